//! What dispatch does by itself: offers that nobody answered expire, and visits under the company's rule go to the best technician.
//! Each visit is a transaction of its own, so that one that fails does not stop the others.

use kernel::time::SECOND;
use kernel::{Error, Moment, Result};
use platform::db::{self, Db, Sql, View};
use serde_json::json;

use super::choice::{arithmetic, expires_at};
use super::policy::{self, Automatic, DispatchRules};
use super::recommend::ranked;
use super::{grabs, load, model::Candidate, travel};
use crate::identity::{Company, system_actor};
use crate::nouns::VisitId;
use crate::orders::OrderPhase;
use crate::orders::visits::crew::NewMember;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, Offer, OfferAnswer, Offering, Visit, VisitStatus};

/// Offers that expire in one tick at most.
const EXPIRED_MAX: i64 = 100;
/// Visits looked at in one tick at most: those nobody has looked at, and those for which nobody was found.
const FRESH_MAX: i64 = 20;
const STUCK_MAX: i64 = 5;

/// Lets offers expire that were not answered in time; what follows is the rule's or a dispatcher's.
///
/// # Errors
/// The first error met; the others have been tried all the same.
pub async fn offers_expire(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = system_actor(company, "dispatch", now);
    let sql = Sql::new(
        "SELECT * FROM offer WHERE tenant_id = ? AND answer = ? AND expires_at < ? ORDER BY expires_at, id LIMIT ?",
    )
    .bind(company.id)
    .bind(OfferAnswer::Waiting)
    .bind(now)
    .bind(EXPIRED_MAX);
    let due: Vec<Offer> = db::select(&db.read(actor.clone()), sql).await?;
    let mut first = Ok(());
    for offer in due {
        let done = async {
            let tx = db.begin(actor.clone()).await?;
            visits::expire(&tx, &offer).await?;
            tx.commit().await
        };
        first = first.and(settled(done.await));
    }
    first
}

/// Offers every visit under the company's rule to the best technician. Where nobody fits, the visit says so, once.
///
/// # Errors
/// The first error met; the other visits have been tried all the same.
pub async fn assign_by_rule(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let view = db.read(system_actor(company, "dispatch", now));
    let rules = policy::rules(&view).await?.rules;
    if rules.automatic == Automatic::Off {
        return Ok(());
    }
    let mut first = Ok(());
    for id in waiting(&view, &rules).await? {
        first = first.and(settled(one(db, &view, &rules, id).await));
    }
    first
}

/// Completes crews of visits under the company's rule that have their lead and are short of helpers: whoever is free for the stay and
/// best placed joins with an equal share. Where nobody is free, it is tried again in turn until the crew sets out.
///
/// # Errors
/// The first error met; the other visits have been tried all the same.
pub async fn crews_by_rule(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let view = db.read(system_actor(company, "dispatch", now));
    let rules = policy::rules(&view).await?.rules;
    if rules.automatic == Automatic::Off {
        return Ok(());
    }
    let mut first = Ok(());
    for id in short_of_helpers(&view).await? {
        first = first.and(settled(helper(db, &view, &rules, id).await));
    }
    first
}

async fn short_of_helpers(view: &View) -> Result<Vec<VisitId>> {
    let short = |what: &str| {
        Sql::new(&format!(
            "SELECT {what} FROM visit v WHERE v.tenant_id = ? AND v.status = ? AND v.planned_from_at >= ? AND v.crew_size >
               (SELECT COUNT(*) FROM crew_member m WHERE m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.released_at IS NULL)"
        ))
        .bind(view.actor().tenant)
        .bind(VisitStatus::Accepted)
        .bind(view.now())
    };
    let all: i64 = view.value(short("COUNT(*)")).await?;
    let turns = (all + FRESH_MAX - 1) / FRESH_MAX;
    let turn = if turns > 1 { (view.now().ms() / SECOND).rem_euclid(turns) } else { 0 };
    let sql = short("v.id").push(" ORDER BY v.planned_from_at, v.id LIMIT ? OFFSET ?");
    view.column(sql.bind(FRESH_MAX).bind(turn * FRESH_MAX)).await
}

async fn helper(db: &Db, view: &View, rules: &DispatchRules, id: VisitId) -> Result<()> {
    let scene = Scene::unseen(view, id).await?;
    if !rules.covers(&scene.order) {
        return Ok(());
    }
    let question = load::question_of_helpers(view, &scene).await?;
    let Some(best) = ranked(view, &question).candidates.into_iter().next() else { return Ok(()) };
    let tx = db.begin(view.actor().clone()).await?;
    visits::crew::add(&tx, id, NewMember { technician_id: best.id, share_bp: None }).await?;
    tx.commit().await
}

/// What somebody else decided in between is no failure.
fn settled(done: Result<()>) -> Result<()> {
    match done {
        Err(Error::Refused { .. } | Error::Stale { .. } | Error::NotFound(_)) => Ok(()),
        other => other,
    }
}

/// The visits to look at now: new ones by priority; and of those for which nobody was found a few, in turn, as people's days change.
async fn waiting(view: &View, rules: &DispatchRules) -> Result<Vec<VisitId>> {
    let mut ids = view
        .column(
            planned("v.id", view, rules, false)
                .push(" ORDER BY o.priority DESC, v.created_at, v.id LIMIT ?")
                .bind(FRESH_MAX),
        )
        .await?;
    let stuck: i64 = view.value(planned("COUNT(*)", view, rules, true)).await?;
    if stuck > 0 {
        let turns = (stuck + STUCK_MAX - 1) / STUCK_MAX;
        let turn = (view.now().ms() / SECOND).rem_euclid(turns);
        let sql = planned("v.id", view, rules, true).push(" ORDER BY v.id LIMIT ? OFFSET ?");
        ids.extend(view.column::<VisitId>(sql.bind(STUCK_MAX).bind(turn * STUCK_MAX)).await?);
    }
    Ok(ids)
}

fn planned(what: &str, view: &View, rules: &DispatchRules, is_stuck: bool) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT {what} FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND v.no_candidates = ?
           AND NOT EXISTS (SELECT 1 FROM grab g WHERE g.tenant_id = v.tenant_id AND g.visit_id = v.id AND g.status <> ?) AND "
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .bind(is_stuck)
    // in the pool, or back from it with the dispatchers
    .bind(grabs::GrabStatus::Taken)
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving]);
    match rules.automatic {
        Automatic::ByType => sql.push(" AND ").within("o.type", rules.types.iter().cloned()),
        Automatic::ByRegion => in_regions(sql, &rules.regions),
        Automatic::All | Automatic::Off => sql,
    }
}

/// A city's or province's code holds its districts.
fn in_regions(sql: Sql, regions: &[String]) -> Sql {
    let sql = sql.push(" AND (").within("o.region", regions.iter().cloned());
    let holding = regions.iter().filter(|region| region.len() == 6 && region.ends_with("00"));
    let prefix = |region: &String| format!("{}%", region.strip_suffix("0000").unwrap_or(&region[..4]));
    holding.fold(sql, |sql, region| sql.push(" OR o.region LIKE ?").bind(prefix(region))).push(")")
}

async fn one(db: &Db, view: &View, rules: &DispatchRules, id: VisitId) -> Result<()> {
    let scene = Scene::unseen(view, id).await?;
    if !rules.covers(&scene.order) {
        return Ok(());
    }
    let question = load::question(view, &scene, None).await?;
    travel::learn(view, &question.job, &question.people).await;
    let passed = question.people.iter().filter(|person| person.has_declined).count();
    let comes_into_pool = rules.grab_after > 0 && i64::try_from(passed).is_ok_and(|passed| passed >= rules.grab_after);
    if comes_into_pool {
        let is_open = grabs::open_by_rule(db, view, id, question).await?;
        return if is_open || scene.visit.no_candidates { Ok(()) } else { nobody(db, view, id).await };
    }
    match ranked(view, &question).candidates.into_iter().next() {
        Some(best) => offer(db, view, id, best).await,
        None if scene.visit.no_candidates => Ok(()),
        None => nobody(db, view, id).await,
    }
}

async fn offer(db: &Db, view: &View, id: VisitId, best: Candidate) -> Result<()> {
    let tx = db.begin(view.actor().clone()).await?;
    let scene = Scene::unseen(&tx, id).await?;
    let offering = Offering {
        rank: 1,
        score: Some(best.score),
        arithmetic: arithmetic(Some(&best), &[]),
        by_rule: true,
        override_reason: None,
        expires_at: expires_at(&tx, &scene).await?,
        planned_from_at: best.fit.from,
        planned_to_at: None,
    };
    visits::put_offer(&tx, id, best.id, offering).await?;
    tx.commit().await
}

/// Notes on the visit that nobody fits. The order's page and the pool show it until somebody does.
async fn nobody(db: &Db, view: &View, id: VisitId) -> Result<()> {
    let tx = db.begin(view.actor().clone()).await?;
    let mut scene = Scene::unseen(&tx, id).await?;
    if scene.visit.status != VisitStatus::Planned || scene.visit.no_candidates {
        return tx.undo().await;
    }
    let visit = Visit { no_candidates: true, ..scene.visit.clone() };
    scene.save(&tx, visit).await?;
    tx.record(scene.event("visit.no_candidates").with(json!({ "by_rule": true }))).await?;
    tx.commit().await
}
