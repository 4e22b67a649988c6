-- Reviews; stored files; import runs.
CREATE TABLE review (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT, technician_id TEXT, stars BIGINT NOT NULL, tags TEXT NOT NULL,
  words TEXT NOT NULL, nps BIGINT, channel TEXT NOT NULL, below_standard BOOLEAN NOT NULL, given_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX review_once ON review (tenant_id, order_id);
CREATE INDEX review_given ON review (tenant_id, given_at);
CREATE TABLE stored_file (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, media TEXT NOT NULL, name TEXT NOT NULL,
  width BIGINT, height BIGINT, has_thumbnail BOOLEAN NOT NULL, metadata TEXT NOT NULL, added_at BIGINT NOT NULL, added_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX stored_file_sha ON stored_file (tenant_id, sha256);
CREATE TABLE import_mapping (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX import_mapping_name ON import_mapping (tenant_id, kind, name);
CREATE TABLE import_run (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, mapping TEXT NOT NULL, status TEXT NOT NULL,
  rows_read BIGINT NOT NULL, rows_created BIGINT NOT NULL, rows_known BIGINT NOT NULL, rows_wrong BIGINT NOT NULL, problems TEXT NOT NULL,
  proposals TEXT NOT NULL, started_at BIGINT NOT NULL, finished_at BIGINT, undone_at BIGINT, run_by TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX import_run_started ON import_run (tenant_id, started_at);
CREATE TABLE import_record (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, run_id TEXT NOT NULL, line BIGINT NOT NULL, noun TEXT NOT NULL, record_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX import_record_run ON import_record (tenant_id, run_id);
CREATE INDEX import_record_of ON import_record (tenant_id, record_id);
-- Which orders a file belongs to, besides evidence.
CREATE INDEX visit_signature ON visit (tenant_id, signature) WHERE signature IS NOT NULL;
CREATE INDEX price_approval_signature ON price_approval (tenant_id, signature) WHERE signature IS NOT NULL;
CREATE INDEX order_message_files ON order_message (tenant_id) WHERE files <> '[]';
