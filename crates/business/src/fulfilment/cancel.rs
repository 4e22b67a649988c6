//! Cancelling gives everything back: visits and bookings, open charges, and with a sale its deposit and its orders, in one transaction.

use kernel::Result;
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::customers;
use crate::money::{self, PaymentMethod};
use crate::nouns::{OrderId, SaleId};
use crate::orders::visits::{self, Visit, VisitStatus};
use crate::orders::{self, Cancel, OrderState, WorkOrder, legs};
use crate::sales::{self, CancelSale, SaleShown};

/// `POST /orders/{id}/cancellation`: with the open orders that carry out its legs.
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`, `order.not_in_phase`, `visit.cannot_cancel` while somebody is on site, `order.nobody_departed`,
/// `Invalid` at `reason`, `note` or `files`.
pub async fn cancel_order(tx: &Tx, id: OrderId, body: Cancel) -> Result<OrderState> {
    let order = orders::get_writable(tx, id).await?;
    tx.said().as_seen("order", order.version)?;
    let onward = tx.onward();
    let reason = orders::reason_to_cancel(&onward, &order, &body).await?;
    // whoever calls the whole off calls off what carries out its legs
    let mut all = legs::open_below(tx, id).await?;
    all.push(id);
    let open = open_visits(tx, &all).await?;
    visits::may_be_late(&reason, open.iter().any(|visit| visit.status == VisitStatus::Departed))?;
    for visit in open {
        visits::call_off(&onward, visit.id, &reason, &body.note).await?;
    }
    let mut order = order;
    for each in all {
        money::withdraw_all(&onward, each).await?;
        // the visits' ends have moved it on
        order = orders::cancel_order(&onward, db::get(tx, each).await?, &body).await?;
    }
    legs::tell_parent(&onward, &order).await?;
    OrderState::of(tx, order).await
}

/// The visits of these orders that are not over.
async fn open_visits(tx: &Tx, orders: &[OrderId]) -> Result<Vec<Visit>> {
    let sql = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND status NOT IN ('done', 'cancelled') AND ");
    let sql = sql.bind(tx.actor().tenant).within("order_id", orders.iter().copied());
    db::select(tx, sql.push(" ORDER BY order_id, number LIMIT 500")).await
}

/// How a sale is called off.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOff {
    /// A reason of the company's for cancelling; its orders are cancelled with it.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// SHA-256 of files sent before that show it; one at least where the reason asks for evidence.
    #[serde(default)]
    pub files: Vec<String>,
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
        // an order of a leg has gone with the one it belongs to
        if db::get::<WorkOrder>(tx, order).await?.cancelled_at.is_some() {
            continue;
        }
        let why = Cancel { reason: body.reason.clone(), note: body.note.clone(), files: body.files.clone() };
        cancel_order(&onward, order, why).await?;
    }
    let off =
        CancelSale { reason: body.reason, refund_method: body.refund_method, refund_reference: body.refund_reference };
    let sale = sales::cancel(&onward, id, off).await?;
    customers::take_back_sold(&onward, &id.to_string()).await?;
    sales::shown(tx, sale).await
}
