//! What every verb on an order begins and ends with: the order if it is visible and takes the verb, its event, its short answer.

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Result};
use platform::db::{Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::flow::{self, OrderVerb};
use super::record::{OrderId, OrderPhase, WorkOrder};
use super::visible::{get_visible, get_writable, is_writable};
use crate::lowcode::pack::Urgency;

/// The order, if the actor may do this to it, it is as the caller saw it, and takes the verb in its phase.
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`, `order.not_in_phase`.
pub(super) async fn take(tx: &Tx, id: OrderId, verb: OrderVerb) -> Result<WorkOrder> {
    let order =
        if flow::FOR_READERS.contains(&verb) { get_visible(tx, id).await? } else { get_writable(tx, id).await? };
    tx.said().as_seen("order", order.version)?;
    flow::may(verb, order.phase)?;
    Ok(order)
}

/// An event about an order and its household, seen by its unit.
pub(super) fn event(kind: &'static str, order: &WorkOrder) -> Event {
    Event::new(kind).in_unit(order.unit_id).about(order.id).about_some(order.customer_id)
}

/// As [`event`], followed by whoever goes there.
///
/// # Errors
/// Those of the database.
pub(super) async fn event_for_crew(view: &View, kind: &'static str, order: &WorkOrder) -> Result<Event> {
    let crew = crew(view, order.id).await?;
    Ok(crew.into_iter().fold(event(kind, order), |event, user| event.concerning(Some(user))))
}

/// Who went or goes to the order's visits, or is asked to.
async fn crew(view: &View, id: OrderId) -> Result<Vec<UserId>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT technician_id FROM crew_member WHERE tenant_id = ? AND order_id = ? AND released_at IS NULL
         UNION SELECT technician_id FROM offer WHERE tenant_id = ? AND order_id = ? AND answer = 'waiting' LIMIT 50",
    );
    view.column(sql.bind(tenant).bind(id).bind(tenant).bind(id)).await
}

/// How an order stands after a verb.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrderState {
    pub id: OrderId,
    pub number: String,
    pub phase: OrderPhase,
    pub unit_id: Option<UnitId>,
    pub urgency: Urgency,
    pub priority: i64,
    pub chased_count: i64,
    pub hold_reason: Option<String>,
    pub merged_into_id: Option<OrderId>,
    pub next_due_at: Option<Moment>,
    pub dispatch_due_at: Option<Moment>,
    pub arrive_due_at: Option<Moment>,
    pub finish_due_at: Option<Moment>,
    /// What it takes now.
    pub verbs: Vec<OrderVerb>,
    pub version: i64,
}

/// What an order takes now from this actor, for the buttons of its page: from one who only reads it, words.
pub(super) async fn verbs_for(view: &View, order: &WorkOrder) -> Result<Vec<OrderVerb>> {
    let mut verbs = flow::verbs_in(order.phase);
    if !is_writable(view, order).await? {
        verbs.retain(|verb| flow::FOR_READERS.contains(verb));
    }
    Ok(verbs)
}

impl OrderState {
    /// The order as this actor is told of it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(view: &View, order: WorkOrder) -> Result<Self> {
        Ok(Self {
            verbs: verbs_for(view, &order).await?,
            id: order.id,
            number: order.number,
            phase: order.phase,
            unit_id: order.unit_id,
            urgency: order.urgency,
            priority: order.priority,
            chased_count: order.chased_count,
            hold_reason: order.hold_reason,
            merged_into_id: order.merged_into_id,
            next_due_at: order.next_due_at,
            dispatch_due_at: order.dispatch_due_at,
            arrive_due_at: order.arrive_due_at,
            finish_due_at: order.finish_due_at,
            version: order.version,
        })
    }
}
