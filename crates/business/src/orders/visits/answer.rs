//! Answering steps of the SOP: one, or several at once as a phone without signal brings them.

use std::collections::BTreeMap;

use formula::Form;
use kernel::{Error, FieldError, Id, Json, Result};
use platform::db::{self, Record, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::record::{SopAnswer, SopAnswerId, VisitId};
use super::scene::Scene;
use super::sop::{self, Run, SopShown};
use crate::lowcode::pack::{Sop, Step, StepKind};

/// So many steps are answered at once at most.
const STEPS_MAX: usize = 200;

/// Answers by step code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub answers: BTreeMap<String, Value>,
}

/// The answer to one step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub value: Value,
}

/// Answers one step.
///
/// # Errors
/// As [`answer_steps`]; `NotFound` for a step the SOP does not have.
pub async fn answer_step(tx: &Tx, path: (VisitId, String), body: Answer) -> Result<SopShown> {
    let scene = Scene::at_work(tx, path.0).await?;
    let sop = super::terms::sop(tx, &scene.visit).await?;
    if !sop.is_some_and(|sop| sop.steps.iter().any(|step| step.code == path.1)) {
        return Err(Error::NotFound("step"));
    }
    answer_steps(tx, path.0, Answers { answers: BTreeMap::from([(path.1, body.value)]) }).await
}

/// Answers several steps. What is out of its limits is kept and marked, as it is a finding; what cannot be such an answer is refused
/// with everything else that is wrong. A later answer to the same step stands, whichever comes in first.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.sop_not_now`; `Invalid` at `answers.STEP`.
pub async fn answer_steps(tx: &Tx, id: VisitId, body: Answers) -> Result<SopShown> {
    let scene = Scene::at_work(tx, id).await?;
    if !scene.visit.status.is_under_way() {
        return Err(Error::refused("visit.sop_not_now"));
    }
    let run = Run::of(tx, &scene).await?;
    let Some(of) = run.sop.clone() else { return Err(Error::refused("visit.no_sop")) };
    check(&of, &body.answers)?;
    let mut kept = Map::new();
    for (code, value) in body.answers {
        let Some(step) = of.steps.iter().find(|step| step.code == code) else { continue };
        let within_limits = (step.kind == StepKind::Reading).then(|| is_within(step, &value));
        let answer = SopAnswer {
            id: SopAnswerId::new(),
            visit_id: id,
            step: code.clone(),
            value: Json(value),
            within_limits,
            answered_at: tx.happened_at(),
            answered_by: tx.actor().user,
        };
        // words may hold names: the trail says that they were written, not what
        let told = if step.kind == StepKind::Text { Value::Null } else { answer.value.0.clone() };
        if keep(tx, &run, answer).await? {
            kept.insert(code, json!({ "value": told, "within_limits": within_limits }));
        }
    }
    if !kept.is_empty() {
        tx.record(scene.event("visit.steps_answered").with(json!({ "steps": kept, "count": kept.len() }))).await?;
    }
    sop::shown(tx, &scene).await
}

/// Stores an answer unless a later one stands.
async fn keep(tx: &Tx, run: &Run, answer: SopAnswer) -> Result<bool> {
    match run.answers.get(&answer.step) {
        Some(before) if before.answered_at > answer.answered_at => return Ok(false),
        Some(before) => db::update(tx, SopAnswer { id: before.id, ..answer }).await?,
        None => {
            // two phones of one crew may answer the same step at once
            let text = format!(
                "INSERT INTO sop_answer (tenant_id, {}) VALUES (?{}) ON CONFLICT (tenant_id, visit_id, step) DO UPDATE SET
                   value = excluded.value, within_limits = excluded.within_limits, answered_at = excluded.answered_at,
                   answered_by = excluded.answered_by WHERE sop_answer.answered_at <= excluded.answered_at",
                SopAnswer::COLUMNS.join(", "),
                ", ?".repeat(SopAnswer::COLUMNS.len())
            );
            let sql = Sql::new(&text).bind(tx.actor().tenant).bind_all(answer.values());
            return Ok(tx.run(sql).await? == 1);
        }
    };
    Ok(true)
}

fn check(of: &Sop, answers: &BTreeMap<String, Value>) -> Result<()> {
    let mut wrong = vec![];
    if answers.is_empty() || answers.len() > STEPS_MAX {
        wrong.push(FieldError::new("answers", "field.required"));
    }
    for (code, value) in answers {
        let path = format!("answers.{code}");
        match of.steps.iter().find(|step| step.code == *code) {
            Some(step) => wrong.extend(unusable(of, step, value).map(|error| FieldError { path, ..error })),
            None => wrong.push(FieldError::new(path, "field.unknown")),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What makes a value no answer to the step at all. Too little, too much or not yet ticked is an answer, which may block finishing.
fn unusable(of: &Sop, step: &Step, value: &Value) -> Option<FieldError> {
    let field = of.form().fields.into_iter().find(|field| field.code == step.code)?;
    let form = Form { fields: vec![formula::Field { when: None, ..field }] };
    let errors = form.check(&json!({ &step.code: value }));
    errors
        .into_iter()
        .find(|error| !matches!(error.code, "field.too_small" | "field.too_large" | "field.too_few" | "field.required"))
}

fn is_within(step: &Step, value: &Value) -> bool {
    let above = |number: f64| step.min.is_none_or(|min| number >= min);
    let below = |number: f64| step.max.is_none_or(|max| number <= max);
    value.as_f64().is_some_and(|number| above(number) && below(number))
}
