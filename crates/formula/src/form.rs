//! Forms as data: fields with a kind, limits, labels in both languages and a condition under which they are asked.

use std::collections::BTreeSet;

use kernel::FieldError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answer;
use crate::condition::Condition;

/// Words in both languages of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub zh: String,
    pub en: String,
}

impl Label {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
    pub fn said(&self, lang: kernel::Lang) -> &str {
        match lang {
            kernel::Lang::Zh => &self.zh,
            kernel::Lang::En => &self.en,
        }
    }
    /// Neither language is blank.
    pub fn is_complete(&self) -> bool {
        !self.zh.trim().is_empty() && !self.en.trim().is_empty()
    }
}

kernel::code! {
    /// What an answer to a field looks like in JSON.
    pub enum FieldKind as "field_kind" {
        /// A string of at most `max_length` characters.
        Text = "text",
        /// A number from `min` to `max`, in `unit`.
        Number = "number",
        /// The code of one of `options`.
        Choice = "choice",
        /// A list of codes of `options`, each once.
        MultiChoice = "multi_choice",
        /// `true` or `false`. A required one is answered by either.
        Bool = "bool",
        /// A tick: required means it has to be `true`.
        Tick = "tick",
        /// `YYYY-MM-DD`.
        Date = "date",
        /// A list of pictures, each by the SHA-256 of its bytes (64 hex digits).
        Photo = "photo",
        /// A list of videos, the same way.
        Video = "video",
        /// The text of a bar code or QR code.
        Scan = "scan",
        /// The drawn signature, by the SHA-256 of its picture.
        Signature = "signature",
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub label: Label,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name under which the answer is kept; a condition of a later field reads it as `answers.CODE`.
    pub code: String,
    pub kind: FieldKind,
    pub label: Label,
    /// What to look at, where to measure, how to hold the camera.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Label>,
    #[serde(default)]
    pub required: bool,
    /// Asked only when this holds; sees `answers` (earlier fields; `null` where unanswered) and the facts of whoever asks (`order`, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Smallest number, or fewest photos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest number, or most photos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// As written behind the number: `MPa`, `℃`, `m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// In characters; 2,000 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

impl Field {
    /// A field of a kind with nothing else said.
    pub fn new(code: impl Into<String>, kind: FieldKind, label: Label) -> Self {
        Self {
            code: code.into(),
            kind,
            label,
            guidance: None,
            required: false,
            when: None,
            min: None,
            max: None,
            unit: None,
            max_length: None,
            options: vec![],
        }
    }
}

/// Questions in the order in which they are asked. Answers are a JSON object by field code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Form {
    pub fields: Vec<Field>,
}

impl Form {
    /// Everything that is wrong with the answers; empty when they can be kept.
    pub fn check(&self, answers: &Value) -> Vec<FieldError> {
        self.check_with(&json!({}), answers)
    }

    /// The same, with facts besides the answers for the conditions: `{"order": {…}}`.
    pub fn check_with(&self, facts: &Value, answers: &Value) -> Vec<FieldError> {
        let Value::Object(given) = answers else { return vec![FieldError::new("answers", "field.wrong_type")] };
        let mut wrong = vec![];
        let asked: BTreeSet<&str> = self.asked(facts, answers).into_iter().map(|each| each.code.as_str()).collect();
        for field in &self.fields {
            let answer = given.get(&field.code).filter(|each| !answer::is_blank(each));
            match (asked.contains(field.code.as_str()), answer) {
                (true, Some(answer)) => wrong.extend(answer::check(field, answer)),
                (true, None) if field.required => wrong.push(FieldError::new(&field.code, "field.required")),
                // an answer to a question that is no longer asked is kept by nobody and harms nobody
                _ => {}
            }
        }
        let unknown = given.keys().filter(|code| !self.fields.iter().any(|each| each.code == **code));
        wrong.extend(unknown.map(|code| FieldError::new(code, "field.unknown")));
        wrong
    }

    /// The fields that are asked, given the facts and the answers so far. A condition that cannot be decided yet, because what it
    /// compares is unanswered, does not hold. An answer to a field that is not asked does not count for later conditions.
    pub fn asked(&self, facts: &Value, answers: &Value) -> Vec<&Field> {
        let mut seen = facts.as_object().cloned().unwrap_or_default();
        let mut known: Map<String, Value> = self.fields.iter().map(|each| (each.code.clone(), Value::Null)).collect();
        let mut asked = vec![];
        for field in &self.fields {
            let holds = field.when.as_ref().is_none_or(|when| {
                seen.insert("answers".into(), Value::Object(known.clone()));
                when.holds(&Value::Object(seen.clone())).unwrap_or(false)
            });
            if holds {
                known.insert(field.code.clone(), answers.get(&field.code).cloned().unwrap_or(Value::Null));
                asked.push(field);
            }
        }
        asked
    }

    /// Everything that is wrong with the definition itself, before it is published: codes, labels, limits, options, and conditions
    /// that read an answer that does not come before them or a name that is not in `names` (`order.category`, or `order` for all of it).
    pub fn check_definition(&self, names: &[&str]) -> Vec<FieldError> {
        let mut wrong = vec![];
        let mut earlier: BTreeSet<&str> = BTreeSet::new();
        for (i, field) in self.fields.iter().enumerate() {
            let at = |part: &str| format!("fields[{i}].{part}");
            let mut that = |holds: bool, part: &str, code| {
                if !holds {
                    wrong.push(FieldError::new(at(part), code));
                }
            };
            that(is_code(&field.code), "code", "field.not_a_code");
            that(!earlier.contains(field.code.as_str()), "code", "field.twice");
            that(field.label.is_complete(), "label", "field.required");
            that(field.guidance.as_ref().is_none_or(Label::is_complete), "guidance", "field.required");
            that(field.min.zip(field.max).is_none_or(|(min, max)| min <= max), "max", "field.too_small");
            let chosen = matches!(field.kind, FieldKind::Choice | FieldKind::MultiChoice);
            that(chosen != field.options.is_empty(), "options", "field.required");
            let codes: BTreeSet<_> = field.options.iter().map(|each| &each.code).collect();
            that(codes.len() == field.options.len(), "options", "field.twice");
            that(field.options.iter().all(|each| each.label.is_complete()), "options", "field.required");
            for path in field.when.iter().flat_map(Condition::paths) {
                let known = path.strip_prefix("answers.").map_or_else(
                    || names.iter().any(|name| path == *name || path.starts_with(&format!("{name}."))),
                    |code| earlier.contains(code.split('.').next().unwrap_or(code)),
                );
                if !known {
                    wrong.push(FieldError::new(at("when"), "field.unknown_name").with("name", path));
                }
            }
            earlier.insert(&field.code);
        }
        wrong
    }
}

/// Lower-case letters, digits and `_`, starting with a letter, at most 60: fit to be a name in a condition.
fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.len() <= 60
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
