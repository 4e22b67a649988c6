-- Charges, approvals and payments of orders; the ledger that always balances; parts used.
CREATE TABLE charge (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT, item_id TEXT, code TEXT NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, quantity BIGINT NOT NULL, price_minor BIGINT NOT NULL, amount_minor BIGINT NOT NULL, payer TEXT NOT NULL,
  reason TEXT NOT NULL, from_list BOOLEAN NOT NULL, status TEXT NOT NULL, entry_id TEXT, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX charge_order ON charge (tenant_id, order_id);
CREATE TABLE price_approval (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT, total_minor BIGINT NOT NULL, lines TEXT NOT NULL,
  by_name TEXT NOT NULL, method TEXT NOT NULL, signature TEXT, approved_at BIGINT NOT NULL, withdrawn_at BIGINT,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX price_approval_order ON price_approval (tenant_id, order_id);
CREATE TABLE payment (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT, sale_id TEXT, customer_id TEXT, kind TEXT NOT NULL, amount_minor BIGINT NOT NULL,
  method TEXT NOT NULL, reference TEXT NOT NULL, entry_id TEXT NOT NULL, received_at BIGINT NOT NULL, received_by TEXT NOT NULL,
  reversed_at BIGINT, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX payment_order ON payment (tenant_id, order_id);
CREATE INDEX payment_sale ON payment (tenant_id, sale_id);
CREATE TABLE ledger_entry (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, booked_at BIGINT NOT NULL, booked_on TEXT NOT NULL, memo TEXT NOT NULL,
  reverses_id TEXT, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX ledger_entry_reversed_once ON ledger_entry (tenant_id, reverses_id);
CREATE INDEX ledger_entry_day ON ledger_entry (tenant_id, booked_on);
CREATE TABLE ledger_posting (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, entry_id TEXT NOT NULL, account TEXT NOT NULL, amount_minor BIGINT NOT NULL,
  order_id TEXT, visit_id TEXT, sale_id TEXT, payer TEXT, unit_id TEXT, customer_id TEXT, booked_on TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ledger_posting_entry ON ledger_posting (tenant_id, entry_id);
CREATE INDEX ledger_posting_account ON ledger_posting (tenant_id, account, booked_on);
CREATE INDEX ledger_posting_order ON ledger_posting (tenant_id, order_id);
CREATE TABLE part_use (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT NOT NULL, asset_id TEXT, code TEXT, name TEXT NOT NULL,
  quantity BIGINT NOT NULL, serial TEXT, old_serial TEXT, planned BOOLEAN NOT NULL, warranty_verdict TEXT, charge_id TEXT, used_at BIGINT NOT NULL,
  used_by TEXT NOT NULL, undone_at BIGINT, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX part_use_visit ON part_use (tenant_id, visit_id);
CREATE INDEX part_use_asset ON part_use (tenant_id, asset_id);
CREATE INDEX part_use_order ON part_use (tenant_id, order_id);
