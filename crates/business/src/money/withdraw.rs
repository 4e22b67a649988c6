//! Taking a line back before it is in the ledger, and with it the customer's yes to the old total.

use kernel::Result;
use kernel::error::Check;
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::bill::{self, Bill};
use super::order_money::{OrderMoney, order_money};
use super::record::{Charge, ChargeId, ChargeStatus, PriceApproval};
use super::{requests, rules};
use crate::nouns::OrderId;

/// Why a line is taken back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reason: String,
}

/// `POST /charges/{id}/withdrawal` and the door: voids a line that is not posted.
///
/// # Errors
/// `Refused("charge.is_posted")`, `charge.is_voided`, `charge.order_is_over`.
pub async fn withdraw(tx: &Tx, id: ChargeId, body: Withdraw) -> Result<OrderMoney> {
    let mut check = Check::new();
    check.text("reason", &body.reason, 200);
    check.done()?;
    let order_id = db::get::<Charge>(tx, id).await?.order_id;
    let bill = Bill::hold(tx, order_id).await?;
    // read again: what was true before the order's money was ours may not be any more
    let charge = db::get::<Charge>(tx, id).await?;
    rules::may_change(&bill)?;
    rules::may_withdraw(&charge)?;
    let charge = db::update(tx, Charge { status: ChargeStatus::Voided, ..charge }).await?;
    withdraw_approvals(tx, &bill).await?;
    let data = json!({ "charge": id, "code": charge.code, "amount_minor": charge.amount_minor,
                       "reason": body.reason.trim() });
    let event = bill.event(tx, "charge.withdrawn").await?.about_some(charge.visit_id);
    tx.record(event.with(data)).await?;
    order_money(tx, order_id).await
}

/// The order a line belongs to: for whoever decides who may see it.
///
/// # Errors
/// `NotFound("charge")`
pub async fn order_of(tx: &Tx, id: ChargeId) -> Result<OrderId> {
    Ok(db::get::<Charge>(tx, id).await?.order_id)
}

/// Voids every line of an order that is not in the ledger: the order was cancelled.
///
/// # Errors
/// Those of the database.
pub async fn withdraw_all(tx: &Tx, order_id: OrderId) -> Result<()> {
    let bill = Bill::hold(tx, order_id).await?;
    for charge in bill::charges(tx, order_id).await? {
        if rules::may_withdraw(&charge).is_ok() {
            db::update(tx, Charge { status: ChargeStatus::Voided, ..charge }).await?;
        }
    }
    withdraw_approvals(tx, &bill).await
}

/// The lines changed: what the customer said yes to is no longer what they would pay, nor is a code that asks for it.
pub(super) async fn withdraw_approvals(tx: &Tx, bill: &Bill) -> Result<()> {
    take_back_approvals(tx, bill).await?;
    requests::close_outdated(tx, bill).await
}

async fn take_back_approvals(tx: &Tx, bill: &Bill) -> Result<()> {
    let tenant = tx.actor().tenant;
    let sql = Sql::new(
        "SELECT * FROM price_approval WHERE tenant_id = ? AND order_id = ? AND withdrawn_at IS NULL LIMIT 100",
    );
    let approvals: Vec<PriceApproval> = db::select(tx, sql.bind(tenant).bind(bill.order_id)).await?;
    if approvals.is_empty() {
        return Ok(());
    }
    for charge in bill::charges(tx, bill.order_id).await? {
        if charge.status == ChargeStatus::Approved && rules::needs_yes(&charge) {
            db::update(tx, Charge { status: ChargeStatus::Proposed, ..charge }).await?;
        }
    }
    for approval in approvals {
        let data = json!({ "approval": approval.id, "total_minor": approval.total_minor });
        db::update(tx, PriceApproval { withdrawn_at: Some(tx.now()), ..approval }).await?;
        let event = bill.event(tx, "price.approval_withdrawn").await?;
        tx.record(event.with(data)).await?;
    }
    Ok(())
}
