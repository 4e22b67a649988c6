//! A series: what was opened and finished in each day of a period, or in pieces of several days where that is long.

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::{Day, Moment, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scope::{counted, within};

/// Points at most; a longer period has pieces of several days.
const POINTS_MAX: i64 = 92;
/// The longest period, in days.
const DAYS_MAX: i64 = 3_700;

/// Of which days, and of whom.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesAsked {
    /// In the company's zone.
    pub from: Day,
    /// Included.
    pub to: Day,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
}

/// What happened in each piece.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Series {
    /// Days of a piece; the last may be shorter.
    pub days_each: i64,
    pub points: Vec<SeriesPoint>,
}

/// One piece.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SeriesPoint {
    pub from: Day,
    /// Included.
    pub to: Day,
    pub opened: i64,
    pub finished: i64,
    /// Of the finished: those with a due.
    pub with_due: i64,
    /// Of those: in time.
    pub in_time: i64,
}

/// `GET /insight/series`
pub(super) async fn series(view: &View, (): (), asked: SeriesAsked) -> Result<Series> {
    let days = asked.to.days_since(asked.from) + 1;
    let mut check = Check::new();
    check.that(days > 0, "to", "field.ends_before_start").that(days <= DAYS_MAX, "to", "field.too_large");
    check.done()?;
    let view = within(view, asked.unit_id).await?;
    let days_each = (days + POINTS_MAX - 1) / POINTS_MAX;
    let mut points: Vec<SeriesPoint> = (0..days)
        .step_by(usize::try_from(days_each).unwrap_or(1))
        .map(|at| SeriesPoint {
            from: asked.from.plus_days(at),
            to: asked.from.plus_days((at + days_each).min(days) - 1),
            opened: 0,
            finished: 0,
            with_due: 0,
            in_time: 0,
        })
        .collect();
    let opened = pieces(&view, &points, "COUNT(*)", "opened_at");
    for row in view.all(counted(opened, &view, "o").push(" GROUP BY d.n")).await? {
        point(&mut points, read_at(&row, 0)?, |point| {
            point.opened = read_at(&row, 1)?;
            Ok(())
        })?;
    }
    let what = "COUNT(*), COUNT(o.finish_due_at), COUNT(CASE WHEN o.finished_at <= o.finish_due_at THEN 1 END)";
    let finished = pieces(&view, &points, what, "finished_at");
    for row in view.all(counted(finished, &view, "o").push(" GROUP BY d.n")).await? {
        point(&mut points, read_at(&row, 0)?, |point| {
            (point.finished, point.with_due, point.in_time) = (read_at(&row, 1)?, read_at(&row, 2)?, read_at(&row, 3)?);
            Ok(())
        })?;
    }
    Ok(Series { days_each, points })
}

fn point(points: &mut [SeriesPoint], n: i64, put: impl FnOnce(&mut SeriesPoint) -> Result<()>) -> Result<()> {
    usize::try_from(n).ok().and_then(|n| points.get_mut(n)).map_or(Ok(()), put)
}

/// Counts by piece: the boundaries are reckoned in the company's zone and handed over; each piece walks its part of an index.
fn pieces(view: &View, points: &[SeriesPoint], what: &str, at: &str) -> Sql {
    let zone = view.actor().zone;
    let rows = vec!["(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"; points.len()].join(",");
    let spans = points.iter().map(|each| (zone.start_of(each.from), zone.start_of(each.to.plus_days(1))));
    let sql = Sql::new(&format!("WITH d (n, since, until) AS (VALUES {rows})"));
    let sql = (0_i64..)
        .zip(spans)
        .fold(sql, |sql, (n, (since, until)): (i64, (Moment, Moment))| sql.bind(n).bind(since).bind(until));
    sql.push(&format!(
        " SELECT d.n, {what} FROM d CROSS JOIN work_order o WHERE o.tenant_id = ? AND o.{at} IS NOT NULL
            AND o.{at} >= d.since AND o.{at} < d.until"
    ))
    .bind(view.actor().tenant)
}
