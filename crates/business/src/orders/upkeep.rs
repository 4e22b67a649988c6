//! What orders need done by themselves: one that nobody reviewed passes on, a missed target is told once, a hold that lasts too long too.

use kernel::{Moment, Result};
use platform::db::{Db, Sql};
use serde_json::json;

use super::door::event;
use super::phase;
use super::record::{OrderId, OrderPhase, WorkOrder};
use crate::identity::{self, Company};

/// So many orders are looked at in one go; the rest a second later.
const AT_ONCE: i64 = 200;

/// Passes on finished orders whose time for a review is over.
///
/// # Errors
/// Those of the database.
pub async fn pass_on_unreviewed(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = identity::system_actor(company, "orders_pass_on", now);
    let due = Sql::new("SELECT id FROM work_order WHERE tenant_id = ? AND phase = ? AND review_due_at <= ? ORDER BY review_due_at LIMIT ?")
        .bind(company.id)
        .bind(OrderPhase::Finished)
        .bind(now)
        .bind(AT_ONCE);
    let due: Vec<OrderId> = db.read(actor.clone()).column(due).await?;
    for id in due {
        let tx = db.begin(actor.clone()).await?;
        phase::settle(&tx, id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Tells once of each target that was missed: the event follows the order, and automations follow the event.
///
/// # Errors
/// Those of the database.
pub async fn tell_overdue(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = identity::system_actor(company, "orders_overdue", now);
    let view = db.read(actor.clone());
    for open in super::flow::OPEN {
        let late = Sql::new(
            "SELECT o.* FROM work_order o WHERE o.tenant_id = ? AND o.phase = ? AND o.next_due_at < ? AND o.next_due_at IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM event_subject s JOIN event e ON e.tenant_id = s.tenant_id AND e.seq = s.seq
                             WHERE s.tenant_id = o.tenant_id AND s.kind = 'order' AND s.id = o.id
                             AND e.kind = 'order.overdue' AND e.at >= o.next_due_at)
             ORDER BY o.next_due_at LIMIT ?",
        )
        .bind(company.id)
        .bind(*open)
        .bind(now)
        .bind(AT_ONCE);
        let late: Vec<WorkOrder> = platform::db::select(&view, late).await?;
        if late.is_empty() {
            continue;
        }
        let tx = db.begin(actor.clone()).await?;
        let events = late.iter().map(|order| {
            let data = json!({ "due_at": order.next_due_at, "phase": order.phase });
            event("order.overdue", order).with(data)
        });
        tx.record_all(events.collect()).await?;
        tx.commit().await?;
    }
    Ok(())
}
