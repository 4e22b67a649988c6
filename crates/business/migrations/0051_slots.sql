-- How many visits of a unit may be promised in a part of a day; whoever promises one waits for the one before who promised that day.
CREATE TABLE slot_quota (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, unit_id TEXT NOT NULL, day TEXT NOT NULL, part TEXT NOT NULL, visits_max BIGINT NOT NULL,
  note TEXT NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX slot_quota_once ON slot_quota (tenant_id, day, unit_id, part);
CREATE TABLE slot_turn (
  tenant_id TEXT NOT NULL, day TEXT NOT NULL, turns BIGINT NOT NULL, PRIMARY KEY (tenant_id, day)
);
