//! The embedded engine: one file, one writer, several readers. Statements run where they are asked for, without a thread in between:
//! most take some microseconds, less than handing them over would (decisions/0005).

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::column::Cell;
use kernel::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::folding::Folding;
use super::writer::{Deed, SharedWriter};
use super::{Row, Sql, Value};

/// Statements that a connection keeps prepared.
const PREPARED: usize = 500;
/// How long a connection or another program's lock is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Should [`Folding`] fail to, whoever commits folds a log of so many pages.
const LOG_PAGES: u32 = 64_000;
const BUSY: Duration = Duration::from_secs(10);
/// Pages of the file that a reader may keep, in KiB.
const READER_CACHE_KB: u32 = 8_000;

/// The database file, opened. Clones share its connections.
#[derive(Clone)]
pub(super) struct Embedded {
    file: PathBuf,
    writer: SharedWriter,
    readers: Arc<Readers>,
    folding: Folding,
}

struct Readers {
    idle: Mutex<Vec<Link>>,
    free: Arc<Semaphore>,
    all: u32,
}

impl Embedded {
    pub(super) fn open(file: &Path, readers: u32, writer_cache_mb: u32) -> Result<Self> {
        let writer = Link::open(file, writer_cache_mb * 1_000)?;
        let idle = (0..readers.max(1)).map(|_| Link::open(file, READER_CACHE_KB)).collect::<Result<Vec<_>>>()?;
        let free = Arc::new(Semaphore::new(idle.len()));
        let readers = Arc::new(Readers { idle: Mutex::new(idle), free, all: readers.max(1) });
        let writer = SharedWriter::of(writer);
        let folding = Folding::of(Link::open(file, READER_CACHE_KB)?, writer.turn())?;
        writer.told_to(folding.clone())?;
        Ok(Self { file: file.to_owned(), writer, readers, folding })
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        let reader = self.reader().await?;
        reader.link()?.rows(sql)
    }

    /// A transaction that writes: a savepoint in one that it may share with others, see [`SharedWriter`].
    pub(super) async fn begin(&self) -> Result<Open> {
        Ok(Open(Mutex::new(Held::Writer(self.writer.deed().await?))))
    }

    /// A transaction that sees one state for as long as it lasts.
    pub(super) async fn snapshot(&self) -> Result<Open> {
        let reader = self.reader().await?;
        reader.link()?.batch("BEGIN")?;
        Ok(Open(Mutex::new(Held::Reader(reader))))
    }

    /// Statements outside any transaction, on the writing connection.
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.writer.alone().await?.link.batch(text)
    }

    pub(super) async fn upkeep_rows(&self, sql: &Sql) -> Result<Vec<Row>> {
        self.writer.alone().await?.link.rows(sql)
    }

    /// Waits for readers and the writer, and closes them.
    pub(super) async fn close(&self) -> Result<()> {
        let _all = patiently(self.readers.free.acquire_many(self.readers.all)).await?.map_err(Error::bug)?;
        self.readers.free.close();
        locked(&self.readers.idle).clear();
        // off the runtime's threads: the thread that ends may wait for a writer whose turn is a task of the very thread that would wait for it here
        let folding = self.folding.clone();
        tokio::task::spawn_blocking(move || folding.end()).await.map_err(Error::bug)
    }

    async fn reader(&self) -> Result<Reader> {
        let permit = patiently(self.readers.free.clone().acquire_owned()).await?;
        let permit = permit.map_err(|_| Error::Unavailable("the database is closed".into()))?;
        let link = locked(&self.readers.idle).pop();
        Ok(Reader { link, home: self.readers.clone(), _permit: permit })
    }
}

/// A connection with the columns' names of the statements it has prepared.
pub(super) struct Link {
    pub(super) connection: Connection,
    names: RefCell<HashMap<String, Arc<[Box<str>]>>>,
}

impl Link {
    fn open(file: &Path, cache_kb: u32) -> Result<Self> {
        let connection = Connection::open(file).map_err(told)?;
        connection.busy_timeout(BUSY).map_err(told)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // a plan does not depend on the values bound: otherwise some statements are prepared anew at every call
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(told)?;
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{cache_kb};
                 PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = {LOG_PAGES}"
            ))
            .map_err(told)?;
        Ok(Self { connection, names: RefCell::default() })
    }

    pub(super) fn rows(&self, sql: &Sql) -> Result<Vec<Row>> {
        let mut statement = self.connection.prepare_cached(sql.text()).map_err(told)?;
        bind(&mut statement, sql)?;
        let names = self.names_of(sql, &statement);
        let mut found = vec![];
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(told)? {
            let cells = (0..names.len()).map(|at| cell(row.get_ref(at).map_err(told)?)).collect::<Result<_>>()?;
            found.push(Row::new(names.clone(), cells));
        }
        Ok(found)
    }

    pub(super) fn run(&self, sql: &Sql) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(sql.text()).map_err(told)?;
        bind(&mut statement, sql)?;
        statement.raw_execute().map(|touched| touched as u64).map_err(told)
    }

    pub(super) fn batch(&self, text: &str) -> Result<()> {
        self.connection.execute_batch(text).map_err(told)
    }

    /// The names of a statement's columns; a table that has grown since has more, then they are asked for anew.
    fn names_of(&self, sql: &Sql, statement: &rusqlite::Statement<'_>) -> Arc<[Box<str>]> {
        let mut known = self.names.borrow_mut();
        if let Some(names) = known.get(sql.text()).filter(|names| names.len() == statement.column_count()) {
            return names.clone();
        }
        if known.len() >= PREPARED {
            known.clear();
        }
        let names: Arc<[Box<str>]> = statement.column_names().map(Box::from).collect();
        known.insert(sql.text().to_owned(), names.clone());
        names
    }
}

/// A reading connection on loan; it goes back when dropped.
struct Reader {
    link: Option<Link>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    fn link(&self) -> Result<&Link> {
        self.link.as_ref().ok_or_else(|| Error::bug("a permit to read without a connection"))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            // the end of a snapshot
            if !link.connection.is_autocommit()
                && let Err(error) = link.batch("ROLLBACK")
            {
                tracing::error!(%error, "a snapshot cannot be ended");
            }
            locked(&self.home.idle).push(link);
        }
    }
}

enum Held {
    Writer(Deed),
    Reader(Reader),
}

impl Held {
    fn link(&self) -> Result<&Link> {
        match self {
            Self::Writer(deed) => deed.link(),
            Self::Reader(reader) => reader.link(),
        }
    }
}

/// An open transaction. Dropped without a commit, it never was.
pub(super) struct Open(Mutex<Held>);

impl Open {
    pub(super) fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        locked(&self.0).link()?.rows(sql)
    }
    pub(super) fn run(&self, sql: &Sql) -> Result<u64> {
        locked(&self.0).link()?.run(sql)
    }
    pub(super) fn batch(&self, text: &str) -> Result<()> {
        locked(&self.0).link()?.batch(text)
    }
    pub(super) async fn commit(self) -> Result<()> {
        match self.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Held::Writer(deed) => deed.commit().await,
            Held::Reader(_) => Ok(()),
        }
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, sql: &Sql) -> Result<()> {
    for (at, value) in sql.values().iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value).map_err(told)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.cell {
            Cell::Null => ValueRef::Null,
            Cell::Int(held) => ValueRef::Integer(*held),
            Cell::Bool(held) => ValueRef::Integer(i64::from(*held)),
            Cell::Real(held) => ValueRef::Real(*held),
            Cell::Text(held) => ValueRef::Text(held.as_bytes()),
        }))
    }
}

fn cell(held: ValueRef<'_>) -> Result<Cell> {
    Ok(match held {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(held) => Cell::Int(held),
        ValueRef::Real(held) => Cell::Real(held),
        ValueRef::Text(held) => Cell::Text(std::str::from_utf8(held).map_err(Error::bug)?.to_owned()),
        ValueRef::Blob(_) => return Err(Error::bug("a column of bytes, which is no kind of ours")),
    })
}

pub(super) async fn patiently<T>(waiting: impl Future<Output = T>) -> Result<T> {
    let waited = tokio::time::timeout(PATIENCE, waiting).await;
    waited.map_err(|_| Error::Unavailable("the database has been busy for half a minute".into()))
}

/// A panic while the lock was held left nothing half done: the transaction is undone when it is dropped.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a failure is told: a violated constraint by its columns, what may pass as unavailable, everything else as ours.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
fn told(error: rusqlite::Error) -> Error {
    let text = error.to_string();
    let extended = error.sqlite_error().map_or(0, |failure| failure.extended_code);
    if [rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE, rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY].contains(&extended) {
        return super::violated(text);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull | ErrorCode::CannotOpen) => {
            Error::Unavailable(format!("database: {text}"))
        }
        _ => Error::Bug(format!("database: {text}")),
    }
}
