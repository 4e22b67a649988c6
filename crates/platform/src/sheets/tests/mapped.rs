//! Mappings: what the packs ship, what is guessed, and what is said about cells that cannot be understood.

use std::path::PathBuf;

use super::*;

pub(super) fn shipped(kind: &str) -> Mapping {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs/imports").join(format!("{kind}.toml"));
    Mapping::from_toml(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn table(text: &str) -> Table {
    read(text.as_bytes(), "table.csv").unwrap()
}

fn one_rule(rule: &str) -> Mapping {
    Mapping::from_toml(&format!("kind = 'x'\n[fields.f]\nfrom = ['f']\n{rule}")).unwrap()
}

/// What becomes of one cell under a rule: the value, or the code of its error.
fn mapped(rule: &str, typed: &str) -> Result<Option<String>, &'static str> {
    let table = Table {
        headers: vec!["f".into(), "g".into()],
        header_line: 1,
        rows: vec![Row { line: 2, cells: vec![Cell::of(typed), Cell::of("x")] }],
        ..Table::default()
    };
    let applied = one_rule(rule).apply(&table).unwrap();
    match applied.errors.first() {
        Some(RowError { code: std::borrow::Cow::Borrowed(code), .. }) => Err(*code),
        Some(error) => panic!("a code that is not ours: {error:?}"),
        None => Ok(applied.rows[0].fields.get("f").cloned()),
    }
}

#[test]
fn every_step_turns_what_people_type_into_one_writing_or_says_why_not() {
    let table: &[(&str, &str, Result<&str, &str>)] = &[
        ("", "  two\u{3000} words \n", Ok("two words")),
        ("", "two\nlines", Ok("two\nlines")),
        ("transform=['trim']", "two\nlines", Ok("two lines")),
        ("transform=['html_entities']", "Caf&eacute; &amp;amp; Bar&#39;s", Ok("Café & Bar's")),
        ("transform=['upper']", "sn-1a", Ok("SN-1A")),
        ("transform=['phone']", "138-0000 0000", Ok("+8613800000000")),
        ("transform=['phone']", "13800", Err("field.not_a_phone")),
        ("transform=['money']", "¥1,280.50", Ok("128050")),
        ("transform=['money']", "-3元", Ok("-300")),
        ("transform=['money']", "¥-3.5", Ok("-350")),
        ("transform=['money']", "--3", Err("import.not_money")),
        ("transform=['money']", "RMB 3.05 元", Ok("305")),
        ("transform=['money']", "", Ok("")),
        ("transform=['money']", "0.1", Ok("10")),
        ("transform=['money']", "12.500", Ok("1250")),
        ("transform=['money']", "12.345", Err("import.not_money")),
        ("transform=['money']", "1,28", Err("import.not_money")),
        ("transform=['money']", "约100", Err("import.not_money")),
        ("transform=['money']", "99999999999999999999", Err("import.not_money")),
        ("transform=['integer']", "5.0", Ok("5")),
        ("transform=['integer']", "1,200", Ok("1200")),
        ("transform=['integer']", "5.5", Err("import.not_a_whole_number")),
        ("transform=['year']", "2009", Ok("2009")),
        ("transform=['year']", "209", Err("import.not_a_year")),
        ("transform=['day']", "2026-11-21", Ok("2026-11-21")),
        ("transform=['day']", "2026/1/2", Ok("2026-01-02")),
        ("transform=['day']", "2026年1月2日", Ok("2026-01-02")),
        ("transform=['day']", "20260102", Ok("2026-01-02")),
        ("transform=['day']", "2026.1.2 10:30", Ok("2026-01-02")),
        ("transform=['day']", "46347", Ok("2026-11-21")),
        ("transform=['day']", "2026-02-30", Err("field.not_a_day")),
        ("transform=['day']", "21.11.2026", Err("field.not_a_day")),
        ("transform=['day']", "26-1-2", Err("field.not_a_day")),
        ("transform=['day']\nformats=['%d.%m.%Y']", "21.11.2026", Ok("2026-11-21")),
        ("transform=['moment']", "2026/11/21 9:05", Ok("2026-11-21T09:05:00")),
        ("transform=['moment']", "2026-11-21T09:05:07", Ok("2026-11-21T09:05:07")),
        ("transform=['moment']", "2026-11-21", Ok("2026-11-21T00:00:00")),
        ("transform=['moment']", "2026-11-21 25:00", Err("import.not_a_time")),
        ("max_chars=3", "上海市区", Err("field.too_long")),
        ("max_chars=4", "上海市区", Ok("上海市区")),
        ("blank=['Unknown','n/a']", " UNKNOWN ", Ok("")),
        ("blank=['Unknown']\nrequired=true", "unknown", Err("field.required")),
        ("required=true", "\u{200b} ", Err("field.required")),
        ("default='台'", "", Ok("台")),
        ("values={vip=['贵宾']}", "贵宾", Ok("vip")),
        ("values={vip=['贵宾']}", "ＶＩＰ", Ok("vip")),
        ("values={vip=['贵宾']}", "gold", Err("import.value_unknown")),
        ("values={vip=['贵宾']}\nopen=true", "gold", Ok("gold")),
    ];
    for (rule, typed, expected) in table {
        let expected = expected.map(|value| Some(value.to_owned()).filter(|v| !v.is_empty()));
        assert_eq!(mapped(rule, typed), expected, "{rule} on {typed:?}");
    }
}

#[test]
fn an_error_names_line_column_cell_and_value_and_its_row_is_left_out() {
    let table = table("姓名,手机,地址\n张三,13800000000,上海\n李四,138,\n王五,13900000000,北京\n");
    let applied = shipped("customers").apply(&table).unwrap();
    assert_eq!(applied.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    let errors: Vec<_> = applied
        .errors
        .iter()
        .map(|e| (e.line, e.column.as_str(), e.cell.as_str(), e.value.as_str(), e.code.as_ref()))
        .collect();
    assert_eq!(errors, [(3, "手机", "B3", "138", "field.not_a_phone"), (3, "地址", "C3", "", "field.required")]);
    assert_eq!(applied.rows_in_error(), 1);
    let fields = &applied.rows[0].fields;
    assert_eq!(
        (fields["name"].as_str(), fields["phone"].as_str(), fields["kind"].as_str()),
        ("张三", "+8613800000000", "household")
    );
}

#[test]
fn a_broken_cell_matters_only_where_its_column_is_used() {
    let table = table("姓名,手机,地址,积分\n张三,1.38E+10,上海,1.2E+15\n李四,13800000000,上海,1.2E+15\n");
    let applied = shipped("customers").apply(&table).unwrap();
    assert_eq!(
        applied.errors.iter().map(|e| (e.cell.as_str(), e.code.as_ref())).collect::<Vec<_>>(),
        [("B2", "import.cell_digits_lost")]
    );
    assert_eq!(applied.unused, ["积分"]);
}

#[test]
fn headers_match_whatever_their_case_width_and_remarks() {
    let table = table("客户姓名（必填）,ＰＨＯＮＥ *,[Address]:,价格(分)\n张三,13800000000,上海,1\n");
    let applied = shipped("customers").apply(&table).unwrap();
    assert_eq!(applied.columns["name"], "客户姓名（必填）");
    assert_eq!((applied.rows.len(), applied.unused.as_slice()), (1, ["价格(分)".to_owned()].as_slice()));
    // fen are not yuan: such a column is not taken for a price
    let fen = Mapping::from_toml("kind='x'\n[fields.price]\nfrom=['价格']\ntransform=['money']").unwrap();
    assert!(fen.apply(&table).unwrap().columns.is_empty());
}

#[test]
fn missing_and_doubled_columns_are_said_at_once() {
    let table = table("姓名,地址,地址,备注\n张三,a,b,c\n");
    let kernel::Error::Invalid(wrong) = shipped("customers").apply(&table).unwrap_err() else { panic!() };
    let wrong: Vec<_> = wrong.iter().map(|e| (e.path.as_str(), e.code)).collect();
    assert_eq!(wrong, [("phone", "import.column_missing"), ("address", "import.column_twice")]);
}

#[test]
fn a_mapping_that_makes_no_sense_is_refused_and_a_sound_one_survives_toml_and_json() {
    for (broken, why, at) in [
        ("kind = ''\n[fields]", "no_kind", "kind"),
        ("kind = 'x'\n[fields.f]\ntransform = ['trim']", "source", "f"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\nconstant = 'b'", "source", "f"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\ntransform = ['guess']", "unreadable", "4:14"),
        ("kind = 'x'\n[fields.f]\nfrom = ['*']", "header_empty", "f"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\nform = ['b']", "unreadable", "4:1"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\nformats = ['%Q']", "day_format", "f: %Q"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\nformats = ['%d.%m']", "day_format", "f: %d.%m"),
        ("kind = 'x'\n[fields.f]\nfrom = ['a']\nvalues = { a = ['x'], b = ['X '] }", "word_twice", "f: X "),
    ] {
        let error = Mapping::from_toml(broken).unwrap_err();
        assert_eq!(error.code(), "import.mapping_broken", "{broken}");
        let kernel::Error::Refused { facts, .. } = &error else { panic!("{broken}") };
        assert_eq!((facts["why"].as_str(), facts["at"].as_str()), (Some(why), Some(at)), "{broken}");
    }
    for kind in ["customers", "orders", "assets", "products", "users", "open-repair"] {
        let mapping = shipped(kind);
        assert_eq!(Mapping::from_toml(&mapping.to_toml().unwrap()).unwrap(), mapping);
        assert_eq!(Mapping::from_json(&serde_json::to_string(&mapping).unwrap()).unwrap(), mapping);
    }
}

#[test]
fn no_header_of_a_shipped_mapping_serves_two_fields() {
    for kind in ["customers", "orders", "assets", "products", "users"] {
        let mut seen = std::collections::HashMap::new();
        for (field, rule) in &shipped(kind).fields {
            for header in &rule.from {
                let other = seen.insert(super::super::mapping::header_key(header), field.clone());
                assert!(other.is_none(), "{kind}: {header} serves {field} and {other:?}");
            }
        }
    }
}

#[test]
fn a_mapping_is_guessed_from_headers_nobody_has_seen() {
    let template = shipped("orders");
    let headers =
        ["服务单号", "工单类型", "顾客姓名", "顾客联系电话", "上门地址（必填）", "产品型号", "故障现象描述", "抖音号"]
            .map(String::from);
    let guess = Mapping::guess("orders", &template.fields, &headers);
    let found: Vec<_> = guess.found.iter().map(|g| (g.field.as_str(), g.header.as_str(), g.percent == 100)).collect();
    assert_eq!(
        found,
        [
            ("outside_ref", "服务单号", true),
            ("type", "工单类型", true),
            ("customer_name", "顾客姓名", true),
            ("customer_phone", "顾客联系电话", false),
            ("address", "上门地址（必填）", true),
            ("model", "产品型号", true),
            ("fault", "故障现象描述", false),
        ]
    );
    assert_eq!((guess.missing.len(), guess.unused.as_slice()), (0, ["抖音号".to_owned()].as_slice()));
    // defaults stay in the mapping, and it works as it is
    assert_eq!(guess.mapping.fields["urgency"].default.as_deref(), Some("normal"));
    let row = "A1,上门维修,张三,13800000000,上海,X1,不制冷,@x";
    let applied = guess.mapping.apply(&table(&format!("{}\n{row}\n", headers.join(",")))).unwrap();
    assert_eq!((applied.rows[0].fields["type"].as_str(), applied.errors.len()), ("repair", 0));
    let nothing = Mapping::guess("orders", &template.fields, &["foo".into(), "bar".into()]);
    assert_eq!(nothing.missing, ["type", "customer_name", "customer_phone", "address"]);
}
