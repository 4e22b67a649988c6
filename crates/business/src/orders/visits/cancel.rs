//! Cancelling a visit before anybody is there: its time is free, whoever was to come sees it cancelled.

use kernel::Result;
use kernel::error::Check;
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{OfferAnswer, Visit, VisitId};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, settled, terms};
use crate::lowcode::pack::ReasonKind;

/// Why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancelling {
    /// A reason of kind `cancel`.
    pub reason: String,
    #[serde(default)]
    pub note: String,
}

/// Cancels a visit. Also the door for cancelling its order.
///
/// # Errors
/// `NotFound`, `Invalid` at `reason` or `note`, `visit.cannot_cancel` once somebody has arrived, `Stale`.
pub async fn cancel(tx: &Tx, id: VisitId, body: Cancelling) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Cancel, tx.happened_at())?;
    let reason = terms::reason(tx, ReasonKind::Cancel, &body.reason, &body.note).await?;
    let event = scene.event("visit.cancelled").with(json!({ "reason": reason.code, "from": scene.visit.status }));
    scene.save(tx, Visit { cancel_reason: Some(reason.code), ..visit }).await?;
    scene.close_offer(tx, OfferAnswer::Withdrawn, tx.now(), Why { reason: None, note: &body.note }).await?;
    booking::unbook(tx, id, None).await?;
    tx.record(event).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}
