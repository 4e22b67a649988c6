//! Cancelling a visit before anybody is there: its time is free, whoever was to come sees it cancelled, and the way already made is
//! charged where the reason says so.

use kernel::error::Check;
use kernel::{Error, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{OfferAnswer, Visit, VisitId, VisitStatus};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, settled, terms};
use crate::lowcode::pack::{Payer, Reason, ReasonKind};
use crate::money;
use crate::orders::reason::keep_proof;

/// Why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancelling {
    /// A reason of kind `cancel`.
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// SHA-256 of files sent before that show it; one at least where the reason asks for evidence.
    #[serde(default)]
    pub files: Vec<String>,
}

/// Cancels a visit.
///
/// # Errors
/// `NotFound`, `order.read_only`, `Invalid` at `reason`, `note` or `files`, `visit.cannot_cancel` once somebody has arrived,
/// `order.nobody_departed` for a reason that charges the way when nobody had set out, `Stale`.
pub async fn cancel(tx: &Tx, id: VisitId, body: Cancelling) -> Result<VisitShown> {
    let scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let reason = terms::reason(tx, ReasonKind::Cancel, &body.reason, &body.note).await?;
    flow::may(VisitVerb::Cancel, scene.visit.status)?;
    may_be_late(&reason, scene.visit.status == VisitStatus::Departed)?;
    keep_proof(tx, &reason, (scene.order.id, Some(id)), &body.files).await?;
    let scene = end(tx, scene, &reason, &body.note).await?;
    shown::one(tx, &scene).await
}

/// The door for cancelling an order: ends a visit of it for a reason that was found good.
///
/// # Errors
/// `visit.cannot_cancel` once somebody has arrived.
pub async fn call_off(tx: &Tx, id: VisitId, reason: &Reason, note: &str) -> Result<()> {
    end(tx, Scene::unseen(tx, id).await?, reason, note).await.map(|_| ())
}

/// A reason that charges the way is none while nobody has set out.
///
/// # Errors
/// `order.nobody_departed`
pub fn may_be_late(reason: &Reason, has_departed: bool) -> Result<()> {
    if reason.fee.is_none() || has_departed { Ok(()) } else { Err(Error::refused("order.nobody_departed")) }
}

async fn end(tx: &Tx, mut scene: Scene, reason: &Reason, note: &str) -> Result<Scene> {
    let had = scene.visit.status;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Cancel, tx.happened_at())?;
    let event = scene.event("visit.cancelled").with(json!({ "reason": reason.code, "from": had }));
    scene.save(tx, Visit { cancel_reason: Some(reason.code.clone()), ..visit }).await?;
    scene.close_offer(tx, OfferAnswer::Withdrawn, tx.now(), Why { reason: None, note }).await?;
    booking::unbook(tx, scene.visit.id, None).await?;
    tx.record(event).await?;
    if let Some(fee) = reason.fee.as_deref().filter(|_| had == VisitStatus::Departed) {
        let payer = reason.payer.unwrap_or(Payer::Customer);
        money::void_fee(tx, scene.order.id, scene.visit.id, payer, fee).await?;
    }
    settled(tx, scene.order.id).await?;
    Ok(scene)
}
