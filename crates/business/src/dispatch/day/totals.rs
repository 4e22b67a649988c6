//! What a day comes to: the minutes and metres on the road, and how late visits are. No IO, no clock.

use kernel::{Moment, Money};

use super::DayTotals;
use super::build::Proposal;
use super::income::Incomes;
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

/// How evenly the day is spread over those who work on it; in money for whoever may read it.
pub(super) fn with_spread(
    totals: DayTotals,
    people: &[Person],
    incomes: Option<&Incomes>,
    reads_money: bool,
) -> DayTotals {
    let works = |person: &&Person| person.days.first().is_some_and(|day| !day.work.is_empty());
    let working = || people.iter().filter(works);
    let minutes: Vec<i64> = working().filter_map(|person| person.days.first()).map(planned_minutes).collect();
    let worth = |incomes: &Incomes| -> Vec<i64> { working().map(|person| incomes.minutes_of(person)).collect() };
    let worth = incomes.map(worth).unwrap_or_default();
    let amounts =
        |incomes: &Incomes| -> Vec<Money> { working().filter_map(|person| incomes.amount_of(person)).collect() };
    let amounts = incomes.filter(|_| reads_money).map(amounts).unwrap_or_default();
    DayTotals {
        busiest_minutes: minutes.iter().copied().max().unwrap_or(0),
        quietest_minutes: minutes.iter().copied().min().unwrap_or(0),
        most_worth_minutes: worth.iter().copied().max(),
        least_worth_minutes: worth.iter().copied().min(),
        most_income_minor: amounts.iter().copied().max(),
        least_income_minor: amounts.iter().copied().min(),
        ..totals
    }
}

/// Minutes beyond the SLA, or beyond the end of the window that the customer was told.
pub(super) fn late_minutes(waiting: &Waiting, from: Moment) -> i64 {
    let due = waiting.job.window.map(|window| window.1).into_iter().chain(waiting.job.due_at).min();
    due.map_or(0, |due| from.minutes_since(due).max(0))
}
