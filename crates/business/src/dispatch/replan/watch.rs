//! Watching the day: trouble that nobody has proposed anything for is planned, one at a time, and proposals that no longer fit are closed.

use kernel::time::MINUTE;
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Db, Event, Sql, Tx, View};
use serde_json::json;

use super::trouble::{self, Trouble};
use super::{Replan, ReplanBefore, ReplanCause, ReplanMove, ReplanStatus, decide};
use crate::dispatch::day::{self, DayProposal, ProposedVisit, Wanted};
use crate::dispatch::policy::{self, Replanning};
use crate::dispatch::{load, recommend};
use crate::identity::{Company, system_actor};
use crate::nouns::{ReplanId, VisitId};
use crate::orders::visits::scene::Scene;

/// The same trouble is looked at again after so long, where there was nothing to propose or it was accepted and goes on.
const AGAIN_MINUTES: i64 = 15;
/// Of proposals so many are read.
const KNOWN_MAX: i64 = 500;
/// Whoever is over the time is taken to need so much more.
const LASTS_MINUTES: i64 = 30;
/// A start that moves by less is nothing to tell.
const WORTH_MINUTES: i64 = 15;

/// Proposes what to do about the gravest trouble of each turn; carries it out where the company's rule says so.
///
/// # Errors
/// Those of the database.
pub async fn watch(db: &Db, company: &Company, now: kernel::Moment) -> Result<()> {
    let view = db.read(system_actor(company, "dispatch", now));
    let rules = policy::rules(&view).await?.rules;
    let known = known(&view).await?;
    let open: Vec<&Replan> = known.iter().filter(|each| each.status == ReplanStatus::Open).collect();
    supersede(db, &view, &open).await?;
    if rules.replanning == Replanning::Off {
        return Ok(());
    }
    for trouble in trouble::today(&view).await? {
        if !known.iter().any(|each| covers(each, &trouble, now)) {
            // one search a turn: others wait for their second
            return look(db, &view, trouble, rules.replanning).await;
        }
    }
    Ok(())
}

/// Today's proposals.
async fn known(view: &View) -> Result<Vec<Replan>> {
    let sql = Sql::new("SELECT * FROM replan WHERE tenant_id = ? AND day = ? ORDER BY created_at DESC LIMIT ?");
    db::select(view, sql.bind(view.actor().tenant).bind(view.actor().today()).bind(KNOWN_MAX)).await
}

/// What was proposed, or dismissed, for this trouble and still answers it.
fn covers(known: &Replan, trouble: &Trouble, now: kernel::Moment) -> bool {
    let is_same =
        (known.cause, known.technician_id, known.visit_id) == (trouble.cause, trouble.technician, trouble.visit);
    is_same
        && match known.status {
            ReplanStatus::Open | ReplanStatus::Dismissed => true,
            ReplanStatus::Superseded => false,
            ReplanStatus::Nothing | ReplanStatus::Accepted => known.created_at.ms() + AGAIN_MINUTES * MINUTE > now.ms(),
        }
}

/// Closes open proposals of which a visit has changed since: somebody else decided.
async fn supersede(db: &Db, view: &View, open: &[&Replan]) -> Result<()> {
    let ids: Vec<VisitId> = open.iter().flat_map(|each| each.moves.0.iter().map(|each| each.visit_id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT id, version FROM visit WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let mut versions = std::collections::BTreeMap::<VisitId, i64>::new();
    for row in &view.all(sql.within("id", ids)).await? {
        versions.insert(db::read(row, "id")?, db::read(row, "version")?);
    }
    for replan in open {
        if replan.moves.0.iter().all(|each| versions.get(&each.visit_id) == Some(&each.version)) {
            continue;
        }
        let tx = db.begin(view.actor().clone()).await?;
        match decide::settle(&tx, (*replan).clone(), ReplanStatus::Superseded).await {
            Ok(_) => tx.commit().await?,
            Err(Error::Stale { .. }) => tx.undo().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn look(db: &Db, view: &View, trouble: Trouble, how: Replanning) -> Result<()> {
    if has_a_place(view, &trouble).await? {
        return remember(db, view, trouble, None).await.map(drop);
    }
    let wanted = Wanted {
        day: view.actor().today(),
        unit: trouble.unit,
        moves: true,
        only: Some(only(view, &trouble).await?),
        lasts: trouble
            .visit
            .filter(|_| trouble.cause == ReplanCause::Overrun)
            .map(|visit| (visit, view.now().plus_minutes(LASTS_MINUTES))),
        search: day::Length::Tries(day::TRIES),
    };
    let proposal = day::planned(view, &wanted).await?;
    let is_worth = is_worth(&trouble, &proposal);
    let Some(replan) = remember(db, view, trouble, Some(proposal).filter(|_| is_worth)).await? else { return Ok(()) };
    if how == Replanning::Apply {
        let tx = db.begin(view.actor().clone()).await?;
        match decide::carried_out(&tx, replan, None).await {
            Ok(_) => tx.commit().await?,
            // it stays open for a dispatcher
            Err(Error::Refused { .. } | Error::Stale { .. } | Error::Invalid(_) | Error::NotFound(_)) => {
                tx.undo().await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Which visits without anybody are planned along.
async fn only(view: &View, trouble: &Trouble) -> Result<Vec<VisitId>> {
    match trouble.cause {
        ReplanCause::Absence | ReplanCause::Overrun => Ok(vec![]),
        ReplanCause::Emergency | ReplanCause::NoPlace => Ok(trouble.visit.into_iter().collect()),
        ReplanCause::Cancelled | ReplanCause::CustomerAbsent => trouble::waiting_today(view, trouble.unit).await,
    }
}

/// Somebody can go in time without anybody else being moved: that is the recommendation's and the rule's.
async fn has_a_place(view: &View, trouble: &Trouble) -> Result<bool> {
    let needs_place = matches!(trouble.cause, ReplanCause::Emergency | ReplanCause::NoPlace);
    let Some(visit) = trouble.visit.filter(|_| needs_place) else { return Ok(false) };
    let scene = Scene::unseen(view, visit).await?;
    let question = load::question(view, &scene, None).await?;
    let today = view.actor().today();
    let in_time = |each: &crate::dispatch::model::Candidate| each.late_minutes == 0 && each.fit.day == today;
    Ok(recommend::ranked(view, &question).candidates.iter().any(in_time))
}

/// Whether the proposal does something about the trouble.
fn is_worth(trouble: &Trouble, proposal: &DayProposal) -> bool {
    let places = |visit: &ProposedVisit| Some(visit.visit.visit_id) == trouble.visit;
    let frees = |visit: &ProposedVisit| {
        visit.before.as_ref().is_some_and(|before| Some(before.technician_id) == trouble.technician)
    };
    // they have something to do in the time that came free: what waited for somebody, or something that was to begin later
    let fills = |visit: &ProposedVisit| {
        let is_sooner = |before: &day::BookedBefore| {
            before.planned_from_at.minutes_since(visit.planned_from_at) >= WORTH_MINUTES
                || Some(before.technician_id) != trouble.technician
        };
        Some(visit.technician_id) == trouble.technician && visit.before.as_ref().is_none_or(is_sooner)
    };
    match trouble.cause {
        ReplanCause::Cancelled | ReplanCause::CustomerAbsent => proposal.visits.iter().any(fills),
        ReplanCause::Absence => proposal.visits.iter().any(frees),
        ReplanCause::Emergency | ReplanCause::NoPlace => proposal.visits.iter().any(places),
        ReplanCause::Overrun => proposal.visits.iter().any(|visit| {
            visit.before.as_ref().is_some_and(|before| {
                let moved = visit.planned_from_at.minutes_since(before.planned_from_at);
                before.technician_id != visit.technician_id || moved.abs() >= WORTH_MINUTES
            })
        }),
    }
}

/// Keeps the proposal and tells of it; without one it is only remembered that there was nothing to propose.
async fn remember(db: &Db, view: &View, trouble: Trouble, found: Option<DayProposal>) -> Result<Option<Replan>> {
    let is_open = found.is_some();
    let difference = |of: fn(&day::DayTotals) -> i64| {
        let found = found.as_ref()?;
        Some(of(&found.totals) - of(found.stands.as_ref()?))
    };
    let replan = Replan {
        id: ReplanId::new(),
        unit_id: trouble.unit,
        day: view.actor().today(),
        cause: trouble.cause,
        technician_id: trouble.technician,
        visit_id: trouble.visit,
        status: if is_open { ReplanStatus::Open } else { ReplanStatus::Nothing },
        travel_minutes: difference(|totals| totals.travel_minutes).unwrap_or(0),
        late_minutes: difference(|totals| totals.late_minutes).unwrap_or(0),
        moves: Json(found.map(|found| found.visits.into_iter().map(moved).collect()).unwrap_or_default()),
        created_at: view.now(),
        decided_at: None,
        decided_by: None,
        version: 1,
    };
    let tx = db.begin(view.actor().clone()).await?;
    let replan = db::insert(&tx, replan).await?;
    if is_open {
        tell(&tx, &replan, "dispatch.replan_proposed").await?;
    }
    tx.commit().await?;
    Ok(Some(replan).filter(|_| is_open))
}

/// An event about the proposal and every visit of it, to the unit's dispatchers.
pub(super) async fn tell(tx: &Tx, replan: &Replan, kind: &'static str) -> Result<()> {
    let data = json!({ "cause": replan.cause, "technician_id": replan.technician_id, "moves": replan.moves.0.len() });
    let event = Event::new(kind).in_unit(replan.unit_id).about(replan.id).with(data);
    let event = replan.moves.0.iter().fold(event, |event, each| event.about(each.visit_id));
    tx.record(event).await.map(drop)
}

fn moved(visit: ProposedVisit) -> ReplanMove {
    let window = visit.visit.window_from_at.zip(visit.visit.window_to_at);
    let before = visit.before.map(|before| ReplanBefore {
        technician_id: before.technician_id,
        planned_from_at: before.planned_from_at,
        is_told: before.is_told,
    });
    ReplanMove {
        visit_id: visit.visit.visit_id,
        version: visit.visit.version,
        technician_id: visit.technician_id,
        is_told_anew: window.is_some_and(|window| !(window.0..=window.1).contains(&visit.planned_from_at)),
        planned_from_at: visit.planned_from_at,
        planned_to_at: visit.planned_to_at,
        helpers: visit.helpers.into_iter().map(|helper| helper.technician_id).collect(),
        travel_minutes: visit.travel_minutes,
        late_minutes: visit.late_minutes,
        before,
    }
}
