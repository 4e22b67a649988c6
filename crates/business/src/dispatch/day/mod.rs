//! Planning a whole day (E6): what waits and has no one yet is given to people and times together, by the planner's search, around what
//! is booked already. It proposes and changes nothing: each proposal is carried out as any dispatcher's choice is.

mod build;
mod question;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Result};
use planner::day::{PlanOut, vet};
use planner::field::Field;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;
use platform::db::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use self::build::{Proposal, Sketch};
use self::question::{Question, Waiting, question};
use super::model::{Person, Stay};
use super::rules;
use super::travel::StraightLine;
use crate::nouns::{OrderId, VisitId};

/// Seconds of search where nothing else is asked for.
const SECONDS: u32 = 3;
const SECONDS_MAX: u32 = 10;
/// How far ahead a day is planned.
const AHEAD_MAX: i64 = 31;
/// Searches of one process at a time: each takes a core.
static SEARCHES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

/// Which day, for whom, and how long to think.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayAsked {
    /// In the company's zone; not in the past.
    pub day: Day,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
    /// 3 unless told, 10 at most.
    pub seconds: Option<u32>,
}

/// A proposal for a day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayProposal {
    pub day: Day,
    /// When it was made; a choice made since changes what fits.
    pub at: Moment,
    /// By person and time.
    pub visits: Vec<ProposedVisit>,
    /// What stays with nobody, the most urgent first, and why.
    pub left: Vec<LeftVisit>,
    /// More visits wait than are planned at once.
    pub more: bool,
    pub totals: DayTotals,
}

/// Who would go to a visit, and when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposedVisit {
    #[serde(flatten)]
    pub visit: WaitingVisit,
    pub technician_id: UserId,
    pub technician_name: String,
    pub planned_from_at: Moment,
    pub planned_to_at: Moment,
    /// The way there from where they come.
    pub travel_minutes: i64,
    pub metres: i64,
    /// Beyond the SLA, or the end of the window that the customer was told.
    pub late_minutes: i64,
    /// They have been at this household before.
    pub is_known: bool,
    /// The address has a place on the map; else the way is a guess.
    pub is_placed: bool,
}

/// A visit without anybody.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WaitingVisit {
    pub visit_id: VisitId,
    pub version: i64,
    pub order_id: OrderId,
    pub order_number: String,
    pub summary: String,
    pub category: String,
    pub region: String,
    pub priority: i64,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
}

/// A visit for which there is nobody that day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftVisit {
    #[serde(flatten)]
    pub visit: WaitingVisit,
    pub reasons: Vec<LeftReason>,
}

/// A reason, and of how many people it is one.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftReason {
    /// `dispatch.…` words.
    pub code: &'static str,
    pub people: usize,
}

/// What the proposal comes to.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct DayTotals {
    pub people: usize,
    pub travel_minutes: i64,
    pub metres: i64,
    pub late_minutes: i64,
}

/// `GET /dispatch/day-plan`
pub(super) async fn plan(view: &View, (): (), asked: DayAsked) -> Result<DayProposal> {
    let today = view.actor().today();
    let mut check = Check::new();
    check.that(asked.day >= today, "day", "field.in_the_past");
    check.that(asked.day <= today.plus_days(AHEAD_MAX), "day", "field.too_far_ahead");
    check.that(asked.seconds.is_none_or(|seconds| (1..=SECONDS_MAX).contains(&seconds)), "seconds", "field.too_large");
    check.done()?;
    let question = question(view, asked.day, asked.unit_id).await?;
    let sketch = build::sketch(&question, view.now(), view.actor().zone);
    let out = searched(&sketch, asked.seconds.unwrap_or(SECONDS)).await?;
    let proposals = build::proposals(&question, &sketch, &out);
    Ok(shown(view, question, proposals))
}

/// The planner's answer, found on a thread of its own.
async fn searched(sketch: &Sketch, seconds: u32) -> Result<PlanOut> {
    if sketch.day.jobs.is_empty() || sketch.day.people.is_empty() {
        return Ok(PlanOut::default());
    }
    let _turn = SEARCHES.acquire().await.map_err(Error::bug)?;
    let day = sketch.day.clone();
    let search = move || {
        let budget = Budget::seconds(f64::from(seconds));
        Field::new(vet(day)).plan(&Search::new(budget, 1), &|_| true)
    };
    tokio::task::spawn_blocking(search).await.map_err(Error::bug)
}

fn shown(view: &View, question: Question, proposals: Vec<Proposal>) -> DayProposal {
    let people = with_proposals(&question, &proposals);
    let mut totals = DayTotals::default();
    let mut given = BTreeMap::new();
    for proposal in &proposals {
        totals.travel_minutes += proposal.travel_minutes;
        totals.metres += proposal.metres;
        given.insert(proposal.visit, proposal);
    }
    let mut who: Vec<UserId> = proposals.iter().map(|each| question.people[each.person].id).collect();
    who.sort_unstable();
    who.dedup();
    totals.people = who.len();
    let (mut visits, mut left) = (vec![], vec![]);
    for (at, waiting) in question.waiting.iter().enumerate() {
        let Some(proposal) = given.get(&at) else {
            let is_placed = question.place_of(waiting).is_some();
            left.push(LeftVisit {
                visit: waiting.shown.clone(),
                reasons: reasons(view, (waiting, is_placed), &people),
            });
            continue;
        };
        let person = &question.people[proposal.person];
        let due = waiting.job.window.map(|window| window.1).into_iter().chain(waiting.job.due_at).min();
        let late_minutes = due.map_or(0, |due| proposal.from.minutes_since(due).max(0));
        totals.late_minutes += late_minutes;
        visits.push(ProposedVisit {
            visit: waiting.shown.clone(),
            technician_id: person.id,
            technician_name: person.name.clone(),
            planned_from_at: proposal.from,
            planned_to_at: proposal.to,
            travel_minutes: proposal.travel_minutes,
            metres: proposal.metres,
            late_minutes,
            is_known: waiting.known.contains(&person.id),
            is_placed: waiting.job.place.is_some(),
        });
    }
    visits.sort_by(|a, b| {
        (&a.technician_name, a.technician_id, a.planned_from_at).cmp(&(
            &b.technician_name,
            b.technician_id,
            b.planned_from_at,
        ))
    });
    DayProposal { day: question.day, at: view.now(), visits, left, more: question.more, totals }
}

/// The people with what they would have to do besides what is booked.
fn with_proposals(question: &Question, proposals: &[Proposal]) -> Vec<Person> {
    let mut people = question.people.clone();
    for proposal in proposals {
        let waiting = &question.waiting[proposal.visit];
        let Some(day) = people[proposal.person].days.first_mut() else { continue };
        day.stays.push(Stay {
            visit_id: waiting.shown.visit_id,
            from: proposal.from,
            to: proposal.to,
            place: waiting.job.place,
        });
        day.stays.sort_by_key(|stay| stay.from);
    }
    people
}

/// Why nobody goes: the most frequent reasons first, of the day as it would then be.
fn reasons(view: &View, (waiting, is_placed): (&Waiting, bool), people: &[Person]) -> Vec<LeftReason> {
    if waiting.job.crew > 1 {
        return vec![LeftReason { code: "dispatch.needs_crew", people: people.len() }];
    }
    if !is_placed {
        return vec![LeftReason { code: "dispatch.place_unknown", people: people.len() }];
    }
    let people: Vec<Person> = people
        .iter()
        .map(|person| Person { has_declined: waiting.declined.contains(&person.id), ..person.clone() })
        .collect();
    let ranking = rules::rank(&waiting.job, &people, view.now(), view.actor().zone, &StraightLine);
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for code in ranking.excluded.iter().flat_map(|each| each.reasons.iter().map(|reason| reason.code)) {
        *counts.entry(code).or_default() += 1;
    }
    let mut counted: Vec<LeftReason> = counts.into_iter().map(|(code, people)| LeftReason { code, people }).collect();
    counted.sort_by_key(|reason| std::cmp::Reverse(reason.people));
    counted
}

#[cfg(test)]
mod tests;
