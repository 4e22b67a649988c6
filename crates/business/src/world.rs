//! The world of a test: a fresh company on either engine, people in every role, and given/when helpers that read aloud.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use kernel::id::UserId;
use kernel::{Actor, Moment, Zone};
use platform::clock::Clock;
use platform::db::{Db, DbSettings, Tx, View};
use platform::files::FileStore;
use platform::http::{App, AppSettings};
use serde_json::Value;
use tower::ServiceExt;

pub use crate::ready::fresh_postgres;
pub use platform::db::Engine;

use crate::identity::{self, Company, Doorman, Role, Unit};
use crate::lowcode;

/// Saturday 21 November 2026, 10:30 in Shanghai.
pub const NOW: &str = "2026-11-21T02:30:00.000Z";
pub const PASSWORD: &str = "correct horse";

/// A company founded a moment ago: HQ, two outlets, one user per role (`desk`, `technician`, …), the appliance pack.
pub struct World {
    pub db: Db,
    pub clock: Clock,
    pub company: Company,
    pub outlet: Unit,
    pub other_outlet: Unit,
    pub users: BTreeMap<Role, UserId>,
    pub app: Router,
    pub files: FileStore,
    sessions: std::sync::Mutex<BTreeMap<String, (String, String)>>,
    folder: tempfile::TempDir,
}

/// Runs a body on an engine, or says that the engine is not there.
pub fn run(engine: Engine, body: impl FnOnce(World) -> Pin<Box<dyn Future<Output = ()>>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        match engine {
            Engine::Sqlite => {
                crate::ready::ready_sqlite(folder.path());
                let settings = DbSettings { connections: 2, ..DbSettings::folder(folder.path()) };
                body(World::new(settings, folder).await).await;
            }
            Engine::Postgres => {
                let Some(scratch) = crate::ready::ready_postgres().await else {
                    return eprintln!("skipped: FIELDLOOP_TEST_POSTGRES names no server");
                };
                let settings = DbSettings { connections: 3, ..DbSettings::url(scratch.url()) };
                body(World::new(settings, folder).await).await;
                scratch.drop().await;
            }
        }
    });
}

impl World {
    async fn new(settings: DbSettings, folder: tempfile::TempDir) -> Self {
        let db = Db::open(&settings).await.unwrap();
        let clock = Clock::standing_at(NOW.parse().unwrap());
        let founding = identity::Founding {
            code: "acme".into(),
            name: "新风电器".into(),
            zone: Zone::SHANGHAI,
            admin_login: "admin".into(),
            admin_name: "管理员".into(),
            admin_password: PASSWORD.into(),
        };
        let (company, admin) = identity::found(&db, founding, clock.now()).await.unwrap();
        let tx = db.begin(identity::system_actor(&company, "test", clock.now())).await.unwrap();
        let hq = admin.unit_id;
        let outlet =
            identity::open_unit(&tx, "OUT1", "城东服务网点", identity::UnitKind::Outlet, hq, None).await.unwrap();
        let other_outlet =
            identity::open_unit(&tx, "OUT2", "城西服务网点", identity::UnitKind::Outlet, hq, None).await.unwrap();
        let mut users = BTreeMap::from([(Role::Admin, admin.id)]);
        for role in <Role as kernel::code::Code>::ALL.iter().copied().filter(|role| *role != Role::Admin) {
            let new = identity::users::NewUser {
                login: role.to_string(),
                name: format!("测试{role}"),
                password: PASSWORD.into(),
                phone: None,
                unit_id: Some(outlet.id),
                roles: vec![role],
                scope: None,
            };
            users.insert(role, identity::users::create_hashed(&tx, new, test_hash().await).await.unwrap().id);
        }
        lowcode::install(&tx, lowcode::pack::Pack::of_trade("appliance").unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        let files = FileStore::open(&folder.path().join("files")).unwrap();
        let app = App::new(
            db.clone(),
            Arc::new(Doorman::new(None)),
            clock.clone(),
            crate::words::words().unwrap(),
            AppSettings::default(),
        )
        .with_files(files.clone());
        let (router, _, _) = crate::routes().finish();
        let app = platform::http::serve(app, router);
        Self { db, clock, company, outlet, other_outlet, users, app, files, sessions: Default::default(), folder }
    }

    /// Where this world's data are.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
    pub fn now(&self) -> Moment {
        self.clock.now()
    }
    /// The clock moves on.
    pub fn later(&self, minutes: i64) -> Moment {
        self.clock.set(self.clock.now().plus_minutes(minutes));
        self.clock.now()
    }
    /// The program itself.
    pub fn system(&self) -> Actor {
        identity::system_actor(&self.company, "test", self.now())
    }
    pub async fn begin(&self) -> Tx {
        self.db.begin(self.system()).await.unwrap()
    }
    pub fn read(&self) -> View {
        self.db.read(self.system())
    }

    /// Sends a request as a user (by login; empty for a stranger) and answers status and body.
    pub async fn call(&self, login: &str, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.call_with(login, method, path, body, &[]).await
    }
    /// As [`World::call`], and expects it to be done.
    pub async fn done(&self, login: &str, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(login, method, path, body).await;
        assert!(status.is_success(), "{login}: {method} {path}: {status} {answer}");
        answer
    }
    /// As [`World::call`], with headers; a POST without an Idempotency-Key gets a new one.
    pub async fn call_with(
        &self,
        login: &str,
        method: &str,
        path: &str,
        body: Value,
        headers: &[(&str, &str)],
    ) -> (StatusCode, Value) {
        let mut all = vec![("content-type", "application/json")];
        let key = <UserId as kernel::Id>::new().to_string();
        if method == "POST" && !headers.iter().any(|(name, _)| *name == "idempotency-key") {
            all.push(("idempotency-key", &key));
        }
        all.extend_from_slice(headers);
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let response = self.send(login, method, path, body, &all).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
    /// Sends any bytes as a user and gives the whole answer.
    pub async fn send(
        &self,
        login: &str,
        method: &str,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> axum::response::Response {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !login.is_empty() {
            let (cookie, csrf) = self.session(login).await;
            request = request.header("cookie", cookie).header("x-csrf-token", csrf);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    pub async fn session(&self, login: &str) -> (String, String) {
        if let Some(known) = self.sessions.lock().unwrap().get(login) {
            return known.clone();
        }
        let body = serde_json::json!({ "company": self.company.code, "login": login, "password": PASSWORD });
        let request = Request::post("/api/v1/session").body(Body::from(body.to_string())).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{login} can sign in");
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let request = Request::get("/api/v1/session").header("cookie", &cookie).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), 100_000).await.unwrap();
        let me: Value = serde_json::from_slice(&bytes).unwrap();
        let known = (cookie, me["csrf"].as_str().unwrap().to_owned());
        self.sessions.lock().unwrap().insert(login.to_owned(), known.clone());
        known
    }
}

/// Hashing costs a while: all test users share one hash.
async fn test_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return hash.clone();
    }
    let hash = identity::password::hash(PASSWORD.into()).await.unwrap();
    HASH.get_or_init(|| hash).clone()
}
