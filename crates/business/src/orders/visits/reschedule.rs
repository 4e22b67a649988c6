//! Rescheduling 改约: the customer is told another window, and what was booked moves with it (D4).

use kernel::error::Check;
use kernel::time::DAY;
use kernel::{Error, Moment, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::record::{Visit, VisitId, VisitStatus};
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{booking, rules, settled, take_turn, terms};
use crate::lowcode::pack::ReasonKind;
use crate::orders::reason::keep_proof;
use crate::orders::rules::AHEAD_MAX;

/// The new appointment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    pub window_from_at: Moment,
    pub window_to_at: Moment,
    /// When the stay is meant to begin; the time planned before where it lies in the window, else the window's start.
    #[serde(default)]
    pub planned_from_at: Option<Moment>,
    /// A reason of kind `reschedule`; none is needed where there is no time yet that is moved.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub note: String,
    /// SHA-256 of files sent before that show it; one at least where the reason asks for evidence.
    #[serde(default)]
    pub files: Vec<String>,
}

/// Moves a visit to another window, or tells the customer the first one. The crew stays, with its time booked anew.
///
/// # Errors
/// `NotFound`, `Invalid` by field, `visit.is_under_way`, `visit.is_over`, `dispatch.double_booking`, `Stale`.
pub async fn reschedule(tx: &Tx, id: VisitId, body: Appointment) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    may_reschedule(scene.visit.status)?;
    check(&body, tx.now())?;
    let before = scene.visit.clone();
    let is_first = before.is_without_time() && body.reason.is_empty();
    let reason = if is_first {
        None
    } else {
        let reason = terms::reason(tx, ReasonKind::Reschedule, &body.reason, &body.note).await?;
        keep_proof(tx, &reason, (scene.order.id, Some(id)), &body.files).await?;
        Some(reason)
    };
    take_turn(tx, body.window_from_at).await?;
    let window = body.window_from_at..=body.window_to_at;
    let kept = before.planned_from_at.filter(|from| window.contains(from));
    let planned = body.planned_from_at.or(kept).or(before.planned_from_at.map(|_| body.window_from_at));
    let visit = Visit {
        window_from_at: Some(body.window_from_at),
        window_to_at: Some(body.window_to_at),
        window_version: before.window_version + 1,
        ..before.clone()
    };
    let visit = match planned {
        Some(from) => rules::planned_from(visit, from),
        None => visit,
    };
    scene.save(tx, visit).await?;
    if scene.visit.status.is_booked() {
        booking::rebook(tx, &scene.visit, &scene.people()).await?;
    }
    let data = json!({ "window_from_at": body.window_from_at, "window_to_at": body.window_to_at,
        "planned_from_at": scene.visit.planned_from_at,
        "before": { "window_from_at": before.window_from_at, "window_to_at": before.window_to_at, "planned_from_at": before.planned_from_at } });
    let event = match reason {
        Some(reason) => {
            let mut data = data;
            data["reason"] = json!(reason.code);
            data["counts"] = json!(reason.counts);
            scene.event("visit.rescheduled").with(data)
        }
        None => scene.event("visit.appointed").with(data),
    };
    tx.record(event).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &scene).await
}

fn may_reschedule(status: VisitStatus) -> Result<()> {
    if status.is_under_way() {
        return Err(Error::refused("visit.is_under_way"));
    }
    if status.is_over() { Err(Error::refused("visit.is_over")) } else { Ok(()) }
}

fn check(body: &Appointment, now: Moment) -> Result<()> {
    let mut check = Check::new();
    let window = body.window_from_at..=body.window_to_at;
    check
        .that(body.window_from_at < body.window_to_at, "window_to_at", "field.not_a_span")
        .that(body.window_to_at > now, "window_to_at", "field.is_past")
        // a window that has begun today may be meant, one of long ago is a slip
        .that(body.window_from_at > now + -DAY, "window_from_at", "field.is_past")
        .that(body.window_to_at <= now + AHEAD_MAX, "window_to_at", "field.too_far_ahead")
        .that(body.planned_from_at.is_none_or(|from| window.contains(&from)), "planned_from_at", "field.not_in_window")
        .at_most("note", &body.note, 500);
    check.done()
}
