//! The customer's review: kept with the order, fed to the lead's record, and the order goes on (J1).

use kernel::Result;
use kernel::id::UserId;
use platform::db::{Sql, Tx, read_at};

use crate::nouns::{OrderId, VisitId};
use crate::orders::{self, phase};
use crate::quality::{self, GiveReview, ReviewShown, Reviewed};

/// `POST /orders/{id}/review`
///
/// # Errors
/// `NotFound`, `order.read_only`, `review.not_finished`, `review.already_given`, `Invalid` by field.
pub async fn review_order(tx: &Tx, id: OrderId, body: GiveReview) -> Result<ReviewShown> {
    let order = orders::get_writable(tx, id).await?;
    let last = last_lead(tx, id).await?;
    let of = Reviewed {
        order_id: id,
        unit_id: order.unit_id,
        customer_id: order.customer_id,
        visit_id: last.map(|(visit, _)| visit),
        technician_id: last.and_then(|(_, lead)| lead),
        finished_at: order.finished_at,
    };
    let review = quality::record_review(tx, of, body).await?;
    phase::settle(&tx.onward(), id).await?;
    Ok(review)
}

/// The visit that finished the order, and who led it.
async fn last_lead(tx: &Tx, id: OrderId) -> Result<Option<(VisitId, Option<UserId>)>> {
    let sql = Sql::new(
        "SELECT v.id, c.technician_id FROM visit v
         LEFT JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id AND c.role = 'lead' AND c.released_at IS NULL
         WHERE v.tenant_id = ? AND v.order_id = ? AND v.status = 'done' ORDER BY v.number DESC LIMIT 1",
    );
    let row = tx.one(sql.bind(tx.actor().tenant).bind(id)).await?;
    row.map(|row| Ok((read_at(&row, 0)?, read_at(&row, 1)?))).transpose()
}
