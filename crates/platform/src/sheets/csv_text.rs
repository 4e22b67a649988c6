//! CSV text into rows: finds the delimiter, keeps line breaks inside quotes, counts lines as Excel shows them.

use kernel::{Error, Result};

use super::number;
use super::table::{CELL_CHARS, Cell, Grid, Limits, Row, is_too_long};

/// The rows of a CSV text.
///
/// # Errors
/// `import.quote_open`, `import.cell_too_long`, `import.damaged`, and the limits of [`Grid::push`]
pub fn read(text: &str, limits: &Limits) -> Result<Grid> {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    let named = named_delimiter(&text);
    if named.is_some() {
        // the line `sep=;` is for Excel, which does not show it
        text.drain(..=text.find('\n').unwrap_or(text.len() - 1));
    }
    let delimiter = named.unwrap_or_else(|| sniff_delimiter(&text));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut reader = reader(&text, delimiter);
    let (mut grid, mut record, mut line) = (Grid::default(), csv::StringRecord::new(), 0_u64);
    let mut last_breaks = 0;
    loop {
        let before = reader.position().line();
        let more = reader
            .read_record(&mut record)
            .map_err(|e| Error::refused("import.damaged").with("why", "content").with("detail", e.to_string()))?;
        if !more {
            break;
        }
        // Excel counts a record as one line, however many line breaks its cells hold; the reader skips blank lines silently
        let breaks: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        let consumed = reader.position().line() - before;
        line += consumed.saturating_sub(breaks as u64).max(1);
        last_breaks = breaks;
        grid.push(row(&record, u32::try_from(line).unwrap_or(u32::MAX))?, limits)?;
    }
    if last_breaks > 0 && text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err(Error::refused("import.quote_open").with("line", line));
    }
    Ok(grid)
}

fn row(record: &csv::StringRecord, line: u32) -> Result<Row> {
    let mut cells = Vec::with_capacity(record.len());
    for (column, field) in record.iter().enumerate() {
        if is_too_long(field) {
            let cell = super::table::cell_name(column, line);
            return Err(Error::refused("import.cell_too_long").with("cell", cell).with("max", CELL_CHARS));
        }
        cells.push(cell(field));
    }
    Ok(Row { line, cells })
}

/// A field as a cell: `1.38E+10` has lost its digits to Excel; `'=1+1` and `'+86…` lose the guard that our own export puts there.
fn cell(field: &str) -> Cell {
    if number::is_scientific(field.trim()) {
        return Cell::broken("import.cell_digits_lost", field.trim());
    }
    let unguarded = field.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t']));
    Cell::of(unguarded.unwrap_or(field))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

fn named_delimiter(text: &str) -> Option<u8> {
    match text.lines().next()?.trim().trim_matches('"').strip_prefix("sep=")?.as_bytes() {
        [delimiter @ (b',' | b';' | b'\t' | b'|')] => Some(*delimiter),
        [] => Some(b'\t'),
        _ => None,
    }
}

/// The delimiter that cuts the first 50 records into the most rows of equal width (more than one cell); a comma where none does.
fn sniff_delimiter(text: &str) -> u8 {
    let agreeing = |delimiter: u8| {
        let mut widths: Vec<usize> =
            reader(text, delimiter).records().take(50).map_while(std::result::Result::ok).map(|r| r.len()).collect();
        widths.sort_unstable();
        let best = widths.chunk_by(|a, b| a == b).filter(|same| same[0] > 1).max_by_key(|same| (same.len(), same[0]));
        best.map_or((0, 0), |same| (same.len(), same[0]))
    };
    // max_by_key takes the last of equals, so the comma stands last
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| agreeing(*delimiter)).unwrap_or(b',')
}
