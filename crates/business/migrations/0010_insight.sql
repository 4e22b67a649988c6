-- What the cockpit counts without reading orders: what was finished, and whether in time.
CREATE INDEX work_order_finished ON work_order (tenant_id, finished_at, finish_due_at, unit_id);
CREATE INDEX visit_done ON visit (tenant_id, status, finished_at);
