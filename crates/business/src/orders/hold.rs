//! Holding an order and letting it go on (D10): the reason decides whether its clocks stand still meanwhile.

use kernel::{Error, Id, Moment, Result};
use platform::db::{self, Sql, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::door::{OrderState, event_for_crew, take};
use super::flow::OrderVerb;
use super::record::{HoldId, OrderHold, OrderId, WorkOrder};
use super::{phase, reason};
use crate::lowcode::pack::ReasonKind;

/// Why an order waits.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// A reason of the company's for holding.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// Until when, as far as anybody knows.
    pub expected_until_at: Option<Moment>,
}

/// Puts an order on hold.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `Invalid`.
pub async fn hold(tx: &Tx, id: OrderId, body: Hold) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Hold).await?;
    OrderState::of(tx, hold_order(tx, order, body).await?).await
}

/// The same for upper floors: a visit that ended unsafe, a part that has to come first.
///
/// # Errors
/// As [`hold`].
pub async fn hold_order(tx: &Tx, order: WorkOrder, body: Hold) -> Result<WorkOrder> {
    super::flow::may(OrderVerb::Hold, order.phase)?;
    let (book, reason) = reason::known(tx, ReasonKind::Hold, &body.reason, &body.note).await?;
    if body.expected_until_at.is_some_and(|until| until <= tx.now()) {
        return Err(Error::invalid("expected_until_at", "field.in_the_past"));
    }
    let policy = book.pack.sla_policy(&order.sla.policy);
    let pauses_sla = policy.map_or(reason.pauses_sla, |policy| policy.is_paused_by(&reason, order.urgency));
    let hold = OrderHold {
        id: HoldId::new(),
        order_id: order.id,
        reason: reason.code,
        note: body.note,
        pauses_sla,
        from_at: tx.now(),
        expected_until_at: body.expected_until_at,
        to_at: None,
        placed_by: tx.actor().user,
        released_by: None,
    };
    let hold = db::insert(tx, hold).await.map_err(|error| {
        let twice = db::is_duplicate(&error, &["order_hold_open", "order_hold.order_id"]);
        if twice { Error::refused("order.held_already") } else { error }
    })?;
    let data = json!({ "hold_id": hold.id, "reason": hold.reason, "pauses_sla": pauses_sla,
        "expected_until_at": hold.expected_until_at });
    let event = event_for_crew(tx, "order.held", &order).await?;
    tx.record(event.with(data)).await?;
    phase::settle_changed(tx, order).await
}

/// Lets an order go on. Its clocks run again from here.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`.
pub async fn release(tx: &Tx, id: OrderId, _: Nothing) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Release).await?;
    OrderState::of(tx, release_order(tx, order).await?).await
}

/// The same for upper floors and chores.
///
/// # Errors
/// As [`release`].
pub async fn release_order(tx: &Tx, order: WorkOrder) -> Result<WorkOrder> {
    let sql = Sql::new("SELECT * FROM order_hold WHERE tenant_id = ? AND order_id = ? AND to_at IS NULL LIMIT 1");
    let open: Option<OrderHold> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(order.id)).await?;
    let Some(open) = open else { return Err(Error::refused("order.not_held")) };
    let ended = OrderHold { to_at: Some(tx.now()), released_by: Some(tx.actor().user), ..open };
    let ended = db::update(tx, ended).await?;
    let minutes = tx.now().minutes_since(ended.from_at);
    let data =
        json!({ "hold_id": ended.id, "reason": ended.reason, "minutes": minutes, "paused_sla": ended.pauses_sla });
    let event = event_for_crew(tx, "order.released", &order).await?;
    tx.record(event.with(data)).await?;
    phase::settle_changed(tx, order).await
}
