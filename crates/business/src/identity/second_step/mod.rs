//! The second step: a code from somebody's phone besides the password (docs/sign-in.md, decision 0058).
//!
//! ```text
//! begin ─► secret, shown as a QR code ─► confirm with a code of it ─► on, with ten recovery codes shown once
//!                                                       on ─► prove at each sign-in ─► end (password and code), or an admin resets it
//! ```

pub(super) mod entry;
pub(super) mod own;
pub(super) mod reset;
pub(super) mod rule;
pub(super) mod ticket;

use kernel::id::UserId;
use kernel::{Error, Id, Moment, Result, code, id};
use platform::db::{self, Event, Sql, Tx, View};
use platform::{one_time, random, record};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::record::{AppUser, Company};

/// So many recovery codes somebody gets at once.
const CODES: usize = 10;

id! {
    /// A code written down for the day on which the phone is lost.
    RecoveryCodeId = "recovery_code",
}

code! {
    /// By what the second step was done.
    pub enum Proof as "second_step_proof" {
        /// A code from the phone.
        Phone = "phone",
        /// A code that had been written down; it counts once.
        Recovery = "recovery",
    }
}

record! {
    /// The secret of somebody's codes. It stands there in the clear, as a code cannot be checked without it.
    pub struct SecondStep in "second_step" as "second_step" (UserId) {
        pub id: UserId,
        /// Base32.
        pub secret: String,
        /// The step of the last code that was used: none before it or of it counts again.
        pub last_step: i64,
        pub begun_at: Moment,
    }
}

record! {
    /// A recovery code; kept as a hash only.
    pub struct RecoveryCode in "recovery_code" as "recovery_code" (RecoveryCodeId) {
        pub id: RecoveryCodeId,
        pub user_id: UserId,
        pub code_hash: String,
        pub made_at: Moment,
        pub used_at: Option<Moment>,
    }
}

/// What a phone needs to show codes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SecretShown {
    /// To be typed in where no picture can be taken.
    pub secret: String,
    /// `otpauth://…`: what the QR code says.
    pub address: String,
}

/// Recovery codes, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CodesShown {
    pub codes: Vec<String>,
}

/// Makes a new secret for somebody who has none that counts; an older one that was never confirmed is forgotten.
///
/// # Errors
/// `Refused("second_step.is_on")`
pub(super) async fn begin(tx: &Tx, company: &Company, user: &AppUser) -> Result<SecretShown> {
    if user.second_step_since_at.is_some() {
        return Err(Error::refused("second_step.is_on"));
    }
    forget(tx, user.id).await?;
    let secret = one_time::new_secret()?;
    let step = SecondStep { id: user.id, secret: secret.clone(), last_step: 0, begun_at: tx.now() };
    db::insert(tx, step).await?;
    Ok(SecretShown { address: one_time::address(&secret, &company.name, &user.login), secret })
}

/// Switches it on with a code of the secret that was begun. `at` is the time phones go by.
///
/// # Errors
/// `Refused("second_step.is_on")`; `Refused("second_step.not_begun")`; `Invalid` for a code that does not fit.
pub(super) async fn confirm(tx: &Tx, user: AppUser, typed: &str, at: Moment) -> Result<(AppUser, CodesShown)> {
    if user.second_step_since_at.is_some() {
        return Err(Error::refused("second_step.is_on"));
    }
    let held: Option<SecondStep> = db::find(tx, user.id).await?;
    let held = held.ok_or(Error::refused("second_step.not_begun"))?;
    let step = one_time::fitting_step(&held.secret, &one_time::tidied(typed), at, held.last_step)?;
    let last_step = step.ok_or(Error::invalid("code", "field.code_wrong"))?;
    db::update(tx, SecondStep { last_step, ..held }).await?;
    let user = db::update(tx, AppUser { second_step_since_at: Some(tx.now()), ..user }).await?;
    tx.record(Event::new("user.second_step_on").in_unit(user.unit_id).about(user.id)).await?;
    let codes = new_codes(tx, user.id).await?;
    Ok((user, codes))
}

/// Whether what somebody typed is a code of their phone, or one of their recovery codes; either counts once.
///
/// # Errors
/// Those of the database.
pub(super) async fn prove(tx: &Tx, user: &AppUser, typed: &str, at: Moment) -> Result<Option<Proof>> {
    let typed = one_time::tidied(typed);
    let tenant = tx.actor().tenant;
    if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let Some(held) = db::find::<SecondStep>(tx, user.id).await? else { return Ok(None) };
        let Some(step) = one_time::fitting_step(&held.secret, &typed, at, held.last_step)? else { return Ok(None) };
        // of two at once with the same code, one is too late
        let sql = Sql::new("UPDATE second_step SET last_step = ? WHERE tenant_id = ? AND id = ? AND last_step < ?");
        let used = tx.run(sql.bind(step).bind(tenant).bind(user.id).bind(step)).await?;
        return Ok((used == 1).then_some(Proof::Phone));
    }
    let sql = Sql::new(
        "UPDATE recovery_code SET used_at = ? WHERE tenant_id = ? AND user_id = ? AND code_hash = ? AND used_at IS NULL",
    );
    let sql = sql.bind(tx.now()).bind(tenant).bind(user.id).bind(random::sha256_hex(typed.as_bytes()));
    if tx.run(sql).await? == 0 {
        return Ok(None);
    }
    let left = codes_left(tx, user.id).await?;
    let event = Event::new("user.recovery_code_used").in_unit(user.unit_id).about(user.id);
    tx.record(event.with(json!({ "left": left }))).await?;
    Ok(Some(Proof::Recovery))
}

/// Ten new recovery codes in place of those of before.
///
/// # Errors
/// `Unavailable` without randomness.
pub(super) async fn new_codes(tx: &Tx, user: UserId) -> Result<CodesShown> {
    forget_codes(tx, user).await?;
    let codes = (0..CODES).map(|_| one_time::new_recovery_code()).collect::<Result<Vec<_>>>()?;
    let kept = |code: &String| RecoveryCode {
        id: RecoveryCodeId::new(),
        user_id: user,
        code_hash: random::sha256_hex(one_time::tidied(code).as_bytes()),
        made_at: tx.now(),
        used_at: None,
    };
    db::insert_all(tx, codes.iter().map(kept).collect()).await?;
    Ok(CodesShown { codes })
}

/// How many recovery codes somebody has left.
///
/// # Errors
/// Those of the database.
pub(super) async fn codes_left(view: &View, user: UserId) -> Result<i64> {
    let sql = Sql::new("SELECT COUNT(*) FROM recovery_code WHERE tenant_id = ? AND user_id = ? AND used_at IS NULL");
    view.value(sql.bind(view.actor().tenant).bind(user)).await
}

/// Switches it off: secret and codes are forgotten.
///
/// # Errors
/// `Refused("second_step.is_off")`; `Stale`.
pub(super) async fn switch_off(tx: &Tx, user: AppUser) -> Result<AppUser> {
    if user.second_step_since_at.is_none() {
        return Err(Error::refused("second_step.is_off"));
    }
    forget(tx, user.id).await?;
    db::update(tx, AppUser { second_step_since_at: None, ..user }).await
}

async fn forget(tx: &Tx, user: UserId) -> Result<()> {
    let sql = Sql::new("DELETE FROM second_step WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(user)).await?;
    forget_codes(tx, user).await
}

async fn forget_codes(tx: &Tx, user: UserId) -> Result<()> {
    let sql = Sql::new("DELETE FROM recovery_code WHERE tenant_id = ? AND user_id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(user)).await.map(|_| ())
}

#[cfg(test)]
mod tests;
