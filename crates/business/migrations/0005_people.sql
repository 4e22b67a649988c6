-- Technicians, what they can do, where and when; the bookings that cannot overlap.
CREATE TABLE technician (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, unit_id TEXT NOT NULL, grade BIGINT NOT NULL, employment TEXT NOT NULL,
  daily_minutes_max BIGINT NOT NULL, start_place TEXT, last_place TEXT, last_place_at BIGINT, rating_total BIGINT NOT NULL,
  rating_count BIGINT NOT NULL, status TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX technician_unit ON technician (tenant_id, unit_id, status);
CREATE TABLE technician_skill (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, technician_id TEXT NOT NULL, skill TEXT NOT NULL, level BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX technician_skill_once ON technician_skill (tenant_id, technician_id, skill);
CREATE TABLE technician_certificate (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, technician_id TEXT NOT NULL, certificate TEXT NOT NULL, number TEXT NOT NULL,
  expires_on TEXT, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX technician_certificate_of ON technician_certificate (tenant_id, technician_id);
CREATE TABLE technician_area (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, technician_id TEXT NOT NULL, region TEXT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX technician_area_once ON technician_area (tenant_id, technician_id, region);
CREATE TABLE shift (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, technician_id TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL,
  from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX shift_day ON shift (tenant_id, day, technician_id);
CREATE INDEX shift_technician ON shift (tenant_id, technician_id, day);
CREATE TABLE booking_slot (
  tenant_id TEXT NOT NULL, technician_id TEXT NOT NULL, slot BIGINT NOT NULL, visit_id TEXT NOT NULL,
  CONSTRAINT booking_slot_once PRIMARY KEY (tenant_id, technician_id, slot)
);
CREATE INDEX booking_slot_visit ON booking_slot (tenant_id, visit_id);
