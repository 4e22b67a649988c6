//! Webhooks as the admin sees them, each with how it is going.

use kernel::{Moment, Page, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{DeliveryStatus, Webhook, WebhookId, WebhookStatus};

/// Counts stop here and say so.
const COUNTED_MAX: i64 = 1_000;

/// A webhook as it is shown; never with its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WebhookShown {
    pub id: WebhookId,
    pub name: String,
    pub address: String,
    pub kinds: Vec<String>,
    pub status: WebhookStatus,
    /// Until then messages are signed with the old secret as well.
    pub old_secret_until_at: Option<Moment>,
    /// Messages that wait to be sent or tried again; 1000 for that many or more.
    pub waiting_count: i64,
    /// Messages given up, waiting for a person; 1000 for that many or more.
    pub given_up_count: i64,
    pub last_delivered_at: Option<Moment>,
    pub created_at: Moment,
    pub version: i64,
}

pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<WebhookShown>> {
    let sql =
        Sql::new("SELECT * FROM webhook WHERE tenant_id = ? AND status <> ? ORDER BY created_at DESC, id LIMIT 200");
    let webhooks: Vec<Webhook> = db::select(view, sql.bind(view.actor().tenant).bind(WebhookStatus::Closed)).await?;
    let mut items = Vec::with_capacity(webhooks.len());
    for webhook in webhooks {
        items.push(shown(view, webhook).await?);
    }
    Ok(Page { items, next: None })
}

/// A webhook with how it is going.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(view: &View, webhook: Webhook) -> Result<WebhookShown> {
    let of = "FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ? AND status = ?";
    let (tenant, id) = (view.actor().tenant, webhook.id);
    let sql = Sql::new(&format!(
        "SELECT (SELECT COUNT(*) FROM (SELECT 1 {of} LIMIT ?) w) AS waiting, (SELECT COUNT(*) FROM (SELECT 1 {of} LIMIT ?) g) AS given_up,
           (SELECT settled_at {of} ORDER BY seq DESC LIMIT 1) AS last"
    ))
    .bind(tenant)
    .bind(id)
    .bind(DeliveryStatus::Waiting)
    .bind(COUNTED_MAX)
    .bind(tenant)
    .bind(id)
    .bind(DeliveryStatus::GivenUp)
    .bind(COUNTED_MAX)
    .bind(tenant)
    .bind(id)
    .bind(DeliveryStatus::Delivered);
    let row = view.one(sql).await?.ok_or_else(|| kernel::Error::bug("counts without a row"))?;
    Ok(WebhookShown {
        id,
        name: webhook.name,
        address: webhook.address,
        kinds: webhook.kinds.0,
        status: webhook.status,
        old_secret_until_at: webhook.old_secret_until_at.filter(|until| *until > view.now()),
        waiting_count: read(&row, "waiting")?,
        given_up_count: read(&row, "given_up")?,
        last_delivered_at: read(&row, "last")?,
        created_at: webhook.created_at,
        version: webhook.version,
    })
}
