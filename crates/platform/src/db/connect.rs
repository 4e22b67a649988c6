//! Connecting: an embedded file by default, PostgreSQL by URL. Many readers; on the embedded engine one writer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kernel::{Actor, Error, Result};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};
use tokio::sync::watch;

use super::flush::Flush;
use super::tx::{Said, Tx, View};
use super::{Sql, told};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// kill -9 and a power cut.
    #[default]
    Full,
    /// kill -9; a power cut may lose the last moments.
    Relaxed,
}

/// Where the records are and how they are kept.
#[derive(Clone, Debug)]
pub struct DbSettings {
    /// A folder (embedded) or a `postgres://…` URL.
    pub place: Place,
    pub durability: Durability,
    /// Connections for reading (and on PostgreSQL for writing too).
    pub connections: u32,
}

#[derive(Clone, Debug)]
pub enum Place {
    Folder(PathBuf),
    Url(String),
}

impl DbSettings {
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { place: Place::Folder(folder.into()), durability: Durability::Full, connections: 4 }
    }
    pub fn url(url: impl Into<String>) -> Self {
        Self { place: Place::Url(url.into()), durability: Durability::Full, connections: 8 }
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    reading: DatabaseConnection,
    writing: DatabaseConnection,
    flush: Option<Flush>,
    file: Option<PathBuf>,
    changed: watch::Sender<u64>,
}

impl Db {
    /// Opens the database and makes its folder when there is none. Tables are made by [`super::migrate`].
    ///
    /// # Errors
    /// `Unavailable` with the reason.
    pub async fn open(settings: &DbSettings) -> Result<Self> {
        match &settings.place {
            Place::Folder(folder) => Self::open_file(folder, settings).await,
            Place::Url(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Self::open_server(url, settings).await
            }
            Place::Url(url) => Err(Error::Unavailable(format!("database URL {url}: expected postgres://…"))),
        }
    }

    async fn open_file(folder: &Path, settings: &DbSettings) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| Error::Unavailable(format!("{}: {e}", folder.display())))?;
        let file = folder.join("fieldloop.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let connect = |connections: u32| {
            let mut options = ConnectOptions::new(url.clone());
            options
                .max_connections(connections)
                .min_connections(1)
                .sqlx_logging(false)
                .record_stmt_in_spans(false)
                .test_before_acquire(false)
                .acquire_timeout(Duration::from_secs(30))
                .map_sqlx_sqlite_opts(|options| {
                    options
                        .foreign_keys(true)
                        .busy_timeout(Duration::from_secs(10))
                        .statement_cache_capacity(400)
                        .pragma("journal_mode", "WAL")
                        .pragma("synchronous", "NORMAL")
                        .pragma("cache_size", "-16000")
                        .pragma("temp_store", "MEMORY")
                        .pragma("wal_autocheckpoint", "4000")
                        .pragma("mmap_size", "268435456")
                });
            Database::connect(options)
        };
        let writing = connect(1).await.map_err(told)?;
        // the log exists from the first write on
        writing.execute_unprepared("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)").await.map_err(told)?;
        writing
            .execute_unprepared("BEGIN IMMEDIATE; DELETE FROM migration WHERE number < 0; COMMIT")
            .await
            .map_err(told)?;
        let reading = connect(settings.connections).await.map_err(told)?;
        let flush = match settings.durability {
            Durability::Full => Some(Flush::of(folder.join("fieldloop.db-wal"))?),
            Durability::Relaxed => None,
        };
        Ok(Self(Arc::new(Inner {
            engine: Engine::Sqlite,
            reading,
            writing,
            flush,
            file: Some(file),
            changed: watch::channel(0).0,
        })))
    }

    async fn open_server(url: &str, settings: &DbSettings) -> Result<Self> {
        let mut options = ConnectOptions::new(url.to_owned());
        let relaxed = settings.durability == Durability::Relaxed;
        options
            .max_connections(settings.connections)
            .min_connections(1)
            .sqlx_logging(false)
            .record_stmt_in_spans(false)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .map_sqlx_postgres_opts(move |options| {
                options
                    .application_name("fieldloop")
                    .options([("synchronous_commit", if relaxed { "off" } else { "on" })])
            });
        let both = Database::connect(options).await.map_err(told)?;
        let history = "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
        match both.execute_unprepared(history).await.map_err(told) {
            // another node has made it between our look and our making
            Ok(_) | Err(Error::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(Self(Arc::new(Inner {
            engine: Engine::Postgres,
            reading: both.clone(),
            writing: both,
            flush: None,
            file: None,
            changed: watch::channel(0).0,
        })))
    }

    pub fn engine(&self) -> Engine {
        self.0.engine
    }
    /// The embedded database's file.
    pub fn file(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }
    /// A view for reading as this actor.
    pub fn read(&self, actor: Actor) -> View {
        View::pooled(self.clone(), actor)
    }
    /// Begins a transaction as this actor. Nothing is stored before [`Tx::commit`]; dropping it undoes everything.
    ///
    /// # Errors
    /// `Unavailable` when the engine cannot be reached or is busy for too long.
    pub async fn begin(&self, actor: Actor) -> Result<Tx> {
        Tx::begin(self.clone(), actor, Said::default()).await
    }
    /// As [`Db::begin`], with what the caller said of when it happened and what it had seen.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn begin_said(&self, actor: Actor, said: Said) -> Result<Tx> {
        Tx::begin(self.clone(), actor, said).await
    }
    /// Rises with every commit of this process; wakes live streams and consumers.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }
    /// Rows for somebody who is not known yet: sign-in and the look-ups by token, which carry their company themselves.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn before_sign_in(&self, sql: Sql) -> Result<Vec<sea_orm::QueryResult>> {
        self.0.reading.query_all_raw(sql.statement(self.backend())).await.map_err(told)
    }
    /// Lets readers and the writer finish, folds the log into the file, and closes.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<()> {
        if self.engine() == Engine::Sqlite {
            self.0
                .writing
                .execute_unprepared("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
                .await
                .map_err(told)?;
        }
        self.0.reading.clone().close().await.map_err(told)?;
        self.0.writing.clone().close().await.map_err(told)
    }
    /// Statements that are no business of any actor: migrations, snapshots, upkeep.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn upkeep(&self, text: &str) -> Result<()> {
        self.0.writing.execute_unprepared(text).await.map(|_| ()).map_err(told)
    }

    /// As [`Db::upkeep`], one statement with values and rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn upkeep_rows(&self, sql: Sql) -> Result<Vec<sea_orm::QueryResult>> {
        self.0.writing.query_all_raw(sql.statement(self.backend())).await.map_err(told)
    }

    pub(super) fn backend(&self) -> DbBackend {
        match self.0.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        }
    }
    pub(super) fn reading(&self) -> &DatabaseConnection {
        &self.0.reading
    }
    pub(super) fn writing(&self) -> &DatabaseConnection {
        &self.0.writing
    }
    pub(super) async fn committed(&self) -> Result<()> {
        if let Some(flush) = &self.0.flush {
            flush.done().await?;
        }
        self.0.changed.send_modify(|count| *count += 1);
        Ok(())
    }
}
