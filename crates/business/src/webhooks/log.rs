//! The log of a webhook: what was sent, how often it was tried, what came back.

use kernel::{Error, Moment, Page, Result, page};
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message;
use super::record::{Attempt, Delivery, DeliveryId, DeliveryStatus, Webhook, WebhookId};

/// What the log can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryFilter {
    pub status: Option<DeliveryStatus>,
    /// The event number before which to go on.
    pub before: Option<i64>,
    pub limit: Option<i64>,
}

/// One message on the log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeliveryShown {
    pub id: DeliveryId,
    /// `webhook-id`: the same at every try.
    pub message_id: String,
    /// The event's number.
    pub seq: i64,
    pub kind: String,
    pub status: DeliveryStatus,
    pub tried_count: i64,
    /// When it is tried next.
    pub due_at: Option<Moment>,
    /// The last answer's status.
    pub last_status: Option<i64>,
    /// Why the last try had no answer: `delivery_failure.…` words.
    pub last_failure: Option<String>,
    pub created_at: Moment,
    pub settled_at: Option<Moment>,
}

impl From<Delivery> for DeliveryShown {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            message_id: message::id_of(delivery.id),
            seq: delivery.seq,
            kind: delivery.kind,
            status: delivery.status,
            tried_count: delivery.tried_count,
            due_at: delivery.due_at,
            last_status: delivery.last_status,
            last_failure: delivery.last_failure,
            created_at: delivery.created_at,
            settled_at: delivery.settled_at,
        }
    }
}

/// One try.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AttemptShown {
    pub at: Moment,
    pub took_ms: i64,
    pub status: Option<i64>,
    pub failure: Option<String>,
    /// The beginning of the answer.
    pub answer: String,
}

/// A message with all that is known of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeliveryPage {
    #[serde(flatten)]
    pub delivery: DeliveryShown,
    /// The body as it is sent; none when its event is no longer there.
    pub body: Option<Value>,
    /// Newest first.
    pub attempts: Vec<AttemptShown>,
}

pub(super) async fn list(view: &View, id: WebhookId, filter: DeliveryFilter) -> Result<Page<DeliveryShown>> {
    let webhook: Webhook = db::get(view, id).await?;
    let limit = page::limit_of(filter.limit);
    let sql = Sql::new("SELECT * FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ?")
        .bind(view.actor().tenant)
        .bind(webhook.id)
        .and(" AND status = ?", filter.status)
        .and(" AND seq < ?", filter.before)
        .push(" ORDER BY seq DESC LIMIT ?")
        .bind(limit + 1);
    let found: Vec<Delivery> = db::select(view, sql).await?;
    Ok(Page::of(found, limit, |delivery| delivery.seq.to_string()).map(DeliveryShown::from))
}

/// The delivery, if it is this webhook's.
pub(super) async fn of_webhook(view: &View, webhook: WebhookId, id: DeliveryId) -> Result<Delivery> {
    let delivery: Delivery = db::get(view, id).await?;
    if delivery.webhook_id == webhook { Ok(delivery) } else { Err(Error::NotFound("webhook_delivery")) }
}

pub(super) async fn one(view: &View, (webhook, id): (WebhookId, DeliveryId), _: Nothing) -> Result<DeliveryPage> {
    let delivery = of_webhook(view, webhook, id).await?;
    let sql =
        Sql::new("SELECT * FROM webhook_attempt WHERE tenant_id = ? AND delivery_id = ? ORDER BY id DESC LIMIT 100");
    let attempts: Vec<Attempt> = db::select(view, sql.bind(view.actor().tenant).bind(id)).await?;
    let body = match message::body_of(view, &delivery).await {
        Ok(body) => Some(body),
        Err(Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let shown = |each: Attempt| AttemptShown {
        at: each.at,
        took_ms: each.took_ms,
        status: each.status,
        failure: each.failure,
        answer: each.answer,
    };
    Ok(DeliveryPage { delivery: delivery.into(), body, attempts: attempts.into_iter().map(shown).collect() })
}
