//! Human numbers: prefix, date, at least four digits: `WX-20261121-0007`. Gaps are allowed, doubles are not.

use kernel::Result;
use platform::db::{Sql, Tx};

/// The next number of the company's series with this prefix, for today in the company's zone.
///
/// # Errors
/// Those of the database.
pub async fn next_number(tx: &Tx, prefix: &str) -> Result<String> {
    let day = tx.actor().today().to_string().replace('-', "");
    let sql = Sql::new(
        "INSERT INTO number_series (tenant_id, prefix, day, last) VALUES (?, ?, ?, 1)
         ON CONFLICT (tenant_id, prefix, day) DO UPDATE SET last = number_series.last + 1 RETURNING last",
    )
    .bind(tx.actor().tenant)
    .bind(prefix.to_owned())
    .bind(day.clone());
    let last: i64 = tx.value(sql).await?;
    Ok(format!("{prefix}-{day}-{last:04}"))
}
