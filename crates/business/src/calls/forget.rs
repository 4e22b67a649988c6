//! Calls are forgotten after a month, with the numbers in them.

use kernel::time::DAY;
use kernel::{Moment, Result};
use platform::db::{Db, Sql};

use crate::identity::{Company, system_actor};

const KEPT: i64 = 30 * DAY;
/// Forgotten in one go.
const AT_ONCE: i64 = 1_000;

/// Forgets calls that are older than a month.
///
/// # Errors
/// Those of the database.
pub async fn forget_old(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = system_actor(company, "calls", now);
    let old = Sql::new("SELECT id FROM incoming_call WHERE tenant_id = ? AND rang_at < ? ORDER BY rang_at LIMIT ?");
    let old: Vec<super::CallId> =
        db.read(actor.clone()).column(old.bind(company.id).bind(now + -KEPT).bind(AT_ONCE)).await?;
    if old.is_empty() {
        return Ok(());
    }
    let tx = db.begin(actor).await?;
    tx.run(Sql::new("DELETE FROM incoming_call WHERE tenant_id = ? AND").bind(company.id).within("id", old)).await?;
    tx.commit().await
}
