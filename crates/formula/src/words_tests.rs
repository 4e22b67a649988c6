//! Every `field.…`, `formula.…` and `field_kind.…` code that the program's sources use has words in both languages.

use std::collections::BTreeSet;
use std::path::Path;

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|it| it == "rs") {
            into.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The string literals of a source that begin with `prefix` and are codes.
fn codes<'s>(source: &'s str, prefix: &str) -> Vec<&'s str> {
    let is_code = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '.'));
    source.split('"').filter(|text| text.starts_with(prefix) && text.len() > prefix.len() && is_code(text)).collect()
}

/// All keys of a language's files that say something.
fn words(folder: &Path) -> BTreeSet<String> {
    let read = |path| -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let files = std::fs::read_dir(folder).unwrap().map(|each| each.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|it| it == "json"));
    json.flat_map(read)
        .filter(|(_, word)| word.as_str().is_some_and(|it| !it.trim().is_empty()))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn every_code_of_fields_and_formulas_has_words_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = vec![];
    for each in std::fs::read_dir(root.join("crates")).unwrap() {
        sources(&each.unwrap().path().join("src"), &mut texts);
    }
    let used: BTreeSet<&str> =
        ["field.", "formula."].iter().flat_map(|prefix| texts.iter().flat_map(|text| codes(text, prefix))).collect();
    assert!(used.len() > 15, "the codes were not found in the sources");
    for language in ["zh-CN", "en"] {
        let said = words(&root.join("web/packages/words").join(language));
        let missing: Vec<_> = used.iter().filter(|code| !said.contains(**code)).collect();
        assert_eq!(missing, Vec::<&&str>::new(), "{language}");
    }
}
