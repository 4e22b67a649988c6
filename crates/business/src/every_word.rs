//! Every code has its words in both languages: refusals, fields, events and the codes of enums.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kernel::Lang;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// The source of the crates without their tests.
fn sources() -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    ["kernel", "platform", "business", "formula", "fieldloop"]
        .iter()
        .flat_map(|name| rust_files(&crates.join(name).join("src")))
        .filter(|path| !path.to_string_lossy().contains("tests") && !path.ends_with("every_word.rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .map(|text| text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned())
        .collect()
}

/// The first text literal after each place where `marker` stands.
fn literals<'a>(sources: &'a [String], marker: &'a str) -> impl Iterator<Item = String> + 'a {
    sources.iter().flat_map(move |text| {
        text.split(marker).skip(1).filter_map(|rest| {
            let rest = rest.trim_start().strip_prefix('"')?;
            Some(rest[..rest.find('"')?].to_owned())
        })
    })
}

fn missing(keys: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let words = crate::words::words().unwrap();
    keys.into_iter().filter(|key| !words.has(Lang::Zh, key) || !words.has(Lang::En, key)).collect()
}

#[test]
fn every_refusal_has_its_words() {
    let sources = sources();
    let markers = ["Error::refused(", "Error::Forbidden(", "Error::SignIn(", "Refused { code: ", "TooMany { code: "];
    let codes = markers.iter().flat_map(|marker| literals(&sources, marker)).filter(|code| code != "unique");
    let fixed = ["not_found", "invalid", "stale", "too_large", "unavailable", "bug"].map(str::to_owned);
    let words = crate::words::words().unwrap();
    let bare = |code: &String| words.has(Lang::Zh, code) && words.has(Lang::En, code);
    let missing = missing(codes.chain(fixed).filter(|code| !bare(code)).map(|code| format!("error.{code}")));
    assert!(missing.is_empty(), "no words for {missing:#?}");
}

#[test]
fn every_event_has_its_words() {
    let sources = sources();
    let missing = missing(literals(&sources, "Event::new(").map(|kind| format!("event.{kind}")));
    assert!(missing.is_empty(), "no words for {missing:#?}");
}

#[test]
fn every_code_of_an_enum_has_its_words() {
    let sources = sources();
    let mut keys = vec![];
    for text in &sources {
        for part in text.split("pub enum ").skip(1) {
            let Some((head, body)) = part.split_once('{') else { continue };
            let Some(noun) = head.split(" as \"").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
            let body = body.split('}').next().unwrap_or_default();
            let body: String = body.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            keys.extend(
                body.split(" = \"").skip(1).filter_map(|rest| Some(format!("{noun}.{}", rest.split('"').next()?))),
            );
        }
    }
    assert!(keys.len() > 40, "the enums are found");
    let missing = missing(keys);
    assert!(missing.is_empty(), "no words for {missing:#?}");
}

#[test]
fn every_permission_has_its_words() {
    let missing = missing(crate::identity::may::ALL.iter().map(|permission| format!("permission.{}", permission.0)));
    assert!(missing.is_empty(), "no words for {missing:#?}");
}
