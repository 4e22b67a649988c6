//! Taking back: the office withdraws an offer, or a visit from the crew that had accepted it.

use kernel::Result;
use kernel::error::Check;
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{CrewMember, Offer, OfferAnswer, VisitId};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, settled};

/// A word about it, kept with the offer.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    #[serde(default)]
    pub note: String,
}

/// Takes the open offer or the assignment back: the crew is released, their time is free, the visit can be offered again.
///
/// # Errors
/// `NotFound`, `visit.cannot_withdraw` once somebody has arrived, `Stale`.
pub async fn withdraw(tx: &Tx, id: VisitId, body: Withdrawal) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let had = scene.visit.status;
    let mut visit = flow::step(scene.visit.clone(), VisitVerb::Withdraw, tx.now())?;
    visit.assignment_version += 1;
    let released = scene.people();
    let event = scene.event("visit.withdrawn");
    scene.save(tx, visit).await?;
    scene.close_offer(tx, OfferAnswer::Withdrawn, tx.now(), Why { reason: None, note: &body.note }).await?;
    take_back_accepted(tx, id, &body.note).await?;
    release_all(tx, &scene.crew).await?;
    booking::unbook(tx, id, None).await?;
    tx.record(event.with(json!({ "from": had, "released": released }))).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &Scene::around(tx, scene.visit).await?).await
}

/// Releases every member of a crew.
pub(super) async fn release_all(tx: &Tx, crew: &[CrewMember]) -> Result<()> {
    for member in crew {
        db::update(tx, CrewMember { released_at: Some(tx.now()), ..member.clone() }).await?;
    }
    Ok(())
}

async fn take_back_accepted(tx: &Tx, id: VisitId, note: &str) -> Result<()> {
    let sql = Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ? AND answer = ?");
    let accepted: Vec<Offer> = db::select(tx, sql.bind(tx.actor().tenant).bind(id).bind(OfferAnswer::Accepted)).await?;
    for offer in accepted {
        db::update(tx, Offer { answer: OfferAnswer::Withdrawn, note: note.to_owned(), ..offer }).await?;
    }
    Ok(())
}
