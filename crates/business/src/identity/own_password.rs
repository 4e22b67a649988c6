//! One's own password: changed by whoever knows the one that counts now. Every other place where one is signed in ends.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, Result};
use platform::db::{self, Event, Sql};
use platform::http::{Caller, input, problem};
use schemars::JsonSchema;
use serde::Deserialize;

use super::password;
use super::record::AppUser;
use super::users::check_login;

const LIMIT_BYTES: usize = 4 << 10;
/// Whoever found a screen left open cannot guess on.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(5).unwrap();

/// A password of one's own choice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    /// The one that counts now.
    pub current: String,
    /// 8 to 200 characters.
    pub password: String,
}

/// `PUT /session/password`
pub(super) async fn change(caller: Caller, request: Request) -> Response {
    match changed(&caller, request).await {
        Ok(()) => {
            // the other sessions end at once
            caller.app().forget_callers();
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (StatusCode::OK, headers, "{}").into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn changed(caller: &Caller, request: Request) -> Result<()> {
    let wanted: OwnPassword = input::body_of(&input::whole(request.into_body(), LIMIT_BYTES).await?)?;
    // a key has no password
    let csrf = caller.actor().csrf.clone().ok_or(Error::Forbidden("forbidden"))?;
    let before: AppUser = db::get(&caller.read(), caller.actor().user).await?;
    let mut check = Check::new();
    check_login(&mut check, &before.login, &before.name, &wanted.password);
    check.that(wanted.password != wanted.current, "password", "field.password_same");
    check.done()?;
    may_try(before.id)?;
    // both take a while, and are done before anybody waits for the writer
    if !password::fits(wanted.current, Some(before.password_hash.clone())).await? {
        return Err(Error::invalid("current", "field.password_wrong"));
    }
    let password_hash = password::hash(wanted.password).await?;
    let tx = caller.begin().await?;
    let user: AppUser = db::get_held(&tx, before.id).await?;
    if user.password_hash != before.password_hash {
        return Err(Error::invalid("current", "field.password_wrong"));
    }
    let user = db::update(&tx, AppUser { password_hash, ..user }).await?;
    let sql = Sql::new(
        "UPDATE session SET revoked_at = ? WHERE tenant_id = ? AND user_id = ? AND csrf <> ? AND revoked_at IS NULL",
    );
    tx.run(sql.bind(tx.now()).bind(tx.actor().tenant).bind(user.id).bind(csrf)).await?;
    tx.record(Event::new("user.password_changed").in_unit(user.unit_id).about(user.id)).await?;
    tx.commit().await
}

fn may_try(user: UserId) -> Result<()> {
    static TRIES: LazyLock<DefaultKeyedRateLimiter<UserId>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)));
    TRIES.retain_recent();
    TRIES.check_key(&user).map_err(|_| Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 })
}
