//! Tables that people bring and take away: reads CSV and Excel files, maps their columns to fields, writes Excel files.
//!
//! ```text
//! bytes ──read──► Table ──guess──► Mapping ──apply──► Applied { rows, errors }
//!                                                        │
//!                    write ◄── rows_in_error ◄───────────┘   the person corrects these and brings them again
//! ```
//! Nothing here knows an order or a customer: which fields a kind has is said by a mapping file (`packs/imports/*.toml`).

mod apply;
mod csv_text;
mod guess;
mod header;
mod mapping;
mod number;
mod rows;
mod sniff;
mod table;
mod transform;
mod write;
mod xlsx;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::real_brands;

pub use apply::{Applied, MappedRow, RowError};
pub use guess::{Guess, Guessed};
pub use mapping::{FieldRule, Fields, Mapping};
pub use rows::{RowsFile, Value};
pub use table::{Broken, Cell, Limits, Row, Table, cell_name, column_letters};
pub use transform::Transform;
pub use write::{Column, ColumnKind, rows_in_error, template, write, write_columns, write_csv};
pub use xlsx::SheetName;

use kernel::Result;

/// Reads the first visible sheet with content of an `.xlsx`, or a `.csv`/`.txt`/`.tsv` in UTF-8, UTF-16 or GB18030.
///
/// The file must be what its name says. Rows above the header are skipped only by the rule of [`Table`].
///
/// # Errors
/// `Refused` with one of the `import.…` codes: the file is empty, too large, damaged, protected, of another kind, or has no header.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Table> {
    read_with(bytes, file_name, None, &Limits::default())
}

/// Like [`read`], but the sheet of this name (hidden ones too), within these limits. CSV files ignore the sheet's name.
///
/// # Errors
/// As [`read`], and `import.sheet_missing`.
pub fn read_with(bytes: &[u8], file_name: &str, sheet: Option<&str>, limits: &Limits) -> Result<Table> {
    let (grid, sheet) = match sniff::kind(bytes, file_name, limits)? {
        sniff::Kind::Xlsx => xlsx::read(bytes, sheet, limits)?,
        sniff::Kind::Text => (csv_text::read(&sniff::decode(bytes)?, limits)?, None),
    };
    header::split(grid, sheet, limits)
}

/// The sheets of an `.xlsx` in their order, so that the person can choose; empty for a text file.
///
/// # Errors
/// As [`read`], short of anything about the content of a sheet.
pub fn sheet_names(bytes: &[u8], file_name: &str) -> Result<Vec<SheetName>> {
    let limits = Limits::default();
    match sniff::kind(bytes, file_name, &limits)? {
        sniff::Kind::Xlsx => xlsx::sheet_names(bytes, &limits),
        sniff::Kind::Text => Ok(vec![]),
    }
}
