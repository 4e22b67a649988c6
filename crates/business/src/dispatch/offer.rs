//! Offering a visit to the technician a dispatcher chose; they answer before it expires (E5).

use kernel::Result;
use platform::db::Tx;

use super::choice::{self, Choice};
use crate::nouns::VisitId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, VisitShown, shown};

/// Offers a visit. Not the first of the recommendation: with a reason; somebody ruled out: with the right to.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid` by field; the refusals of [`choice::choose`]; `visit.cannot_offer`, `visit.order_not_open`.
pub async fn offer(tx: &Tx, id: VisitId, body: Choice) -> Result<VisitShown> {
    let scene = Scene::of(tx, id).await?;
    scene.as_seen(tx)?;
    let scene = choice::ready(tx, scene, &body).await?;
    let offering = choice::choose(tx, &scene, &body).await?;
    visits::put_offer(tx, id, body.technician_id, offering).await?;
    shown::one(tx, &Scene::of(tx, id).await?).await
}
