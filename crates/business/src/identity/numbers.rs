//! Human numbers: prefix, date, at least four digits: `WX-20261121-0007`. Gaps are allowed, doubles are not.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::id::TenantId;
use kernel::{Error, Result};
use platform::db::{Engine, Sql, Tx, read_at};

/// Numbers that a node of a PostgreSQL cluster takes at a time.
const BLOCK: i64 = 32;

/// What is left of this node's blocks, by company, prefix and day.
type Blocks = HashMap<(TenantId, String, String), Range<i64>>;
static BLOCKS: LazyLock<Mutex<Blocks>> = LazyLock::new(Mutex::default);

/// The next number of the company's series with this prefix, for today in the company's zone.
///
/// # Errors
/// Those of the database.
pub async fn next_number(tx: &Tx, prefix: &str) -> Result<String> {
    if tx.db().engine() == Engine::Sqlite {
        return next_numbers(tx, prefix, 1).await?.pop().ok_or_else(|| Error::bug("a number series without a number"));
    }
    // the series' row would stay locked until the commit, and all who open orders would wait for each other
    let day = day(tx);
    let key = (tx.actor().tenant, prefix.to_owned(), day.clone());
    if let Some(number) = left_over(&key) {
        return Ok(written(prefix, &day, number));
    }
    let rows = tx.db().apart(advance(tx, prefix, &day, BLOCK)).await?.unwrap_or_default();
    let last: i64 = read_at(rows.first().ok_or_else(|| Error::bug("a number series without a number"))?, 0)?;
    let first = last - BLOCK + 1;
    BLOCKS.lock().unwrap_or_else(PoisonError::into_inner).insert(key, first + 1..last + 1);
    Ok(written(prefix, &day, first))
}

fn left_over(key: &(TenantId, String, String)) -> Option<i64> {
    let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    let number = blocks.get_mut(key)?.next();
    if number.is_none() {
        // also what is left of other days: their numbers stay gaps
        blocks.retain(|each, _| each.0 != key.0 || each.2 == key.2);
    }
    number
}

/// The next `count` numbers of the series at once, in their order: for imports.
///
/// # Errors
/// Those of the database.
pub async fn next_numbers(tx: &Tx, prefix: &str, count: usize) -> Result<Vec<String>> {
    if count == 0 {
        return Ok(vec![]);
    }
    let count = i64::try_from(count).map_err(Error::bug)?;
    let day = day(tx);
    let last: i64 = tx.value(advance(tx, prefix, &day, count)).await?;
    Ok((last - count + 1..=last).map(|number| written(prefix, &day, number)).collect())
}

fn advance(tx: &Tx, prefix: &str, day: &str, count: i64) -> Sql {
    Sql::new(
        "INSERT INTO number_series (tenant_id, prefix, day, last) VALUES (?, ?, ?, ?)
         ON CONFLICT (tenant_id, prefix, day) DO UPDATE SET last = number_series.last + excluded.last RETURNING last",
    )
    .bind(tx.actor().tenant)
    .bind(prefix.to_owned())
    .bind(day.to_owned())
    .bind(count)
}

fn day(tx: &Tx) -> String {
    tx.actor().today().to_string().replace('-', "")
}

fn written(prefix: &str, day: &str, number: i64) -> String {
    format!("{prefix}-{day}-{number:04}")
}
