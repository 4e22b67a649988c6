//! Taking back a photo that was taken by mistake, until the visit is finished: it is evidence no longer; its bytes stay for the audit.

use kernel::error::Check;
use kernel::text::is_sha256;
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::record::{Evidence, EvidenceKind, SopAnswer, VisitId, Withdrawn, WithdrawnId};
use super::scene::Scene;
use super::sop::{self, SopShown};

/// Which picture.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    pub sha256: String,
    /// The step that it answers; none for one of the visit as a whole.
    #[serde(default)]
    pub step: Option<String>,
}

/// `POST /visits/{id}/evidence-withdrawals`, by those who carry the visit out.
///
/// # Errors
/// `NotFound`, also for a picture that is no evidence; `visit.not_on_crew`; `visit.evidence_final` once the visit is over;
/// `visit.evidence_signed` for a signature, which is given anew instead; `Invalid` by field.
pub async fn take_back(tx: &Tx, id: VisitId, body: TakeBack) -> Result<SopShown> {
    let scene = Scene::at_work(tx, id).await?;
    let mut check = Check::new();
    check.that(is_sha256(&body.sha256), "sha256", "field.not_a_file");
    check.done()?;
    if scene.visit.status.is_over() {
        return Err(Error::refused("visit.evidence_final"));
    }
    let sql = Sql::new("SELECT * FROM evidence WHERE tenant_id = ? AND visit_id = ? AND sha256 = ? LIMIT 100");
    let found: Vec<Evidence> = db::select(tx, sql.bind(tx.actor().tenant).bind(id).bind(body.sha256.clone())).await?;
    let found: Vec<Evidence> = found.into_iter().filter(|each| each.step == body.step).collect();
    if found.iter().any(|each| each.kind == EvidenceKind::Signature) {
        return Err(Error::refused("visit.evidence_signed"));
    }
    let is_answer = leave_answer(tx, id, &body).await?;
    if found.is_empty() && !is_answer {
        return Err(Error::NotFound("evidence"));
    }
    for evidence in found {
        withdraw(tx, &scene, evidence).await?;
    }
    sop::shown(tx, &scene).await
}

async fn withdraw(tx: &Tx, scene: &Scene, evidence: Evidence) -> Result<()> {
    let sql = Sql::new("DELETE FROM evidence WHERE tenant_id = ? AND id = ?").bind(tx.actor().tenant).bind(evidence.id);
    tx.run(sql).await?;
    let data = json!({ "evidence_id": evidence.id, "kind": evidence.kind, "step": evidence.step });
    let withdrawn = Withdrawn {
        id: WithdrawnId::new(),
        order_id: evidence.order_id,
        visit_id: scene.visit.id,
        step: evidence.step,
        kind: evidence.kind,
        sha256: evidence.sha256,
        added_at: evidence.added_at,
        added_by: evidence.added_by,
        withdrawn_at: tx.happened_at(),
        withdrawn_by: tx.actor().user,
    };
    db::insert(tx, withdrawn).await?;
    tx.record(scene.event("visit.evidence_withdrawn").with(data)).await
}

/// Takes the picture out of the step's answer, where that names it.
async fn leave_answer(tx: &Tx, visit: VisitId, body: &TakeBack) -> Result<bool> {
    let Some(step) = &body.step else { return Ok(false) };
    let sql = Sql::new("SELECT * FROM sop_answer WHERE tenant_id = ? AND visit_id = ? AND step = ? LIMIT 1");
    let answer: Option<SopAnswer> =
        db::select_one(tx, sql.bind(tx.actor().tenant).bind(visit).bind(step.clone())).await?;
    let Some(answer) = answer else { return Ok(false) };
    let Value::Array(files) = &answer.value.0 else { return Ok(false) };
    let left: Vec<Value> = files.iter().filter(|file| **file != body.sha256).cloned().collect();
    if left.len() == files.len() {
        return Ok(false);
    }
    db::update(tx, SopAnswer { value: Json(Value::Array(left)), ..answer }).await?;
    Ok(true)
}
