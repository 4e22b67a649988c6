//! Putting a visit into the pool, by a dispatcher or by the rule, and taking it out.

use kernel::error::Check;
use kernel::{Error, Id, Moment, Result};
use platform::db::{self, Db, Event, Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{CANDIDATES_MAX, Grab, GrabCandidate, GrabStatus, close, event};
use crate::dispatch::choice::expires_at;
use crate::dispatch::load::{self, Question};
use crate::dispatch::model::Candidate;
use crate::dispatch::recommend::ranked;
use crate::nouns::{GrabCandidateId, GrabId, VisitId};
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{VisitStatus, rules};

/// How long a visit may stay in the pool, in minutes.
const MINUTES: (i64, i64) = (2, 480);

/// For how long.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OpenGrab {
    /// As long as an offer of the order's type unless told.
    pub minutes: Option<i64>,
}

/// A visit in the pool.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GrabShown {
    pub id: GrabId,
    pub visit_id: VisitId,
    pub status: GrabStatus,
    pub expires_at: Moment,
    /// How many see it.
    pub people: usize,
}

/// `POST /visits/{id}/grab`
///
/// # Errors
/// `NotFound`, `order.read_only`, `Stale`; `Invalid` at `minutes`; `dispatch.not_your_unit`, `visit.cannot_offer`,
/// `visit.order_not_open`; `grab.nobody_fits`; `grab.is_open`.
pub(super) async fn open(tx: &Tx, id: VisitId, body: OpenGrab) -> Result<GrabShown> {
    let scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    let unit = scene.visit.unit_id.or(scene.order.unit_id);
    if !tx.actor().scope.covers(unit) && !tx.actor().scope.covers(scene.order.unit_id) {
        return Err(Error::refused("dispatch.not_your_unit"));
    }
    let mut check = Check::new();
    check.that(body.minutes.is_none_or(|minutes| minutes >= MINUTES.0), "minutes", "field.too_small");
    check.that(body.minutes.is_none_or(|minutes| minutes <= MINUTES.1), "minutes", "field.too_large");
    check.done()?;
    let question = load::question(tx, &scene, None).await?;
    let until = body.minutes.map(|minutes| tx.now().plus_minutes(minutes));
    put_in(tx, &scene, question, until, false).await
}

/// By the rule: where nobody fits, it is left to the dispatchers at once, and false is answered.
///
/// # Errors
/// Those of [`open`] but for `grab.nobody_fits`.
pub(in crate::dispatch) async fn open_by_rule(db: &Db, view: &View, id: VisitId, question: Question) -> Result<bool> {
    let tx = db.begin(view.actor().clone()).await?;
    let scene = Scene::unseen(&tx, id).await?;
    match put_in(&tx, &scene, question, None, true).await {
        Ok(_) => tx.commit().await.map(|()| true),
        Err(Error::Refused { code: "grab.nobody_fits", .. }) => tx.undo().await.map(|()| false),
        Err(error) => Err(error),
    }
}

async fn put_in(tx: &Tx, scene: &Scene, question: Question, until: Option<Moment>, by_rule: bool) -> Result<GrabShown> {
    rules::order_is_open(&scene.order)?;
    if scene.visit.status != VisitStatus::Planned {
        return Err(Error::refused("visit.cannot_offer"));
    }
    let fitting = fitting(tx, question);
    if fitting.is_empty() {
        return Err(Error::refused("grab.nobody_fits"));
    }
    let expires_at = match until {
        Some(until) => until,
        None => expires_at(tx, scene).await?,
    };
    let grab = Grab {
        id: GrabId::new(),
        visit_id: scene.visit.id,
        order_id: scene.order.id,
        unit_id: scene.visit.unit_id.or(scene.order.unit_id),
        status: GrabStatus::Open,
        by_rule,
        opened_at: tx.now(),
        opened_by: tx.actor().user,
        expires_at,
        taken_by: None,
        closed_at: None,
        version: 1,
    };
    let grab = db::insert(tx, grab).await.map_err(|error| {
        let is_twice = db::is_duplicate(&error, &["grab_open", "grab.visit_id"]);
        if is_twice { Error::refused("grab.is_open") } else { error }
    })?;
    let candidate = |each: Candidate| GrabCandidate {
        id: GrabCandidateId::new(),
        grab_id: grab.id,
        technician_id: each.id,
        begins_at: each.fit.from,
        travel_minutes: each.fit.travel_minutes,
    };
    let people = db::insert_all(tx, fitting.into_iter().map(candidate).collect()).await?.len();
    let data = json!({ "by_rule": by_rule, "expires_at": grab.expires_at, "people": people });
    tx.record(event(tx, &grab, Event::new("visit.grab_opened")).await?.with(data)).await?;
    Ok(GrabShown { id: grab.id, visit_id: grab.visit_id, status: grab.status, expires_at: grab.expires_at, people })
}

/// Who fits, the best first. Who said no when they were asked alone may change their mind.
fn fitting(view: &View, mut question: Question) -> Vec<Candidate> {
    for person in &mut question.people {
        person.has_declined = false;
    }
    let mut candidates = ranked(view, &question).candidates;
    candidates.truncate(CANDIDATES_MAX);
    candidates
}

/// `DELETE /visits/{id}/grab`
///
/// # Errors
/// `NotFound`, `order.read_only`; `grab.not_open` where it is in no pool, or somebody was quicker.
pub(super) async fn withdraw(tx: &Tx, id: VisitId, _: Nothing) -> Result<GrabShown> {
    Scene::to_change(tx, id).await?;
    let sql = Sql::new("SELECT * FROM grab WHERE tenant_id = ? AND visit_id = ? AND status = ? LIMIT 1");
    let open: Option<Grab> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(id).bind(GrabStatus::Open)).await?;
    let grab = open.ok_or_else(|| Error::refused("grab.not_open"))?;
    if !close(tx, &grab, GrabStatus::Withdrawn, None).await? {
        return Err(Error::refused("grab.not_open"));
    }
    tx.record(event(tx, &grab, Event::new("visit.grab_withdrawn")).await?).await?;
    let (status, people) = (GrabStatus::Withdrawn, 0);
    Ok(GrabShown { id: grab.id, visit_id: grab.visit_id, status, expires_at: grab.expires_at, people })
}
