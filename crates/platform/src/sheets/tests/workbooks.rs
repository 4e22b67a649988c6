//! Excel files made nasty on purpose.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use super::*;

fn made(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet()).unwrap();
    workbook.save_to_buffer().unwrap()
}

fn headed(headers: &[&str], fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    made(|sheet| {
        sheet.write_row(0, 0, headers.iter().copied())?;
        fill(sheet)
    })
}

fn broken(cell: &Cell) -> (&'static str, &str) {
    match cell {
        Cell::Broken(broken) => (broken.code, &broken.shown),
        other => panic!("not broken: {other:?}"),
    }
}

#[test]
fn numbers_that_are_really_text_come_as_the_person_sees_them() {
    let bytes = headed(&["phone", "serial", "padded", "price", "sum", "negative", "yes"], |sheet| {
        sheet.write(1, 0, 13_800_000_000_f64)?.write(1, 1, "00123")?;
        sheet.write_with_format(1, 2, 123, &Format::new().set_num_format("00000"))?;
        sheet.write(1, 3, 1280.5)?.write(1, 4, 1.1 + 2.2)?.write(1, 5, -3)?.write(1, 6, true)?;
        Ok(())
    });
    let table = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(texts(&table), [["13800000000", "00123", "00123", "1280.5", "3.3", "-3", "TRUE"]]);
}

#[test]
fn a_number_longer_than_excel_can_hold_is_an_error_of_its_cell() {
    let bytes = headed(&["name", "identity card"], |sheet| {
        sheet.write(1, 0, "Li")?.write(1, 1, 310_101_199_001_011_234_f64).map(|_| ())
    });
    let table = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(broken(table.rows[0].cell(1)).0, "import.cell_digits_lost");
}

#[test]
fn dates_and_times_become_text_that_sorts() {
    let bytes = headed(&["day", "moment", "time", "typed"], |sheet| {
        let day = ExcelDateTime::from_ymd(2026, 11, 21)?;
        sheet.write_with_format(1, 0, &day, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""))?;
        sheet.write_with_format(1, 1, &day.and_hms(10, 30, 0)?, &Format::new().set_num_format("m/d/yy h:mm"))?;
        sheet.write_with_format(1, 2, &ExcelDateTime::from_hms(8, 5, 0)?, &Format::new().set_num_format("h:mm"))?;
        sheet.write(1, 3, "2026/11/21")?;
        Ok(())
    });
    assert_eq!(texts(&read(&bytes, "a.xlsx").unwrap()), [["2026-11-21", "2026-11-21 10:30", "08:05", "2026/11/21"]]);
}

#[test]
fn a_formula_gives_its_last_value_and_one_never_calculated_is_an_error_of_its_cell() {
    let bytes = headed(&["name", "a", "b"], |sheet| {
        sheet.write(1, 0, "Li")?.write(1, 1, Formula::new("=6*7").set_result("42"))?;
        sheet.write(1, 2, Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    });
    let table = read(&bytes, "a.xlsx").unwrap();
    let row = &table.rows[0];
    assert_eq!(row.cell(1), &Cell::Text("42".into()));
    assert_eq!(broken(row.cell(2)), ("import.cell_error", "#DIV/0!"));
    let never = without_values(&bytes);
    let table = read(&never, "a.xlsx").unwrap();
    assert_eq!(broken(table.rows[0].cell(1)), ("import.cell_formula", "=6*7"));
}

/// The same workbook as a program writes it that does not calculate: formulas without `<v>`.
fn without_values(bytes: &[u8]) -> Vec<u8> {
    repacked(bytes, |name, text| {
        if name != "xl/worksheets/sheet1.xml" {
            return text;
        }
        let mut parts = text.split("</f>");
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            out.push_str("</f>");
            out.push_str(part.strip_prefix("<v>").map_or(part, |rest| rest.split_once("</v>").unwrap().1));
        }
        out
    })
}

fn repacked(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(vec![]));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let (name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        to.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(change(&name, text).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_merged_data_cell_belongs_to_its_top_left_cell_only() {
    let bytes = headed(&["name", "city"], |sheet| {
        sheet.merge_range(1, 0, 2, 0, "Li", &Format::new())?;
        sheet.write(1, 1, "Wuhan")?.write(2, 1, "Beijing")?;
        Ok(())
    });
    assert_eq!(texts(&read(&bytes, "a.xlsx").unwrap()), [["Li", "Wuhan"], ["", "Beijing"]]);
}

#[test]
fn a_merged_header_is_refused_with_its_cells_and_a_merged_title_is_skipped() {
    let merged_header = made(|sheet| {
        sheet.merge_range(0, 0, 0, 1, "客户", &Format::new())?;
        sheet.merge_range(0, 2, 0, 3, "设备", &Format::new())?;
        sheet.write_row(1, 0, ["姓名", "电话", "品牌", "型号"])?.write_row(2, 0, ["张三", "1", "海尔", "X1"])?;
        Ok(())
    });
    let kernel::Error::Refused { code, facts } = read(&merged_header, "a.xlsx").unwrap_err() else { panic!() };
    assert_eq!((code, facts["cells"].as_str()), ("import.header_merged", Some("A1:B1")));

    let merged_title = made(|sheet| {
        sheet.merge_range(0, 0, 0, 3, "2026年设备档案", &Format::new())?;
        sheet.write_row(2, 0, ["姓名", "电话", "品牌", "型号"])?.write_row(3, 0, ["张三", "1", "海尔", "X1"])?;
        Ok(())
    });
    let table = read(&merged_title, "a.xlsx").unwrap();
    assert_eq!((table.header_line, lines(&table)), (3, vec![4]));
}

#[test]
fn a_hundred_thousand_formatted_blank_rows_are_dropped() {
    let bytes = headed(&["name", "city"], |sheet| {
        let bold = Format::new().set_bold();
        for row in 1..=100_000 {
            sheet.write_blank(row, 0, &bold)?;
        }
        sheet.write_row(100_001, 0, ["Li", "Wuhan"]).map(|_| ())
    });
    let table = read(&bytes, "a.xlsx").unwrap();
    assert_eq!((lines(&table), texts(&table)), (vec![100_002], vec![vec!["Li", "Wuhan"]]));
}

#[test]
fn the_first_visible_sheet_with_content_is_read_unless_another_is_named() {
    let mut workbook = Workbook::new();
    for (name, hidden, filled) in
        [("空", false, false), ("字典", true, true), ("数据", false, true), ("旧", false, true)]
    {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(hidden);
        if filled {
            sheet.write_row(0, 0, ["姓名", name]).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(read(&bytes, "a.xlsx").unwrap().sheet.as_deref(), Some("数据"));
    let named = |sheet| read_with(&bytes, "a.xlsx", Some(sheet), &Limits::default());
    assert_eq!(named("字典").unwrap().headers, ["姓名", "字典"]);
    assert_eq!(code(named("没有")), "import.sheet_missing");
    let names = sheet_names(&bytes, "a.xlsx").unwrap();
    assert_eq!(
        names.iter().map(|s| (s.name.as_str(), s.hidden)).collect::<Vec<_>>(),
        [("空", false), ("字典", true), ("数据", false), ("旧", false)]
    );
}

#[test]
fn a_table_that_starts_off_the_corner_keeps_the_names_of_its_cells() {
    let bytes = made(|sheet| {
        sheet.write_row(4, 2, ["name", "phone"])?.write_row(5, 2, ["Li", "12"])?;
        Ok(())
    });
    let table = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(
        (table.headers.as_slice(), table.header_line),
        (["", "", "name", "phone"].map(String::from).as_slice(), 5)
    );
    let mapping = Mapping::from_toml("kind='x'\n[fields.phone]\nfrom=['phone']\ntransform=['phone']").unwrap();
    let errors = mapping.apply(&table).unwrap().errors;
    assert_eq!((errors[0].cell.as_str(), errors[0].line, errors[0].code.as_ref()), ("D6", 6, "field.not_a_phone"));
}

/// Of a file that is damaged: the code by which it is told why.
fn why(result: kernel::Result<Table>) -> String {
    let kernel::Error::Refused { code: "import.damaged", facts } = result.expect_err("expected a refusal") else {
        panic!("not damaged");
    };
    facts["why"].as_str().unwrap().to_owned()
}

#[test]
fn an_empty_workbook_and_a_damaged_one_are_refused() {
    let empty = made(|_| Ok(()));
    assert_eq!(code(read(&empty, "a.xlsx")), "import.empty_file");
    let whole = headed(&["name", "city"], |_| Ok(()));
    assert_eq!(why(read(&whole[..whole.len() - 200], "a.xlsx")), "cut_short");
    let broken_xml =
        repacked(&whole, |name, text| if name.contains("sheet1") { text.replace("</row>", "<") } else { text });
    assert_eq!(why(read(&broken_xml, "a.xlsx")), "content");
    let without_sheets = repacked(&whole, |name, text| {
        if name.contains("workbook.xml.rels") { text.replace("sheet1.xml", "sheet7.xml") } else { text }
    });
    assert_eq!(why(read(&without_sheets, "a.xlsx")), "parts_missing");
    assert_eq!(code(read(&whole, "a.csv")), "import.not_what_its_name_says");
    assert!(read(&whole, "a.XLSX").is_ok());
}

#[test]
fn a_file_that_unpacks_beyond_the_limit_is_refused_whatever_it_says_of_itself() {
    let bomb = headed(&["name", "city"], |sheet| {
        (1..2_000).try_for_each(|row| sheet.write(row, 0, "x".repeat(30_000)).map(|_| ()))
    });
    let limits = Limits { unpacked_bytes: 20_000, ..Limits::default() };
    assert_eq!(code(read_with(&bomb, "a.xlsx", None, &limits)), "import.unpacks_too_large");
}

#[test]
fn a_workbook_beyond_the_limits_is_refused() {
    let bytes = headed(&["name", "city"], |sheet| (1..60).try_for_each(|row| sheet.write(row, 0, "x").map(|_| ())));
    let limited = |limits| code(read_with(&bytes, "a.xlsx", None, &limits));
    assert_eq!(limited(Limits { rows: 50, ..Limits::default() }), "import.too_many_rows");
    assert_eq!(limited(Limits { columns: 1, ..Limits::default() }), "import.too_many_columns");
    assert_eq!(limited(Limits { cells: 50, ..Limits::default() }), "import.too_many_cells");
}

#[test]
fn cells_far_outside_any_sheet_are_refused() {
    let whole = headed(&["name", "city"], |sheet| sheet.write(1, 0, "Li").map(|_| ()));
    for place in ["XFD2", "ZZZZZZZZZZ2", "A4294967296", "A99999999999999999999", "2", "A", "", "A0", "é1"] {
        let moved = repacked(&whole, |_, text| text.replace("r=\"A2\"", &format!("r=\"{place}\"")));
        match read(&moved, "a.xlsx") {
            Err(refusal) => assert!(refusal.code().starts_with("import."), "{place}: {refusal}"),
            Ok(table) => assert!(table.rows.len() <= 1, "{place}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_damage_inside_a_workbook_makes_the_reader_panic(at in 0.0..1.0f64, cut in 0usize..30, with in "[<>/\"=a-z0-9A&;#-]{0,6}", part in 0usize..5) {
        let whole = headed(&["name", "day", "sum"], |sheet| {
            sheet.write(1, 0, "Li")?.write(1, 2, Formula::new("=1+1").set_result("2"))?;
            let day = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_with_format(1, 1, &ExcelDateTime::from_ymd(2026, 11, 21)?, &day)?;
            sheet.merge_range(2, 0, 3, 0, "Wu", &Format::new()).map(|_| ())
        });
        let part = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"][part];
        let damaged = repacked(&whole, |name, mut text| {
            if name == part {
                let from = (at * text.len() as f64) as usize;
                let to = (from + cut).min(text.len());
                text.replace_range(from..to, &with);
            }
            text
        });
        if let Err(refusal) = read(&damaged, "a.xlsx") {
            prop_assert!(refusal.code().starts_with("import."), "{}", refusal);
        }
    }
}
