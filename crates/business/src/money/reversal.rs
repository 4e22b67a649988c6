//! Taking back what was booked: the ledger, and the charge, payment or expense it was booked for, in step.

use kernel::error::Check;
use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::bill::Bill;
use super::ledger::{self, Side};
use super::queries::EntryShown;
use super::record::{Charge, ChargeStatus, EntryId, EntryKind, Expense, ExpenseStatus, LedgerEntry, Payment};
use super::requests;

/// Why an entry is taken back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reverse {
    pub reason: String,
}

/// Entries that a person may take back. Deposits and sales belong to their sale order, which is cancelled or returned instead.
fn may_reverse(entry: &LedgerEntry) -> Result<()> {
    match entry.kind {
        EntryKind::Charge | EntryKind::VoidTrip | EntryKind::Payment | EntryKind::Refund | EntryKind::Expense => Ok(()),
        EntryKind::Reversal => Err(Error::refused("ledger.is_reversal")),
        EntryKind::Deposit | EntryKind::Sale => Err(Error::refused("ledger.not_by_hand")),
    }
}

/// Takes an entry back: `POST /ledger/{id}/reversal`.
///
/// # Errors
/// `NotFound` outside the actor's scope; `Refused("ledger.already_reversed")`, `ledger.is_reversal`, `ledger.not_by_hand`.
pub async fn reverse_by_hand(tx: &Tx, id: EntryId, body: Reverse) -> Result<EntryShown> {
    let mut check = Check::new();
    check.text("reason", &body.reason, 500);
    check.done()?;
    let entry = db::get::<LedgerEntry>(tx, id).await?;
    let sides = ledger::postings(tx, id).await?;
    if !sides.iter().all(|side| tx.actor().scope.covers(side.about.unit_id)) {
        return Err(Error::NotFound("ledger_entry"));
    }
    may_reverse(&entry)?;
    let reversal = reverse(tx, id, body.reason.trim()).await?;
    let sides = ledger::postings(tx, reversal.id).await?;
    Ok(EntryShown::of(reversal, sides))
}

/// The door: mirrors an entry in the ledger, voids the charge and marks the payment that it was booked for.
///
/// # Errors
/// `Refused("ledger.already_reversed")`, `Refused("ledger.is_reversal")`.
pub async fn reverse(tx: &Tx, id: EntryId, reason: &str) -> Result<LedgerEntry> {
    let entry = db::get::<LedgerEntry>(tx, id).await?;
    let sides = ledger::postings(tx, id).await?;
    let about = sides.first().map(|side| side.about).unwrap_or_default();
    if let Some(order_id) = about.order_id {
        Bill::hold(tx, order_id).await?;
    }
    let reversal = ledger::mirror(tx, &entry, reason).await?;
    void_charges_of(tx, id).await?;
    mark_payments_of(tx, id).await?;
    reverse_expenses_of(tx, id).await?;
    let turned: i64 = sides.iter().map(|Side { amount, .. }| amount.0.max(0)).sum();
    let data = json!({ "entry": id, "entry_kind": entry.kind, "amount_minor": turned, "reason": reason });
    let event = Event::new("ledger.reversed")
        .in_unit(about.unit_id)
        .about(reversal.id)
        .about_some(about.order_id)
        .about_some(about.sale_id)
        .about_some(about.customer_id)
        .with(data);
    tx.record(event).await?;
    if let Some(order_id) = about.order_id {
        requests::close_where_outdated(tx, order_id).await?;
    }
    Ok(reversal)
}

async fn void_charges_of(tx: &Tx, entry: EntryId) -> Result<()> {
    let sql = Sql::new("SELECT * FROM charge WHERE tenant_id = ? AND entry_id = ? AND status = ? LIMIT 100");
    let sql = sql.bind(tx.actor().tenant).bind(entry).bind(ChargeStatus::Posted);
    for charge in db::select::<Charge>(tx, sql).await? {
        db::update(tx, Charge { status: ChargeStatus::Voided, ..charge }).await?;
    }
    Ok(())
}

async fn reverse_expenses_of(tx: &Tx, entry: EntryId) -> Result<()> {
    let sql = Sql::new("SELECT * FROM expense WHERE tenant_id = ? AND entry_id = ? AND status = ? LIMIT 100");
    let sql = sql.bind(tx.actor().tenant).bind(entry).bind(ExpenseStatus::Approved);
    for expense in db::select::<Expense>(tx, sql).await? {
        db::update(tx, Expense { status: ExpenseStatus::Reversed, ..expense }).await?;
    }
    Ok(())
}

async fn mark_payments_of(tx: &Tx, entry: EntryId) -> Result<()> {
    let sql = Sql::new("SELECT * FROM payment WHERE tenant_id = ? AND entry_id = ? AND reversed_at IS NULL LIMIT 100");
    for payment in db::select::<Payment>(tx, sql.bind(tx.actor().tenant).bind(entry)).await? {
        db::update(tx, Payment { reversed_at: Some(tx.now()), ..payment }).await?;
    }
    Ok(())
}
