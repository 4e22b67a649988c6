//! Chasing (A8): somebody asks where it stays. It is counted, raises the order's attention, and can be reported by channel.

use kernel::error::Check;
use kernel::{Id, Json, Result};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::door::{OrderState, event_for_crew, take};
use super::flow::OrderVerb;
use super::record::{Audience, MessageId, OrderId, OrderMessage, WorkOrder};
use super::{phase, rules};
use crate::nouns::Channel;

/// Who asked, and how.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Chase {
    /// By phone unless said otherwise.
    pub channel: Option<Channel>,
    /// What was said.
    pub words: String,
}

/// Counts one more enquiry.
///
/// # Errors
/// `NotFound`, `order.not_in_phase`, `Invalid`.
pub async fn chase(tx: &Tx, id: OrderId, body: Chase) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::Chase).await?;
    let order = chased(tx, order, body.channel.unwrap_or(Channel::Phone), &body.words).await?;
    OrderState::of(tx, order).await
}

/// The same wish came again: what was said goes to the order that is there.
///
/// # Errors
/// As [`chase`].
pub(super) async fn said_again(tx: &Tx, id: OrderId, channel: Channel, words: &str) -> Result<WorkOrder> {
    let order = db::get(tx, id).await?;
    chased(tx, order, channel, words).await
}

async fn chased(tx: &Tx, order: WorkOrder, channel: Channel, words: &str) -> Result<WorkOrder> {
    let mut check = Check::new();
    check.at_most("words", words, 4_000);
    check.done()?;
    let count = order.chased_count + 1;
    let base = rules::priority(order.urgency, order.repeat_of_id.is_some(), count);
    let order = WorkOrder { chased_count: count, priority: order.priority.max(base), ..order };
    if !words.trim().is_empty() {
        let message = OrderMessage {
            id: MessageId::new(),
            order_id: order.id,
            audience: Audience::Customer,
            words: words.to_owned(),
            files: Json(vec![]),
            author_id: tx.actor().user,
            at: tx.now(),
            is_complaint: false,
        };
        db::insert(tx, message).await?;
    }
    let event = event_for_crew(tx, "order.chased", &order).await?;
    tx.record(event.with(json!({ "channel": channel, "count": count }))).await?;
    phase::settle_changed(tx, order).await
}
