-- Whether the first visit did it is kept with the order, so that the cockpit reads one index and no visit.
ALTER TABLE work_order ADD COLUMN fixed_at_once BOOLEAN;
UPDATE work_order SET fixed_at_once = (CASE WHEN outcome = 'solved' AND NOT EXISTS (
    SELECT 1 FROM visit again WHERE again.tenant_id = work_order.tenant_id AND again.order_id = work_order.id
      AND again.number > 1 AND again.previous_id IS NOT NULL) THEN TRUE ELSE FALSE END)
  WHERE finished_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM visit v WHERE v.tenant_id = work_order.tenant_id AND v.order_id = work_order.id AND v.status = 'done');
DROP INDEX work_order_finished;
CREATE INDEX work_order_finished ON work_order (tenant_id, finished_at, finish_due_at, unit_id, fixed_at_once) WHERE finished_at IS NOT NULL;
-- How urgent what is due is, is told from the index of what is due.
DROP INDEX work_order_due;
CREATE INDEX work_order_due ON work_order (tenant_id, phase, next_due_at, id, urgency) WHERE next_due_at IS NOT NULL;
