//! Answering: what every query and command goes through, once and for all: the gate, the permission, the body, the key, the transaction.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use futures::future::BoxFuture;
use kernel::time::{DAY, MINUTE};
use kernel::{Actor, Error, Moment, Result, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::app::App;
use super::gate::{Credentials, Proof};
use super::input;
use super::problem::problem;
use super::route::{CommandFn, May, Op, QueryFn};
use crate::db::{self, Db, Said, Sql, Tx, View, read_at};

/// From where a request came, by the proxy's word where that is believed: for routes that are open before signing in.
pub fn via_of(app: &App, parts: &Parts) -> Via {
    credentials(app, parts).via
}

pub(super) fn credentials(app: &App, parts: &Parts) -> Credentials {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    Credentials::of(parts, peer, app.settings.trusts_proxy)
}

/// Who calls, if they may: signed in, with the CSRF token where a cookie speaks, and with the route's permission.
pub(super) async fn admit(app: &App, op: &Op, parts: &Parts) -> Result<Actor> {
    let admitted = app.admit(&credentials(app, parts)).await?;
    if let Proof::Session { csrf } = &admitted.proof
        && op.method != Method::GET
    {
        let shown = parts.headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
        if !bool::from(subtle::ConstantTimeEq::ct_eq(shown, csrf.as_bytes())) {
            return Err(Error::Forbidden("csrf"));
        }
    }
    if admitted.reads_only && op.method != Method::GET && !op.while_looking {
        return Err(Error::Forbidden("sight.read_only"));
    }
    match op.may {
        May::SignedIn if admitted.proof == Proof::Link => Err(Error::Forbidden("forbidden")),
        May::With(permission) if !admitted.actor.may(permission) => Err(Error::Forbidden("forbidden")),
        _ => Ok(Actor { csrf: csrf_of(admitted.proof), ..admitted.actor }),
    }
}

fn csrf_of(proof: Proof) -> Option<String> {
    match proof {
        Proof::Session { csrf } => Some(csrf),
        Proof::Key | Proof::Link => None,
    }
}

/// A query's own part: what it is asked by, read from the request, and its answer as JSON. All around it is the same code for every query, and is
/// compiled once (decisions/0063).
pub(super) type Query = dyn for<'a> Fn(&'a View, &'a mut Parts) -> BoxFuture<'a, Result<Vec<u8>>> + Send + Sync;

/// A command's own part: reads what is to be done from the request's path and body.
pub(super) type Command = dyn for<'a> Fn(&'a mut Parts, &'a [u8]) -> BoxFuture<'a, Result<Deed>> + Send + Sync;

/// What is to be done in a transaction; its answer is JSON.
pub(super) type Deed = Box<dyn for<'a> FnOnce(&'a Tx) -> BoxFuture<'a, Result<String>> + Send>;

/// The own part of a query that is answered by this function.
pub(super) fn asking<P, Q, O, F>(f: F) -> Arc<Query>
where
    F: for<'a> QueryFn<'a, P, Q, Out = O> + Copy + 'static,
    P: DeserializeOwned + Send + 'static,
    Q: DeserializeOwned + Send + 'static,
    O: Serialize + Send + 'static,
{
    Arc::new(move |view, parts| {
        Box::pin(async move {
            let path = input::path_of::<P>(parts).await?;
            let asked = input::query_of::<Q>(parts)?;
            let out = f.call(view, path, asked).await?;
            serde_json::to_vec(&out).map_err(Error::bug)
        })
    })
}

/// The own part of a command that is carried out by this function.
pub(super) fn doing<P, B, O, F>(f: F) -> Arc<Command>
where
    F: for<'a> CommandFn<'a, P, B, Out = O> + Copy + 'static,
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + Send + 'static,
    O: Serialize + Send + 'static,
{
    Arc::new(move |parts, bytes| {
        Box::pin(async move {
            let path = input::path_of::<P>(parts).await?;
            let wanted = input::body_of::<B>(bytes)?;
            let deed: Deed = Box::new(move |tx| {
                Box::pin(async move {
                    let out = f.call(tx, path, wanted).await?;
                    serde_json::to_string(&out).map_err(Error::bug)
                })
            });
            Ok(deed)
        })
    })
}

pub(super) async fn query(app: App, op: Arc<Op>, request: Request, own: Arc<Query>) -> Response {
    let (mut parts, _) = request.into_parts();
    let lang = credentials(&app, &parts).lang;
    let answered = async {
        let actor = admit(&app, &op, &parts).await?;
        let view = app.db.read(actor);
        own(&view, &mut parts).await
    };
    match answered.await {
        Ok(bytes) => json(StatusCode::OK, bytes),
        Err(error) => problem(&error, &app.words, lang),
    }
}

pub(super) async fn command(app: App, op: Arc<Op>, request: Request, own: Arc<Command>) -> Response {
    let (mut parts, body) = request.into_parts();
    let lang = credentials(&app, &parts).lang;
    let answered = async {
        let actor = admit(&app, &op, &parts).await?;
        let said = said(&op, &parts.headers, actor.now)?;
        let bytes = input::whole(body, app.settings.body_limit).await?;
        let fingerprint = fingerprint(&op, &parts, &bytes);
        let deed = own(&mut parts, &bytes).await?;
        op.objects.check(&bytes)?;
        let run = Run { db: app.db.clone(), op: op.clone(), fingerprint };
        app.db.carry_out(async move { run.exactly_once(actor, said, deed).await }).await
    };
    match answered.await {
        Ok((answer, replayed)) => {
            if op.changes_rights {
                app.forget_callers();
            }
            let status = if op.creates { StatusCode::CREATED } else { StatusCode::OK };
            let mut response = json(status, answer.into_bytes());
            if replayed {
                response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
            }
            response
        }
        Err(error) => problem(&error, &app.words, lang),
    }
}

/// One command on its way through the transaction.
struct Run {
    db: Db,
    op: Arc<Op>,
    fingerprint: String,
}

impl Run {
    /// Carries the command out and stores its answer under its key in the same transaction. A key that was used before gets the
    /// stored answer; so the deed itself is tried first and undone, which costs the rare replay and not the common first time.
    async fn exactly_once(&self, actor: Actor, said: Said, deed: Deed) -> Result<(String, bool)> {
        let key = said.key.clone();
        let after = said.after.clone();
        let tx = self.db.begin_said(actor.clone(), said).await?;
        if let Some(after) = after
            && !self.is_stored(&tx, &after).await?
        {
            tx.undo().await?;
            return Err(Error::refused("offline.earlier_deed_missing").with("after", after));
        }
        match deed(&tx).await {
            Ok(answer) => {
                let Some(key) = key else {
                    tx.commit().await?;
                    return Ok((answer, false));
                };
                match tx.commit_with(Some(self.keep(&actor, &key, &answer))).await {
                    Ok(()) => Ok((answer, false)),
                    Err(error) if db::is_duplicate(&error, &["idempotency"]) => {
                        let kept = self.kept(&actor, &key).await?;
                        let none = || Error::bug("a key that is taken and has no answer");
                        kept.map(|answer| (answer, true)).ok_or_else(none)
                    }
                    Err(error) => Err(error),
                }
            }
            Err(error) => {
                tx.undo().await?;
                match key {
                    Some(key) => self.kept(&actor, &key).await?.map(|answer| (answer, true)).ok_or(error),
                    None => Err(error),
                }
            }
        }
    }

    async fn is_stored(&self, tx: &Tx, key: &str) -> Result<bool> {
        let sql = Sql::new("SELECT COUNT(*) FROM idempotency WHERE tenant_id = ? AND actor_id = ? AND key = ?");
        let found: i64 = tx.value(sql.bind(tx.actor().tenant).bind(tx.actor().user).bind(key.to_owned())).await?;
        Ok(found > 0)
    }

    /// Keeps the answer under its key, and fails when the key is taken.
    fn keep(&self, actor: &Actor, key: &str, answer: &str) -> Sql {
        Sql::new(
            "INSERT INTO idempotency (tenant_id, actor_id, key, request, rights, answer, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(actor.tenant)
        .bind(actor.user)
        .bind(key.to_owned())
        .bind(self.fingerprint.to_owned())
        .bind(rights(actor))
        .bind(if self.op.secret { String::new() } else { answer.to_owned() })
        .bind(actor.now)
    }

    async fn kept(&self, actor: &Actor, key: &str) -> Result<Option<String>> {
        let view: View = self.db.read(actor.clone());
        let sql = Sql::new(
            "SELECT request, rights, answer FROM idempotency WHERE tenant_id = ? AND actor_id = ? AND key = ?",
        )
        .bind(actor.tenant)
        .bind(actor.user)
        .bind(key.to_owned());
        let Some(row) = view.one(sql).await? else { return Ok(None) };
        if read_at::<String>(&row, 0)? != self.fingerprint {
            return Err(Error::refused("idempotency.other_request").with("operation", self.op.id));
        }
        // the answer was masked for the rights of that time
        if read_at::<String>(&row, 1)? != rights(actor) {
            return Err(Error::refused("idempotency.rights_changed"));
        }
        let answer: String = read_at(&row, 2)?;
        if answer.is_empty() {
            return Err(Error::refused("idempotency.given_once"));
        }
        Ok(Some(answer))
    }
}

/// What decides how an answer is masked.
fn rights(actor: &Actor) -> String {
    let all: Vec<&str> = actor.permissions.iter().map(|permission| permission.0).collect();
    crate::random::sha256_hex(all.join(" ").as_bytes())[..16].to_owned()
}

fn fingerprint(op: &Op, parts: &Parts, body: &[u8]) -> String {
    let mut all = Vec::with_capacity(body.len() + 96);
    all.extend_from_slice(op.id.as_bytes());
    all.push(b' ');
    all.extend_from_slice(parts.uri.path().as_bytes());
    all.push(b'\n');
    all.extend_from_slice(body);
    crate::random::sha256_hex(&all)
}

/// Reads the headers a command may carry. A phone's time is believed within bounds: not later than 10 minutes from now
/// (skew left after correction), not older than keys are kept.
fn said(op: &Op, headers: &HeaderMap, now: Moment) -> Result<Said> {
    let text = |name: &'static str| -> Result<Option<&str>> {
        headers.get(name).map(|value| value.to_str().map_err(|_| Error::invalid(name, "field.not_text"))).transpose()
    };
    let key = text("idempotency-key")?.map(str::to_owned);
    match &key {
        None if op.method == Method::POST => return Err(Error::invalid("Idempotency-Key", "idempotency.key_missing")),
        Some(key) if key.is_empty() || key.len() > 100 => {
            return Err(Error::invalid("Idempotency-Key", "idempotency.key_length"));
        }
        _ => {}
    }
    let happened_at = text("fieldloop-happened-at")?
        .map(|value| value.parse::<Moment>().map_err(|code| Error::invalid("Fieldloop-Happened-At", code)))
        .transpose()?;
    if happened_at.is_some_and(|at| at > now + 10 * MINUTE || at < now + -super::kept::DAYS * DAY) {
        return Err(Error::invalid("Fieldloop-Happened-At", "field.clock_is_wrong"));
    }
    let version = text("if-match")?
        .map(|value| {
            value.trim_matches(['"', ' ']).parse::<i64>().map_err(|_| Error::invalid("If-Match", "field.not_a_number"))
        })
        .transpose()?;
    let mut facts = BTreeMap::new();
    for pair in text("fieldloop-seen")?.unwrap_or_default().split(';').filter(|pair| !pair.trim().is_empty()) {
        let seen =
            pair.split_once('=').and_then(|(fact, seen)| Some((fact.trim().to_owned(), seen.trim().parse().ok()?)));
        let (fact, seen) = seen.ok_or_else(|| Error::invalid("Fieldloop-Seen", "field.not_a_number"))?;
        facts.insert(fact, seen);
    }
    let after = text("fieldloop-after")?.map(str::to_owned);
    Ok(Said { key, after, happened_at, version, facts })
}

fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_whose_clock_is_days_ahead_is_told_so() {
        let op = Op::post("/x", "x", May::SignedIn, "");
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", HeaderValue::from_static("k"));
        headers.insert("fieldloop-happened-at", HeaderValue::from_static("2026-11-25T00:00:00Z"));
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        assert!(matches!(said(&op, &headers, now), Err(Error::Invalid(_))));
        assert!(said(&op, &headers, now + 4 * DAY).is_ok());
    }
}
