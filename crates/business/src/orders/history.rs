//! History: takes in orders that were closed elsewhere, many at once, as what they are; nothing is dispatched, priced or reviewed for them.

use kernel::{Id, Json, Moment, Result};
use platform::db::{self, Event, Tx};
use serde_json::json;

use super::record::{ItemStatus, OrderItem, OrderOutcome, OrderPhase, SlaSet, WorkOrder};
use crate::customers::Custom;
use crate::identity::next_numbers;
use crate::lowcode::pack::{OrderKind, Urgency};
use crate::nouns::{BrandId, Channel, ItemId, OrderId, ProductId, SiteId};

/// Begins the numbers of history: `LS-20261121-0001`, by the day on which it was taken in.
const PREFIX: &str = "LS";

/// A repair that was over before it came here. Who asked for it, who did it and for which machine is not known.
#[derive(Clone, Debug)]
pub struct ClosedOrder {
    /// Its id in the system it came from; unique in the company.
    pub outside_ref: String,
    pub site_id: Option<SiteId>,
    pub product_id: Option<ProductId>,
    pub brand_id: Option<BrandId>,
    pub category: String,
    pub fault: Option<String>,
    /// One line for lists.
    pub summary: String,
    /// Verbatim.
    pub described: String,
    pub outcome: OrderOutcome,
    pub barrier: Option<String>,
    /// Opened and closed at once: a source that knows the day only knows no more.
    pub at: Moment,
    /// What else the source said of it.
    pub custom: Custom,
}

/// Takes the orders in, in their order: one number, one item and one event `order.imported` each. `run` is the import's id.
///
/// # Errors
/// `Refused("unique")` when an `outside_ref` is there already; the caller looks before.
pub async fn take_in(tx: &Tx, run: &str, closed: Vec<ClosedOrder>) -> Result<Vec<OrderId>> {
    let numbers = next_numbers(tx, PREFIX, closed.len()).await?;
    let (mut orders, mut items, mut events) = (vec![], vec![], vec![]);
    for (each, number) in closed.into_iter().zip(numbers) {
        let id = OrderId::new();
        let data = json!({ "import": run, "outcome": each.outcome, "barrier": each.barrier });
        let event = Event::new("order.imported").in_unit(tx.actor().unit).about(id).about_some(each.site_id);
        events.push(event.with(data));
        items.push(item_of(tx, id, &each));
        orders.push(order_of(tx, id, number, each));
    }
    let ids = orders.iter().map(|order| order.id).collect();
    db::insert_all(tx, orders).await?;
    db::insert_all(tx, items).await?;
    tx.record_all(events).await?;
    Ok(ids)
}

fn item_of(tx: &Tx, order_id: OrderId, closed: &ClosedOrder) -> OrderItem {
    OrderItem {
        id: ItemId::new(),
        order_id,
        position: 1,
        asset_id: None,
        product_id: closed.product_id,
        brand_id: closed.brand_id,
        category: closed.category.clone(),
        service: OrderKind::Repair,
        fault: closed.fault.clone(),
        quantity: 1,
        described: closed.described.clone(),
        status: if closed.outcome == OrderOutcome::Solved { ItemStatus::Done } else { ItemStatus::NotDone },
        outcome: Some(closed.outcome),
        verdict: None,
        verdict_reason: None,
        overridden_by: None,
        override_reason: None,
        visit_number: None,
        created_at: tx.now(),
        version: 1,
    }
}

fn order_of(tx: &Tx, id: OrderId, number: String, closed: ClosedOrder) -> WorkOrder {
    let no_sla = SlaSet {
        policy: String::new(),
        policy_version: 0,
        around_the_clock: true,
        dispatch_minutes: None,
        arrive_minutes: None,
        finish_minutes: None,
    };
    WorkOrder {
        id,
        number,
        r#type: "repair".into(),
        type_version: 1,
        channel: Channel::File,
        phase: OrderPhase::Closed,
        stage: String::new(),
        unit_id: tx.actor().unit,
        customer_id: None,
        site_id: closed.site_id,
        contact_name: String::new(),
        contact_phone: None,
        region: String::new(),
        category: closed.category,
        fault: closed.fault,
        summary: closed.summary,
        described: closed.described,
        urgency: Urgency::Normal,
        priority: 0,
        wanted_from_at: None,
        wanted_to_at: None,
        sla: Json(no_sla),
        next_due_at: None,
        dispatch_due_at: None,
        arrive_due_at: None,
        finish_due_at: None,
        sale_id: None,
        previous_id: None,
        repeat_of_id: None,
        merged_into_id: None,
        leg: None,
        chased_count: 0,
        warranty: None,
        hold_reason: None,
        cancel_reason: None,
        outcome: Some(closed.outcome),
        fixed_at_once: None,
        barrier: closed.barrier,
        opened_at: closed.at,
        opened_by: tx.actor().user,
        dispatched_at: None,
        accepted_at: None,
        arrived_at: None,
        finished_at: Some(closed.at),
        reviewed_at: None,
        closed_at: Some(closed.at),
        taken_in_at: Some(closed.at),
        cancelled_at: None,
        review_due_at: None,
        changed_at: tx.now(),
        outside_ref: Some(closed.outside_ref),
        custom: closed.custom,
        version: 1,
    }
}
