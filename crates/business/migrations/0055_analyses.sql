-- What the analyses of a period count is told from indexes alone: each is walked over the period and looks one record up beside it at most, by
-- an index that holds all that is asked of it. None is walked for what is older. An index that held the beginning of another is that other now.
DROP INDEX visit_done;
CREATE INDEX visit_done ON visit (tenant_id, status, finished_at, id, order_id, departed_at, arrived_at, outcome, void_cause) WHERE finished_at IS NOT NULL;
DROP INDEX visit_planned;
CREATE INDEX visit_planned ON visit (tenant_id, planned_from_at, status, order_id, minutes, crew_size) WHERE planned_from_at IS NOT NULL;
CREATE INDEX crew_member_visit ON crew_member (tenant_id, visit_id, role, released_at, technician_id);
DROP INDEX review_given;
CREATE INDEX review_given ON review (tenant_id, given_at, technician_id, stars, nps, below_standard, order_id);
DROP INDEX ledger_posting_account;
CREATE INDEX ledger_posting_account ON ledger_posting (tenant_id, account, booked_on, order_id, amount_minor);
DROP INDEX part_use_asset;
CREATE INDEX part_use_asset ON part_use (tenant_id, asset_id, code, used_at) WHERE asset_id IS NOT NULL AND undone_at IS NULL;
CREATE INDEX part_use_used ON part_use (tenant_id, used_at, code, name, order_id, asset_id, quantity, planned, warranty_verdict) WHERE undone_at IS NULL;
DROP INDEX order_item_order;
CREATE INDEX order_item_order ON order_item (tenant_id, order_id, position, service, product_id, brand_id, category, fault, asset_id);
DROP INDEX work_order_opened;
CREATE INDEX work_order_opened ON work_order (tenant_id, opened_at, id, cancelled_at, finished_at, repeat_of_id, unit_id);
CREATE INDEX work_order_facts ON work_order (tenant_id, id, unit_id, region, category, type, opened_at, finished_at, cancelled_at);
-- Repeats are few.
CREATE INDEX work_order_repeat ON work_order (tenant_id, opened_at, id) WHERE repeat_of_id IS NOT NULL;
-- How many machines of a model are in use.
DROP INDEX asset_product;
CREATE INDEX asset_product ON asset (tenant_id, product_id, status);
-- A type or an urgency that few orders have is found, and counted, without reading all the others.
CREATE INDEX work_order_type ON work_order (tenant_id, type, opened_at, id);
CREATE INDEX work_order_urgency ON work_order (tenant_id, urgency, opened_at, id);
