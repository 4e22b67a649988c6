//! Writes an Excel file row by row: a list of any length leaves through the same few kilobytes of memory.

use chrono::{Datelike, Timelike};
use kernel::{Day, Moment, Money, Result, Zone};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::write::{ColumnKind, cell_format, cut, header_format, refused, shown_width};

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Nothing,
    /// Never a formula, whatever it begins with.
    Text(String),
    Whole(i64),
    /// An amount in minor units, shown with two decimals.
    Amount(Money),
    /// Hundredths, shown with two decimals: stars, rates.
    Hundredths(i64),
    Day(Day),
    /// Shown to the minute in the file's zone.
    Moment(Moment),
}

/// The widths of columns are found in so many rows.
const ROWS_MEASURED: u32 = 200;

/// A file on its way: rows are written as they come, each once.
pub struct RowsFile {
    workbook: Workbook,
    rows: Worksheet,
    zone: Zone,
    formats: Formats,
    widths: Vec<usize>,
    /// Rows written, the head not counted.
    written: u32,
}

struct Formats {
    text: Format,
    whole: Format,
    amount: Format,
    day: Format,
    moment: Format,
}

impl RowsFile {
    /// A file whose first sheet is called `sheet` and begins with these titles.
    ///
    /// # Errors
    /// `Bug` where no temporary file can be opened or the sheet's name is none.
    pub fn begin(sheet: &str, titles: &[String], zone: Zone) -> Result<Self> {
        Self::begun(sheet, titles, zone).map_err(refused)
    }

    fn begun(sheet: &str, titles: &[String], zone: Zone) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let mut rows = workbook.new_worksheet_with_constant_memory()?;
        rows.set_name(sheet)?;
        let header = header_format();
        for (at, title) in (0_u16..).zip(titles) {
            rows.write_string_with_format(0, at, cut(title), &header)?;
        }
        let formats = Formats {
            text: cell_format(ColumnKind::Text),
            whole: cell_format(ColumnKind::Whole),
            amount: cell_format(ColumnKind::Amount),
            day: cell_format(ColumnKind::Day),
            moment: cell_format(ColumnKind::Moment),
        };
        let widths = titles.iter().map(|title| shown_width(title)).collect();
        Ok(Self { workbook, rows, zone, formats, widths, written: 0 })
    }

    /// How many rows were written so far.
    pub fn written(&self) -> u32 {
        self.written
    }

    /// The next row.
    ///
    /// # Errors
    /// `import.too_many_rows` beyond what a sheet can hold.
    pub fn row(&mut self, cells: &[Value]) -> Result<()> {
        self.written += 1;
        for (at, value) in (0_u16..).zip(cells) {
            if self.written <= ROWS_MEASURED
                && let Some(width) = self.widths.get_mut(usize::from(at))
            {
                *width = (*width).max(width_of(value));
            }
            write_value(&mut self.rows, &self.formats, (self.written, at), value, self.zone).map_err(refused)?;
        }
        Ok(())
    }

    /// The file's bytes; its second sheet says what the first one is.
    ///
    /// # Errors
    /// `Bug` where the file cannot be put together.
    pub fn finish(self, about_sheet: &str, about: &[(String, Value)]) -> Result<Vec<u8>> {
        self.finished(about_sheet, about).map_err(refused)
    }

    fn finished(mut self, about_sheet: &str, about: &[(String, Value)]) -> Result<Vec<u8>, XlsxError> {
        for (at, width) in (0_u16..).zip(&self.widths) {
            self.rows.set_column_width(at, u32::try_from((width + 2).clamp(8, 60)).map_or(60.0, f64::from))?;
        }
        self.rows.set_freeze_panes(1, 0)?;
        if let Some(last) = self.widths.len().checked_sub(1) {
            self.rows.autofilter(0, 0, self.written, u16::try_from(last).unwrap_or(u16::MAX))?;
        }
        self.workbook.push_worksheet(self.rows);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(about_sheet)?;
        sheet.set_column_width(0, 20.0)?.set_column_width(1, 60.0)?;
        let header = header_format();
        for (line, (what, value)) in (0_u32..).zip(about) {
            sheet.write_string_with_format(line, 0, cut(what), &header)?;
            write_value(sheet, &self.formats, (line, 1), value, self.zone)?;
        }
        self.workbook.save_to_buffer()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a cell of Excel holds no other number; amounts stay far below 2^53")]
fn write_value(
    sheet: &mut Worksheet,
    formats: &Formats,
    (line, at): (u32, u16),
    value: &Value,
    zone: Zone,
) -> Result<(), XlsxError> {
    match value {
        Value::Nothing => return Ok(()),
        Value::Text(text) if text.is_empty() => return Ok(()),
        // written as a string, a cell that starts with = + - @ is text for Excel, and the text format keeps it text when it is edited
        Value::Text(text) => sheet.write_string_with_format(line, at, cut(text), &formats.text)?,
        Value::Whole(number) => sheet.write_number_with_format(line, at, *number as f64, &formats.whole)?,
        Value::Amount(Money(hundredths)) | Value::Hundredths(hundredths) => {
            sheet.write_number_with_format(line, at, *hundredths as f64 / 100.0, &formats.amount)?
        }
        Value::Day(day) => sheet.write_datetime_with_format(line, at, excel_day(*day)?, &formats.day)?,
        Value::Moment(moment) => {
            let local = zone.clock_of(*moment);
            let (hour, minute) = (local.hour(), local.minute());
            let day = excel_day(Day(local.date()))?;
            let time = day.and_hms(u16::try_from(hour).unwrap_or(0), u8::try_from(minute).unwrap_or(0), 0)?;
            sheet.write_datetime_with_format(line, at, time, &formats.moment)?
        }
    };
    Ok(())
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(day.0.year()).unwrap_or(1900), part(day.0.month()), part(day.0.day()))
}

fn width_of(value: &Value) -> usize {
    match value {
        Value::Nothing => 0,
        Value::Text(text) => shown_width(text),
        Value::Whole(number) => number.to_string().len(),
        Value::Amount(Money(number)) | Value::Hundredths(number) => number.to_string().len() + 3,
        Value::Day(_) => 10,
        Value::Moment(_) => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets;

    fn file() -> sheets::Table {
        let titles = ["工单号", "金额", "日期", "时间", "=1+1"].map(str::to_owned);
        let mut file = RowsFile::begin("工单", &titles, Zone::SHANGHAI).unwrap();
        file.row(&[
            Value::Text("=HYPERLINK(\"http://x\")".into()),
            Value::Amount(Money(123_456)),
            Value::Day("2026-11-21".parse().unwrap()),
            Value::Moment("2026-11-20T16:05:00Z".parse().unwrap()),
            Value::Nothing,
        ])
        .unwrap();
        file.row(&[Value::Text("WX-20261121-0007".into()), Value::Amount(Money(-5)), Value::Nothing]).unwrap();
        assert_eq!(file.written(), 2);
        let bytes = file.finish("说明", &[("导出人".into(), Value::Text("小王".into()))]).unwrap();
        sheets::read(&bytes, "x.xlsx").unwrap()
    }

    #[test]
    fn what_was_written_is_read_again_with_its_kind_and_nothing_is_a_formula() {
        let table = file();
        assert_eq!(table.headers, ["工单号", "金额", "日期", "时间", "=1+1"]);
        let shown = |row: usize, at: usize| table.rows[row].cell(at).shown().to_owned();
        assert_eq!(shown(0, 0), "=HYPERLINK(\"http://x\")");
        assert_eq!(shown(0, 1), "1234.56");
        assert_eq!(shown(0, 2), "2026-11-21");
        // midnight has passed in the company's zone, not in UTC
        assert!(shown(0, 3).starts_with("2026-11-21") && shown(0, 3).contains("00:05"), "{}", shown(0, 3));
        assert_eq!((shown(1, 1).as_str(), shown(1, 2).as_str()), ("-0.05", ""));
    }
}
