//! `fieldloop serve`: the API, the web apps, the chores, until it is told to stop.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use kernel::{Error, Result};
use platform::clock::Clock;
use platform::files::FileStore;
use platform::http::{App, AppSettings, Demo};
use tracing_subscriber::EnvFilter;

use crate::demo::{self, Era};
use crate::place::Where;
use crate::web;
use business::identity::Doorman;

#[derive(Args)]
pub struct Serve {
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080", env = "FIELDLOOP_LISTEN")]
    listen: SocketAddr,
    #[command(flatten)]
    place: Where,
    /// Serve the demo company: fill it at the first start, and show who can sign in as what.
    #[arg(long)]
    demo: bool,
    /// Requests per second for each user; 0 for no bound.
    #[arg(long, default_value_t = 100)]
    requests_per_second: u32,
    /// Behind a proxy: believe its X-Forwarded-For.
    #[arg(long)]
    trust_proxy: bool,
    /// Send cookies over TLS only (set it when a proxy in front speaks TLS).
    #[arg(long)]
    secure_cookies: bool,
    /// Logs as JSON lines.
    #[arg(long)]
    log_json: bool,
}

/// Serves until SIGTERM or Ctrl+C; then lets requests finish, for ten seconds at most.
///
/// # Errors
/// `Unavailable` when the address is taken or the database cannot be opened.
pub async fn run(serve: Serve) -> Result<()> {
    start_logs(serve.log_json);
    let metrics = platform::telemetry::install()?;
    let machine = Clock::system();
    let era = if serve.demo { Some(super::demo::ready(&serve.place, &machine).await?) } else { None };
    let clock = era.map_or(machine, |era| era.clock());
    let db = serve.place.open(&clock).await?;
    let doorman = Doorman::new(NonZeroU32::new(serve.requests_per_second));
    let settings = AppSettings {
        trusts_proxy: serve.trust_proxy,
        secure_cookies: serve.secure_cookies,
        demo: era.map(|_| Demo { company: demo::CODE.into(), password: demo::PASSWORD.into() }),
        ..AppSettings::default()
    };
    let files = FileStore::open(&serve.place.files())?;
    files.clear_interrupted()?;
    let app =
        App::new(db.clone(), Arc::new(doorman), clock.clone(), business::words::words()?, settings).with_files(files);
    let (routes, ops, schemas) = crate::routes().finish();
    let description = platform::http::describe(&ops, schemas, env!("CARGO_PKG_VERSION"));
    let stop = app.stopping();
    let router = platform::http::serve(app, routes)
        .merge(platform::telemetry::routes(db.clone(), metrics))
        .route("/api/openapi.json", axum::routing::get(move || std::future::ready(axum::Json(description.clone()))))
        .fallback(web::console);
    let node = platform::random::secret(9)?;
    let chores = tokio::spawn(business::chores::run_forever(db.clone(), clock.clone(), node));
    let listener = tokio::net::TcpListener::bind(serve.listen)
        .await
        .map_err(|e| Error::Unavailable(format!("{}: {e}", serve.listen)))?;
    tracing::info!(address = %serve.listen, "serving; open http://{}/", serve.listen);
    let ended = async move {
        told_to_stop().await;
        tracing::info!("stopping: requests under way may finish");
        stop.stop();
    };
    let serving =
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(ended);
    serving.await.map_err(|e| Error::Unavailable(e.to_string()))?;
    if let Some(era) = era {
        Era { left_at: clock.now(), ..era }.keep(&serve.place.data)?;
    }
    chores.abort();
    // the chore under way was cut off: its transaction never was
    drop(tokio::time::timeout(Duration::from_secs(1), chores).await);
    db.close().await
}

fn start_logs(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        logs.json().init();
    } else {
        logs.init();
    }
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}
