-- Areas drawn on the map; the box around each in millionths of a degree, so that those around a place are found by comparing.
CREATE TABLE drawn_area (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, unit_id TEXT, outline TEXT NOT NULL, south_e6 BIGINT NOT NULL,
  west_e6 BIGINT NOT NULL, north_e6 BIGINT NOT NULL, east_e6 BIGINT NOT NULL, drawn_by TEXT NOT NULL, drawn_at BIGINT NOT NULL,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX drawn_area_name ON drawn_area (tenant_id, name);
