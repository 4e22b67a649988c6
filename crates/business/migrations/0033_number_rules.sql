-- What a company's numbers look like where it wants them otherwise than they come.
CREATE TABLE number_rule (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, series TEXT NOT NULL, prefix TEXT NOT NULL, digits BIGINT NOT NULL, period TEXT NOT NULL,
  changed_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX number_rule_series ON number_rule (tenant_id, series);
CREATE UNIQUE INDEX number_rule_prefix ON number_rule (tenant_id, prefix);
