//! What an order costs, as routes: the order is looked up as its reader may see it, then its money is money's own affair.

use kernel::Result;
use platform::db::{Tx, View};
use platform::http::{May, Nothing, Op, Routes};

use crate::identity::may;
use crate::money::{self, Approve, OrderCharges, OrderMoney, Receive, Refund, Tick, Withdraw};
use crate::nouns::{ChargeId, OrderId};
use crate::orders;

pub(super) fn routes(routes: &mut Routes) {
    routes
        .query(
            Op::get(
                "/orders/{id}/charges",
                "orderCharges",
                May::With(may::ORDERS_READ),
                "What an order costs, who pays it, what was approved, paid and is due.",
            ),
            charges,
        )
        .command(
            Op::post(
                "/orders/{id}/charges",
                "tickCharges",
                May::With(may::CHARGES_EDIT),
                "Ticks lines of the price list; withdraws the customer's approval of the old total.",
            )
            .creates(),
            tick,
        )
        .command(
            Op::post(
                "/charges/{id}/withdrawal",
                "withdrawCharge",
                May::With(may::CHARGES_EDIT),
                "Takes a line back that is not in the ledger.",
            ),
            withdraw,
        )
        .command(
            Op::post(
                "/orders/{id}/price-approvals",
                "approvePrice",
                May::With(may::CHARGES_EDIT),
                "The customer's yes to the total as it was shown.",
            )
            .creates(),
            approve,
        )
        .command(
            Op::post(
                "/orders/{id}/payments",
                "receivePayment",
                May::With(may::MONEY_RECORD),
                "Money received; never more than is due.",
            )
            .creates(),
            receive,
        )
        .command(
            Op::post(
                "/orders/{id}/refunds",
                "refundPayment",
                May::With(may::MONEY_CORRECT),
                "Money given back; never more than was received.",
            )
            .creates(),
            refund,
        );
}

async fn charges(view: &View, id: OrderId, _: Nothing) -> Result<OrderCharges> {
    orders::get_visible(view, id).await?;
    let mut all = money::order_charges(view, id).await?;
    // bank references are for those who deal with money
    if !view.actor().may(may::MONEY_READ) && !view.actor().may(may::MONEY_RECORD) {
        all.payments.clear();
    }
    Ok(all)
}

async fn tick(tx: &Tx, id: OrderId, body: Tick) -> Result<OrderMoney> {
    orders::get_writable(tx, id).await?;
    money::tick(tx, id, body).await
}

async fn withdraw(tx: &Tx, id: ChargeId, body: Withdraw) -> Result<OrderMoney> {
    let order = money::order_of(tx, id).await?;
    // somebody else's line looks like one that does not exist
    orders::get_writable(tx, order).await.map_err(|error| match error {
        kernel::Error::NotFound(_) => kernel::Error::NotFound("charge"),
        other => other,
    })?;
    money::withdraw(tx, id, body).await
}

async fn approve(tx: &Tx, id: OrderId, body: Approve) -> Result<OrderMoney> {
    orders::get_writable(tx, id).await?;
    money::approve(tx, id, body).await
}

async fn receive(tx: &Tx, id: OrderId, body: Receive) -> Result<OrderMoney> {
    orders::get_writable(tx, id).await?;
    money::receive(tx, id, body).await
}

async fn refund(tx: &Tx, id: OrderId, body: Refund) -> Result<OrderMoney> {
    orders::get_writable(tx, id).await?;
    money::refund(tx, id, body).await
}
