-- A phone's orders and an outlet's due ones are found in the order they are shown in, whatever the engine knows of the tables.
DROP INDEX work_order_contact;
CREATE INDEX work_order_contact ON work_order (tenant_id, contact_phone, opened_at, id);
CREATE INDEX work_order_unit_due ON work_order (tenant_id, unit_id, phase, next_due_at, id) WHERE next_due_at IS NOT NULL;
