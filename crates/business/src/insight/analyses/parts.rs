//! Part use: which parts went into machines in a period, how often again, and how long the repairs took that needed them.

use kernel::{Day, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::cockpit::{CockpitAsked, Period};
use super::super::scope::{counted, within};
use super::{MINUTE_MS, ROWS_MAX, cut, mean, period_of};
use crate::lowcode;
use crate::nouns::Verdict;
use crate::orders::{AGAIN_DAYS, fitted_again};

/// Parts by how often they were fitted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartUseFigures {
    pub from: Day,
    pub to: Day,
    pub parts: Vec<PartFigures>,
    /// There are more than are shown.
    pub more: bool,
    /// `again` looks back so many days.
    pub again_days: i64,
}

/// A part. It counts on the day on which it was fitted; one that was taken back out of the record, and those of orders that were called
/// off, count nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartFigures {
    /// Its code on the price list, else what the technician called it.
    pub key: String,
    pub name: String,
    /// Pieces.
    pub quantity: i64,
    /// The orders it was fitted on, each once.
    pub orders: i64,
    /// Known machines it went into.
    pub machines: i64,
    /// Of the orders: it went into a machine that had got the same part within `again_days` before.
    pub again: i64,
    /// Of the orders: it was not known before that it would be needed.
    pub unplanned: i64,
    /// Of the orders: the machine's terms covered it.
    pub in_warranty: i64,
    /// Of the orders: they did not.
    pub out_of_warranty: i64,
    /// Mean minutes from when an order with it was opened until it was finished; of the finished ones.
    pub repair_minutes: Option<i64>,
}

/// `GET /insight/part-use`
pub(in crate::insight) async fn part_use(view: &View, (): (), asked: CockpitAsked) -> Result<PartUseFigures> {
    let view = &within(view, asked.unit_id).await?;
    let period = period_of(view, asked)?;
    let book = lowcode::book(view).await?;
    let lang = view.actor().lang;
    let mut found = vec![];
    for row in view.all(used(view, period)).await? {
        let key: String = read_at(&row, 0)?;
        let count = |at| read_at::<i64>(&row, at);
        found.push(PartFigures {
            name: book.pack.price(&key).map_or_else(|| key.clone(), |item| item.name.said(lang).to_owned()),
            key,
            quantity: count(1)?,
            orders: count(2)?,
            machines: count(3)?,
            again: count(4)?,
            unplanned: count(5)?,
            in_warranty: count(6)?,
            out_of_warranty: count(7)?,
            repair_minutes: mean(count(9)?, count(8)? * MINUTE_MS),
        });
    }
    let (parts, more) = cut(found);
    Ok(PartUseFigures { from: period.from, to: period.to, parts, more, again_days: AGAIN_DAYS })
}

fn used(view: &View, period: Period) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT COALESCE(p.code, p.name), CAST(SUM(p.quantity) AS BIGINT), COUNT(DISTINCT p.order_id), COUNT(DISTINCT p.asset_id),
           COUNT(DISTINCT CASE WHEN {} THEN p.order_id END), COUNT(DISTINCT CASE WHEN NOT p.planned THEN p.order_id END),
           COUNT(DISTINCT CASE WHEN p.warranty_verdict = ? THEN p.order_id END), COUNT(DISTINCT CASE WHEN p.warranty_verdict = ? THEN p.order_id END),
           COUNT(CASE WHEN o.finished_at > o.opened_at THEN 1 END),
           CAST(COALESCE(SUM(CASE WHEN o.finished_at > o.opened_at THEN o.finished_at - o.opened_at END), 0) AS BIGINT)
         FROM part_use p CROSS JOIN work_order o WHERE o.tenant_id = p.tenant_id AND o.id = p.order_id AND o.cancelled_at IS NULL
           AND p.tenant_id = ? AND p.undone_at IS NULL AND p.used_at >= ? AND p.used_at < ?",
        fitted_again()
    ))
    .bind(Verdict::InWarranty)
    .bind(Verdict::OutOfWarranty)
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    let rows = i64::try_from(ROWS_MAX + 1).unwrap_or(i64::MAX);
    counted(sql, view, "o").push(" GROUP BY COALESCE(p.code, p.name) ORDER BY 2 DESC, 1 LIMIT ?").bind(rows)
}
