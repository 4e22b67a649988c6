//! A table as a person sees it: headers, rows with their line in the file, and cells with names such as `C17`.

use kernel::{Error, Result};

/// What was read from a file.
///
/// **How the header is found.** Among the first 20 rows with content, a row is *wide* when it fills at least half as many cells as the
/// typical (median) row, and at least two unless the table has one column; a narrower row that starts with a label and a colon is not wide. Rows before the first wide row are titles and are skipped. The
/// first wide row must be the header: every filled cell a word, not a number, a date, a phone number or a mail address. If it is not, the file
/// is refused with `import.header_missing` rather than guessed at; a header with merged cells is refused with `import.header_merged`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The sheet's name, for Excel files.
    pub sheet: Option<String>,
    /// One per column from column A on; empty where a column has no header.
    pub headers: Vec<String>,
    /// The header's line in the file, from 1.
    pub header_line: u32,
    /// Rows with at least one filled cell, in the file's order.
    pub rows: Vec<Row>,
}

/// Excel's own limit for the text of one cell; more is nearly always a quote that was never closed, or a trap.
pub(super) const CELL_CHARS: usize = 32_767;

pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > CELL_CHARS && text.chars().count() > CELL_CHARS
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line as the person sees it in Excel, from 1.
    pub line: u32,
    /// From column A on; may be shorter than the headers.
    pub cells: Vec<Cell>,
}

/// One cell. Numbers and dates are already text: `13800000000`, `0.15`, `2026-11-21`, `2026-11-21 10:30`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Blank,
    Text(String),
    /// There is something, but its value cannot be known.
    Broken(Box<Broken>),
}

/// Why a cell has no value: an error of Excel, a formula that was never calculated, digits that were lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// `import.cell_error`, `import.cell_formula`, `import.cell_digits_lost` or `import.cell_control_character`
    pub code: &'static str,
    /// What stands in the cell.
    pub shown: String,
}

impl Cell {
    /// The text, or nothing where only white space was typed.
    pub fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.chars().all(is_space) {
            return Self::Blank;
        }
        // what no engine keeps and nobody typed: the row is shown with the cell, not stored without it
        if text.contains(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Self::broken("import.cell_control_character", text);
        }
        Self::Text(text)
    }
    pub(super) fn broken(code: &'static str, shown: impl Into<String>) -> Self {
        Self::Broken(Box::new(Broken { code, shown: shown.into() }))
    }
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }
    /// What the person sees in the cell.
    pub fn shown(&self) -> &str {
        match self {
            Self::Blank => "",
            Self::Text(text) => text,
            Self::Broken(broken) => &broken.shown,
        }
    }
}

impl Row {
    /// The cell of a column, blank beyond the last one.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Blank)
    }
}

/// What is refused before it can hurt.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Size of everything inside an Excel file once unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Rows with content below the header.
    pub rows: usize,
    pub columns: usize,
    /// Cells with content.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 50 << 20, unpacked_bytes: 600 << 20, rows: 200_000, columns: 500, cells: 4_000_000 }
    }
}

/// Rows as they stand in a file, before anybody knows which one is the header.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub rows: Vec<Row>,
    /// Merged regions: (first column, first line, last column, last line).
    pub merged: Vec<(u32, u32, u32, u32)>,
    cells: usize,
}

/// Title rows and the header come on top of the rows that count.
const ROWS_ABOVE: usize = 21;

impl Grid {
    /// Takes a row unless it is blank; trailing blank cells are cut off.
    pub fn push(&mut self, mut row: Row, limits: &Limits) -> Result<()> {
        while row.cells.last().is_some_and(Cell::is_blank) {
            row.cells.pop();
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        if row.cells.len() > limits.columns {
            return Err(Error::refused("import.too_many_columns").with("max", limits.columns).with("line", row.line));
        }
        self.cells += row.cells.iter().filter(|cell| !cell.is_blank()).count();
        if self.cells > limits.cells {
            return Err(Error::refused("import.too_many_cells").with("max", limits.cells));
        }
        if self.rows.len() >= limits.rows + ROWS_ABOVE {
            return Err(too_many_rows(limits));
        }
        row.cells.shrink_to_fit();
        self.rows.push(row);
        Ok(())
    }
}

pub(super) fn too_many_rows(limits: &Limits) -> Error {
    Error::refused("import.too_many_rows").with("max", limits.rows)
}

/// White space and the invisible characters that come with copied text.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}')
}

/// `C17` for the third column in line 17.
pub fn cell_name(column: usize, line: u32) -> String {
    format!("{}{line}", column_letters(column))
}

/// `A` for column 0, `Z` for 25, `AA` for 26.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
