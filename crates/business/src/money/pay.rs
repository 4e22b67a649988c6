//! Payments and refunds of an order: never more than the customer agreed to, each reference once, each in the ledger.

use kernel::error::Check;
use kernel::{Error, FieldError, Id, Money, Result};
use platform::db::{self, Event, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::bill::{self, Bill};
use super::ledger::{self, Booking};
use super::order_money::{self, OrderMoney, order_money};
use super::record::{Account, EntryKind, Payment, PaymentId, PaymentKind, PaymentMethod};
use super::{requests, rules};
use crate::lowcode::pack::Payer;
use crate::nouns::OrderId;

/// Money received from the customer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// In 分, more than 0.
    pub amount_minor: Money,
    pub method: PaymentMethod,
    /// The bank's or payment provider's number; empty for cash.
    #[serde(default)]
    pub reference: String,
}

/// Money given back to the customer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// In 分, more than 0.
    pub amount_minor: Money,
    pub method: PaymentMethod,
    #[serde(default)]
    pub reference: String,
    pub reason: String,
}

pub(crate) fn check_amount(check: &mut Check, path: &str, amount: Money) {
    if amount.0 < 1 {
        check.note(FieldError::new(path, "field.too_small").with("min", "0.01").with("unit", "元"));
    }
    if amount > rules::AMOUNT_MAX {
        let max = rules::AMOUNT_MAX.0 / 100;
        check.note(FieldError::new(path, "field.too_large").with("max", max).with("unit", "元"));
    }
}

/// `POST /orders/{id}/payments` and the door. What is not agreed to cannot be paid, before or after the work.
///
/// # Errors
/// `Refused("payment.too_much")` with what is due; `Refused("payment.reference_taken")`.
pub async fn receive(tx: &Tx, order_id: OrderId, body: Receive) -> Result<OrderMoney> {
    let mut check = Check::new();
    check_amount(&mut check, "amount_minor", body.amount_minor);
    check.at_most("reference", &body.reference, 100);
    check.done()?;
    let bill = Bill::hold(tx, order_id).await?;
    let payments = order_money::payments(tx, order_id).await?;
    let reference = kernel::text::tidy(&body.reference, false);
    let is_known = |payment: &Payment| {
        payment.kind == PaymentKind::Payment
            && payment.reversed_at.is_none()
            && payment.method == body.method
            && payment.reference == reference
    };
    if !reference.is_empty() && payments.iter().any(is_known) {
        return Err(Error::refused("payment.reference_taken").with("reference", reference));
    }
    let due = rules::customer_agreed(&bill::charges(tx, order_id).await?) - rules::paid(&payments);
    if body.amount_minor > due {
        return Err(Error::refused("payment.too_much").with("due_minor", due.0.max(0)));
    }
    take(tx, &bill, body.amount_minor, body.method, reference).await?;
    requests::close_outdated(tx, &bill).await?;
    order_money(tx, order_id).await
}

/// Books money received, whoever noted it: somebody by hand, or its provider.
pub(super) async fn take(
    tx: &Tx,
    bill: &Bill,
    amount_minor: Money,
    method: PaymentMethod,
    reference: String,
) -> Result<Payment> {
    let about = bill.about(None, Payer::Customer);
    let booking = Booking::of(EntryKind::Payment, "payment", amount_minor, Account::Cash, Account::Receivable, about);
    let payment = Payment { kind: PaymentKind::Payment, amount_minor, method, reference, ..blank(tx, bill) };
    keep(tx, payment, booking, json!({})).await
}

/// `POST /orders/{id}/refunds` and the door. Only what was received can be given back.
///
/// # Errors
/// `Refused("refund.too_much")` with what was paid.
pub async fn refund(tx: &Tx, order_id: OrderId, body: Refund) -> Result<OrderMoney> {
    let mut check = Check::new();
    check_amount(&mut check, "amount_minor", body.amount_minor);
    check.at_most("reference", &body.reference, 100).text("reason", &body.reason, 200);
    check.done()?;
    let bill = Bill::hold(tx, order_id).await?;
    let paid = rules::paid(&order_money::payments(tx, order_id).await?);
    if body.amount_minor > paid {
        return Err(Error::refused("refund.too_much").with("paid_minor", paid.0.max(0)));
    }
    let reference = kernel::text::tidy(&body.reference, false);
    let reason = kernel::text::tidy(&body.reason, false);
    hand_back(tx, &bill, (body.amount_minor, body.method), reference, reason).await?;
    requests::close_outdated(tx, &bill).await?;
    order_money(tx, order_id).await
}

/// Books money given back, by hand or by its provider.
pub(super) async fn hand_back(
    tx: &Tx,
    bill: &Bill,
    (amount_minor, method): (Money, PaymentMethod),
    reference: String,
    reason: String,
) -> Result<Payment> {
    let about = bill.about(None, Payer::Customer);
    let (debit, credit) = (Account::Receivable, Account::Cash);
    let booking = Booking::of(EntryKind::Refund, reason.clone(), amount_minor, debit, credit, about);
    let payment = Payment { kind: PaymentKind::Refund, amount_minor, method, reference, ..blank(tx, bill) };
    keep(tx, payment, booking, json!({ "reason": reason })).await
}

/// Books and stores a payment of an order or a sale, and leaves its event.
pub(crate) async fn keep(tx: &Tx, payment: Payment, booking: Booking, more: serde_json::Value) -> Result<Payment> {
    let unit = booking.postings.first().and_then(|side| side.about.unit_id);
    let entry = ledger::book(tx, booking).await?;
    let payment = db::insert(tx, Payment { entry_id: entry.id, ..payment }).await?;
    let mut data = json!({ "payment": payment.id, "amount_minor": payment.amount_minor, "method": payment.method });
    if let (Some(data), Some(more)) = (data.as_object_mut(), more.as_object()) {
        data.extend(more.clone());
    }
    let kind = match payment.kind {
        PaymentKind::Deposit => "deposit.received",
        PaymentKind::Payment => "payment.received",
        PaymentKind::Refund => "payment.refunded",
    };
    let event = Event::new(kind)
        .in_unit(unit)
        .about(payment.id)
        .about_some(payment.order_id)
        .about_some(payment.sale_id)
        .about_some(payment.customer_id);
    let event = bill::heard_by_crew(tx, event, payment.order_id).await?;
    tx.record(event.with(data)).await?;
    Ok(payment)
}

fn blank(tx: &Tx, bill: &Bill) -> Payment {
    Payment {
        id: PaymentId::new(),
        order_id: Some(bill.order_id),
        sale_id: None,
        customer_id: bill.customer_id,
        kind: PaymentKind::Payment,
        amount_minor: Money::ZERO,
        method: PaymentMethod::Cash,
        reference: String::new(),
        // set when it is booked
        entry_id: super::record::EntryId::new(),
        received_at: tx.happened_at(),
        received_by: tx.actor().user,
        reversed_at: None,
        version: 1,
    }
}
