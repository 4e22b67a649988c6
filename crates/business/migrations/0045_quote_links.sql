-- Links to a quote, and what its customer said to it.
ALTER TABLE customer_link ADD COLUMN quote_id TEXT;
CREATE INDEX customer_link_quote ON customer_link (tenant_id, quote_id, created_at) WHERE quote_id IS NOT NULL;
CREATE TABLE quote_answer (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, quote_id TEXT NOT NULL, lead_id TEXT NOT NULL, answer TEXT NOT NULL, by_name TEXT NOT NULL,
  words TEXT NOT NULL, total_minor BIGINT NOT NULL, answered_at BIGINT NOT NULL, answered_by TEXT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX quote_answer_lead ON quote_answer (tenant_id, lead_id, answered_at);
