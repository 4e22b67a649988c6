//! One connection to PostgreSQL, with the statements it has prepared.

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::BytesMut;
use futures::TryStreamExt;
use kernel::column::{Cell, Kind};
use kernel::{Error, Result};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

use super::super::{Row, Sql, Value};
use super::place::Address;

/// Statements that a connection keeps prepared; the one unused for longest makes room.
const PREPARED: usize = 500;

pub(super) struct Link {
    client: Client,
    /// Carries what the client sends and receives; ends with it.
    driver: JoinHandle<()>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    statements: HashMap<String, Prepared>,
    uses: u64,
}

#[derive(Clone)]
struct Prepared {
    statement: Statement,
    names: Arc<[Box<str>]>,
    used: u64,
}

impl Link {
    pub(super) async fn open(address: &Address) -> Result<Self> {
        let (client, connection) = address.config.connect(address.tls.clone()).await.map_err(|e| unavailable(&e))?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %words(&error), "a connection to the database has ended");
            }
        });
        Ok(Self { client, driver, known: Mutex::default() })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
    /// Says goodbye and waits until it is said.
    pub(super) async fn close(self) {
        drop(self.client);
        // an end by panic is an end too
        drop(self.driver.await);
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        let (text, values) = sql.numbered();
        let prepared = self.prepared(&text, &values).await?;
        let sent = self.client.query_raw(&prepared.statement, values.into_iter().map(Bound)).await;
        let mut rows = std::pin::pin!(sent.map_err(|e| self.told(&text, &e))?);
        let mut found = vec![];
        while let Some(row) = rows.try_next().await.map_err(|e| self.told(&text, &e))? {
            found.push(Row::new(prepared.names.clone(), cells(&row)?));
        }
        Ok(found)
    }

    pub(super) async fn run(&self, sql: &Sql) -> Result<u64> {
        let (text, values) = sql.numbered();
        let prepared = self.prepared(&text, &values).await?;
        let sent = self.client.execute_raw(&prepared.statement, values.into_iter().map(Bound)).await;
        sent.map_err(|e| self.told(&text, &e))
    }

    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.client.batch_execute(text).await.map_err(|e| told(&e))
    }

    /// Returns when everything that was asked before has been answered.
    pub(super) async fn all_answered(&self) -> Result<()> {
        self.client.check_connection().await.map_err(|e| told(&e))
    }

    pub(super) async fn prepare(&self, statements: &[Sql]) -> Result<()> {
        for sql in statements {
            let (text, values) = sql.numbered();
            self.prepared(&text, &values).await?;
        }
        Ok(())
    }

    async fn prepared(&self, text: &str, values: &[&Value]) -> Result<Prepared> {
        let types: Vec<Type> = values.iter().map(|value| type_of(value)).collect();
        if let Some(prepared) = self.known().get(text, &types) {
            return Ok(prepared);
        }
        let statement = self.client.prepare_typed(text, &types).await.map_err(|e| told(&e))?;
        let names = statement.columns().iter().map(|column| Box::from(column.name())).collect();
        Ok(self.known().keep(text, Prepared { statement, names, used: 0 }))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, text: &str, error: &tokio_postgres::Error) -> Error {
        if is_outgrown(error) {
            self.known().statements.remove(text);
            return Error::Unavailable(format!("database: {}", words(error)));
        }
        told(error)
    }
}

impl Known {
    fn get(&mut self, text: &str, types: &[Type]) -> Option<Prepared> {
        self.uses += 1;
        let prepared = self.statements.get_mut(text).filter(|held| held.statement.params() == types)?;
        prepared.used = self.uses;
        Some(prepared.clone())
    }
    fn keep(&mut self, text: &str, prepared: Prepared) -> Prepared {
        if self.statements.len() >= PREPARED
            && let Some(oldest) = self.statements.iter().min_by_key(|(_, held)| held.used).map(|(text, _)| text.clone())
        {
            self.statements.remove(&oldest);
        }
        let prepared = Prepared { used: self.uses, ..prepared };
        self.statements.insert(text.to_owned(), prepared.clone());
        prepared
    }
}

fn type_of(value: &Value) -> Type {
    match (value.kind, &value.cell) {
        (_, Cell::Int(_)) | (Kind::Int, Cell::Null) => Type::INT8,
        (_, Cell::Bool(_)) | (Kind::Bool, Cell::Null) => Type::BOOL,
        (_, Cell::Real(_)) | (Kind::Real, Cell::Null) => Type::FLOAT8,
        (_, Cell::Text(_)) | (Kind::Text, Cell::Null) => Type::TEXT,
    }
}

/// A value on its way to the server. The driver can log what it sends: names and phones are not for logs.
struct Bound<'v>(&'v Value);

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.kind)
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        wanted: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match &self.0.cell {
            Cell::Null => Ok(IsNull::Yes),
            Cell::Int(held) => held.to_sql(wanted, out),
            Cell::Bool(held) => held.to_sql(wanted, out),
            Cell::Real(held) => held.to_sql(wanted, out),
            Cell::Text(held) => held.to_sql(wanted, out),
        }
    }
    /// A statement is prepared with the types of its values, see [`type_of`].
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

fn cells(row: &tokio_postgres::Row) -> Result<Vec<Cell>> {
    let cell = |(at, column): (usize, &tokio_postgres::Column)| {
        let held = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at).map(|held| held.map(Cell::Int)),
            Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|held| held.map(|held| Cell::Int(held.into()))),
            Type::BOOL => row.try_get::<_, Option<bool>>(at).map(|held| held.map(Cell::Bool)),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(at).map(|held| held.map(Cell::Real)),
            // what a function answers that is called for what it does
            Type::VOID => Ok(None),
            _ => row.try_get::<_, Option<String>>(at).map(|held| held.map(Cell::Text)),
        };
        held.map(|held| held.unwrap_or(Cell::Null))
            .map_err(|e| Error::bug(format!("column {}: {}", column.name(), words(&e))))
    };
    row.columns().iter().enumerate().map(cell).collect()
}

/// The tables of a prepared statement have changed so that it would answer other columns: it has to be prepared anew.
fn is_outgrown(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|failure| {
        *failure.code() == SqlState::FEATURE_NOT_SUPPORTED && failure.message().starts_with("cached plan")
            || *failure.code() == SqlState::INVALID_SQL_STATEMENT_NAME
    })
}

/// How a failure is told: a violated constraint by its name, what may pass as unavailable, everything else as ours.
fn told(error: &tokio_postgres::Error) -> Error {
    let Some(failure) = error.as_db_error() else {
        let is_broken = error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        return if is_broken { unavailable(error) } else { Error::Bug(format!("database: {}", words(error))) };
    };
    if *failure.code() == SqlState::UNIQUE_VIOLATION {
        return super::super::violated(words(error));
    }
    // serialization_failure, deadlock_detected, and the server's own shutting down or being full
    match failure.code().code() {
        "40001" | "40P01" => unavailable(error),
        code if code.starts_with("57P") || code.starts_with("53") => unavailable(error),
        _ => Error::Bug(format!("database: {}", words(error))),
    }
}

fn unavailable(error: &tokio_postgres::Error) -> Error {
    Error::Unavailable(format!("database: {}", words(error)))
}

/// The server's own words; the driver's are only where they come from.
fn words(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(failure), _) => failure.message().to_owned(),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}
