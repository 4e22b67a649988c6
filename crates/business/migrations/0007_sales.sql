-- Sale orders, their lines, and the promises made with them.
CREATE TABLE sale (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, customer_id TEXT NOT NULL, site_id TEXT NOT NULL, guide_id TEXT,
  unit_id TEXT, status TEXT NOT NULL, sold_on TEXT NOT NULL, total_minor BIGINT NOT NULL, deposit_minor BIGINT NOT NULL, note TEXT NOT NULL,
  prepared_at BIGINT, shipped_at BIGINT, delivered_at BIGINT, installed_at BIGINT, accepted_at BIGINT, cancelled_at BIGINT,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sale_number ON sale (tenant_id, number);
CREATE INDEX sale_customer ON sale (tenant_id, customer_id);
CREATE INDEX sale_guide ON sale (tenant_id, guide_id, created_at);
CREATE INDEX sale_unit ON sale (tenant_id, unit_id, created_at);
CREATE INDEX sale_created ON sale (tenant_id, created_at, id);
CREATE TABLE sale_line (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, sale_id TEXT NOT NULL, position BIGINT NOT NULL, product_id TEXT NOT NULL, name TEXT NOT NULL,
  quantity BIGINT NOT NULL, price_minor BIGINT NOT NULL, amount_minor BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sale_line_sale ON sale_line (tenant_id, sale_id, position);
CREATE TABLE promise (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, sale_id TEXT, order_id TEXT, customer_id TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
  due_at BIGINT, status TEXT NOT NULL, settled_at BIGINT, settled_by TEXT, note TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX promise_order ON promise (tenant_id, order_id);
CREATE INDEX promise_sale ON promise (tenant_id, sale_id);
CREATE INDEX promise_customer ON promise (tenant_id, customer_id);
CREATE INDEX promise_due ON promise (tenant_id, status, due_at);
