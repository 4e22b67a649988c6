-- What everything stands on: events, idempotency, leases of recurring tasks.
CREATE TABLE event (
  tenant_id TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, actor_id TEXT NOT NULL,
  channel TEXT NOT NULL, device TEXT, address TEXT, unit_id TEXT, at BIGINT NOT NULL, happened_at BIGINT, data TEXT NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
-- On PostgreSQL event numbers count on from here: a restore puts the highest number it brought.
CREATE TABLE event_base (id BIGINT PRIMARY KEY, base BIGINT NOT NULL);
INSERT INTO event_base VALUES (1, 0);
CREATE UNIQUE INDEX event_seq_unique ON event (seq);
CREATE INDEX event_kind ON event (tenant_id, kind, seq);
CREATE TABLE event_subject (
  tenant_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, kind, id, seq)
);
CREATE INDEX event_subject_seq ON event_subject (tenant_id, seq);
CREATE TABLE idempotency (
  tenant_id TEXT NOT NULL, actor_id TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, rights TEXT NOT NULL,
  answer TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, actor_id, key)
);
CREATE INDEX idempotency_at ON idempotency (tenant_id, at);
CREATE TABLE lease (
  name TEXT PRIMARY KEY, holder TEXT NOT NULL, until_at BIGINT NOT NULL
);
