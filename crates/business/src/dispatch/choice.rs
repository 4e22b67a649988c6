//! Choosing somebody: what a dispatcher's choice needs to say, judged against the recommendation at this moment.

use kernel::error::Check;
use kernel::id::UserId;
use kernel::time::MINUTE;
use kernel::{Error, FieldError, Moment, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fit::{SLOT_MINUTES, up_to_slot};
use super::load;
use super::model::{Candidate, Exclusion, Ranking};
use super::recommend::ranked;
use super::rules::{self, Pick};
use crate::identity::may;
use crate::lowcode;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, Offering, Visit, VisitStatus, Withdrawal, booking};
use crate::people;

/// An offer not answered in so many minutes expires where the order's type says nothing.
const TIMEOUT_MINUTES: i64 = 15;

/// Whom a dispatcher chooses, and for when.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub technician_id: UserId,
    /// When the stay begins; the earliest that fits unless said otherwise.
    pub planned_from_at: Option<Moment>,
    /// Why somebody else than the first, somebody who is ruled out, another time than the customer was told, or somebody else than
    /// the one who has accepted.
    pub override_reason: Option<String>,
    /// The visit may be somebody's already, up to the arrival: it is taken back and given anew, all at once or not at all.
    #[serde(default)]
    pub reassign: bool,
}

/// The visit as it can be given to the one chosen: taken back first where it was offered or accepted, or somebody is on the way, and
/// the choice says so.
///
/// # Errors
/// `dispatch.reason_needed` with `is_accepted` for an accepted visit; those of [`visits::withdraw`].
pub async fn ready(tx: &Tx, scene: Scene, choice: &Choice) -> Result<Scene> {
    let is_given = matches!(scene.visit.status, VisitStatus::Offered | VisitStatus::Accepted | VisitStatus::Departed);
    if !choice.reassign || !is_given {
        return Ok(scene);
    }
    let reason = choice.override_reason.as_deref().unwrap_or_default().trim();
    let mut check = Check::new();
    check.at_most("override_reason", reason, 500);
    check.done()?;
    if scene.visit.status != VisitStatus::Offered && reason.is_empty() {
        let refused = Error::refused("dispatch.reason_needed").with("place", 1).with("keeps_window", true);
        return Err(refused.with("is_accepted", true));
    }
    let id = scene.visit.id;
    visits::withdraw(&tx.onward(), id, Withdrawal { note: reason.to_owned() }).await?;
    Scene::of(tx, id).await
}

/// What the recommendation says of the choice: the place, and the bill or the reasons against.
struct Judged {
    place: i64,
    against: Vec<Exclusion>,
    candidate: Option<Candidate>,
    from: Moment,
}

/// Judges a choice and makes the offer's text of it.
///
/// # Errors
/// `NotFound`, `Invalid` by field; `dispatch.not_your_unit`; `dispatch.reason_needed`, `dispatch.excluded`,
/// `dispatch.override_not_allowed` with the reasons; `dispatch.double_booking`, which nothing overrides.
pub async fn choose(tx: &Tx, scene: &Scene, choice: &Choice) -> Result<Offering> {
    check(tx, scene, choice).await?;
    let judged = judge(tx, scene, choice).await?;
    is_free(tx, scene, choice.technician_id, judged.from).await?;
    let window = scene.visit.window_from_at.zip(scene.visit.window_to_at).filter(|window| window.1 >= tx.now());
    let reason = choice.override_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    rules::may_pick(&Pick {
        place: judged.place,
        against: &judged.against,
        keeps_window: window.is_none_or(|window| (window.0..=window.1).contains(&judged.from)),
        reason,
        may_override: tx.actor().may(may::DISPATCH_OVERRIDE),
    })?;
    Ok(Offering {
        rank: judged.place,
        score: judged.candidate.as_ref().map(|candidate| candidate.score),
        arithmetic: arithmetic(judged.candidate.as_ref(), &judged.against),
        by_rule: false,
        override_reason: reason.map(str::to_owned),
        expires_at: expires_at(tx, scene).await?,
        planned_from_at: judged.from,
        planned_to_at: None,
    })
}

async fn check(tx: &Tx, scene: &Scene, choice: &Choice) -> Result<()> {
    let unit = scene.visit.unit_id.or(scene.order.unit_id);
    let is_own = tx.actor().scope.covers(unit) || tx.actor().scope.covers(scene.order.unit_id);
    if !is_own {
        return Err(Error::refused("dispatch.not_your_unit"));
    }
    let mut check = Check::new();
    let in_time = choice.planned_from_at.is_none_or(|from| from >= tx.now() + -(SLOT_MINUTES * MINUTE));
    check.that(in_time, "planned_from_at", "field.in_the_past").at_most(
        "override_reason",
        choice.override_reason.as_deref().unwrap_or_default(),
        500,
    );
    if people::get_visible(tx, choice.technician_id).await.is_err() {
        check.note(FieldError::new("technician_id", "field.not_found"));
    }
    check.done()
}

async fn judge(tx: &Tx, scene: &Scene, choice: &Choice) -> Result<Judged> {
    let who = choice.technician_id;
    let question = load::question(tx, scene, Some(who)).await?;
    let ranking = ranked(tx, &question);
    let place = ranking.candidates.iter().position(|each| each.id == who).unwrap_or(ranking.candidates.len());
    let place = i64::try_from(place).unwrap_or(i64::MAX - 1) + 1;
    let (candidate, mut against) = found(ranking, who);
    let Some(at) = choice.planned_from_at else {
        let from = candidate.as_ref().map(|each| each.fit.from).unwrap_or_else(|| fallback(tx, &scene.visit));
        return Ok(Judged { place, against, candidate, from });
    };
    let from = up_to_slot(at + -(SLOT_MINUTES * MINUTE - 1));
    let (pinned, reasons) = found(ranked(tx, &load::question_at(tx, scene, who, from).await?), who);
    // what is said of this very time counts; that somebody is borrowed stays true at any time
    against.retain(|each| each.code == "dispatch.other_unit");
    against.extend(reasons);
    Ok(Judged { place, candidate: pinned.filter(|_| against.is_empty()), against, from })
}

fn found(ranking: Ranking, who: UserId) -> (Option<Candidate>, Vec<Exclusion>) {
    let candidate = ranking.candidates.into_iter().find(|each| each.id == who);
    let out = ranking.excluded.into_iter().find(|each| each.id == who);
    (candidate, out.map(|out| out.reasons).unwrap_or_default())
}

/// When somebody who is ruled out would come: as planned already, as the customer was told, or as soon as can be.
fn fallback(tx: &Tx, visit: &Visit) -> Moment {
    let future = |at: &Moment| *at >= tx.now();
    let told = visit.planned_from_at.filter(future).or(visit.window_from_at.filter(future));
    told.unwrap_or_else(|| up_to_slot(tx.now()))
}

/// Tries the booking and gives it back: an offer books nobody, but is not made for a time that is taken.
async fn is_free(tx: &Tx, scene: &Scene, who: UserId, from: Moment) -> Result<()> {
    let to = from.plus_minutes(scene.visit.minutes);
    let tried = Visit { planned_from_at: Some(from), planned_to_at: Some(to), ..scene.visit.clone() };
    booking::book(tx, &tried, &[who]).await?;
    booking::unbook(tx, scene.visit.id, Some(who)).await
}

/// The bill as it is kept with the offer.
pub fn arithmetic(candidate: Option<&Candidate>, against: &[Exclusion]) -> Value {
    match candidate {
        Some(each) => {
            json!({ "terms": each.terms, "metres": each.fit.metres, "travel_minutes": each.fit.travel_minutes, "by_road": each.fit.by_road })
        }
        None => json!({ "against": against }),
    }
}

/// Until when an offer of this order's type can be answered.
///
/// # Errors
/// Those of the database.
pub async fn expires_at(tx: &Tx, scene: &Scene) -> Result<Moment> {
    let minutes = match lowcode::order_type(tx, &scene.order.r#type, Some(scene.order.type_version)).await {
        Ok(of) => i64::from(of.offer_timeout_minutes.max(1)),
        Err(Error::NotFound(_)) => TIMEOUT_MINUTES,
        Err(error) => return Err(error),
    };
    Ok(tx.now().plus_minutes(minutes))
}
