//! Where people are or will be.

use kernel::id::UserId;
use kernel::{Moment, Point, Result};
use platform::db::{Row, Sql, View, read};

use crate::dispatch::model::Stay;
use crate::orders::visits::{OfferAnswer, VisitId, VisitStatus};

/// Where these people are or will be within a stretch of time: what is booked, and what is offered and not answered yet; without the
/// visit that is being asked about.
///
/// # Errors
/// Those of the database.
pub(super) async fn stays_of(
    view: &View,
    ids: &[UserId],
    span: (Moment, Moment),
    without: Option<VisitId>,
) -> Result<Vec<(UserId, Stay)>> {
    let columns = "v.id, v.status, v.planned_from_at, v.planned_to_at, v.arrived_at, v.finished_at, s.place";
    let joined = "JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
                  LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id";
    let booked = Sql::new(&format!(
        "SELECT c.technician_id, {columns} FROM crew_member c
         JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id {joined}
         WHERE c.tenant_id = ? AND c.released_at IS NULL AND v.status <> ? AND v.planned_from_at < ? AND v.planned_to_at > ?"
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Cancelled);
    let offered = Sql::new(&format!(
        "SELECT c.technician_id, {columns} FROM offer c
         JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id {joined}
         WHERE c.tenant_id = ? AND c.answer = ? AND v.planned_from_at < ? AND v.planned_to_at > ?"
    ))
    .bind(view.actor().tenant)
    .bind(OfferAnswer::Waiting);
    let mut stays = vec![];
    for sql in [booked, offered] {
        let sql = sql.bind(span.1).bind(span.0).and(" AND v.id <> ?", without).push(" AND ");
        let rows = view.all(sql.within("c.technician_id", ids.iter().copied()).push(" LIMIT 20000")).await?;
        for row in &rows {
            stays.push((read(row, "technician_id")?, stay(row, view.now())?));
        }
    }
    Ok(stays)
}

/// What is over counts as it was, what is under way until it ends, what should have begun begins now.
fn stay(row: &Row, now: Moment) -> Result<Stay> {
    let status: VisitStatus = read(row, "status")?;
    let (from, to): (Moment, Moment) = (read(row, "planned_from_at")?, read(row, "planned_to_at")?);
    let arrived: Option<Moment> = read(row, "arrived_at")?;
    let finished: Option<Moment> = read(row, "finished_at")?;
    let place: Option<Point> = read(row, "place")?;
    let (from, to) = match status {
        VisitStatus::Done => (arrived.unwrap_or(from), finished.unwrap_or(to)),
        VisitStatus::Arrived | VisitStatus::Working => {
            let began = arrived.unwrap_or(from);
            // who came early is booked until the planned end all the same
            (began, began.plus_minutes(to.minutes_since(from)).max(to).max(now))
        }
        _ if from < now => (from, now.plus_minutes(to.minutes_since(from))),
        _ => (from, to),
    };
    Ok(Stay { visit_id: read(row, "id")?, from, to: to.max(from), place })
}
