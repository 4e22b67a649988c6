-- A unit that is no more: what was done there stays.
ALTER TABLE unit ADD COLUMN closed_at BIGINT;
