//! `POST /payments/{provider}/notifications/{company}`: what a provider tells by itself. Who it is from is known by its signature alone.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::{Error, Lang, Result};
use platform::http::{App, input, problem, via_of};
use platform::outside::payments::{Provider, Reply, Standing, Told, Unread};

use super::record::id_of;
use super::{installed, settle};
use crate::identity;

/// Largest body, in bytes: a notification has some two thousand.
const LIMIT_BYTES: usize = 32 << 10;
/// Notifications from one address in a second; a provider sends them from a few machines.
const A_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
/// Beyond so many senders, those who have long been quiet are forgotten.
const SENDERS: usize = 10_000;

static SENT: LazyLock<DefaultKeyedRateLimiter<String>> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_second(A_SECOND)));

/// The route: keeps what is told, and answers as the provider's protocol asks.
pub(super) async fn told(
    State(app): State<App>,
    Path((provider, company)): Path<(String, String)>,
    request: Request,
) -> Response {
    let refused = |error: &Error| problem(error, &app.words, Lang::Zh);
    let (parts, body) = request.into_parts();
    if SENT.len() > SENDERS {
        SENT.retain_recent();
    }
    if SENT.check_key(&via_of(&app, &parts).address.unwrap_or_default()).is_err() {
        return refused(&Error::TooMany { code: "too_many_requests", retry_after_seconds: 1 });
    }
    let Some(provider) = installed().and_then(|till| till.providers.named(&provider)) else {
        return refused(&Error::NotFound("payment_provider"));
    };
    let bytes = match input::whole(body, LIMIT_BYTES).await {
        Ok(bytes) => bytes,
        Err(error) => return refused(&error),
    };
    let told = match provider.read(&parts.headers, &bytes) {
        Ok(told) => told,
        Err(Unread::Signature) => return refused(&Error::SignIn("payment_request.not_signed")),
        Err(Unread::Content) => {
            tracing::warn!(provider = provider.name(), "a signed notification does not say what the protocol says");
            return answered(provider, false);
        }
    };
    match kept(&app, &company, told).await {
        Ok(()) => answered(provider, true),
        // it is told again, and looked up besides
        Err(error) => {
            tracing::warn!(provider = provider.name(), %error, "a notification could not be kept");
            answered(provider, false)
        }
    }
}

fn answered(provider: &dyn Provider, is_kept: bool) -> Response {
    let Reply { status, media, body } = provider.reply(is_kept);
    (status, [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// # Errors
/// `NotFound` for another company's number.
async fn kept(app: &App, company: &str, told: Told) -> Result<()> {
    let db = app.db_before_sign_in();
    let company = identity::by_code(db, company).await?.ok_or(Error::NotFound("company"))?;
    let tx = db.begin(identity::system_actor(&company, "payments", app.clock.now())).await?;
    match told {
        Told::Payment { number, standing: Standing::Paid(receipt) } => {
            let id = id_of(&number).ok_or(Error::NotFound("payment_request"))?;
            settle::paid(&tx, id, receipt).await?;
        }
        Told::Refund { number, standing } => {
            let id = id_of(&number).ok_or(Error::NotFound("payment_refund"))?;
            settle::refund(&tx, id, standing).await?;
        }
        // what did not bring money is looked up when it is due
        Told::Payment { .. } | Told::Other => return tx.undo().await,
    }
    tx.commit().await
}
