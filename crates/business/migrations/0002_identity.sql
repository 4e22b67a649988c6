-- Companies, units, users, sessions, keys, number series.
CREATE TABLE tenant (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL, currency TEXT NOT NULL,
  status TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX tenant_code ON tenant (code);
CREATE TABLE unit (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, parent_id TEXT,
  place TEXT, address TEXT, phone TEXT, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX unit_code ON unit (tenant_id, code);
CREATE TABLE app_user (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, phone TEXT, unit_id TEXT,
  roles TEXT NOT NULL, scope TEXT NOT NULL, status TEXT NOT NULL, password_hash TEXT NOT NULL,
  failed_count BIGINT NOT NULL, locked_until_at BIGINT, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX app_user_login ON app_user (tenant_id, login);
CREATE INDEX app_user_unit ON app_user (tenant_id, unit_id);
CREATE TABLE session (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, token_hash TEXT NOT NULL, user_id TEXT NOT NULL, csrf TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT, device TEXT, address TEXT,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX session_token ON session (tenant_id, token_hash);
CREATE INDEX session_of_user ON session (tenant_id, user_id);
CREATE TABLE api_key (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, token_hash TEXT NOT NULL, user_id TEXT NOT NULL,
  permissions TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT, revoked_at BIGINT, last_four TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX api_key_token ON api_key (tenant_id, token_hash);
CREATE TABLE number_series (
  tenant_id TEXT NOT NULL, prefix TEXT NOT NULL, day TEXT NOT NULL, last BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, prefix, day)
);
