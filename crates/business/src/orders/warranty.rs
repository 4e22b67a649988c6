//! Deciding a warranty by hand (B4): against the terms, with a reason that stays.

use kernel::{Error, Json, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, json};

use super::door::{OrderState, event_for_crew, take};
use super::flow::OrderVerb;
use super::open::worst_verdict;
use super::record::{OrderId, OrderItem, WorkOrder};
use super::{phase, reason};
use crate::lowcode::pack::{Pack, Payer, ReasonKind};
use crate::money;
use crate::nouns::{ItemId, Verdict, VerdictReason};

/// The verdict that shall count, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideWarranty {
    pub verdict: Verdict,
    /// A reason of the company's for deciding otherwise.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// SHA-256 of files sent before that show it; one at least where the reason asks for evidence.
    #[serde(default)]
    pub files: Vec<String>,
}

/// Decides an item's warranty otherwise, or who pays for it: lines of it that are not in the ledger go to whom the reason names.
///
/// # Errors
/// `NotFound`, `order.not_in_phase`, `order.verdict_unchanged`, `Invalid`.
pub async fn override_verdict(tx: &Tx, (id, item): (OrderId, ItemId), body: OverrideWarranty) -> Result<OrderState> {
    let order = take(tx, id, OrderVerb::OverrideWarranty).await?;
    let (book, reason) = reason::known(tx, ReasonKind::WarrantyOverride, &body.reason, &body.note).await?;
    reason::keep_proof(tx, &reason, (id, None), &body.files).await?;
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ? ORDER BY position LIMIT 200");
    let mut items: Vec<OrderItem> = db::select(tx, sql.bind(tx.actor().tenant).bind(id)).await?;
    let held = items.iter_mut().find(|each| each.id == item).ok_or(Error::NotFound("order_item"))?;
    let names_another = reason.payer.is_some_and(|payer| payer != payer_of(&book.pack, held));
    if held.verdict == Some(body.verdict) && !names_another {
        return Err(Error::refused("order.verdict_unchanged"));
    }
    let before = held.verdict;
    let changed = OrderItem {
        verdict: Some(body.verdict),
        verdict_reason: Some(Json(VerdictReason { code: "warranty.overridden".into(), facts: Map::new() })),
        overridden_by: Some(tx.actor().user),
        override_reason: Some(reason.code.clone()),
        ..held.clone()
    };
    *held = db::update(tx, changed).await?;
    let data = json!({ "item_id": item, "from": before, "verdict": body.verdict, "reason": reason.code,
            "payer": reason.payer, "note": body.note });
    let event = event_for_crew(tx, "order.warranty_overridden", &order).await?;
    tx.record(event.with(data)).await?;
    money::decide_payers(tx, id, item).await?;
    let order = WorkOrder { warranty: worst_verdict(&items), ..order };
    OrderState::of(tx, phase::settle_changed(tx, order).await?).await
}

/// Who pays for what a warranty could cover of an item, as it stands: whom the reason names that was given by hand, else by the verdict.
fn payer_of(pack: &Pack, item: &OrderItem) -> Payer {
    let reason = item.override_reason.as_deref().and_then(|code| pack.reason(ReasonKind::WarrantyOverride, code));
    let by_verdict = match item.verdict {
        Some(Verdict::InWarranty) => Payer::Brand,
        Some(Verdict::UnderContract) => Payer::Contract,
        Some(Verdict::OutOfWarranty | Verdict::Unknown) | None => Payer::Customer,
    };
    reason.and_then(|reason| reason.payer).unwrap_or(by_verdict)
}
