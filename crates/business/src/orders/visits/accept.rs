//! Accepting an offer: the technician becomes the lead, and the stay on site is booked.

use kernel::Result;
use platform::db::Tx;
use platform::http::Nothing;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{CrewRole, OfferAnswer, VisitId};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, crew, offer, rules, settled};

/// Accepts the offer made to the actor.
///
/// # Errors
/// `NotFound`; `visit.not_offered_to_you`, `visit.offer_expired`, `visit.offer_gone`, `visit.cannot_accept`,
/// `visit.order_not_open`; `dispatch.double_booking` with the other visit's order; `Stale`.
pub async fn accept(tx: &Tx, id: VisitId, _: Nothing) -> Result<VisitShown> {
    let (mut scene, offer) = offer::mine(tx, id).await?;
    let (at, who) = (tx.happened_at(), tx.actor().user);
    rules::may_answer(&offer, who, at)?;
    scene.as_seen(tx)?;
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
