//! Files as people bring them: made here, nasty on purpose; and real ones.

mod mapped;
mod real;
mod text_files;
mod workbooks;
mod written;

pub(crate) use real::real_brands;

use super::*;

fn texts(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(Cell::shown).collect()).collect()
}

fn lines(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.line).collect()
}

fn code(result: kernel::Result<Table>) -> &'static str {
    result.expect_err("expected a refusal").code()
}

#[test]
fn every_code_of_a_refusal_has_its_words_in_both_languages() {
    let sources = [
        include_str!("apply.rs"),
        include_str!("csv_text.rs"),
        include_str!("header.rs"),
        include_str!("mapping.rs"),
        include_str!("number.rs"),
        include_str!("sniff.rs"),
        include_str!("table.rs"),
        include_str!("transform.rs"),
        include_str!("write.rs"),
        include_str!("xlsx.rs"),
    ];
    let mut codes: Vec<&str> =
        sources.iter().flat_map(|source| source.split('"')).filter(|text| text.starts_with("import.")).collect();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() > 25, "{codes:?}");
    for words in [
        include_str!("../../../../web/packages/words/zh-CN/import.json"),
        include_str!("../../../../web/packages/words/en/import.json"),
    ] {
        let words: serde_json::Map<String, serde_json::Value> = serde_json::from_str(words).unwrap();
        let missing: Vec<_> = codes.iter().filter(|code| !words.contains_key(**code)).collect();
        // what a file is found to be, and why it or a mapping is damaged, is a code as well
        for fact in [
            "found.zip",
            "found.ole",
            "found.binary",
            "found.text",
            "why.cut_short",
            "why.parts_missing",
            "why.content",
            "why.unreadable",
            "why.no_kind",
            "why.other_kind",
            "why.source",
            "why.header_empty",
            "why.word_twice",
            "why.day_format",
        ] {
            assert!(words.contains_key(&format!("import_{fact}")), "{fact}");
        }
        assert!(missing.is_empty(), "missing {missing:?}");
    }
}
