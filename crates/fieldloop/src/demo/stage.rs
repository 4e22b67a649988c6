//! The stage: the company's people as callers of the API, each with their own role, rights and scope, at the moment the clock shows.
//!
//! The story goes through the same routes as every browser and phone. Only the sign-in is spared: this gate knows the cast by login,
//! gives each exactly the rights of their role, and is never part of a server that listens.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use business::identity::{Company, Role};
use kernel::id::{UnitId, UserId};
use kernel::{Actor, Error, Lang, Moment, Result, Scope, Via};
use platform::clock::Clock;
use platform::db::Db;
use platform::files::FileStore;
use platform::http::{Admitted, App, AppSettings, Credentials, Gate, Proof};
use serde_json::Value;
use tower::ServiceExt;

/// Somebody of the company, ready to act.
#[derive(Clone, Debug)]
pub struct Player {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    pub unit: Option<UnitId>,
    pub scope: Scope,
}

/// Who is in the company, by login.
pub type Cast = BTreeMap<String, Player>;

struct StageDoor {
    company: Company,
    cast: Cast,
}

impl StageDoor {
    fn actor(&self, login: &str, now: Moment) -> Result<Actor> {
        let player = self.cast.get(login).ok_or(Error::SignIn("sign_in.needed"))?;
        let channel = match player.role {
            Role::Technician | Role::Guide => "field",
            _ => "console",
        };
        Ok(Actor {
            tenant: self.company.id,
            user: player.id,
            unit: player.unit,
            permissions: Arc::new(player.role.permissions().iter().copied().collect()),
            scope: player.scope.clone(),
            via: Via { channel, ..Via::default() },
            lang: Lang::Zh,
            zone: self.company.zone,
            now,
            csrf: None,
        })
    }
}

impl Gate for StageDoor {
    fn tells(&self, _: &Actor, _: &str) -> bool {
        true
    }
    fn admit<'a>(
        &'a self,
        _: &'a Db,
        credentials: &'a Credentials,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Admitted>> + Send + 'a>> {
        Box::pin(async move {
            let login = credentials.key.as_deref().ok_or(Error::SignIn("sign_in.needed"))?;
            Ok(Admitted { actor: self.actor(login, now)?, proof: Proof::Key, reads_only: false })
        })
    }
}

/// What the program answered when it did not do what it was asked.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub who: String,
    pub what: String,
    pub status: u16,
    pub answer: Value,
}

impl Refusal {
    /// The stable code of the problem: `visit.not_offered_to_you`.
    pub fn code(&self) -> &str {
        self.answer.get("code").and_then(Value::as_str).unwrap_or("")
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {} {}", self.who, self.what, self.status, self.answer)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::bug(format!("the demo's story was refused: {refusal}"))
    }
}

/// What a deed on the stage ends with.
pub type Played<T> = std::result::Result<T, Refusal>;

/// The program's routes with the cast as callers.
#[derive(Clone)]
pub struct Stage {
    router: Router,
    door: Arc<StageDoor>,
    pub clock: Clock,
    keys: Arc<AtomicU64>,
    run: String,
}

impl Stage {
    /// # Errors
    /// Those of the words files; `Unavailable` without randomness.
    pub fn new(db: &Db, clock: &Clock, company: &Company, cast: &Cast, files: std::path::PathBuf) -> Result<Self> {
        let door = Arc::new(StageDoor { company: company.clone(), cast: cast.clone() });
        let words = business::words::words()?;
        let app = App::new(db.clone(), door.clone(), clock.clone(), words, AppSettings::default());
        let app = app.with_files(FileStore::open(&files)?);
        let (routes, _, _) = business::routes().finish();
        let router = platform::http::serve(app, routes);
        // keys of another run must not answer for this one
        Ok(Self { router, door, clock: clock.clone(), keys: Arc::default(), run: platform::random::secret(6)? })
    }

    /// Somebody as an actor, for a deed that has a door and no route.
    ///
    /// # Errors
    /// `SignIn` for a login that nobody has.
    pub fn actor(&self, login: &str) -> Result<Actor> {
        self.door.actor(login, self.clock.now())
    }
    /// Does something as somebody; the answer's body.
    ///
    /// # Errors
    /// What the program refused, with its code.
    pub async fn post(&self, who: &str, path: &str, body: Value) -> Played<Value> {
        self.call("POST", who, path, body.to_string().into_bytes(), "application/json").await
    }
    /// As [`Stage::post`], putting a whole value.
    ///
    /// # Errors
    /// As [`Stage::post`].
    pub async fn put(&self, who: &str, path: &str, body: Value) -> Played<Value> {
        self.call("PUT", who, path, body.to_string().into_bytes(), "application/json").await
    }
    /// Reads something as somebody.
    ///
    /// # Errors
    /// As [`Stage::post`].
    pub async fn get(&self, who: &str, path: &str) -> Played<Value> {
        self.call("GET", who, path, vec![], "application/json").await
    }
    /// Sends a file as somebody.
    ///
    /// # Errors
    /// As [`Stage::post`].
    pub async fn send(&self, who: &str, method: &str, path: &str, bytes: Vec<u8>, media: &str) -> Played<Value> {
        self.call(method, who, path, bytes, media).await
    }

    async fn call(&self, method: &str, who: &str, path: &str, body: Vec<u8>, media: &str) -> Played<Value> {
        let refused = |status: u16, answer: Value| Refusal {
            who: who.to_owned(),
            what: format!("{method} {path}"),
            status,
            answer,
        };
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, media)
            .header(header::AUTHORIZATION, format!("Bearer {who}"))
            .header("idempotency-key", format!("demo-{}-{number}", self.run))
            .body(Body::from(body))
            .map_err(|error| refused(0, Value::from(error.to_string())))?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4_000_000).await.unwrap_or_default();
        let answer = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status.is_success() { Ok(answer) } else { Err(refused(status.as_u16(), answer)) }
    }
}

/// The text at a JSON pointer of an answer; empty where there is none.
pub fn text(answer: &Value, pointer: &str) -> String {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
