//! Customers belong to the company: whoever looked after them leaves, somebody else does from now on (C6).

use kernel::Result;
use kernel::id::UserId;
use platform::db::{self, Event, Sql, Tx};
use serde_json::json;

use super::record::Customer;

/// Gives all customers of a guide to another; how many.
///
/// # Errors
/// Those of the database.
pub async fn hand_over(tx: &Tx, from: UserId, to: UserId) -> Result<usize> {
    let tenant = tx.actor().tenant;
    let theirs = Sql::new("SELECT * FROM customer WHERE tenant_id = ? AND guide_id = ? ORDER BY created_at, id");
    let theirs: Vec<Customer> = db::select(tx, theirs.bind(tenant).bind(from)).await?;
    let sql = Sql::new("UPDATE customer SET guide_id = ?, version = version + 1 WHERE tenant_id = ? AND guide_id = ?");
    tx.run(sql.bind(to).bind(tenant).bind(from)).await?;
    let event = |customer: &Customer| {
        let data = json!({ "fields": ["guide"], "unit_id": customer.unit_id, "guide_id": to });
        Event::new("customer.changed").in_unit(customer.unit_id).about(customer.id).with(data)
    };
    tx.record_all(theirs.iter().map(event).collect()).await?;
    Ok(theirs.len())
}
