-- Households, their contacts and sites; assets (machines) and the parts changed in them.
CREATE TABLE customer (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, phone TEXT, unit_id TEXT,
  guide_id TEXT, note TEXT NOT NULL, merged_into TEXT, erased_at BIGINT, custom TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX customer_phone ON customer (tenant_id, phone);
CREATE INDEX customer_unit ON customer (tenant_id, unit_id, created_at);
CREATE INDEX customer_guide ON customer (tenant_id, guide_id, created_at);
CREATE TABLE contact (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, relation TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contact_customer ON contact (tenant_id, customer_id);
CREATE INDEX contact_phone ON contact (tenant_id, phone);
CREATE TABLE site (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT, name TEXT NOT NULL, region TEXT NOT NULL, address TEXT NOT NULL,
  street TEXT, compound TEXT, building TEXT, room TEXT, floor BIGINT, place TEXT, note TEXT NOT NULL, created_at BIGINT NOT NULL,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX site_customer ON site (tenant_id, customer_id);
CREATE INDEX site_region ON site (tenant_id, region);
CREATE TABLE asset (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT, site_id TEXT, product_id TEXT, brand_id TEXT, category TEXT NOT NULL,
  name TEXT NOT NULL, serial TEXT, serial_key TEXT, status TEXT NOT NULL, produced_on TEXT, sold_on TEXT, installed_on TEXT,
  sale_id TEXT, install_order_id TEXT, extended_months BIGINT NOT NULL, commissioning TEXT NOT NULL, custom TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX asset_serial ON asset (tenant_id, serial_key);
CREATE INDEX asset_customer ON asset (tenant_id, customer_id);
CREATE INDEX asset_site ON asset (tenant_id, site_id);
CREATE INDEX asset_sale ON asset (tenant_id, sale_id);
CREATE INDEX asset_product ON asset (tenant_id, product_id);
