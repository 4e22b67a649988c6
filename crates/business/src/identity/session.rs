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
use super::second_step::rule;
use super::second_step::ticket::{self, NextStep};
use super::sight::{self, Sight};
use super::{gate, password};

/// A session lasts this long without signing in again.
const SESSION_DAYS: i64 = 14;
/// So many wrong passwords in a row lock the account for a while.
const WRONG_MAX: i64 = 5;
const LOCKED_MINUTES: i64 = 15;
/// Sign-in attempts per address, company and minute.
const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Looks at what a company's door offers, per address and minute: every sign-in page that is opened is one.
const LOOKS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).unwrap();
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

/// Counts a look at the door, or at whatever else a company shows to strangers.
///
/// # Errors
/// `TooMany("sign_in.too_many")`
pub fn may_look(via: &Via) -> Result<()> {
    static LOOKS: LazyLock<DefaultKeyedRateLimiter<String>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(LOOKS_PER_MINUTE)));
    let Some(address) = via.address.clone().filter(|address| !address.is_empty()) else { return Ok(()) };
    if LOOKS.len() > ADDRESSES_MAX {
        LOOKS.retain_recent();
    }
    let counted = LOOKS.check_key(&address);
    counted.map_err(|_| Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 })
}

/// Counts an attempt. Companies that do not exist are one: otherwise every invented name would be tried anew, and remembered.
///
/// # Errors
/// `TooMany("sign_in.too_many")`
pub(super) fn may_try(via: &Via, company: Option<&Company>) -> Result<()> {
    static ATTEMPTS: LazyLock<DefaultKeyedRateLimiter<(String, Option<TenantId>)>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(ATTEMPTS_PER_MINUTE)));
    let Some(address) = via.address.clone().filter(|address| !address.is_empty()) else { return Ok(()) };
    if ATTEMPTS.len() > ADDRESSES_MAX {
        ATTEMPTS.retain_recent();
    }
    let counted = ATTEMPTS.check_key(&(address, company.map(|company| company.id)));
    counted.map_err(|_| Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 })
}

/// What came of signing in, or of a step of it.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct SignInAnswer {
    pub signed_in: bool,
    /// What is still asked; none once one is signed in.
    pub next: Option<NextStep>,
    /// Shows with the next step that the password was right; good for ten minutes.
    pub ticket: Option<String>,
    /// Recovery codes, shown this once: after setting codes up at the door.
    pub codes: Vec<String>,
}

/// `POST /session`
pub(super) async fn sign_in(State(app): State<App>, request: Request) -> Response {
    let (body, lang, via) = taken_apart(&app, request);
    match try_sign_in(&app, body, via).await {
        Ok(Entry::In(token)) => signed_in(&app, &token, vec![]),
        Ok(Entry::Further(next, ticket)) => {
            let answer = SignInAnswer { next: Some(next), ticket: Some(ticket), ..SignInAnswer::default() };
            (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(answer)).into_response()
        }
        Err(error) => problem(&error, &app.words, lang),
    }
}

/// What the door needs of a request: its body, the reader's language, and from where it came.
pub(super) fn taken_apart(app: &App, request: Request) -> (Body, Lang, Via) {
    let (parts, body) = request.into_parts();
    let wants_english =
        parts.headers.get(header::ACCEPT_LANGUAGE).is_some_and(|value| value.as_bytes().starts_with(b"en"));
    let lang = if wants_english { Lang::En } else { Lang::Zh };
    (body, lang, Via { channel: "console", ..via_of(app, &parts) })
}

/// The answer to who is in, with the session's cookie.
pub(super) fn signed_in(app: &App, token: &str, codes: Vec<String>) -> Response {
    let answer = SignInAnswer { signed_in: true, codes, ..SignInAnswer::default() };
    let mut response = (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(answer)).into_response();
    if let Some(cookie) = cookie(app, token) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The session's cookie.
pub(super) fn cookie(app: &App, token: &str) -> Option<HeaderValue> {
    let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
    let age_seconds = SESSION_DAYS * DAY / 1000;
    let text = format!("fieldloop_session={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age_seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

/// What a right password leads to.
enum Entry {
    /// A session's token.
    In(String),
    /// Another step, and the ticket for it.
    Further(NextStep, String),
}

async fn try_sign_in(app: &App, body: Body, via: Via) -> Result<Entry> {
    let bytes = to_bytes(body, 16_384).await.map_err(|_| Error::TooLarge { limit_bytes: 16_384 })?;
    let asked: SignIn = input::body_of(&bytes)?;
    let now = app.clock.now();
    let db = app.db_before_sign_in();
    let company = by_code(db, asked.company.trim()).await?.filter(|company| company.status == CompanyStatus::Active);
    may_try(&via, company.as_ref())?;
    let user = match &company {
        Some(company) => by_login(&db.read(system_actor(company, "sign-in", now)), asked.login.trim()).await?,
        None => None,
    };
    let user = user.filter(|user| user.status == UserStatus::Active);
    if let Some(user) = &user {
        is_unlocked(user, now)?;
    }
    let fits = password::fits(asked.password, user.as_ref().map(|user| user.password_hash.clone())).await?;
    let (Some(company), Some(user)) = (company, user) else { return Err(Error::SignIn("sign_in.wrong")) };
    let actor = Actor { user: user.id, unit: user.unit_id, via, ..system_actor(&company, "sign-in", now) };
    if fits && let Some(next) = next_step(&db.read(actor.clone()), &user).await? {
        return Ok(Entry::Further(next, ticket::make(next, &company, &user, now)?));
    }
    let tx = db.begin(actor).await?;
    if !fits {
        note_wrong(&tx, &user, "password").await?;
        tx.commit().await?;
        return Err(Error::SignIn("sign_in.wrong"));
    }
    let token = open_session(&tx, &company, &user, "password").await?;
    tx.commit().await?;
    Ok(Entry::In(token))
}

/// What is asked of this person besides the password.
async fn next_step(view: &View, user: &AppUser) -> Result<Option<NextStep>> {
    if user.second_step_since_at.is_some() {
        return Ok(Some(NextStep::Code));
    }
    Ok(rule::is_required_of(view, user).await?.then_some(NextStep::SetUp))
}

/// Refuses while the account is locked.
///
/// # Errors
/// `TooMany("sign_in.locked")`
pub(super) fn is_unlocked(user: &AppUser, now: Moment) -> Result<()> {
    let Some(until) = user.locked_until_at.filter(|until| *until > now) else { return Ok(()) };
    let seconds = u64::try_from((until - now) / 1000).unwrap_or(60).max(1);
    Err(Error::TooMany { code: "sign_in.locked", retry_after_seconds: seconds })
}

async fn by_login(view: &View, login: &str) -> Result<Option<AppUser>> {
    let sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND login = ?");
    db::select_one(view, sql.bind(view.actor().tenant).bind(login.to_lowercase())).await
}

/// Counts a wrong password or code; not by version, as two wrong ones at once are two.
///
/// # Errors
/// Those of the database.
pub(super) async fn note_wrong(tx: &Tx, user: &AppUser, what: &str) -> Result<()> {
    let sql = Sql::new(
        "UPDATE app_user SET locked_until_at = CASE WHEN failed_count + 1 >= ? THEN ? ELSE locked_until_at END,
         failed_count = CASE WHEN failed_count + 1 >= ? THEN 0 ELSE failed_count + 1 END
         WHERE tenant_id = ? AND id = ? RETURNING locked_until_at",
    );
    let sql = sql.bind(WRONG_MAX).bind(tx.now() + LOCKED_MINUTES * MINUTE).bind(WRONG_MAX);
    let until: Option<Moment> = tx.value(sql.bind(tx.actor().tenant).bind(user.id)).await?;
    let until = until.filter(|until| *until > tx.now());
    let data = json!({ "locked_until": until, "by": what });
    tx.record(Event::new("user.sign_in_failed").in_unit(user.unit_id).about(user.id).with(data)).await
}

/// A session's token. What was wrong before is forgotten.
///
/// # Errors
/// `Unavailable` without randomness.
pub(super) async fn open_session(tx: &Tx, company: &Company, user: &AppUser, by: &str) -> Result<String> {
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
    let event = Event::new("user.signed_in").in_unit(user.unit_id).about(user.id).about(session.id);
    tx.record(event.with(json!({ "by": by }))).await?;
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
