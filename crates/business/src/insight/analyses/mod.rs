//! Analyses (K3): who does how much, where there is work and who could do it, which parts are used, what repeats and what that costs, how
//! customers judge it, and what is left of the money. Each is of a period; the period before is asked for by itself.
//!
//! Every figure is counted from one index over the time it is about, with one more look-up a row at most: what years of orders there are
//! besides costs nothing. Rows are cut at [`ROWS_MAX`], those with the most first.

mod areas;
mod margin;
mod parts;
mod productivity;
mod repeats;
mod satisfaction;

pub(super) use areas::{AreaFigures, areas};
pub(super) use margin::{MarginAsked, MarginBy, MarginFigures, margin};
pub(super) use parts::{PartFigures, part_use};
pub(super) use productivity::{TechnicianFigures, productivity};
pub(super) use repeats::{RepeatFigures, RepeatsAsked, repeats};
pub(super) use satisfaction::{SatisfactionPoint, satisfaction};

use std::collections::HashMap;

use kernel::{Error, FieldError, Result, Scope};
use platform::db::{Sql, View, read_at};

use super::cockpit::{CockpitAsked, Period};
use crate::lowcode::Book;

/// Rows of an analysis at most.
const ROWS_MAX: usize = 500;
/// Days of a period at most.
const DAYS_MAX: i64 = 366;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// The days that are asked for: thirty up to today unless told, a year at most.
///
/// # Errors
/// `Invalid("to")`: `field.ends_before_start`, `field.period_too_long`.
fn period_of(view: &View, asked: CockpitAsked) -> Result<Period> {
    let period = Period::of(view, asked)?;
    if period.to.days_since(period.from) >= DAYS_MAX {
        let long = FieldError::new("to", "field.period_too_long").with("max", DAYS_MAX);
        return Err(Error::Invalid(vec![long]));
    }
    Ok(period)
}

/// What joins the orders behind `record`, where it matters whose they are; who sees all of the company needs none of them.
fn of_whose(view: &View, record: &str) -> String {
    match view.actor().scope {
        Scope::Everything => String::new(),
        _ => format!(" JOIN work_order o ON o.tenant_id = {record}.tenant_id AND o.id = {record}.order_id"),
    }
}

/// The mean, rounded to the next whole; of nothing none.
fn mean(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum + count / 2).div_euclid(count))
}

/// Whether there are more rows than are shown, and these.
fn cut<R>(mut rows: Vec<R>) -> (Vec<R>, bool) {
    let more = rows.len() > ROWS_MAX;
    rows.truncate(ROWS_MAX);
    (rows, more)
}

/// Names by id from a table that has them.
async fn names_of(view: &View, table: &str, ids: Vec<String>) -> Result<HashMap<String, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = Sql::new(&format!("SELECT id, name FROM {table} WHERE tenant_id = ? AND")).bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect()
}

/// The trade's names of codes in the reader's language.
fn category_name(book: &Book, code: &str, view: &View) -> String {
    let found = book.pack.category(code);
    found.map_or_else(|| code.to_owned(), |each| each.name.said(view.actor().lang).to_owned())
}

fn fault_name(book: &Book, code: &str, view: &View) -> String {
    let found = book.pack.fault(code);
    found.map_or_else(|| code.to_owned(), |each| each.name.said(view.actor().lang).to_owned())
}
