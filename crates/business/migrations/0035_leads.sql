-- Who came to the store, what was done about it, what was offered, and the company's terms for offers; what visits cost on the way.
CREATE TABLE lead (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, phone TEXT, customer_id TEXT, guide_id TEXT NOT NULL, unit_id TEXT,
  status TEXT NOT NULL, source TEXT NOT NULL, categories TEXT NOT NULL, products TEXT NOT NULL, budget_minor BIGINT, wanted_on TEXT,
  note TEXT NOT NULL, next_on TEXT, contacted_at BIGINT, quoted_at BIGINT, closed_at BIGINT, lost_reason TEXT, lost_note TEXT NOT NULL,
  sale_id TEXT, created_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX lead_guide_next ON lead (tenant_id, guide_id, next_on);
CREATE INDEX lead_next ON lead (tenant_id, next_on) WHERE next_on IS NOT NULL;
CREATE INDEX lead_unit_next ON lead (tenant_id, unit_id, next_on);
CREATE INDEX lead_phone ON lead (tenant_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX lead_customer ON lead (tenant_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX lead_created ON lead (tenant_id, created_at);
CREATE INDEX lead_closed ON lead (tenant_id, status, closed_at);
CREATE TABLE lead_follow_up (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, lead_id TEXT NOT NULL, kind TEXT NOT NULL, result TEXT, words TEXT NOT NULL, next_on TEXT,
  done_by TEXT NOT NULL, done_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX lead_follow_up_lead ON lead_follow_up (tenant_id, lead_id, done_at);
CREATE TABLE quote (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, lead_id TEXT NOT NULL, number TEXT NOT NULL, edition BIGINT NOT NULL, status TEXT NOT NULL,
  lines TEXT NOT NULL, promises TEXT NOT NULL, list_minor BIGINT NOT NULL, total_minor BIGINT NOT NULL, discount_bp BIGINT NOT NULL,
  valid_until TEXT NOT NULL, note TEXT NOT NULL, drawn_by TEXT NOT NULL, decided_by TEXT, decided_at BIGINT, decision_note TEXT NOT NULL,
  accepted_at BIGINT, sale_id TEXT, created_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX quote_edition ON quote (tenant_id, lead_id, edition);
CREATE INDEX quote_status ON quote (tenant_id, status);
CREATE TABLE quote_terms (
  tenant_id TEXT NOT NULL, discount_max_bp BIGINT NOT NULL, valid_days BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id)
);
CREATE TABLE expense (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT NOT NULL, unit_id TEXT, spent_by TEXT NOT NULL,
  kind TEXT NOT NULL, amount_minor BIGINT NOT NULL, receipt TEXT, note TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  decided_by TEXT, decided_at BIGINT, entry_id TEXT, spent_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX expense_order ON expense (tenant_id, order_id);
CREATE INDEX expense_status ON expense (tenant_id, status, spent_at);
CREATE INDEX expense_entry ON expense (tenant_id, entry_id) WHERE entry_id IS NOT NULL;
CREATE UNIQUE INDEX expense_receipt ON expense (tenant_id, receipt) WHERE receipt IS NOT NULL AND status <> 'declined';
