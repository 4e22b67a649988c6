-- Pages of the console with their filters, under a name.
CREATE TABLE saved_view (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, owner_id TEXT NOT NULL, page TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
  is_shared BOOLEAN NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (tenant_id, owner_id, page, name);
