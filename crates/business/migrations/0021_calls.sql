-- Calls that a call centre announces: whose telephone rings, and who is calling.
ALTER TABLE app_user ADD COLUMN extension TEXT;
CREATE UNIQUE INDEX app_user_extension ON app_user (tenant_id, extension) WHERE extension IS NOT NULL;
CREATE TABLE incoming_call (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, phone TEXT NOT NULL, extension TEXT NOT NULL, user_id TEXT NOT NULL, customer_id TEXT,
  outside_ref TEXT, rang_at BIGINT NOT NULL, taken_at BIGINT, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX incoming_call_of_user ON incoming_call (tenant_id, user_id, rang_at, id);
CREATE INDEX incoming_call_rang ON incoming_call (tenant_id, rang_at);
CREATE INDEX incoming_call_customer ON incoming_call (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX incoming_call_ref ON incoming_call (tenant_id, outside_ref) WHERE outside_ref IS NOT NULL;
