//! What the customer answered when they asked for somebody, shown to them again: each by its question, in both languages.

use std::collections::BTreeSet;

use formula::{Field, FieldKind, Label};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::lowcode::pack::{Pack, Question};
use crate::orders::WorkOrder;

/// An answer by its question.
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
pub struct AnswerForCustomer {
    pub question: Label,
    /// As it was chosen or typed, with its unit.
    pub answer: Label,
}

/// The answers of an order, in the order in which they are asked. What is no question of the trade is the company's own and left out.
pub(super) fn of(order: &WorkOrder, pack: &Pack) -> Vec<AnswerForCustomer> {
    let asked = pack
        .order_type(&order.r#type)
        .map(|r#type| pack.questions(r#type, &order.category, order.fault.as_deref()))
        .unwrap_or_default();
    // the desk may have corrected since what it is about: what was asked before keeps its words
    let types = pack.order_types.iter().map(|each| &each.questions);
    let others = types
        .chain(pack.categories.iter().map(|each| &each.questions))
        .chain(pack.faults.iter().map(|each| &each.questions))
        .flatten();
    by_question(asked.into_iter().chain(others), &order.custom)
}

fn by_question<'q>(questions: impl Iterator<Item = &'q Question>, said: &Map<String, Value>) -> Vec<AnswerForCustomer> {
    let mut told = BTreeSet::new();
    questions
        .map(|question| &question.field)
        .filter_map(|field| {
            let answer = in_words(field, said.get(&field.code)?)?;
            told.insert(field.code.as_str()).then(|| AnswerForCustomer { question: field.label.clone(), answer })
        })
        .collect()
}

/// An answer as people read it; none for a blank one and for pictures, which stand in the conversation.
fn in_words(field: &Field, value: &Value) -> Option<Label> {
    let plain = |text: &str| (!text.trim().is_empty()).then(|| Label::new(text, text));
    let said = match (field.kind, value) {
        (FieldKind::Photo | FieldKind::Video | FieldKind::Signature, _) => return None,
        (_, Value::Bool(true)) => Label::new("是", "Yes"),
        (_, Value::Bool(false)) => Label::new("否", "No"),
        (FieldKind::Choice | FieldKind::MultiChoice, Value::String(codes)) => chosen(field, codes)?,
        (_, Value::String(text)) => plain(text)?,
        (_, Value::Number(number)) => plain(&number.to_string())?,
        _ => return None,
    };
    match field.unit.as_deref().filter(|unit| !unit.is_empty()) {
        Some(unit) => Some(Label::new(format!("{} {unit}", said.zh), format!("{} {unit}", said.en))),
        None => Some(said),
    }
}

/// Several are kept with a comma between them.
fn chosen(field: &Field, codes: &str) -> Option<Label> {
    let names: Vec<Label> = codes
        .split(", ")
        .filter(|code| !code.is_empty())
        .map(|code| {
            let option = field.options.iter().find(|option| option.code == code);
            option.map_or_else(|| Label::new(code, code), |option| option.label.clone())
        })
        .collect();
    let joined = |read: fn(&Label) -> &str, between: &str| names.iter().map(read).collect::<Vec<_>>().join(between);
    (!names.is_empty()).then(|| Label::new(joined(|name| &name.zh, "、"), joined(|name| &name.en, ", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn question(field: Value) -> Question {
        serde_json::from_value(json!({ "field": field })).unwrap()
    }

    #[test]
    fn answers_are_told_by_their_questions_and_once() {
        let label = |zh: &str| json!({ "zh": zh, "en": zh });
        let questions = [
            question(json!({ "code": "usable", "kind": "choice", "label": label("还能用吗"),
                "options": [{ "code": "no", "label": { "zh": "不能用", "en": "No" } }] })),
            question(json!({ "code": "signs", "kind": "multi_choice", "label": label("现象"),
                "options": [{ "code": "a", "label": label("异响") }, { "code": "b", "label": label("抖动") }] })),
            question(json!({ "code": "running", "kind": "bool", "label": label("还在漏吗") })),
            question(json!({ "code": "rooms", "kind": "number", "label": label("几间"), "unit": "间" })),
            question(json!({ "code": "photos", "kind": "photo", "label": label("照片") })),
            question(json!({ "code": "floor", "kind": "text", "label": label("几楼") })),
            question(json!({ "code": "usable", "kind": "text", "label": label("另问一次") })),
        ];
        let said = json!({ "usable": "no", "signs": "a, b", "running": true, "rooms": 2, "photos": "x", "floor": " ",
            "source_system": "erp-7" });
        let told: Vec<(String, String)> = by_question(questions.iter(), said.as_object().unwrap())
            .into_iter()
            .map(|each| (each.question.zh, each.answer.zh))
            .collect();
        let expected = [("还能用吗", "不能用"), ("现象", "异响、抖动"), ("还在漏吗", "是"), ("几间", "2 间")];
        assert_eq!(told, expected.map(|(question, answer)| (question.to_owned(), answer.to_owned())));
    }
}
