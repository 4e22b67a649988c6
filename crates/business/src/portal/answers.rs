//! What a customer answered to the questions of a request: whether it fits them, how urgent that makes it, and what of it the order keeps.

use formula::{Field, Form};
use kernel::code::Code;
use kernel::error::{Check, FieldError};
use kernel::{Error, Result};
use serde_json::{Map, Value, json};

use super::request::{Request, open_types};
use crate::lowcode::pack::{Pack, Question, Urgency};

/// So many photos come with a request.
const FILES_MAX: usize = 9;

/// How urgent a request is, and the photos among its answers.
///
/// # Errors
/// `Invalid` by field; those of the company's conditions.
pub(super) fn judge(pack: &Pack, category: &str, body: &Request) -> Result<(Urgency, Vec<String>)> {
    let r#type = open_types(pack).find(|each| each.code == body.r#type);
    let r#type = r#type.ok_or_else(|| Error::invalid("type", "field.not_a_choice"))?;
    let fault = body.fault.as_deref();
    if fault.is_some_and(|fault| !pack.is_fault_of(fault, category)) {
        return Err(Error::invalid("fault", "field.not_a_choice"));
    }
    let questions = pack.questions(r#type, category, fault);
    let answers = Value::Object(body.answers.clone());
    let facts =
        json!({ "order": { "type": r#type.code, "kind": r#type.kind.code(), "category": category, "fault": fault } });
    let form = Form { fields: questions.iter().map(|question| question.field.clone()).collect() };
    let wrong = form.check_with(&facts, &answers);
    if !wrong.is_empty() {
        let below = |error: FieldError| FieldError { path: format!("answers.{}", error.path), ..error };
        return Err(Error::Invalid(wrong.into_iter().map(below).collect()));
    }
    let usual = fault.and_then(|code| pack.fault(code)).map_or(Urgency::Normal, |fault| fault.urgency);
    let seen = json!({ "order": facts["order"], "answers": known(&form, &answers) });
    let mut urgency = usual;
    for raise in questions.iter().filter_map(|question: &&Question| question.raises.as_ref()) {
        if raise.when.holds(&seen)? {
            urgency = urgency.max(raise.to);
        }
    }
    let photos =
        form.fields.iter().filter(|field| matches!(field.kind, formula::FieldKind::Photo | formula::FieldKind::Video));
    let files: Vec<String> = photos
        .filter_map(|field| answers.get(&field.code)?.as_array())
        .flatten()
        .filter_map(|file| file.as_str().map(str::to_owned))
        .collect();
    let mut check = Check::new();
    check.files("answers.photos", &files, FILES_MAX);
    check.done()?;
    Ok((urgency, files))
}

/// Every question's answer, `null` where there is none, as conditions read them.
fn known(form: &Form, answers: &Value) -> Value {
    let of = |field: &Field| (field.code.clone(), answers.get(&field.code).cloned().unwrap_or(Value::Null));
    Value::Object(form.fields.iter().map(of).collect())
}

/// The answers as facts of the order: flat, without the photos, which go with the conversation.
pub(super) fn facts_of(answers: &Map<String, Value>) -> Map<String, Value> {
    let flat = |value: &Value| match value {
        Value::Array(all) => {
            let words: Vec<&str> = all.iter().filter_map(Value::as_str).filter(|word| word.len() < 64).collect();
            (!words.is_empty()).then(|| Value::from(words.join(", ")))
        }
        Value::Object(_) | Value::Null => None,
        other => Some(other.clone()),
    };
    answers.iter().filter_map(|(code, value)| Some((code.clone(), flat(value)?))).collect()
}
