//! Which windows the plan can keep: promises are put into people's days first, then each window is tried. No IO, no clock.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::time::MINUTE;
use kernel::{Day, Moment, code};

use crate::calendar::Calendar;
use crate::dispatch::fit::{self, Insertion};
use crate::dispatch::model::{Job, Person, Stay};
use crate::dispatch::rules;
use crate::dispatch::travel::{StraightLine, TravelTimes};
use crate::nouns::VisitId;

code! {
    /// A part of a working day, as appointments are offered and quotas are set.
    pub enum DayPart as "day_part" {
        /// All of it.
        Day = "day",
        Morning = "morning",
        Afternoon = "afternoon",
        Evening = "evening",
    }
}

/// Where morning, afternoon and evening part, in minutes of the day.
const PARTS: [(DayPart, i64, i64); 3] =
    [(DayPart::Morning, 0, 720), (DayPart::Afternoon, 720, 1_080), (DayPart::Evening, 1_080, 1_440)];
/// Shorter rests of a working day are no window.
const MINUTES_MIN: i64 = 60;
/// A window that ends sooner from now is not offered: somebody has to get there.
const NOTICE_MINUTES: i64 = 90;

impl DayPart {
    /// The part in which this minute of a day lies.
    pub fn at(minute: i64) -> Self {
        PARTS.iter().find(|(_, _, to)| minute < *to).map_or(Self::Evening, |(part, _, _)| *part)
    }
}

/// A part of a working day: somebody comes between `from` and `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub day: Day,
    pub part: DayPart,
    pub from: Moment,
    pub to: Moment,
}

/// The parts of so many days from today on in which the company works, whether or not they are nearly over.
pub fn parts_of_days(calendar: &Calendar, first: Day, days: i64) -> Vec<Window> {
    let zone = calendar.zone();
    let mut windows = vec![];
    for day in (0..days).map(|ahead| first.plus_days(ahead)) {
        for (part, from, to) in PARTS {
            // a lunch break does not part an afternoon
            let spans = calendar.hours_on(day).iter().map(|span| (span.from().max(from), span.to().min(to)));
            let open: Vec<(i64, i64)> = spans.filter(|(from, to)| from < to).collect();
            let (Some(first), Some(last)) = (open.first(), open.last()) else { continue };
            if last.1 - first.0 >= MINUTES_MIN {
                windows.push(Window { day, part, from: zone.at(day, first.0), to: zone.at(day, last.1) });
            }
        }
    }
    windows
}

/// The windows of the coming days, by the calendar alone.
pub fn windows(calendar: &Calendar, now: Moment, days: i64) -> Vec<Window> {
    let soonest = now + NOTICE_MINUTES * MINUTE;
    let mut windows = parts_of_days(calendar, calendar.zone().day_of(now), days);
    windows.retain(|window| window.to >= soonest);
    windows
}

/// What was promised and is nobody's yet: a window that a visit or a wish has.
#[derive(Clone, Debug)]
pub struct Promised {
    pub visit_id: VisitId,
    pub unit: Option<UnitId>,
    pub job: Job,
}

/// Puts what was promised into the days of those for whom it is the least way more, what closes first before what closes later. By the
/// straight line: who will go is not decided here, and hundreds of promises among hundreds of people are many ways. Answers which
/// promises nobody has time for.
pub fn place(promised: &[Promised], people: &mut [Person], now: Moment) -> Vec<usize> {
    let closes = |at: &usize| promised[*at].job.window.map(|window| (window.1, window.0));
    let mut order: Vec<usize> = (0..promised.len()).collect();
    order.sort_by_key(|at| (closes(at), promised[*at].visit_id));
    let mut unkept = vec![];
    for at in order {
        let Promised { visit_id, job, .. } = &promised[at];
        let Some((who, insertion)) = cheapest(job, people, now) else {
            unkept.push(at);
            continue;
        };
        let stay = Stay { visit_id: *visit_id, from: insertion.from, to: insertion.to, place: job.place };
        if let Some(day) = people[who].days.iter_mut().find(|day| day.day == insertion.day) {
            day.stays.push(stay);
            day.stays.sort_by_key(|stay| (stay.from, stay.to));
        }
    }
    unkept
}

/// Who keeps the job's window with the least way more; then the earlier, then by place in the list.
fn cheapest(job: &Job, people: &[Person], now: Moment) -> Option<(usize, Insertion)> {
    let found =
        people.iter().enumerate().filter_map(|(at, person)| Some((at, suited(job, person, now, &StraightLine)?)));
    found.min_by_key(|(at, insertion)| (insertion.extra_minutes, insertion.extra_metres, insertion.from, *at))
}

/// The cheapest place for the job among the days of somebody who has what it asks for.
fn suited(job: &Job, person: &Person, now: Moment, times: &dyn TravelTimes) -> Option<Insertion> {
    let window = job.window?;
    let days = person.days.iter().filter(|day| {
        day.work.first().is_some_and(|work| work.0 <= window.1) && day.work.last().is_some_and(|work| work.1 > window.0)
    });
    let days = days.filter(|day| rules::is_suited(job, person, day.day));
    days.filter_map(|day| fit::least_way(job, person, day, now, times))
        .min_by_key(|insertion| (insertion.extra_minutes, insertion.extra_metres, insertion.from))
}

/// What a window is worth to an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// How many people could lead it, by the straight line.
    pub people: i64,
    /// For whom it is the least way more, and what it costs them.
    pub best: (UserId, Insertion),
}

/// Why a window is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// Whoever had time belongs to a unit that takes no more visits then.
    Closed,
    /// Nobody who can do it has time.
    Full,
}

/// So many people are looked at by road for a window: those for whom it is the least way more by the straight line.
const CLOSELY: usize = 8;

/// Whether a window can be kept, by people whose units are open then. Where it takes several people, the others have to be free at the
/// time that is best for the lead.
///
/// # Errors
/// A [`NotKept`]
pub fn keep(
    job: &Job,
    window: &Window,
    people: &[Person],
    quotas: &Quotas,
    (now, times): (Moment, &dyn TravelTimes),
) -> Result<Kept, NotKept> {
    let job = Job { window: Some((window.from, window.to)), ..job.clone() };
    let able = people.iter().filter_map(|person| Some((person, suited(&job, person, now, &StraightLine)?)));
    let able: Vec<(&Person, Insertion)> = able.collect();
    if able.is_empty() {
        return Err(NotKept::Full);
    }
    let is_open = |person: &Person| !quotas.is_closed(person.unit_id, window.day, window.part);
    let mut open: Vec<(&Person, Insertion)> = able.into_iter().filter(|(person, _)| is_open(person)).collect();
    if open.is_empty() {
        return Err(NotKept::Closed);
    }
    let count = open.len();
    let price = |(person, each): &(&Person, Insertion)| (each.extra_minutes, each.extra_metres, each.from, person.id);
    open.sort_by_key(price);
    let closely = open.into_iter().take(CLOSELY).filter_map(|(person, rough)| {
        let exact = if times.has_roads() { suited(&job, person, now, times) } else { Some(rough) };
        Some((person, exact?))
    });
    let Some((lead, insertion)) = closely.min_by_key(price) else { return Err(NotKept::Full) };
    if job.crew > 1 {
        let helps = Job { needs: vec![], only: None, window: Some((insertion.from, insertion.from)), ..job.clone() };
        let others = people.iter().filter(|person| {
            person.id != lead.id && is_open(person) && suited(&helps, person, now, &StraightLine).is_some()
        });
        if i64::try_from(others.count()).unwrap_or(i64::MAX) < job.crew - 1 {
            return Err(NotKept::Full);
        }
    }
    Ok(Kept { people: i64::try_from(count).unwrap_or(i64::MAX), best: (lead.id, insertion) })
}

/// How many visits units take at most, and how many they have.
#[derive(Clone, Debug, Default)]
pub struct Quotas {
    /// Visits at most by unit, day and part.
    pub most: BTreeMap<(UnitId, Day, DayPart), i64>,
    /// Visits promised or booked by unit, day and part; those of no unit stand under `None`.
    pub taken: BTreeMap<(Option<UnitId>, Day, DayPart), i64>,
    /// Of each unit, itself and those above it, the nearest first.
    pub above: BTreeMap<UnitId, Vec<UnitId>>,
    /// The units that stand below none.
    pub roots: BTreeSet<UnitId>,
}

impl Quotas {
    /// Whether somebody of this unit takes no more visits then: because of the unit's own quota or of one above it.
    pub fn is_closed(&self, unit: UnitId, day: Day, part: DayPart) -> bool {
        if self.most.is_empty() {
            return false;
        }
        let own = [unit];
        let units = self.above.get(&unit).map_or(own.as_slice(), Vec::as_slice);
        let is_used_up = |unit: &UnitId, part: DayPart| {
            self.most.get(&(*unit, day, part)).is_some_and(|most| self.taken(*unit, day, part) >= *most)
        };
        units.iter().any(|unit| is_used_up(unit, DayPart::Day) || is_used_up(unit, part))
    }

    /// Visits that the unit and all below it have then.
    pub fn taken(&self, unit: UnitId, day: Day, part: DayPart) -> i64 {
        let is_below = |of: &Option<UnitId>| match of {
            Some(of) => self.above.get(of).map_or(*of == unit, |above| above.contains(&unit)),
            None => self.roots.contains(&unit),
        };
        let of_part = |of: DayPart| part == DayPart::Day || of == part;
        self.taken
            .iter()
            .filter(|((of, on, at), _)| *on == day && of_part(*at) && is_below(of))
            .map(|(_, count)| count)
            .sum()
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
