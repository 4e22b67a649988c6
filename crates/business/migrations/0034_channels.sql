-- Notices are really sent: by which channel each goes and what came of it, what a company says of its channels, where customers are reached.
ALTER TABLE notice ADD COLUMN channel TEXT;
ALTER TABLE notice ADD COLUMN said TEXT NOT NULL DEFAULT '{}';
ALTER TABLE notice ADD COLUMN tried_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN due_at BIGINT;
ALTER TABLE notice ADD COLUMN vendor_id TEXT;
ALTER TABLE notice ADD COLUMN failure TEXT;
ALTER TABLE notice ADD COLUMN failure_told TEXT;
ALTER TABLE notice ADD COLUMN settled_at BIGINT;
ALTER TABLE notice ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
DROP INDEX notice_once;
CREATE UNIQUE INDEX notice_once ON notice (tenant_id, seq, code, COALESCE(channel, ''));
CREATE INDEX notice_due ON notice (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX notice_status ON notice (tenant_id, status, created_at, id);
CREATE TABLE notice_channel (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, is_on BOOLEAN NOT NULL, sign TEXT NOT NULL, address TEXT NOT NULL,
  templates TEXT NOT NULL, changed_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX notice_channel_once ON notice_channel (tenant_id, channel);
CREATE TABLE notice_address (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL,
  changed_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX notice_address_customer ON notice_address (tenant_id, customer_id, channel);
