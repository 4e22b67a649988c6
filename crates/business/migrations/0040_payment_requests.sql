-- Payments that customers are asked for at a provider, and what is paid back there.
CREATE TABLE payment_request (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, amount_minor BIGINT NOT NULL, provider TEXT NOT NULL, way TEXT NOT NULL,
  status TEXT NOT NULL, link TEXT, payer_address TEXT, expires_at BIGINT NOT NULL, transaction_id TEXT, payment_id TEXT,
  overpaid_minor BIGINT NOT NULL, failure TEXT, failure_told TEXT, asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL, settled_at BIGINT,
  tried_count BIGINT NOT NULL, due_at BIGINT, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX payment_request_order ON payment_request (tenant_id, order_id, asked_at);
CREATE INDEX payment_request_due ON payment_request (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX payment_request_open ON payment_request (tenant_id, order_id) WHERE status IN ('asking', 'waiting');
CREATE UNIQUE INDEX payment_request_transaction ON payment_request (tenant_id, provider, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE TABLE payment_refund (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, request_id TEXT NOT NULL, order_id TEXT NOT NULL, amount_minor BIGINT NOT NULL,
  reason TEXT NOT NULL, status TEXT NOT NULL, payment_id TEXT NOT NULL, vendor_id TEXT, failure TEXT, failure_told TEXT,
  asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL, settled_at BIGINT, tried_count BIGINT NOT NULL, due_at BIGINT, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX payment_refund_order ON payment_refund (tenant_id, order_id);
CREATE INDEX payment_refund_due ON payment_refund (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
