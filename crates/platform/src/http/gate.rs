//! The gate: who is behind a request. The identity room implements it; routes never look at cookies or keys themselves.

use std::future::Future;
use std::pin::Pin;

use axum::http::request::Parts;
use axum::http::{Method, header};
use kernel::{Actor, Lang, Moment, Result, Via};

use crate::db::Db;

/// What a request shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The session cookie's value.
    pub session: Option<String>,
    /// `Authorization: Bearer …`: an API key; or what a plain link shows, which can send no header: `pass` in its query.
    pub key: Option<String>,
    pub lang: Lang,
    pub via: Via,
}

/// How the caller was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By cookie: writing asks for this CSRF token besides.
    Session { csrf: String },
    /// By API key: no browser sends it by itself, so there is nothing to forge.
    Key,
    /// By a customer's link: nobody who signs in, so that what is open to everybody signed in is not open to it.
    Link,
}

/// A recognised caller.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub actor: Actor,
    pub proof: Proof,
    /// Looks as somebody else for a while, and changes nothing.
    pub reads_only: bool,
}

/// Recognises callers.
pub trait Gate: Send + Sync + 'static {
    /// # Errors
    /// `SignIn` when nobody, or nobody any longer, is behind the credentials; `TooMany` for a caller beyond its rate.
    fn admit<'a>(
        &'a self,
        db: &'a Db,
        credentials: &'a Credentials,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Admitted>> + Send + 'a>>;
    /// Whether the live stream tells this caller of events of this kind, besides what the scope says.
    fn tells(&self, actor: &Actor, kind: &str) -> bool;
    /// Forgets whom it remembers: rights have changed or somebody signed out.
    fn forget(&self) {}
}

/// The name of the session cookie.
pub const SESSION_COOKIE: &str = "fieldloop_session";

impl Credentials {
    pub(super) fn of(parts: &Parts, peer: Option<std::net::SocketAddr>, trusts_proxy: bool) -> Self {
        let headers = &parts.headers;
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let session = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == SESSION_COOKIE)
            .map(|(_, value)| value.to_owned());
        let key =
            text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")).or_else(|| pass_of(parts));
        let key = key.map(str::to_owned);
        let lang = match text(header::ACCEPT_LANGUAGE) {
            Some(asked) if asked.trim_start().to_ascii_lowercase().starts_with("en") => Lang::En,
            _ => Lang::Zh,
        };
        let forwarded = trusts_proxy
            .then(|| headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()))
            .flatten()
            .and_then(|all| all.rsplit(',').next())
            .map(|last| last.trim().to_owned());
        let channel = match headers.get("x-client").and_then(|value| value.to_str().ok()) {
            Some("console") => "console",
            Some("field") => "field",
            Some("customer") => "customer",
            _ => "api",
        };
        let device = text(header::USER_AGENT).map(|agent| agent.chars().take(200).collect());
        let address = forwarded.or_else(|| peer.map(|peer| peer.ip().to_string()));
        Self { session, key, lang, via: Via { channel, device, address } }
    }
}

/// The pass that a plain link shows. Nobody writes by one, and what opens more than papers is not taken from an address.
fn pass_of(parts: &Parts) -> Option<&str> {
    let is_reading = parts.method == Method::GET || parts.method == Method::HEAD;
    let shown = parts.uri.query().filter(|_| is_reading)?.split('&').find_map(|pair| pair.strip_prefix(PASS))?;
    Some(shown).filter(|pass| pass.starts_with("flp."))
}

/// How the pass stands in a query; no route asks for a field of this name.
pub(super) const PASS: &str = "pass=";
