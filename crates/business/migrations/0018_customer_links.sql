-- Links by which customers reach what is theirs: one order, the machine whose label they scan, the company's page for requests.
CREATE TABLE customer_link (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, order_id TEXT, asset_id TEXT, customer_id TEXT,
  token_hash TEXT NOT NULL, printed TEXT, verified BOOLEAN NOT NULL, opened_from TEXT, wrong_count BIGINT NOT NULL, locked_until_at BIGINT,
  created_at BIGINT NOT NULL, created_by TEXT NOT NULL, expires_at BIGINT, revoked_at BIGINT, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX customer_link_token ON customer_link (tenant_id, token_hash);
CREATE INDEX customer_link_order ON customer_link (tenant_id, order_id, created_at) WHERE order_id IS NOT NULL;
CREATE INDEX customer_link_asset ON customer_link (tenant_id, asset_id, created_at) WHERE asset_id IS NOT NULL;
CREATE INDEX customer_link_customer ON customer_link (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX customer_link_from ON customer_link (tenant_id, opened_from) WHERE opened_from IS NOT NULL;
CREATE INDEX customer_link_kind ON customer_link (tenant_id, kind, created_at);
-- Photos that come with a review.
ALTER TABLE review ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
