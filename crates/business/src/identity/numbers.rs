//! Human numbers: prefix, period, at least four digits: `WX-20261121-0007`, or as the company wants them ([`super::series`]). Gaps are
//! allowed, doubles are not.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::id::TenantId;
use kernel::{Error, Result};
use platform::db::{Engine, Sql, Tx, View, read_at};

use super::series::{self, Pattern};

/// Numbers that a node of a PostgreSQL cluster takes at a time.
const BLOCK: i64 = 32;

/// What is left of this node's blocks, by company, prefix and period.
type Blocks = HashMap<(TenantId, String, String), Range<i64>>;
static BLOCKS: LazyLock<Mutex<Blocks>> = LazyLock::new(Mutex::default);

/// The next number of the company's series that comes with this prefix, for today in the company's zone.
///
/// # Errors
/// Those of the database.
pub async fn next_number(tx: &Tx, series: &str) -> Result<String> {
    if tx.db().engine() == Engine::Sqlite {
        return next_numbers(tx, series, 1).await?.pop().ok_or_else(|| Error::bug("a number series without a number"));
    }
    // the series' row would stay locked until the commit, and all who open orders would wait for each other
    let pattern = series::pattern(tx, series).await?;
    let period = pattern.period_of(tx.actor().today());
    let key = (tx.actor().tenant, pattern.prefix.clone(), period.clone());
    if let Some(number) = left_over(&key) {
        return Ok(pattern.written(&period, number));
    }
    let rows = tx.db().apart(advance(tx, &pattern, &period, BLOCK)).await?.unwrap_or_default();
    let last: i64 = read_at(rows.first().ok_or_else(|| Error::bug("a number series without a number"))?, 0)?;
    let first = last - BLOCK + 1;
    BLOCKS.lock().unwrap_or_else(PoisonError::into_inner).insert(key, first + 1..last + 1);
    Ok(pattern.written(&period, first))
}

fn left_over(key: &(TenantId, String, String)) -> Option<i64> {
    let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    let number = blocks.get_mut(key)?.next();
    if number.is_none() {
        // also what is left of other days: their numbers stay gaps
        blocks.retain(|each, _| each.0 != key.0 || each.1 != key.1 || each.2 == key.2);
    }
    number
}

/// The number this node gives next out of a block it has taken.
pub(super) fn left_in_block(view: &View, prefix: &str, period: &str) -> Option<i64> {
    let blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    let left = blocks.get(&(view.actor().tenant, prefix.to_owned(), period.to_owned()))?;
    (!left.is_empty()).then_some(left.start)
}

/// The next `count` numbers of the series at once, in their order: for imports.
///
/// # Errors
/// Those of the database.
pub async fn next_numbers(tx: &Tx, series: &str, count: usize) -> Result<Vec<String>> {
    if count == 0 {
        return Ok(vec![]);
    }
    let count = i64::try_from(count).map_err(Error::bug)?;
    let pattern = series::pattern(tx, series).await?;
    let period = pattern.period_of(tx.actor().today());
    let last: i64 = tx.value(advance(tx, &pattern, &period, count)).await?;
    Ok((last - count + 1..=last).map(|number| pattern.written(&period, number)).collect())
}

fn advance(tx: &Tx, pattern: &Pattern, period: &str, count: i64) -> Sql {
    Sql::new(
        "INSERT INTO number_series (tenant_id, prefix, day, last) VALUES (?, ?, ?, ?)
         ON CONFLICT (tenant_id, prefix, day) DO UPDATE SET last = number_series.last + excluded.last RETURNING last",
    )
    .bind(tx.actor().tenant)
    .bind(pattern.prefix.clone())
    .bind(period.to_owned())
    .bind(count)
}
