//! A visit as the API shows it: its facts, its crew and its open offer, each person with a name.

use std::collections::BTreeMap;

use kernel::id::{UnitId, UserId};
use kernel::{BasisPoints, Moment, Point, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{
    ArrivalJudged, CrewMember, CrewMemberId, CrewRole, Offer, OfferAnswer, OfferId, Visit, VisitId, VisitOutcome,
    VisitStatus,
};
use super::scene::Scene;
use crate::identity::links;
use crate::lowcode::pack::Payer;
use crate::nouns::OrderId;

/// A visit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitShown {
    pub id: VisitId,
    pub order_id: OrderId,
    pub order_number: String,
    pub number: i64,
    pub leg: String,
    pub status: VisitStatus,
    pub unit_id: Option<UnitId>,
    /// The visit that made this one necessary, why, and who pays for coming again.
    pub previous_id: Option<VisitId>,
    pub cause: Option<VisitOutcome>,
    pub payer: Option<Payer>,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    /// To be sent back as `Fieldloop-Seen: window=…`.
    pub window_version: i64,
    pub planned_from_at: Option<Moment>,
    pub planned_to_at: Option<Moment>,
    pub minutes: i64,
    /// To be sent back as `Fieldloop-Seen: assignment=…`.
    pub assignment_version: i64,
    pub sop: Option<String>,
    pub sop_version: Option<i64>,
    pub offered_at: Option<Moment>,
    pub accepted_at: Option<Moment>,
    pub departed_at: Option<Moment>,
    pub arrived_at: Option<Moment>,
    pub arrived_place: Option<Point>,
    pub arrived_metres: Option<i64>,
    pub arrived_judged: Option<ArrivalJudged>,
    pub started_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub cancel_reason: Option<String>,
    pub outcome: Option<VisitOutcome>,
    pub outcome_note: String,
    pub void_cause: Option<String>,
    pub signature: Option<String>,
    pub signed_by: Option<String>,
    pub evidence_complete: bool,
    pub no_candidates: bool,
    pub crew: Vec<CrewMemberShown>,
    /// The offer that waits for an answer.
    pub offer: Option<OfferShown>,
    pub version: i64,
}

/// Somebody on the crew.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CrewMemberShown {
    pub id: CrewMemberId,
    pub technician_id: UserId,
    pub name: String,
    pub role: CrewRole,
    /// Of 10,000.
    pub share_bp: BasisPoints,
    pub started_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub version: i64,
}

/// An offer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OfferShown {
    pub id: OfferId,
    pub technician_id: UserId,
    pub name: String,
    pub rank: i64,
    pub score: Option<i64>,
    pub by_rule: bool,
    pub override_reason: Option<String>,
    pub offered_at: Moment,
    pub expires_at: Moment,
    pub answer: OfferAnswer,
    pub answered_at: Option<Moment>,
    pub reason: Option<String>,
}

/// The visit of a scene with everybody's name.
///
/// # Errors
/// Those of the database.
pub async fn one(view: &View, scene: &Scene) -> Result<VisitShown> {
    let people = scene.people().into_iter().chain(scene.offer.as_ref().map(|offer| offer.technician_id));
    let names = names(view, people).await?;
    Ok(shown(&scene.visit, &scene.order.number, &scene.crew, scene.offer.as_ref(), &names))
}

/// A visit with names that were read already.
pub fn shown(visit: &Visit, number: &str, crew: &[CrewMember], offer: Option<&Offer>, names: &Names) -> VisitShown {
    let visit = visit.clone();
    VisitShown {
        id: visit.id,
        order_id: visit.order_id,
        order_number: number.to_owned(),
        number: visit.number,
        leg: visit.leg,
        status: visit.status,
        unit_id: visit.unit_id,
        previous_id: visit.previous_id,
        cause: visit.cause,
        payer: visit.payer,
        window_from_at: visit.window_from_at,
        window_to_at: visit.window_to_at,
        window_version: visit.window_version,
        planned_from_at: visit.planned_from_at,
        planned_to_at: visit.planned_to_at,
        minutes: visit.minutes,
        assignment_version: visit.assignment_version,
        sop: visit.sop,
        sop_version: visit.sop_version,
        offered_at: visit.offered_at,
        accepted_at: visit.accepted_at,
        departed_at: visit.departed_at,
        arrived_at: visit.arrived_at,
        arrived_place: visit.arrived_place,
        arrived_metres: visit.arrived_metres,
        arrived_judged: visit.arrived_judged,
        started_at: visit.started_at,
        finished_at: visit.finished_at,
        cancelled_at: visit.cancelled_at,
        cancel_reason: visit.cancel_reason,
        outcome: visit.outcome,
        outcome_note: visit.outcome_note,
        void_cause: visit.void_cause,
        signature: visit.signature,
        signed_by: visit.signed_by,
        evidence_complete: visit.evidence_complete,
        no_candidates: visit.no_candidates,
        crew: crew.iter().map(|member| member_shown(member, names)).collect(),
        offer: offer.map(|offer| offer_shown(offer, names)),
        version: visit.version,
    }
}

/// People's names by id.
pub type Names = BTreeMap<UserId, String>;

/// The names of these people, in one look-up.
///
/// # Errors
/// Those of the database.
pub async fn names(view: &View, people: impl IntoIterator<Item = UserId>) -> Result<Names> {
    let people: std::collections::BTreeSet<UserId> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(Names::new());
    }
    links::names(view, people).await
}

fn name(names: &Names, who: UserId) -> String {
    names.get(&who).cloned().unwrap_or_default()
}

fn member_shown(member: &CrewMember, names: &Names) -> CrewMemberShown {
    CrewMemberShown {
        id: member.id,
        technician_id: member.technician_id,
        name: name(names, member.technician_id),
        role: member.role,
        share_bp: member.share_bp,
        started_at: member.started_at,
        ended_at: member.ended_at,
        version: member.version,
    }
}

/// An offer with the name of whom it was made to.
pub fn offer_shown(offer: &Offer, names: &Names) -> OfferShown {
    OfferShown {
        id: offer.id,
        technician_id: offer.technician_id,
        name: name(names, offer.technician_id),
        rank: offer.rank,
        score: offer.score,
        by_rule: offer.by_rule,
        override_reason: offer.override_reason.clone(),
        offered_at: offer.offered_at,
        expires_at: offer.expires_at,
        answer: offer.answer,
        answered_at: offer.answered_at,
        reason: offer.reason.clone(),
    }
}
