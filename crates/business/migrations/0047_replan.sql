-- What is proposed when something happens in the day: which visits go to whom instead, and what became of the proposal.
CREATE TABLE replan (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, unit_id TEXT, day TEXT NOT NULL, cause TEXT NOT NULL, technician_id TEXT, visit_id TEXT,
  status TEXT NOT NULL, moves TEXT NOT NULL, travel_minutes BIGINT NOT NULL, late_minutes BIGINT NOT NULL, created_at BIGINT NOT NULL,
  decided_at BIGINT, decided_by TEXT, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX replan_status ON replan (tenant_id, status, created_at);
CREATE INDEX replan_day ON replan (tenant_id, day, created_at);
