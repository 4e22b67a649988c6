//! Human numbers: prefix, date, at least four digits: `WX-20261121-0007`. Gaps are allowed, doubles are not.

use kernel::{Error, Result};
use platform::db::{Sql, Tx};

/// The next number of the company's series with this prefix, for today in the company's zone.
///
/// # Errors
/// Those of the database.
pub async fn next_number(tx: &Tx, prefix: &str) -> Result<String> {
    next_numbers(tx, prefix, 1).await?.pop().ok_or_else(|| Error::bug("a number series without a number"))
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
    let day = tx.actor().today().to_string().replace('-', "");
    let sql = Sql::new(
        "INSERT INTO number_series (tenant_id, prefix, day, last) VALUES (?, ?, ?, ?)
         ON CONFLICT (tenant_id, prefix, day) DO UPDATE SET last = number_series.last + excluded.last RETURNING last",
    )
    .bind(tx.actor().tenant)
    .bind(prefix.to_owned())
    .bind(day.clone())
    .bind(count);
    let last: i64 = tx.value(sql).await?;
    Ok((last - count + 1..=last).map(|number| format!("{prefix}-{day}-{number:04}")).collect())
}
