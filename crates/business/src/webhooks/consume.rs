//! The consumer: reads the event log on from each webhook's cursor and makes a delivery of each event it asked for.

use std::collections::BTreeSet;

use kernel::{Id, Result};
use platform::db::{self, Logged, Sql, Tx, after_seq, newest_seq};

use super::record::{Delivery, DeliveryId, DeliveryStatus, Webhook, WebhookId};
use super::rules;

/// Events read at once.
const BATCH: i64 = 500;

/// Goes on from the webhook's cursor by one batch; false when nothing more was there.
///
/// # Errors
/// Those of the database.
pub(super) async fn advance(tx: &Tx, webhook: &Webhook) -> Result<bool> {
    let tenant = tx.actor().tenant;
    let cursor =
        Sql::new("SELECT seq FROM webhook_cursor WHERE tenant_id = ? AND id = ?").bind(tenant).bind(webhook.id);
    let cursor: i64 = tx.value(cursor).await?;
    if newest_seq(tx).await? <= cursor {
        return Ok(false);
    }
    let events = after_seq(tx, cursor, BATCH).await?;
    let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
    let is_full = i64::try_from(events.len()).is_ok_and(|count| count == BATCH);
    let wanted: Vec<Logged> = events.into_iter().filter(|event| is_wanted(webhook, event)).collect();
    // after a replay some of these were sent before: they have been put back to waiting there
    let sql =
        Sql::new("SELECT seq FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ? AND seq > ? AND seq <= ?");
    let sql = sql.bind(tenant).bind(webhook.id).bind(cursor).bind(last);
    let known: BTreeSet<i64> = tx.column(sql).await?.into_iter().collect();
    let fresh = wanted.into_iter().filter(|event| !known.contains(&event.seq));
    db::insert_all(tx, fresh.map(|event| waiting(tx, webhook.id, event)).collect()).await?;
    let moved = Sql::new("UPDATE webhook_cursor SET seq = ? WHERE tenant_id = ? AND id = ?");
    tx.run(moved.bind(last).bind(tenant).bind(webhook.id)).await?;
    Ok(is_full)
}

fn is_wanted(webhook: &Webhook, event: &Logged) -> bool {
    let is_about = |id: WebhookId| {
        event.subjects.iter().any(|subject| subject.kind == WebhookId::NOUN && subject.id == id.to_string())
    };
    rules::wants(webhook, &event.kind, is_about)
}

fn waiting(tx: &Tx, webhook: WebhookId, event: Logged) -> Delivery {
    Delivery {
        id: DeliveryId::new(),
        webhook_id: webhook,
        seq: event.seq,
        kind: event.kind,
        status: DeliveryStatus::Waiting,
        tried_count: 0,
        due_at: Some(tx.now()),
        last_status: None,
        last_failure: None,
        created_at: tx.now(),
        settled_at: None,
        version: 1,
    }
}
