//! API keys: another program acts as a user, narrowed to the scopes it was given. Shown once, kept as a hash.

use kernel::error::{Check, FieldError};
use kernel::id::UserId;
use kernel::time::DAY;
use kernel::{Error, Id, Json, Moment, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{ApiKey, ApiKeyId, AppUser, UserStatus};
use super::role::permissions_of;
use super::{gate, users};

/// A new key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// For whom it is, in words.
    pub name: String,
    /// The user it acts as; by default the caller.
    pub user_id: Option<UserId>,
    /// Permissions it may use, each one its user has: `orders.open`.
    pub permissions: Vec<String>,
    /// Days it is valid; for ever without.
    pub valid_days: Option<i64>,
}

/// A key as it is listed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyShown {
    pub id: ApiKeyId,
    pub name: String,
    pub user_id: UserId,
    pub permissions: Vec<String>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
    pub last_four: String,
    pub version: i64,
}

impl From<ApiKey> for KeyShown {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            user_id: key.user_id,
            permissions: key.permissions.0,
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_four: key.last_four,
            version: key.version,
        }
    }
}

/// A key as it is handed over, once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyHanded {
    #[serde(flatten)]
    pub key: KeyShown,
    /// `Authorization: Bearer …`; it cannot be shown again.
    pub token: String,
}

/// Makes a key. Its answer holds a secret and is therefore never stored for a replay: the route says so.
///
/// # Errors
/// `Invalid` for permissions that do not exist or that the user does not have.
pub(super) async fn create(tx: &Tx, _: (), new: NewKey) -> Result<KeyHanded> {
    let user: AppUser = db::get(tx, new.user_id.unwrap_or(tx.actor().user)).await?;
    users::reaches(tx, &user)?;
    let held = permissions_of(&user.roles);
    let mut check = Check::new();
    check
        .text("name", &new.name, 100)
        .that(!new.permissions.is_empty(), "permissions", "field.required")
        .that(user.status == UserStatus::Active, "user_id", "field.not_a_choice")
        .that(new.valid_days.is_none_or(|days| (1..=3650).contains(&days)), "valid_days", "field.out_of_range");
    for (at, word) in new.permissions.iter().enumerate() {
        if !gate::known_permission(word).is_some_and(|permission| held.contains(&permission)) {
            check.note(FieldError::new(format!("permissions[{at}]"), "field.not_a_choice"));
        }
    }
    check.done()?;
    let token = gate::new_key_token(tx.actor().tenant)?;
    let key = ApiKey {
        id: ApiKeyId::new(),
        name: new.name,
        token_hash: platform::random::sha256_hex(token.as_bytes()),
        user_id: user.id,
        permissions: Json(new.permissions),
        created_at: tx.now(),
        expires_at: new.valid_days.map(|days| tx.now() + days * DAY),
        revoked_at: None,
        last_four: token[token.len() - 4..].to_owned(),
        version: 1,
    };
    let key = db::insert(tx, key).await?;
    let data = json!({ "permissions": key.permissions.0, "user": key.user_id });
    tx.record(Event::new("api_key.created").about(key.id).about(key.user_id).with(data)).await?;
    Ok(KeyHanded { key: key.into(), token })
}

/// The company's keys, newest first.
pub(super) async fn list(view: &View, _: (), _: Nothing) -> Result<Page<KeyShown>> {
    let sql = Sql::new("SELECT * FROM api_key WHERE tenant_id = ? ORDER BY created_at DESC LIMIT 500")
        .bind(view.actor().tenant);
    let keys: Vec<ApiKey> = db::select(view, sql).await?;
    Ok(Page { items: keys.into_iter().map(KeyShown::from).collect(), next: None })
}

/// Revokes a key; other nodes follow within seconds.
///
/// # Errors
/// `Refused("api_key.revoked")` when it was revoked before.
pub(super) async fn revoke(tx: &Tx, id: ApiKeyId, _: Nothing) -> Result<KeyShown> {
    let key: ApiKey = db::get(tx, id).await?;
    if key.revoked_at.is_some() {
        return Err(Error::refused("api_key.revoked"));
    }
    users::reaches(tx, &db::get(tx, key.user_id).await?)?;
    let key = db::update(tx, ApiKey { revoked_at: Some(tx.now()), ..key }).await?;
    tx.record(Event::new("api_key.revoked").about(key.id).about(key.user_id)).await?;
    Ok(key.into())
}
