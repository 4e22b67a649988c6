//! Reviews as a list.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Page, Result, Scope, page};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::Deserialize;

use super::record::{Review, ReviewId};
use super::review::ReviewShown;
use crate::identity::company::subtree;
use crate::nouns::OrderId;

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewFilter {
    pub below_standard: Option<bool>,
    pub technician_id: Option<UserId>,
    pub order_id: Option<OrderId>,
    /// At most so many stars.
    pub stars_at_most: Option<i64>,
    /// Given on this day or later, in the company's zone.
    pub from: Option<Day>,
    /// Given on this day or earlier.
    pub to: Option<Day>,
    /// About orders of this unit with all below it.
    pub unit_id: Option<UnitId>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// `GET /reviews`: those of the orders of one's units; who sees only own work sees the reviews of it.
pub(super) async fn list(view: &View, _: (), filter: ReviewFilter) -> Result<Page<ReviewShown>> {
    let limit = page::limit_of(filter.limit);
    let zone = view.actor().zone;
    let mut sql = Sql::new("SELECT r.* FROM review r WHERE r.tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND r.below_standard = ?", filter.below_standard)
        .and(" AND r.technician_id = ?", filter.technician_id)
        .and(" AND r.order_id = ?", filter.order_id)
        .and(" AND r.stars <= ?", filter.stars_at_most)
        .and(" AND r.given_at >= ?", filter.from.map(|day| zone.start_of(day)))
        .and(" AND r.given_at < ?", filter.to.map(|day| zone.start_of(day.plus_days(1))));
    if let Some(unit) = filter.unit_id {
        sql = of_units(sql, subtree(view, unit).await?);
    }
    sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => of_units(sql, units.iter().copied()),
        Scope::Own => sql.push(" AND r.technician_id = ?").bind(view.actor().user),
    };
    if let Some(after) = &filter.after {
        let (at, id) = cursor(after)?;
        sql = sql.push(" AND (r.given_at, r.id) < (?, ?)").bind(at).bind(id);
    }
    let sql = sql.push(" ORDER BY r.given_at DESC, r.id DESC LIMIT ?").bind(limit + 1);
    let reviews: Vec<Review> = db::select(view, sql).await?;
    Ok(Page::of(reviews, limit, |review| format!("{}_{}", review.given_at.ms(), review.id)).map(ReviewShown::from))
}

fn of_units(sql: Sql, units: impl IntoIterator<Item = UnitId>) -> Sql {
    sql.push(" AND EXISTS (SELECT 1 FROM work_order o WHERE o.tenant_id = r.tenant_id AND o.id = r.order_id AND ")
        .within("o.unit_id", units)
        .push(")")
}

fn cursor(text: &str) -> Result<(Moment, ReviewId)> {
    let parts = text.split_once('_').and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse().ok()?)));
    parts.ok_or_else(|| Error::invalid("after", "field.not_an_id"))
}
