//! The mapping language: which field of a kind comes from which column, and how. TOML in `packs/imports/`, JSON over the wire.
//!
//! ```toml
//! kind = "customers"
//! [fields.phone]
//! from = ["客户电话", "手机", "Phone"]       # the first of these headers that the table has; case, spaces and marks such as * do not count
//! transform = ["phone"]                      # see Transform; white space is always tidied first
//! required = true
//! [fields.level]
//! from = ["客户等级", "Level"]
//! values = { vip = ["VIP", "贵宾"] }         # what may stand in the cell for each value; anything else is an error
//! default = "plain"                          # where the cell is blank
//! ```

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::transform::Transform;

/// The values of one row by field; blank fields are absent.
pub type Fields = IndexMap<Arc<str>, String>;

/// How a table becomes records of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the rows are: `orders`, `customers`, `assets`, `products`, `users`, `repairs`.
    pub kind: String,
    /// A name for people, where the mapping is for one particular source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// In the order in which templates list them.
    pub fields: IndexMap<String, FieldRule>,
}

/// Where one field comes from and what becomes of it: blank words, then transforms, then values, then the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldRule {
    /// Candidate headers; the first one that the table has is taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// The same value for every row, instead of a column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transform: Vec<Transform>,
    /// Day formats to try before the usual ones (`%d.%m.%Y`), for sources whose order of day and month is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// Value → the words that stand for it. A word that is in no list is an error, unless `open`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<String, Vec<String>>,
    /// Lets words that `values` does not know pass unchanged.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Words that mean nothing was known (`Unknown`, `n/a`); such a cell counts as blank.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blank: Vec<String>,
    /// The value of a blank cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// A row without this field is an error, and so is a table without its column.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The longest text in characters, 2,000 unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
}

impl Mapping {
    /// Reads and checks a mapping file.
    ///
    /// # Errors
    /// `import.mapping_broken` with the place and the reason
    pub fn from_toml(text: &str) -> Result<Self> {
        let unreadable = |error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let column = before.chars().rev().take_while(|sign| *sign != '\n').count() + 1;
            broken("unreadable", format!("{}:{column}", before.matches('\n').count() + 1))
                .with("detail", error.to_string())
        };
        toml::from_str::<Self>(text).map_err(unreadable).and_then(Self::checked)
    }
    /// Reads and checks a mapping from JSON.
    ///
    /// # Errors
    /// `import.mapping_broken` with the place and the reason
    pub fn from_json(text: &str) -> Result<Self> {
        let unreadable = |error: serde_json::Error| {
            broken("unreadable", format!("{}:{}", error.line(), error.column())).with("detail", error.to_string())
        };
        serde_json::from_str::<Self>(text).map_err(unreadable).and_then(Self::checked)
    }
    /// The mapping as a file that a person can edit.
    ///
    /// # Errors
    /// `Bug`, if it cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string_pretty(self).map_err(Error::bug)
    }
    /// Says what is wrong with the mapping itself, before any table is looked at.
    ///
    /// # Errors
    /// `import.mapping_broken`
    pub fn checked(self) -> Result<Self> {
        if self.kind.trim().is_empty() {
            return Err(broken("no_kind", "kind"));
        }
        for (field, rule) in &self.fields {
            if rule.from.is_empty() == rule.constant.is_none() {
                return Err(broken("source", field.as_str()));
            }
            if rule.from.iter().any(|header| header_key(header).is_empty()) {
                return Err(broken("header_empty", field.as_str()));
            }
            let mut seen = HashSet::new();
            let words = rule.values.iter().flat_map(|(value, words)| words.iter().map(move |word| (value, word)));
            for (_, word) in words {
                if !seen.insert(word_key(word)) {
                    return Err(broken("word_twice", format!("{field}: {word}")));
                }
            }
            if let Some(format) = rule.formats.iter().find(|format| !super::transform::is_day_format(format)) {
                return Err(broken("day_format", format!("{field}: {format}")));
            }
        }
        Ok(self)
    }
}

/// `why` is a code of the words `import_why.…`; `at` the field, or line and column of the text.
fn broken(why: &'static str, at: impl Into<String>) -> Error {
    let at: String = at.into();
    Error::refused("import.mapping_broken").with("why", why).with("at", at)
}

/// Remarks beside a header's name that do not change what the column is. A unit other than yuan is not among them.
const REMARKS: &[&str] = &[
    "必填",
    "选填",
    "可选",
    "非必填",
    "必选",
    "元",
    "required",
    "optional",
    "mandatory",
    "yuan",
    "cny",
    "rmb",
    "¥",
    "yyyy-mm-dd",
    "yyyymmdd",
    "是否",
];

/// A header as it is compared: one case, one width, without spaces, punctuation and remarks such as `*` or `（必填）`.
pub(super) fn header_key(header: &str) -> String {
    let folded: String = header.nfkc().flat_map(char::to_lowercase).collect();
    let mut text = folded.replace(['【', '[', '〔'], "(").replace(['】', ']', '〕'], ")");
    while let Some((open, close)) = text.find('(').and_then(|open| Some((open, open + text[open..].find(')')?))) {
        let inside = text[open + 1..close].trim();
        let remark = inside.split(['/', ',', '、', ' ']).all(|word| word.is_empty() || REMARKS.contains(&word));
        let kept = if remark { String::new() } else { inside.to_owned() };
        text.replace_range(open..=close, &kept);
    }
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A word in a cell as it is compared: one case, one width, white space folded.
pub(super) fn word_key(word: &str) -> String {
    kernel::text::tidy(&word.nfkc().flat_map(char::to_lowercase).collect::<String>(), false)
}
