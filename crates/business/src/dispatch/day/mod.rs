//! Planning a whole day (E6): what waits and has no one yet is given to people and times together, by the planner's search, around what
//! is booked already; where that is asked for, what is booked may be moved too. It proposes and changes nothing: what is taken of it is
//! carried out as any dispatcher's choice is.

mod booked;
mod build;
mod proposals;
mod question;
mod totals;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Result};
use planner::day::{PlanOut, vet};
use planner::field::Field;
use planner::replan::replan;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;
use platform::db::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use self::build::{Proposal, Sketch};
use self::question::{Question, Waiting, question};
use super::model::{Person, Stay};
use super::rules;
use super::travel::{self, Table, TravelTimes};
use super::waits::Before;
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
    /// What is booked may be moved too, if nobody has set out for it.
    pub moves: Option<bool>,
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
    /// The company has roads; ways are measured on them wherever both ends are near one.
    pub has_roads: bool,
    pub totals: DayTotals,
    /// The same of the day as it stands, where what is booked may be moved.
    pub stands: Option<DayTotals>,
}

/// Who would go to a visit, and when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposedVisit {
    #[serde(flatten)]
    pub visit: WaitingVisit,
    pub technician_id: UserId,
    pub technician_name: String,
    /// Who else goes; all begin together.
    pub helpers: Vec<DayHelper>,
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
    /// The address is on the company's roads; else its ways are straight lines.
    pub by_road: bool,
    /// Whose it is now, and when.
    pub before: Option<BookedBefore>,
    /// What it comes after, of what is planned with it.
    pub follows: Vec<Follows>,
}

/// A leg that comes before, on the same day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Follows {
    pub visit_id: VisitId,
    pub order_number: String,
    /// Its name.
    pub leg: String,
    /// So many minutes lie between at least.
    pub gap_minutes: i64,
    /// The same person goes to both.
    pub same_technician: bool,
}

/// Somebody who helps.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayHelper {
    pub technician_id: UserId,
    pub name: String,
}

/// With whom and when a visit is booked or asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BookedBefore {
    pub technician_id: UserId,
    pub technician_name: String,
    pub planned_from_at: Moment,
    /// It was accepted: they count on it.
    pub is_told: bool,
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
    /// Whose it is all the same: there is no better place.
    pub before: Option<BookedBefore>,
}

/// A reason, and of how many people it is one.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftReason {
    /// `dispatch.…` words.
    pub code: &'static str,
    pub people: usize,
    /// What is waited for, where it is that.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

impl LeftReason {
    fn of(code: &'static str, people: usize) -> Self {
        Self { code, people, facts: Map::new() }
    }
}

/// What a day comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayTotals {
    pub people: usize,
    pub travel_minutes: i64,
    pub metres: i64,
    pub late_minutes: i64,
    /// Minutes on site of whoever has the most, and of whoever has the least of those who work that day.
    pub busiest_minutes: i64,
    pub quietest_minutes: i64,
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
    let totals = totals::with_spread(totals, &people);
    let stands = moves.then(|| {
        let stand = with_proposals(&question, &[]);
        totals::with_spread(totals::of_day(&question, &stand, times), &stand)
    });
    let given: BTreeMap<usize, &Proposal> = found.iter().map(|proposal| (proposal.visit, proposal)).collect();
    let (mut visits, mut left) = (vec![], vec![]);
    for (at, waiting) in question.waiting.iter().enumerate() {
        let before = before(&question, waiting);
        if let Some(proposal) = given.get(&at) {
            visits.push(proposed(&question, proposal, before, times));
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
    DayProposal { day: question.day, at, visits, left, more, has_roads, totals, stands }
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
    }
}

impl From<&Before> for Follows {
    fn from(before: &Before) -> Self {
        Self {
            visit_id: before.visit,
            order_number: before.number.clone(),
            leg: before.leg.clone(),
            gap_minutes: before.gap_minutes,
            same_technician: before.same,
        }
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
mod tests;
