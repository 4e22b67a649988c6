//! Offers: a planned visit is offered to one technician at a time, who answers before it expires (E5).

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, Id, Json, Moment, Result};
use platform::db::{self, Tx};
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{Offer, OfferAnswer, OfferId, Visit, VisitId};
use super::scene::{Scene, Why};
use super::{crew, rules, settled};

/// What an offer says.
#[derive(Clone, Debug)]
pub struct Offering {
    /// Place on the recommendation; 1 is the best.
    pub rank: i64,
    pub score: Option<i64>,
    /// The terms of the score as they stood.
    pub arithmetic: serde_json::Value,
    /// Chosen by rule rather than by a person.
    pub by_rule: bool,
    /// Why somebody else than the first was taken.
    pub override_reason: Option<String>,
    pub expires_at: Moment,
    /// The planned stay on site.
    pub planned_from_at: Moment,
    /// The end of the stay; after the visit's minutes unless said otherwise.
    pub planned_to_at: Option<Moment>,
}

/// Offers a planned visit to a technician. The time is planned with it, but books nobody before it is accepted.
///
/// # Errors
/// `NotFound`, `Invalid` by field, `visit.cannot_offer`, `visit.order_not_open`.
pub async fn put_offer(tx: &Tx, visit_id: VisitId, technician_id: UserId, offering: Offering) -> Result<Offer> {
    let scene = Scene::to_change(tx, visit_id).await?;
    put(tx, scene, technician_id, offering).await
}

/// As [`put_offer`], for whoever has been judged to be allowed it.
pub(super) async fn put(tx: &Tx, mut scene: Scene, technician_id: UserId, offering: Offering) -> Result<Offer> {
    let visit_id = scene.visit.id;
    rules::order_is_open(&scene.order)?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Offer, tx.now())?;
    crew::is_technician(tx, technician_id).await?;
    let planned = Visit { no_candidates: false, ..rules::planned_from(visit, offering.planned_from_at) };
    let planned_to_at = offering.planned_to_at.or(planned.planned_to_at);
    let stay = planned_to_at.map_or(0, |to| to.minutes_since(offering.planned_from_at));
    let mut check = Check::new();
    check
        .that(offering.expires_at > tx.now(), "expires_at", "field.too_small")
        .that((1..=rules::MINUTES_MAX).contains(&stay), "planned_to_at", "field.not_a_span")
        .at_most("override_reason", offering.override_reason.as_deref().unwrap_or_default(), 500);
    check.done()?;
    let offer = Offer {
        id: OfferId::new(),
        visit_id,
        order_id: scene.order.id,
        technician_id,
        rank: offering.rank,
        score: offering.score,
        arithmetic: Json(offering.arithmetic),
        by_rule: offering.by_rule,
        override_reason: offering.override_reason,
        offered_at: tx.now(),
        expires_at: offering.expires_at,
        answer: OfferAnswer::Waiting,
        answered_at: None,
        reason: None,
        note: String::new(),
        version: 1,
    };
    // the save refuses whoever read the visit before somebody else's offer: one open offer at a time
    scene.save(tx, Visit { planned_to_at, ..planned }).await?;
    let offer = db::insert(tx, offer).await?;
    scene.offer = Some(offer.clone());
    let data = json!({ "offer_id": offer.id, "technician_id": technician_id, "rank": offer.rank, "by_rule": offer.by_rule,
        "expires_at": offer.expires_at, "planned_from_at": scene.visit.planned_from_at, "planned_to_at": planned_to_at });
    tx.record(scene.event("visit.offered").with(data)).await?;
    settled(tx, scene.order.id).await?;
    Ok(offer)
}

/// Lets an offer expire that was not answered in time; the visit can then be offered to the next. Does nothing to an offer that
/// has been answered since, or has time left.
///
/// # Errors
/// Those of the database.
pub async fn expire(tx: &Tx, offer: &Offer) -> Result<bool> {
    let mut scene = Scene::unseen(tx, offer.visit_id).await?;
    let is_due = scene.offer.as_ref().is_some_and(|open| open.id == offer.id && open.expires_at < tx.now());
    if !is_due {
        return Ok(false);
    }
    let event = scene.event("visit.offer_expired");
    scene.close_offer(tx, OfferAnswer::Expired, tx.now(), Why::default()).await?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Expire, tx.now())?;
    scene.save(tx, visit).await?;
    tx.record(event.with(json!({ "offer_id": offer.id, "technician_id": offer.technician_id }))).await?;
    settled(tx, scene.order.id).await?;
    Ok(true)
}

/// The offer of a visit that the actor is to answer: the open one, or the last of the actor's own, so that somebody who was asked
/// and comes too late is told why.
pub(super) async fn mine(tx: &Tx, id: VisitId) -> Result<(Scene, Offer)> {
    let scene = Scene::unseen(tx, id).await?;
    let user = tx.actor().user;
    if let Some(offer) = scene.offer.clone().filter(|offer| offer.technician_id == user) {
        return Ok((scene, offer));
    }
    let sql = platform::db::Sql::new(
        "SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ? AND technician_id = ? ORDER BY offered_at DESC, id DESC LIMIT 1",
    );
    match db::select_one(tx, sql.bind(tx.actor().tenant).bind(id).bind(user)).await? {
        Some(last) => Ok((scene, last)),
        // nobody asked them; those who may see it are told so
        None => Scene::of(tx, id).await.and(Err(Error::refused("visit.not_offered_to_you"))),
    }
}
