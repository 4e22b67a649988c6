-- Definitions (packs, order types, SOPs …, versioned), brands, products.
CREATE TABLE definition (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, number BIGINT NOT NULL, status TEXT NOT NULL,
  source TEXT NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX definition_number ON definition (tenant_id, kind, code, number);
CREATE TABLE brand (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, merged_into TEXT, created_at BIGINT NOT NULL,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX brand_key ON brand (tenant_id, key);
CREATE TABLE product (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, brand_id TEXT, category TEXT NOT NULL,
  model TEXT, price_minor BIGINT, status TEXT NOT NULL, custom TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX product_code ON product (tenant_id, code);
CREATE INDEX product_category ON product (tenant_id, category, name);
