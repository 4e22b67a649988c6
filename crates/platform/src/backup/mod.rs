//! Backups: one portable archive of everything, taken while the program serves, restored into either engine.
//!
//! ```text
//! tables/<table>/00001.jsonl …   rows as JSON arrays, in the order of the manifest's columns; at most some MB each
//! files/<company>/<sha256>[.thumb|.display]
//! index/00001.jsonl …            path, bytes and SHA-256 of the files just before it
//! manifest.json                  format, step, tables with row counts, SHA-256 of every member before it
//! manifest.sha256                the last member: the manifest's own
//! ```
//! It is an ordinary tar. An archive that lacks its manifest, or in which anything differs from it, is refused before a row is written.
//! Door: [`backup`], [`restore()`].

mod archive;
mod check;
mod load;
mod rows;
mod save;

pub use load::{Restored, Target, restore};
pub use save::{Saved, backup};

use kernel::Moment;
use serde::{Deserialize, Serialize};

/// Raised when an older program could not read what is written now.
const FORMAT: i64 = 1;
/// True only of the process that wrote them, or kept by the target itself.
const LEFT_OUT: [&str; 3] = ["event_base", "lease", "migration"];
const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.sha256";

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    format: i64,
    made_at: Moment,
    /// The newest step of the tables' history.
    step: i64,
    tables: Vec<SavedTable>,
    files: SavedFiles,
    /// All members but the files (which the index members list), this one and its seal.
    members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SavedTable {
    name: String,
    /// Name and kind: `text`, `int`, `bool`, `real`.
    columns: Vec<(String, String)>,
    rows: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SavedFiles {
    count: u64,
    bytes: u64,
    /// Files that a row names and the store did not have whole.
    missing: Vec<String>,
}

/// One member of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Member {
    path: String,
    bytes: u64,
    sha256: String,
}

fn damaged(place: impl std::fmt::Display) -> kernel::Error {
    kernel::Error::refused("backup.damaged").with("where", place.to_string())
}
