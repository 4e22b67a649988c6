//! The database: one SQL text, two engines. Reading goes through a [`View`], writing through a [`Tx`]; both know their actor.

mod column;
mod connect;
mod event;
mod flush;
mod migrate;
mod record;
mod sql;
mod tx;
mod whole;

pub use column::{read, read_at, value};
pub use connect::{Db, DbSettings, Durability, Engine, Place};
pub use event::{Event, Logged, Subject, after_seq, newest_seq, read_events, settled_seq};
pub use migrate::{Migration, migrate};
pub use record::{Record, column_name, delete, find, get, insert, insert_all, select, select_one, update};
pub use sql::Sql;
pub use tx::{Said, Tx, View};
pub use whole::{Table, Whole};

pub use sea_orm::{QueryResult, Value};

/// How a failure of the driver is told: a violated constraint by its name, everything else as ours.
pub(crate) fn told(error: sea_orm::DbErr) -> kernel::Error {
    let text = error.to_string();
    let is_violation = matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)));
    if is_violation {
        return kernel::Error::Refused {
            code: "unique",
            facts: [("constraint".to_owned(), text.into())].into_iter().collect(),
        };
    }
    if text.contains("database is locked") || text.contains("could not serialize") || text.contains("deadlock") {
        return kernel::Error::Unavailable(text);
    }
    if matches!(error, sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_)) {
        return kernel::Error::Unavailable(text);
    }
    kernel::Error::Bug(format!("database: {text}"))
}

/// Was this refusal a violated unique constraint whose message names `what` (an index, or on SQLite a column)?
pub fn is_duplicate(error: &kernel::Error, what: &[&str]) -> bool {
    matches!(error, kernel::Error::Refused { code: "unique", facts }
        if facts.get("constraint").and_then(serde_json::Value::as_str).is_some_and(|text| what.iter().any(|each| text.contains(each))))
}
