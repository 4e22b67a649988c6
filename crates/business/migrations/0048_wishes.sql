-- Whom a customer wants to come, and whom not.
CREATE TABLE customer_technician (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT NOT NULL, technician_id TEXT NOT NULL, wish TEXT NOT NULL,
  set_by TEXT NOT NULL, set_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX customer_technician_of ON customer_technician (tenant_id, customer_id);
