//! Assigning: the office offers and confirms at once, in one transaction, and may take it back.

use kernel::Result;
use platform::db::Tx;

use super::choice::{self, Choice};
use crate::nouns::VisitId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, VisitShown, Withdrawal};

/// Assigns a visit: the technician is on the crew and booked without being asked.
///
/// # Errors
/// As [`super::offer::offer`].
pub async fn assign(tx: &Tx, id: VisitId, body: Choice) -> Result<VisitShown> {
    let scene = Scene::of(tx, id).await?;
    scene.as_seen(tx)?;
    let scene = choice::ready(tx, scene, &body).await?;
    let offering = choice::choose(tx, &scene, &body).await?;
    visits::put_offer(tx, id, body.technician_id, offering).await?;
    visits::confirm(tx, id).await
}

/// Takes the assignment (or the open offer) back; the visit can be dispatched again.
///
/// # Errors
/// As [`visits::withdraw`].
pub(super) async fn take_back(tx: &Tx, id: VisitId, body: Withdrawal) -> Result<VisitShown> {
    visits::withdraw(tx, id, body).await
}
