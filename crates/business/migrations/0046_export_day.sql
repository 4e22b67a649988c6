-- How many rows somebody with a day's limit has taken away today; an earlier day counts for nothing.
CREATE TABLE export_day (
  tenant_id TEXT NOT NULL, user_id TEXT NOT NULL, taken_on TEXT NOT NULL, rows_taken BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
