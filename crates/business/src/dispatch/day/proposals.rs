//! The planner's plan as proposals: starts at slots, daily limits kept, whole crews, and nothing where something stays. No IO, no clock.

use std::collections::BTreeMap;

use kernel::Moment;
use planner::day::PlanOut;

use super::build::{Proposal, Sketch};
use super::question::Question;
use crate::dispatch::fit::{planned_minutes, up_to_slot};
use crate::nouns::VisitId;

/// What the plan proposes, without what stays as it is booked. Who would have more on site than their day's limit keeps what they have, and
/// of the rest the more urgent.
pub(super) fn proposals(question: &Question, sketch: &Sketch, out: &PlanOut) -> Vec<Proposal> {
    let mut visits = stops(question, sketch, out);
    let whole = |proposal: &Proposal| {
        let crew = question.waiting[proposal.visit].job.crew.max(1);
        i64::try_from(proposal.helpers.len()).unwrap_or(0) + 1 == crew
    };
    visits.retain(|_, proposal| whole(proposal));
    let mut kept = within_limits(question, visits.into_values().collect());
    without_clashes(question, &mut kept);
    in_order(question, &mut kept);
    kept.retain(|proposal| !stays(question, proposal));
    kept.sort_by_key(|proposal| (proposal.person, proposal.from));
    kept
}

/// What would begin before the legs before it have ended, or without them, goes; until nothing does.
fn in_order(question: &Question, kept: &mut Vec<Proposal>) {
    loop {
        let placed: BTreeMap<VisitId, (Moment, usize)> = kept
            .iter()
            .map(|proposal| (question.waiting[proposal.visit].shown.visit_id, (proposal.to, proposal.person)))
            .collect();
        let before = kept.len();
        kept.retain(|proposal| {
            question.waiting[proposal.visit].before.iter().all(|each| {
                let Some((ends, person)) = placed.get(&each.visit) else { return is_booked(question, each.visit) };
                ends.plus_minutes(each.gap_minutes) <= proposal.from && (!each.same || *person == proposal.person)
            })
        });
        if kept.len() == before {
            return;
        }
    }
}

/// It has a place already that it keeps.
fn is_booked(question: &Question, visit: VisitId) -> bool {
    question.waiting.iter().any(|each| each.shown.visit_id == visit && each.booked.is_some())
}

/// It stays with whom it is, when it is.
fn stays(question: &Question, proposal: &Proposal) -> bool {
    question.waiting[proposal.visit]
        .booked
        .is_some_and(|booked| question.people[proposal.person].id == booked.technician && proposal.from == booked.from)
}

/// The stops of all routes by visit. Rounding a start up to a slot pushes what follows by as much.
fn stops(question: &Question, sketch: &Sketch, out: &PlanOut) -> BTreeMap<usize, Proposal> {
    let mut visits: BTreeMap<usize, Proposal> = BTreeMap::new();
    let mut helpers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for route in &out.routes {
        let Ok(person) = route.person.parse::<usize>() else { continue };
        let mut free_from: Option<Moment> = None;
        for stop in &route.stops {
            let Ok(visit) = stop.job.parse::<usize>() else { continue };
            let waiting = &question.waiting[visit];
            let starts = sketch.at(stop.starts);
            let there = free_from.map_or(starts, |free| Moment(free.ms() + i64::from(stop.drive.seconds) * 1_000));
            // a crew begins together: each of them at the slot of the common start
            let from = up_to_slot(if waiting.job.crew > 1 { starts } else { starts.max(there) });
            let to = from.plus_minutes(waiting.job.minutes);
            free_from = Some(to);
            if stop.role.is_some() {
                helpers.entry(visit).or_default().push(person);
                continue;
            }
            let proposal = Proposal {
                visit,
                person,
                helpers: vec![],
                from,
                to,
                travel_minutes: i64::from(stop.drive.seconds + 59) / 60,
                metres: i64::from(stop.drive.metres),
            };
            visits.insert(visit, proposal);
        }
    }
    for (visit, who) in helpers {
        if let Some(proposal) = visits.get_mut(&visit) {
            proposal.helpers = who;
        }
    }
    visits
}

/// Drops what would be more on site than somebody's daily limit: first what they do not have yet, and of that the less urgent.
fn within_limits(question: &Question, mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    let mut minutes: Vec<i64> =
        question.people.iter().map(|person| person.days.first().map_or(0, planned_minutes)).collect();
    // what waits is sorted by urgency
    proposals.sort_by_key(|proposal| (!stays(question, proposal), proposal.visit));
    proposals.retain(|proposal| {
        let more = question.waiting[proposal.visit].job.minutes;
        let crew = || proposal.helpers.iter().chain([&proposal.person]);
        let fits = |person: &usize| minutes[*person] + more <= question.people[*person].daily_minutes_max;
        let fits = stays(question, proposal) || crew().all(fits);
        if fits {
            crew().for_each(|person| minutes[*person] += more);
        }
        fits
    });
    proposals
}

/// What is booked and gets no new place stays where it is: whatever was put there in its stead goes, until nothing clashes.
fn without_clashes(question: &Question, kept: &mut Vec<Proposal>) {
    loop {
        let before = kept.len();
        let placed: Vec<usize> = kept.iter().map(|proposal| proposal.visit).collect();
        let left = question.waiting.iter().enumerate().filter(|(visit, _)| !placed.contains(visit));
        for booked in left.filter_map(|(_, waiting)| waiting.booked) {
            let of_them = |person: usize| question.people[person].id == booked.technician;
            kept.retain(|proposal| {
                let is_theirs = of_them(proposal.person) || proposal.helpers.iter().any(|helper| of_them(*helper));
                !is_theirs || proposal.to <= booked.from || booked.to <= proposal.from
            });
        }
        if kept.len() == before {
            return;
        }
    }
}
