//! Fitting a stay into somebody's days: the earliest start that keeps the window, working time, what is booked, and the roads between.

use kernel::time::MINUTE;
use kernel::{Day, Moment, Point};

use super::model::{DayPlan, Fit, Job, Person, Stay};
use super::travel::{self, Travel, TravelTimes};

/// Bookings are kept in slots of so many minutes; stays begin at one.
pub const SLOT_MINUTES: i64 = 5;
/// A phone's position counts as where somebody is for so long.
const POSITION_COUNTS_MINUTES: i64 = 60;

/// Why no day fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFit {
    NoShift,
    OnLeave,
    DayFull,
    NoGap,
}

/// The earliest stay over the person's days, or the reason that came closest to fitting.
///
/// # Errors
/// A [`NoFit`]
pub fn earliest(job: &Job, person: &Person, now: Moment, times: &dyn TravelTimes) -> Result<Fit, NoFit> {
    let mut closest = NoFit::NoShift;
    for day in &person.days {
        match on_day(job, person, day, now, times) {
            Ok(fit) => return Ok(fit),
            Err(why) => closest = nearer(closest, why),
        }
    }
    Err(closest)
}

/// A full day says more than leave, leave more than no shift; a day without a gap says most.
fn nearer(a: NoFit, b: NoFit) -> NoFit {
    let depth = |why: NoFit| match why {
        NoFit::NoShift => 0,
        NoFit::OnLeave => 1,
        NoFit::DayFull => 2,
        NoFit::NoGap => 3,
    };
    if depth(b) > depth(a) { b } else { a }
}

fn on_day(job: &Job, person: &Person, day: &DayPlan, now: Moment, times: &dyn TravelTimes) -> Result<Fit, NoFit> {
    let Some((shift_start, _)) = day.work.first().copied() else {
        return Err(if day.is_on_leave { NoFit::OnLeave } else { NoFit::NoShift });
    };
    if day.work.iter().all(|(_, end)| *end <= now) {
        return Err(NoFit::NoShift);
    }
    let planned_minutes = planned_minutes(day);
    if planned_minutes + job.minutes > person.daily_minutes_max {
        return Err(NoFit::DayFull);
    }
    // before the first stay, between two, and after the last
    for at in 0..=day.stays.len() {
        let before = at.checked_sub(1).map(|at| &day.stays[at]);
        let gap = Gap { before, after: day.stays.get(at), shift_start };
        for span in &day.work {
            if let Some((from, way)) = gap.start(job, person, *span, now, times) {
                let to = from.plus_minutes(job.minutes);
                let (metres, by_road) = (way.map(|way| way.metres), way.is_some_and(|way| way.by_road));
                let travel_minutes = travel::minutes_of(way);
                return Ok(Fit { day: day.day, from, to, metres, travel_minutes, by_road, planned_minutes });
            }
        }
    }
    Err(NoFit::NoGap)
}

/// A place in somebody's day, and how much further they drive for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Insertion {
    pub day: Day,
    pub from: Moment,
    pub to: Moment,
    /// Minutes and metres of road beyond what they drive anyway; metres only where all places are known.
    pub extra_minutes: i64,
    pub extra_metres: Option<i64>,
}

/// The place in a day that costs the least way more, the earliest of equals; none where nothing fits.
pub fn least_way(job: &Job, person: &Person, day: &DayPlan, now: Moment, times: &dyn TravelTimes) -> Option<Insertion> {
    let (shift_start, _) = day.work.first().copied()?;
    if planned_minutes(day) + job.minutes > person.daily_minutes_max {
        return None;
    }
    let mut best: Option<Insertion> = None;
    for at in 0..=day.stays.len() {
        let before = at.checked_sub(1).map(|at| &day.stays[at]);
        let gap = Gap { before, after: day.stays.get(at), shift_start };
        if !gap.has_time(job, day, now) {
            continue;
        }
        let start = day.work.iter().find_map(|span| gap.start(job, person, *span, now, times));
        let Some((from, way)) = start else { continue };
        let (extra_minutes, extra_metres) = gap.detour(job, gap.origin(person, now), travel::minutes_of(way), times);
        let is_less = best.as_ref().is_none_or(|best| (extra_minutes, from) < (best.extra_minutes, best.from));
        if is_less {
            best =
                Some(Insertion { day: day.day, from, to: from.plus_minutes(job.minutes), extra_minutes, extra_metres });
        }
    }
    best
}

/// Minutes on site already planned on a day.
pub fn planned_minutes(day: &DayPlan) -> i64 {
    day.stays.iter().map(|stay| stay.to.minutes_since(stay.from)).sum()
}

/// The free time between two neighbours of a day.
struct Gap<'d> {
    before: Option<&'d Stay>,
    after: Option<&'d Stay>,
    shift_start: Moment,
}

impl Gap<'_> {
    /// When the stay would begin in a stretch of working time, and the drive there where both its ends are known.
    fn start(
        &self,
        job: &Job,
        person: &Person,
        span: (Moment, Moment),
        now: Moment,
        times: &dyn TravelTimes,
    ) -> Option<(Moment, Option<Travel>)> {
        let free_from = self.before.map_or(self.shift_start, |stay| stay.to);
        let leaves_at = free_from.max(now);
        let way = travel::known(times, self.origin(person, now), job.place);
        let window_from = job.window.map_or(span.0, |window| window.0);
        let there = leaves_at.plus_minutes(travel::minutes_of(way));
        let not_before = job.not_before().unwrap_or(span.0);
        let start = up_to_slot(there.max(span.0).max(window_from).max(not_before));
        let leave_by = match self.after {
            Some(stay) => stay.from.plus_minutes(-travel::minutes(times, job.place, stay.place)),
            None => span.1,
        };
        let keeps_window = job.window.is_none_or(|window| start <= window.1);
        let fits = start.plus_minutes(job.minutes) <= leave_by.min(span.1);
        (keeps_window && fits).then_some((start, way))
    }

    /// Whether the stay fits in by the clock, ways not counted: most gaps are ruled out by this before any way is asked for.
    fn has_time(&self, job: &Job, day: &DayPlan, now: Moment) -> bool {
        let free_from = self.before.map_or(self.shift_start, |stay| stay.to).max(now);
        let from = job.window.map_or(free_from, |window| window.0.max(free_from));
        let from = job.not_before().map_or(from, |at| at.max(from));
        let ends = day.work.last().map_or(self.shift_start, |work| work.1);
        let free_to = self.after.map_or(ends, |stay| stay.from).min(ends);
        job.window.is_none_or(|window| from <= window.1) && from.plus_minutes(job.minutes) <= free_to
    }

    /// How much further they drive: there and on to the next stay, less the way that they would drive anyway. After the last stay of a
    /// day it is the way there.
    fn detour(&self, job: &Job, origin: Option<Point>, there: i64, times: &dyn TravelTimes) -> (i64, Option<i64>) {
        let way = |from: Option<Point>, to: Option<Point>| travel::known(times, from, to);
        let there_metres = way(origin, job.place).map(|travel| travel.metres);
        let Some(next) = self.after.map(|stay| stay.place) else { return (there, there_metres) };
        let minutes = |from, to| travel::minutes(times, from, to);
        let extra = there + minutes(job.place, next) - minutes(origin, next);
        let metres = there_metres.zip(way(job.place, next)).zip(way(origin, next));
        let metres = metres.map(|((there, on), anyway)| (there + on.metres - anyway.metres).max(0));
        (extra.max(0), metres)
    }

    /// From where they come: a fresh position when they would leave now, else the stay before, else where their day starts.
    fn origin(&self, person: &Person, now: Moment) -> Option<Point> {
        let free_since = self.before.map_or(self.shift_start, |stay| stay.to);
        let fresh = person.last_place.filter(|(_, at)| {
            free_since <= now && *at >= free_since && now.minutes_since(*at) <= POSITION_COUNTS_MINUTES
        });
        match (fresh, self.before) {
            (Some((place, _)), _) => Some(place),
            (None, Some(stay)) => stay.place,
            (None, None) => person.start_place,
        }
    }
}

/// The first slot that begins at or after a moment.
pub fn up_to_slot(at: Moment) -> Moment {
    let slot = SLOT_MINUTES * MINUTE;
    Moment((at.ms() + slot - 1).div_euclid(slot) * slot)
}
