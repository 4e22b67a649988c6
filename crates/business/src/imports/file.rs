//! The file: bytes to a table to rows, off the async threads.

use kernel::{Error, Result};
use platform::db::View;
use platform::random::sha256_hex;
use platform::sheets::{self, Applied, MappedRow, Mapping, RowError, Table};

use super::mappings;
use super::record::{ImportKind, MappingUsed, Problems};
use super::report::{PREVIEWED, PreviewRow, RowState};

/// The field that is neither shown nor kept.
const SECRET: &str = "password";

/// By which mapping a table is to be read.
#[derive(Clone, Debug, Default)]
pub enum MapChoice {
    /// The one that fits: the company's own, the one that ships, or a guess from the headers.
    #[default]
    Fitting,
    /// A remembered or shipped one.
    Named(String),
    /// This one; it is remembered.
    Given(Mapping),
}

/// A table as it was read and mapped.
pub(super) struct Sheet {
    pub kind: ImportKind,
    pub file_name: String,
    pub sha256: String,
    pub table: Table,
    pub applied: Applied,
    pub mapping: Mapping,
    pub mapping_name: String,
    /// The mapping was given or guessed, and is kept after a run.
    pub remember: bool,
}

/// Reads and maps a file.
///
/// # Errors
/// The `import.…` codes of [`sheets::read`] and of the mapping.
pub(super) async fn read(
    view: &View,
    kind: ImportKind,
    file_name: String,
    bytes: Vec<u8>,
    choice: MapChoice,
) -> Result<Sheet> {
    let name = file_name.clone();
    let read = move || Ok::<_, Error>((sheets::read(&bytes, &name)?, sha256_hex(&bytes)));
    let (table, sha256) = tokio::task::spawn_blocking(read).await.map_err(Error::bug)??;
    let chosen = mappings::choose(view, kind, choice, &table).await?;
    let apply = move || chosen.mapping.apply(&table).map(|applied| (applied, table, chosen));
    let (applied, table, chosen) = tokio::task::spawn_blocking(apply).await.map_err(Error::bug)??;
    Ok(Sheet {
        kind,
        file_name,
        sha256,
        table,
        applied,
        mapping: chosen.mapping,
        mapping_name: chosen.name,
        remember: chosen.remember,
    })
}

impl Sheet {
    /// An error about a field of a row.
    pub fn wrong(&self, row: &MappedRow, field: &str, code: &'static str) -> RowError {
        self.applied.error(&self.table, row.line, field, code)
    }
    pub fn used(&self) -> MappingUsed {
        MappingUsed {
            name: self.mapping_name.clone(),
            columns: self.applied.columns.clone(),
            unused: self.applied.unused.clone(),
        }
    }
    /// The wrong rows with all that is wrong: what mapping found, and what was found after it.
    pub fn problems(&self, mut later: Vec<RowError>) -> Problems {
        later.extend(self.applied.errors.iter().cloned());
        later.sort_by_key(|error| error.line);
        let mut problems = Problems::of(&self.table, later);
        // what somebody signs in with is kept nowhere, not even in a row that was wrong
        let secret = self.applied.columns.get(SECRET);
        let column = secret.and_then(|header| self.table.headers.iter().position(|each| each == header));
        if let Some(column) = column {
            problems.rows.iter_mut().filter_map(|row| row.cells.get_mut(column)).for_each(String::clear);
            problems.errors.iter_mut().filter(|error| error.field == SECRET).for_each(|error| error.value.clear());
        }
        problems
    }
    /// The first rows as they will be.
    pub fn preview(&self, known: &[u32], wrong: &[RowError]) -> Vec<PreviewRow> {
        let state = |line: u32| match () {
            () if wrong.iter().any(|error| error.line == line) => RowState::Wrong,
            () if known.contains(&line) => RowState::Known,
            () => RowState::New,
        };
        let rows = self.applied.rows.iter().take(PREVIEWED);
        rows.map(|row| PreviewRow {
            line: row.line,
            state: state(row.line),
            fields: row
                .fields
                .iter()
                .map(|(field, value)| {
                    let shown = if &**field == SECRET { "•••".to_owned() } else { value.clone() };
                    (field.to_string(), shown)
                })
                .collect(),
        })
        .collect()
    }
}
