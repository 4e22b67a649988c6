//! Money of a sale: deposits until it is delivered, then the balance; never more than the total, all of it in the ledger.

use kernel::error::Check;
use kernel::{Error, Id, Money, Result};
use platform::db::{self, Sql, Tx, View};
use serde_json::json;

use super::queries::{SaleShown, shown};
use super::record::{Sale, SaleId, SaleStatus};
use super::steps::hold;
use crate::lowcode::pack::Payer;
use crate::money::{
    self, About, Account, Booking, EntryId, EntryKind, Payment, PaymentId, PaymentKind, PaymentMethod, Receive, Side,
};

/// `POST /sales/{id}/payments`: the balance, or more of a deposit before delivery.
///
/// # Errors
/// `Refused("payment.too_much")` with what is due, `payment.reference_taken`, `sale.is_cancelled`.
pub(super) async fn receive(tx: &Tx, id: SaleId, body: Receive) -> Result<SaleShown> {
    let mut check = Check::new();
    money::check_amount(&mut check, "amount_minor", body.amount_minor);
    check.at_most("reference", &body.reference, 100);
    check.done()?;
    let sale = hold(tx, id).await?;
    take(tx, &sale, body).await?;
    shown(tx, sale).await
}

/// Books money that was received for a sale.
pub(super) async fn take(tx: &Tx, sale: &Sale, body: Receive) -> Result<()> {
    if sale.status == SaleStatus::Cancelled {
        return Err(Error::refused("sale.is_cancelled"));
    }
    let payments = payments(tx, sale.id).await?;
    let reference = kernel::text::tidy(&body.reference, false);
    let is_known = |payment: &Payment| {
        payment.reversed_at.is_none() && payment.method == body.method && payment.reference == reference
    };
    if !reference.is_empty() && payments.iter().any(is_known) {
        return Err(Error::refused("payment.reference_taken").with("reference", reference));
    }
    let due = sale.total_minor - money::paid(&payments);
    if body.amount_minor > due {
        return Err(Error::refused("payment.too_much").with("due_minor", due.0.max(0)));
    }
    let (kind, entry, account) = if sale.delivered_at.is_some() {
        (PaymentKind::Payment, EntryKind::Payment, Account::Receivable)
    } else {
        (PaymentKind::Deposit, EntryKind::Deposit, Account::CustomerDeposits)
    };
    let booking = Booking::of(entry, sale.number.clone(), body.amount_minor, Account::Cash, account, about(sale));
    let payment = Payment { kind, method: body.method, reference, ..blank(tx, sale, body.amount_minor) };
    money::keep_payment(tx, payment, booking, json!({})).await?;
    Ok(())
}

/// The goods changed hands: the sale is earned, and what was taken before becomes part of what is paid.
pub(super) async fn earn(tx: &Tx, sale: &Sale) -> Result<()> {
    if sale.total_minor == Money::ZERO {
        return Ok(());
    }
    let about = about(sale);
    let side = |account, amount| Side { account, amount, about };
    let mut postings = vec![side(Account::Receivable, sale.total_minor), side(Account::SalesIncome, -sale.total_minor)];
    let taken = money::paid(&payments(tx, sale.id).await?);
    if taken != Money::ZERO {
        postings.push(side(Account::CustomerDeposits, taken));
        postings.push(side(Account::Receivable, -taken));
    }
    money::book(tx, Booking { kind: EntryKind::Sale, memo: sale.number.clone(), postings }).await?;
    Ok(())
}

/// Gives back everything that was taken for a sale that will not be delivered; how much that was.
pub(super) async fn give_back(tx: &Tx, sale: &Sale, method: PaymentMethod, reference: &str) -> Result<Money> {
    let taken = money::paid(&payments(tx, sale.id).await?);
    if taken == Money::ZERO {
        return Ok(taken);
    }
    let (debit, credit) = (Account::CustomerDeposits, Account::Cash);
    let booking = Booking::of(EntryKind::Refund, sale.number.clone(), taken, debit, credit, about(sale));
    let reference = kernel::text::tidy(reference, false);
    let payment = Payment { kind: PaymentKind::Refund, method, reference, ..blank(tx, sale, taken) };
    money::keep_payment(tx, payment, booking, json!({ "reason": "sale.cancelled" })).await?;
    Ok(taken)
}

/// All payments of a sale.
pub(super) async fn payments(view: &View, sale: SaleId) -> Result<Vec<Payment>> {
    let sql = Sql::new("SELECT * FROM payment WHERE tenant_id = ? AND sale_id = ? ORDER BY received_at, id LIMIT 1000");
    db::select(view, sql.bind(view.actor().tenant).bind(sale)).await
}

fn about(sale: &Sale) -> About {
    About {
        sale_id: Some(sale.id),
        payer: Some(Payer::Customer),
        unit_id: sale.unit_id,
        customer_id: Some(sale.customer_id),
        ..About::default()
    }
}

fn blank(tx: &Tx, sale: &Sale, amount_minor: Money) -> Payment {
    Payment {
        id: PaymentId::new(),
        order_id: None,
        sale_id: Some(sale.id),
        customer_id: Some(sale.customer_id),
        kind: PaymentKind::Deposit,
        amount_minor,
        method: PaymentMethod::Cash,
        reference: String::new(),
        // set when it is booked
        entry_id: EntryId::new(),
        received_at: tx.happened_at(),
        received_by: tx.actor().user,
        reversed_at: None,
        version: 1,
    }
}
