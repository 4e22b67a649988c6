-- Signing in with a code besides the password, and with the company's own accounts elsewhere.
ALTER TABLE app_user ADD COLUMN email TEXT;
ALTER TABLE app_user ADD COLUMN second_step_since_at BIGINT;
CREATE UNIQUE INDEX app_user_email ON app_user (tenant_id, email) WHERE email IS NOT NULL;
CREATE TABLE second_step (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, secret TEXT NOT NULL, last_step BIGINT NOT NULL, begun_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE recovery_code (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, code_hash TEXT NOT NULL, made_at BIGINT NOT NULL, used_at BIGINT,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX recovery_code_of ON recovery_code (tenant_id, user_id);
CREATE TABLE sign_in_rule (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, second_step_for_all BOOLEAN NOT NULL, second_step_roles TEXT NOT NULL, changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE account_provider (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, is_on BOOLEAN NOT NULL, label TEXT NOT NULL, issuer TEXT NOT NULL, client_id TEXT NOT NULL,
  client_secret TEXT NOT NULL, scopes TEXT NOT NULL, claim TEXT NOT NULL, matched_by TEXT NOT NULL, opens_accounts BOOLEAN NOT NULL,
  new_role TEXT, new_unit_id TEXT, changed_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE account_errand (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, state_hash TEXT NOT NULL, browser_hash TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL,
  back_to TEXT NOT NULL, app TEXT NOT NULL, goes_to TEXT NOT NULL, begun_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX account_errand_state ON account_errand (tenant_id, state_hash);
CREATE INDEX account_errand_over ON account_errand (tenant_id, expires_at);
