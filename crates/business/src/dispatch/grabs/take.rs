//! Taking a visit out of the pool: the first has it, booked at once; others are told who was quicker.

use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use serde_json::json;

use super::{Grab, GrabStatus, close, event};
use crate::dispatch::choice::{arithmetic, expires_at};
use crate::dispatch::load;
use crate::dispatch::recommend::ranked;
use crate::nouns::GrabId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, Offering, VisitShown};

/// `POST /grabs/{id}/taking`
///
/// # Errors
/// `NotFound` for one that the caller is not shown; `grab.taken` with `name`, `grab.expired`, `grab.withdrawn`; `grab.not_fitting` with
/// `reasons` for somebody whose day has changed meanwhile; `dispatch.double_booking`.
pub(super) async fn take(tx: &Tx, id: GrabId, _: Nothing) -> Result<VisitShown> {
    let who = tx.actor().user;
    let grab: Grab = db::get(tx, id).await?;
    let shown =
        Sql::new("SELECT COUNT(*) FROM grab_candidate WHERE tenant_id = ? AND grab_id = ? AND technician_id = ?");
    if tx.value::<i64>(shown.bind(tx.actor().tenant).bind(id).bind(who)).await? == 0 {
        return Err(Error::NotFound("grab"));
    }
    if grab.status == GrabStatus::Open && grab.expires_at < tx.now() {
        return Err(Error::refused("grab.expired"));
    }
    // of two at once, the second waits here for the first, and then finds nothing open
    if !close(tx, &grab, GrabStatus::Taken, Some(who)).await? {
        return Err(gone(tx, id).await?);
    }
    let scene = Scene::unseen(tx, grab.visit_id).await?;
    let mut question = load::question(tx, &scene, Some(who)).await?;
    for person in &mut question.people {
        person.has_declined = false;
    }
    let ranking = ranked(tx, &question);
    let place = ranking.candidates.iter().position(|each| each.id == who);
    let Some(place) = place else {
        let out = ranking.excluded.into_iter().find(|each| each.id == who);
        let reasons = out.map(|out| out.reasons).unwrap_or_default();
        return Err(Error::refused("grab.not_fitting").with("reasons", json!(reasons)));
    };
    let candidate = &ranking.candidates[place];
    let offering = Offering {
        rank: i64::try_from(place).unwrap_or(i64::MAX - 1) + 1,
        score: Some(candidate.score),
        arithmetic: arithmetic(Some(candidate), &[]),
        by_rule: grab.by_rule,
        override_reason: None,
        expires_at: expires_at(tx, &scene).await?,
        planned_from_at: candidate.fit.from,
        planned_to_at: None,
    };
    let data = json!({ "technician_id": who, "planned_from_at": candidate.fit.from });
    let shown = visits::take(tx, grab.visit_id, offering).await?;
    // told last: it says more than that the visit was offered and accepted
    tx.record(event(tx, &grab, Event::new("visit.grab_taken")).await?.with(data)).await?;
    Ok(shown)
}

/// What became of it meanwhile.
async fn gone(tx: &Tx, id: GrabId) -> Result<Error> {
    let sql = Sql::new(
        "SELECT g.status, t.name FROM grab g LEFT JOIN technician t ON t.tenant_id = g.tenant_id AND t.id = g.taken_by
         WHERE g.tenant_id = ? AND g.id = ?",
    );
    let row = tx.one(sql.bind(tx.actor().tenant).bind(id)).await?.ok_or(Error::NotFound("grab"))?;
    Ok(match db::read::<GrabStatus>(&row, "status")? {
        GrabStatus::Taken => {
            Error::refused("grab.taken").with("name", db::read::<Option<String>>(&row, "name")?.unwrap_or_default())
        }
        GrabStatus::Withdrawn => Error::refused("grab.withdrawn"),
        GrabStatus::Expired | GrabStatus::Open => Error::refused("grab.expired"),
    })
}
