//! Databases for tests. Making the tables takes longer than most tests do: they are made once and then copied.

use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::OnceLock;

use kernel::id::UserId;
use platform::clock::Clock;
use platform::db::{Db, DbSettings};

const FILE: &str = "fieldloop.db";

/// A database on the test server; empty, or with every table in it.
pub struct Scratch {
    server: String,
    name: String,
}

impl Scratch {
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// Takes it off the server: a thousand tests would fill a disk.
    pub async fn drop(self) {
        upkeep(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await.unwrap();
    }
}

/// A new and empty database on the test server; `None` where there is none.
pub async fn fresh_postgres() -> Option<Scratch> {
    Some(created(server()?, "t", "template0").await)
}

/// A new database on the test server with every table in it; `None` where there is none.
pub async fn ready_postgres() -> Option<Scratch> {
    static READY: OnceLock<String> = OnceLock::new();
    let server = server()?;
    let ready = READY.get_or_init(|| apart(migrated_postgres(server.clone())));
    Some(created(server, "t", ready).await)
}

/// Lays an embedded database with every table in it into a folder.
pub fn ready_sqlite(folder: &Path) {
    static READY: OnceLock<Vec<u8>> = OnceLock::new();
    let ready = READY.get_or_init(|| apart(migrated_sqlite()));
    std::fs::write(folder.join(FILE), ready).unwrap();
}

fn server() -> Option<String> {
    std::env::var("FIELDLOOP_TEST_POSTGRES").ok().filter(|server| !server.is_empty())
}

async fn created(server: String, kind: &str, of: &str) -> Scratch {
    let name = format!("{kind}_{}", <UserId as kernel::Id>::new().to_string().replace('-', ""));
    let text = format!("CREATE DATABASE {name} TEMPLATE {of} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
    upkeep(&server, &text).await.unwrap();
    Scratch { server, name }
}

/// The name of a database with these migrations done. It stays on the server for the next run, unless a migration changes.
async fn migrated_postgres(server: String) -> String {
    let mut all = DefaultHasher::new();
    for each in crate::MIGRATIONS {
        (each.number, each.text).hash(&mut all);
    }
    let ready = format!("ready_{:016x}", all.finish());
    if Db::open(&DbSettings { connections: 1, ..DbSettings::url(format!("{server}/{ready}")) }).await.is_ok() {
        return ready;
    }
    let making = created(server.clone(), "making", "template0").await;
    migrated(DbSettings { connections: 1, ..DbSettings::url(making.url()) }).await;
    // another process may have been quicker: then its copy is as good
    if upkeep(&server, &format!("ALTER DATABASE {} RENAME TO {ready}", making.name)).await.is_err() {
        making.drop().await;
    }
    ready
}

async fn migrated_sqlite() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    migrated(DbSettings { connections: 1, ..DbSettings::folder(folder.path()) }).await;
    std::fs::read(folder.path().join(FILE)).unwrap()
}

async fn migrated(settings: DbSettings) {
    let db = Db::open(&settings).await.unwrap();
    platform::db::migrate(&db, crate::MIGRATIONS, Clock::standing_at(crate::world::NOW.parse().unwrap()).now())
        .await
        .unwrap();
    db.close().await.unwrap();
}

async fn upkeep(server: &str, text: &str) -> kernel::Result<()> {
    let admin = Db::open(&DbSettings { connections: 1, ..DbSettings::url(format!("{server}/postgres")) }).await?;
    admin.upkeep(text).await
}

/// Runs on a thread of its own: the test that needs it first may be inside another runtime.
fn apart<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        scope.spawn(move || runtime.block_on(work)).join().unwrap()
    })
}
