-- Photos that whoever took them has taken back before the visit was finished: evidence no longer, kept for the audit.
CREATE TABLE evidence_withdrawn (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT NOT NULL, step TEXT, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
  added_at BIGINT NOT NULL, added_by TEXT NOT NULL, withdrawn_at BIGINT NOT NULL, withdrawn_by TEXT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX evidence_withdrawn_file ON evidence_withdrawn (tenant_id, sha256);
CREATE INDEX evidence_withdrawn_order ON evidence_withdrawn (tenant_id, order_id);
-- Complaints: each stands among the exceptions until it is settled there.
CREATE TABLE complaint (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, message_id TEXT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX complaint_made ON complaint (tenant_id, made_at);
CREATE INDEX complaint_order ON complaint (tenant_id, order_id);
