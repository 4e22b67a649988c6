//! `fieldloop serve`: the API, the web apps, the chores, until it is told to stop.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use clap::Args;
use hyper_util::rt::TokioTimer;
use kernel::{Error, Result};
use platform::clock::Clock;
use platform::files::FileStore;
use platform::http::{App, AppSettings, Demo};
use platform::outside::Reach;
use platform::outside::channels::Carriers;
use platform::outside::payments::Providers;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tracing_subscriber::EnvFilter;

use super::router::RouterAt;
use crate::demo::{self, Era};
use crate::place::Where;
use crate::web;
use business::identity::Doorman;
use business::money::requests::Till;
use business::notices::Post;

/// So long a caller may take for the headers of a request.
const HEADERS_MAX: Duration = Duration::from_secs(15);
/// So long a body may pause between two pieces.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// So long requests under way may take to finish when the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

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
    /// A certificate with its chain (PEM): speak TLS, which phones in the network need for the camera and for working offline.
    #[arg(long, requires = "tls_key", env = "FIELDLOOP_TLS_CERT")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, requires = "tls_cert", env = "FIELDLOOP_TLS_KEY")]
    tls_key: Option<PathBuf>,
    /// Under which address people come here, where it is not the one listened on: https://service.example.com
    #[arg(long, env = "FIELDLOOP_PUBLIC_URL")]
    public_url: Option<String>,
    /// Send cookies over TLS only, also where neither a certificate nor the public address says so.
    #[arg(long)]
    secure_cookies: bool,
    /// Let webhooks go to this machine and to private networks, also without TLS: for receivers in one's own network.
    #[arg(long, env = "FIELDLOOP_WEBHOOKS_PRIVATE")]
    webhooks_private: bool,
    /// Let companies' providers of accounts be on this machine and in private networks, also without TLS; see docs/sign-in.md.
    #[arg(long, env = "FIELDLOOP_ACCOUNTS_PRIVATE")]
    accounts_private: bool,
    /// A file (TOML) of the channels by which notices are sent, with their credentials: SMS, WeChat, WeCom robots, e-mail; see docs/messages.md.
    #[arg(long, env = "FIELDLOOP_CHANNELS")]
    channels: Option<PathBuf>,
    /// A file (TOML) of the payment providers by which customers can pay, with their keys; see docs/payments.md.
    #[arg(long, env = "FIELDLOOP_PAYMENTS")]
    payments: Option<PathBuf>,
    /// Roads (`fieldloop roads import`) for travel times of all companies; the straight line where not given. See docs/roads.md.
    #[arg(long, env = "FIELDLOOP_ROADS")]
    roads: Option<PathBuf>,
    /// An outside router for travel times, instead of roads: osrm=http://router:5000 or amap=https://restapi.amap.com; see docs/roads.md.
    #[arg(long, env = "FIELDLOOP_ROUTER", conflicts_with = "roads")]
    router: Option<RouterAt>,
    /// The key that the router asks for.
    #[arg(long, env = "FIELDLOOP_ROUTER_KEY", hide_env_values = true)]
    router_key: Option<String>,
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
    let public_url = serve.public_url()?;
    let carriers = serve.carriers()?;
    serve.drive_on_roads()?;
    if let Some(router) = &serve.router {
        business::dispatch::travel::ask(router.asked(serve.router_key.as_deref())?);
        tracing::info!(%router, "travel times are asked of an outside router");
    }
    let till = Till { providers: serve.providers()?, public_url: public_url.clone() };
    // kept until the end: a second server would clear away what this one is receiving
    let _folder = crate::place::kept_alone(&serve.place.data)?;
    let metrics = platform::telemetry::install()?;
    let machine = Clock::system();
    let era = if serve.demo { Some(super::demo::ready(&serve.place, &machine).await?) } else { None };
    let clock = era.map_or(machine, |era| era.clock());
    let db = serve.place.open(&clock).await?;
    business::identity::reach_account_providers(if serve.accounts_private { Reach::Anywhere } else { Reach::Public });
    let doorman = Doorman::new(NonZeroU32::new(serve.requests_per_second));
    let settings = AppSettings {
        trusts_proxy: serve.trust_proxy,
        secure_cookies: serve.secure_cookies || public_url.starts_with("https://"),
        public_url: serve.public_url.is_some().then(|| public_url.clone()),
        demo: era.map(|_| Demo { company: demo::CODE.into(), password: demo::PASSWORD.into() }),
        ..AppSettings::default()
    };
    let files = FileStore::open(&serve.place.files())?;
    files.clear_interrupted()?;
    let app =
        App::new(db.clone(), Arc::new(doorman), clock.clone(), business::words::words()?, settings).with_files(files);
    let (routes, ops, schemas) = crate::routes().finish();
    let description = platform::http::describe(&ops, schemas, env!("CARGO_PKG_VERSION"));
    let errors = crate::errors_page::page(&app.words);
    let stop = app.stopping();
    let router = platform::http::serve(app, routes)
        .merge(platform::telemetry::routes(db.clone(), metrics))
        .route("/api/openapi.json", axum::routing::get(move || std::future::ready(axum::Json(description.clone()))))
        .route("/docs/errors", axum::routing::get(move || std::future::ready(errors.clone())))
        .fallback(web::apps);
    let node = platform::random::secret(9)?;
    let reach = if serve.webhooks_private { Reach::Anywhere } else { Reach::Public };
    let sending = tokio::spawn(business::webhooks::send_forever(db.clone(), clock.clone(), node.clone(), reach));
    let post = Post { carriers, public_url: public_url.clone() };
    let telling = tokio::spawn(business::notices::send_forever(db.clone(), clock.clone(), node.clone(), post));
    let taking = tokio::spawn(business::money::requests::work_forever(db.clone(), clock.clone(), node.clone(), till));
    let chores = tokio::spawn(business::chores::run_forever(db.clone(), clock.clone(), node));
    let router =
        router.layer(RequestBodyTimeoutLayer::new(SILENCE_MAX)).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listen(serve.listen)?;
    tracing::info!(address = %serve.listen, "serving; open {public_url}/");
    let handle = Handle::new();
    tokio::spawn({
        let handle = handle.clone();
        async move {
            told_to_stop().await;
            tracing::info!("stopping: requests under way may finish");
            stop.stop();
            handle.graceful_shutdown(Some(LAST_REQUESTS));
        }
    });
    let served = match serve.tls_cert.as_ref().zip(serve.tls_key.as_ref()) {
        Some((cert, key)) => {
            // one provider of ciphers for the whole process; a second call finds it there
            drop(rustls::crypto::ring::default_provider().install_default());
            let tls = RustlsConfig::from_pem_file(cert, key).await;
            let tls = tls.map_err(|e| Error::Unavailable(format!("certificate {}: {e}", cert.display())))?;
            let server = axum_server::from_tcp_rustls(listener, tls).map_err(unavailable)?;
            patient(server.handle(handle)).serve(router).await
        }
        None => patient(axum_server::from_tcp(listener).map_err(unavailable)?.handle(handle)).serve(router).await,
    };
    served.map_err(unavailable)?;
    if let Some(era) = era {
        Era { left_at: clock.now(), ..era }.keep(&serve.place.data)?;
    }
    sending.abort();
    telling.abort();
    taking.abort();
    chores.abort();
    // the chore under way was cut off: its transaction never was
    drop(tokio::time::timeout(Duration::from_secs(1), chores).await);
    db.close().await
}

impl Serve {
    /// Who carries notices; nobody where no file says so.
    fn carriers(&self) -> Result<Carriers> {
        let Some(file) = &self.channels else { return Ok(Carriers::default()) };
        Carriers::read(&read(file, "file of channels")?)
    }
    /// Who takes payments; nobody where no file says so.
    fn providers(&self) -> Result<Providers> {
        let Some(file) = &self.payments else { return Ok(Providers::default()) };
        Providers::read(&read(file, "file of payments")?)
    }
    /// Reads the roads beside the start: until they are there, ways are measured by the straight line.
    fn drive_on_roads(&self) -> Result<()> {
        let Some(file) = self.roads.clone() else { return Ok(()) };
        super::roads::check(&file)?;
        std::thread::spawn(move || match super::roads::open(&file) {
            Ok(roads) => {
                tracing::info!(junctions = roads.network.junctions, "travel times are taken from the roads");
                business::dispatch::travel::drive_on(roads);
            }
            Err(error) => tracing::error!(%error, "the roads cannot be read: ways are measured by the straight line"),
        });
        Ok(())
    }
    fn public_url(&self) -> Result<String> {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        let Some(url) = &self.public_url else { return Ok(format!("{scheme}://{}", self.listen)) };
        let url = url.trim_end_matches('/');
        let is_address = ["https://", "http://"].iter().any(|scheme| {
            url.strip_prefix(scheme).is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
        });
        if is_address { Ok(url.to_owned()) } else { Err(Error::invalid("public-url", "field.not_an_address")) }
    }
}

fn read(file: &Path, what: &str) -> Result<String> {
    std::fs::read_to_string(file).map_err(|e| Error::Unavailable(format!("{what} {}: {e}", file.display())))
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let taken = |e: std::io::Error| Error::Unavailable(format!("{address}: {e}"));
    let listener = TcpListener::bind(address).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    Ok(listener)
}

/// With bounds for callers who begin a request and do not go on.
fn patient<A: axum_server::Address, Acc>(mut server: Server<A, Acc>) -> Server<A, Acc> {
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_MAX);
    server.first_request_timeout(HEADERS_MAX)
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn unavailable(error: std::io::Error) -> Error {
    Error::Unavailable(error.to_string())
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
