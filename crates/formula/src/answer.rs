//! One answer judged by its field: type, limits, options.

use std::collections::BTreeSet;

use kernel::text::is_sha256;
use kernel::{Day, FieldError};
use serde_json::Value;

use crate::form::{Field, FieldKind};

const TEXT_LENGTH_MAX: usize = 2_000;
const SCAN_LENGTH_MAX: usize = 500;
const FILES_MAX: f64 = 30.0;

/// Nothing was answered: absent, `null`, white space, an empty list.
pub(crate) fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        _ => false,
    }
}

/// What is wrong with an answer that is not blank, if anything.
pub(crate) fn check(field: &Field, answer: &Value) -> Option<FieldError> {
    let error = |code| Some(FieldError::new(&field.code, code));
    match field.kind {
        FieldKind::Text => text(field, answer, field.max_length.unwrap_or(TEXT_LENGTH_MAX)),
        FieldKind::Scan => text(field, answer, field.max_length.unwrap_or(SCAN_LENGTH_MAX)),
        FieldKind::Number => match answer.as_f64().filter(|number| number.is_finite()) {
            None => error("field.wrong_type"),
            Some(number) => within(field, number, field.min, field.max, ["field.too_small", "field.too_large"]),
        },
        FieldKind::Choice => match answer.as_str() {
            None => error("field.wrong_type"),
            Some(code) if !is_option(field, code) => error("field.not_a_choice"),
            Some(_) => None,
        },
        FieldKind::MultiChoice => match strings(answer) {
            None => error("field.wrong_type"),
            Some(codes) if !codes.iter().all(|code| is_option(field, code)) => error("field.not_a_choice"),
            Some(codes) if codes.iter().collect::<BTreeSet<_>>().len() < codes.len() => error("field.twice"),
            Some(_) => None,
        },
        FieldKind::Bool => answer.as_bool().map_or_else(|| error("field.wrong_type"), |_| None),
        FieldKind::Tick => match answer.as_bool() {
            None => error("field.wrong_type"),
            Some(false) if field.required => error("field.required"),
            Some(_) => None,
        },
        FieldKind::Date => match answer.as_str() {
            None => error("field.wrong_type"),
            Some(day) => day.parse::<Day>().map_or_else(error, |_| None),
        },
        FieldKind::Photo | FieldKind::Video => match strings(answer) {
            None => error("field.wrong_type"),
            Some(files) if !files.iter().all(|file| is_sha256(file)) => error("field.not_a_file"),
            Some(files) if files.iter().collect::<BTreeSet<_>>().len() < files.len() => error("field.twice"),
            Some(files) => {
                let count = f64::from(u32::try_from(files.len()).unwrap_or(u32::MAX));
                within(field, count, field.min, field.max.or(Some(FILES_MAX)), ["field.too_few", "field.too_many"])
            }
        },
        FieldKind::Signature => match answer.as_str() {
            None => error("field.wrong_type"),
            Some(file) if !is_sha256(file) => error("field.not_a_file"),
            Some(_) => None,
        },
    }
}

fn text(field: &Field, answer: &Value, max: usize) -> Option<FieldError> {
    match answer.as_str() {
        None => Some(FieldError::new(&field.code, "field.wrong_type")),
        Some(text) if text.chars().count() > max => {
            Some(FieldError::new(&field.code, "field.too_long").with("max", max))
        }
        Some(_) => None,
    }
}

fn within(field: &Field, it: f64, min: Option<f64>, max: Option<f64>, codes: [&'static str; 2]) -> Option<FieldError> {
    let (code, name, limit) = match (min, max) {
        (Some(min), _) if it < min => (codes[0], "min", min),
        (_, Some(max)) if it > max => (codes[1], "max", max),
        _ => return None,
    };
    let error = FieldError::new(&field.code, code).with(name, tidy(limit));
    // the words of a number's limit name its unit, so there is one, be it empty
    Some(if field.kind == FieldKind::Number {
        error.with("unit", field.unit.as_deref().unwrap_or_default())
    } else {
        error
    })
}

/// Whole limits are shown without a decimal point: 30, not 30.0.
fn tidy(limit: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = limit.trunc() as i64;
    if limit.fract().abs() < f64::EPSILON && limit.abs() < 1e15 { whole.into() } else { limit.into() }
}

fn is_option(field: &Field, code: &str) -> bool {
    field.options.iter().any(|each| each.code == code)
}

fn strings(answer: &Value) -> Option<Vec<&str>> {
    answer.as_array()?.iter().map(Value::as_str).collect()
}
