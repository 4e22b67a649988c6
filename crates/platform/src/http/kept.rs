//! Answers kept for replays: for how long, and forgetting them.

use kernel::time::DAY;
use kernel::{Moment, Result};

use crate::db::{Sql, Tx, View};

/// A key is believed for so many days; a phone's deed is not accepted later either.
pub(super) const DAYS: i64 = 30;
/// So many answers are forgotten in one go.
const AT_ONCE: i64 = 2_000;

fn too_old(now: Moment) -> Moment {
    now + -(DAYS + 1) * DAY
}

/// Is there an answer of the actor's company to be forgotten?
///
/// # Errors
/// Those of the database.
pub async fn has_old_answers(view: &View) -> Result<bool> {
    let sql = Sql::new("SELECT at FROM idempotency WHERE tenant_id = ? AND at < ? LIMIT 1");
    Ok(view.one(sql.bind(view.actor().tenant).bind(too_old(view.now()))).await?.is_some())
}

/// Forgets the oldest answers of the actor's company, up to some thousands; how many.
///
/// # Errors
/// Those of the database.
pub async fn forget_old_answers(tx: &Tx) -> Result<u64> {
    let tenant = tx.actor().tenant;
    let last = Sql::new(
        "SELECT MAX(at) FROM (SELECT at FROM idempotency WHERE tenant_id = ? AND at < ? ORDER BY at LIMIT ?) oldest",
    );
    let last: Option<Moment> = tx.value(last.bind(tenant).bind(too_old(tx.now())).bind(AT_ONCE)).await?;
    let Some(last) = last else { return Ok(0) };
    tx.run(Sql::new("DELETE FROM idempotency WHERE tenant_id = ? AND at <= ?").bind(tenant).bind(last)).await
}
