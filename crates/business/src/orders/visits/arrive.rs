//! Arriving: with time and place, and the distance to the site judged (F3).

use kernel::Result;
use platform::db::{self, Tx};
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::here::Here;
use super::record::{Visit, VisitId};
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{rules, settled};
use crate::customers::Site;

/// Notes that the crew is there. An arrival far from the site is kept and marked, not refused: maps and phones err, too.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.no_longer_yours`, `visit.cannot_arrive`, `Stale`.
pub async fn arrive(tx: &Tx, id: VisitId, body: Here) -> Result<VisitShown> {
    let mut scene = Scene::at_work(tx, id).await?;
    scene.as_seen(tx)?;
    let visit = flow::step(scene.visit.clone(), VisitVerb::Arrive, tx.happened_at())?;
    let here = body.noted(tx, tx.happened_at()).await?;
    let site: Option<Site> = match scene.order.site_id {
        Some(site) => db::find(tx, site).await?,
        None => None,
    };
    let (judged, metres) = rules::judge_arrival(here, site.and_then(|site| site.place));
    let visit = Visit { arrived_place: here, arrived_metres: metres, arrived_judged: Some(judged), ..visit };
    scene.save(tx, visit).await?;
    let data = json!({ "arrived_at": scene.visit.arrived_at, "metres": metres, "judged": judged });
    tx.record(scene.event("visit.arrived").with(data)).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}
