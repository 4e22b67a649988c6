//! The second half of signing in: the code of a phone, or setting codes up where the company asks for them. Wrong codes count as wrong
//! passwords do, and lock the account with them.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Error, Lang, Moment, Result, Via};
use platform::db::{self, Tx};
use platform::http::{App, input, problem};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ticket::{NextStep, Ticket};
use super::{CodesShown, SecretShown};
use crate::identity::company::{by_code, system_actor};
use crate::identity::record::{AppUser, Company, CompanyStatus, UserStatus};
use crate::identity::session;

const LIMIT_BYTES: usize = 4 << 10;

/// A ticket, and the code that was asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayCode {
    /// From the answer to the password.
    pub ticket: String,
    /// Six digits of the phone; or, at signing in, one of the recovery codes.
    pub code: String,
}

/// A ticket of somebody who has to set codes up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskSecret {
    /// From the answer to the password.
    pub ticket: String,
}

/// `POST /session/code`
pub(in crate::identity) async fn say_code(State(app): State<App>, request: Request) -> Response {
    let (body, lang, via) = session::taken_apart(&app, request);
    match code_said(&app, body, via).await {
        Ok(token) => session::signed_in(&app, &token, vec![]),
        Err(error) => problem(&error, &app.words, lang),
    }
}

/// `POST /session/code/secret`
pub(in crate::identity) async fn ask_secret(State(app): State<App>, request: Request) -> Response {
    let (body, lang, via) = session::taken_apart(&app, request);
    answer(&app, lang, secret_asked(&app, body, via).await)
}

/// `POST /session/code/confirmation`
pub(in crate::identity) async fn confirm(State(app): State<App>, request: Request) -> Response {
    let (body, lang, via) = session::taken_apart(&app, request);
    match confirmed(&app, body, via).await {
        Ok((token, codes)) => session::signed_in(&app, &token, codes.codes),
        Err(error) => problem(&error, &app.words, lang),
    }
}

async fn code_said(app: &App, body: Body, via: Via) -> Result<String> {
    let asked: SayCode = input::body_of(&input::whole(body, LIMIT_BYTES).await?)?;
    let came = Came::by(app, &asked.ticket, NextStep::Code, via).await?;
    let tx = came.begin(app).await?;
    let user: AppUser = db::get_held(&tx, came.user.id).await?;
    let Some(proof) = super::prove(&tx, &user, &asked.code, app.clock.elsewhere()).await? else {
        session::note_wrong(&tx, &user, "code").await?;
        tx.commit().await?;
        return Err(Error::SignIn("sign_in.wrong_code"));
    };
    let token = session::open_session(&tx, &came.company, &user, &proof.to_string()).await?;
    tx.commit().await?;
    Ok(token)
}

async fn secret_asked(app: &App, body: Body, via: Via) -> Result<SecretShown> {
    let asked: AskSecret = input::body_of(&input::whole(body, LIMIT_BYTES).await?)?;
    let came = Came::by(app, &asked.ticket, NextStep::SetUp, via).await?;
    let tx = came.begin(app).await?;
    let user: AppUser = db::get_held(&tx, came.user.id).await?;
    let shown = super::begin(&tx, &came.company, &user).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn confirmed(app: &App, body: Body, via: Via) -> Result<(String, CodesShown)> {
    let asked: SayCode = input::body_of(&input::whole(body, LIMIT_BYTES).await?)?;
    let came = Came::by(app, &asked.ticket, NextStep::SetUp, via).await?;
    let tx = came.begin(app).await?;
    let user: AppUser = db::get_held(&tx, came.user.id).await?;
    let (user, codes) = super::confirm(&tx, user, &asked.code, app.clock.elsewhere()).await?;
    let token = session::open_session(&tx, &came.company, &user, "phone").await?;
    tx.commit().await?;
    Ok((token, codes))
}

/// Somebody who came with a ticket that holds.
struct Came {
    company: Company,
    user: AppUser,
    via: Via,
    now: Moment,
}

impl Came {
    /// # Errors
    /// `SignIn("sign_in.ticket_ended")`; `TooMany` beyond the rate, or for an account that is locked.
    async fn by(app: &App, text: &str, step: NextStep, via: Via) -> Result<Self> {
        let ended = || Error::SignIn("sign_in.ticket_ended");
        let ticket = Ticket::read(text).filter(|ticket| ticket.step == step);
        let db = app.db_before_sign_in();
        let now = app.clock.now();
        let company = match &ticket {
            Some(ticket) => by_code(db, ticket.company).await?,
            None => None,
        };
        let company = company.filter(|company| company.status == CompanyStatus::Active);
        session::may_try(&via, company.as_ref())?;
        let (Some(ticket), Some(company)) = (ticket, company) else { return Err(ended()) };
        let user: Option<AppUser> = db::find(&db.read(system_actor(&company, "sign-in", now)), ticket.user).await?;
        let user = user.filter(|user| user.status == UserStatus::Active).ok_or_else(ended)?;
        if !ticket.is_of(&user, now)? {
            return Err(ended());
        }
        session::is_unlocked(&user, now)?;
        Ok(Self { company, user, via, now })
    }

    async fn begin(&self, app: &App) -> Result<Tx> {
        let actor = Actor {
            user: self.user.id,
            unit: self.user.unit_id,
            via: self.via.clone(),
            ..system_actor(&self.company, "sign-in", self.now)
        };
        app.db_before_sign_in().begin(actor).await
    }
}

pub(super) fn answer<T: serde::Serialize>(app: &App, lang: Lang, done: Result<T>) -> Response {
    match done {
        Ok(shown) => (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(shown)).into_response(),
        Err(error) => problem(&error, &app.words, lang),
    }
}
