//! Handing an order to another outlet (D9), and a tier up; who had it keeps reading it.

use kernel::id::UnitId;
use kernel::{Error, Id, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::door::{OrderState, event, take};
use super::flow::OrderVerb;
use super::record::{OrderId, OrderReader, ReaderId, WorkOrder};
use super::{phase, reason, rules};
use crate::identity::{Unit, UnitKind};
use crate::lowcode::pack::ReasonKind;

/// To whom, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub unit_id: UnitId,
    /// A reason of the company's for transferring.
    pub reason: String,
    #[serde(default)]
    pub note: String,
}

/// Hands an order over.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `order.same_unit`, `order.unit_serves_nobody`, `Invalid`.
pub async fn transfer(tx: &Tx, id: OrderId, body: Transfer) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Transfer).await?;
    let (_, reason) = reason::known(tx, ReasonKind::Transfer, &body.reason, &body.note).await?;
    let to: Unit = db::get(tx, body.unit_id).await?;
    if order.unit_id == Some(to.id) {
        return Err(Error::refused("order.same_unit"));
    }
    // a region or a shop has no technicians: an order handed to it would wait for nobody
    if !matches!(to.kind, UnitKind::Outlet | UnitKind::Hq) {
        return Err(Error::refused("order.unit_serves_nobody").with("unit", to.name));
    }
    let order = moved(tx, order, to.id).await?;
    let data = json!({ "from_unit_id": order.0, "to_unit_id": to.id, "reason": reason.code, "note": body.note });
    tx.record(event("order.transferred", &order.1).with(data)).await?;
    OrderState::of(tx, phase::settle_changed(tx, order.1).await?).await
}

/// The order with its new owner, its planned visits along with it; before it, the unit it belonged to.
async fn moved(tx: &Tx, order: WorkOrder, to: UnitId) -> Result<(Option<UnitId>, WorkOrder)> {
    let tenant = tx.actor().tenant;
    if let Some(from) = order.unit_id {
        let known = Sql::new("SELECT COUNT(*) FROM order_reader WHERE tenant_id = ? AND order_id = ? AND unit_id = ?");
        let known: i64 = tx.value(known.bind(tenant).bind(order.id).bind(from)).await?;
        if known == 0 {
            let reader = OrderReader { id: ReaderId::new(), order_id: order.id, unit_id: from, since_at: tx.now() };
            db::insert(tx, reader).await?;
        }
    }
    let visits = Sql::new(
        "UPDATE visit SET unit_id = ?, version = version + 1 WHERE tenant_id = ? AND order_id = ? AND status = 'planned'",
    );
    tx.run(visits.bind(to).bind(tenant).bind(order.id)).await?;
    Ok((order.unit_id, WorkOrder { unit_id: Some(to), ..order }))
}

/// Why an order needs more attention than it has.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    pub note: String,
    /// Also hands it to the unit above.
    #[serde(default)]
    pub to_unit_above: bool,
}

/// Lifts an order to the front of its urgency, and to the unit above where asked.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `order.no_higher_tier`, `Invalid`.
pub async fn escalate(tx: &Tx, id: OrderId, body: Escalate) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Escalate).await?;
    if body.note.trim().is_empty() || body.note.chars().count() > 2_000 {
        return Err(Error::invalid("note", "field.required"));
    }
    let mut to = None;
    let mut order = order;
    if body.to_unit_above {
        super::flow::may(OrderVerb::Transfer, order.phase)?;
        let own = order.unit_id.ok_or_else(|| Error::refused("order.no_higher_tier"))?;
        let above = db::get::<Unit>(tx, own).await?.parent_id.ok_or_else(|| Error::refused("order.no_higher_tier"))?;
        to = Some(above);
        order = moved(tx, order, above).await?.1;
    }
    let priority = (order.priority + 100).min(rules::PRIORITY_MAX);
    let data = json!({ "note": body.note, "priority": priority, "to_unit_id": to });
    tx.record(event("order.escalated", &order).with(data)).await?;
    OrderState::of(tx, phase::settle_changed(tx, WorkOrder { priority, ..order }).await?).await
}
