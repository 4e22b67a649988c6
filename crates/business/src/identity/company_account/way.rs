//! The way to the company's provider and back, as the browser walks it: plain links and redirects, and every refusal told on the sign-in page.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Error, Lang, Result, Via};
use platform::db::Db;
use platform::http::{App, input, problem, via_of};
use platform::outside::accounts::{self, Client, Errand as Sending};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::errand::{self, DoorOf, Errand};
use super::person::{self, Guest};
use super::set_up::{self, AccountProvider};
use crate::identity::company::{by_code, system_actor};
use crate::identity::record::{Company, CompanyStatus};
use crate::identity::session;

/// Where the provider sends the browser back to, below the public address.
pub const BACK: &str = "/api/v1/company-account/return";
const COOKIE: &str = "fieldloop_errand";
const COOKIE_PATH: &str = "/api/v1/company-account";
const COOKIE_SECONDS: i64 = 600;

/// What the sign-in page offers besides the password.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct SignInWays {
    /// What stands on the button of the company's own accounts; none where there are none, or no such company.
    pub company_account: Option<String>,
}

/// Where somebody wants to go, and into which app.
#[derive(Debug, Deserialize)]
pub struct Departing {
    /// The company's code.
    pub company: String,
    pub app: Option<DoorOf>,
    /// A path of the app.
    pub to: Option<String>,
}

/// What the provider sends back with the browser.
#[derive(Debug, Deserialize)]
struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// Who answers, where it says so (RFC 9207).
    iss: Option<String>,
}

/// `GET /sign-in-ways/{company}`
pub(in crate::identity) async fn offered(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match offer(&app, &mut parts).await {
        Ok(shown) => (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(shown)).into_response(),
        Err(error) => problem(&error, &app.words, lang_of(&parts.headers)),
    }
}

/// `GET /company-account/departure`
pub(in crate::identity) async fn depart(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let door = input::query_of::<Departing>(&parts).ok().and_then(|asked| asked.app).unwrap_or(DoorOf::Console);
    match departed(&app, &parts).await {
        Ok((there, cookie)) => sent_to(&there, &[cookie]),
        Err(error) => told_at(door, &error, &[]),
    }
}

/// `GET /company-account/return`
pub(in crate::identity) async fn come_back(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let gone = cookie_of(&app, "", 0);
    let (door, came) = came_back(&app, &parts).await;
    match came {
        Ok((to, session)) => sent_to(&format!("{}{to}", door.base()), &[gone, Some(session)]),
        Err(error) => told_at(door, &error, &[gone]),
    }
}

async fn offer(app: &App, parts: &mut Parts) -> Result<SignInWays> {
    let company: String = input::path_of(parts).await?;
    let db = app.db_before_sign_in();
    let found = provider_of(app, db, &company, &via_of(app, parts)).await?;
    Ok(SignInWays { company_account: found.map(|(_, provider)| provider.label) })
}

/// The company with its provider, where there are both and both are in use.
async fn provider_of(app: &App, db: &Db, code: &str, via: &Via) -> Result<Option<(Company, AccountProvider)>> {
    session::may_look(via)?;
    let company = by_code(db, code.trim()).await?.filter(|company| company.status == CompanyStatus::Active);
    let Some(company) = company else { return Ok(None) };
    let view = db.read(system_actor(&company, "sign-in", app.clock.now()));
    let provider = set_up::kept(&view).await?.filter(|provider| provider.is_on);
    Ok(provider.map(|provider| (company, provider)))
}

async fn departed(app: &App, parts: &Parts) -> Result<(String, Option<HeaderValue>)> {
    let asked: Departing = input::query_of(parts)?;
    let db = app.db_before_sign_in();
    let via = via_of(app, parts);
    let found = provider_of(app, db, &asked.company, &via).await?;
    let (company, provider) = found.ok_or(Error::refused("company_account.off"))?;
    session::may_try(&via, Some(&company))?;
    // asked before anything is kept: a provider that is not there leaves nothing behind
    let told = accounts::described(&provider.issuer, set_up::reach()).await?;
    let back_to = format!("{}{BACK}", origin(app, &parts.headers));
    let actor = Actor { via, ..system_actor(&company, "sign-in", app.clock.now()) };
    let tx = db.begin(actor).await?;
    let door = asked.app.unwrap_or(DoorOf::Console);
    let goes_to = errand::path_within(asked.to.as_deref().unwrap_or("/"));
    let sent = errand::begin(&tx, &company.code, back_to, door, goes_to).await?;
    tx.commit().await?;
    let client = client_of(&provider, &sent.errand);
    let there = accounts::way_there(&told, client, &provider.scopes, sending(&sent.errand, &sent.state));
    Ok((there, cookie_of(app, &sent.browser, COOKIE_SECONDS)))
}

/// Into which app, and what came of it: where it goes there, and the session's cookie.
async fn came_back(app: &App, parts: &Parts) -> (DoorOf, Result<(String, HeaderValue)>) {
    match taken(app, parts).await {
        Ok(taken) => (taken.errand.app, settled(app, parts, taken).await),
        Err(error) => (DoorOf::Console, Err(error)),
    }
}

/// A browser that came back with an errand that holds.
struct Taken {
    company: Company,
    errand: Errand,
    returned: Returned,
}

async fn taken(app: &App, parts: &Parts) -> Result<Taken> {
    let expired = || Error::refused("company_account.expired");
    let returned: Returned = input::query_of(parts)?;
    let state = returned.state.clone().ok_or_else(expired)?;
    let (code, _) = state.split_once('.').ok_or_else(expired)?;
    let db = app.db_before_sign_in();
    let via = via_of(app, parts);
    session::may_look(&via)?;
    let company = by_code(db, code).await?.filter(|company| company.status == CompanyStatus::Active);
    let company = company.ok_or_else(expired)?;
    let browser = browser_of(&parts.headers).ok_or_else(expired)?;
    let tx = db.begin(Actor { via, ..system_actor(&company, "sign-in", app.clock.now()) }).await?;
    let errand = errand::take(&tx, &state, &browser).await?;
    tx.commit().await?;
    Ok(Taken { company, errand, returned })
}

async fn settled(app: &App, parts: &Parts, taken: Taken) -> Result<(String, HeaderValue)> {
    let Taken { company, errand, returned } = taken;
    let db = app.db_before_sign_in();
    let door = system_actor(&company, "sign-in", app.clock.now());
    let provider = set_up::kept(&db.read(door.clone())).await?.filter(|provider| provider.is_on);
    let provider = provider.ok_or(Error::refused("company_account.off"))?;
    if let Some(error) = returned.error {
        let is_own_wish = error == "access_denied";
        tracing::info!(company = %company.code, %error, "a provider of accounts sends somebody back");
        return Err(Error::refused(if is_own_wish { "company_account.given_up" } else { "company_account.refused" }));
    }
    if returned.iss.is_some_and(|iss| iss.trim_end_matches('/') != provider.issuer.trim_end_matches('/')) {
        return Err(Error::refused("company_account.not_believed"));
    }
    let code = returned.code.filter(|code| !code.is_empty()).ok_or(Error::refused("company_account.refused"))?;
    let asked = sending(&errand, "");
    let said = accounts::who(client_of(&provider, &errand), &code, asked, app.clock.elsewhere()).await?;
    let channel = match errand.app {
        DoorOf::Console => "console",
        DoorOf::Field => "field",
    };
    let via = Via { channel, ..via_of(app, parts) };
    let guest = Guest { company: &company, provider: &provider, said: &said };
    let token = person::let_in(db, guest, Actor { via, ..door }).await?;
    let cookie = session::cookie(app, &token).ok_or_else(|| Error::bug("a token that no cookie holds"))?;
    Ok((errand.goes_to, cookie))
}

fn client_of<'a>(provider: &'a AccountProvider, errand: &'a Errand) -> Client<'a> {
    Client {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        client_secret: &provider.client_secret,
        back_to: &errand.back_to,
        reach: set_up::reach(),
    }
}

fn sending<'a>(errand: &'a Errand, state: &'a str) -> Sending<'a> {
    Sending { state, nonce: &errand.nonce, verifier: &errand.verifier }
}

/// Under which address people come here: as it was set up, else as the browser asked for it. The provider takes only the one it was told.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.settings.public_url {
        return url.clone();
    }
    let is_host = |host: &&str| {
        (1..=255).contains(&host.len()) && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(is_host);
    let scheme = if app.settings.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("127.0.0.1:8080"))
}

fn cookie_of(app: &App, browser: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
    let text = format!("{COOKIE}={browser}; Path={COOKIE_PATH}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

fn browser_of(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

fn lang_of(headers: &HeaderMap) -> Lang {
    let is_english = headers.get(header::ACCEPT_LANGUAGE).is_some_and(|value| value.as_bytes().starts_with(b"en"));
    if is_english { Lang::En } else { Lang::Zh }
}

/// The sign-in page says what went wrong, by the error's code.
fn told_at(door: DoorOf, error: &Error, cookies: &[Option<HeaderValue>]) -> Response {
    if let Error::Bug(why) | Error::Unavailable(why) = error {
        tracing::error!(why, "signing in with a company account");
    }
    sent_to(&format!("{}/sign-in?refused={}", door.base(), error.code()), cookies)
}

fn sent_to(there: &str, cookies: &[Option<HeaderValue>]) -> Response {
    let mut response = (StatusCode::SEE_OTHER, Body::empty()).into_response();
    let headers = response.headers_mut();
    if let Ok(there) = HeaderValue::from_str(there) {
        headers.insert(header::LOCATION, there);
    }
    for cookie in cookies.iter().flatten() {
        headers.append(header::SET_COOKIE, cookie.clone());
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
