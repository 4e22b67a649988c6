//! Leads in numbers, guide by guide: what is to be done now, and what became of those who came in a time (C2, C7).

use std::collections::{BTreeMap, BTreeSet};

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Money, Page, Result};
use platform::db::{Row, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::queries::visible_sql;
use super::record::LeadStatus;
use crate::identity::users;

/// A time to count in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiguresFilter {
    pub from: Day,
    /// The last day; at most a year after the first.
    pub to: Day,
    pub unit_id: Option<UnitId>,
    pub guide_id: Option<UserId>,
}

/// One guide's leads. `open`, `due` and `overdue` are as of now; the others are of those who came in the time, whatever day they bought.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GuideFigures {
    pub guide_id: UserId,
    pub guide_name: String,
    pub open: i64,
    /// To be asked today.
    pub due: i64,
    pub overdue: i64,
    /// Who came.
    pub came: i64,
    pub contacted: i64,
    pub quoted: i64,
    pub won: i64,
    pub lost: i64,
    /// What was sold to those who bought.
    pub won_minor: Money,
}

/// `GET /leads/figures`: of the leads one sees, guide by guide.
pub(super) async fn figures(view: &View, _: (), filter: FiguresFilter) -> Result<Page<GuideFigures>> {
    let mut check = Check::new();
    check.that(filter.from <= filter.to, "to", "field.ends_before_start");
    check.that(filter.to.days_since(filter.from) <= 366, "to", "field.too_far_ahead");
    check.done()?;
    let zone = view.actor().zone;
    let today = view.actor().today();
    let (from, to) = (zone.start_of(filter.from), zone.start_of(filter.to.plus_days(1)));
    let came = "l.created_at >= ? AND l.created_at < ?";
    let sql = Sql::new(&format!(
        "SELECT l.guide_id,
           COUNT(CASE WHEN l.closed_at IS NULL THEN 1 END) AS open_now,
           COUNT(CASE WHEN l.next_on = ? THEN 1 END) AS due,
           COUNT(CASE WHEN l.next_on < ? THEN 1 END) AS overdue,
           COUNT(CASE WHEN {came} THEN 1 END) AS came,
           COUNT(CASE WHEN {came} AND l.contacted_at IS NOT NULL THEN 1 END) AS contacted,
           COUNT(CASE WHEN {came} AND l.quoted_at IS NOT NULL THEN 1 END) AS quoted,
           COUNT(CASE WHEN {came} AND l.status = ? THEN 1 END) AS won,
           COUNT(CASE WHEN {came} AND l.status = ? THEN 1 END) AS lost,
           CAST(COALESCE(SUM(CASE WHEN {came} AND l.status = ? THEN s.total_minor END), 0) AS BIGINT) AS won_minor
         FROM lead l LEFT JOIN sale s ON s.tenant_id = l.tenant_id AND s.id = l.sale_id AND s.cancelled_at IS NULL
         WHERE l.tenant_id = ? AND (l.closed_at IS NULL OR ({came}))"
    ));
    let sql = sql.bind(today).bind(today);
    let sql = (0..3).fold(sql, |sql, _| sql.bind(from).bind(to));
    let sql = sql.bind(from).bind(to).bind(LeadStatus::Won);
    let sql = sql.bind(from).bind(to).bind(LeadStatus::Lost);
    let sql = sql.bind(from).bind(to).bind(LeadStatus::Won);
    let sql = sql.bind(view.actor().tenant).bind(from).bind(to);
    let sql = sql.and(" AND l.unit_id = ?", filter.unit_id).and(" AND l.guide_id = ?", filter.guide_id);
    let sql = visible_sql(sql, view).push(" GROUP BY l.guide_id ORDER BY COUNT(*) DESC, l.guide_id LIMIT 500");
    let rows = view.all(sql).await?;
    let ids = rows.iter().map(|row| read(row, "guide_id")).collect::<Result<BTreeSet<UserId>>>()?;
    let names = users::names(view, ids).await?;
    let items = rows.iter().map(|row| guide(row, &names)).collect::<Result<Vec<_>, Error>>()?;
    Ok(Page { items, next: None })
}

fn guide(row: &Row, names: &BTreeMap<UserId, String>) -> Result<GuideFigures> {
    let guide_id: UserId = read(row, "guide_id")?;
    Ok(GuideFigures {
        guide_id,
        guide_name: names.get(&guide_id).cloned().unwrap_or_default(),
        open: read(row, "open_now")?,
        due: read(row, "due")?,
        overdue: read(row, "overdue")?,
        came: read(row, "came")?,
        contacted: read(row, "contacted")?,
        quoted: read(row, "quoted")?,
        won: read(row, "won")?,
        lost: read(row, "lost")?,
        won_minor: read(row, "won_minor")?,
    })
}
