//! PostgreSQL: a pool of connections; every node of a cluster has its own.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use kernel::column::{Cell, Kind};
use kernel::{Error, Result};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Executor, PgPool, Postgres, Row as _, Transaction, TypeInfo};
use tokio::sync::Mutex;

use super::{Durability, Row, Sql, Value};

#[derive(Clone)]
pub(super) struct Server {
    pool: PgPool,
    /// For short statements of their own while a transaction holds one of the pool's connections: taken from the pool too, they could
    /// wait for each other for ever.
    aside: PgPool,
}

impl Server {
    pub(super) async fn connect(url: &str, connections: u32, durability: Durability) -> Result<Self> {
        let acknowledged = if durability == Durability::Relaxed { "off" } else { "on" };
        let options = PgConnectOptions::from_str(url)
            .map_err(|e| Error::Unavailable(format!("database URL: {e}")))?
            .application_name("fieldloop")
            .statement_cache_capacity(500)
            .options([("synchronous_commit", acknowledged)])
            .disable_statement_logging();
        let pool = |connections: u32| {
            PgPoolOptions::new()
                .max_connections(connections)
                .test_before_acquire(false)
                .acquire_timeout(Duration::from_secs(30))
        };
        let aside = pool(1).connect_lazy_with(options.clone());
        let pool = pool(connections).min_connections(1).connect_with(options).await.map_err(told)?;
        Ok(Self { pool, aside })
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        rows(&self.pool, sql).await
    }
    pub(super) async fn aside(&self, sql: &Sql) -> Result<Vec<Row>> {
        rows(&self.aside, sql).await
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.pool.execute(sqlx::raw_sql(AssertSqlSafe(text.to_owned()))).await.map(|_| ()).map_err(told)
    }
    pub(super) async fn begin(&self) -> Result<Open> {
        self.pool.begin().await.map(|tx| Open(Mutex::new(tx))).map_err(told)
    }
    /// A transaction that sees one state for as long as it lasts.
    pub(super) async fn snapshot(&self) -> Result<Open> {
        let how = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.pool.begin_with(how).await.map(|tx| Open(Mutex::new(tx))).map_err(told)
    }
    pub(super) async fn close(&self) {
        self.aside.close().await;
        self.pool.close().await;
    }
}

/// An open transaction. Dropped without a commit, it never was.
pub(super) struct Open(Mutex<Transaction<'static, Postgres>>);

impl Open {
    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        rows(&mut **self.0.lock().await, sql).await
    }
    pub(super) async fn run(&self, sql: &Sql) -> Result<u64> {
        let mut tx = self.0.lock().await;
        bound(sql)?.execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(told)
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        let mut tx = self.0.lock().await;
        tx.execute(sqlx::raw_sql(AssertSqlSafe(text.to_owned()))).await.map(|_| ()).map_err(told)
    }
    pub(super) async fn commit(self) -> Result<()> {
        self.0.into_inner().commit().await.map_err(told)
    }
    pub(super) async fn undo(self) -> Result<()> {
        self.0.into_inner().rollback().await.map_err(told)
    }
}

type Query = sqlx::query::Query<'static, Postgres, PgArguments>;

fn bound(sql: &Sql) -> Result<Query> {
    let query = sqlx::query(AssertSqlSafe(sql.numbered()));
    Ok(sql.values().iter().fold(query, bind))
}

fn bind(query: Query, value: &Value) -> Query {
    match (value.kind, &value.cell) {
        (_, Cell::Int(held)) => query.bind(*held),
        (_, Cell::Bool(held)) => query.bind(*held),
        (_, Cell::Real(held)) => query.bind(*held),
        (_, Cell::Text(held)) => query.bind(held.clone()),
        (Kind::Int, Cell::Null) => query.bind(None::<i64>),
        (Kind::Bool, Cell::Null) => query.bind(None::<bool>),
        (Kind::Real, Cell::Null) => query.bind(None::<f64>),
        (Kind::Text, Cell::Null) => query.bind(None::<String>),
    }
}

async fn rows<'c, E: Executor<'c, Database = Postgres>>(on: E, sql: &Sql) -> Result<Vec<Row>> {
    let found = bound(sql)?.fetch_all(on).await.map_err(told)?;
    let Some(first) = found.first() else { return Ok(vec![]) };
    let names: Arc<[Box<str>]> = first.columns().iter().map(|column| Box::from(column.name())).collect();
    found.iter().map(|row| Ok(Row::new(names.clone(), cells(row)?))).collect()
}

fn cells(row: &PgRow) -> Result<Vec<Cell>> {
    let cell = |(at, column): (usize, &sqlx::postgres::PgColumn)| {
        let held = match column.type_info().name() {
            "INT8" => row.try_get::<Option<i64>, _>(at).map(|held| held.map(Cell::Int)),
            "INT4" => row.try_get::<Option<i32>, _>(at).map(|held| held.map(|held| Cell::Int(held.into()))),
            "BOOL" => row.try_get::<Option<bool>, _>(at).map(|held| held.map(Cell::Bool)),
            "FLOAT8" => row.try_get::<Option<f64>, _>(at).map(|held| held.map(Cell::Real)),
            // what a function answers that is called for what it does
            "VOID" => Ok(None),
            _ => row.try_get::<Option<String>, _>(at).map(|held| held.map(Cell::Text)),
        };
        held.map(|held| held.unwrap_or(Cell::Null)).map_err(|e| Error::bug(format!("column {}: {e}", column.name())))
    };
    row.columns().iter().enumerate().map(cell).collect()
}

/// How a failure is told: a violated constraint by its name, what may pass as unavailable, everything else as ours.
fn told(error: sqlx::Error) -> Error {
    let text = error.to_string();
    match error {
        sqlx::Error::Database(failure) if failure.is_unique_violation() => super::violated(text),
        // serialization_failure, deadlock_detected, and the server's own shutting down or being full
        sqlx::Error::Database(failure)
            if failure.code().is_some_and(|code| {
                code == "40001" || code == "40P01" || code.starts_with("57P") || code.starts_with("53")
            }) =>
        {
            Error::Unavailable(format!("database: {text}"))
        }
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            Error::Unavailable(format!("database: {text}"))
        }
        _ => Error::Bug(format!("database: {text}")),
    }
}
