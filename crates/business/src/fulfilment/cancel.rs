//! Cancelling gives everything back: visits and bookings, open charges, and with a sale its deposit and its orders, in one transaction.

use kernel::Result;
use platform::db::{Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::customers;
use crate::money::{self, PaymentMethod};
use crate::nouns::{OrderId, SaleId, VisitId};
use crate::orders::visits::{self, Cancelling};
use crate::orders::{self, Cancel, OrderState};
use crate::sales::{self, CancelSale, SaleShown};

/// `POST /orders/{id}/cancellation`
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`, `order.not_in_phase`, `visit.cannot_cancel` while somebody is on site, `Invalid` at `reason`.
pub async fn cancel_order(tx: &Tx, id: OrderId, body: Cancel) -> Result<OrderState> {
    let order = orders::get_writable(tx, id).await?;
    tx.said().as_seen("order", order.version)?;
    let onward = tx.onward();
    let open = Sql::new(
        "SELECT id FROM visit WHERE tenant_id = ? AND order_id = ? AND status NOT IN ('done', 'cancelled')
         ORDER BY number LIMIT 100",
    );
    let open: Vec<VisitId> = tx.column(open.bind(tx.actor().tenant).bind(id)).await?;
    for visit in open {
        let why = Cancelling { reason: body.reason.clone(), note: body.note.clone() };
        visits::cancel(&onward, visit, why).await?;
    }
    money::withdraw_all(&onward, id).await?;
    // the visits' ends have moved the order on
    let order = orders::get_writable(tx, id).await?;
    orders::cancel_order(&onward, order, &body).await.map(|order| OrderState::of(tx.actor(), order))
}

/// How a sale is called off.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOff {
    /// A reason of the company's for cancelling; its orders are cancelled with it.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// How the deposit goes back.
    pub refund_method: PaymentMethod,
    #[serde(default)]
    pub refund_reference: String,
}

/// `POST /sales/{id}/cancellation`: orders that came from it are cancelled, its deposit goes back, its promises are waived,
/// and machines that nobody delivered are no longer the household's.
///
/// # Errors
/// `NotFound`, `Stale`, `sale.not_now` once it was delivered, and those of cancelling its orders.
pub async fn cancel_sale(tx: &Tx, id: SaleId, body: CallOff) -> Result<SaleShown> {
    let sale = sales::get_visible(tx, id).await?;
    tx.said().as_seen("sale", sale.version)?;
    let onward = tx.onward();
    let open = Sql::new(
        "SELECT id FROM work_order WHERE tenant_id = ? AND sale_id = ?
         AND phase NOT IN ('finished', 'reviewed', 'closed', 'cancelled') ORDER BY opened_at LIMIT 100",
    );
    let open: Vec<OrderId> = tx.column(open.bind(tx.actor().tenant).bind(id)).await?;
    for order in open {
        cancel_order(&onward, order, Cancel { reason: body.reason.clone(), note: body.note.clone() }).await?;
    }
    let off =
        CancelSale { reason: body.reason, refund_method: body.refund_method, refund_reference: body.refund_reference };
    let sale = sales::cancel(&onward, id, off).await?;
    customers::take_back_sold(&onward, &id.to_string()).await?;
    sales::shown(tx, sale).await
}
