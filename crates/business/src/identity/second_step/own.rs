//! The second step of one's own account: switching it on, new recovery codes, switching it off.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::response::Response;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::id::UserId;
use kernel::{Error, Moment, Result};
use platform::db::{self, Event, Tx, View};
use platform::http::{Caller, Nothing, input};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::entry::answer;
use super::{CodesShown, SecretShown, rule};
use crate::identity::company;
use crate::identity::own_sessions;
use crate::identity::password;
use crate::identity::record::AppUser;

const LIMIT_BYTES: usize = 4 << 10;
/// Whoever found a screen left open cannot guess on.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// How the second step of one's own account stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnSecondStep {
    /// Since when it is asked for; none where it is not.
    pub since_at: Option<Moment>,
    /// The company asks for it in one's role: it cannot be switched off.
    pub is_required: bool,
    /// Recovery codes that were not used yet.
    pub codes_left: i64,
}

/// One's own password, once more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayPassword {
    pub password: String,
}

/// A code of the secret just shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    pub code: String,
}

/// One's own password, and a code of the phone or a recovery code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayBoth {
    pub password: String,
    pub code: String,
}

/// `GET /account/second-step`
pub(in crate::identity) async fn shown(view: &View, (): (), _: Nothing) -> Result<OwnSecondStep> {
    let user: AppUser = db::get(view, own_sessions::own_user(view).await?).await?;
    Ok(OwnSecondStep {
        since_at: user.second_step_since_at,
        is_required: rule::is_required_of(view, &user).await?,
        codes_left: super::codes_left(view, user.id).await?,
    })
}

/// `POST /account/second-step/secret`
pub(in crate::identity) async fn ask_secret(caller: Caller, request: Request) -> Response {
    answer(caller.app(), caller.actor().lang, secret_asked(&caller, request).await)
}

/// `POST /account/second-step`
pub(in crate::identity) async fn confirm(caller: Caller, request: Request) -> Response {
    answer(caller.app(), caller.actor().lang, confirmed(&caller, request).await)
}

/// `POST /account/second-step/codes`
pub(in crate::identity) async fn renew_codes(caller: Caller, request: Request) -> Response {
    answer(caller.app(), caller.actor().lang, codes_renewed(&caller, request).await)
}

/// `POST /account/second-step/end`
pub(in crate::identity) async fn end(caller: Caller, request: Request) -> Response {
    answer(caller.app(), caller.actor().lang, ended(&caller, request).await)
}

async fn secret_asked(caller: &Caller, request: Request) -> Result<SecretShown> {
    let asked: SayPassword = body(request).await?;
    let before = self_of(caller).await?;
    fits(&before, asked.password).await?;
    let tx = caller.begin().await?;
    let user = as_before(&tx, &before).await?;
    let company = company::tenant(tx.db(), tx.actor().tenant).await?;
    let shown = super::begin(&tx, &company, &user).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn confirmed(caller: &Caller, request: Request) -> Result<CodesShown> {
    let asked: FirstCode = body(request).await?;
    let before = self_of(caller).await?;
    may_try(before.id)?;
    let tx = caller.begin().await?;
    let user = as_before(&tx, &before).await?;
    let (_, codes) = super::confirm(&tx, user, &asked.code, caller.app().clock.elsewhere()).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn codes_renewed(caller: &Caller, request: Request) -> Result<CodesShown> {
    let (tx, user) = proven(caller, request).await?;
    let codes = super::new_codes(&tx, user.id).await?;
    tx.record(Event::new("user.recovery_codes_renewed").in_unit(user.unit_id).about(user.id)).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn ended(caller: &Caller, request: Request) -> Result<OwnSecondStep> {
    let (tx, user) = proven(caller, request).await?;
    if rule::is_required_of(&tx, &user).await? {
        return Err(Error::refused("second_step.required"));
    }
    let user = super::switch_off(&tx, user).await?;
    tx.record(Event::new("user.second_step_off").in_unit(user.unit_id).about(user.id)).await?;
    tx.commit().await?;
    Ok(OwnSecondStep { since_at: None, is_required: false, codes_left: 0 })
}

/// A transaction of somebody who has said password and code.
async fn proven(caller: &Caller, request: Request) -> Result<(Tx, AppUser)> {
    let asked: SayBoth = body(request).await?;
    let before = self_of(caller).await?;
    if before.second_step_since_at.is_none() {
        return Err(Error::refused("second_step.is_off"));
    }
    fits(&before, asked.password).await?;
    let tx = caller.begin().await?;
    let user = as_before(&tx, &before).await?;
    match super::prove(&tx, &user, &asked.code, caller.app().clock.elsewhere()).await? {
        Some(_) => Ok((tx, user)),
        None => Err(Error::invalid("code", "field.code_wrong")),
    }
}

async fn body<T: DeserializeOwned>(request: Request) -> Result<T> {
    input::body_of(&input::whole(request.into_body(), LIMIT_BYTES).await?)
}

/// The caller's own account; a key has none.
async fn self_of(caller: &Caller) -> Result<AppUser> {
    let view = caller.read();
    db::get(&view, own_sessions::own_user(&view).await?).await
}

async fn fits(user: &AppUser, typed: String) -> Result<()> {
    may_try(user.id)?;
    // it takes a while, and is done before anybody waits for the writer
    let fits = password::fits(typed, Some(user.password_hash.clone())).await?;
    if fits { Ok(()) } else { Err(Error::invalid("password", "field.password_wrong")) }
}

/// The account, held, if its password is still the one that was judged.
async fn as_before(tx: &Tx, before: &AppUser) -> Result<AppUser> {
    let user: AppUser = db::get_held(tx, before.id).await?;
    let is_same = user.password_hash == before.password_hash;
    if is_same { Ok(user) } else { Err(Error::invalid("password", "field.password_wrong")) }
}

fn may_try(user: UserId) -> Result<()> {
    static TRIES: LazyLock<DefaultKeyedRateLimiter<UserId>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)));
    TRIES.retain_recent();
    TRIES.check_key(&user).map_err(|_| Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 })
}
