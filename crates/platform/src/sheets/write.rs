//! Writes tables for people: Excel files for exports, templates and rows to correct, CSV for other programs.

use std::collections::HashMap;

use kernel::{Day, Error, Lang, Result};
use rust_xlsxwriter::{Color, DataValidation, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::apply::RowError;
use super::mapping::{FieldRule, Mapping, header_key};
use super::table::Table;
use super::transform::Transform;

/// A column of a file that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub kind: ColumnKind,
}

/// How the cells of a column are stored. What does not fit its kind is written as text, so nothing is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// As typed: phones, serials, names. Never a formula.
    #[default]
    Text,
    /// A whole number that is added up.
    Whole,
    /// `12.50`: an amount in yuan with two decimals.
    Amount,
    /// `2026-11-21`
    Day,
    /// `2026-11-21 10:30` or with a `T`
    Moment,
}

/// Excel's limit for the text of a cell.
const CELL_CHARS: usize = 32_767;

/// An `.xlsx` with everything as text.
///
/// # Errors
/// `Refused` with `import.too_many_rows` or `import.too_many_columns` beyond what a sheet can hold.
pub fn write(headers: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let columns: Vec<_> = headers.iter().map(|title| Column { title: title.clone(), kind: ColumnKind::Text }).collect();
    write_columns(&columns, rows)
}

/// An `.xlsx` with bold frozen headers, fitting widths, a filter, and cells stored by the kind of their column.
///
/// # Errors
/// As [`write`].
pub fn write_columns(columns: &[Column], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_sheet(sheet, columns, rows).map_err(refused)?;
    workbook.save_to_buffer().map_err(refused)
}

fn write_sheet(sheet: &mut Worksheet, columns: &[Column], rows: &[Vec<String>]) -> Result<(), XlsxError> {
    let header = header_format();
    let formats: Vec<Format> = columns.iter().map(|column| cell_format(column.kind)).collect();
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_format(at, &formats[usize::from(at)])?;
        sheet.set_column_width(at, width(&column.title, rows, usize::from(at)))?;
        sheet.write_string_with_format(0, at, cut(&column.title), &header)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (at, text) in (0_u16..).zip(row) {
            let kind = columns.get(usize::from(at)).map_or(ColumnKind::Text, |column| column.kind);
            match formats.get(usize::from(at)) {
                Some(format) => write_cell(sheet, (line, at), text, kind, format)?,
                None => write_cell(sheet, (line, at), text, kind, &cell_format(kind))?,
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Some(last), Some(lines)) = (columns.len().checked_sub(1), u32::try_from(rows.len()).ok()) {
        sheet.autofilter(0, 0, lines, u16::try_from(last).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    text: &str,
    kind: ColumnKind,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    let number = number(text, kind);
    match (kind, day_and_time(text, kind)) {
        (ColumnKind::Day | ColumnKind::Moment, Some(at_time)) => {
            sheet.write_datetime_with_format(line, at, at_time, format)?
        }
        (ColumnKind::Whole | ColumnKind::Amount, _) if number.is_some() => {
            sheet.write_number_with_format(line, at, number.unwrap_or_default(), format)?
        }
        // written as a string, a cell that starts with = + - @ is text for Excel, and the text format keeps it text when it is edited
        _ => sheet.write_string_with_format(line, at, cut(text), &cell_format(ColumnKind::Text))?,
    };
    Ok(())
}

/// A number that comes out of the file as it went in; anything longer or stranger stays text.
fn number(text: &str, kind: ColumnKind) -> Option<f64> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    let sound = (1..=13).contains(&plain.len())
        && plain.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        && (plain == "0" || !plain.starts_with('0'))
        && fraction.len() <= if kind == ColumnKind::Amount { 2 } else { 0 }
        && !text.ends_with('.');
    sound.then(|| text.parse().ok()).flatten()
}

fn day_and_time(text: &str, kind: ColumnKind) -> Option<ExcelDateTime> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    day.parse::<Day>().ok()?;
    match (kind, time.is_empty()) {
        (ColumnKind::Day, true) => ExcelDateTime::parse_from_str(day).ok(),
        (ColumnKind::Moment, _) => {
            let time = if time.is_empty() { "00:00" } else { time };
            chrono::NaiveTime::parse_from_str(time, "%H:%M")
                .or_else(|_| chrono::NaiveTime::parse_from_str(time, "%H:%M:%S"))
                .ok()?;
            ExcelDateTime::parse_from_str(&format!("{day} {time}")).ok()
        }
        _ => None,
    }
}

pub(super) fn header_format() -> Format {
    let grey = Color::RGB(0x00EE_F2F2);
    Format::new().set_bold().set_background_color(grey).set_align(FormatAlign::VerticalCenter).set_num_format("@")
}

pub(super) fn cell_format(kind: ColumnKind) -> Format {
    Format::new().set_num_format(match kind {
        ColumnKind::Text => "@",
        ColumnKind::Whole => "0",
        ColumnKind::Amount => "#,##0.00",
        ColumnKind::Day => "yyyy-mm-dd",
        ColumnKind::Moment => "yyyy-mm-dd hh:mm",
    })
}

/// Wide enough for the title and the first 200 rows, a Chinese character counted as two; 8 to 60.
fn width(title: &str, rows: &[Vec<String>], at: usize) -> f64 {
    let texts = rows.iter().take(200).filter_map(|row| row.get(at)).map(|text| shown_width(text));
    let widest = texts.chain([shown_width(title)]).max().unwrap_or(0) + 2;
    u32::try_from(widest.clamp(8, 60)).map_or(60.0, f64::from)
}

/// Of its longest line, a Chinese character counted as two.
pub(super) fn shown_width(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()).max().unwrap_or(0)
}

pub(super) fn cut(text: &str) -> String {
    if text.len() <= CELL_CHARS { text.to_owned() } else { text.chars().take(CELL_CHARS).collect() }
}

pub(super) fn refused(error: XlsxError) -> Error {
    match error {
        XlsxError::RowColumnLimitError => Error::refused("import.too_many_rows").with("max", 1_048_575),
        other => Error::bug(other),
    }
}

/// The rows with errors as the person brought them, with what is wrong beside them and the wrong cells marked, to be corrected and brought again.
/// `words` says an error in the person's language; `problem_header` is the title of the added last column (an older one of that name goes).
///
/// # Errors
/// As [`write`].
pub fn rows_in_error(
    table: &Table,
    errors: &[RowError],
    problem_header: &str,
    words: impl Fn(&RowError) -> String,
) -> Result<Vec<u8>> {
    let mut by_line: HashMap<u32, Vec<&RowError>> = HashMap::new();
    for error in errors {
        by_line.entry(error.line).or_default().push(error);
    }
    let kept: Vec<usize> =
        (0..table.headers.len()).filter(|at| header_key(&table.headers[*at]) != header_key(problem_header)).collect();
    let titles = kept.iter().map(|at| table.headers[*at].clone()).chain([problem_header.to_owned()]);
    let columns: Vec<_> = titles.map(|title| Column { title, kind: ColumnKind::Text }).collect();
    let (mut rows, mut marks) = (vec![], vec![]);
    for row in &table.rows {
        let Some(wrong) = by_line.get(&row.line) else { continue };
        let mut cells: Vec<String> = kept.iter().map(|at| row.cell(*at).shown().to_owned()).collect();
        let line = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
        for (at, column) in (0_u16..).zip(&kept) {
            if wrong.iter().any(|error| error.cell == super::table::cell_name(*column, row.line)) {
                marks.push((line, at, cells[usize::from(at)].clone()));
            }
        }
        cells.push(wrong.iter().map(|error| words(error)).collect::<Vec<_>>().join("\n"));
        rows.push(cells);
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let marked = cell_format(ColumnKind::Text).set_background_color(Color::RGB(0x00FD_E8E8));
    write_sheet(sheet, &columns, &rows).map_err(refused)?;
    for (line, at, text) in marks {
        let written = if text.is_empty() {
            sheet.write_blank(line, at, &marked)
        } else {
            sheet.write_string_with_format(line, at, cut(&text), &marked)
        };
        written.map_err(refused)?;
    }
    workbook.save_to_buffer().map_err(refused)
}

/// An empty file with a kind's columns in this language: required ones marked with `*`, dates and numbers formatted, known values to choose from.
///
/// # Errors
/// As [`write`].
pub fn template(mapping: &Mapping, language: Lang) -> Result<Vec<u8>> {
    let from_columns: Vec<&FieldRule> = mapping.fields.values().filter(|rule| rule.constant.is_none()).collect();
    let columns: Vec<Column> = from_columns.iter().map(|rule| template_column(rule, language)).collect();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_sheet(sheet, &columns, &[]).map_err(refused)?;
    for (at, rule) in (0_u16..).zip(&from_columns) {
        let choices: Vec<&str> = rule
            .values
            .iter()
            .filter_map(|(value, words)| in_language(words, language).or(Some(value.as_str())))
            .collect();
        // a list in a cell's validation holds 255 characters
        if choices.is_empty() || rule.open || choices.iter().map(|c| c.chars().count() + 1).sum::<usize>() > 255 {
            continue;
        }
        let list = DataValidation::new().allow_list_strings(&choices).map_err(refused)?;
        sheet.add_data_validation(1, at, 10_000, at, &list).map_err(refused)?;
    }
    workbook.save_to_buffer().map_err(refused)
}

fn template_column(rule: &FieldRule, language: Lang) -> Column {
    let name = in_language(&rule.from, language).unwrap_or_default();
    let kind = match rule.transform.iter().find(|step| **step != Transform::Trim) {
        Some(Transform::Money) => ColumnKind::Amount,
        Some(Transform::Integer) => ColumnKind::Whole,
        Some(Transform::Day) => ColumnKind::Day,
        Some(Transform::Moment) => ColumnKind::Moment,
        _ => ColumnKind::Text,
    };
    Column { title: if rule.required { format!("{name}*") } else { name.to_owned() }, kind }
}

/// The first word of a list in this language, or the first one.
fn in_language(words: &[String], language: Lang) -> Option<&str> {
    let fits = |word: &&String| word.is_ascii() == (language == Lang::En);
    words.iter().find(fits).or(words.first()).map(String::as_str)
}

/// UTF-8 with a byte order mark, as Excel expects it. A cell that Excel would take for a formula is guarded by `'`, which [`super::read`] takes
/// away again.
pub fn write_csv(headers: &[String], rows: &[Vec<String>]) -> String {
    let mut text = String::from('\u{feff}');
    for row in std::iter::once(headers).chain(rows.iter().map(Vec::as_slice)) {
        let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn csv_cell(cell: &str) -> String {
    let number = cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let guarded =
        if cell.starts_with(['=', '+', '-', '@', '\t']) && !number { format!("'{cell}") } else { cell.to_owned() };
    if guarded.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
