//! Correcting what was taken down about an order; its visits and its trail stay as they are.

use kernel::error::Check;
use kernel::{Error, Json, Moment, Phone, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::door::{OrderState, event_for_crew, take};
use super::flow::OrderVerb;
use super::open::check_window;
use super::record::{OrderId, SlaSet, WorkOrder};
use super::{phase, rules};
use crate::lowcode;
use crate::lowcode::pack::Urgency;

/// What changes; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EditOrder {
    pub urgency: Option<Urgency>,
    /// 0 … 1000; higher first.
    pub priority: Option<i64>,
    pub contact_name: Option<String>,
    pub contact_phone: Option<Phone>,
    pub described: Option<String>,
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
    /// A stage of the order's type within its phase; empty for none.
    pub stage: Option<String>,
}

/// Changes an order at the version seen. Another urgency has other targets, counted from the opening.
///
/// # Errors
/// `NotFound`, `Stale`, `order.not_in_phase`, `Invalid`.
pub async fn edit(tx: &Tx, id: OrderId, body: EditOrder) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Edit).await?;
    check(&body, tx.now())?;
    let changed = changed_fields(&body);
    let mut order = order;
    if let Some(urgency) = body.urgency.filter(|urgency| *urgency != order.urgency) {
        order = urged(tx, order, urgency).await?;
    }
    if let Some(stage) = &body.stage {
        check_stage(tx, &order, stage).await?;
    }
    let order = WorkOrder {
        priority: body.priority.unwrap_or(order.priority),
        contact_name: body.contact_name.map_or(order.contact_name, |name| kernel::text::tidy(&name, false)),
        contact_phone: body.contact_phone.or(order.contact_phone),
        described: body.described.unwrap_or(order.described),
        wanted_from_at: body.wanted_from_at.or(order.wanted_from_at),
        wanted_to_at: body.wanted_to_at.or(order.wanted_to_at),
        stage: body.stage.unwrap_or(order.stage),
        ..order
    };
    let data = json!({ "changed": changed, "urgency": order.urgency, "priority": order.priority, "stage": order.stage,
        "wanted_from_at": order.wanted_from_at, "wanted_to_at": order.wanted_to_at });
    let event = event_for_crew(tx, "order.edited", &order).await?;
    tx.record(event.with(data)).await?;
    OrderState::of(tx, phase::settle_changed(tx, order).await?).await
}

fn check(body: &EditOrder, now: Moment) -> Result<()> {
    let mut check = Check::new();
    check.that(
        body.priority.is_none_or(|held| (0..=rules::PRIORITY_MAX).contains(&held)),
        "priority",
        "field.out_of_range",
    );
    if let Some(name) = &body.contact_name {
        check.text("contact_name", name, 60);
    }
    check.at_most("described", body.described.as_deref().unwrap_or_default(), 4_000);
    check_window(&mut check, body.wanted_from_at, body.wanted_to_at, now);
    check.done()
}

/// Which fields were touched: their names, as their contents may be personal.
fn changed_fields(body: &EditOrder) -> Vec<String> {
    let held: Map<String, Value> = [
        ("urgency", json!(body.urgency)),
        ("priority", json!(body.priority)),
        ("contact_name", json!(body.contact_name)),
        ("contact_phone", json!(body.contact_phone)),
        ("described", json!(body.described)),
        ("wanted", json!(body.wanted_from_at)),
        ("stage", json!(body.stage)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    held.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect()
}

async fn urged(tx: &Tx, order: WorkOrder, urgency: Urgency) -> Result<WorkOrder> {
    let book = lowcode::book(tx).await?;
    let sla = match book.pack.sla_policy(&order.sla.policy) {
        Some(policy) => SlaSet::of(policy, urgency),
        None => order.sla.0.clone(),
    };
    let priority = rules::priority(urgency, order.repeat_of_id.is_some(), order.chased_count);
    Ok(WorkOrder { urgency, priority, sla: Json(sla), ..order })
}

async fn check_stage(tx: &Tx, order: &WorkOrder, stage: &str) -> Result<()> {
    let r#type = phase::type_of(tx, order).await?;
    let facts = super::legs::facts(order);
    let fits = r#type.is_some_and(|r#type| {
        r#type.stages.iter().any(|each| {
            each.code == stage
                && kernel::code::Code::code(each.phase) == kernel::code::Code::code(order.phase)
                && each.guard.as_ref().is_none_or(|guard| guard.holds(&facts).unwrap_or(false))
        })
    });
    if stage.is_empty() || fits { Ok(()) } else { Err(Error::invalid("stage", "field.not_a_choice")) }
}
