//! Recommending: who should go to a visit, the best first, each with the arithmetic; and why everybody else cannot (E3).

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::load::{self, Question};
use super::model::{Candidate, Excluded, Exclusion, Ranking, Term};
use super::rules;
use super::travel;
use crate::nouns::VisitId;
use crate::orders::visits::CrewRole;
use crate::orders::visits::scene::Scene;

/// A visit's people.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Recommendations {
    pub visit_id: VisitId,
    /// When this was worked out; positions and plans move on.
    pub at: Moment,
    /// How many people the work takes, the lead included.
    pub crew: i64,
    /// The company has roads; ways are measured on them wherever both ends are near one.
    pub has_roads: bool,
    /// What has to come first: parts on their way, legs before; nobody is proposed for a time before.
    pub waits: Vec<Exclusion>,
    /// The best first.
    pub candidates: Vec<CandidateShown>,
    pub excluded: Vec<ExcludedShown>,
}

/// Somebody who can go.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CandidateShown {
    pub technician_id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    /// 1 is the best.
    pub rank: i64,
    /// The sum of the terms; higher is better.
    pub score: i64,
    pub terms: Vec<Term>,
    /// The earliest stay that fits.
    pub planned_from_at: Moment,
    pub planned_to_at: Moment,
    /// Road to the site from where they come; absent when a place is not known.
    pub metres: Option<i64>,
    pub travel_minutes: i64,
    /// The way was measured on roads; else by the straight line.
    pub by_road: bool,
    /// Beyond the SLA.
    pub late_minutes: i64,
}

/// Somebody who cannot go.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExcludedShown {
    pub technician_id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub reasons: Vec<Exclusion>,
}

/// Who should go to this visit.
///
/// # Errors
/// `NotFound` for a visit that the actor does not see; `visit.no_crew_yet` for helpers of a visit that nobody leads.
pub async fn recommend(view: &View, visit_id: VisitId, role: CrewRole) -> Result<Recommendations> {
    let scene = Scene::of(view, visit_id).await?;
    let question = match role {
        CrewRole::Lead => load::question(view, &scene, None).await?,
        CrewRole::Helper => load::question_of_helpers(view, &scene).await?,
    };
    travel::learn(view, &question.job, &question.people).await;
    let ranking = ranked(view, &question);
    let candidates = ranking.candidates.into_iter().zip(1..);
    Ok(Recommendations {
        visit_id,
        at: view.now(),
        crew: question.job.crew,
        has_roads: travel::of(view).has_roads(),
        waits: question.job.held_at(view.now()).collect(),
        candidates: candidates.map(|(candidate, rank)| shown(candidate, rank)).collect(),
        excluded: ranking.excluded.into_iter().map(ExcludedShown::from).collect(),
    })
}

/// The ranking of a question, at the actor's now and in the company's zone.
pub fn ranked(view: &View, question: &Question) -> Ranking {
    rules::rank(&question.job, &question.people, view.now(), view.actor().zone, &*travel::of(view))
}

fn shown(candidate: Candidate, rank: i64) -> CandidateShown {
    CandidateShown {
        technician_id: candidate.id,
        name: candidate.name,
        unit_id: candidate.unit_id,
        rank,
        score: candidate.score,
        terms: candidate.terms,
        planned_from_at: candidate.fit.from,
        planned_to_at: candidate.fit.to,
        metres: candidate.fit.metres,
        travel_minutes: candidate.fit.travel_minutes,
        by_road: candidate.fit.by_road,
        late_minutes: candidate.late_minutes,
    }
}

impl From<Excluded> for ExcludedShown {
    fn from(out: Excluded) -> Self {
        Self { technician_id: out.id, name: out.name, unit_id: out.unit_id, reasons: out.reasons }
    }
}

/// As what somebody is wanted.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WantedAs {
    /// The lead unless told; helpers are asked for once somebody leads.
    pub role: Option<CrewRole>,
}

pub(super) async fn read(view: &View, id: VisitId, wanted: WantedAs) -> Result<Recommendations> {
    recommend(view, id, wanted.role.unwrap_or(CrewRole::Lead)).await
}
