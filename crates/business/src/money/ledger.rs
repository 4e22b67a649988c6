//! The ledger: bookings whose postings add up to zero; nothing in it is ever changed, only reversed, and that once.

use kernel::id::UnitId;
use kernel::{Error, Id, Money, Result};
use platform::db::{self, Sql, Tx, View};

use super::record::{Account, EntryId, EntryKind, LedgerEntry, Posting, PostingId};
use crate::lowcode::pack::Payer;
use crate::nouns::{CustomerId, OrderId, SaleId, VisitId};

/// What a posting is about besides its account: the dimensions by which money is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub order_id: Option<OrderId>,
    pub visit_id: Option<VisitId>,
    pub sale_id: Option<SaleId>,
    pub payer: Option<Payer>,
    pub unit_id: Option<UnitId>,
    pub customer_id: Option<CustomerId>,
}

/// One side of a booking before it is written: debit positive, credit negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub account: Account,
    pub amount: Money,
    pub about: About,
}

/// A booking before it is written.
#[derive(Clone, Debug)]
pub struct Booking {
    pub kind: EntryKind,
    /// For people who read the ledger; at most 500 characters, never a name or a phone.
    pub memo: String,
    pub postings: Vec<Side>,
}

impl Booking {
    /// The plain case: `amount` on the debit of one account and the credit of another.
    pub fn of(
        kind: EntryKind,
        memo: impl Into<String>,
        amount: Money,
        debit: Account,
        credit: Account,
        about: About,
    ) -> Self {
        let postings = vec![Side { account: debit, amount, about }, Side { account: credit, amount: -amount, about }];
        Self { kind, memo: memo.into(), postings }
    }
}

/// Whether these sides may be booked together: at least two, none of them zero, and the sum is exactly zero.
///
/// # Errors
/// `Refused("ledger.unbalanced")` with what is left over.
pub fn may_book(sides: &[Side]) -> Result<()> {
    let left: i128 = sides.iter().map(|side| i128::from(side.amount.0)).sum();
    if left != 0 || sides.len() < 2 || sides.iter().any(|side| side.amount == Money::ZERO) {
        return Err(Error::refused("ledger.unbalanced").with("left", left.to_string()));
    }
    Ok(())
}

/// Writes a booking.
///
/// # Errors
/// As [`may_book`].
pub async fn book(tx: &Tx, booking: Booking) -> Result<LedgerEntry> {
    may_book(&booking.postings)?;
    write(tx, booking, None).await
}

/// Writes the mirror image of an entry. The door that also keeps charges and payments in step is
/// [`super::reversal::reverse`].
///
/// # Errors
/// `Refused("ledger.already_reversed")`, `Refused("ledger.is_reversal")`.
pub(super) async fn mirror(tx: &Tx, entry: &LedgerEntry, reason: &str) -> Result<LedgerEntry> {
    if entry.kind == EntryKind::Reversal {
        return Err(Error::refused("ledger.is_reversal"));
    }
    let postings = postings(tx, entry.id).await?.iter().map(|side| Side { amount: -side.amount, ..*side }).collect();
    write(tx, Booking { kind: EntryKind::Reversal, memo: reason.to_owned(), postings }, Some(entry.id)).await
}

async fn write(tx: &Tx, booking: Booking, reverses_id: Option<EntryId>) -> Result<LedgerEntry> {
    let booked_on = tx.actor().today();
    let entry = LedgerEntry {
        id: EntryId::new(),
        kind: booking.kind,
        booked_at: tx.now(),
        booked_on,
        memo: booking.memo,
        reverses_id,
    };
    let entry = db::insert(tx, entry).await.map_err(|error| {
        if db::is_duplicate(&error, &["ledger_entry_reversed_once", "ledger_entry.reverses_id"]) {
            return Error::refused("ledger.already_reversed");
        }
        error
    })?;
    let postings = booking.postings.into_iter().map(|side| Posting {
        id: PostingId::new(),
        entry_id: entry.id,
        account: side.account,
        amount_minor: side.amount,
        order_id: side.about.order_id,
        visit_id: side.about.visit_id,
        sale_id: side.about.sale_id,
        payer: side.about.payer,
        unit_id: side.about.unit_id,
        customer_id: side.about.customer_id,
        booked_on,
    });
    db::insert_all(tx, postings.collect()).await?;
    Ok(entry)
}

/// The sides of an entry, as they were booked.
///
/// # Errors
/// Those of the database.
pub async fn postings(view: &View, entry: EntryId) -> Result<Vec<Side>> {
    let sql = Sql::new("SELECT * FROM ledger_posting WHERE tenant_id = ? AND entry_id = ? ORDER BY id LIMIT 1000");
    let rows: Vec<Posting> = db::select(view, sql.bind(view.actor().tenant).bind(entry)).await?;
    Ok(rows.iter().map(side_of).collect())
}

fn side_of(row: &Posting) -> Side {
    let about = About {
        order_id: row.order_id,
        visit_id: row.visit_id,
        sale_id: row.sale_id,
        payer: row.payer,
        unit_id: row.unit_id,
        customer_id: row.customer_id,
    };
    Side { account: row.account, amount: row.amount_minor, about }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(account: Account, amount: i64) -> Side {
        Side { account, amount: Money(amount), about: About::default() }
    }

    #[test]
    fn only_sides_that_add_up_to_zero_may_be_booked() {
        use Account::{Cash, Receivable, ServiceIncome};
        assert!(may_book(&[side(Cash, 100), side(Receivable, -100)]).is_ok());
        assert!(may_book(&[side(Receivable, 100), side(ServiceIncome, -60), side(ServiceIncome, -40)]).is_ok());
        for wrong in [
            vec![],
            vec![side(Cash, 100)],
            vec![side(Cash, 100), side(Receivable, -99)],
            vec![side(Cash, 0), side(Receivable, 0)],
            // a sum that would wrap around to zero in 64 bits
            vec![side(Cash, i64::MAX), side(Cash, i64::MAX), side(Cash, 2)],
        ] {
            assert_eq!(may_book(&wrong).unwrap_err().code(), "ledger.unbalanced", "{wrong:?}");
        }
    }
}
