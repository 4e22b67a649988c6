//! Starting work: the working time of everybody there begins.

use kernel::Result;
use platform::db::Tx;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::here::Here;
use super::record::VisitId;
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{crew, settled};

/// Notes that work has begun.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.no_longer_yours`, `visit.cannot_start`, `Stale`.
pub async fn start(tx: &Tx, id: VisitId, body: Here) -> Result<VisitShown> {
    let mut scene = Scene::at_work(tx, id).await?;
    scene.as_seen(tx)?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Start, tx.happened_at())?;
    body.noted(tx, tx.happened_at()).await?;
    scene.save(tx, visit).await?;
    let began = scene.visit.started_at;
    crew::clock(tx, &mut scene, began, None).await?;
    tx.record(scene.event("visit.started").with(json!({ "started_at": began }))).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}
