//! What follows for an open request: it is called off, looked up now, or closed because the bill is another one.

use kernel::{Error, Result};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::super::bill::Bill;
use super::ask::{due, leave, open_of};
use super::flow;
use super::record::{PaymentRequest, PaymentRequestStatus};
use crate::nouns::{OrderId, PaymentRequestId};

/// Nothing is said with it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOffPayment {}

/// The order that a request is of: for whoever decides who may see it.
///
/// # Errors
/// `NotFound("payment_request")`
pub async fn order_of_request(tx: &Tx, id: PaymentRequestId) -> Result<OrderId> {
    Ok(db::get::<PaymentRequest>(tx, id).await?.order_id)
}

/// The door: calls a request off. Money that arrives all the same is kept.
///
/// # Errors
/// `payment_request.not_open`
pub async fn close(tx: &Tx, id: PaymentRequestId) -> Result<PaymentRequest> {
    let bill = Bill::hold(tx, order_of_request(tx, id).await?).await?;
    closed(tx, &bill, id, "called_off").await
}

/// The door: the provider is asked at once how the payment stands, also long after its end.
///
/// # Errors
/// `payment_request.is_paid`
pub async fn look_up(tx: &Tx, id: PaymentRequestId) -> Result<PaymentRequest> {
    let request: PaymentRequest = db::get_held(tx, id).await?;
    if request.status == PaymentRequestStatus::Paid {
        return Err(Error::refused("payment_request.is_paid"));
    }
    db::update(tx, PaymentRequest { due_at: Some(tx.now()), ..request }).await
}

/// Closes an open request, for this reason; its order's money is held. The provider is told after the commit.
pub(super) async fn closed(tx: &Tx, bill: &Bill, id: PaymentRequestId, why: &'static str) -> Result<PaymentRequest> {
    let request: PaymentRequest = db::get_held(tx, id).await?;
    let status = flow::may_close(&request)?;
    let closed = PaymentRequest {
        status,
        failure: Some(why.to_owned()),
        failure_told: None,
        settled_at: Some(tx.now()),
        // a code may be with the customer: it must not be paid any more
        due_at: Some(tx.now()),
        tried_count: 0,
        ..request
    };
    let closed = db::update(tx, closed).await?;
    let data = json!({ "request": closed.id, "amount_minor": closed.amount_minor, "why": why });
    leave(tx, "payment_request.closed", bill, &closed, data).await?;
    Ok(closed)
}

/// The bill changed, or something was paid otherwise: a code over another amount must not be paid any more.
pub(in super::super) async fn close_outdated(tx: &Tx, bill: &Bill) -> Result<()> {
    let Some(open) = open_of(tx, bill.order_id).await? else { return Ok(()) };
    if open.amount_minor == due(tx, bill.order_id).await? {
        return Ok(());
    }
    closed(tx, bill, open.id, "bill_changed").await.map(|_| ())
}

/// As [`close_outdated`], for who has not read the order.
pub(in super::super) async fn close_where_outdated(tx: &Tx, order_id: OrderId) -> Result<()> {
    if open_of(tx, order_id).await?.is_none() {
        return Ok(());
    }
    close_outdated(tx, &Bill::hold(tx, order_id).await?).await
}
