//! Forms: what is accepted, what is refused and with which word.

use kernel::FieldError;
use serde_json::{Value, json};

use super::*;

fn form() -> Form {
    let file = "a".repeat(64);
    assert_eq!(file.len(), 64);
    serde_json::from_value(json!([
        { "code": "pressure", "kind": "number", "label": { "zh": "压力", "en": "Pressure" }, "required": true, "min": -0.1, "max": 30, "unit": "MPa" },
        { "code": "leak", "kind": "bool", "label": { "zh": "是否泄漏", "en": "Leak" }, "required": true },
        { "code": "where", "kind": "choice", "label": { "zh": "位置", "en": "Where" }, "required": true, "when": "answers.leak",
          "options": [{ "code": "valve", "label": { "zh": "阀门", "en": "Valve" } }, { "code": "pipe", "label": { "zh": "管路", "en": "Pipe" } }] },
        { "code": "signs", "kind": "multi_choice", "label": { "zh": "现象", "en": "Signs" },
          "options": [{ "code": "ice", "label": { "zh": "结冰", "en": "Ice" } }, { "code": "noise", "label": { "zh": "异响", "en": "Noise" } }] },
        { "code": "pictures", "kind": "photo", "label": { "zh": "照片", "en": "Photos" }, "min": 2, "max": 3, "when": "answers.where == 'pipe'", "required": true },
        { "code": "bought_on", "kind": "date", "label": { "zh": "购买日期", "en": "Bought on" } },
        { "code": "serial", "kind": "scan", "label": { "zh": "机身码", "en": "Serial" } },
        { "code": "note", "kind": "text", "label": { "zh": "备注", "en": "Note" }, "max_length": 5 },
        { "code": "clean", "kind": "tick", "label": { "zh": "已清场", "en": "Cleaned" }, "required": true },
        { "code": "signed", "kind": "signature", "label": { "zh": "签字", "en": "Signature" }, "when": "order.signature" }
    ]))
    .unwrap()
}

fn wrong(change: Value) -> Vec<String> {
    let mut answers = json!({ "pressure": 12.5, "leak": false, "clean": true });
    for (code, answer) in change.as_object().unwrap() {
        answers[code] = answer.clone();
    }
    let said = |each: FieldError| format!("{} {}", each.path, each.code);
    form().check_with(&json!({ "order": { "signature": true } }), &answers).into_iter().map(said).collect()
}

#[test]
fn every_answer_is_judged_by_its_field() {
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    for (change, expected) in [
        (json!({}), vec![]),
        (json!({ "pressure": null }), vec!["pressure field.required"]),
        (json!({ "pressure": "12" }), vec!["pressure field.wrong_type"]),
        (json!({ "pressure": -0.2 }), vec!["pressure field.too_small"]),
        (json!({ "pressure": 31 }), vec!["pressure field.too_large"]),
        (json!({ "leak": "yes" }), vec!["leak field.wrong_type"]),
        (json!({ "leak": true }), vec!["where field.required"]),
        (json!({ "leak": true, "where": "roof" }), vec!["where field.not_a_choice"]),
        (json!({ "leak": true, "where": "pipe" }), vec!["pictures field.required"]),
        (json!({ "leak": true, "where": "pipe", "pictures": [a] }), vec!["pictures field.too_few"]),
        (json!({ "leak": true, "where": "pipe", "pictures": [a, a] }), vec!["pictures field.twice"]),
        (json!({ "leak": true, "where": "pipe", "pictures": [a, "x.jpg"] }), vec!["pictures field.not_a_file"]),
        (json!({ "leak": true, "where": "pipe", "pictures": [a, b] }), vec![]),
        (json!({ "signs": ["ice", "ice"] }), vec!["signs field.twice"]),
        (json!({ "signs": ["fire"] }), vec!["signs field.not_a_choice"]),
        (json!({ "signs": "ice" }), vec!["signs field.wrong_type"]),
        (json!({ "bought_on": "2026-02-30" }), vec!["bought_on field.not_a_day"]),
        (json!({ "serial": "x".repeat(501) }), vec!["serial field.too_long"]),
        (json!({ "note": "六个字以上了" }), vec!["note field.too_long"]),
        (json!({ "clean": false }), vec!["clean field.required"]),
        (json!({ "signed": "me" }), vec!["signed field.not_a_file"]),
        (json!({ "colour": "red" }), vec!["colour field.unknown"]),
    ] {
        assert_eq!(wrong(change.clone()), expected, "{change}");
    }
}

#[test]
fn a_limit_is_told_with_its_unit() {
    let errors = form().check(&json!({ "pressure": 99, "leak": false, "clean": true }));
    assert_eq!(serde_json::to_value(&errors[0].facts).unwrap(), json!({ "max": 30, "unit": "MPa" }));
}

#[test]
fn an_answer_to_a_hidden_question_does_not_open_the_next_one() {
    // "where" is hidden while nothing leaks, so "pictures" stays hidden too
    assert_eq!(wrong(json!({ "leak": false, "where": "pipe" })), Vec::<String>::new());
}

#[test]
fn answers_that_are_not_an_object_are_refused_as_a_whole() {
    assert_eq!(form().check(&json!([1]))[0].code, "field.wrong_type");
}

#[test]
fn a_definition_is_checked_before_it_is_published() {
    assert_eq!(form().check_definition(&["order.signature"]), vec![]);
    let mut broken = form();
    broken.fields[2].options.clear();
    broken.fields[4].when = Some(Condition::parse("answers.note == 'x' && weather.rain").unwrap());
    broken.fields[5].label.en.clear();
    broken.fields[6].code = "bought_on".into();
    broken.fields[7].code = "Big Note".into();
    let said: Vec<_> = broken.check_definition(&["order"]).iter().map(|e| format!("{} {}", e.path, e.code)).collect();
    assert_eq!(
        said,
        [
            "fields[2].options field.required",
            "fields[4].when field.unknown_name",
            "fields[4].when field.unknown_name",
            "fields[5].label field.required",
            "fields[6].code field.twice",
            "fields[7].code field.not_a_code",
        ]
    );
}
