//! So many rows a day for who may not take every list: a clerk's list for a day's work, and never the whole file of customers (C6).

use kernel::{Error, Result};
use platform::db::{Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use crate::identity::may;

/// Until midnight of the company's zone. A desk works on some hundred orders a day.
pub(super) const ROWS_A_DAY: u32 = 2_000;

/// What the caller may take away today.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportDay {
    /// Rows a day; absent where they are not counted.
    pub rows_max: Option<u32>,
    /// How many of them are left until midnight.
    pub rows_left: Option<u32>,
}

/// `GET /exports/day`
pub(super) async fn read(view: &View, _: (), _: Nothing) -> Result<ExportDay> {
    let left = remaining(view).await?;
    Ok(ExportDay { rows_max: left.map(|_| ROWS_A_DAY), rows_left: left })
}

/// How many rows this caller may still take today; nothing where they are not counted.
///
/// # Errors
/// `Refused("exports.day_is_full")` where none is left.
pub(super) async fn left(view: &View) -> Result<Option<u32>> {
    match remaining(view).await? {
        Some(0) => Err(is_full()),
        left => Ok(left),
    }
}

async fn remaining(view: &View) -> Result<Option<u32>> {
    if view.actor().may(may::EXPORTS_RUN) {
        return Ok(None);
    }
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(rows_taken), 0) AS BIGINT) FROM export_day WHERE tenant_id = ? AND user_id = ? AND taken_on = ?",
    );
    let sql = sql.bind(view.actor().tenant).bind(view.actor().user).bind(view.actor().today());
    let taken = u32::try_from(view.value::<i64>(sql).await?).unwrap_or(u32::MAX);
    Ok(Some(ROWS_A_DAY.saturating_sub(taken)))
}

/// Counts what is about to leave. Two files at once cannot both take what is left for one: the second is refused here.
///
/// # Errors
/// `Refused("exports.day_is_full")`.
pub(super) async fn count(tx: &Tx, rows: u32) -> Result<()> {
    if tx.actor().may(may::EXPORTS_RUN) {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO export_day (tenant_id, user_id, taken_on, rows_taken) VALUES (?, ?, ?, ?)
         ON CONFLICT (tenant_id, user_id) DO UPDATE SET
           rows_taken = CASE WHEN export_day.taken_on = excluded.taken_on THEN export_day.rows_taken ELSE 0 END + excluded.rows_taken,
           taken_on = excluded.taken_on
         WHERE export_day.taken_on <> excluded.taken_on OR export_day.rows_taken + excluded.rows_taken <= ?",
    );
    let sql = sql.bind(tx.actor().tenant).bind(tx.actor().user).bind(tx.actor().today());
    let counted = tx.run(sql.bind(i64::from(rows)).bind(i64::from(ROWS_A_DAY))).await?;
    if counted == 1 { Ok(()) } else { Err(is_full()) }
}

fn is_full() -> Error {
    Error::refused("exports.day_is_full").with("max", ROWS_A_DAY)
}
