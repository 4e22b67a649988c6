-- What nearly no order has is not in an index of all of them.
DROP INDEX work_order_outside_ref;
CREATE UNIQUE INDEX work_order_outside_ref ON work_order (tenant_id, outside_ref) WHERE outside_ref IS NOT NULL;
DROP INDEX work_order_finished;
CREATE INDEX work_order_finished ON work_order (tenant_id, finished_at, finish_due_at, unit_id) WHERE finished_at IS NOT NULL;
