//! CSV in every encoding and with every delimiter.

use proptest::prelude::*;

use super::*;

fn csv(text: &str) -> kernel::Result<Table> {
    read(text.as_bytes(), "table.csv")
}

#[test]
fn a_csv_reads_the_same_in_every_encoding() {
    let text = "姓名,电话,地址\n张三,13800000000,上海市黄浦区\n";
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let files = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("UTF-16 LE", utf16(false, true)),
        ("UTF-16 BE", utf16(true, true)),
    ];
    for (encoding, bytes) in files {
        let table = read(&bytes, "客户.csv").unwrap_or_else(|e| panic!("{encoding}: {e}"));
        assert_eq!(table.headers, ["姓名", "电话", "地址"], "{encoding}");
        assert_eq!(texts(&table), [["张三", "13800000000", "上海市黄浦区"]], "{encoding}");
    }
    let latin: Vec<u8> =
        "name,phone,city\nZhang San,13800000000,Shanghai\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&latin, "a.csv").unwrap().headers, ["name", "phone", "city"], "UTF-16 without mark");
}

#[test]
fn the_delimiter_is_found_by_looking() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = "name,city,price\nLi,Wuhan,1.5\nWu,\"A,B;C\",2.5\n"
            .replace("\"A,B;C\"", "@")
            .replace(',', delimiter)
            .replace('@', "\"A,B;C\"");
        assert_eq!(texts(&csv(&text).unwrap()), [["Li", "Wuhan", "1.5"], ["Wu", "A,B;C", "2.5"]], "{delimiter:?}");
    }
    assert_eq!(csv("sep=;\nname;note\nLi;a,b\n").unwrap().headers, ["name", "note"]);
    assert_eq!(texts(&csv("name\nLi\nWu\n").unwrap()), [["Li"], ["Wu"]]);
}

#[test]
fn line_numbers_are_those_that_excel_shows() {
    let text = "name,note\r\n\r\nLi,\"two\r\nlines\"\r\n\r\n\r\nWu,\"a\n\nb\"\r\nHe,c";
    let table = csv(text).unwrap();
    assert_eq!(lines(&table), [3, 6, 7]);
    assert_eq!(texts(&table), [["Li", "two\nlines"], ["Wu", "a\n\nb"], ["He", "c"]]);
}

#[test]
fn quotes_and_ragged_rows_are_read_as_they_stand() {
    let table = csv("name,size,note\nLi,\"5\"\" pipe\",\nWu,5\" pipe\nHe,1,2,3\n").unwrap();
    assert_eq!(texts(&table), [vec!["Li", "5\" pipe"], vec!["Wu", "5\" pipe"], vec!["He", "1", "2", "3"]]);
}

#[test]
fn a_number_that_excel_shortened_is_an_error_of_its_cell() {
    let table = csv("name,phone,model\nLi,1.38E+10,E+12\n").unwrap();
    let Cell::Broken(broken) = table.rows[0].cell(1) else { panic!("{:?}", table.rows) };
    assert_eq!((broken.code, broken.shown.as_str()), ("import.cell_digits_lost", "1.38E+10"));
    assert_eq!(table.rows[0].cell(2), &Cell::Text("E+12".into()));
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    let zip = b"PK\x03\x04 something else in here";
    let ole = |stream: &str| -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 600]).chain(name).collect()
    };
    let table: [(&[u8], &str, &str); 15] = [
        (b"", "a.csv", "import.empty_file"),
        (b" \n\n ", "a.csv", "import.empty_file"),
        (b"\xef\xbb\xbf", "a.csv", "import.empty_file"),
        (b",,,\n,,\n", "a.csv", "import.empty_file"),
        (b"", "a.xlsx", "import.empty_file"),
        (b"name,phone\nLi,1\n", "a.xlsx", "import.not_what_its_name_says"),
        (b"<html><table><tr><td>1", "a.xls", "import.not_what_its_name_says"),
        (b"%PDF-1.7 \x00\x01", "a.csv", "import.not_what_its_name_says"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "photo.png", "import.not_a_table"),
        (zip, "a.xlsx", "import.not_what_its_name_says"),
        (zip, "a.zip", "import.not_a_table"),
        (&ole("EncryptedPackage"), "a.xlsx", "import.password"),
        (&ole("Workbook"), "a.xls", "import.old_excel"),
        (b"name,note\nLi,\"never closed\nWu,b\nHe,c\n", "a.csv", "import.quote_open"),
        (b"name,city\nM\xfcller,Z\xfcrich\nJos\xe9,\xff\xff\n", "a.csv", "import.encoding_unknown"),
    ];
    for (bytes, name, expected) in table {
        assert_eq!(code(read(bytes, name)), expected, "{name} {:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn titles_above_the_header_are_skipped_and_a_table_without_header_is_refused() {
    let table =
        csv("2026年客户表,,,\n导出时间：,2026-11-21,,\n\n姓名,电话,地址,备注\n张三,13800000000,上海,\n").unwrap();
    assert_eq!((table.header_line, lines(&table)), (4, vec![5]));
    assert_eq!(table.headers, ["姓名", "电话", "地址", "备注"]);
    for headless in [
        "张三,13800000000,上海\n李四,13900000000,北京\n",
        "张三,2026-11-21\n姓名,日期\n",
        "1,2,3\nname,phone,city\n",
        "a@b.cn,Li\nc@d.cn,Wu\n",
    ] {
        assert_eq!(code(csv(headless)), "import.header_missing", "{headless}");
    }
}

#[test]
fn a_row_with_stray_commas_does_not_hide_a_narrow_header() {
    let table = csv("姓名,电话\n张三,13800000000\n李四,13900000000,x,x,x,x,x,x\n").unwrap();
    assert_eq!(table.headers, ["姓名", "电话"]);
}

#[test]
fn a_sparse_table_keeps_its_wide_header() {
    let table = csv("a,b,c,d,e,f,g,h\n1,,,,,,,\n2,,,,,,,\n3,,,,,,,\n").unwrap();
    assert_eq!((table.headers.len(), table.rows.len()), (8, 3));
}

#[test]
fn limits_hold() {
    let limits = Limits { rows: 3, columns: 4, cells: 10, bytes: 200, ..Limits::default() };
    let read = |text: String| code(read_with(text.as_bytes(), "a.csv", None, &limits));
    assert_eq!(read(format!("name\n{}", "x\n".repeat(4))), "import.too_many_rows");
    assert_eq!(read(format!("name\n{}", "x\n".repeat(40))), "import.too_many_cells");
    assert_eq!(read("a,b,c,d,e\n1,2,3,4,5\n".into()), "import.too_many_columns");
    assert_eq!(read("x".repeat(201)), "import.too_large");
    let rows_only = Limits { rows: 3, ..Limits::default() };
    assert_eq!(read_with(b"name\nx\nx\nx\n", "a.csv", None, &rows_only).unwrap().rows.len(), 3);
}

#[test]
fn cells_are_named_as_in_excel() {
    let names: Vec<String> = [0, 2, 25, 26, 51, 52, 701, 702].map(|column| cell_name(column, 17)).into();
    assert_eq!(names, ["A17", "C17", "Z17", "AA17", "AZ17", "BA17", "ZZ17", "AAA17"]);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04xl/workbook.xml".to_vec(), bytes].concat() } else { bytes };
        for name in ["a.csv", "a.xlsx", "a"] {
            let _ = read(&bytes, name);
        }
    }
}
