//! Promises as whoever keeps them sees them: by the order they are on the crew of, or by the sale.

use kernel::{Error, Page, Result};
use platform::db::{Tx, View};
use platform::http::{May, Nothing, Op, Routes};

use crate::identity::may;
use crate::nouns::{OrderId, PromiseId};
use crate::orders::{self, WorkOrder};
use crate::sales::{self, PromiseShown, SettlePromise};

pub(super) fn routes(routes: &mut Routes) {
    routes
        .query(
            Op::get(
                "/orders/{id}/promises",
                "orderPromises",
                May::With(may::ORDERS_READ),
                "What was promised and is to be kept with this order.",
            ),
            of_order,
        )
        .command(
            Op::post(
                "/promises/{id}/settlement",
                "settlePromise",
                May::With(may::PROMISES_SETTLE),
                "A promise is kept, broken or waived.",
            ),
            settle,
        );
}

async fn of_order(view: &View, id: OrderId, _: Nothing) -> Result<Page<PromiseShown>> {
    orders::get_visible(view, id).await?;
    Ok(Page { items: sales::promises_of_order(view, id).await?, next: None })
}

async fn settle(tx: &Tx, id: PromiseId, body: SettlePromise) -> Result<PromiseShown> {
    let promise = sales::promise(tx, id).await?;
    let by_order = match promise.order_id {
        Some(order) => orders::get_writable(tx, order).await.map(|_| ()),
        None => Err(Error::NotFound("promise")),
    };
    if let Err(refused) = by_order {
        let is_seen = sales::is_seen_by_sale(tx, &promise).await?;
        match refused {
            _ if is_seen => {}
            Error::NotFound(_) => return Err(Error::NotFound("promise")),
            other => return Err(other),
        }
    }
    sales::settle_promise(tx, id, body).await
}

/// As part of finishing a visit: only promises of that visit's order.
///
/// # Errors
/// `NotFound` for another order's promise; those of settling.
pub(super) async fn settle_on(tx: &Tx, order: &WorkOrder, id: PromiseId, body: SettlePromise) -> Result<()> {
    let promise = sales::promise(tx, id).await?;
    let is_of_order =
        promise.order_id == Some(order.id) || (promise.sale_id.is_some() && promise.sale_id == order.sale_id);
    if !is_of_order {
        return Err(Error::NotFound("promise"));
    }
    sales::settle_promise(tx, id, body).await.map(|_| ())
}
