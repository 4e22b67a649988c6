//! Fitting a stay into somebody's days: the earliest start that keeps the window, working time, what is booked, and the roads between.

use kernel::time::MINUTE;
use kernel::{Moment, Point};

use super::model::{DayPlan, Fit, Job, Person, Stay};
use super::travel::{self, TravelTimes};

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
            if let Some((from, travel_minutes, origin)) = gap.start(job, person, *span, now, times) {
                let metres = travel::known(times, origin, job.place).map(|travel| travel.metres);
                let to = from.plus_minutes(job.minutes);
                return Ok(Fit { day: day.day, from, to, metres, travel_minutes, planned_minutes });
            }
        }
    }
    Err(NoFit::NoGap)
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
    /// When the stay would begin in a stretch of working time, the minutes of the drive there, and from where.
    fn start(
        &self,
        job: &Job,
        person: &Person,
        span: (Moment, Moment),
        now: Moment,
        times: &dyn TravelTimes,
    ) -> Option<(Moment, i64, Option<Point>)> {
        let free_from = self.before.map_or(self.shift_start, |stay| stay.to);
        let leaves_at = free_from.max(now);
        let origin = self.origin(person, now);
        let travel_minutes = travel::minutes(times, origin, job.place);
        let window_from = job.window.map_or(span.0, |window| window.0);
        let start = up_to_slot(leaves_at.plus_minutes(travel_minutes).max(span.0).max(window_from));
        let leave_by = match self.after {
            Some(stay) => stay.from.plus_minutes(-travel::minutes(times, job.place, stay.place)),
            None => span.1,
        };
        let keeps_window = job.window.is_none_or(|window| start <= window.1);
        let fits = start.plus_minutes(job.minutes) <= leave_by.min(span.1);
        (keeps_window && fits).then_some((start, travel_minutes, origin))
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
