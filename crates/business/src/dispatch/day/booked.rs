//! What is booked and may still be moved: accepted or offered, not set out for, one person's, and not about to begin.

use std::collections::BTreeMap;

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Result};
use platform::db::{Row, Sql, View};

use super::question::{COLUMNS, Found, Waiting};
use crate::dispatch::model::{DayPlan, Person};
use crate::dispatch::rules;
use crate::nouns::VisitId;
use crate::orders::visible_sql;
use crate::orders::visits::VisitStatus;

/// So many are looked at.
const BOOKED_MAX: i64 = 1_000;
/// Whoever begins within so many minutes is getting ready.
const READY_MINUTES: i64 = 30;

/// With whom and when a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dispatch) struct Booked {
    pub technician: UserId,
    pub from: Moment,
    pub to: Moment,
    /// The technician has accepted: customer and technician count on it.
    pub is_told: bool,
}

/// Visits of the day that somebody has or is asked for, the earliest first.
pub(super) async fn rows(view: &View, units: Option<&[UnitId]>, span: (Moment, Moment)) -> Result<Vec<Row>> {
    let sql = Sql::new(&format!(
        "SELECT {COLUMNS} FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE v.tenant_id = ? AND v.planned_from_at >= ? AND v.planned_from_at < ? AND v.crew_size <= 1 AND "
    ))
    .bind(view.actor().tenant)
    .bind(span.0)
    .bind(span.1)
    .within("v.status", [VisitStatus::Offered, VisitStatus::Accepted]);
    let sql = match units {
        Some(units) => sql.push(" AND ").within("COALESCE(v.unit_id, o.unit_id)", units.iter().copied()),
        None => sql,
    };
    view.all(visible_sql(sql, view, "o").push(" ORDER BY v.planned_from_at, v.id LIMIT ?").bind(BOOKED_MAX)).await
}

/// Takes out of people's days what may be moved, and gives it back as visits to be planned, each with whom it is now. What somebody has
/// who could not be proposed for it stays: a dispatcher wanted it so.
pub(super) fn taken_out(found: Vec<(Found, Waiting)>, people: &mut [Person], now: Moment) -> Vec<Waiting> {
    let mut holders: BTreeMap<VisitId, Vec<usize>> = BTreeMap::new();
    for (number, person) in people.iter().enumerate() {
        for stay in person.days.first().map(|day| day.stays.as_slice()).unwrap_or_default() {
            holders.entry(stay.visit_id).or_default().push(number);
        }
    }
    let mut movable = vec![];
    for (row, mut waiting) in found {
        let (Some(span), Some([holder])) = (row.planned, holders.get(&waiting.shown.visit_id).map(Vec::as_slice))
        else {
            continue;
        };
        let person = &mut people[*holder];
        let (may, Some(day)) = (rules::suits(&waiting.job, person), person.days.first_mut()) else { continue };
        if !may || !is_movable(day, span, now) {
            continue;
        }
        day.stays.retain(|stay| stay.visit_id != waiting.shown.visit_id);
        let is_told = row.status == VisitStatus::Accepted;
        waiting.booked = Some(Booked { technician: person.id, from: span.0, to: span.1, is_told });
        movable.push(waiting);
    }
    movable
}

/// Outside working time by leave, or within it and neither under way nor about to begin.
fn is_movable(day: &DayPlan, (from, to): (Moment, Moment), now: Moment) -> bool {
    if day.leave.iter().any(|leave| leave.0 < to && from < leave.1) {
        return true;
    }
    let is_ready = (now..now.plus_minutes(READY_MINUTES)).contains(&from);
    !is_ready && day.work.iter().any(|work| work.0 <= from && from < work.1)
}
