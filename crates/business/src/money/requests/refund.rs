//! Giving money back by the way it came: booked at once, paid back by the provider, and booked back if the provider refuses.

use kernel::error::Check;
use kernel::{Error, Id, Money, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::super::bill::Bill;
use super::super::{order_money, pay, rules};
use super::record::{PaymentRefund, PaymentRefundStatus, PaymentRequest, PaymentRequestStatus};
use crate::nouns::{PaymentRefundId, PaymentRequestId};

/// What the payer reads of a reason.
const REASON_MAX: usize = 80;

/// Money to be given back by the provider that took it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    /// In 分, more than 0 and never more than is left of the payment.
    pub amount_minor: Money,
    /// The customer reads it in the provider's app.
    pub reason: String,
}

/// The door: gives back some or all of a payment that came through a provider.
///
/// # Errors
/// `payment_request.not_paid`; `refund.too_much` with what is left; `Invalid` by field.
pub async fn give_back(tx: &Tx, id: PaymentRequestId, body: GiveBack) -> Result<PaymentRefund> {
    let mut check = Check::new();
    pay::check_amount(&mut check, "amount_minor", body.amount_minor);
    check.text("reason", &body.reason, REASON_MAX);
    check.done()?;
    let bill = Bill::hold(tx, db::get::<PaymentRequest>(tx, id).await?.order_id).await?;
    let request: PaymentRequest = db::get_held(tx, id).await?;
    if request.status != PaymentRequestStatus::Paid {
        return Err(Error::refused("payment_request.not_paid"));
    }
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM payment_refund WHERE tenant_id = ? AND request_id = ? AND order_id = ?
         AND status <> ?",
    );
    let sql = sql.bind(tx.actor().tenant).bind(id).bind(request.order_id).bind(PaymentRefundStatus::Failed);
    let given: Money = tx.value(sql).await?;
    // what was given back in cash is not given back a second time
    let paid = rules::paid(&order_money::payments(tx, request.order_id).await?);
    let left = (request.amount_minor - given).min(paid);
    if body.amount_minor > left {
        return Err(Error::refused("refund.too_much").with("paid_minor", left.0.max(0)));
    }
    let reason = kernel::text::tidy(&body.reason, false);
    let reference = request.transaction_id.clone().unwrap_or_default();
    let method = request.provider.method();
    let booked = pay::hand_back(tx, &bill, (body.amount_minor, method), reference, reason.clone()).await?;
    let refund = PaymentRefund {
        id: PaymentRefundId::new(),
        request_id: id,
        order_id: request.order_id,
        amount_minor: body.amount_minor,
        reason,
        status: PaymentRefundStatus::Asked,
        payment_id: booked.id,
        vendor_id: None,
        failure: None,
        failure_told: None,
        asked_by: tx.actor().user,
        asked_at: tx.now(),
        settled_at: None,
        tried_count: 0,
        due_at: Some(tx.now()),
        version: 1,
    };
    let refund = db::insert(tx, refund).await?;
    let data = json!({ "refund": refund.id, "request": id, "amount_minor": refund.amount_minor });
    tx.record(about(Event::new("payment_refund.asked"), &bill, &refund).with(data)).await?;
    Ok(refund)
}

/// An event of a refund.
pub(super) fn about(event: Event, bill: &Bill, refund: &PaymentRefund) -> Event {
    event.in_unit(bill.unit_id).about(refund.order_id).about(refund.id).about_some(bill.customer_id)
}
