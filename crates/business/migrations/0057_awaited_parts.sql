-- Parts that a visit waits for: it is not sent out before they are there.
CREATE TABLE part_awaited (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT NOT NULL, code TEXT, name TEXT NOT NULL,
  quantity BIGINT NOT NULL, expected_on TEXT, noted_by TEXT NOT NULL, noted_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX part_awaited_visit ON part_awaited (tenant_id, visit_id);
CREATE INDEX part_awaited_order ON part_awaited (tenant_id, order_id);
