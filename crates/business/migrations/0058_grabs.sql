-- Visits that whoever fits may take: open, then taken by the first, or back with the dispatchers.
CREATE TABLE grab (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, visit_id TEXT NOT NULL, order_id TEXT NOT NULL, unit_id TEXT, status TEXT NOT NULL,
  by_rule BOOLEAN NOT NULL, opened_at BIGINT NOT NULL, opened_by TEXT NOT NULL, expires_at BIGINT NOT NULL, taken_by TEXT,
  closed_at BIGINT, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX grab_open ON grab (tenant_id, visit_id) WHERE status = 'open';
CREATE INDEX grab_visit ON grab (tenant_id, visit_id, status);
CREATE INDEX grab_expires ON grab (tenant_id, status, expires_at);
CREATE TABLE grab_candidate (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, grab_id TEXT NOT NULL, technician_id TEXT NOT NULL, begins_at BIGINT NOT NULL,
  travel_minutes BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX grab_candidate_once ON grab_candidate (tenant_id, grab_id, technician_id);
CREATE INDEX grab_candidate_of ON grab_candidate (tenant_id, technician_id, grab_id);
