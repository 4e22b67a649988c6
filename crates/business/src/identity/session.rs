//! Signing in and out: lockout after wrong passwords, a rate per address, a session cookie and its CSRF token.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::id::{TenantId, UnitId, UserId};
use kernel::time::{DAY, MINUTE};
use kernel::{Actor, Error, Id, Lang, Moment, Result, Via};
use platform::db::{self, Event, Sql, Tx, View, read, read_at};
use platform::http::{App, Caller, Nothing, input, problem, via_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::company::{by_code, system_actor};
use super::record::{AppUser, Company, CompanyStatus, Session, SessionId, UserStatus};
use super::role::{Role, ScopeKind};
use super::sight::{self, Sight};
use super::{gate, password};

/// A session lasts this long without signing in again.
const SESSION_DAYS: i64 = 14;
/// So many wrong passwords in a row lock the account for a while.
const WRONG_MAX: i64 = 5;
const LOCKED_MINUTES: i64 = 15;
/// Sign-in attempts per address, company and minute.
const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Beyond so many addresses, those that have been quiet for a minute are forgotten.
const ADDRESSES_MAX: usize = 50_000;

/// What one signs in with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The company's code.
    pub company: String,
    pub login: String,
    pub password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Me {
    pub user_id: UserId,
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub scope: ScopeKind,
    pub unit_id: Option<UnitId>,
    /// The telephone one sits at.
    pub extension: Option<String>,
    /// As what one looks right now, if not as oneself: then roles, scope, unit and permissions are those, and nothing can be changed.
    pub sight: Option<Sight>,
    pub permissions: Vec<String>,
    pub company: MyCompany,
    /// Goes into `X-CSRF-Token` of every request that is not a GET; absent for API keys.
    pub csrf: Option<String>,
    /// The server's time: on a demo it is not the machine's.
    pub now: Moment,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MyCompany {
    pub code: String,
    pub name: String,
    pub zone: String,
    pub currency: String,
}

/// Counts an attempt. Companies that do not exist are one: otherwise every invented name would be tried anew, and remembered.
fn may_try(address: String, company: Option<&Company>) -> bool {
    static ATTEMPTS: LazyLock<DefaultKeyedRateLimiter<(String, Option<TenantId>)>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(ATTEMPTS_PER_MINUTE)));
    if ATTEMPTS.len() > ADDRESSES_MAX {
        ATTEMPTS.retain_recent();
    }
    ATTEMPTS.check_key(&(address, company.map(|company| company.id))).is_ok()
}

/// `POST /session`
pub(super) async fn sign_in(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let wants_english =
        parts.headers.get(header::ACCEPT_LANGUAGE).is_some_and(|value| value.as_bytes().starts_with(b"en"));
    let lang = if wants_english { Lang::En } else { Lang::Zh };
    let via = Via { channel: "console", ..via_of(&app, &parts) };
    match try_sign_in(&app, body, via).await {
        Ok(token) => {
            let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
            let cookie = format!(
                "fieldloop_session={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
                SESSION_DAYS * DAY / 1000
            );
            let mut response = (StatusCode::OK, axum::Json(json!({ "signed_in": true }))).into_response();
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => problem(&error, &app.words, lang),
    }
}

async fn try_sign_in(app: &App, body: Body, via: Via) -> Result<String> {
    let address = via.address.clone().unwrap_or_default();
    let bytes = to_bytes(body, 16_384).await.map_err(|_| Error::TooLarge { limit_bytes: 16_384 })?;
    let asked: SignIn = input::body_of(&bytes)?;
    let now = app.clock.now();
    let db = app.db_before_sign_in();
    let company = by_code(db, asked.company.trim()).await?.filter(|company| company.status == CompanyStatus::Active);
    if !address.is_empty() && !may_try(address, company.as_ref()) {
        return Err(Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 });
    }
    let user = match &company {
        Some(company) => by_login(&db.read(system_actor(company, "sign-in", now)), asked.login.trim()).await?,
        None => None,
    };
    let user = user.filter(|user| user.status == UserStatus::Active);
    if let Some(until) = user.as_ref().and_then(|user| user.locked_until_at).filter(|until| *until > now) {
        let seconds = u64::try_from((until - now) / 1000).unwrap_or(60).max(1);
        return Err(Error::TooMany { code: "sign_in.locked", retry_after_seconds: seconds });
    }
    let fits = password::fits(asked.password, user.as_ref().map(|user| user.password_hash.clone())).await?;
    let (Some(company), Some(user)) = (company, user) else { return Err(Error::SignIn("sign_in.wrong")) };
    let actor = Actor { user: user.id, unit: user.unit_id, via, ..system_actor(&company, "sign-in", now) };
    let tx = db.begin(actor).await?;
    if !fits {
        note_wrong(&tx, &user).await?;
        tx.commit().await?;
        return Err(Error::SignIn("sign_in.wrong"));
    }
    let token = open_session(&tx, &company, &user).await?;
    tx.commit().await?;
    Ok(token)
}

async fn by_login(view: &View, login: &str) -> Result<Option<AppUser>> {
    let sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND login = ?");
    db::select_one(view, sql.bind(view.actor().tenant).bind(login.to_lowercase())).await
}

/// Counts a wrong password; not by version, as two wrong ones at once are two.
async fn note_wrong(tx: &Tx, user: &AppUser) -> Result<()> {
    let sql = Sql::new(
        "UPDATE app_user SET locked_until_at = CASE WHEN failed_count + 1 >= ? THEN ? ELSE locked_until_at END,
         failed_count = CASE WHEN failed_count + 1 >= ? THEN 0 ELSE failed_count + 1 END
         WHERE tenant_id = ? AND id = ? RETURNING locked_until_at",
    );
    let sql = sql.bind(WRONG_MAX).bind(tx.now() + LOCKED_MINUTES * MINUTE).bind(WRONG_MAX);
    let until: Option<Moment> = tx.value(sql.bind(tx.actor().tenant).bind(user.id)).await?;
    let until = until.filter(|until| *until > tx.now());
    tx.record(
        Event::new("user.sign_in_failed").in_unit(user.unit_id).about(user.id).with(json!({ "locked_until": until })),
    )
    .await
}

async fn open_session(tx: &Tx, company: &Company, user: &AppUser) -> Result<String> {
    let token = gate::new_session_token(company.id)?;
    let session = Session {
        id: SessionId::new(),
        token_hash: platform::random::sha256_hex(token.as_bytes()),
        user_id: user.id,
        csrf: platform::random::secret(18)?,
        created_at: tx.now(),
        expires_at: tx.now() + SESSION_DAYS * DAY,
        revoked_at: None,
        device: tx.actor().via.device.clone(),
        address: tx.actor().via.address.clone(),
    };
    let session = db::insert(tx, session).await?;
    let sql = Sql::new("UPDATE app_user SET failed_count = 0, locked_until_at = NULL WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(company.id).bind(user.id)).await?;
    tx.record(Event::new("user.signed_in").in_unit(user.unit_id).about(user.id).about(session.id)).await?;
    Ok(token)
}

/// `GET /session`
pub(super) async fn who_am_i(view: &View, _: (), _: Nothing) -> Result<Me> {
    let actor = view.actor();
    let sql = Sql::new(
        "SELECT u.login, u.name, u.roles, u.scope, u.extension, t.code, t.name AS company, t.zone, t.currency
         FROM app_user u JOIN tenant t ON t.id = u.tenant_id WHERE u.tenant_id = ? AND u.id = ?",
    );
    let row = view.one(sql.bind(actor.tenant).bind(actor.user)).await?.ok_or(Error::NotFound("user"))?;
    let sight = sight::of(view).await?;
    let (roles, scope) = match &sight {
        Some(sight) => (vec![sight.role], sight.scope),
        None => (read::<kernel::Json<Vec<Role>>>(&row, "roles")?.0, read(&row, "scope")?),
    };
    Ok(Me {
        user_id: actor.user,
        login: read(&row, "login")?,
        name: read(&row, "name")?,
        roles,
        scope,
        unit_id: actor.unit,
        sight,
        extension: read(&row, "extension")?,
        permissions: actor.permissions.iter().map(|permission| permission.0.to_owned()).collect(),
        company: MyCompany {
            code: read(&row, "code")?,
            name: read(&row, "company")?,
            zone: read(&row, "zone")?,
            currency: read(&row, "currency")?,
        },
        csrf: actor.csrf.clone(),
        now: actor.now,
    })
}

/// `DELETE /session`
pub(super) async fn sign_out(State(app): State<App>, caller: Caller) -> Response {
    let lang = caller.actor().lang;
    let ended = async {
        let tx = caller.begin().await?;
        let csrf = tx.actor().csrf.clone().unwrap_or_default();
        let sql = Sql::new(
            "UPDATE session SET revoked_at = ? WHERE tenant_id = ? AND user_id = ? AND csrf = ? AND revoked_at IS NULL RETURNING id",
        );
        let sql = sql.bind(tx.now()).bind(tx.actor().tenant).bind(tx.actor().user).bind(csrf);
        for row in tx.all(sql).await? {
            let session: SessionId = read_at(&row, 0)?;
            tx.record(Event::new("user.signed_out").in_unit(tx.actor().unit).about(tx.actor().user).about(session))
                .await?;
        }
        tx.commit().await
    };
    match ended.await {
        Ok(()) => {
            app.forget_callers();
            let mut response = (StatusCode::OK, axum::Json(json!({ "signed_in": false }))).into_response();
            response.headers_mut().insert(
                header::SET_COOKIE,
                HeaderValue::from_static("fieldloop_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            );
            response
        }
        Err(error) => problem(&error, &app.words, lang),
    }
}
