//! SOPs: the steps of a visit, some forced, some asked only when an earlier answer calls for them.

use formula::{Choice, Condition, Field, FieldKind, Form, Label};
use kernel::FieldError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

kernel::code! {
    /// What a step asks for.
    pub enum StepKind as "step_kind" {
        /// At least one photo, or `min` of them.
        Photo = "photo",
        Video = "video",
        /// A measured number in `unit`, within `min` and `max`.
        Reading = "reading",
        /// Done: a forced tick has to be set.
        Tick = "tick",
        Text = "text",
        /// One of `options`.
        Choice = "choice",
        Scan = "scan",
        Signature = "signature",
    }
}

/// A standard procedure. A visit keeps the version with which it was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sop {
    pub code: String,
    pub version: u32,
    pub name: Label,
    /// Meant for these; empty: for all.
    #[serde(default)]
    pub categories: Vec<String>,
    pub steps: Vec<Step>,
    /// The company does not use it: it is offered no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_off: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Later conditions read the answer as `answers.CODE`.
    pub code: String,
    pub kind: StepKind,
    pub label: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Label>,
    /// What to say to the customer (话术).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<Label>,
    /// The visit cannot be finished without it.
    #[serde(default)]
    pub forced: bool,
    /// Asked only when this holds; sees `order` and `answers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Smallest reading, or fewest photos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest reading, or most photos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// How it looks when it is done right; the company's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<StepPicture>,
}

/// A picture that guides through a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepPicture {
    /// Of a stored picture.
    pub sha256: String,
    #[serde(default)]
    pub caption: String,
}

impl Sop {
    /// The steps that are asked, given the order's facts (`{"order": {…}}`) and the answers so far by step code.
    pub fn asked(&self, facts: &Value, answers: &Value) -> Vec<&Step> {
        let form = self.form();
        let asked: Vec<&str> = form.asked(facts, answers).into_iter().map(|each| each.code.as_str()).collect();
        self.steps.iter().filter(|each| asked.contains(&each.code.as_str())).collect()
    }

    /// What stands in the way of finishing: forced steps without an answer, readings out of their limits. Paths are step codes.
    pub fn check(&self, facts: &Value, answers: &Value) -> Vec<FieldError> {
        self.form().check_with(facts, answers)
    }

    /// The same questions as a form.
    pub fn form(&self) -> Form {
        Form { fields: self.steps.iter().map(Step::field).collect() }
    }
}

impl Step {
    fn field(&self) -> Field {
        let kind = match self.kind {
            StepKind::Photo => FieldKind::Photo,
            StepKind::Video => FieldKind::Video,
            StepKind::Reading => FieldKind::Number,
            StepKind::Tick => FieldKind::Tick,
            StepKind::Text => FieldKind::Text,
            StepKind::Choice => FieldKind::Choice,
            StepKind::Scan => FieldKind::Scan,
            StepKind::Signature => FieldKind::Signature,
        };
        Field {
            guidance: self.guidance.clone(),
            required: self.forced,
            when: self.when.clone(),
            min: self.min,
            max: self.max,
            unit: self.unit.clone(),
            options: self.options.clone(),
            ..Field::new(&self.code, kind, self.label.clone())
        }
    }
}
