//! A customer's complaint: kept as such, so that it stands among the exceptions until somebody has settled it.

use kernel::{Id, Result};
use platform::db::{self, Sql, Tx};

use super::record::{Complaint, ComplaintId};
use crate::nouns::{MessageId, OrderId};

/// The door: keeps a complaint whose words were written as `message`; two of the same moment are one. The caller tells of it.
///
/// # Errors
/// Those of the database.
pub async fn record_complaint(tx: &Tx, order_id: OrderId, message_id: MessageId) -> Result<Complaint> {
    let sql = Sql::new("SELECT * FROM complaint WHERE tenant_id = ? AND order_id = ? AND made_at = ? LIMIT 1");
    let same: Option<Complaint> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(order_id).bind(tx.now())).await?;
    match same {
        Some(known) => Ok(known),
        None => db::insert(tx, Complaint { id: ComplaintId::new(), order_id, message_id, made_at: tx.now() }).await,
    }
}
