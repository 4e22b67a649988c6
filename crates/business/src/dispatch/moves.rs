//! Carrying out several choices at once: visits change places with each other, so all are taken back first and then given anew, all or
//! none. Whoever's visit no longer begins in the window that they were told is told another one (decision 0054).

use std::collections::BTreeSet;

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, FieldError, Moment, Result};
use platform::db::{Record, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::choice::{self, Choice};
use crate::nouns::VisitId;
use crate::orders::visits::crew::{self, NewMember};
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, Appointment, Visit, VisitStatus, Withdrawal};

/// Visits that change at once.
const MOVES_MAX: usize = 200;
/// A window that is told anew is as long as the old one, but within these.
const WINDOW_MINUTES: (i64, i64) = (60, 240);
/// Why a window was left, where nothing else is said; a reason of kind `reschedule`.
const WINDOW_REASON: &str = "previous_overrun";

/// What is to be carried out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moves {
    pub visits: Vec<Move>,
    /// Why, as it stands on each visit's trail.
    pub reason: String,
    /// A reason of kind `reschedule` for those whose window has to be told anew.
    #[serde(default)]
    pub window_reason: Option<String>,
}

/// Who goes to a visit, and when.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub visit_id: VisitId,
    /// The version at which it was seen: what changed since is not moved.
    pub version: i64,
    pub technician_id: UserId,
    pub planned_from_at: Moment,
    /// Who else goes; all begin together.
    #[serde(default)]
    pub helpers: Vec<UserId>,
}

/// What was carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Carried {
    pub visits: usize,
    /// Customers who are told another window.
    pub windows: usize,
}

/// Gives each visit to whom it shall go, confirmed; those that somebody has already are taken back before.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid` by field; `visit.is_under_way`, and the refusals of [`super::assign::assign`], with `number` of the order.
pub async fn carry_out(tx: &Tx, (): (), body: Moves) -> Result<Carried> {
    check(&body)?;
    let mut scenes = vec![];
    for each in &body.visits {
        let scene = Scene::to_change(tx, each.visit_id).await?;
        if scene.visit.version != each.version {
            return Err(Error::Stale { noun: Visit::NOUN, current: scene.visit.version });
        }
        let number = scene.order.number.clone();
        taken_back(tx, &scene, &body.reason).await.map_err(|error| error.with("number", number.clone()))?;
        scenes.push((each, number));
    }
    // the earlier first: what comes later is judged from there
    scenes.sort_by_key(|(each, _)| each.planned_from_at);
    let mut windows = 0;
    for (each, number) in scenes {
        let done = given(tx, each, &body).await.map_err(|error| error.with("number", number))?;
        windows += usize::from(done);
    }
    Ok(Carried { visits: body.visits.len(), windows })
}

fn check(body: &Moves) -> Result<()> {
    let distinct: BTreeSet<VisitId> = body.visits.iter().map(|each| each.visit_id).collect();
    let mut check = Check::new();
    check
        .that(!body.visits.is_empty(), "visits", "field.required")
        .that(distinct.len() == body.visits.len(), "visits", "field.repeated")
        .that(!body.reason.trim().is_empty(), "reason", "field.required")
        .at_most("reason", &body.reason, 500);
    if body.visits.len() > MOVES_MAX {
        check.note(FieldError::new("visits", "field.too_many").with("max", MOVES_MAX));
    }
    check.done()
}

async fn taken_back(tx: &Tx, scene: &Scene, reason: &str) -> Result<()> {
    match scene.visit.status {
        VisitStatus::Offered | VisitStatus::Accepted => {
            let note = Withdrawal { note: reason.trim().to_owned() };
            visits::withdraw(&tx.onward(), scene.visit.id, note).await.map(drop)
        }
        status if status.is_under_way() => Err(Error::refused("visit.is_under_way")),
        _ => Ok(()),
    }
}

/// Whether another window had to be told.
async fn given(tx: &Tx, each: &Move, body: &Moves) -> Result<bool> {
    let tx = &tx.onward();
    let mut scene = Scene::to_change(tx, each.visit_id).await?;
    let window = scene.visit.window_from_at.zip(scene.visit.window_to_at);
    let left = window.filter(|window| !(window.0..=window.1).contains(&each.planned_from_at));
    if let Some((from, to)) = left {
        let minutes = to.minutes_since(from).clamp(WINDOW_MINUTES.0, WINDOW_MINUTES.1);
        let appointment = Appointment {
            window_from_at: each.planned_from_at,
            window_to_at: each.planned_from_at.plus_minutes(minutes),
            planned_from_at: None,
            reason: body.window_reason.clone().unwrap_or_else(|| WINDOW_REASON.to_owned()),
            note: body.reason.trim().to_owned(),
            files: vec![],
        };
        visits::reschedule(tx, each.visit_id, appointment).await?;
        scene = Scene::to_change(tx, each.visit_id).await?;
    }
    let choice = Choice {
        technician_id: each.technician_id,
        planned_from_at: Some(each.planned_from_at),
        override_reason: Some(body.reason.clone()),
        reassign: false,
    };
    let offering = choice::choose(tx, &scene, &choice).await?;
    let by_rule = tx.actor().via.channel == "system";
    visits::put_offer(tx, each.visit_id, each.technician_id, visits::Offering { by_rule, ..offering }).await?;
    visits::confirm(tx, each.visit_id).await?;
    for helper in &each.helpers {
        crew::add(tx, each.visit_id, NewMember { technician_id: *helper, share_bp: None }).await?;
    }
    Ok(left.is_some())
}
