//! Excel files into rows: one sheet, cached values of formulas, dates and padded numbers as they are shown.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use kernel::{Error, Result};
use serde::Serialize;

use super::number;
use super::table::{CELL_CHARS, Cell, Grid, Limits, Row};

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetName {
    pub name: String,
    pub hidden: bool,
}

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The rows of the named sheet, or of the first visible one with content, and its name.
///
/// # Errors
/// `import.sheet_missing`, `import.empty_file`, `import.damaged`, `import.password`, `import.unpacks_too_large`, and the limits of [`Grid::push`]
pub fn read(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<(Grid, Option<String>)> {
    guarded(|| read_sheet(bytes, sheet, limits))
}

/// The work sheets in their order.
///
/// # Errors
/// As [`read`].
pub fn sheet_names(bytes: &[u8], limits: &Limits) -> Result<Vec<SheetName>> {
    guarded(|| Ok(names(&open(bytes, limits)?)))
}

/// The reader of workbooks panics on places that no sheet has (a cell named `ZZZZZZZZZZ2`); that is the file's fault, not ours.
fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(refused("content", "a place that no sheet has")))
}

fn read_sheet(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<(Grid, Option<String>)> {
    let mut workbook = open(bytes, limits)?;
    let sheets = names(&workbook);
    let wanted: Vec<String> = match sheet {
        Some(name) if sheets.iter().any(|each| each.name == name) => vec![name.to_owned()],
        Some(name) => {
            let there: Vec<_> = sheets.into_iter().map(|each| each.name).collect();
            return Err(Error::refused("import.sheet_missing").with("sheet", name).with("sheets", there.join("、")));
        }
        None => sheets.into_iter().filter(|each| !each.hidden).map(|each| each.name).collect(),
    };
    for name in wanted {
        let mut grid = values(&mut workbook, &name, limits)?;
        if !grid.rows.is_empty() {
            let merged = workbook.merge_cells_by_sheet_name(&name).map_err(damaged)?;
            grid.merged = merged.iter().map(|m| (m.start.1, m.start.0 + 1, m.end.1, m.end.0 + 1)).collect();
            return Ok((grid, Some(name)));
        }
    }
    Err(Error::refused("import.empty_file"))
}

fn names(workbook: &Workbook) -> Vec<SheetName> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| SheetName { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible }).collect()
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Workbook<'a>> {
    refuse_bombs(bytes, limits)?;
    Xlsx::new(Cursor::new(bytes)).map_err(damaged)
}

/// Unpacks everything once into nothing, counting: sizes that a file states about itself cannot be trusted.
fn refuse_bombs(bytes: &[u8], limits: &Limits) -> Result<()> {
    let zip_error = |e: zip::result::ZipError| refused("cut_short", e);
    let too_large = || Error::refused("import.unpacks_too_large").with("max_mb", limits.unpacked_bytes >> 20);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)?;
    if archive.len() > 10_000 {
        return Err(too_large());
    }
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(zip_error)?;
        let unpacked =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|e| refused("cut_short", e))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

fn damaged(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::refused("import.password"),
        XlsxError::Io(_) | XlsxError::Zip(_) => refused("cut_short", error),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => {
            refused("parts_missing", error)
        }
        other => refused("content", other),
    }
}

/// Why it cannot be read, as a code of the words `import_why.…`; what the reader of workbooks says stands beside it, for whoever looks closer.
fn refused(why: &'static str, detail: impl std::fmt::Display) -> Error {
    Error::refused("import.damaged").with("why", why).with("detail", detail.to_string())
}

/// One pass for values with their formulas; a second one, for formats, only where the workbook pads numbers with zeros.
fn values(workbook: &mut Workbook, sheet: &str, limits: &Limits) -> Result<Grid> {
    let pads = paddings(workbook, sheet, limits)?;
    let mut pads = pads.into_iter().peekable();
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let (mut grid, mut row, mut text_bytes) = (Grid::default(), Row::default(), 0_u64);
    loop {
        let record = match reader.next_cell_with_formula_metadata() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(XlsxError::CellError(shown)) => {
                return Err(Error::refused("import.cell_error").with("shown", shown).with("line", row.line));
            }
            Err(other) => return Err(damaged(other)),
        };
        let (line, column) = (record.pos.0 + 1, record.pos.1 as usize);
        if line != row.line {
            grid.push(std::mem::replace(&mut row, Row { line, cells: vec![] }), limits)?;
        }
        while pads.next_if(|(pos, _)| *pos < record.pos).is_some() {}
        let pad = pads.next_if(|(pos, _)| *pos == record.pos).map_or(0, |(_, pad)| pad);
        // one shared text may be named by a great many cells
        let length = match &record.value {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        };
        if length > CELL_CHARS * 4 {
            let cell = super::table::cell_name(column, line);
            return Err(Error::refused("import.cell_too_long").with("cell", cell).with("max", CELL_CHARS));
        }
        text_bytes += length as u64;
        if text_bytes > limits.unpacked_bytes {
            return Err(Error::refused("import.unpacks_too_large").with("max_mb", limits.unpacked_bytes >> 20));
        }
        let cell = match (record.value, record.formula) {
            (DataRef::Empty, Some(formula)) => Cell::broken("import.cell_formula", shown_formula(&formula)),
            (value, _) => cell_of(&value, pad),
        };
        if cell.is_blank() {
            continue;
        }
        if column >= limits.columns {
            return Err(Error::refused("import.too_many_columns").with("max", limits.columns).with("line", line));
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Blank);
        }
        row.cells[column] = cell;
    }
    grid.push(row, limits)?;
    Ok(grid)
}

fn cell_of(value: &DataRef, pad: usize) -> Cell {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::String(text) => Cell::of(text.as_str()),
        DataRef::SharedString(text) => Cell::of(*text),
        DataRef::Int(whole) => Cell::Text(whole.to_string()),
        DataRef::Float(value) => number::cell(*value, pad),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) => number::date_cell(*at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of(text.replace('T', " ")),
        DataRef::Error(error) => Cell::broken("import.cell_error", error.to_string()),
    }
}

fn shown_formula(formula: &calamine::XlsxFormulaMetadata) -> String {
    use calamine::XlsxFormulaMetadata::{Normal, Shared};
    match formula {
        Normal { formula } | Shared { formula, .. } => format!("={formula}"),
        _ => "=…".to_owned(),
    }
}

/// Where numbers are shown padded with zeros (`00123`), in the order of the sheet: (row, column) → digits.
fn paddings(workbook: &mut Workbook, sheet: &str, limits: &Limits) -> Result<Vec<((u32, u32), usize)>> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let pad_of = |style: &calamine::Style| style.number_format.as_ref().map_or(0, |f| number::padding(&f.format_code));
    let by_style: Vec<usize> = reader.styles().iter().map(pad_of).collect();
    let mut found = vec![];
    if by_style.iter().all(|pad| *pad == 0) {
        return Ok(found);
    }
    while let Some((row, column, style)) = reader.next_style_id().map_err(damaged)? {
        if let Some(pad) = by_style.get(style).copied().filter(|pad| *pad > 0) {
            found.push(((row, column), pad));
        }
        if found.len() > limits.cells {
            return Err(Error::refused("import.too_many_cells").with("max", limits.cells));
        }
    }
    Ok(found)
}
