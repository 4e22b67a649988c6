//! The legs of an order (D1, D8): which of them apply, and what is opened when those before are done.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use kernel::{Error, Result};
use platform::db::{self, Sql, Tx, View, read_at};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::door::{event, take};
use super::flow::OrderVerb;
use super::open::{self, NewItem, NewOrder, plan_leg};
use super::phase;
use super::record::{OrderId, OrderItem, OrderPhase, WorkOrder};
use super::visits::{Visit, VisitId, VisitOutcome, VisitStatus};
use crate::lowcode;
use crate::lowcode::pack::{CarriedBy, Leg, OrderType};
use crate::nouns::Channel;

/// What was opened because the legs before are done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NextLegs {
    pub visits: Vec<VisitId>,
    pub orders: Vec<OrderId>,
}

/// Opens whatever can begin now: visits of this order, orders of its legs, and, when it carries out a leg itself and is finished,
/// the legs of the order it came from. Called after every finished visit; called twice it opens nothing twice.
///
/// # Errors
/// Those of opening.
pub async fn open_next_leg(tx: &Tx, order: &WorkOrder) -> Result<NextLegs> {
    let mut next = NextLegs::default();
    next_of(tx, order, &mut next).await?;
    let carries_out = order.leg.is_some() && order.finished_at.is_some();
    if let Some(parent) = order.previous_id.filter(|_| carries_out) {
        let parent: WorkOrder = db::get(tx, parent).await?;
        next_of(tx, &parent, &mut next).await?;
    }
    Ok(next)
}

/// The orders that a new order's first legs are.
///
/// # Errors
/// As [`open_next_leg`].
pub(super) async fn open_first(tx: &Tx, order: WorkOrder, r#type: &OrderType) -> Result<WorkOrder> {
    if r#type.legs.iter().all(|leg| leg.carried_by != CarriedBy::Order) {
        return Ok(order);
    }
    next_of(tx, &order, &mut NextLegs::default()).await?;
    db::get(tx, order.id).await
}

/// Opens again what can begin: a leg whose order or visit was called off.
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`, `order.not_in_phase`; `order.no_leg_due` where every leg is under way, done, or waits for
/// another.
pub(super) async fn open_legs(tx: &Tx, id: OrderId, _: Nothing) -> Result<NextLegs> {
    let order = take(tx, id, OrderVerb::PlanVisit).await?;
    let mut next = NextLegs::default();
    next_of(tx, &order, &mut next).await?;
    if next == NextLegs::default() { Err(Error::refused("order.no_leg_due")) } else { Ok(next) }
}

/// The open orders that carry out an order's legs, and theirs, the furthest from it first.
///
/// # Errors
/// Those of the database.
pub async fn open_below(view: &View, id: OrderId) -> Result<Vec<OrderId>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "WITH RECURSIVE below (id, depth) AS (
           SELECT o.id, 1 FROM work_order o WHERE o.tenant_id = ? AND o.previous_id = ? AND o.leg IS NOT NULL
           UNION ALL
           SELECT o.id, b.depth + 1 FROM below b JOIN work_order o ON o.previous_id = b.id
           WHERE o.tenant_id = ? AND o.leg IS NOT NULL AND b.depth < 10)
         SELECT o.id FROM below b JOIN work_order o ON o.tenant_id = ? AND o.id = b.id
         WHERE o.phase NOT IN ('finished', 'reviewed', 'closed', 'cancelled') ORDER BY b.depth DESC, o.opened_at LIMIT 200",
    );
    view.column(sql.bind(tenant).bind(id).bind(tenant).bind(tenant)).await
}

/// The order that a leg's order came from is told that it was called off: the leg can be opened again.
///
/// # Errors
/// Those of the database.
pub async fn tell_parent(tx: &Tx, order: &WorkOrder) -> Result<()> {
    let (Some(parent), Some(leg)) = (order.previous_id, &order.leg) else { return Ok(()) };
    let parent: WorkOrder = db::get(tx, parent).await?;
    let data = json!({ "leg": leg, "order_id": order.id, "reason": order.cancel_reason });
    tx.record(event("order.leg_cancelled", &parent).about(order.id).with(data)).await
}

async fn next_of(tx: &Tx, order: &WorkOrder, next: &mut NextLegs) -> Result<()> {
    let is_over = order.cancelled_at.is_some() || order.closed_at.is_some() || order.taken_in_at.is_none();
    let Some(r#type) = phase::type_of(tx, order).await?.filter(|r#type| !is_over && r#type.legs.len() > 1) else {
        return Ok(());
    };
    let so_far = SoFar::of(tx, order).await?;
    let facts = facts(order);
    let due: Vec<&Leg> = so_far.due(&r#type, &facts);
    if due.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ? ORDER BY position LIMIT 200");
    let items: Vec<OrderItem> = db::select(tx, sql.bind(tx.actor().tenant).bind(order.id)).await?;
    let book = lowcode::book(tx).await?;
    let mut number = so_far.last_number;
    for leg in due {
        match (leg.carried_by, &leg.order_type) {
            (CarriedBy::Visit, _) => {
                number += 1;
                next.visits.push(plan_leg(tx, order, leg, &book, number, &items).await?);
            }
            (CarriedBy::Order, Some(wanted)) => next.orders.push(open_leg(tx, order, leg, wanted, &items).await?.id),
            _ => {}
        }
    }
    phase::settle(tx, order.id).await.map(|_| ())
}

async fn open_leg(tx: &Tx, order: &WorkOrder, leg: &Leg, r#type: &str, items: &[OrderItem]) -> Result<WorkOrder> {
    let item = |item: &OrderItem| NewItem {
        asset_id: item.asset_id,
        product_id: item.product_id,
        category: Some(item.category.clone()),
        quantity: Some(item.quantity),
        described: item.described.clone(),
        ..NewItem::default()
    };
    let new = NewOrder {
        r#type: r#type.to_owned(),
        channel: Some(Channel::FollowUp),
        customer_id: order.customer_id,
        site_id: order.site_id,
        contact_name: Some(order.contact_name.clone()),
        contact_phone: order.contact_phone.clone(),
        items: items.iter().map(item).collect(),
        described: order.described.clone(),
        urgency: Some(order.urgency),
        unit_id: order.unit_id,
        sale_id: order.sale_id,
        previous_id: Some(order.id),
        leg: Some(leg.code.clone()),
        ..NewOrder::default()
    };
    open_boxed(tx, new).await
}

/// Opening an order may open another: boxed, as no future can contain itself.
fn open_boxed(tx: &Tx, new: NewOrder) -> BoxFuture<'_, Result<WorkOrder>> {
    Box::pin(open::open(tx, new))
}

/// How far an order's legs are.
#[derive(Debug, Default)]
struct SoFar {
    begun: BTreeSet<String>,
    done: BTreeSet<String>,
    last_number: i64,
}

impl SoFar {
    async fn of(tx: &Tx, order: &WorkOrder) -> Result<Self> {
        let mut so_far = Self::default();
        let visits = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number LIMIT 500");
        let visits: Vec<Visit> = db::select(tx, visits.bind(tx.actor().tenant).bind(order.id)).await?;
        for visit in visits {
            so_far.last_number = so_far.last_number.max(visit.number);
            if visit.outcome == Some(VisitOutcome::Solved) {
                so_far.done.insert(visit.leg.clone());
            }
            if visit.status != VisitStatus::Cancelled {
                so_far.begun.insert(visit.leg);
            }
        }
        let orders = Sql::new(
            "SELECT leg, phase, finished_at IS NOT NULL FROM work_order
             WHERE tenant_id = ? AND previous_id = ? AND leg IS NOT NULL LIMIT 200",
        );
        for row in tx.all(orders.bind(tx.actor().tenant).bind(order.id)).await? {
            let (leg, phase, is_done): (String, OrderPhase, bool) =
                (read_at(&row, 0)?, read_at(&row, 1)?, read_at(&row, 2)?);
            if phase == OrderPhase::Cancelled {
                continue;
            }
            if is_done {
                so_far.done.insert(leg.clone());
            }
            so_far.begun.insert(leg);
        }
        Ok(so_far)
    }

    /// The legs that can begin: they apply, have not begun, and all that come before are done. Counter work holds nothing up.
    fn due<'t>(&self, r#type: &'t OrderType, facts: &Value) -> Vec<&'t Leg> {
        let is_done = |code: &String| {
            self.done.contains(code)
                || r#type.leg(code).is_none_or(|leg| leg.carried_by == CarriedBy::Warehouse || !applies(leg, facts))
        };
        let can_begin = |leg: &&Leg| {
            leg.carried_by != CarriedBy::Warehouse
                && applies(leg, facts)
                && !self.begun.contains(&leg.code)
                && leg.after.iter().all(is_done)
        };
        r#type.legs.iter().filter(can_begin).collect()
    }
}

/// What a condition of the order type may ask about an order, as `order.…`.
pub fn facts(order: &WorkOrder) -> Value {
    json!({ "order": {
        "type": order.r#type,
        "channel": order.channel,
        "urgency": order.urgency,
        "category": order.category,
        "fault": order.fault,
        "region": order.region,
        "warranty": order.warranty,
        "leg": order.leg,
        "attributes": order.custom.0,
    } })
}

/// Whether a leg has to be done for this order. A condition that asks for a fact which is not known does not hold.
pub fn applies(leg: &Leg, facts: &Value) -> bool {
    leg.when.as_ref().is_none_or(|condition| condition.holds(facts).unwrap_or(false))
}
