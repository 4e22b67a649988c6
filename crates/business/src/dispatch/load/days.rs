//! The days of people: working time less leave, and the stays that fall on them. No IO.

use kernel::{Day, Moment};

use crate::dispatch::model::{DayPlan, Stay};
use crate::people::{Sheet, ShiftKind};

/// The days of one person: working time less leave, and the stays that begin on them.
pub(super) fn day_plans(sheet: &Sheet, stays: &[Stay], days: (Day, Day)) -> Vec<DayPlan> {
    let plan = |after: i64| {
        let day = days.0.plus_days(after);
        let of_day = |kind| sheet.shifts.iter().filter(move |shift| shift.day == day && shift.kind == kind);
        let mut work: Vec<(Moment, Moment)> =
            of_day(ShiftKind::Work).map(|shift| (shift.from_at, shift.to_at)).collect();
        work.sort_unstable();
        let had = work.len();
        let mut leave: Vec<(Moment, Moment)> =
            of_day(ShiftKind::Leave).map(|shift| (shift.from_at, shift.to_at)).collect();
        leave.sort_unstable();
        for away in &leave {
            work = work.into_iter().flat_map(|span| less(span, *away)).collect();
        }
        let is_on_leave = !leave.is_empty() && (had == 0 || work.is_empty());
        let (from, to) = bounds(sheet, day);
        let on_day = stays.iter().filter(|stay| stay.from < to && stay.to > from);
        DayPlan { day, work, is_on_leave, leave, stays: in_order(on_day.cloned().collect()) }
    };
    (0..=days.1.days_since(days.0)).map(plan).collect()
}

/// The stretch of a day's shifts; a day without any has none.
fn bounds(sheet: &Sheet, day: Day) -> (Moment, Moment) {
    let of_day = || sheet.shifts.iter().filter(move |shift| shift.day == day);
    let from = of_day().map(|shift| shift.from_at).min().unwrap_or_default();
    (from, of_day().map(|shift| shift.to_at).max().unwrap_or(from))
}

/// A stretch without another one: nothing, one or two pieces.
fn less(span: (Moment, Moment), away: (Moment, Moment)) -> Vec<(Moment, Moment)> {
    let pieces = [(span.0, span.1.min(away.0)), (span.0.max(away.1), span.1)];
    pieces.into_iter().filter(|piece| piece.0 < piece.1).collect()
}

/// In order of time; where two overlap (an overrun), the later one ends no earlier than the one before.
fn in_order(mut stays: Vec<Stay>) -> Vec<Stay> {
    stays.sort_by_key(|stay| (stay.from, stay.to));
    for at in 1..stays.len() {
        stays[at].to = stays[at].to.max(stays[at - 1].to);
    }
    stays
}
