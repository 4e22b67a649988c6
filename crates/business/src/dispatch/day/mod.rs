//! Planning a whole day (E6): what waits and has no one yet is given to people and times together, by the planner's search, around what
//! is booked already; where that is asked for, what is booked may be moved too. It proposes and changes nothing: what is taken of it is
//! carried out as any dispatcher's choice is.

mod booked;
mod build;
mod income;
mod proposals;
mod question;
mod shown;
mod totals;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::{Day, Error, Moment, Result};
use planner::day::{PlanOut, vet};
use planner::field::Field;
use planner::replan::replan;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;
use platform::db::View;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

pub use self::shown::{
    BookedBefore, DayHelper, DayProposal, DayTotals, Evened, Follows, KnownBy, LeftReason, LeftVisit, ProposedVisit,
    VisitIncome, WaitingVisit,
};

use self::build::{Proposal, Sketch};
use self::income::Incomes;
use self::question::{Question, Waiting, question};
use super::model::{Person, Stay};
use super::rules;
use super::travel::{self, Table, TravelTimes};
use crate::identity::may;
use crate::money::LabourBasis;
use crate::nouns::VisitId;

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
    /// What is booked may be moved too, if nobody has set out for it.
    pub moves: Option<bool>,
}

/// `GET /dispatch/day-plan`
pub(super) async fn plan(view: &View, (): (), asked: DayAsked) -> Result<DayProposal> {
    let today = view.actor().today();
    let mut check = Check::new();
    check.that(asked.day >= today, "day", "field.in_the_past");
    check.that(asked.day <= today.plus_days(AHEAD_MAX), "day", "field.too_far_ahead");
    check.that(asked.seconds.is_none_or(|seconds| (1..=SECONDS_MAX).contains(&seconds)), "seconds", "field.too_large");
    check.done()?;
    let wanted = Wanted {
        day: asked.day,
        unit: asked.unit_id,
        moves: asked.moves.unwrap_or(false),
        only: None,
        lasts: None,
        search: Length::Seconds(asked.seconds.unwrap_or(SECONDS)),
    };
    planned(view, &wanted).await
}

/// What is to be planned, and how long to think.
pub(super) struct Wanted {
    pub day: Day,
    pub unit: Option<UnitId>,
    pub moves: bool,
    /// Of what has nobody only these.
    pub only: Option<Vec<VisitId>>,
    /// A visit under way that is thought to last until then.
    pub lasts: Option<(VisitId, Moment)>,
    pub search: Length,
}

/// How long a search thinks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Seconds(u32),
    /// The same on every machine.
    Tries(u64),
}

/// Tries that are enough where the plan mostly stays as it is.
pub(super) const TRIES: u64 = 30_000;

/// A proposal for a day.
///
/// # Errors
/// Those of the database.
pub(super) async fn planned(view: &View, wanted: &Wanted) -> Result<DayProposal> {
    let mut question = question(view, wanted.day, wanted.unit, wanted.moves).await?;
    if let Some(only) = &wanted.only {
        question.waiting.retain(|each| each.booked.is_some() || only.contains(&each.shown.visit_id));
    }
    question::linked(&mut question.waiting);
    if let Some((visit, until)) = wanted.lasts {
        let days = question.people.iter_mut().flat_map(|person| &mut person.days);
        for stay in days.flat_map(|day| &mut day.stays).filter(|stay| stay.visit_id == visit) {
            stay.to = stay.to.max(until);
        }
    }
    let sketch = build::sketch(&question, view.now(), view.actor().zone);
    let times = travel::of(view);
    let out = searched(&sketch, wanted.search, times.clone()).await?;
    let found = proposals::proposals(&question, &sketch, &out);
    Ok(shown(view, (question, wanted.moves), found, &*times))
}

/// The planner's answer, found on a thread of its own.
async fn searched(sketch: &Sketch, length: Length, times: Arc<dyn TravelTimes>) -> Result<PlanOut> {
    if sketch.day.jobs.is_empty() || sketch.day.people.is_empty() {
        return Ok(PlanOut::default());
    }
    let _turn = SEARCHES.acquire().await.map_err(Error::bug)?;
    let (day, stood) = (sketch.day.clone(), sketch.stood.clone());
    let search = move || {
        let budget = match length {
            Length::Seconds(seconds) => Budget::seconds(f64::from(seconds)),
            Length::Tries(tries) => Budget::tries(tries),
        };
        let how = Search::new(budget, 1);
        let day = vet(day).with_travel(&Table(times), &[]);
        match stood {
            Some(stood) => replan(day, &stood, &how, &|_| true),
            None => Field::new(day).plan(&how, &|_| true),
        }
    };
    tokio::task::spawn_blocking(search).await.map_err(Error::bug)
}

fn shown(
    view: &View,
    (question, moves): (Question, bool),
    found: Vec<Proposal>,
    times: &dyn TravelTimes,
) -> DayProposal {
    let mut people = with_proposals(&question, &found);
    let totals =
        if moves { totals::of_day(&question, &people, times) } else { totals::of_proposals(&question, &found) };
    let reads_money = view.actor().may(may::MONEY_READ);
    let incomes = question.incomes.as_ref();
    let totals = totals::with_spread(totals, &people, incomes, reads_money);
    let stands = moves.then(|| {
        let stand = with_proposals(&question, &[]);
        totals::with_spread(totals::of_day(&question, &stand, times), &stand, incomes, reads_money)
    });
    let given: BTreeMap<usize, &Proposal> = found.iter().map(|proposal| (proposal.visit, proposal)).collect();
    let (mut visits, mut left) = (vec![], vec![]);
    for (at, waiting) in question.waiting.iter().enumerate() {
        let before = before(&question, waiting);
        if let Some(proposal) = given.get(&at) {
            let income = incomes.and_then(|incomes| income(incomes, waiting.shown.visit_id, reads_money));
            visits.push(ProposedVisit { income, ..proposed(&question, proposal, before, times) });
        } else if before.is_none() || is_stranded(&question, waiting) {
            let is_placed = question.place_of(waiting).is_some();
            let reasons = reasons(view, (waiting, is_placed, question.day), &mut people, times);
            left.push(LeftVisit { visit: waiting.shown.clone(), reasons, before });
        }
    }
    visits.sort_by(|a, b| {
        (&a.technician_name, a.technician_id, a.planned_from_at).cmp(&(
            &b.technician_name,
            b.technician_id,
            b.planned_from_at,
        ))
    });
    let (at, more, has_roads) = (view.now(), question.more, times.has_roads());
    let evened = evened(&question, reads_money);
    DayProposal { day: question.day, at, visits, left, more, has_roads, totals, stands, evened }
}

/// By what the day is evened out, and from where it is known what its visits bring.
fn evened(question: &Question, reads_money: bool) -> Option<Evened> {
    let planned = question.waiting.iter().map(|each| each.shown.visit_id);
    let known = question.incomes.as_ref().map(|incomes| incomes.counted(planned)).unwrap_or_default();
    (question.fairness > 0).then(|| Evened {
        by: question.even_by,
        weight: question.fairness,
        known: known.into_iter().map(|(basis, visits)| KnownBy { basis, visits }).collect(),
        hour_minor: question.incomes.as_ref().filter(|_| reads_money).and_then(Incomes::of_an_hour),
    })
}

/// What a visit brings. What is reckoned by the average would tell it.
fn income(incomes: &Incomes, visit: VisitId, reads_money: bool) -> Option<VisitIncome> {
    let labour = incomes.of(visit)?;
    let is_told = reads_money || labour.basis != LabourBasis::Average;
    Some(VisitIncome { basis: labour.basis, amount_minor: labour.amount_minor.filter(|_| is_told) })
}

fn proposed(
    question: &Question,
    proposal: &Proposal,
    before: Option<BookedBefore>,
    times: &dyn TravelTimes,
) -> ProposedVisit {
    let (waiting, person) = (&question.waiting[proposal.visit], &question.people[proposal.person]);
    let helper = |helper: &usize| {
        let helper = &question.people[*helper];
        DayHelper { technician_id: helper.id, name: helper.name.clone() }
    };
    ProposedVisit {
        visit: waiting.shown.clone(),
        technician_id: person.id,
        technician_name: person.name.clone(),
        helpers: proposal.helpers.iter().map(helper).collect(),
        planned_from_at: proposal.from,
        planned_to_at: proposal.to,
        travel_minutes: proposal.travel_minutes,
        metres: proposal.metres,
        late_minutes: totals::late_minutes(waiting, proposal.from),
        is_known: waiting.known.contains(&person.id),
        is_placed: waiting.job.place.is_some(),
        by_road: waiting.job.place.is_some_and(|place| times.is_on_roads(place)),
        before,
        follows: waiting.before.iter().map(Follows::from).collect(),
        income: None,
    }
}

fn before(question: &Question, waiting: &Waiting) -> Option<BookedBefore> {
    let booked = waiting.booked?;
    let person = question.people.iter().find(|person| person.id == booked.technician)?;
    Some(BookedBefore {
        technician_id: person.id,
        technician_name: person.name.clone(),
        planned_from_at: booked.from,
        is_told: booked.is_told,
    })
}

/// Booked with somebody who is away then.
fn is_stranded(question: &Question, waiting: &Waiting) -> bool {
    let Some(booked) = waiting.booked else { return false };
    let person = question.people.iter().find(|person| person.id == booked.technician);
    let leave = person.and_then(|person| person.days.first()).map(|day| day.leave.as_slice()).unwrap_or_default();
    leave.iter().any(|leave| leave.0 < booked.to && booked.from < leave.1)
}

/// The people with what they would have to do besides what stays: what is proposed, and what is booked and not moved.
fn with_proposals(question: &Question, proposals: &[Proposal]) -> Vec<Person> {
    let mut people = question.people.clone();
    let mut stay = |person: usize, waiting: &Waiting, (from, to): (Moment, Moment)| {
        let Some(day) = people[person].days.first_mut() else { return };
        day.stays.push(Stay { visit_id: waiting.shown.visit_id, from, to, place: waiting.job.place });
        day.stays.sort_by_key(|stay| stay.from);
    };
    for proposal in proposals {
        let waiting = &question.waiting[proposal.visit];
        for person in proposal.helpers.iter().chain([&proposal.person]) {
            stay(*person, waiting, (proposal.from, proposal.to));
        }
    }
    for (number, waiting) in question.waiting.iter().enumerate() {
        let is_moved = proposals.iter().any(|proposal| proposal.visit == number);
        let Some(booked) = waiting.booked.filter(|_| !is_moved) else { continue };
        if let Some(person) = question.people.iter().position(|person| person.id == booked.technician) {
            stay(person, waiting, (booked.from, booked.to));
        }
    }
    people
}

/// Why nobody goes: the most frequent reasons first, of the day as it would then be.
fn reasons(
    view: &View,
    (waiting, is_placed, day): (&Waiting, bool, Day),
    people: &mut [Person],
    times: &dyn TravelTimes,
) -> Vec<LeftReason> {
    if !is_placed {
        return vec![LeftReason::of("dispatch.place_unknown", people.len())];
    }
    // what has to come first rules out everybody, and is said with its facts
    let ends = Moment(view.actor().zone.start_of(day.plus_days(1)).ms() - 1);
    let held: Vec<LeftReason> = waiting
        .job
        .held_at(ends)
        .map(|reason| LeftReason { code: reason.code, people: people.len(), facts: reason.facts })
        .collect();
    if !held.is_empty() {
        return held;
    }
    // the same people for every visit that is left; what differs is whether they have said no to this one
    for person in people.iter_mut() {
        person.has_declined = waiting.declined.contains(&person.id);
        person.wish = waiting.wishes.about(person.id);
    }
    let ranking = rules::rank(&waiting.job, people, view.now(), view.actor().zone, times);
    if waiting.job.crew > 1 && !ranking.candidates.is_empty() {
        // one of them could go alone: who goes along is missing
        return vec![LeftReason::of("dispatch.needs_crew", ranking.candidates.len())];
    }
    if let Some(before) = waiting.before.first().filter(|_| !ranking.candidates.is_empty()) {
        // the leg before found no place, or ends too late for this one
        let facts = json!({ "leg": before.leg, "number": before.number });
        let Value::Object(facts) = facts else { return vec![] };
        return vec![LeftReason { code: "dispatch.leg_not_planned", people: people.len(), facts }];
    }
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for code in ranking.excluded.iter().flat_map(|each| each.reasons.iter().map(|reason| reason.code)) {
        *counts.entry(code).or_default() += 1;
    }
    let mut counted: Vec<LeftReason> = counts.into_iter().map(|(code, people)| LeftReason::of(code, people)).collect();
    counted.sort_by_key(|reason| std::cmp::Reverse(reason.people));
    counted
}

#[cfg(test)]
mod income_tests;
#[cfg(test)]
mod tests;
