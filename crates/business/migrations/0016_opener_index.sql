-- What somebody opened outside their own outlets is told from the index alone.
DROP INDEX work_order_opener;
CREATE INDEX work_order_opener ON work_order (tenant_id, opened_by, unit_id, id);
