-- Simulations that somebody asked for: what was played and what came of it; those of before are kept, the oldest go.
CREATE TABLE simulation (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, asked TEXT NOT NULL, own TEXT, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
  started_at BIGINT, ended_at BIGINT, weeks_done BIGINT NOT NULL, weeks_all BIGINT NOT NULL, stop_asked BOOLEAN NOT NULL, lines TEXT,
  version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX simulation_made ON simulation (tenant_id, made_at);
CREATE INDEX simulation_open ON simulation (tenant_id, state) WHERE ended_at IS NULL;
-- Where phones were, for as long as somebody may ask how a day went.
CREATE TABLE technician_position (
  tenant_id TEXT NOT NULL, technician_id TEXT NOT NULL, at BIGINT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (tenant_id, technician_id, at)
);
CREATE INDEX technician_position_at ON technician_position (tenant_id, at);
