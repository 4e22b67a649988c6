//! Payments through a provider, as routes: the order is looked up as its reader may see it, then they are money's own affair.

use kernel::{Error, Result};
use platform::db::{Tx, View};
use platform::http::{May, Nothing, Op, Routes};

use crate::identity::may;
use crate::money::requests::{self, AskForPayment, CallOffPayment, GiveBack, OrderPaymentRequests};
use crate::nouns::{OrderId, PaymentRequestId};
use crate::orders;

pub(super) fn routes(routes: &mut Routes) {
    let records = May::With(may::MONEY_RECORD);
    routes
        .query(
            Op::get(
                "/orders/{id}/payment-requests",
                "orderPaymentRequests",
                May::With(may::ORDERS_READ),
                "What was asked for an order through payment providers, and by whom and what can be paid.",
            ),
            all,
        )
        .command(
            Op::post(
                "/orders/{id}/payment-requests",
                "askForPayment",
                records,
                "Asks for what is due through a provider; the open request again where there is one.",
            )
            .creates(),
            ask,
        )
        .command(
            Op::post(
                "/payment-requests/{id}/closing",
                "closePaymentRequest",
                records,
                "Calls a request off: its code can no longer be paid.",
            ),
            close,
        )
        .command(
            Op::post(
                "/payment-requests/{id}/look-up",
                "lookUpPayment",
                records,
                "Has the provider asked at once how a payment stands.",
            ),
            look_up,
        )
        .command(
            Op::post(
                "/payment-requests/{id}/refunds",
                "giveBackPayment",
                May::With(may::MONEY_CORRECT),
                "Gives back through the provider some or all of what it took.",
            )
            .creates(),
            give_back,
        );
}

async fn all(view: &View, id: OrderId, _: Nothing) -> Result<OrderPaymentRequests> {
    orders::get_visible(view, id).await?;
    let mut all = requests::requests_of(view, id).await?;
    // as with payments: for those who deal with money
    if !view.actor().may(may::MONEY_READ) && !view.actor().may(may::MONEY_RECORD) {
        all.requests.clear();
    }
    Ok(all)
}

async fn ask(tx: &Tx, id: OrderId, body: AskForPayment) -> Result<OrderPaymentRequests> {
    orders::get_writable(tx, id).await?;
    requests::ask(tx, id, body).await?;
    requests::requests_of(tx, id).await
}

async fn close(tx: &Tx, id: PaymentRequestId, _: CallOffPayment) -> Result<OrderPaymentRequests> {
    let order = writable(tx, id).await?;
    requests::close(tx, id).await?;
    requests::requests_of(tx, order).await
}

async fn look_up(tx: &Tx, id: PaymentRequestId, _: CallOffPayment) -> Result<OrderPaymentRequests> {
    let order = writable(tx, id).await?;
    requests::look_up(tx, id).await?;
    requests::requests_of(tx, order).await
}

async fn give_back(tx: &Tx, id: PaymentRequestId, body: GiveBack) -> Result<OrderPaymentRequests> {
    let order = writable(tx, id).await?;
    requests::give_back(tx, id, body).await?;
    requests::requests_of(tx, order).await
}

/// The order of a request, if the caller may change it; somebody else's request looks like one that does not exist.
async fn writable(tx: &Tx, id: PaymentRequestId) -> Result<OrderId> {
    let order = requests::order_of_request(tx, id).await?;
    orders::get_writable(tx, order).await.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("payment_request"),
        other => other,
    })?;
    Ok(order)
}
