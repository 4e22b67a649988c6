//! The app: what every request shares. Its database is reached only through a [`Caller`] or a declared route.

use std::sync::Arc;

use kernel::{Actor, Error, Result};
use tokio::sync::watch;

use super::gate::{Admitted, Credentials, Gate};
use super::presence::Presences;
use crate::clock::Clock;
use crate::db::{Db, Tx, View};
use crate::files::FileStore;
use crate::words::Words;

/// What an operator may set.
#[derive(Clone, Debug)]
pub struct AppSettings {
    /// Largest JSON body, bytes.
    pub body_limit: usize,
    /// Behind a proxy whose `X-Forwarded-For` is believed.
    pub trusts_proxy: bool,
    /// Cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// Under which address people come here, without a slash at its end; as the browser asks for it where it is not set.
    pub public_url: Option<String>,
    /// On a demo server: the company whose people the first page lists, and their password.
    pub demo: Option<Demo>,
}

/// A demo company that everybody may enter.
#[derive(Clone, Debug)]
pub struct Demo {
    pub company: String,
    pub password: String,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self { body_limit: 1_048_576, trusts_proxy: false, secure_cookies: false, public_url: None, demo: None }
    }
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(super) db: Db,
    pub(super) gate: Arc<dyn Gate>,
    pub clock: Clock,
    pub words: Arc<Words>,
    pub settings: Arc<AppSettings>,
    files: Option<FileStore>,
    presences: Presences,
    stop: Stop,
}

/// Tells open streams that the server stops.
#[derive(Clone, Debug)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
    /// Returns when the server stops.
    pub(super) async fn stopped(&self) {
        // the sender lives as long as this
        drop(self.0.subscribe().wait_for(|stopped| *stopped).await);
    }
}

impl App {
    pub fn new(db: Db, gate: Arc<dyn Gate>, clock: Clock, words: Words, settings: AppSettings) -> Self {
        Self {
            db,
            gate,
            clock,
            words: Arc::new(words),
            settings: Arc::new(settings),
            files: None,
            presences: Presences::default(),
            stop: Stop(watch::channel(false).0),
        }
    }
    /// With a place for files.
    #[must_use]
    pub fn with_files(mut self, files: FileStore) -> Self {
        self.files = Some(files);
        self
    }
    /// Where files are.
    ///
    /// # Errors
    /// `Unavailable` on a server without such a place.
    pub fn files(&self) -> Result<&FileStore> {
        self.files.as_ref().ok_or_else(|| Error::Unavailable("this server has no place for files".into()))
    }
    /// Who is looking at what right now.
    pub fn presences(&self) -> &Presences {
        &self.presences
    }
    pub(super) async fn admit(&self, credentials: &Credentials) -> Result<Admitted> {
        self.gate.admit(&self.db, credentials, self.clock.now()).await
    }
    pub fn stopping(&self) -> Stop {
        self.stop.clone()
    }
    /// Forgets who was recognised: after a sign-out or a change of rights.
    pub fn forget_callers(&self) {
        self.gate.forget();
    }
    /// The database, for routes open to all (sign-in); a decision is asked for there, see [`super::May::Anyone`].
    pub fn db_before_sign_in(&self) -> &Db {
        &self.db
    }
}

/// A recognised caller with the permission its route asks for; what raw routes (uploads, downloads) work through.
#[derive(Clone)]
pub struct Caller {
    pub(super) app: App,
    pub(super) actor: Actor,
}

impl Caller {
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    pub fn app(&self) -> &App {
        &self.app
    }
    pub fn read(&self) -> View {
        self.app.db.read(self.actor.clone())
    }
    /// # Errors
    /// As [`Db::begin`].
    pub async fn begin(&self) -> Result<Tx> {
        self.app.db.begin(self.actor.clone()).await
    }
}

/// The whole service: the declared routes below `/api/v1`, the health of the program, and what catches a panic.
pub fn serve(app: App, routes: axum::Router<App>) -> axum::Router {
    let unknown = {
        let app = app.clone();
        move || async move { super::problem::problem(&kernel::Error::NotFound("route"), &app.words, kernel::Lang::Zh) }
    };
    let routes = routes.route_layer(axum::middleware::from_fn(crate::telemetry::measure));
    let api = routes.fallback(unknown).with_state(app.clone()).layer(axum::Extension(app));
    axum::Router::new().nest("/api/v1", api).layer(tower_http::catch_panic::CatchPanicLayer::new())
}
