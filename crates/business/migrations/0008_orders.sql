-- Orders: what the customer is owed. Visits: its appointments. Offers, crews, SOP answers, evidence, holds, links, conversation.
CREATE TABLE work_order (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, type TEXT NOT NULL, type_version BIGINT NOT NULL, channel TEXT NOT NULL,
  phase TEXT NOT NULL, stage TEXT NOT NULL, unit_id TEXT, customer_id TEXT, site_id TEXT, contact_name TEXT NOT NULL, contact_phone TEXT,
  region TEXT NOT NULL, category TEXT NOT NULL, fault TEXT, summary TEXT NOT NULL, described TEXT NOT NULL, urgency TEXT NOT NULL, priority BIGINT NOT NULL,
  wanted_from_at BIGINT, wanted_to_at BIGINT, sla TEXT NOT NULL, next_due_at BIGINT, dispatch_due_at BIGINT, arrive_due_at BIGINT, finish_due_at BIGINT,
  sale_id TEXT, previous_id TEXT, repeat_of_id TEXT, merged_into_id TEXT, leg TEXT, chased_count BIGINT NOT NULL, warranty TEXT,
  hold_reason TEXT, cancel_reason TEXT, outcome TEXT, barrier TEXT, opened_at BIGINT NOT NULL, opened_by TEXT NOT NULL, taken_in_at BIGINT, dispatched_at BIGINT, accepted_at BIGINT,
  arrived_at BIGINT, finished_at BIGINT, reviewed_at BIGINT, closed_at BIGINT, cancelled_at BIGINT, review_due_at BIGINT, changed_at BIGINT NOT NULL,
  outside_ref TEXT, custom TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX work_order_number ON work_order (tenant_id, number);
CREATE UNIQUE INDEX work_order_outside_ref ON work_order (tenant_id, outside_ref);
CREATE INDEX work_order_opened ON work_order (tenant_id, opened_at, id);
CREATE INDEX work_order_phase ON work_order (tenant_id, phase, opened_at, id);
CREATE INDEX work_order_due ON work_order (tenant_id, phase, next_due_at, id) WHERE next_due_at IS NOT NULL;
CREATE INDEX work_order_priority ON work_order (tenant_id, phase, priority, opened_at, id);
CREATE INDEX work_order_unit ON work_order (tenant_id, unit_id, phase, opened_at, id);
CREATE INDEX work_order_customer ON work_order (tenant_id, customer_id, opened_at);
CREATE INDEX work_order_contact ON work_order (tenant_id, contact_phone, opened_at);
CREATE INDEX work_order_sale ON work_order (tenant_id, sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX work_order_previous ON work_order (tenant_id, previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX work_order_review ON work_order (tenant_id, phase, review_due_at) WHERE review_due_at IS NOT NULL;
CREATE INDEX work_order_category ON work_order (tenant_id, category, opened_at, id);
CREATE INDEX work_order_fault ON work_order (tenant_id, fault, opened_at, id) WHERE fault IS NOT NULL;
CREATE INDEX work_order_region ON work_order (tenant_id, region, opened_at, id);
CREATE INDEX work_order_channel ON work_order (tenant_id, channel, opened_at, id);
CREATE INDEX work_order_name ON work_order (tenant_id, contact_name, opened_at);
CREATE INDEX work_order_opener ON work_order (tenant_id, opened_by, opened_at);
CREATE TABLE order_item (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, position BIGINT NOT NULL, asset_id TEXT, product_id TEXT, brand_id TEXT, category TEXT NOT NULL,
  service TEXT NOT NULL, fault TEXT, quantity BIGINT NOT NULL, described TEXT NOT NULL, status TEXT NOT NULL, outcome TEXT,
  verdict TEXT, verdict_reason TEXT, overridden_by TEXT, override_reason TEXT, visit_number BIGINT, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX order_item_order ON order_item (tenant_id, order_id, position);
CREATE INDEX order_item_asset ON order_item (tenant_id, asset_id, created_at);
CREATE INDEX order_item_product ON order_item (tenant_id, product_id, fault);
CREATE TABLE order_hold (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, pauses_sla BOOLEAN NOT NULL,
  from_at BIGINT NOT NULL, expected_until_at BIGINT, to_at BIGINT, placed_by TEXT NOT NULL, released_by TEXT, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX order_hold_open ON order_hold (tenant_id, order_id) WHERE to_at IS NULL;
CREATE INDEX order_hold_order ON order_hold (tenant_id, order_id);
CREATE TABLE order_reader (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, unit_id TEXT NOT NULL, since_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX order_reader_once ON order_reader (tenant_id, order_id, unit_id);
CREATE INDEX order_reader_unit ON order_reader (tenant_id, unit_id, order_id);
CREATE TABLE order_link (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, other_id TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX order_link_once ON order_link (tenant_id, order_id, other_id, kind);
CREATE INDEX order_link_other ON order_link (tenant_id, other_id);
CREATE TABLE order_message (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, audience TEXT NOT NULL, words TEXT NOT NULL, files TEXT NOT NULL,
  author_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX order_message_order ON order_message (tenant_id, order_id, at);
CREATE TABLE visit (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, number BIGINT NOT NULL, leg TEXT NOT NULL, status TEXT NOT NULL, unit_id TEXT,
  previous_id TEXT, cause TEXT, payer TEXT, window_from_at BIGINT, window_to_at BIGINT, window_version BIGINT NOT NULL,
  planned_from_at BIGINT, planned_to_at BIGINT, minutes BIGINT NOT NULL, assignment_version BIGINT NOT NULL, sop TEXT, sop_version BIGINT,
  offered_at BIGINT, accepted_at BIGINT, departed_at BIGINT, arrived_at BIGINT, arrived_place TEXT, arrived_metres BIGINT, arrived_judged TEXT,
  started_at BIGINT, finished_at BIGINT, cancelled_at BIGINT, cancel_reason TEXT, outcome TEXT, outcome_note TEXT NOT NULL, void_cause TEXT,
  signature TEXT, signed_by TEXT, manifest TEXT NOT NULL, evidence_complete BOOLEAN NOT NULL, no_candidates BOOLEAN NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX visit_number ON visit (tenant_id, order_id, number);
CREATE INDEX visit_status ON visit (tenant_id, status, planned_from_at);
CREATE INDEX visit_planned ON visit (tenant_id, planned_from_at);
CREATE TABLE crew_member (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, visit_id TEXT NOT NULL, order_id TEXT NOT NULL, technician_id TEXT NOT NULL, role TEXT NOT NULL, share_bp BIGINT NOT NULL,
  started_at BIGINT, ended_at BIGINT, released_at BIGINT, created_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX crew_member_once ON crew_member (tenant_id, visit_id, technician_id);
CREATE INDEX crew_member_technician ON crew_member (tenant_id, technician_id, visit_id);
CREATE INDEX crew_member_order ON crew_member (tenant_id, order_id, technician_id);
CREATE TABLE offer (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, visit_id TEXT NOT NULL, order_id TEXT NOT NULL, technician_id TEXT NOT NULL, rank BIGINT NOT NULL,
  score BIGINT, arithmetic TEXT NOT NULL, by_rule BOOLEAN NOT NULL, override_reason TEXT, offered_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  answer TEXT NOT NULL, answered_at BIGINT, reason TEXT, note TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX offer_visit ON offer (tenant_id, visit_id);
CREATE INDEX offer_open ON offer (tenant_id, answer, expires_at);
CREATE INDEX offer_technician ON offer (tenant_id, technician_id, answer, offered_at);
CREATE TABLE sop_answer (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, visit_id TEXT NOT NULL, step TEXT NOT NULL, value TEXT NOT NULL, within_limits BOOLEAN,
  answered_at BIGINT NOT NULL, answered_by TEXT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sop_answer_once ON sop_answer (tenant_id, visit_id, step);
CREATE TABLE evidence (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, order_id TEXT NOT NULL, visit_id TEXT, step TEXT, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
  caption TEXT NOT NULL, taken_at BIGINT, place TEXT, flags TEXT NOT NULL, added_at BIGINT NOT NULL, added_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX evidence_visit ON evidence (tenant_id, visit_id);
CREATE INDEX evidence_order ON evidence (tenant_id, order_id);
CREATE INDEX evidence_sha ON evidence (tenant_id, sha256);
