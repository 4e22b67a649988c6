//! Proposes a mapping for a table that nobody has seen before, from the synonyms that a kind's fields know.

use indexmap::IndexMap;
use serde::Serialize;

use super::mapping::{FieldRule, Mapping, header_key};

/// A proposal for the person to look at before anything is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// The kind's rules, each with the one header that was found for it; fields without one are left out.
    pub mapping: Mapping,
    pub found: Vec<Guessed>,
    /// Required fields for which no column was found.
    pub missing: Vec<String>,
    /// Headers that no field wanted.
    pub unused: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guessed {
    pub field: String,
    pub header: String,
    /// 100: a known name of the field; below: a name that contains a known one, or nearly is one.
    pub percent: u8,
}

impl Mapping {
    /// Gives each header to the field whose known names it fits best, best fits first; no header serves two fields.
    pub fn guess(kind: &str, fields: &IndexMap<String, FieldRule>, headers: &[String]) -> Guess {
        let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
        let mut fits: Vec<(u8, usize, usize)> = vec![];
        for (at, rule) in fields.values().enumerate() {
            let names: Vec<String> = rule.from.iter().map(|name| header_key(name)).collect();
            for (column, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
                let best = names.iter().enumerate().map(|(rank, name)| fit(name, key, rank)).max().unwrap_or(0);
                if best >= 60 {
                    fits.push((best, at, column));
                }
            }
        }
        fits.sort_by_key(|(percent, field, column)| (std::cmp::Reverse(*percent), *field, *column));
        let mut of_field: Vec<Option<(usize, u8)>> = vec![None; fields.len()];
        let mut taken = vec![false; headers.len()];
        for (percent, field, column) in fits {
            if of_field[field].is_none() && !taken[column] {
                of_field[field] = Some((column, percent));
                taken[column] = true;
            }
        }
        let mut guess = Guess {
            mapping: Mapping { kind: kind.to_owned(), name: String::new(), fields: IndexMap::new() },
            found: vec![],
            missing: vec![],
            unused: headers.iter().zip(&taken).filter(|(h, t)| !h.is_empty() && !**t).map(|(h, _)| h.clone()).collect(),
        };
        for ((field, rule), column) in fields.iter().zip(of_field) {
            let needs_no_column = rule.constant.is_some() || rule.default.is_some();
            if let Some((column, percent)) = column {
                let header = headers[column].clone();
                let rule = FieldRule { from: vec![header.clone()], ..rule.clone() };
                guess.mapping.fields.insert(field.clone(), rule);
                // two ranks of the same name differ by a point only; a person reads both as certain
                guess.found.push(Guessed {
                    field: field.clone(),
                    header,
                    percent: if percent > 90 { 100 } else { percent },
                });
            } else if needs_no_column {
                guess.mapping.fields.insert(field.clone(), rule.clone());
            } else if rule.required {
                guess.missing.push(field.clone());
            }
        }
        guess
    }
}

/// How well a header fits a known name, in percent; earlier names win between equals.
fn fit(name: &str, header: &str, rank: usize) -> u8 {
    let (long, short) = (header.chars().count(), name.chars().count());
    if name == header {
        return 100 - u8::try_from(rank.min(9)).unwrap_or(9);
    }
    // 客户联系电话 contains 联系电话; single characters and half-words prove nothing
    let least = if name.is_ascii() { 4 } else { 2 };
    if short >= least && header.contains(name) {
        return 60 + u8::try_from(short * 25 / long.max(1)).unwrap_or(0);
    }
    if name.is_ascii() && short >= 6 && crate::spelling::edits_within(name, header, 1).is_some() {
        return 75;
    }
    0
}
