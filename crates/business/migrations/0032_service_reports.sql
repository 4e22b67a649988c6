-- Service reports: what was printed of an order, frozen when it was issued, and how far the log was read for those that are issued by themselves.
CREATE TABLE service_report (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, number BIGINT NOT NULL, facts TEXT, facts_hash TEXT NOT NULL,
  code TEXT NOT NULL, issued_at BIGINT NOT NULL, issued_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX service_report_number ON service_report (tenant_id, order_id, number);
CREATE UNIQUE INDEX service_report_code ON service_report (tenant_id, code);
CREATE TABLE report_cursor (tenant_id TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (tenant_id, id));
