-- What becomes of an exception: whose it is, what is done next, and that it is settled. The exceptions themselves are found, not kept.
CREATE TABLE exception_case (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, order_id TEXT NOT NULL, visit_key TEXT NOT NULL, since_at BIGINT NOT NULL,
  owner_id TEXT, next_step TEXT NOT NULL, next_step_at BIGINT, handled_by TEXT NOT NULL, handled_at BIGINT NOT NULL,
  settled_by TEXT, settled_at BIGINT, note TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX exception_case_once ON exception_case (tenant_id, kind, order_id, visit_key, since_at);
CREATE INDEX exception_case_order ON exception_case (tenant_id, order_id);
