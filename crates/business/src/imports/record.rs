//! The imports' tables as structs: run, the records it made, remembered mapping.

use indexmap::IndexMap;
use kernel::id::UserId;
use kernel::{Json, Moment, Permission, code, id};
use platform::record;
use platform::sheets::{Cell, Mapping, Row, RowError, Table};
use platform::spelling::Proposal;
use serde::{Deserialize, Serialize};

use crate::identity::may;

id! {
    /// One run of an import.
    ImportId = "import",
    ImportRecordId = "import_record",
    ImportMappingId = "import_mapping",
}

code! {
    /// What the rows of a table are.
    pub enum ImportKind as "import_kind" {
        /// Closed history: each row a repair that is over.
        Repairs = "repairs",
        Orders = "orders",
        Customers = "customers",
        Assets = "assets",
        Products = "products",
        Users = "users",
    }
}
impl ImportKind {
    /// What somebody must be allowed to do by hand to do it by file.
    pub fn needs(self) -> Permission {
        match self {
            Self::Repairs | Self::Orders => may::ORDERS_OPEN,
            Self::Customers => may::CUSTOMERS_EDIT,
            Self::Assets => may::ASSETS_EDIT,
            Self::Products => may::CATALOGUE_EDIT,
            Self::Users => may::USERS_ADMIN,
        }
    }
}
code! {
    pub enum ImportStatus as "import_status" {
        /// Looked at only; nothing was written.
        Checked = "checked",
        Done = "done",
        /// Rows were wrong, and the file was to be taken whole or not at all.
        Refused = "refused",
        Undone = "undone",
    }
}

record! {
    /// A run: what came in, what became of it.
    pub struct ImportRun in "import_run" as "import" (ImportId), versioned {
        pub id: ImportId,
        pub kind: ImportKind,
        pub file_name: String,
        /// Of the file's bytes.
        pub sha256: String,
        pub mapping: Json<MappingUsed>,
        pub status: ImportStatus,
        pub rows_read: i64,
        pub rows_created: i64,
        pub rows_known: i64,
        pub rows_wrong: i64,
        pub problems: Json<Problems>,
        pub proposals: Json<Vec<Proposal>>,
        pub started_at: Moment,
        pub finished_at: Option<Moment>,
        pub undone_at: Option<Moment>,
        pub run_by: UserId,
    }
}
record! {
    /// A record that a run made.
    pub struct ImportRecord in "import_record" as "import_record" (ImportRecordId) {
        pub id: ImportRecordId,
        pub run_id: ImportId,
        /// The line in the file that made it.
        pub line: i64,
        pub noun: String,
        pub record_id: String,
    }
}
record! {
    /// A mapping that the company keeps.
    pub struct ImportMapping in "import_mapping" as "import_mapping" (ImportMappingId), versioned {
        pub id: ImportMappingId,
        pub kind: ImportKind,
        pub name: String,
        pub body: Json<Mapping>,
        pub changed_at: Moment,
    }
}

/// By which mapping a run read its table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MappingUsed {
    pub name: String,
    /// Field → header.
    pub columns: IndexMap<String, String>,
    /// Headers that no field used.
    pub unused: Vec<String>,
}

/// The wrong rows as they were brought, and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problems {
    pub headers: Vec<String>,
    pub header_line: u32,
    pub rows: Vec<KeptRow>,
    pub errors: Vec<RowError>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptRow {
    pub line: u32,
    pub cells: Vec<String>,
}

/// So many wrong rows are kept with a run at most.
const ROWS_KEPT: usize = 20_000;

impl Problems {
    /// Keeps the rows of these errors; `errors` are sorted by line.
    pub(super) fn of(table: &Table, mut errors: Vec<RowError>) -> Self {
        let mut rows: Vec<KeptRow> = vec![];
        for error in &errors {
            if rows.last().is_some_and(|last| last.line == error.line) {
                continue;
            }
            if rows.len() == ROWS_KEPT {
                break;
            }
            let Ok(at) = table.rows.binary_search_by_key(&error.line, |row| row.line) else { continue };
            let cells = table.rows[at].cells.iter().map(|cell| cell.shown().to_owned()).collect();
            rows.push(KeptRow { line: error.line, cells });
        }
        let last = rows.last().map_or(0, |row| row.line);
        errors.retain(|error| error.line <= last);
        Self { headers: table.headers.clone(), header_line: table.header_line, rows, errors }
    }
    /// The kept rows as a table again.
    pub(super) fn table(&self) -> Table {
        let row = |kept: &KeptRow| Row { line: kept.line, cells: kept.cells.iter().map(Cell::of).collect() };
        Table {
            sheet: None,
            headers: self.headers.clone(),
            header_line: self.header_line,
            rows: self.rows.iter().map(row).collect(),
        }
    }
}
