//! Opening a webhook: where to, for which kinds of event, with a secret that is shown this once.

use std::sync::OnceLock;

use kernel::error::{Check, FieldError};
use kernel::text::tidy;
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event, Sql, Tx, settled_seq};
use platform::outside::{Address, Reach, sign};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::kinds;
use super::queries::{WebhookShown, shown};
use super::record::{Webhook, WebhookId, WebhookStatus};

/// So many a company has.
const WEBHOOKS_MAX: i64 = 50;
/// So many kinds one asks for; whole rooms count once.
const KINDS_MAX: usize = 200;

static REACH: OnceLock<Reach> = OnceLock::new();

/// Sets how far messages of this process reach; said once, at the start.
pub(super) fn set_reach(reach: Reach) {
    REACH.get_or_init(|| reach);
}

/// How far messages of this process reach.
pub(super) fn reach() -> Reach {
    REACH.get().copied().unwrap_or(Reach::Public)
}

/// A new webhook.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// For whom it is, in words.
    pub name: String,
    /// `https://…`
    pub address: String,
    /// Kinds of event (`order.opened`) and whole rooms (`order.`); none for everything.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// A webhook with its secret, given once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WebhookHanded {
    #[serde(flatten)]
    pub webhook: WebhookShown,
    /// `whsec_…`: the receiver checks signatures with it; it cannot be shown again.
    pub secret: String,
}

pub(super) async fn open(tx: &Tx, (): (), new: NewWebhook) -> Result<WebhookHanded> {
    open_within(tx, new, reach()).await
}

/// Opens a webhook; it is told what happens from now on.
///
/// # Errors
/// `Invalid` by field; `Refused("webhook.too_many")`.
pub(super) async fn open_within(tx: &Tx, new: NewWebhook, reach: Reach) -> Result<WebhookHanded> {
    let mut check = Check::new();
    check_fields(&mut check, Some(&new.name), Some(&new.address), Some(&new.kinds), reach);
    check.done()?;
    let open = Sql::new("SELECT COUNT(*) FROM webhook WHERE tenant_id = ? AND status <> ?");
    if tx.value::<i64>(open.bind(tx.actor().tenant).bind(WebhookStatus::Closed)).await? >= WEBHOOKS_MAX {
        return Err(Error::refused("webhook.too_many").with("max", WEBHOOKS_MAX));
    }
    let secret = sign::new_secret()?;
    let webhook = Webhook {
        id: WebhookId::new(),
        name: tidy(&new.name, false),
        address: new.address.trim().to_owned(),
        kinds: Json(new.kinds),
        status: WebhookStatus::Active,
        secret: secret.clone(),
        old_secret: None,
        old_secret_until_at: None,
        created_at: tx.now(),
        version: 1,
    };
    let webhook = db::insert(tx, webhook).await?;
    let cursor = Sql::new("INSERT INTO webhook_cursor (tenant_id, id, seq) VALUES (?, ?, ?)");
    tx.run(cursor.bind(tx.actor().tenant).bind(webhook.id).bind(settled_seq(tx).await?)).await?;
    tx.record(Event::new("webhook.opened").about(webhook.id).with(json!({ "kinds": webhook.kinds.0 }))).await?;
    Ok(WebhookHanded { webhook: shown(tx, webhook).await?, secret })
}

/// Says what is wrong with what a webhook is to be; what is absent is not judged.
pub(super) fn check_fields(
    check: &mut Check,
    name: Option<&String>,
    address: Option<&String>,
    kinds: Option<&Vec<String>>,
    reach: Reach,
) {
    if let Some(name) = name {
        check.text("name", name, 100);
    }
    if let Some(Err(code)) = address.map(|address| Address::parse(address, reach)) {
        check.note(FieldError::new("address", code));
    }
    let Some(kinds) = kinds else { return };
    if kinds.len() > KINDS_MAX {
        check.note(FieldError::new("kinds", "field.too_many").with("max", KINDS_MAX));
    }
    for (at, kind) in kinds.iter().enumerate().filter(|(_, kind)| !kinds::is_known(kind)) {
        check.note(FieldError::new(format!("kinds[{at}]"), "field.not_a_choice").with("given", kind.as_str()));
    }
}
