-- Whom customers call, and after how many days a visitor of the store is asked again, as the company has it.
CREATE TABLE company_setting (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, service_phone TEXT, service_hours TEXT NOT NULL, ask_again_days BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
-- An outlet's own number for its customers; its other one is the office's.
ALTER TABLE unit ADD COLUMN service_phone TEXT;
ALTER TABLE unit ADD COLUMN service_hours TEXT NOT NULL DEFAULT '';
-- A complaint is told apart from what else was said.
ALTER TABLE order_message ADD COLUMN is_complaint BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE order_message SET is_complaint = TRUE WHERE (tenant_id, id) IN (SELECT tenant_id, message_id FROM complaint);
