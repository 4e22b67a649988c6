-- Webhooks: who is told what happens, how far each has been told, every message and every try of it.
CREATE TABLE webhook (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, kinds TEXT NOT NULL, status TEXT NOT NULL,
  secret TEXT NOT NULL, old_secret TEXT, old_secret_until_at BIGINT, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE webhook_cursor (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE webhook_delivery (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, webhook_id TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
  tried_count BIGINT NOT NULL, due_at BIGINT, last_status BIGINT, last_failure TEXT, created_at BIGINT NOT NULL, settled_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (tenant_id, webhook_id, seq);
CREATE INDEX webhook_delivery_due ON webhook_delivery (tenant_id, webhook_id, due_at, seq) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_status ON webhook_delivery (tenant_id, webhook_id, status, seq);
CREATE INDEX webhook_delivery_settled ON webhook_delivery (tenant_id, settled_at) WHERE settled_at IS NOT NULL;
CREATE TABLE webhook_attempt (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, delivery_id TEXT NOT NULL, at BIGINT NOT NULL, took_ms BIGINT NOT NULL, status BIGINT,
  failure TEXT, answer TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_attempt_of ON webhook_attempt (tenant_id, delivery_id, id);
