//! Visits that nobody goes to yet, the most urgent first: what a dispatcher works down.

use kernel::id::UnitId;
use kernel::{Error, Moment, Page, Point, Result, page};
use platform::db::{Row, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lowcode::pack::Urgency;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::VisitStatus;
use crate::orders::{OrderPhase, visible_sql};

/// A visit that waits for somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unassigned {
    pub visit_id: VisitId,
    pub order_id: OrderId,
    pub order_number: String,
    /// Order type of the pack.
    pub r#type: String,
    pub leg: String,
    pub summary: String,
    pub category: String,
    pub region: String,
    pub place: Option<Point>,
    pub urgency: Urgency,
    pub priority: i64,
    pub unit_id: Option<UnitId>,
    pub minutes: i64,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub next_due_at: Option<Moment>,
    /// The last look by rule found nobody.
    pub no_candidates: bool,
    pub version: i64,
}

/// What the list can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnassignedFilter {
    pub unit: Option<UnitId>,
    pub region: Option<String>,
    pub r#type: Option<String>,
    /// Only visits for which nobody was found.
    pub no_candidates: Option<bool>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// Lists planned visits of running orders by due time, those without one last.
///
/// # Errors
/// `Invalid` for a cursor that is none.
pub(super) async fn list(view: &View, _: (), filter: UnassignedFilter) -> Result<Page<Unassigned>> {
    let limit = page::limit_of(filter.limit);
    // the engines order an absent due last alike when it is a number beyond all others
    let due = format!("COALESCE(o.next_due_at, {})", i64::MAX);
    let sql = Sql::new(&format!(
        "SELECT v.id, v.order_id, o.number, o.type, v.leg, o.summary, o.category, o.region, s.place, o.urgency, o.priority,
                COALESCE(v.unit_id, o.unit_id) AS unit_id, v.minutes, v.window_from_at, v.window_to_at, o.next_due_at,
                v.no_candidates, v.version, {due} AS due
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE v.tenant_id = ? AND v.status = ? AND "
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
    .and(" AND COALESCE(v.unit_id, o.unit_id) = ?", filter.unit)
    .and(" AND o.region = ?", filter.region)
    .and(" AND o.type = ?", filter.r#type)
    .and(" AND v.no_candidates = ?", filter.no_candidates);
    let mut sql = visible_sql(sql, view, "o");
    if let Some((at, id)) = filter.after.as_deref().map(cursor).transpose()? {
        sql = sql.push(&format!(" AND ({due} > ? OR ({due} = ? AND v.id > ?))")).bind(at).bind(at).bind(id);
    }
    let rows = view.all(sql.push(" ORDER BY due, v.id LIMIT ?").bind(limit + 1)).await?;
    let rows = rows.iter().map(unassigned).collect::<Result<Vec<Unassigned>>>()?;
    let due = |each: &Unassigned| each.next_due_at.map_or(i64::MAX, Moment::ms);
    Ok(Page::of(rows, limit, |each| format!("{}/{}", due(each), each.visit_id)))
}

fn cursor(after: &str) -> Result<(i64, VisitId)> {
    let parts = after.split_once('/').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| Error::invalid("after", "field.not_a_cursor"))
}

fn unassigned(row: &Row) -> Result<Unassigned> {
    Ok(Unassigned {
        visit_id: read(row, "id")?,
        order_id: read(row, "order_id")?,
        order_number: read(row, "number")?,
        r#type: read(row, "type")?,
        leg: read(row, "leg")?,
        summary: read(row, "summary")?,
        category: read(row, "category")?,
        region: read(row, "region")?,
        place: read(row, "place")?,
        urgency: read(row, "urgency")?,
        priority: read(row, "priority")?,
        unit_id: read(row, "unit_id")?,
        minutes: read(row, "minutes")?,
        window_from_at: read(row, "window_from_at")?,
        window_to_at: read(row, "window_to_at")?,
        next_due_at: read(row, "next_due_at")?,
        no_candidates: read(row, "no_candidates")?,
        version: read(row, "version")?,
    })
}
