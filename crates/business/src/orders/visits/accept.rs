//! Accepting an offer: the technician becomes the lead, and the stay on site is booked.

use kernel::{Error, Result};
use platform::db::Tx;
use platform::http::Nothing;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::offer::Offering;
use super::record::{CrewRole, Offer, OfferAnswer, VisitId};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, crew, offer, rules, settled};

/// Accepts the offer made to the actor.
///
/// # Errors
/// `NotFound`; `visit.not_offered_to_you`, `visit.offer_expired`, `visit.offer_gone`, `visit.cannot_accept`,
/// `visit.order_not_open`; `dispatch.double_booking` with the other visit's order; `Stale`.
pub async fn accept(tx: &Tx, id: VisitId, _: Nothing) -> Result<VisitShown> {
    let (scene, offer) = offer::mine(tx, id).await?;
    rules::may_answer(&offer, tx.actor().user, tx.happened_at())?;
    scene.as_seen(tx)?;
    join(tx, scene, offer).await
}

/// Accepts the open offer in the name of the technician it was made to: the office has decided, or agreed on it by phone. The trail
/// tells who did.
///
/// # Errors
/// `NotFound`; `visit.cannot_accept`, `visit.order_not_open`; `dispatch.double_booking` with the other visit's order.
pub async fn confirm(tx: &Tx, id: VisitId) -> Result<VisitShown> {
    let scene = Scene::to_change(tx, id).await?;
    let offer = scene.offer.clone().ok_or_else(|| Error::refused("visit.cannot_accept"))?;
    join(tx, scene, offer).await
}

/// The actor takes a visit that was open to them: offered and accepted at once. That it was open to them is decided by the caller.
///
/// # Errors
/// `NotFound`; `visit.cannot_offer`, `visit.order_not_open`; `dispatch.double_booking` with the other visit's order.
pub async fn take(tx: &Tx, id: VisitId, offering: Offering) -> Result<VisitShown> {
    let offer = offer::put(tx, Scene::unseen(tx, id).await?, tx.actor().user, offering).await?;
    join(tx, Scene::unseen(tx, id).await?, offer).await
}

async fn join(tx: &Tx, mut scene: Scene, offer: Offer) -> Result<VisitShown> {
    let (at, who) = (tx.happened_at(), offer.technician_id);
    rules::order_is_open(&scene.order)?;
    let mut visit = flow::step(scene.visit.clone(), VisitVerb::Accept, at)?;
    visit.assignment_version += 1;
    scene.save(tx, visit).await?;
    scene.close_offer(tx, OfferAnswer::Accepted, at, Why::default()).await?;
    crew::join(tx, &scene.visit, who, CrewRole::Lead, rules::WHOLE_SHARE).await?;
    booking::book(tx, &scene.visit, &[who]).await?;
    let scene = Scene::around(tx, scene.visit).await?;
    let data = json!({ "offer_id": offer.id, "technician_id": who, "planned_from_at": scene.visit.planned_from_at,
        "planned_to_at": scene.visit.planned_to_at });
    tx.record(scene.event("visit.accepted").with(data)).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}
