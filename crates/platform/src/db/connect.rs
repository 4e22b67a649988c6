//! Connecting: an embedded file by default, PostgreSQL by URL. Many readers; on the embedded engine one writer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Actor, Error, Result};
use tokio::sync::watch;

use super::flush::Flush;
use super::lane::Lane;
use super::lite::Embedded;
use super::server::{Server, Together};
use super::tx::{Said, Tx, View};
use super::{Row, Sql};

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
    /// Pages of the embedded file that the writer may keep, in MB. After a commit that split a page the engine looks through all of them,
    /// so that many small deeds want few; one deed that writes much wants many.
    pub writer_cache_mb: u32,
}

/// For a server, where many write little, and for a command that writes much.
const FEW_MB: u32 = 16;
const MANY_MB: u32 = 128;

#[derive(Clone, Debug)]
pub enum Place {
    Folder(PathBuf),
    Url(String),
}

impl DbSettings {
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            place: Place::Folder(folder.into()),
            durability: Durability::Full,
            connections: 4,
            writer_cache_mb: FEW_MB,
        }
    }
    pub fn url(url: impl Into<String>) -> Self {
        Self { place: Place::Url(url.into()), durability: Durability::Full, connections: 8, writer_cache_mb: FEW_MB }
    }
    /// For one who writes much at once.
    #[must_use]
    pub fn for_bulk(self) -> Self {
        Self { writer_cache_mb: MANY_MB, ..self }
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    kept: Kept,
    flush: Option<Flush>,
    changed: watch::Sender<u64>,
    lane: Lane,
}

/// Where the records are.
pub(super) enum Kept {
    Embedded(Embedded),
    Server(Server),
}

const HISTORY: &str =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

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
        let embedded = Embedded::open(&folder.join("fieldloop.db"), settings.connections, settings.writer_cache_mb)?;
        // the log exists from the first write on
        embedded.batch(HISTORY).await?;
        embedded.batch("BEGIN IMMEDIATE; DELETE FROM migration WHERE number < 0; COMMIT").await?;
        let flush = match settings.durability {
            Durability::Full => Some(Flush::of(folder.join("fieldloop.db-wal"))?),
            Durability::Relaxed => None,
        };
        Ok(Self(Arc::new(Inner {
            kept: Kept::Embedded(embedded),
            flush,
            changed: watch::channel(0).0,
            lane: Lane::default(),
        })))
    }

    async fn open_server(url: &str, settings: &DbSettings) -> Result<Self> {
        let server = Server::connect(url, settings.connections, settings.durability).await?;
        match server.batch(HISTORY).await {
            // another node has made it between our look and our making
            Ok(()) | Err(Error::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(Self(Arc::new(Inner {
            kept: Kept::Server(server),
            flush: None,
            changed: watch::channel(0).0,
            lane: Lane::default(),
        })))
    }

    pub fn engine(&self) -> Engine {
        match self.0.kept {
            Kept::Embedded(_) => Engine::Sqlite,
            Kept::Server(_) => Engine::Postgres,
        }
    }
    /// The embedded database's file.
    pub fn file(&self) -> Option<&Path> {
        match &self.0.kept {
            Kept::Embedded(embedded) => Some(embedded.file()),
            Kept::Server(_) => None,
        }
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
    pub async fn before_sign_in(&self, sql: Sql) -> Result<Vec<Row>> {
        self.pooled(&Together::default(), &sql).await
    }
    /// Lets readers and the writer finish, folds the log into the file, and closes.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<()> {
        match &self.0.kept {
            Kept::Embedded(embedded) => {
                embedded.close().await?;
                embedded.batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").await
            }
            Kept::Server(server) => {
                server.close().await;
                Ok(())
            }
        }
    }
    /// Carries a deed out where it shares its commit best: on the embedded engine on the thread that writes. It is carried out to its end even
    /// when nobody waits for it any more.
    ///
    /// # Errors
    /// Those of the deed; `Unavailable` when there is no thread to be had; `Bug` for a deed that panicked.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        deed: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        match &self.0.kept {
            Kept::Embedded(_) => self.0.lane.carry_out(deed).await,
            Kept::Server(_) => deed.await,
        }
    }

    /// Statements that are no business of any actor: migrations, snapshots, upkeep.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn upkeep(&self, text: &str) -> Result<()> {
        match &self.0.kept {
            Kept::Embedded(embedded) => embedded.batch(text).await,
            Kept::Server(server) => Box::pin(server.batch(text)).await,
        }
    }

    /// As [`Db::upkeep`], one statement with values and rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn upkeep_rows(&self, sql: Sql) -> Result<Vec<Row>> {
        match &self.0.kept {
            Kept::Embedded(embedded) => embedded.upkeep_rows(&sql).await,
            Kept::Server(server) => Box::pin(server.all(&sql)).await,
        }
    }

    /// One statement of its own, stored at once whatever becomes of the transaction that is open meanwhile; `None` on the embedded
    /// engine, whose one writer is that transaction's.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn apart(&self, sql: Sql) -> Result<Option<Vec<Row>>> {
        match &self.0.kept {
            Kept::Embedded(_) => Ok(None),
            Kept::Server(server) => Box::pin(server.aside(&sql)).await.map(Some),
        }
    }

    pub(super) async fn pooled(&self, together: &Together, sql: &Sql) -> Result<Vec<Row>> {
        match &self.0.kept {
            Kept::Embedded(embedded) => embedded.all(sql).await,
            Kept::Server(server) => Box::pin(together.all(server, sql)).await,
        }
    }
    pub(super) fn kept(&self) -> &Kept {
        &self.0.kept
    }
    pub(super) async fn committed(&self) -> Result<()> {
        if let Some(flush) = &self.0.flush {
            flush.done().await?;
        }
        if let Kept::Server(server) = &self.0.kept {
            server.committed();
        }
        self.0.changed.send_modify(|count| *count += 1);
        Ok(())
    }
}
