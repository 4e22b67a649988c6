//! Taking in what came from a customer's page (受理): the desk completes what was not known, and the order goes to dispatch.

use kernel::{Error, Json, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::door::{OrderState, event, take};
use super::flow::OrderVerb;
use super::open::{may_take_in, plan_first};
use super::record::{OrderId, OrderItem, SlaSet, WorkOrder};
use super::{phase, rules};
use crate::lowcode;
use crate::lowcode::pack::{Pack, Urgency};

/// What the desk confirms or corrects on the way.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TakeIn {
    pub category: Option<String>,
    pub fault: Option<String>,
    pub urgency: Option<Urgency>,
}

/// Takes an order in.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `order.asset_required`, `order.site_required`, `Invalid`.
pub async fn take_in(tx: &Tx, id: OrderId, body: TakeIn) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::TakeIn).await?;
    let book = lowcode::book(tx).await?;
    let r#type = lowcode::order_type(tx, &order.r#type, Some(order.type_version)).await?;
    if body.category.as_deref().is_some_and(|code| book.pack.category(code).is_none()) {
        return Err(Error::invalid("category", "field.not_a_choice"));
    }
    if body.fault.as_deref().is_some_and(|code| book.pack.fault(code).is_none()) {
        return Err(Error::invalid("fault", "field.not_a_choice"));
    }
    if order.site_id.is_none() {
        return Err(Error::refused("order.site_required"));
    }
    let items = corrected(tx, &order, &body, &book.pack).await?;
    may_take_in(&r#type, true, items.iter().any(|item| item.asset_id.is_some()), tx.actor().lang)?;
    let main = items.first().ok_or_else(|| Error::bug("an order without items"))?;
    if main.category.is_empty() {
        return Err(Error::invalid("category", "field.required"));
    }
    if main.fault.as_deref().is_some_and(|fault| !book.pack.is_fault_of(fault, &main.category)) {
        return Err(Error::invalid("fault", "field.not_a_choice"));
    }
    let urgency = body.urgency.unwrap_or(order.urgency);
    let sla = book.pack.promised(&r#type).map_or_else(SlaSet::none, |policy| SlaSet::of(policy, urgency));
    let order = WorkOrder {
        taken_in_at: Some(tx.now()),
        category: main.category.clone(),
        fault: main.fault.clone(),
        priority: rules::priority(urgency, order.repeat_of_id.is_some(), order.chased_count),
        urgency,
        sla: Json(sla),
        ..order
    };
    let data = json!({ "category": order.category, "fault": order.fault, "urgency": order.urgency });
    tx.record(event("order.taken_in", &order).with(data)).await?;
    plan_first(tx, &order, items, &book, &r#type).await?;
    let order = phase::settle_changed(tx, order).await?;
    OrderState::of(tx, super::legs::open_first(tx, order, &r#type).await?).await
}

async fn corrected(tx: &Tx, order: &WorkOrder, body: &TakeIn, pack: &Pack) -> Result<Vec<OrderItem>> {
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ? ORDER BY position LIMIT 200");
    let mut items: Vec<OrderItem> = db::select(tx, sql.bind(tx.actor().tenant).bind(order.id)).await?;
    let Some(main) = items.first_mut() else { return Ok(items) };
    if body.category.is_none() && body.fault.is_none() {
        return Ok(items);
    }
    main.category = body.category.clone().unwrap_or_else(|| main.category.clone());
    // a fault of what it was taken for before says nothing of what it is
    let kept = main.fault.clone().filter(|fault| pack.is_fault_of(fault, &main.category));
    main.fault = body.fault.clone().or(kept);
    *main = db::update(tx, main.clone()).await?;
    Ok(items)
}
