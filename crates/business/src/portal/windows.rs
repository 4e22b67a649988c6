//! When a visit could be instead: parts of the company's working days, each with whether somebody could keep it (E11).

use kernel::time::MINUTE;
use kernel::{Moment, Page, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::acts::movable;
use super::visitor::{Visitor, reading};
use crate::calendar::{self, Calendar};
use crate::dispatch;

/// So many days are offered.
const DAYS: i64 = 14;
/// Shorter rests of a working day are no window.
const MINUTES_MIN: i64 = 60;
/// A window that ends sooner from now is not offered: somebody has to get there.
const NOTICE_MINUTES: i64 = 90;
/// Where morning, afternoon and evening part, in minutes of the day.
const PARTS: [(i64, i64); 3] = [(0, 720), (720, 1_080), (1_080, 1_440)];

/// A part of a day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowOffered {
    pub from_at: Moment,
    pub to_at: Moment,
    /// Somebody who goes, or could go, has time then.
    pub can_be_kept: bool,
}

/// `GET /portal/windows`
///
/// # Errors
/// `portal.no_order`; `portal.not_movable` while nothing can be moved.
pub(super) async fn read(view: &View, (): (), _: Nothing) -> Result<Page<WindowOffered>> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let visit = movable(&view, visitor.order()?).await?;
    let windows = windows(&*calendar::of_company(&view).await?, view.now());
    let kept = dispatch::windows_kept(&view, visit.id, &windows).await?;
    let offered = windows.into_iter().zip(kept);
    let items = offered.map(|((from_at, to_at), can_be_kept)| WindowOffered { from_at, to_at, can_be_kept }).collect();
    Ok(Page { items, next: None })
}

/// The windows of the coming days, by the calendar alone.
pub(super) fn windows(calendar: &Calendar, now: Moment) -> Vec<(Moment, Moment)> {
    let zone = calendar.zone();
    let soonest = now + NOTICE_MINUTES * MINUTE;
    let mut windows = vec![];
    for day in (0..DAYS).map(|ahead| zone.day_of(now).plus_days(ahead)) {
        for (from, to) in PARTS {
            // a lunch break does not part an afternoon
            let spans = calendar.hours_on(day).iter().map(|span| (span.from().max(from), span.to().min(to)));
            let open: Vec<(i64, i64)> = spans.filter(|(from, to)| from < to).collect();
            let (Some(first), Some(last)) = (open.first(), open.last()) else { continue };
            let window = (zone.at(day, first.0), zone.at(day, last.1));
            if last.1 - first.0 >= MINUTES_MIN && window.1 >= soonest {
                windows.push(window);
            }
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Span, Week};
    use kernel::Zone;

    #[test]
    fn a_working_day_has_its_parts_and_what_is_nearly_over_is_not_offered() {
        let hours = [Span::minutes(8 * 60, 12 * 60).unwrap(), Span::minutes(13 * 60, 19 * 60).unwrap()];
        let calendar = Calendar::new(Zone::SHANGHAI, Week::five_days(&hours));
        // Friday 2026-11-20, 10:45 in Shanghai
        let offered = windows(&calendar, "2026-11-20T02:45:00Z".parse().unwrap());
        let told: Vec<String> = offered.iter().take(4).map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(told[0], "2026-11-20T05:00:00.000Z 2026-11-20T10:00:00.000Z", "the morning is nearly over");
        assert_eq!(told[1], "2026-11-20T10:00:00.000Z 2026-11-20T11:00:00.000Z");
        assert_eq!(told[2], "2026-11-23T00:00:00.000Z 2026-11-23T04:00:00.000Z", "the weekend is skipped");
    }
}
