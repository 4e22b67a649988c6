-- A session is found by its own secret, whoever it is looked as.
CREATE INDEX session_csrf ON session (tenant_id, csrf);
