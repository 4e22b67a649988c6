-- Customers are looked for by the beginning of a name and by number.
CREATE INDEX customer_name ON customer (tenant_id, name, id);
CREATE INDEX customer_number ON customer (tenant_id, number);
