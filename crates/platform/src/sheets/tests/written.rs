//! What we write, we can read again: exports, templates, rows to correct.

use kernel::Lang;
use proptest::prelude::*;

use super::mapped::shipped;
use super::*;

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_is_written_is_read_back_cell_by_cell(
        rows in proptest::collection::vec(proptest::collection::vec("[-=+@',;\"\\n a-z0-9张三é&<>]{0,12}", 3), 1..12)
    ) {
        let headers = owned(&["alpha", "beta", "gamma"]);
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| if cell.trim().is_empty() { String::new() } else { cell.clone() }).collect::<Vec<_>>())
            .map(|mut row| { while row.last().is_some_and(String::is_empty) { row.pop(); } row })
            .filter(|row| !row.is_empty())
            .collect();
        let of = |table: Table| -> Vec<Vec<String>> {
            table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.shown().to_owned()).collect()).collect()
        };
        let xlsx = read(&write(&headers, &rows).unwrap(), "a.xlsx").unwrap();
        prop_assert_eq!(of(xlsx), expected.clone());
        // a CSV guards formulas by an apostrophe, which cannot be told from one that was typed before the same sign
        if !rows.iter().flatten().any(|cell| cell.starts_with('\'')) {
            let csv = read(write_csv(&headers, &rows).as_bytes(), "a.csv").unwrap();
            prop_assert_eq!(of(csv), expected);
        }
    }

    #[test]
    fn typed_columns_come_back_as_they_were(whole in -9_999_999_999_999i64..9_999_999_999_999, fen in -999_999_999i64..999_999_999, days in 0i64..50_000) {
        let day = kernel::Day::ymd(1970, 1, 1).unwrap().plus_days(days).to_string();
        let amount = format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.abs() / 100, fen.abs() % 100);
        let kinds = [ColumnKind::Whole, ColumnKind::Amount, ColumnKind::Day, ColumnKind::Moment];
        let columns: Vec<_> = kinds.into_iter().map(|kind| Column { title: format!("{kind:?}"), kind }).collect();
        let row = vec![whole.to_string(), amount, day.clone(), format!("{day} 23:59")];
        let table = read(&write_columns(&columns, std::slice::from_ref(&row)).unwrap(), "a.xlsx").unwrap();
        let back: Vec<&str> = table.rows[0].cells.iter().map(Cell::shown).collect();
        prop_assert_eq!(back[0], &row[0]);
        prop_assert_eq!(back[1].parse::<f64>().unwrap().to_string(), row[1].parse::<f64>().unwrap().to_string());
        prop_assert_eq!(&back[2..], &row[2..]);
    }
}

#[test]
fn what_looks_like_a_formula_is_written_as_text() {
    let evil = ["=1+1", "+8613800000000", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")"];
    let bytes = write(&owned(&["name"]), &evil.map(|cell| vec![cell.to_owned()])).unwrap();
    let sheet = calamine::Reader::worksheet_formula(
        &mut calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(&bytes)).unwrap(),
        "Sheet1",
    )
    .unwrap();
    assert!(sheet.used_cells().all(|(_, _, formula)| formula.is_empty()));
    assert_eq!(texts(&read(&bytes, "a.xlsx").unwrap()), evil.map(|cell| [cell]));
    let csv = write_csv(&owned(&["name", "n"]), &[owned(&["=1+1", "-5"])]);
    assert_eq!(csv, "\u{feff}name,n\r\n'=1+1,-5\r\n");
}

#[test]
fn what_does_not_fit_its_column_is_kept_as_text() {
    let columns = [ColumnKind::Whole, ColumnKind::Amount, ColumnKind::Day]
        .map(|kind| Column { title: format!("{kind:?}"), kind });
    let odd = owned(&["00123", "1.234", "tomorrow"]);
    let table = read(&write_columns(&columns, std::slice::from_ref(&odd)).unwrap(), "a.xlsx").unwrap();
    assert_eq!(texts(&table), [["00123", "1.234", "tomorrow"]]);
}

#[test]
fn the_rows_in_error_can_be_corrected_and_brought_again() {
    let text = "姓名,手机,地址,积分\n张三,13800000000,上海,1\n李四,00138,北京,2\n";
    let table = read(text.as_bytes(), "a.csv").unwrap();
    let mapping = shipped("customers");
    let applied = mapping.apply(&table).unwrap();
    let words = |error: &RowError| format!("{} {}", error.cell, error.code);
    let bytes = rows_in_error(&table, &applied.errors, "问题", words).unwrap();
    let wrong = read(&bytes, "a.xlsx").unwrap();
    assert_eq!(wrong.headers, ["姓名", "手机", "地址", "积分", "问题"]);
    assert_eq!(texts(&wrong), [["李四", "00138", "北京", "2", "B3 field.not_a_phone"]]);
    // brought again uncorrected: the column with the problems does not pile up
    let again = mapping.apply(&wrong).unwrap();
    let bytes = rows_in_error(&wrong, &again.errors, "问题", words).unwrap();
    assert_eq!(texts(&read(&bytes, "a.xlsx").unwrap()), [["李四", "00138", "北京", "2", "B2 field.not_a_phone"]]);
}

#[test]
fn a_template_in_either_language_is_understood_by_its_own_mapping() {
    for kind in ["customers", "orders", "assets", "products", "users", "open-repair"] {
        let mapping = shipped(kind);
        for lang in [Lang::Zh, Lang::En] {
            let table = read(&template(&mapping, lang).unwrap(), "template.xlsx").unwrap();
            let applied = mapping.apply(&table).unwrap();
            assert_eq!(applied.unused, Vec::<String>::new(), "{kind} {lang:?}");
            assert_eq!((applied.columns.len(), table.rows.len()), (mapping.fields.len(), 0), "{kind} {lang:?}");
        }
    }
}
