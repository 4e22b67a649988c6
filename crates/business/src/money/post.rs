//! Posting: what was agreed to becomes entries of the ledger when the work is done, each line once.

use kernel::{Error, Money, Result};
use platform::db::{self, Event, Sql, Tx};
use serde_json::json;

use super::bill::{self, Bill};
use super::ledger::{self, Booking};
use super::record::{Charge, ChargeStatus, EntryId, EntryKind};
use super::{requests, rules, tick};
use crate::lowcode;
use crate::lowcode::pack::{Payer, PriceKind};
use crate::nouns::{OrderId, VisitId};

/// What a posting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    pub entries: Vec<EntryId>,
    pub total_minor: Money,
    /// Lines that nobody has agreed to: they stay out of the ledger and cannot be collected.
    pub left_open: usize,
}

/// The door: books every line that is agreed to and not yet in the ledger. Run again, it books nothing.
///
/// # Errors
/// Those of the database.
pub async fn post_charges(tx: &Tx, order_id: OrderId) -> Result<Posted> {
    let bill = Bill::hold(tx, order_id).await?;
    let mut posted = Posted::default();
    for charge in bill::charges(tx, order_id).await? {
        match charge.status {
            ChargeStatus::Proposed => posted.left_open += 1,
            ChargeStatus::Approved => {
                let charge = post(tx, &bill, charge, EntryKind::Charge).await?;
                posted.total_minor = posted.total_minor + charge.amount_minor;
                posted.entries.extend(charge.entry_id);
            }
            ChargeStatus::Posted | ChargeStatus::Voided => {}
        }
    }
    if !posted.entries.is_empty() {
        let data = json!({ "entries": posted.entries, "total_minor": posted.total_minor });
        let event = Event::new("charges.posted").in_unit(bill.unit_id).about(order_id).about_some(bill.customer_id);
        tx.record(event.with(data)).await?;
    }
    Ok(posted)
}

/// A line that costs nothing is done without an entry: a posting of zero says nothing.
async fn post(tx: &Tx, bill: &Bill, charge: Charge, kind: EntryKind) -> Result<Charge> {
    let entry_id = if charge.amount_minor == Money::ZERO {
        None
    } else {
        let about = bill.about(charge.visit_id, charge.payer);
        let (debit, credit) = (rules::owed_in(charge.payer), rules::earned_in(charge.kind));
        let booking = Booking::of(kind, charge.code.clone(), charge.amount_minor, debit, credit, about);
        Some(ledger::book(tx, booking).await?.id)
    };
    db::update(tx, Charge { status: ChargeStatus::Posted, entry_id, ..charge }).await
}

/// The door for a trip in vain (D11): the list's fee, owed by whoever caused it, in the ledger at once. The rule and its price are the
/// company's list; nobody can tick another amount here.
///
/// # Errors
/// `Refused("charge.no_such_fee")` where the list has no such fee; `Refused("charge.void_fee_taken")` the second time for a visit.
pub async fn void_fee(tx: &Tx, order_id: OrderId, visit_id: VisitId, payer: Payer, price_code: &str) -> Result<Charge> {
    let bill = Bill::hold(tx, order_id).await?;
    bill::visit_is_of(tx, order_id, Some(visit_id)).await?;
    let book = lowcode::book(tx).await?;
    let price = book
        .pack
        .price(price_code)
        .filter(|price| price.kind == PriceKind::Fee)
        .ok_or_else(|| Error::refused("charge.no_such_fee").with("code", price_code))?;
    let sql = Sql::new(
        "SELECT COUNT(*) FROM charge WHERE tenant_id = ? AND order_id = ? AND visit_id = ? AND code = ? AND status <> ?",
    )
    .bind(tx.actor().tenant)
    .bind(order_id)
    .bind(visit_id)
    .bind(price.code.clone())
    .bind(ChargeStatus::Voided);
    if tx.value::<i64>(sql).await? > 0 {
        return Err(Error::refused("charge.void_fee_taken"));
    }
    let charge = Charge {
        visit_id: Some(visit_id),
        code: price.code.clone(),
        name: price.name.zh.clone(),
        kind: price.kind,
        price_minor: price.price_minor,
        amount_minor: price.price_minor,
        payer,
        reason: "payer_reason.void_trip".to_owned(),
        status: ChargeStatus::Approved,
        ..tick::blank(tx, order_id)
    };
    let charge = db::insert(tx, charge).await?;
    let charge = post(tx, &bill, charge, EntryKind::VoidTrip).await?;
    let data = json!({ "charge": charge.id, "code": charge.code, "amount_minor": charge.amount_minor, "payer": payer });
    let event = Event::new("charge.void_fee_posted")
        .in_unit(bill.unit_id)
        .about(order_id)
        .about(visit_id)
        .about_some(bill.customer_id);
    tx.record(event.with(data)).await?;
    requests::close_outdated(tx, &bill).await?;
    Ok(charge)
}
