//! What a day comes to: the minutes and metres on the road, and how late visits are. No IO, no clock.

use kernel::Moment;

use super::DayTotals;
use super::build::Proposal;
use super::question::{Question, Waiting};
use crate::dispatch::fit::planned_minutes;
use crate::dispatch::model::Person;
use crate::dispatch::travel::{self, TravelTimes};

/// What the proposals come to by themselves.
pub(super) fn of_proposals(question: &Question, proposals: &[Proposal]) -> DayTotals {
    let mut totals = DayTotals::default();
    let mut who = std::collections::BTreeSet::<usize>::new();
    for proposal in proposals {
        totals.travel_minutes += proposal.travel_minutes;
        totals.metres += proposal.metres;
        totals.late_minutes += late_minutes(&question.waiting[proposal.visit], proposal.from);
        who.extend(proposal.helpers.iter().chain([&proposal.person]));
    }
    DayTotals { people: who.len(), ..totals }
}

/// What a whole day comes to: everybody's ways from where they begin over all their stays, and the lateness of what is planned. Whoever is
/// kept by one stay is late at the next.
pub(super) fn of_day(question: &Question, people: &[Person], times: &dyn TravelTimes) -> DayTotals {
    let mut totals = DayTotals::default();
    for person in people {
        let stays = person.days.first().map(|day| day.stays.as_slice()).unwrap_or_default();
        let (mut place, mut free) = (question.home_of(person), None::<Moment>);
        for stay in stays {
            let way = travel::known(times, place, stay.place);
            totals.travel_minutes += way.map_or(0, |way| way.minutes());
            totals.metres += way.map_or(0, |way| way.metres);
            place = stay.place.or(place);
            let there = free.map(|free| free.plus_minutes(way.map_or(0, |way| way.minutes())));
            let from = there.map_or(stay.from, |there| there.max(stay.from));
            free = Some(from.plus_minutes(stay.to.minutes_since(stay.from)));
            if let Some(waiting) = question.waiting.iter().find(|each| each.shown.visit_id == stay.visit_id) {
                totals.late_minutes += late_minutes(waiting, from);
            }
        }
        totals.people += usize::from(!stays.is_empty());
    }
    totals
}

/// How evenly the day is spread over those who work on it.
pub(super) fn with_spread(totals: DayTotals, people: &[Person]) -> DayTotals {
    let days = people.iter().filter_map(|person| person.days.first()).filter(|day| !day.work.is_empty());
    let minutes: Vec<i64> = days.map(planned_minutes).collect();
    DayTotals {
        busiest_minutes: minutes.iter().copied().max().unwrap_or(0),
        quietest_minutes: minutes.iter().copied().min().unwrap_or(0),
        ..totals
    }
}

/// Minutes beyond the SLA, or beyond the end of the window that the customer was told.
pub(super) fn late_minutes(waiting: &Waiting, from: Moment) -> i64 {
    let due = waiting.job.window.map(|window| window.1).into_iter().chain(waiting.job.due_at).min();
    due.map_or(0, |due| from.minutes_since(due).max(0))
}
