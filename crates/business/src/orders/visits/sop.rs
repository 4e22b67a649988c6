//! The SOP run of a visit: which steps are asked, what was answered, what the machine read before, and what still blocks finishing (F5).

use std::collections::BTreeMap;
use std::sync::Arc;

use formula::Label;
use kernel::id::UserId;
use kernel::{FieldError, Json, Moment, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::record::{Evidence, SopAnswer, VisitId};
use super::scene::Scene;
use super::terms;
use crate::lowcode::pack::{Sop, Step, StepKind};
use crate::orders::legs;

/// So many earlier readings of one step are shown.
const EARLIER_MAX: usize = 5;

/// The run as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SopShown {
    pub visit_id: VisitId,
    /// Absent where the leg has no SOP.
    pub code: Option<String>,
    pub version: Option<i64>,
    pub name: Option<Label>,
    pub steps: Vec<StepShown>,
    /// What still stands in the way of finishing, step by step.
    pub blocks: Vec<Block>,
}

/// A step with its answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepShown {
    pub step: Step,
    /// False while earlier answers do not call for it.
    pub asked: bool,
    pub answer: Option<Value>,
    /// For readings: within the step's limits.
    pub within_limits: Option<bool>,
    pub answered_at: Option<Moment>,
    pub answered_by: Option<UserId>,
    /// What the same machines read on earlier visits, newest first.
    pub earlier: Vec<EarlierReading>,
}

/// A reading of an earlier visit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EarlierReading {
    pub value: Value,
    pub answered_at: Moment,
    pub order_number: String,
}

/// Why a step blocks finishing: a `field.…` code with its facts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Block {
    pub step: String,
    pub label: Label,
    pub code: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

/// A visit's SOP with everything said to it so far.
pub(super) struct Run {
    pub sop: Option<Arc<Sop>>,
    facts: Value,
    pub answers: BTreeMap<String, SopAnswer>,
    pub evidence: Vec<Evidence>,
}

impl Run {
    pub async fn of(view: &View, scene: &Scene) -> Result<Self> {
        let tenant = view.actor().tenant;
        let sql = Sql::new("SELECT * FROM sop_answer WHERE tenant_id = ? AND visit_id = ?");
        let answers: Vec<SopAnswer> = db::select(view, sql.bind(tenant).bind(scene.visit.id)).await?;
        let sql = Sql::new("SELECT * FROM evidence WHERE tenant_id = ? AND visit_id = ? ORDER BY added_at, id");
        Ok(Self {
            sop: terms::sop(view, &scene.visit).await?,
            facts: facts(view, scene).await?,
            answers: answers.into_iter().map(|answer| (answer.step.clone(), answer)).collect(),
            evidence: db::select(view, sql.bind(tenant).bind(scene.visit.id)).await?,
        })
    }

    /// All answers by step: those given, and pictures that were added to a step as evidence.
    pub fn values(&self) -> Map<String, Value> {
        let mut values: Map<String, Value> =
            self.answers.values().map(|answer| (answer.step.clone(), answer.value.0.clone())).collect();
        let steps = self.sop.iter().flat_map(|sop| &sop.steps);
        for step in steps {
            let added = || self.evidence.iter().filter(|each| each.step.as_deref() == Some(&step.code));
            match step.kind {
                StepKind::Photo | StepKind::Video => {
                    let entry = values.entry(step.code.clone()).or_insert_with(|| json!([]));
                    let Value::Array(files) = entry else { continue };
                    for each in added().map(|each| Value::from(each.sha256.clone())) {
                        if !files.contains(&each) {
                            files.push(each);
                        }
                    }
                }
                StepKind::Signature if !values.contains_key(&step.code) => {
                    let newest = added().next_back().map(|each| Value::from(each.sha256.clone()));
                    values.extend(newest.map(|sha256| (step.code.clone(), sha256)));
                }
                _ => {}
            }
        }
        values.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
        values
    }

    /// What stands in the way of finishing. Of the files in answers only those count that are evidence or in `manifest`: what nobody
    /// has announced will never come.
    pub fn blocks(&self, manifest: Option<&[String]>) -> Vec<Block> {
        let Some(sop) = &self.sop else { return vec![] };
        let mut values = self.values();
        if let Some(manifest) = manifest {
            let announced = |sha256: &str| {
                manifest.iter().any(|each| each == sha256) || self.evidence.iter().any(|each| each.sha256 == sha256)
            };
            for step in sop.steps.iter().filter(|step| is_file(step.kind)) {
                match values.get_mut(&step.code) {
                    Some(Value::Array(files)) => files.retain(|file| file.as_str().is_some_and(announced)),
                    Some(Value::String(file)) if !announced(file) => drop(values.remove(&step.code)),
                    _ => {}
                }
            }
        }
        let blocking = sop.check(&self.facts, &Value::Object(values));
        blocking.into_iter().filter_map(|error| block(sop, error)).collect()
    }

    /// The codes of the steps that are asked now.
    fn asked(&self) -> Vec<String> {
        let values = Value::Object(self.values());
        let asked = self.sop.iter().flat_map(|sop| sop.asked(&self.facts, &values));
        asked.map(|step| step.code.clone()).collect()
    }

    /// The last signature that a step took.
    pub fn signature(&self) -> Option<String> {
        let values = self.values();
        let steps = self.sop.iter().flat_map(|sop| &sop.steps).filter(|step| step.kind == StepKind::Signature);
        steps.filter_map(|step| values.get(&step.code)?.as_str().map(str::to_owned)).next_back()
    }

    /// The step whose answer holds this file.
    pub fn step_of(&self, sha256: &str) -> Option<&Step> {
        let holds = |value: &Value| match value {
            Value::Array(files) => files.iter().any(|file| file == sha256),
            other => other == sha256,
        };
        let steps = self.sop.iter().flat_map(|sop| &sop.steps);
        steps
            .filter(|step| is_file(step.kind))
            .find(|step| self.answers.get(&step.code).is_some_and(|answer| holds(&answer.value)))
    }
}

/// Is a step of this kind answered with files?
pub(super) fn is_file(kind: StepKind) -> bool {
    matches!(kind, StepKind::Photo | StepKind::Video | StepKind::Signature)
}

fn block(sop: &Sop, error: FieldError) -> Option<Block> {
    let step = sop.steps.iter().find(|step| step.code == error.path)?;
    Some(Block { step: error.path, label: step.label.clone(), code: error.code.to_owned(), facts: error.facts })
}

/// What the conditions of steps may ask: the order's facts, for the leg of this visit.
async fn facts(view: &View, scene: &Scene) -> Result<Value> {
    let mut facts = legs::facts(&scene.order);
    if let Some(order) = facts["order"].as_object_mut() {
        order.insert("leg".into(), scene.visit.leg.clone().into());
        if let Some(of) = crate::orders::phase::type_of(view, &scene.order).await? {
            order.insert("kind".into(), json!(of.kind));
            order.insert("serial_required".into(), of.serial_required.into());
        }
    }
    Ok(facts)
}

/// The SOP run of a visit.
///
/// # Errors
/// `NotFound`
pub async fn read_run(view: &View, id: VisitId, _: Nothing) -> Result<SopShown> {
    shown(view, &Scene::of(view, id).await?).await
}

/// The run of a scene's visit as it is shown.
pub(super) async fn shown(view: &View, scene: &Scene) -> Result<SopShown> {
    let run = Run::of(view, scene).await?;
    let (asked, values) = (run.asked(), run.values());
    let mut earlier = earlier(view, scene).await?;
    let steps = run.sop.iter().flat_map(|sop| &sop.steps).map(|step| {
        let answer = run.answers.get(&step.code);
        StepShown {
            asked: asked.contains(&step.code),
            answer: values.get(&step.code).cloned(),
            within_limits: answer.and_then(|answer| answer.within_limits),
            answered_at: answer.map(|answer| answer.answered_at),
            answered_by: answer.map(|answer| answer.answered_by),
            earlier: earlier.remove(&step.code).unwrap_or_default(),
            step: step.clone(),
        }
    });
    Ok(SopShown {
        visit_id: scene.visit.id,
        code: scene.visit.sop.clone(),
        version: scene.visit.sop_version,
        name: run.sop.as_ref().map(|sop| sop.name.clone()),
        steps: steps.collect(),
        blocks: run.blocks(None),
    })
}

/// Earlier readings of the same machines by step, newest first.
async fn earlier(view: &View, scene: &Scene) -> Result<BTreeMap<String, Vec<EarlierReading>>> {
    let mut by_step: BTreeMap<String, Vec<EarlierReading>> = BTreeMap::new();
    if scene.assets.is_empty() {
        return Ok(by_step);
    }
    let sql = Sql::new(
        "SELECT a.step, a.value, a.answered_at, o.number FROM sop_answer a
         JOIN visit v ON v.tenant_id = a.tenant_id AND v.id = a.visit_id
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE a.tenant_id = ? AND a.within_limits IS NOT NULL AND a.visit_id <> ? AND v.order_id IN
           (SELECT i.order_id FROM order_item i WHERE i.tenant_id = ? AND",
    )
    .bind(view.actor().tenant)
    .bind(scene.visit.id)
    .bind(view.actor().tenant)
    .within("i.asset_id", scene.assets.iter().copied())
    .push(") ORDER BY a.answered_at DESC LIMIT 200");
    for row in view.all(sql).await? {
        let readings = by_step.entry(read(&row, "step")?).or_default();
        if readings.len() < EARLIER_MAX {
            readings.push(EarlierReading {
                value: read::<Json<Value>>(&row, "value")?.0,
                answered_at: read(&row, "answered_at")?,
                order_number: read(&row, "number")?,
            });
        }
    }
    Ok(by_step)
}
