//! Who pays is decided anew when an item's warranty was decided by hand: its lines follow, as far as they are not in the ledger.

use kernel::Result;
use platform::db::{self, Tx};
use serde_json::json;

use super::bill::{self, Bill};
use super::record::{Charge, ChargeStatus};
use super::{rules, withdraw};
use crate::lowcode;
use crate::lowcode::pack::Payer;
use crate::nouns::{ItemId, OrderId};

/// The door: the open lines of an item go to whoever pays them by the verdict that stands now. A line whose payer somebody chose for
/// itself stays. Where the customer pays something else than before, an earlier yes is withdrawn and asked again.
///
/// # Errors
/// `NotFound("order")`
pub async fn decide_payers(tx: &Tx, order_id: OrderId, item_id: ItemId) -> Result<()> {
    let bill = Bill::hold(tx, order_id).await?;
    let book = lowcode::book(tx).await?;
    let Some(item) = bill.items.iter().find(|item| item.id == item_id) else { return Ok(()) };
    let (mut told, mut is_customers_affair) = (vec![], false);
    for line in bill::charges(tx, order_id).await? {
        let is_open = line.item_id == Some(item_id) && rules::may_withdraw(&line).is_ok() && rules::is_by_rule(&line);
        let Some(price) = book.pack.price(&line.code).filter(|_| is_open) else { continue };
        let (payer, reason) = rules::payer_for(&book.pack, price, Some(item));
        if payer == line.payer && reason == line.reason {
            continue;
        }
        told.push(json!({ "charge": line.id, "from": line.payer, "payer": payer, "reason": reason }));
        is_customers_affair |= payer != line.payer && [payer, line.payer].contains(&Payer::Customer);
        db::update(tx, decided(line, payer, reason)).await?;
    }
    if told.is_empty() {
        return Ok(());
    }
    let event = bill.event(tx, "charges.payer_decided").await?;
    tx.record(event.with(json!({ "item_id": item_id, "lines": told }))).await?;
    if is_customers_affair { withdraw::withdraw_approvals(tx, &bill).await } else { Ok(()) }
}

/// The line with its new payer. One that the customer is to pay from now on waits for their yes; one that they no longer pay does not.
fn decided(line: Charge, payer: Payer, reason: &str) -> Charge {
    let (had, status) = (line.payer, line.status);
    let line = Charge { payer, reason: reason.to_owned(), ..line };
    let asked = if rules::needs_yes(&line) { ChargeStatus::Proposed } else { ChargeStatus::Approved };
    Charge { status: if payer == had { status } else { asked }, ..line }
}
