//! Parts on a visit: used and taken back by its crew.

use kernel::{Error, Result};
use platform::db::Tx;
use platform::http::Nothing;

use super::record::VisitId;
use super::scene::Scene;
use crate::nouns::PartUseId;
use crate::parts::{self, PartUseShown, PartUsed};

/// Notes a part used on the visit.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.parts_not_now`; those of [`parts::use_part`].
pub async fn use_part(tx: &Tx, id: VisitId, body: PartUsed) -> Result<PartUseShown> {
    may_change(&Scene::at_work(tx, id).await?)?;
    parts::use_part(tx, id, body).await.map(PartUseShown::from)
}

/// Takes a noted part back.
///
/// # Errors
/// `NotFound`, `visit.not_on_crew`, `visit.parts_not_now`; those of [`parts::undo`].
pub async fn undo(tx: &Tx, path: (VisitId, PartUseId), _: Nothing) -> Result<PartUseShown> {
    may_change(&Scene::at_work(tx, path.0).await?)?;
    parts::undo(tx, path.0, path.1).await.map(PartUseShown::from)
}

fn may_change(scene: &Scene) -> Result<()> {
    if scene.visit.status.is_under_way() { Ok(()) } else { Err(Error::refused("visit.parts_not_now")) }
}
