//! The report: what a file would become, or became.

use indexmap::IndexMap;
use kernel::Moment;
use kernel::id::UserId;
use platform::sheets::RowError;
use platform::spelling::Proposal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{ImportId, ImportKind, ImportRun, ImportStatus};

/// So many row errors are listed in an answer; the file of wrong rows has them all.
const PROBLEMS_SHOWN: usize = 500;
/// So many rows are previewed.
pub(super) const PREVIEWED: usize = 20;

/// What became of a file, or would.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Absent for a check: nothing was written.
    pub id: Option<ImportId>,
    pub kind: ImportKind,
    pub file_name: String,
    pub status: ImportStatus,
    /// The mapping's name.
    pub mapping: String,
    /// Field → the header it was taken from.
    pub columns: IndexMap<String, String>,
    /// Headers that were not read.
    pub unused: Vec<String>,
    pub rows_read: i64,
    pub rows_created: i64,
    /// Rows that were here already; nothing was changed for them.
    pub rows_known: i64,
    pub rows_wrong: i64,
    /// The first rows as they will be; only right after reading the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preview: Vec<PreviewRow>,
    /// What is wrong, by cell; the first ones.
    pub problems: Vec<RowError>,
    /// Brand spellings that may be one name.
    pub proposals: Vec<Proposal>,
    /// Passwords made for new users: told this once and kept nowhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passwords: Vec<FirstPassword>,
    pub started_at: Moment,
    pub finished_at: Option<Moment>,
    pub undone_at: Option<Moment>,
    pub run_by: UserId,
    pub version: i64,
}

/// A row as it will be.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PreviewRow {
    pub line: u32,
    pub state: RowState,
    pub fields: IndexMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    New,
    Known,
    Wrong,
}

/// A new user's first password.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FirstPassword {
    pub line: u32,
    pub login: String,
    pub password: String,
}

impl From<ImportRun> for Report {
    fn from(run: ImportRun) -> Self {
        let mut problems = run.problems.0.errors;
        problems.truncate(PROBLEMS_SHOWN);
        Self {
            id: Some(run.id),
            kind: run.kind,
            file_name: run.file_name,
            status: run.status,
            mapping: run.mapping.0.name,
            columns: run.mapping.0.columns,
            unused: run.mapping.0.unused,
            rows_read: run.rows_read,
            rows_created: run.rows_created,
            rows_known: run.rows_known,
            rows_wrong: run.rows_wrong,
            preview: vec![],
            problems,
            proposals: run.proposals.0,
            passwords: vec![],
            started_at: run.started_at,
            finished_at: run.finished_at,
            undone_at: run.undone_at,
            run_by: run.run_by,
            version: run.version,
        }
    }
}
