//! Sales under way go to another guide; what is accepted or called off stays with whoever sold it (C6, C7).

use kernel::Result;
use kernel::id::UserId;
use platform::db::{self, Event, Sql, Tx};
use serde_json::json;

use super::record::{Sale, SaleStatus};

/// Gives a guide's sales that are not at their end to another; how many.
///
/// # Errors
/// Those of the database.
pub async fn hand_over(tx: &Tx, from: UserId, to: UserId) -> Result<usize> {
    const UNDER_WAY: &str = " WHERE tenant_id = ? AND guide_id = ? AND status NOT IN (?, ?)";
    let of = |sql: Sql| {
        let sql = sql.push(UNDER_WAY).bind(tx.actor().tenant).bind(from);
        sql.bind(SaleStatus::Accepted).bind(SaleStatus::Cancelled)
    };
    let theirs: Vec<Sale> = db::select(tx, of(Sql::new("SELECT * FROM sale")).push(" ORDER BY created_at, id")).await?;
    tx.run(of(Sql::new("UPDATE sale SET guide_id = ?, version = version + 1").bind(to))).await?;
    let event = |sale: &Sale| {
        let event = Event::new("sale.handed_over").in_unit(sale.unit_id).about(sale.id).about(sale.customer_id);
        event.concerning(Some(from)).concerning(Some(to)).with(json!({ "from_guide_id": from, "to_guide_id": to }))
    };
    tx.record_all(theirs.iter().map(event).collect()).await?;
    Ok(theirs.len())
}
