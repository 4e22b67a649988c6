//! Sending again: one message, or everything since a moment, also what the webhook had not asked for then.

use kernel::time::DAY;
use kernel::{Error, Moment, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::change::get_open;
use super::log::{DeliveryShown, of_webhook};
use super::queries::{WebhookShown, shown};
use super::record::{Delivery, DeliveryId, DeliveryStatus, WebhookId};

/// So far back it can begin.
const DAYS_MAX: i64 = 30;

/// From when on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaySince {
    pub from: Moment,
}

/// Sends one message again, at once and with all its tries before it.
///
/// # Errors
/// `NotFound`
pub(super) async fn one(tx: &Tx, (webhook, id): (WebhookId, DeliveryId), _: Nothing) -> Result<DeliveryShown> {
    get_open(tx, webhook).await?;
    let delivery = of_webhook(tx, webhook, id).await?;
    let delivery = Delivery {
        status: DeliveryStatus::Waiting,
        tried_count: 0,
        due_at: Some(tx.now()),
        settled_at: None,
        ..delivery
    };
    let delivery = db::update(tx, delivery).await?;
    let data = json!({ "delivery": id, "seq": delivery.seq });
    tx.record(Event::new("webhook.replayed").about(webhook).with(data)).await?;
    Ok(delivery.into())
}

/// Sends again what happened since a moment: what was sent goes out once more under its own id, what was not is made now.
///
/// # Errors
/// `Invalid` for a moment to come or too long ago.
pub(super) async fn since(tx: &Tx, id: WebhookId, asked: ReplaySince) -> Result<WebhookShown> {
    let webhook = get_open(tx, id).await?;
    if asked.from > tx.now() || asked.from < tx.now() + -(DAYS_MAX * DAY) {
        return Err(Error::invalid("from", "field.out_of_range"));
    }
    let tenant = tx.actor().tenant;
    // walked back from the newest, so that it costs what is sent again
    let before = Sql::new("SELECT seq FROM event WHERE tenant_id = ? AND at < ? ORDER BY seq DESC LIMIT 1");
    let before: i64 = match tx.one(before.bind(tenant).bind(asked.from)).await? {
        Some(row) => db::read_at(&row, 0)?,
        None => 0,
    };
    let again = Sql::new(
        "UPDATE webhook_delivery SET status = ?, tried_count = 0, due_at = ?, settled_at = NULL, version = version + 1
         WHERE tenant_id = ? AND webhook_id = ? AND seq > ?",
    )
    .bind(DeliveryStatus::Waiting)
    .bind(tx.now())
    .bind(tenant)
    .bind(id)
    .bind(before);
    let again = tx.run(again).await?;
    let back = Sql::new("UPDATE webhook_cursor SET seq = ? WHERE tenant_id = ? AND id = ? AND seq > ?");
    tx.run(back.bind(before).bind(tenant).bind(id).bind(before)).await?;
    let data = json!({ "from": asked.from, "sent_before": again });
    tx.record(Event::new("webhook.replayed").about(id).with(data)).await?;
    shown(tx, webhook).await
}
