//! Orders that belong together (A7): linking two, and merging the same wish into one.

use kernel::{Error, Id, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::cancel::{Cancel, cancel_order};
use super::chase;
use super::door::{OrderState, event, take};
use super::flow::OrderVerb;
use super::legs::open_below;
use super::record::{LinkId, LinkKind, OrderId, OrderLink, WorkOrder};
use super::visible::{get_visible, get_writable};

/// The other order, and how it belongs to this one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub other_id: OrderId,
    pub kind: LinkKind,
}

/// Links two orders; linking twice changes nothing.
///
/// # Errors
/// `NotFound` for either, `order.same`.
pub async fn link(tx: &Tx, id: OrderId, body: Link) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Link).await?;
    is_another(id, body.other_id)?;
    let other = get_visible(tx, body.other_id).await?;
    if put(tx, order.id, other.id, body.kind).await? {
        let data = json!({ "other_id": other.id, "kind": body.kind });
        tx.record(event("order.linked", &order).about(other.id).with(data)).await?;
    }
    OrderState::of(tx, order).await
}

/// Into which order this one goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub into_id: OrderId,
}

/// Merges a duplicate into the order that stays: its words go there, itself is cancelled. Answers the one that stays.
///
/// # Errors
/// `NotFound`, `order.read_only` for either, `Stale`, `order.not_in_phase`, `order.same`, `order.other_customer`, `order.has_visits` once somebody was sent.
pub async fn merge(tx: &Tx, id: OrderId, body: Merge) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Merge).await?;
    is_another(id, body.into_id)?;
    // what was said here is written there
    let into = get_writable(tx, body.into_id).await?;
    super::flow::may(OrderVerb::Edit, into.phase)?;
    let is_same_household = order.customer_id == into.customer_id
        || (order.contact_phone.is_some() && order.contact_phone == into.contact_phone);
    if !is_same_household {
        return Err(Error::refused("order.other_customer"));
    }
    // what carries out its legs is as little wanted as itself
    let below = open_below(tx, order.id).await?;
    let mut legs = Vec::with_capacity(below.len());
    for leg in below {
        legs.push(db::get::<WorkOrder>(tx, leg).await?);
    }
    for each in legs.iter().chain([&order]) {
        has_no_money(tx, each).await?;
        end_planned(tx, each).await?;
    }
    put(tx, into.id, order.id, LinkKind::Duplicate).await?;
    let words = order.described.clone();
    let channel = order.channel;
    let data = json!({ "into_id": into.id });
    tx.record(event("order.merged", &order).about(into.id).with(data)).await?;
    let order = WorkOrder { merged_into_id: Some(into.id), ..order };
    let why = Cancel { reason: "duplicate".into(), note: String::new(), files: vec![] };
    for leg in legs {
        cancel_order(tx, leg, &why).await?;
    }
    cancel_order(tx, order, &why).await?;
    OrderState::of(tx, chase::said_again(tx, into.id, channel, &words).await?).await
}

/// What was charged or paid would stay on an order that is no more: it is taken back first.
async fn has_no_money(tx: &Tx, order: &WorkOrder) -> Result<()> {
    db::get_held::<WorkOrder>(tx, order.id).await?;
    let (tenant, id) = (tx.actor().tenant, order.id);
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM charge WHERE tenant_id = ? AND order_id = ? AND status <> 'voided')
         + (SELECT COUNT(*) FROM payment WHERE tenant_id = ? AND order_id = ? AND reversed_at IS NULL)",
    );
    let count: i64 = tx.value(sql.bind(tenant).bind(id).bind(tenant).bind(id)).await?;
    if count == 0 { Ok(()) } else { Err(Error::refused("order.has_money").with("number", order.number.clone())) }
}

/// Visits nobody was asked to are over with their order; one that somebody knows of has to be taken back first.
async fn end_planned(tx: &Tx, order: &WorkOrder) -> Result<()> {
    let tenant = tx.actor().tenant;
    let known = Sql::new(
        "SELECT COUNT(*) FROM visit WHERE tenant_id = ? AND order_id = ? AND status NOT IN ('planned', 'cancelled')",
    );
    if tx.value::<i64>(known.bind(tenant).bind(order.id)).await? > 0 {
        return Err(Error::refused("order.has_visits").with("number", order.number.clone()));
    }
    let end = Sql::new(
        "UPDATE visit SET status = 'cancelled', cancelled_at = ?, cancel_reason = 'duplicate', version = version + 1
         WHERE tenant_id = ? AND order_id = ? AND status = 'planned'",
    );
    tx.run(end.bind(tx.now()).bind(tenant).bind(order.id)).await.map(|_| ())
}

fn is_another(id: OrderId, other: OrderId) -> Result<()> {
    if id == other { Err(Error::refused("order.same")) } else { Ok(()) }
}

/// False where they are linked so already.
async fn put(tx: &Tx, order_id: OrderId, other_id: OrderId, kind: LinkKind) -> Result<bool> {
    let known =
        Sql::new("SELECT COUNT(*) FROM order_link WHERE tenant_id = ? AND order_id = ? AND other_id = ? AND kind = ?");
    let known = known.bind(tx.actor().tenant).bind(order_id).bind(other_id).bind(kind);
    if tx.value::<i64>(known).await? > 0 {
        return Ok(false);
    }
    db::insert(tx, OrderLink { id: LinkId::new(), order_id, other_id, kind, at: tx.now() }).await.map(|_| true)
}
