//! What a visit waits for: parts that are ordered, and when they are expected. Told by whoever orders them; nothing means all is there.

use kernel::{Error, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{VisitId, VisitStatus};
use super::scene::Scene;
use crate::parts::{self, AwaitedPart};

/// The parts a visit waits for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaitedParts {
    pub parts: Vec<AwaitedPart>,
}

/// Puts what a visit waits for, as a whole. Until the last of them is expected it is planned for nobody and offered to nobody.
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`; `Invalid` by field; `visit.is_under_way` once somebody has set out, or it is over.
pub async fn put(tx: &Tx, id: VisitId, body: AwaitedParts) -> Result<AwaitedParts> {
    let scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    if !matches!(scene.visit.status, VisitStatus::Planned | VisitStatus::Offered | VisitStatus::Accepted) {
        return Err(Error::refused("visit.is_under_way"));
    }
    noted(tx, &scene, id, body.parts).await
}

/// Notes the parts of a visit around a scene of its order, and tells of them.
///
/// # Errors
/// `Invalid` by field.
pub(super) async fn noted(tx: &Tx, scene: &Scene, id: VisitId, parts: Vec<AwaitedPart>) -> Result<AwaitedParts> {
    let stored = parts::await_parts(tx, (scene.order.id, id), parts).await?;
    let told = |part: &parts::PartAwaited| json!({ "code": part.code, "name": part.name, "quantity": part.quantity, "expected_on": part.expected_on });
    let data = json!({ "parts": stored.iter().map(told).collect::<Vec<_>>(), "count": stored.len() });
    let kind = if stored.is_empty() { "visit.parts_there" } else { "visit.parts_awaited" };
    tx.record(scene.event(kind).about(id).with(data)).await?;
    Ok(AwaitedParts { parts: stored.into_iter().map(AwaitedPart::from).collect() })
}
