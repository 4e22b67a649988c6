//! What makes the rest of a day need another plan. A fixed number of statements, each through an index of what is under way or due today.

use std::collections::BTreeSet;

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Result};
use platform::db::{Row, Sql, View, read};

use super::ReplanCause;
use crate::lowcode::pack::Urgency;
use crate::nouns::VisitId;
use crate::orders::OrderPhase;
use crate::orders::visits::{CrewRole, VisitOutcome, VisitStatus};
use crate::people::ShiftKind;

/// So much trouble is looked at in one turn.
const TROUBLE_MAX: i64 = 20;
/// Visits under way, or about to begin, that are looked at.
const UNDER_WAY_MAX: i64 = 5_000;
/// A visit that is over its time by less is nearly done.
const OVERRUN_MINUTES: i64 = 10;
/// The next visit is in danger where it begins so soon.
const NEXT_MINUTES: i64 = 30;
/// Whoever has time is told of for so long after it came to be.
const FREED_MINUTES: i64 = 30;
/// Less time than this is a break.
const FREE_MINUTES: i64 = 30;
/// So many of what waits are tried in time that came free.
const WAITING_MAX: i64 = 20;
/// An emergency is given so long to find somebody by the usual way.
const EMERGENCY_MINUTES: i64 = 2;

/// Something that happened, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub cause: ReplanCause,
    pub technician: Option<UserId>,
    pub visit: Option<VisitId>,
    pub unit: Option<UnitId>,
}

/// All trouble of the rest of this day, the gravest first.
pub(super) async fn today(view: &View) -> Result<Vec<Trouble>> {
    let mut all = absences(view).await?;
    all.extend(without_place(view).await?);
    all.extend(overruns(view).await?);
    all.extend(freed(view).await?);
    Ok(all)
}

fn day_begins(view: &View) -> Moment {
    view.actor().zone.start_of(view.actor().today())
}

fn day_ends(view: &View) -> Moment {
    let (zone, today) = (view.actor().zone, view.actor().today());
    zone.start_of(today.plus_days(1))
}

/// Who has visits ahead in hours of leave. From the visits of the day to the shifts, so that nobody's past is walked through.
async fn absences(view: &View) -> Result<Vec<Trouble>> {
    let sql = Sql::new(
        "SELECT DISTINCT c.technician_id, t.unit_id
         FROM visit v CROSS JOIN crew_member c CROSS JOIN shift s CROSS JOIN technician t
         WHERE v.tenant_id = ? AND v.status = ? AND v.planned_from_at >= ? AND v.planned_from_at < ? AND v.planned_to_at > ?
           AND v.crew_size <= 1 AND c.tenant_id = v.tenant_id AND c.visit_id = v.id AND c.released_at IS NULL AND c.role = ?
           AND s.tenant_id = c.tenant_id AND s.technician_id = c.technician_id AND s.day = ? AND s.kind = ?
           AND v.planned_from_at < s.to_at AND v.planned_to_at > s.from_at
           AND t.tenant_id = c.tenant_id AND t.id = c.technician_id
         ORDER BY c.technician_id LIMIT ?",
    );
    let sql = sql
        .bind(view.actor().tenant)
        .bind(VisitStatus::Accepted)
        .bind(day_begins(view))
        .bind(day_ends(view))
        .bind(view.now())
        .bind(CrewRole::Lead)
        .bind(view.actor().today())
        .bind(ShiftKind::Leave)
        .bind(TROUBLE_MAX);
    let trouble = |row: &Row| {
        let (technician, unit) = (Some(read(row, "technician_id")?), Some(read(row, "unit_id")?));
        Ok(Trouble { cause: ReplanCause::Absence, technician, visit: None, unit })
    };
    view.all(sql).await?.iter().map(trouble).collect()
}

/// Visits under way beyond their time whose technician should be at the next one soon.
async fn overruns(view: &View) -> Result<Vec<Trouble>> {
    let now = view.now();
    let (begins, over) = (day_begins(view), now.plus_minutes(-OVERRUN_MINUTES));
    let of = |statuses: &[VisitStatus], until: Moment| {
        Sql::new(
            "SELECT v.id, v.planned_to_at, c.technician_id, t.unit_id
             FROM visit v CROSS JOIN crew_member c CROSS JOIN technician t
             WHERE v.tenant_id = ? AND v.planned_from_at >= ? AND v.planned_from_at < ? AND c.tenant_id = v.tenant_id
               AND c.visit_id = v.id AND c.released_at IS NULL AND c.role = ? AND t.tenant_id = c.tenant_id
               AND t.id = c.technician_id AND ",
        )
        .bind(view.actor().tenant)
        .bind(begins)
        .bind(until)
        .bind(CrewRole::Lead)
        .within("v.status", statuses.iter().copied())
        .push(" ORDER BY v.planned_from_at, v.id LIMIT ?")
        .bind(UNDER_WAY_MAX)
    };
    let under_way = view.all(of(&[VisitStatus::Arrived, VisitStatus::Working], now)).await?;
    let mut late = vec![];
    for row in &under_way {
        if read::<Moment>(row, "planned_to_at")? < over {
            late.push(row);
        }
    }
    if late.is_empty() {
        return Ok(vec![]);
    }
    let mut expected = BTreeSet::<UserId>::new();
    for row in &view.all(of(&[VisitStatus::Accepted], now.plus_minutes(NEXT_MINUTES))).await? {
        expected.insert(read(row, "technician_id")?);
    }
    let mut all = vec![];
    for row in late {
        let technician: UserId = read(row, "technician_id")?;
        if expected.contains(&technician) {
            let (visit, unit) = (Some(read(row, "id")?), Some(read(row, "unit_id")?));
            all.push(Trouble { cause: ReplanCause::Overrun, technician: Some(technician), visit, unit });
        }
    }
    Ok(all)
}

/// Emergencies that nobody has yet, and visits for which the rule found nobody; of today.
async fn without_place(view: &View) -> Result<Vec<Trouble>> {
    let sql = Sql::new(
        "SELECT v.id, o.urgency, COALESCE(v.unit_id, o.unit_id) AS unit_id
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND v.created_at < ? AND (o.urgency = ? OR v.no_candidates = ?)
           AND COALESCE(v.window_to_at, o.arrive_due_at, 0) < ? AND ",
    );
    let sql = sql
        .bind(view.actor().tenant)
        .bind(VisitStatus::Planned)
        .bind(view.now().plus_minutes(-EMERGENCY_MINUTES))
        .bind(Urgency::Emergency)
        .bind(true)
        .bind(day_ends(view))
        .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
        .push(" ORDER BY o.priority DESC, v.created_at, v.id LIMIT ?")
        .bind(TROUBLE_MAX);
    let trouble = |row: &Row| {
        let urgency: Urgency = read(row, "urgency")?;
        let is_emergency = urgency == Urgency::Emergency;
        let cause = if is_emergency { ReplanCause::Emergency } else { ReplanCause::NoPlace };
        Ok(Trouble { cause, technician: None, visit: Some(read(row, "id")?), unit: read(row, "unit_id")? })
    };
    view.all(sql).await?.iter().map(trouble).collect()
}

/// Whose visit of today was called off, or found nobody at home, a moment ago, with time ahead that they were booked for.
async fn freed(view: &View) -> Result<Vec<Trouble>> {
    let (now, since) = (view.now(), view.now().plus_minutes(-FREED_MINUTES));
    // helpers have time as well: the lead stands for the crew
    let sql = Sql::new(
        "SELECT v.id, v.status, c.technician_id, t.unit_id
         FROM visit v CROSS JOIN crew_member c CROSS JOIN technician t
         WHERE v.tenant_id = ? AND v.planned_from_at >= ? AND v.planned_from_at < ? AND v.planned_to_at > ?
           AND ((v.status = ? AND v.cancelled_at >= ?) OR (v.status = ? AND v.outcome = ? AND v.finished_at >= ?))
           AND c.tenant_id = v.tenant_id AND c.visit_id = v.id AND c.released_at IS NULL AND c.role = ?
           AND t.tenant_id = c.tenant_id AND t.id = c.technician_id
         ORDER BY v.planned_from_at, v.id LIMIT ?",
    );
    let sql = sql
        .bind(view.actor().tenant)
        .bind(day_begins(view))
        .bind(day_ends(view))
        .bind(now.plus_minutes(FREE_MINUTES))
        .bind(VisitStatus::Cancelled)
        .bind(since)
        .bind(VisitStatus::Done)
        .bind(VisitOutcome::CustomerAbsent)
        .bind(since)
        .bind(CrewRole::Lead)
        .bind(TROUBLE_MAX);
    let trouble = |row: &Row| {
        let is_cancelled = read::<VisitStatus>(row, "status")? == VisitStatus::Cancelled;
        let cause = if is_cancelled { ReplanCause::Cancelled } else { ReplanCause::CustomerAbsent };
        let (technician, unit) = (Some(read(row, "technician_id")?), Some(read(row, "unit_id")?));
        Ok(Trouble { cause, technician, visit: Some(read(row, "id")?), unit })
    };
    view.all(sql).await?.iter().map(trouble).collect()
}

/// What waits for somebody and is meant for today, the most urgent first: it may be put where time came free.
pub(super) async fn waiting_today(view: &View, unit: Option<UnitId>) -> Result<Vec<VisitId>> {
    let wanted = "COALESCE(v.window_from_at, o.wanted_from_at, o.arrive_due_at)";
    let sql = Sql::new(&format!(
        "SELECT v.id FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND {wanted} < ?"
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .bind(day_ends(view))
    .and(" AND COALESCE(v.unit_id, o.unit_id) = ?", unit)
    .push(" AND ")
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
    .push(" ORDER BY o.priority DESC, v.created_at, v.id LIMIT ?")
    .bind(WAITING_MAX);
    view.column(sql).await
}
