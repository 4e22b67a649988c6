//! How far a running export is, for who waits for it: kept by the process that writes it, gone when it is done.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::id::UserId;
use kernel::{Actor, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

type Key = (UserId, String);

static ROWS: LazyLock<Mutex<HashMap<Key, u32>>> = LazyLock::new(Mutex::default);

/// An export that is being written, until it is dropped.
pub(super) struct Running(Option<Key>);

impl Running {
    /// Under the key of its request; without one nobody can ask.
    pub(super) fn begin(actor: &Actor, key: Option<String>) -> Self {
        let running = Self(key.map(|key| (actor.user, key)));
        running.wrote(0);
        running
    }
    pub(super) fn wrote(&self, rows: u32) {
        if let Some(key) = &self.0 {
            ROWS.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), rows);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(key) = &self.0 {
            ROWS.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        }
    }
}

/// How far it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportProgress {
    /// Absent where none of the caller's runs under this key here: not yet, no longer, or on another node.
    pub rows: Option<u32>,
}

/// `GET /exports/{key}/progress`
pub(super) async fn read(view: &View, key: String, _: Nothing) -> Result<ExportProgress> {
    let rows = ROWS.lock().unwrap_or_else(PoisonError::into_inner).get(&(view.actor().user, key)).copied();
    Ok(ExportProgress { rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_told_and_what_is_over_is_forgotten() {
        let key = (<UserId as kernel::Id>::new(), "k".to_owned());
        let told = || ROWS.lock().unwrap().get(&key).copied();
        let running = Running(Some(key.clone()));
        running.wrote(400);
        assert_eq!(told(), Some(400));
        drop(running);
        assert_eq!(told(), None);
    }
}
