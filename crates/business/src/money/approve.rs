//! The customer's yes to a total, exactly as it was shown; any later change of the lines takes it back.

use kernel::error::Check;
use kernel::{Error, Id, Json, Moment, Money, Result, code};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::bill::{self, Bill};
use super::order_money::{OrderMoney, order_money};
use super::record::{ApprovalId, Charge, ChargeStatus, PriceApproval};
use super::{requests, rules};
use crate::nouns::{OrderId, VisitId};

code! {
    /// How the customer said yes.
    pub enum ApprovalMethod as "approval_method" {
        /// On the technician's phone, signed there.
        OnPhone = "on_phone",
        /// By the customer's own link.
        Link = "link",
        /// Said to the desk, which notes it.
        Desk = "desk",
    }
}

/// A yes to the total as it was shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    pub visit_id: Option<VisitId>,
    /// What the customer was shown that they pay, in 分.
    pub total_minor: Money,
    pub by_name: String,
    pub method: ApprovalMethod,
    /// SHA-256 of the signature's picture.
    pub signature: Option<String>,
}

/// An approval as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApprovalShown {
    pub id: ApprovalId,
    pub visit_id: Option<VisitId>,
    pub total_minor: Money,
    pub by_name: String,
    pub method: String,
    pub signature: Option<String>,
    pub approved_at: Moment,
    /// Set when a line changed afterwards.
    pub withdrawn_at: Option<Moment>,
}

impl From<PriceApproval> for ApprovalShown {
    fn from(approval: PriceApproval) -> Self {
        Self {
            id: approval.id,
            visit_id: approval.visit_id,
            total_minor: approval.total_minor,
            by_name: approval.by_name,
            method: approval.method,
            signature: approval.signature,
            approved_at: approval.approved_at,
            withdrawn_at: approval.withdrawn_at,
        }
    }
}

/// `POST /orders/{id}/price-approvals` and the door.
///
/// # Errors
/// `Stale` when the total or the lines are not what was shown; `Refused("price.nothing_to_approve")`, `charge.order_is_over`.
pub async fn approve(tx: &Tx, order_id: OrderId, body: Approve) -> Result<OrderMoney> {
    check(&body)?;
    let bill = Bill::hold(tx, order_id).await?;
    rules::may_change(&bill)?;
    bill::visit_is_of(tx, order_id, body.visit_id).await?;
    let charges = bill::charges(tx, order_id).await?;
    let prices = rules::prices_version(&charges);
    tx.said().fact_as_seen("prices", prices)?;
    if body.total_minor != rules::customer_total(&charges) {
        return Err(Error::Stale { noun: "prices", current: prices });
    }
    let is_open = |charge: &&Charge| charge.status == ChargeStatus::Proposed;
    if charges.iter().filter(is_open).count() == 0 {
        return Err(Error::refused("price.nothing_to_approve"));
    }
    let covered = rules::standing(&charges).filter(|charge| rules::needs_yes(charge));
    let lines = covered.map(|charge| (charge.id, charge.amount_minor)).collect();
    for charge in charges.into_iter().filter(|charge| charge.status == ChargeStatus::Proposed) {
        db::update(tx, Charge { status: ChargeStatus::Approved, ..charge }).await?;
    }
    let approval = PriceApproval {
        id: ApprovalId::new(),
        order_id,
        visit_id: body.visit_id,
        total_minor: body.total_minor,
        lines: Json(lines),
        by_name: kernel::text::tidy(&body.by_name, false),
        method: body.method.to_string(),
        signature: body.signature,
        approved_at: tx.happened_at(),
        withdrawn_at: None,
    };
    let approval = db::insert(tx, approval).await?;
    let data = json!({ "approval": approval.id, "total_minor": approval.total_minor, "method": approval.method,
                       "prices": prices, "signed": approval.signature.is_some() });
    let event = bill.event(tx, "price.approved").await?.about_some(body.visit_id);
    tx.record(event.with(data)).await?;
    requests::close_outdated(tx, &bill).await?;
    order_money(tx, order_id).await
}

fn check(body: &Approve) -> Result<()> {
    let mut check = Check::new();
    check.text("by_name", &body.by_name, 60);
    let is_hash = |text: &String| kernel::text::is_sha256(text);
    check.that(body.signature.as_ref().is_none_or(is_hash), "signature", "field.not_a_file");
    check.done()
}

/// Whether nothing on the order waits for the customer's yes. An order without lines waits for none.
///
/// # Errors
/// Those of the database.
pub async fn is_approved(view: &View, order_id: OrderId) -> Result<bool> {
    let sql = Sql::new("SELECT COUNT(*) FROM charge WHERE tenant_id = ? AND order_id = ? AND status = ?")
        .bind(view.actor().tenant)
        .bind(order_id)
        .bind(ChargeStatus::Proposed);
    Ok(view.value::<i64>(sql).await? == 0)
}
