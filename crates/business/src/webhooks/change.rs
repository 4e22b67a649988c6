//! Changing a webhook: another address or other kinds, pausing, a new secret, trying it, closing it.

use kernel::error::Check;
use kernel::text::tidy;
use kernel::time::DAY;
use kernel::{Error, Json, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use platform::outside::sign;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::open::{WebhookHanded, check_fields, reach};
use super::queries::{WebhookShown, shown};
use super::record::{DeliveryStatus, Webhook, WebhookId, WebhookStatus};
use super::rules;

/// So long the old secret signs beside the new one.
const BOTH_SIGN: i64 = DAY;

/// What changes; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub address: Option<String>,
    pub kinds: Option<Vec<String>>,
    /// Paused: nothing is sent, and what happens meanwhile is sent when it goes on.
    pub is_paused: Option<bool>,
}

/// The webhook, unless it was closed.
pub(super) async fn get_open(tx: &db::View, id: WebhookId) -> Result<Webhook> {
    let webhook: Webhook = db::get(tx, id).await?;
    if webhook.status == WebhookStatus::Closed { Err(Error::NotFound("webhook")) } else { Ok(webhook) }
}

/// Changes a webhook at the version seen (`If-Match`).
///
/// # Errors
/// `Stale`; `Invalid` by field.
pub(super) async fn change(tx: &Tx, id: WebhookId, change: WebhookChange) -> Result<WebhookShown> {
    let webhook = get_open(tx, id).await?;
    tx.said().as_seen("webhook", webhook.version)?;
    let mut check = Check::new();
    check_fields(&mut check, change.name.as_ref(), change.address.as_ref(), change.kinds.as_ref(), reach());
    check.done()?;
    let status = match change.is_paused {
        Some(true) => WebhookStatus::Paused,
        Some(false) => WebhookStatus::Active,
        None => webhook.status,
    };
    let webhook = Webhook {
        name: change.name.map_or(webhook.name, |name| tidy(&name, false)),
        address: change.address.map_or(webhook.address, |address| address.trim().to_owned()),
        kinds: change.kinds.map_or(webhook.kinds, Json),
        status,
        ..webhook
    };
    let webhook = db::update(tx, webhook).await?;
    let data = json!({ "kinds": webhook.kinds.0, "status": webhook.status });
    tx.record(Event::new("webhook.changed").about(id).with(data)).await?;
    shown(tx, webhook).await
}

/// Makes a new secret. For a day messages are signed with both, so that the receiver can change over without losing one.
///
/// # Errors
/// `NotFound`
pub(super) async fn rotate(tx: &Tx, id: WebhookId, _: Nothing) -> Result<WebhookHanded> {
    let webhook = get_open(tx, id).await?;
    let secret = sign::new_secret()?;
    let webhook = Webhook {
        old_secret: Some(webhook.secret),
        old_secret_until_at: Some(tx.now() + BOTH_SIGN),
        secret: secret.clone(),
        ..webhook
    };
    let webhook = db::update(tx, webhook).await?;
    tx.record(Event::new("webhook.secret_rotated").about(id)).await?;
    Ok(WebhookHanded { webhook: shown(tx, webhook).await?, secret })
}

/// Closes a webhook for good. What was sent stays on its log; what waits is not sent.
///
/// # Errors
/// `NotFound`
pub(super) async fn close(tx: &Tx, id: WebhookId, _: Nothing) -> Result<WebhookShown> {
    let webhook = get_open(tx, id).await?;
    let webhook = Webhook { status: WebhookStatus::Closed, old_secret: None, old_secret_until_at: None, ..webhook };
    let webhook = db::update(tx, webhook).await?;
    let rest = Sql::new(
        "UPDATE webhook_delivery SET status = ?, due_at = NULL, settled_at = ?, version = version + 1
         WHERE tenant_id = ? AND webhook_id = ? AND due_at IS NOT NULL",
    );
    tx.run(rest.bind(DeliveryStatus::GivenUp).bind(tx.now()).bind(tx.actor().tenant).bind(id)).await?;
    tx.record(Event::new("webhook.closed").about(id)).await?;
    shown(tx, webhook).await
}

/// Sends a message to try the webhook with: an event that goes to it alone.
///
/// # Errors
/// `NotFound`; `Refused("webhook.paused")`.
pub(super) async fn r#try(tx: &Tx, id: WebhookId, _: Nothing) -> Result<WebhookShown> {
    let webhook = get_open(tx, id).await?;
    if webhook.status == WebhookStatus::Paused {
        return Err(Error::refused("webhook.paused"));
    }
    tx.record(Event::new(rules::TRIAL).about(id)).await?;
    shown(tx, webhook).await
}
