//! Cancelling and closing: the two ends of an order.

use kernel::{Error, Result};
use platform::db::{self, Sql, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::door::{OrderState, event, event_for_crew, take};
use super::flow::{self, OrderVerb};
use super::record::{ItemStatus, OrderHold, OrderId, WorkOrder};
use super::{phase, reason};
use crate::lowcode::pack::{Reason, ReasonKind};

/// Why nothing more is done.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// A reason of the company's for cancelling.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// SHA-256 of files sent before that show it; one at least where the reason asks for evidence.
    #[serde(default)]
    pub files: Vec<String>,
}

/// The reason for which an order may be cancelled now, with what shows it kept as evidence.
///
/// # Errors
/// `order.not_in_phase`, `Invalid` at `reason`, `note` or `files`.
pub async fn reason_to_cancel(tx: &Tx, order: &WorkOrder, body: &Cancel) -> Result<Reason> {
    flow::may(OrderVerb::Cancel, order.phase)?;
    let (_, reason) = reason::known(tx, ReasonKind::Cancel, &body.reason, &body.note).await?;
    reason::keep_proof(tx, &reason, (order.id, None), &body.files).await?;
    Ok(reason)
}

/// The order's own part of cancelling; whoever composes it has cancelled the visits and given back parts and money first.
///
/// # Errors
/// `order.not_in_phase`, `order.visit_open` while somebody is still going, `Invalid`.
pub async fn cancel_order(tx: &Tx, order: WorkOrder, body: &Cancel) -> Result<WorkOrder> {
    flow::may(OrderVerb::Cancel, order.phase)?;
    let (_, reason) = reason::known(tx, ReasonKind::Cancel, &body.reason, &body.note).await?;
    let open = Sql::new(
        "SELECT COUNT(*) FROM visit WHERE tenant_id = ? AND order_id = ? AND status NOT IN ('done', 'cancelled')",
    );
    let open: i64 = tx.value(open.bind(tx.actor().tenant).bind(order.id)).await?;
    if open > 0 {
        return Err(Error::refused("order.visit_open").with("count", open));
    }
    end_hold(tx, &order).await?;
    let items = Sql::new(
        "UPDATE order_item SET status = ?, version = version + 1 WHERE tenant_id = ? AND order_id = ? AND status = ?",
    );
    let items = items.bind(ItemStatus::Cancelled).bind(tx.actor().tenant).bind(order.id).bind(ItemStatus::Open);
    tx.run(items).await?;
    let data = json!({ "reason": reason.code, "cause": reason.cause, "note": body.note, "from": order.phase });
    let event = event_for_crew(tx, "order.cancelled", &order).await?;
    tx.record(event.with(data)).await?;
    let order = WorkOrder { cancelled_at: Some(tx.now()), cancel_reason: Some(reason.code), ..order };
    phase::settle_changed(tx, order).await
}

async fn end_hold(tx: &Tx, order: &WorkOrder) -> Result<()> {
    let sql = Sql::new("SELECT * FROM order_hold WHERE tenant_id = ? AND order_id = ? AND to_at IS NULL LIMIT 1");
    let open: Option<OrderHold> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(order.id)).await?;
    if let Some(open) = open {
        db::update(tx, OrderHold { to_at: Some(tx.now()), released_by: Some(tx.actor().user), ..open }).await?;
    }
    Ok(())
}

/// Closes an order that is finished: nothing of it is open any more.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `order.charges_open` while lines of it wait for the customer's yes.
pub async fn close(tx: &Tx, id: OrderId, _: Nothing) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Close).await?;
    OrderState::of(tx, close_order(tx, order).await?).await
}

/// The same for upper floors and chores.
///
/// # Errors
/// As [`close`].
pub async fn close_order(tx: &Tx, order: WorkOrder) -> Result<WorkOrder> {
    flow::may(OrderVerb::Close, order.phase)?;
    // a line that is being ticked holds the order too
    db::get_held::<WorkOrder>(tx, order.id).await?;
    let open = Sql::new(
        "SELECT COUNT(*) FROM charge WHERE tenant_id = ? AND order_id = ? AND status IN ('proposed', 'approved')",
    );
    let open: i64 = tx.value(open.bind(tx.actor().tenant).bind(order.id)).await?;
    if open > 0 {
        return Err(Error::refused("order.charges_open").with("count", open));
    }
    tx.record(event("order.closed", &order).with(json!({ "outcome": order.outcome }))).await?;
    phase::settle_changed(tx, WorkOrder { closed_at: Some(tx.now()), ..order }).await
}
