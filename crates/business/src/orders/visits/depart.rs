//! Departing: a technician sets out for the visit.

use kernel::Result;
use platform::db::Tx;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::here::Here;
use super::record::VisitId;
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{rules, settled};

/// Notes that the crew has set out.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.no_longer_yours`, `visit.cannot_depart`, `visit.too_early`, `visit.order_not_open`, `Stale`.
pub async fn depart(tx: &Tx, id: VisitId, body: Here) -> Result<VisitShown> {
    let mut scene = Scene::at_work(tx, id).await?;
    scene.as_seen(tx)?;
    rules::order_is_open(&scene.order)?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Depart, tx.happened_at())?;
    rules::is_time_to_go(&visit, tx.happened_at(), tx.actor().zone)?;
    body.noted(tx, tx.happened_at()).await?;
    scene.save(tx, visit).await?;
    tx.record(scene.event("visit.departed").with(json!({ "departed_at": scene.visit.departed_at }))).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}
