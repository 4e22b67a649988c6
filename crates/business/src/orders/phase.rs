//! Settling: the one place where an order's phase, timestamps and dues are derived from its visits, items, holds and review, and saved.

use kernel::{Moment, Result};
use platform::db::{self, Event, Record, Sql, Tx, View, read_at};
use serde_json::json;

use super::flow::OPEN;
use super::record::{ItemStatus, OrderHold, OrderId, OrderOutcome, OrderPhase, WorkOrder};
use super::rules::{Facts, VisitFact};
use super::sla;
use super::visits::{Visit, VisitStatus};
use crate::calendar;
use crate::lowcode::{self, pack};

/// Derives an order's phase anew, saves it when anything changed, and leaves `order.phase_changed`. Every verb that changes a visit,
/// an item, a hold or a review of the order ends with this.
///
/// # Errors
/// `NotFound`; `Stale` when somebody saved the order in between.
pub async fn settle(tx: &Tx, id: OrderId) -> Result<WorkOrder> {
    // two visits of it that end at once are derived one after the other
    let order: WorkOrder = db::get_held(tx, id).await?;
    let settled = derive(tx, order.clone()).await?;
    if settled.values() == order.values() {
        return Ok(order);
    }
    save(tx, order.phase, settled).await
}

/// As [`settle`], for a verb that has changed the order itself and not saved it yet: one save for both.
///
/// # Errors
/// As [`settle`].
pub async fn settle_changed(tx: &Tx, order: WorkOrder) -> Result<WorkOrder> {
    let before = order.phase;
    let settled = derive(tx, order).await?;
    save(tx, before, settled).await
}

async fn save(tx: &Tx, before: OrderPhase, order: WorkOrder) -> Result<WorkOrder> {
    let order = db::update(tx, WorkOrder { changed_at: tx.now(), ..order }).await?;
    if order.phase == before {
        return Ok(order);
    }
    if order.phase == OrderPhase::Finished {
        finish_items(tx, &order).await?;
    }
    let event = Event::new("order.phase_changed").in_unit(order.unit_id).about(order.id).about_some(order.customer_id);
    tx.record(event.with(json!({ "from": before, "to": order.phase }))).await?;
    Ok(order)
}

/// What the visits did not say otherwise of is done with the order.
async fn finish_items(tx: &Tx, order: &WorkOrder) -> Result<()> {
    let sql = Sql::new(
        "UPDATE order_item SET status = ?, outcome = COALESCE(outcome, ?), version = version + 1
         WHERE tenant_id = ? AND order_id = ? AND status = ?",
    )
    .bind(ItemStatus::Done)
    .bind(order.outcome.unwrap_or(OrderOutcome::Solved))
    .bind(tx.actor().tenant)
    .bind(order.id)
    .bind(ItemStatus::Open);
    tx.run(sql).await.map(|_| ())
}

/// What an order's life depends on, read with three statements.
struct Around {
    visits: Vec<Visit>,
    holds: Vec<OrderHold>,
    has_item_left: bool,
    review_given_at: Option<Moment>,
}

async fn around(view: &View, id: OrderId) -> Result<Around> {
    let tenant = view.actor().tenant;
    let visits = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number LIMIT 500");
    let holds = Sql::new("SELECT * FROM order_hold WHERE tenant_id = ? AND order_id = ? ORDER BY from_at LIMIT 500");
    let rest = Sql::new(
        "SELECT (SELECT COUNT(*) FROM order_item WHERE tenant_id = ? AND order_id = ? AND status = ?),
                (SELECT MIN(given_at) FROM review WHERE tenant_id = ? AND order_id = ?)",
    )
    .bind(tenant)
    .bind(id)
    .bind(ItemStatus::NotDone)
    .bind(tenant)
    .bind(id);
    let visits = db::select(view, visits.bind(tenant).bind(id)).await?;
    let holds = db::select(view, holds.bind(tenant).bind(id)).await?;
    let rest = view.one(rest).await?.ok_or_else(|| kernel::Error::bug("a count without a row"))?;
    let has_item_left = read_at::<i64>(&rest, 0)? > 0;
    Ok(Around { visits, holds, has_item_left, review_given_at: read_at(&rest, 1)? })
}

async fn derive(tx: &Tx, order: WorkOrder) -> Result<WorkOrder> {
    let now = tx.now();
    if order.cancelled_at.is_some() || order.closed_at.is_some() {
        let phase = Facts { is_cancelled: order.cancelled_at.is_some(), is_closed: true, ..Facts::default() }.phase();
        return Ok(WorkOrder { phase, next_due_at: None, review_due_at: None, hold_reason: None, ..order });
    }
    let around = around(tx, order.id).await?;
    let r#type = type_of(tx, &order).await?;
    let mut order = stamped(order, &around.visits);
    let visits = visit_facts(&around.visits);
    let legs = r#type.as_deref().map(|each| legs_of(each, &order)).unwrap_or_default();
    let open_hold = around.holds.iter().find(|hold| hold.to_at.is_none());
    let facts = Facts {
        is_taken_in: order.taken_in_at.is_some(),
        is_held: open_hold.is_some(),
        has_item_left: around.has_item_left,
        visits: &visits,
        legs: &legs,
        ..Facts::default()
    };
    order.hold_reason = open_hold.map(|hold| hold.reason.clone());
    order.phase = facts.phase();
    if order.phase == OrderPhase::Finished {
        let days = r#type.as_deref().map_or(0, |each| i64::from(each.review_after_days));
        order.finished_at = around.visits.iter().filter_map(|visit| visit.finished_at).max().or(Some(now));
        order.review_due_at = order.finished_at.map(|at| at.plus_days(days));
        order.outcome = order.outcome.or(Some(OrderOutcome::Solved));
        order.fixed_at_once = fixed_at_once(&around.visits, order.outcome);
        let passed_on = order.review_due_at.filter(|due| *due <= now);
        order.reviewed_at = around.review_given_at.or(order.reviewed_at).or(passed_on.map(|_| now));
        order.phase = Facts { is_reviewed: order.reviewed_at.is_some(), ..facts }.phase();
    } else {
        (order.finished_at, order.review_due_at, order.reviewed_at, order.outcome) = (None, None, None, None);
        order.fixed_at_once = None;
    }
    timed(tx, order, &around.holds).await
}

/// First-time fix: solved, and no visit was made necessary by another one. Where nobody went there is none to tell of.
fn fixed_at_once(visits: &[Visit], outcome: Option<OrderOutcome>) -> Option<bool> {
    let somebody_went = visits.iter().any(|visit| visit.status == VisitStatus::Done);
    let went_again = visits.iter().any(|visit| visit.number > 1 && visit.previous_id.is_some());
    somebody_went.then(|| outcome == Some(OrderOutcome::Solved) && !went_again)
}

/// The moments of the visits as the order's own. A cancelled visit counts only where somebody had gone there.
fn stamped(order: WorkOrder, visits: &[Visit]) -> WorkOrder {
    let counted = || visits.iter().filter(|visit| visit.status != VisitStatus::Cancelled);
    let went = visits.iter().filter(|visit| visit.status != VisitStatus::Cancelled || visit.void_cause.is_some());
    WorkOrder {
        dispatched_at: counted().filter_map(|visit| visit.offered_at.or(visit.accepted_at)).min(),
        accepted_at: counted().filter_map(|visit| visit.accepted_at).min(),
        arrived_at: went.filter_map(|visit| visit.arrived_at).min(),
        ..order
    }
}

async fn timed(view: &View, order: WorkOrder, holds: &[OrderHold]) -> Result<WorkOrder> {
    let calendar = calendar::of_company(view).await?;
    let (met, pauses) = (order.met(), sla::pauses(holds));
    let dues = order.sla.dues(order.opened_at, &met, &pauses, &calendar, view.now());
    let is_paused = pauses.iter().any(|pause| pause.to.is_none()) && OPEN.contains(&order.phase);
    let next_due_at = dues.next(order.phase, &met, is_paused);
    Ok(WorkOrder {
        next_due_at,
        dispatch_due_at: dues.dispatch,
        arrive_due_at: dues.arrive,
        finish_due_at: dues.finish,
        ..order
    })
}

fn visit_facts(visits: &[Visit]) -> Vec<VisitFact> {
    let number = |id| visits.iter().find(|each| each.id == id).map(|each| each.number);
    let fact = |visit: &Visit| VisitFact {
        number: visit.number,
        follows: visit.previous_id.and_then(number),
        leg: visit.leg.clone(),
        status: visit.status,
        outcome: visit.outcome,
    };
    visits.iter().map(fact).collect()
}

/// The type at the version the order keeps; imported history may name one that the company never had.
///
/// # Errors
/// Those of the database.
pub async fn type_of(view: &View, order: &WorkOrder) -> Result<Option<std::sync::Arc<pack::OrderType>>> {
    match lowcode::order_type(view, &order.r#type, Some(order.type_version)).await {
        Ok(found) => Ok(Some(found)),
        Err(kernel::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The legs that visits of this order itself carry out.
fn legs_of(r#type: &pack::OrderType, order: &WorkOrder) -> Vec<String> {
    let facts = super::legs::facts(order);
    let own = r#type.legs.iter().filter(|leg| leg.carried_by == pack::CarriedBy::Visit);
    own.filter(|leg| super::legs::applies(leg, &facts)).map(|leg| leg.code.clone()).collect()
}
