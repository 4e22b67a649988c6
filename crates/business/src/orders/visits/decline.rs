//! Declining an offer, with a reason of the company's list.

use kernel::Result;
use kernel::error::Check;
use platform::db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{OfferAnswer, VisitId};
use super::scene::Why;
use super::{offer, rules, settled, terms};
use crate::lowcode::pack::ReasonKind;

/// Why not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declining {
    /// A reason of kind `decline`.
    pub reason: String,
    /// Where the reason asks for words.
    #[serde(default)]
    pub note: String,
}

/// What is left to somebody who declined: nothing but the fact.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Declined {
    pub visit_id: VisitId,
    pub reason: String,
}

/// Declines the offer made to the actor; the visit can then be offered to the next.
///
/// # Errors
/// As [`super::accept::accept`]; `Invalid` at `reason` or `note`.
pub async fn decline(tx: &Tx, id: VisitId, body: Declining) -> Result<Declined> {
    let (mut scene, offer) = offer::mine(tx, id).await?;
    let (at, who) = (tx.happened_at(), tx.actor().user);
    rules::may_answer(&offer, who, at)?;
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let reason = terms::reason(tx, ReasonKind::Decline, &body.reason, &body.note).await?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Decline, at)?;
    let event = scene.event("visit.declined");
    scene.save(tx, visit).await?;
    scene.close_offer(tx, OfferAnswer::Declined, at, Why { reason: Some(&reason.code), note: &body.note }).await?;
    let data = json!({ "offer_id": offer.id, "technician_id": who, "reason": reason.code, "counts": reason.counts });
    tx.record(event.with(data)).await?;
    settled(tx, scene.order.id).await?;
    Ok(Declined { visit_id: id, reason: reason.code })
}
