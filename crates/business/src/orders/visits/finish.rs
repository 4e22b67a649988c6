//! Finishing a visit: forced steps, price and signature are judged, the outcome is kept, and what it asks for next is planned (D7, F5).
//!
//! The route is composed above, with charges, payments and assets; this is its part of it.

use kernel::error::Check;
use kernel::text::is_sha256;
use kernel::{Error, FieldError, Json, Lang, Moment, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::await_parts;
use super::evidence::{self, NewEvidence};
use super::flow::{self, VisitVerb};
use super::plan::{self, Because, NewVisit};
use super::record::{EvidenceKind, Visit, VisitId, VisitOutcome, VisitStatus};
use super::scene::Scene;
use super::sop::Run;
use super::{booking, crew, settled, terms, void_trip};
use crate::lowcode::pack::{Next, Payer, Reason, ReasonKind, StepKind};
use crate::money;
use crate::nouns::{ItemId, OrderId};
use crate::orders::record::{ItemStatus, OrderItem, OrderOutcome, WorkOrder};
use crate::orders::{Hold, hold_order};
use crate::parts::{self, AwaitedPart, PartUsed};

/// So many files are named at most.
const MANIFEST_MAX: usize = 300;

/// How a visit ended.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finishing {
    pub outcome: VisitOutcome,
    /// Why, where the outcome asks for a reason: of kind `second_visit`, `void_trip` or `hold`.
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub note: String,
    /// The SHA-256 of every file of the visit, sent already or still to come.
    #[serde(default)]
    pub manifest: Vec<String>,
    /// Parts that were not noted before.
    #[serde(default)]
    pub parts: Vec<PartUsed>,
    /// With `needs_parts`: which, and when they are expected, as far as anybody knows.
    #[serde(default)]
    pub awaits: Vec<AwaitedPart>,
    /// The SHA-256 of the customer's signature; the one that a step took unless said otherwise.
    #[serde(default)]
    pub signature: Option<String>,
    #[serde(default)]
    pub signed_by: Option<String>,
    /// How single items ended, where it differs from the visit.
    #[serde(default)]
    pub items: Vec<ItemEnd>,
    /// The appointment agreed on for coming again.
    #[serde(default)]
    pub again: Option<Again>,
}

/// How an item ended.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemEnd {
    pub item_id: ItemId,
    pub outcome: OrderOutcome,
}

/// The next appointment.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    #[serde(default)]
    pub window_from_at: Option<Moment>,
    #[serde(default)]
    pub window_to_at: Option<Moment>,
    #[serde(default)]
    pub minutes: Option<i64>,
    /// Who pays for coming again; by the reason unless said otherwise.
    #[serde(default)]
    pub payer: Option<Payer>,
}

/// Finishes a visit. With `needs_parts` or `needs_second_visit`, a second one that follows it is planned in the same transaction;
/// with an outcome that the company holds for (`unsafe`), the order waits with its reason.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.cannot_finish`, `visit.not_started`, `Stale` (also for `prices`); `Invalid` by field;
/// `visit.sop_incomplete` with `steps`, `visit.price_not_approved`, `visit.signature_missing`; `visit.evidence_missing` as for a void
/// trip where the outcome is one.
pub async fn finish(tx: &Tx, id: VisitId, body: Finishing) -> Result<Visit> {
    let mut scene = Scene::at_work(tx, id).await?;
    scene.as_seen(tx)?;
    prices_as_seen(tx, &scene).await?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Finish, tx.happened_at())?;
    check(&body)?;
    let rule = terms::outcome(tx, &body.outcome.to_string()).await?;
    let is_complete = rule.as_ref().map_or(body.outcome == VisitOutcome::Solved, |rule| rule.complete);
    if is_complete && scene.visit.status != VisitStatus::Working {
        return Err(Error::refused("visit.not_started"));
    }
    let reason = match rule.as_ref().and_then(|rule| rule.reason) {
        Some(kind) => Some(asked_reason(tx, kind, &body).await?),
        None => None,
    };
    let run = Run::of(tx, &scene).await?;
    let signature = body.signature.clone().or_else(|| run.signature());
    if is_complete {
        is_ready(tx, &scene, &run, &body, signature.is_some()).await?;
    }
    if let Some(cause) = reason.as_ref().filter(|reason| reason.kind == ReasonKind::VoidTrip) {
        void_trip::is_shown(cause, &body.manifest, &run, visit.arrived_place)?;
    }
    for part in body.parts.clone() {
        parts::use_part(tx, id, part).await?;
    }
    let void_cause = reason.as_ref().filter(|reason| reason.kind == ReasonKind::VoidTrip).map(|it| it.code.clone());
    let visit = Visit {
        outcome: Some(body.outcome),
        outcome_note: body.note.clone(),
        signature,
        signed_by: body.signed_by.clone(),
        void_cause,
        ..visit
    };
    end(tx, &mut scene, &run, visit, &body.manifest).await?;
    let items = end_items(tx, &scene, &body).await?;
    let again = second_visit(tx, &scene, &body, reason.as_ref()).await?;
    if let Some(again) = again.filter(|_| !body.awaits.is_empty()) {
        await_parts::noted(tx, &scene, again, body.awaits.clone()).await?;
    }
    let data = json!({ "outcome": body.outcome, "reason": reason.as_ref().map(|reason| &reason.code), "items": items,
        "files": scene.visit.manifest.len(), "evidence_complete": scene.visit.evidence_complete, "second_visit_id": again });
    tx.record(scene.event("visit.finished").with(data)).await?;
    settled(tx, scene.order.id).await?;
    if rule.is_some_and(|rule| rule.next == Next::Hold) {
        wait(tx, scene.order.id, reason, &body.note).await?;
    }
    db::get(tx, id).await
}

/// Puts the order on hold because of how the visit ended: until what made it unsafe is mended. One that waits already goes on waiting.
async fn wait(tx: &Tx, id: OrderId, reason: Option<Reason>, note: &str) -> Result<()> {
    let order: WorkOrder = db::get(tx, id).await?;
    let Some(reason) = reason.filter(|reason| reason.kind == ReasonKind::Hold) else { return Ok(()) };
    if order.hold_reason.is_some() {
        return Ok(());
    }
    let hold = Hold { reason: reason.code, note: note.to_owned(), expected_until_at: None };
    hold_order(tx, order, hold).await.map(|_| ())
}

/// What both ends of a visit have in common: its files are noted as evidence, the crew's time ends, the rest of the booked time is free.
pub(super) async fn end(tx: &Tx, scene: &mut Scene, run: &Run, visit: Visit, manifest: &[String]) -> Result<()> {
    let ended = visit.finished_at.unwrap_or(tx.now());
    let signature = visit.signature.as_ref().filter(|sha256| !manifest.contains(sha256));
    for sha256 in manifest.iter().chain(signature) {
        if !run.evidence.iter().any(|each| each.sha256 == *sha256) {
            let new = named(run, sha256, visit.signature.as_ref() == Some(sha256));
            evidence::insert(tx, scene, new).await?;
        }
    }
    let evidence_complete = evidence::all_bytes_are_there(tx, visit.id).await?;
    scene.save(tx, Visit { manifest: Json(manifest.to_vec()), evidence_complete, ..visit }).await?;
    crew::clock(tx, scene, None, Some(ended)).await?;
    booking::free_rest(tx, scene.visit.id, ended).await
}

/// Evidence for a file of the manifest that was not described before.
fn named(run: &Run, sha256: &str, is_signature: bool) -> NewEvidence {
    let step = run.step_of(sha256);
    let kind = match step.map(|step| step.kind) {
        Some(StepKind::Video) => EvidenceKind::Video,
        Some(StepKind::Signature) => EvidenceKind::Signature,
        _ if is_signature => EvidenceKind::Signature,
        _ => EvidenceKind::Photo,
    };
    NewEvidence {
        sha256: sha256.to_owned(),
        kind,
        step: step.map(|step| step.code.clone()),
        caption: String::new(),
        taken_at: None,
        place: None,
    }
}

/// What the work must have before it counts as done.
async fn is_ready(tx: &Tx, scene: &Scene, run: &Run, body: &Finishing, is_signed: bool) -> Result<()> {
    let blocks = run.blocks(Some(&body.manifest));
    if !blocks.is_empty() {
        let lang = tx.actor().lang;
        let label = |of: &formula::Label| if lang == Lang::En { of.en.clone() } else { of.zh.clone() };
        let names: Vec<String> = blocks.iter().map(|block| label(&block.label)).collect();
        let refused = Error::refused("visit.sop_incomplete").with("count", blocks.len());
        return Err(refused.with("names", names.join("、")).with("steps", json!(blocks)));
    }
    let of = crate::orders::phase::type_of(tx, &scene.order).await?;
    let (asks_price, asks_signature) = of.map_or((false, false), |of| (of.price_approval, of.signature));
    if asks_price && !money::is_approved(tx, scene.order.id).await? {
        return Err(Error::refused("visit.price_not_approved"));
    }
    if asks_signature && !is_signed { Err(Error::refused("visit.signature_missing")) } else { Ok(()) }
}

async fn asked_reason(tx: &Tx, kind: ReasonKind, body: &Finishing) -> Result<Reason> {
    let code = body.reason.as_deref().ok_or_else(|| Error::invalid("reason", "field.required"))?;
    terms::reason(tx, kind, code, &body.note).await
}

/// Keeps how single items ended. With a visit that solved what it went for, an item is over however it ended, and those left by an
/// earlier visit are open again, to be done with the order; after any other visit an item without a final end is left to do.
async fn end_items(tx: &Tx, scene: &Scene, body: &Finishing) -> Result<serde_json::Value> {
    let mut told = vec![];
    let is_solved = body.outcome == VisitOutcome::Solved;
    for (at, end) in body.items.iter().enumerate() {
        let item: Option<OrderItem> = db::find(tx, end.item_id).await?;
        let item = item.filter(|item| item.order_id == scene.order.id && item.status != ItemStatus::Cancelled);
        let item = item.ok_or_else(|| Error::invalid(format!("items[{at}].item_id"), "field.not_found"))?;
        let is_final = matches!(end.outcome, OrderOutcome::Solved | OrderOutcome::EndOfLife | OrderOutcome::Refused);
        let status = if is_solved || is_final { ItemStatus::Done } else { ItemStatus::NotDone };
        db::update(tx, OrderItem { status, outcome: Some(end.outcome), ..item }).await?;
        told.push(json!({ "item_id": end.item_id, "outcome": end.outcome }));
    }
    if is_solved {
        let sql = Sql::new(
            "UPDATE order_item SET status = ?, outcome = NULL, version = version + 1 WHERE tenant_id = ? AND order_id = ? AND status = ?",
        );
        let sql = sql.bind(ItemStatus::Open).bind(tx.actor().tenant).bind(scene.order.id);
        tx.run(sql.bind(ItemStatus::NotDone)).await?;
    }
    Ok(told.into())
}

/// Refuses when the caller relied on other prices than stand now.
async fn prices_as_seen(tx: &Tx, scene: &Scene) -> Result<()> {
    if !tx.said().facts.contains_key("prices") {
        return Ok(());
    }
    let money = money::order_money(tx, scene.order.id).await?;
    tx.said().fact_as_seen("prices", money.prices)
}

/// Plans coming again where the outcome says so: for the same leg, because of this visit.
async fn second_visit(tx: &Tx, scene: &Scene, body: &Finishing, reason: Option<&Reason>) -> Result<Option<VisitId>> {
    if !matches!(body.outcome, VisitOutcome::NeedsParts | VisitOutcome::NeedsSecondVisit) {
        return Ok(None);
    }
    let again = body.again.unwrap_or_default();
    let payer = again.payer.or(reason.and_then(|reason| reason.payer)).or(Some(Payer::Company));
    let new = NewVisit {
        window_from_at: again.window_from_at,
        window_to_at: again.window_to_at,
        minutes: again.minutes,
        unit_id: scene.visit.unit_id,
        because: Some(Because { visit_id: scene.visit.id, outcome: body.outcome, payer }),
        ..NewVisit::of(scene.order.id, scene.visit.leg.clone())
    };
    plan::insert(tx, new).await.map(|visit| Some(visit.id))
}

fn check(body: &Finishing) -> Result<()> {
    let mut check = Check::new();
    check
        .at_most("note", &body.note, 2_000)
        .at_most("signed_by", body.signed_by.as_deref().unwrap_or_default(), 60)
        .that(body.signature.as_deref().is_none_or(is_sha256), "signature", "field.not_a_file");
    check_manifest(&mut check, &body.manifest);
    check.that(body.awaits.is_empty() || body.outcome == VisitOutcome::NeedsParts, "awaits", "field.not_a_choice");
    if body.parts.len() > 100 {
        check.note(FieldError::new("parts", "field.too_many").with("max", 100));
    }
    check.done()
}

/// The files named: hashes, each once, not too many.
pub(super) fn check_manifest(check: &mut Check, manifest: &[String]) {
    if manifest.len() > MANIFEST_MAX {
        check.note(FieldError::new("manifest", "field.too_many").with("max", MANIFEST_MAX));
    }
    for (at, sha256) in manifest.iter().enumerate() {
        check.that(is_sha256(sha256), format!("manifest[{at}]"), "field.not_a_file").that(
            !manifest[..at].contains(sha256),
            format!("manifest[{at}]"),
            "field.twice",
        );
    }
}
