//! Track replay: where a technician's phone was on a day, which visits they stayed at, and how far they drove to each (F13, E14).

pub mod rules;

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Day, Moment, Point, Result};
use platform::db::{Row, Sql, View, read as column};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::rules::{is_gap, plausible, way};
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::VisitStatus;
use crate::people::track::{Fix, KEPT_DAYS, track};
use crate::people::{self};

/// Visits of somebody's day.
const VISITS_MAX: i64 = 100;

/// Whose day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackAsked {
    /// In the company's zone; today unless told.
    pub day: Option<Day>,
}

/// A technician's day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Track {
    pub technician_id: UserId,
    pub name: String,
    pub day: Day,
    /// Positions in order of time, without what a phone cannot have driven.
    pub points: Vec<TrackPoint>,
    pub visits: Vec<TrackVisit>,
    /// Of the whole day, stays at customers left out; of these, straight lines over gaps.
    pub metres: i64,
    pub gap_metres: i64,
    /// The positions are too few to tell how far it was.
    pub is_sparse: bool,
    /// So many days are kept.
    pub kept_days: i64,
}

/// A position.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct TrackPoint {
    pub at: Moment,
    pub place: Point,
    /// Nothing was reported for a while before it: the line to it is no way.
    pub after_gap: bool,
}

/// A stay.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrackVisit {
    pub visit_id: VisitId,
    pub order_id: OrderId,
    pub order_number: String,
    pub summary: String,
    pub status: VisitStatus,
    pub place: Option<Point>,
    pub departed_at: Option<Moment>,
    pub arrived_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    /// Driven there, by the positions; none where nothing is known of the way.
    pub metres: Option<i64>,
    /// The positions are too few to tell how far it was.
    pub is_sparse: bool,
}

/// `GET /technicians/{id}/track`
///
/// # Errors
/// `NotFound` for somebody whom the caller does not see; `Invalid` for a day whose positions are forgotten or have not come.
pub(super) async fn read(view: &View, id: UserId, asked: TrackAsked) -> Result<Track> {
    let technician = people::get_visible(view, id).await?;
    let today = view.actor().today();
    let day = asked.day.unwrap_or(today);
    let mut check = Check::new();
    check.that(day <= today, "day", "field.too_far_ahead");
    check.that(day > today.plus_days(-KEPT_DAYS), "day", "field.too_long_ago");
    check.done()?;
    let zone = view.actor().zone;
    let span = (zone.start_of(day), zone.start_of(day.plus_days(1)));
    let fixes = plausible(&track(view, id, span).await?);
    let mut visits = vec![];
    for row in &view.all(visits_of(view, id, span)).await? {
        visits.push(stay(row, &fixes)?);
    }
    let moving: Vec<Fix> =
        fixes.iter().filter(|fix| !visits.iter().any(|visit| is_at(visit, fix.at))).copied().collect();
    let all = way(&moving, span.0, span.1);
    let points = fixes.iter().enumerate().map(|(at, fix)| TrackPoint {
        at: fix.at,
        place: fix.place,
        after_gap: at.checked_sub(1).is_some_and(|before| is_gap(&fixes[before], fix)),
    });
    Ok(Track {
        technician_id: id,
        name: technician.name,
        day,
        points: points.collect(),
        visits,
        metres: all.metres,
        gap_metres: all.gap_metres,
        is_sparse: all.is_sparse(),
        kept_days: KEPT_DAYS,
    })
}

fn visits_of(view: &View, id: UserId, span: (Moment, Moment)) -> Sql {
    let began = "COALESCE(v.departed_at, v.arrived_at)";
    Sql::new(&format!(
        "SELECT v.id, v.order_id, v.status, v.departed_at, v.arrived_at, v.finished_at, v.arrived_place, o.number, o.summary, s.place
         FROM crew_member c JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE c.tenant_id = ? AND c.technician_id = ? AND c.released_at IS NULL AND {began} >= ? AND {began} < ?
         ORDER BY {began}, v.id LIMIT ?"
    ))
    .bind(view.actor().tenant)
    .bind(id)
    .bind(span.0)
    .bind(span.1)
    .bind(VISITS_MAX)
}

fn stay(row: &Row, fixes: &[Fix]) -> Result<TrackVisit> {
    let departed_at: Option<Moment> = column(row, "departed_at")?;
    let arrived_at: Option<Moment> = column(row, "arrived_at")?;
    let driven = departed_at.zip(arrived_at).map(|(from, to)| way(fixes, from, to)).filter(|way| way.fixes > 1);
    let place: Option<Point> = column(row, "place")?;
    let arrived: Option<Point> = column(row, "arrived_place")?;
    Ok(TrackVisit {
        visit_id: column(row, "id")?,
        order_id: column(row, "order_id")?,
        order_number: column(row, "number")?,
        summary: column(row, "summary")?,
        status: column(row, "status")?,
        place: place.or(arrived),
        departed_at,
        arrived_at,
        finished_at: column(row, "finished_at")?,
        metres: driven.map(|way| way.metres),
        is_sparse: driven.is_none_or(rules::Way::is_sparse),
    })
}

/// Whether somebody was at the customer's then: after the arrival and before the end.
fn is_at(visit: &TrackVisit, at: Moment) -> bool {
    visit.arrived_at.is_some_and(|arrived| at > arrived) && visit.finished_at.is_none_or(|finished| at < finished)
}

#[cfg(test)]
mod tests;
