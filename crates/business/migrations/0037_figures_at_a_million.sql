-- Whether what was finished was in time, district by district, is told from the index of what was finished.
DROP INDEX work_order_finished;
CREATE INDEX work_order_finished ON work_order (tenant_id, finished_at, finish_due_at, unit_id, fixed_at_once, region) WHERE finished_at IS NOT NULL;
-- What was finished too late is a small part of all there is, and is listed newest first.
CREATE INDEX work_order_overrun ON work_order (tenant_id, opened_at, id) WHERE finished_at > finish_due_at;
-- A visit that is not planned and not done, an item of no known machine and a customer without a guide are looked for by other ways: opening
-- an order writes four entries less.
DROP INDEX visit_planned;
CREATE INDEX visit_planned ON visit (tenant_id, planned_from_at) WHERE planned_from_at IS NOT NULL;
DROP INDEX visit_done;
CREATE INDEX visit_done ON visit (tenant_id, status, finished_at) WHERE finished_at IS NOT NULL;
DROP INDEX order_item_asset;
CREATE INDEX order_item_asset ON order_item (tenant_id, asset_id, created_at) WHERE asset_id IS NOT NULL;
DROP INDEX customer_guide;
CREATE INDEX customer_guide ON customer (tenant_id, guide_id, created_at) WHERE guide_id IS NOT NULL;
