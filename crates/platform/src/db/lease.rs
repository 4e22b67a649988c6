//! Leases: of several nodes on one database, one does what must be done once.

use kernel::time::SECOND;
use kernel::{Moment, Result};

use super::{Db, Sql};

/// So long a node holds a lease without asking again.
const HELD: i64 = 10 * SECOND;

/// Takes or renews a lease for this node; false while another node holds it.
///
/// # Errors
/// Those of the database.
pub async fn hold_lease(db: &Db, name: &'static str, node: &str, now: Moment) -> Result<bool> {
    let sql = Sql::new(
        "INSERT INTO lease (name, holder, until_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
         SET holder = excluded.holder, until_at = excluded.until_at WHERE lease.holder = excluded.holder OR lease.until_at < ? RETURNING holder",
    )
    .bind(name.to_owned())
    .bind(node.to_owned())
    .bind(now + HELD)
    .bind(now);
    Ok(!db.upkeep_rows(sql).await?.is_empty())
}
