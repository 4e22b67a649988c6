//! Deciding on a proposal: accepted as a whole or in part it is carried out at once; dismissed, nothing is proposed for it again that day.

use kernel::{Error, Result, Scope};
use platform::db::{self, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;

use super::list::{self, ReplanShown};
use super::{Replan, ReplanCause, ReplanStatus, watch};
use crate::dispatch::moves::{self, Move, Moves};
use crate::nouns::{ReplanId, VisitId};

/// Which of the changes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepting {
    /// All unless some are named.
    #[serde(default)]
    pub visits: Option<Vec<VisitId>>,
}

/// Accepts a proposal and carries it out.
///
/// # Errors
/// `NotFound`; `replan.is_decided`; `replan.nothing_chosen`; those of [`moves::carry_out`].
pub async fn accept(tx: &Tx, id: ReplanId, body: Accepting) -> Result<ReplanShown> {
    let replan = visible(tx, id).await?;
    let replan = carried_out(tx, replan, body.visits.as_deref()).await?;
    list::one(tx, replan).await
}

/// Dismisses a proposal.
///
/// # Errors
/// `NotFound`; `replan.is_decided`.
pub async fn dismiss(tx: &Tx, id: ReplanId, _: Nothing) -> Result<ReplanShown> {
    let replan = visible(tx, id).await?;
    let replan = settle(tx, replan, ReplanStatus::Dismissed).await?;
    list::one(tx, replan).await
}

/// A proposal that this dispatcher's unit has.
async fn visible(tx: &Tx, id: ReplanId) -> Result<Replan> {
    let replan: Replan = db::get(tx, id).await?;
    let is_theirs = match &tx.actor().scope {
        Scope::Everything => true,
        Scope::Units(own) => replan.unit_id.is_some_and(|unit| own.contains(&unit)),
        Scope::Own => false,
    };
    if is_theirs { Ok(replan) } else { Err(Error::NotFound("replan")) }
}

/// Carries out the changes, or those that were chosen.
pub(super) async fn carried_out(tx: &Tx, replan: Replan, chosen: Option<&[VisitId]>) -> Result<Replan> {
    is_open(&replan)?;
    let is_chosen = |visit: &VisitId| chosen.is_none_or(|chosen| chosen.contains(visit));
    let wanted: Vec<Move> = replan
        .moves
        .0
        .iter()
        .filter(|each| is_chosen(&each.visit_id))
        .map(|each| Move {
            visit_id: each.visit_id,
            version: each.version,
            technician_id: each.technician_id,
            planned_from_at: each.planned_from_at,
            helpers: each.helpers.clone(),
        })
        .collect();
    if wanted.is_empty() {
        return Err(Error::refused("replan.nothing_chosen"));
    }
    let window_reason = if replan.cause == ReplanCause::Absence { "technician_away" } else { "previous_overrun" };
    let body = Moves {
        visits: wanted,
        reason: reason(replan.cause).to_owned(),
        window_reason: Some(window_reason.to_owned()),
    };
    let replan = settle(tx, replan, ReplanStatus::Accepted).await?;
    moves::carry_out(&tx.onward(), (), body).await?;
    Ok(replan)
}

/// What stands on the trail of each visit: a key of the words, so that everybody reads it in their language.
fn reason(cause: ReplanCause) -> &'static str {
    match cause {
        ReplanCause::Absence => "replan.trail_absence",
        ReplanCause::Overrun => "replan.trail_overrun",
        ReplanCause::Emergency => "replan.trail_emergency",
        ReplanCause::NoPlace => "replan.trail_no_place",
        ReplanCause::Cancelled => "replan.trail_cancelled",
        ReplanCause::CustomerAbsent => "replan.trail_customer_absent",
    }
}

fn is_open(replan: &Replan) -> Result<()> {
    if replan.status == ReplanStatus::Open {
        return Ok(());
    }
    Err(Error::refused("replan.is_decided").with("status", replan.status.to_string()))
}

/// Ends a proposal and tells of it.
pub(super) async fn settle(tx: &Tx, replan: Replan, status: ReplanStatus) -> Result<Replan> {
    is_open(&replan)?;
    let decided = Replan { status, decided_at: Some(tx.now()), decided_by: Some(tx.actor().user), ..replan };
    let replan = db::update(tx, decided).await?;
    let kind = match status {
        ReplanStatus::Accepted => "dispatch.replan_accepted",
        ReplanStatus::Dismissed => "dispatch.replan_dismissed",
        _ => "dispatch.replan_superseded",
    };
    watch::tell(tx, &replan, kind).await?;
    Ok(replan)
}
