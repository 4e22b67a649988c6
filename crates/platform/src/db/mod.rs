//! The database: one SQL text, two engines. Reading goes through a [`View`], writing through a [`Tx`]; both know their actor.

mod connect;
mod event;
mod flush;
mod folding;
mod lane;
mod lease;
mod lite;
mod migrate;
mod record;
mod server;
mod sql;
mod tx;
mod value;
mod whole;
mod writer;

pub use connect::{Db, DbSettings, Durability, Engine, Place};
pub use event::{
    Event, Logged, Subject, after_seq, event_at, forget_words, newest_seq, read_events, settled_seq, without_words,
};
pub use lease::hold_lease;
pub use migrate::{Migration, migrate};
pub use record::{Record, column_name, delete, find, get, get_held, insert, insert_all, select, select_one, update};
pub use sql::Sql;
pub use tx::{Said, Tx, View};
pub use value::{Row, Value, read, read_at, value};
pub use whole::{Table, Whole};

/// A violated unique constraint, with the engine's words for which.
fn violated(text: String) -> kernel::Error {
    kernel::Error::refused("unique").with("constraint", text)
}

/// Was this refusal a violated unique constraint whose message names `what` (an index, or on SQLite a column)?
pub fn is_duplicate(error: &kernel::Error, what: &[&str]) -> bool {
    matches!(error, kernel::Error::Refused { code: "unique", facts }
        if facts.get("constraint").and_then(serde_json::Value::as_str).is_some_and(|text| what.iter().any(|each| text.contains(each))))
}
