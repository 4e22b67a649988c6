//! A void trip 空跑: somebody went, and nothing could be done. Its cause decides who pays, and something has to show it (D11).
//!
//! The route is composed above, with the fee; this is its part of it.

use kernel::error::Check;
use kernel::{Error, Point, Result};
use platform::db::{Tx, View};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::finish::{self, check_manifest};
use super::flow::{self, VisitVerb};
use super::here::Here;
use super::record::{Visit, VisitId, VisitOutcome};
use super::scene::Scene;
use super::sop::Run;
use super::{settled, terms};
use crate::lowcode::pack::{Payer, Reason, ReasonKind};

/// What happened.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidTrip {
    /// A reason of kind `void_trip`.
    pub cause: String,
    /// `customer_absent` unless said otherwise, or `refused`. What is unsafe is told by finishing, with the reason for which the order
    /// then waits.
    #[serde(default)]
    pub outcome: Option<VisitOutcome>,
    #[serde(default)]
    pub note: String,
    /// The SHA-256 of every photo, sent already or still to come.
    #[serde(default)]
    pub manifest: Vec<String>,
    #[serde(default)]
    pub here: Here,
}

/// A void trip with what its cause says of money.
#[derive(Clone, Debug)]
pub struct Voided {
    pub visit: Visit,
    pub cause: Reason,
}

impl Voided {
    /// The void trip that a finished visit was, whichever way it was told; none for any other end.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(view: &View, visit: Visit) -> Result<Option<Self>> {
        let cause = terms::cause_of_void(view, visit.void_cause.as_deref()).await?;
        Ok(cause.map(|cause| Self { visit, cause }))
    }

    /// The item of the price list that is charged for the way, and who pays it.
    pub fn fee(&self) -> Option<(&str, Payer)> {
        self.cause.fee.as_deref().map(|code| (code, self.cause.payer.unwrap_or(Payer::Customer)))
    }
}

/// Ends a visit as a void trip. The order goes on: the dispatcher plans the next visit, which follows this one.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.cannot_void`, `Stale`; `Invalid` at `cause`, `note`, `outcome`; `visit.evidence_missing`
/// without a photo and without a position where the cause asks for one.
pub async fn void_trip(tx: &Tx, id: VisitId, body: VoidTrip) -> Result<Voided> {
    let mut scene = Scene::at_work(tx, id).await?;
    scene.as_seen(tx)?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Void, tx.happened_at())?;
    let outcome = body.outcome.unwrap_or(VisitOutcome::CustomerAbsent);
    let is_void = matches!(outcome, VisitOutcome::CustomerAbsent | VisitOutcome::Refused);
    let mut check = Check::new();
    check.that(is_void, "outcome", "field.not_a_choice").at_most("note", &body.note, 2_000);
    check_manifest(&mut check, &body.manifest);
    check.done()?;
    let cause = terms::reason(tx, ReasonKind::VoidTrip, &body.cause, &body.note).await.map_err(at_cause)?;
    let here = body.here.noted(tx, tx.happened_at()).await?;
    let run = Run::of(tx, &scene).await?;
    is_shown(&cause, &body.manifest, &run, here.or(visit.arrived_place))?;
    let visit = Visit {
        outcome: Some(outcome),
        outcome_note: body.note.clone(),
        void_cause: Some(cause.code.clone()),
        arrived_place: visit.arrived_place.or(here),
        ..visit
    };
    finish::end(tx, &mut scene, &run, visit, &body.manifest).await?;
    let data =
        json!({ "outcome": outcome, "cause": cause.code, "on": cause.cause, "payer": cause.payer, "fee": cause.fee });
    tx.record(scene.event("visit.void_trip").with(data)).await?;
    settled(tx, scene.order.id).await?;
    Ok(Voided { visit: scene.visit, cause })
}

/// Where its cause asks for it, something has to show a void trip: a photo, or the position of whoever was there.
///
/// # Errors
/// `visit.evidence_missing`
pub(super) fn is_shown(cause: &Reason, manifest: &[String], run: &Run, place: Option<Point>) -> Result<()> {
    let is_seen = !manifest.is_empty() || !run.evidence.is_empty() || place.is_some();
    if is_seen || !cause.evidence { Ok(()) } else { Err(Error::refused("visit.evidence_missing")) }
}

/// The reason is called cause here.
fn at_cause(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            for field in fields.iter_mut().filter(|field| field.path == "reason") {
                field.path = "cause".into();
            }
            Error::Invalid(fields)
        }
        other => other,
    }
}
