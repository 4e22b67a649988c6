//! The telephone somebody sits at: one person's at a time; set by an admin, or by whoever sits down there.

use kernel::Result;
use kernel::error::Check;
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::AppUser;

/// Which telephone one sits at; empty for none.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnExtension {
    pub extension: String,
}

/// Digits, letters, `-` and `.`, at most twenty; may be empty.
pub(super) fn check(check: &mut Check, typed: &str) {
    let is_plain = typed.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-.#*".contains(c));
    check.at_most("extension", typed, 20).that(is_plain, "extension", "field.not_a_code");
}

pub(super) fn tidied(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}

/// Nobody else has it.
///
/// # Errors
/// `Refused("user.extension_taken")` with whose it is.
pub(super) async fn is_free(tx: &Tx, user: &AppUser) -> Result<()> {
    let Some(extension) = &user.extension else { return Ok(()) };
    let sql = Sql::new("SELECT name FROM app_user WHERE tenant_id = ? AND extension = ? AND id <> ?");
    let other = tx.one(sql.bind(tx.actor().tenant).bind(extension.clone()).bind(user.id)).await?;
    match other {
        None => Ok(()),
        Some(row) => {
            let name: String = db::read_at(&row, 0)?;
            Err(kernel::Error::refused("user.extension_taken").with("extension", extension.as_str()).with("name", name))
        }
    }
}

/// Says which telephone the caller sits at.
///
/// # Errors
/// `Invalid`; `Refused("user.extension_taken")`.
pub(super) async fn set_own(tx: &Tx, (): (), body: OwnExtension) -> Result<OwnExtension> {
    let mut check = Check::new();
    self::check(&mut check, &body.extension);
    check.done()?;
    let user: AppUser = db::get(tx, tx.actor().user).await?;
    let user = AppUser { extension: tidied(&body.extension), ..user };
    is_free(tx, &user).await?;
    let user = db::update(tx, user).await?;
    let data = json!({ "extension": user.extension });
    tx.record(Event::new("user.extension_set").in_unit(user.unit_id).about(user.id).with(data)).await?;
    Ok(OwnExtension { extension: user.extension.unwrap_or_default() })
}
