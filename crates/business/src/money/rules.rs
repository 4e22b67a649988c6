//! Decisions about money without IO: who pays a line, what it costs, where it is booked, and how an order stands.

use kernel::{Error, FieldError, Money, Result};

use super::bill::{Bill, BilledItem};
use super::record::{Account, Charge, ChargeStatus, Payment, PaymentKind};
use super::tick::TickLine;
use crate::lowcode::pack::{Pack, Payer, PriceItem, PriceKind, ReasonKind};
use crate::nouns::Verdict;

/// Of one line, at least 1.
pub const QUANTITY_MAX: i64 = 999;
/// Lines on one order, voided ones included.
pub const LINES_MAX: usize = 200;
/// One line's amount in 分: ten million yuan. With [`LINES_MAX`] an order's total stays far inside 64 bits.
pub const AMOUNT_MAX: Money = Money(1_000_000_000);

/// Who pays a line of the list, and the `payer_reason.…` word that says why.
pub fn payer_of(price: &PriceItem, verdict: Option<Verdict>) -> (Payer, &'static str) {
    match verdict {
        Some(Verdict::InWarranty) if price.is_covered() => (price.in_warranty, "payer_reason.in_warranty"),
        Some(Verdict::InWarranty) => (price.in_warranty, "payer_reason.not_covered"),
        Some(Verdict::UnderContract) => (price.under_contract, "payer_reason.under_contract"),
        Some(Verdict::OutOfWarranty) => (price.out_of_warranty, "payer_reason.out_of_warranty"),
        Some(Verdict::Unknown) => (price.out_of_warranty, "payer_reason.unknown"),
        None => (price.out_of_warranty, "payer_reason.no_warranty"),
    }
}

/// Who pays a line of the list for an item: where its warranty was decided by hand and the reason names a payer, they pay whatever a
/// warranty could cover; everything else goes by the verdict.
pub fn payer_for(pack: &Pack, price: &PriceItem, item: Option<&BilledItem>) -> (Payer, &'static str) {
    let reason = item.and_then(|item| item.override_reason.as_deref());
    let named = reason.and_then(|code| pack.reason(ReasonKind::WarrantyOverride, code)).and_then(|reason| reason.payer);
    match named {
        Some(payer) if price.is_covered() => (payer, "payer_reason.decided_by_hand"),
        _ => payer_of(price, item.and_then(|item| item.verdict)),
    }
}

/// Whether a line's payer follows from the list and the verdict, and nobody chose them for this line.
pub fn is_by_rule(charge: &Charge) -> bool {
    charge.from_list && charge.reason.starts_with("payer_reason.") && charge.reason != "payer_reason.void_trip"
}

/// Which item a line is for: the one it names, or the order's only one. A line that names none of several is for the order as a
/// whole (the trip), as long as all of them have the same terms.
///
/// # Errors
/// The field that is wrong.
pub fn item_of<'b>(
    bill: &'b Bill,
    line: &TickLine,
    path: &str,
) -> std::result::Result<Option<&'b BilledItem>, FieldError> {
    match (line.item_id, bill.items.as_slice()) {
        (Some(id), items) => items
            .iter()
            .find(|item| item.id == id)
            .map(Some)
            .ok_or_else(|| FieldError::new(format!("{path}.item_id"), "field.not_found")),
        (None, []) => Ok(None),
        (None, [first, rest @ ..]) => {
            let is_alike = rest.iter().all(|item| {
                item.verdict == first.verdict && item.category == first.category && item.service == first.service
            });
            let error = || FieldError::new(format!("{path}.item_id"), "field.required");
            if is_alike { Ok(Some(first)) } else { Err(error()) }
        }
    }
}

/// Whether the list offers this for that item.
pub fn is_offered(price: &PriceItem, category: &str, work: crate::lowcode::pack::OrderKind) -> bool {
    (price.categories.is_empty() || price.categories.iter().any(|code| code == category))
        && (price.work.is_empty() || price.work.contains(&work))
}

/// Price × quantity within bounds.
///
/// # Errors
/// `field.…` word.
pub fn amount_of(price: Money, quantity: i64) -> std::result::Result<Money, &'static str> {
    let amount = price.times(quantity).filter(|amount| *amount <= AMOUNT_MAX);
    amount.ok_or("field.too_large")
}

/// Nothing is added to an order that is over.
///
/// # Errors
/// `Refused("charge.order_is_over")`
pub fn may_change(bill: &Bill) -> Result<()> {
    if bill.is_over { Err(Error::refused("charge.order_is_over")) } else { Ok(()) }
}

/// A line may be taken back as long as it is not in the ledger; afterwards its entry is reversed instead.
///
/// # Errors
/// `Refused("charge.is_posted")`, `Refused("charge.is_voided")`
pub fn may_withdraw(charge: &Charge) -> Result<()> {
    match charge.status {
        ChargeStatus::Proposed | ChargeStatus::Approved => Ok(()),
        ChargeStatus::Posted => Err(Error::refused("charge.is_posted")),
        ChargeStatus::Voided => Err(Error::refused("charge.is_voided")),
    }
}

/// Does the customer have to say yes to this line? To what they pay, and to everything that is not on the list.
pub fn needs_yes(charge: &Charge) -> bool {
    charge.payer == Payer::Customer || !charge.from_list
}

/// Where what a payer owes is kept.
pub fn owed_in(payer: Payer) -> Account {
    match payer {
        Payer::Customer => Account::Receivable,
        Payer::Brand => Account::WarrantyReceivable,
        Payer::Contract => Account::ContractReceivable,
        Payer::Installer => Account::RecoveryReceivable,
        Payer::Company => Account::Goodwill,
    }
}

/// Where what was charged is earned.
pub fn earned_in(kind: PriceKind) -> Account {
    match kind {
        PriceKind::Service | PriceKind::Addon | PriceKind::Travel => Account::ServiceIncome,
        PriceKind::Part => Account::PartsIncome,
        PriceKind::Fee => Account::FeeIncome,
    }
}

/// Counts the changes of an order's lines, so that a phone can say which prices it had seen: every line ticked and every line
/// voided is one. An approval does not change the prices.
pub fn prices_version(charges: &[Charge]) -> i64 {
    let voided = charges.iter().filter(|charge| charge.status == ChargeStatus::Voided).count();
    i64::try_from(charges.len() + voided).unwrap_or(i64::MAX)
}

/// What stands of the lines.
pub fn standing(charges: &[Charge]) -> impl Iterator<Item = &Charge> {
    charges.iter().filter(|charge| charge.status != ChargeStatus::Voided)
}

/// What the customer is to pay, agreed to or not: the total that is shown and approved.
pub fn customer_total(charges: &[Charge]) -> Money {
    standing(charges).filter(|charge| charge.payer == Payer::Customer).map(|charge| charge.amount_minor).sum()
}

/// What the customer has agreed to pay: only this can be paid, and only this is ever due (no 乱收费).
pub fn customer_agreed(charges: &[Charge]) -> Money {
    let is_agreed = |charge: &&Charge| {
        charge.payer == Payer::Customer && matches!(charge.status, ChargeStatus::Approved | ChargeStatus::Posted)
    };
    charges.iter().filter(is_agreed).map(|charge| charge.amount_minor).sum()
}

/// Received less given back, without what was reversed.
pub fn paid(payments: &[Payment]) -> Money {
    let signed = |payment: &Payment| match payment.kind {
        PaymentKind::Deposit | PaymentKind::Payment => payment.amount_minor,
        PaymentKind::Refund => -payment.amount_minor,
    };
    payments.iter().filter(|payment| payment.reversed_at.is_none()).map(signed).sum()
}
