-- What people are told: each notice as it would be sent, how far the log was read for it, and what a company says in its own words.
CREATE TABLE notice (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, seq BIGINT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT, customer_id TEXT,
  user_id TEXT, to_name TEXT NOT NULL, to_phone TEXT, words TEXT NOT NULL, link TEXT, status TEXT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX notice_once ON notice (tenant_id, seq, code);
CREATE INDEX notice_newest ON notice (tenant_id, created_at, id);
CREATE INDEX notice_order ON notice (tenant_id, order_id, created_at);
CREATE INDEX notice_customer ON notice (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE TABLE notice_cursor (tenant_id TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE notice_text (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, words TEXT NOT NULL, is_on BOOLEAN NOT NULL, changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX notice_text_code ON notice_text (tenant_id, code);
