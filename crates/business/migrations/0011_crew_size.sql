-- How many people a visit takes, so that a crew that is short can be found.
ALTER TABLE visit ADD COLUMN crew_size BIGINT NOT NULL DEFAULT 1;
