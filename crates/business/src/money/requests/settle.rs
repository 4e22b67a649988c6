//! Money arrived: booked as if it had been noted down by hand, exactly once, whoever brings the news and however often.

use kernel::{Money, Result};
use platform::db::{self, Event, Tx};
use platform::outside::payments::{Receipt, RefundStanding, Trouble};
use serde_json::json;

use super::super::bill::{self, Bill};
use super::super::record::{Payment, PaymentKind};
use super::super::{order_money, pay, reversal, rules};
use super::ask::leave;
use super::flow::{self, Verb};
use super::record::{PaymentRefund, PaymentRefundStatus, PaymentRequest, PaymentRequestStatus};
use crate::nouns::{PaymentRefundId, PaymentRequestId};

/// Books a payment. What is not due any more is booked too and told to the office: money is never lost.
///
/// # Errors
/// `NotFound("payment_request")` for a number of another company's.
pub(super) async fn paid(tx: &Tx, id: PaymentRequestId, receipt: Receipt) -> Result<PaymentRequest> {
    let bill = Bill::hold(tx, db::get::<PaymentRequest>(tx, id).await?.order_id).await?;
    // read again: whoever came first with the news has booked it
    let request: PaymentRequest = db::get_held(tx, id).await?;
    let Some(status) = flow::after(request.status, Verb::Pay) else { return Ok(request) };
    if receipt.amount != request.amount_minor {
        return does_not_fit(tx, &bill, request, &receipt).await;
    }
    let payments = order_money::payments(tx, request.order_id).await?;
    let due = rules::customer_agreed(&bill::charges(tx, request.order_id).await?) - rules::paid(&payments);
    let (payment_id, overpaid_minor) = match payments.iter().find(|each| is_noted(each, &request, &receipt)) {
        // somebody typed the provider's number before the news was here
        Some(noted) => (noted.id, Money::ZERO),
        None => {
            let over = request.amount_minor - due.max(Money::ZERO);
            let (amount, method) = (request.amount_minor, request.provider.method());
            let payment = pay::take(tx, &bill, amount, method, receipt.transaction.clone()).await?;
            (payment.id, over.max(Money::ZERO))
        }
    };
    let settled = PaymentRequest {
        status,
        transaction_id: Some(receipt.transaction),
        payment_id: Some(payment_id),
        overpaid_minor,
        failure: None,
        failure_told: None,
        payer_address: None,
        settled_at: Some(tx.now()),
        due_at: None,
        ..request
    };
    let settled = db::update(tx, settled).await?;
    let data = json!({ "request": id, "payment": payment_id, "amount_minor": settled.amount_minor,
                       "overpaid_minor": overpaid_minor, "provider": settled.provider });
    leave(tx, "payment_request.paid", &bill, &settled, data).await?;
    if overpaid_minor > Money::ZERO {
        let data = json!({ "request": id, "overpaid_minor": overpaid_minor });
        leave(tx, "payment_request.overpaid", &bill, &settled, data).await?;
    }
    super::follow::close_outdated(tx, &bill).await?;
    Ok(settled)
}

fn is_noted(payment: &Payment, request: &PaymentRequest, receipt: &Receipt) -> bool {
    payment.kind == PaymentKind::Payment
        && payment.reversed_at.is_none()
        && payment.method == request.provider.method()
        && payment.reference == receipt.transaction
}

/// The provider tells of another amount than it was asked for: nothing is booked, and the office looks.
async fn does_not_fit(tx: &Tx, bill: &Bill, request: PaymentRequest, receipt: &Receipt) -> Result<PaymentRequest> {
    let Some(status) = flow::after(request.status, Verb::Fail) else { return Ok(request) };
    let yuan = |amount: Money| format!("{}.{:02}", amount.0 / 100, amount.0 % 100);
    let told = format!("{} {} ≠ {}", receipt.transaction, yuan(receipt.amount), yuan(request.amount_minor));
    let failed = PaymentRequest {
        status,
        failure: Some("amount_differs".to_owned()),
        failure_told: Some(told),
        settled_at: Some(tx.now()),
        due_at: None,
        ..request
    };
    let failed = db::update(tx, failed).await?;
    let data = json!({ "request": failed.id, "amount_minor": failed.amount_minor, "told_minor": receipt.amount });
    leave(tx, "payment_request.amount_differs", bill, &failed, data).await?;
    Ok(failed)
}

/// The provider gave a way to pay.
///
/// # Errors
/// Those of the database.
pub(super) async fn offered(tx: &Tx, id: PaymentRequestId, link: String) -> Result<()> {
    let Some((bill, request, status)) = held(tx, id, Verb::Offer).await? else { return Ok(()) };
    let due_at = Some(flow::next_look(&request, tx.now()));
    let request = PaymentRequest {
        status,
        link: Some(link),
        payer_address: None,
        failure: None,
        failure_told: None,
        tried_count: 0,
        due_at,
        ..request
    };
    let request = db::update(tx, request).await?;
    let data = json!({ "request": id, "amount_minor": request.amount_minor });
    leave(tx, "payment_request.offered", &bill, &request, data).await
}

/// Nobody paid, and nobody can any more.
///
/// # Errors
/// Those of the database.
pub(super) async fn ended(tx: &Tx, id: PaymentRequestId) -> Result<()> {
    if let Some((bill, request, status)) = held(tx, id, Verb::Expire).await? {
        let (settled_at, due_at) = (Some(tx.now()), None);
        let ended = PaymentRequest { status, settled_at, due_at, failure: None, failure_told: None, ..request };
        let ended = db::update(tx, ended).await?;
        let data = json!({ "request": id, "amount_minor": ended.amount_minor });
        return leave(tx, "payment_request.expired", &bill, &ended, data).await;
    }
    // it was closed or had ended before, and now the provider knows it too
    let request: PaymentRequest = db::get_held(tx, id).await?;
    db::update(tx, PaymentRequest { due_at: None, ..request }).await.map(|_| ())
}

/// The provider refused for good.
///
/// # Errors
/// Those of the database.
pub(super) async fn refused(tx: &Tx, id: PaymentRequestId, why: Trouble) -> Result<()> {
    let Some((bill, request, status)) = held(tx, id, Verb::Fail).await? else { return Ok(()) };
    let failed = PaymentRequest {
        status,
        failure: Some(why.code.to_owned()),
        failure_told: Some(why.told).filter(|told| !told.is_empty()),
        payer_address: None,
        settled_at: Some(tx.now()),
        due_at: None,
        ..request
    };
    let failed = db::update(tx, failed).await?;
    let data = json!({ "request": id, "failure": failed.failure });
    leave(tx, "payment_request.failed", &bill, &failed, data).await
}

/// A request kept to this transaction, if this may happen to it.
async fn held(
    tx: &Tx,
    id: PaymentRequestId,
    verb: Verb,
) -> Result<Option<(Bill, PaymentRequest, PaymentRequestStatus)>> {
    let bill = Bill::hold(tx, db::get::<PaymentRequest>(tx, id).await?.order_id).await?;
    let request: PaymentRequest = db::get_held(tx, id).await?;
    Ok(flow::after(request.status, verb).map(|status| (bill, request, status)))
}

/// What became of a refund. One that the provider refuses was no refund: it is booked back.
///
/// # Errors
/// `NotFound("payment_refund")` for a number of another company's.
pub(super) async fn refund(tx: &Tx, id: PaymentRefundId, standing: RefundStanding) -> Result<()> {
    let bill = Bill::hold(tx, db::get::<PaymentRefund>(tx, id).await?.order_id).await?;
    let refund: PaymentRefund = db::get_held(tx, id).await?;
    if matches!(refund.status, PaymentRefundStatus::Done | PaymentRefundStatus::Failed) {
        return Ok(());
    }
    let refund = PaymentRefund { failure: None, failure_told: None, ..refund };
    let (event, refund) = match standing {
        RefundStanding::UnderWay(vendor) => {
            let is_new = refund.status == PaymentRefundStatus::Asked;
            let tried_count = if is_new { 0 } else { refund.tried_count };
            let due_at = Some(flow::next_refund_look(tried_count, tx.now()));
            let under_way = PaymentRefundStatus::UnderWay;
            let vendor_id = Some(vendor);
            (None, PaymentRefund { status: under_way, vendor_id, tried_count, due_at, ..refund })
        }
        RefundStanding::Done(vendor) => {
            let (vendor_id, settled_at) = (Some(vendor), Some(tx.now()));
            let status = PaymentRefundStatus::Done;
            (
                Some(Event::new("payment_refund.done")),
                PaymentRefund { status, vendor_id, settled_at, due_at: None, ..refund },
            )
        }
        RefundStanding::Failed(why) => {
            let booked: Payment = db::get(tx, refund.payment_id).await?;
            if booked.reversed_at.is_none() {
                reversal::reverse(tx, booked.entry_id, "refund_failed").await?;
            }
            let failure_told = Some(why.told).filter(|told| !told.is_empty());
            let (failure, settled_at) = (Some(why.code.to_owned()), Some(tx.now()));
            let status = PaymentRefundStatus::Failed;
            let failed = PaymentRefund { status, failure, failure_told, settled_at, due_at: None, ..refund };
            (Some(Event::new("payment_refund.failed")), failed)
        }
    };
    let refund = db::update(tx, refund).await?;
    let Some(event) = event else { return Ok(()) };
    let data = json!({ "refund": id, "request": refund.request_id, "amount_minor": refund.amount_minor,
                       "failure": refund.failure });
    tx.record(super::refund::about(event, &bill, &refund).with(data)).await
}
