//! Playing: one simulation at a time in a process, on a thread of its own at the lowest priority. The chore that begins it notes each
//! second how far it is, hears whether it shall stop, and stores what came of it.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use city::Size;
use kernel::code::Code;
use kernel::id::TenantId;
use kernel::{Error, Json, Moment, Result};
use platform::db::{self, Db, Sql};
use simulator::assumptions::{SKILLS, Work};
use simulator::{Assumptions, Change, Ground, Kind, Line, Study, compare};

use super::record::{OwnWeeks, PlayedLine, Simulation, SimulationAsked, SimulationId, SimulationState, WhatIf};
use crate::identity::{Company, system_actor};

/// A simulation that is not done by then is stopped.
const TIME_MAX: Duration = Duration::from_secs(15 * 60);
/// The generated city that everybody's simulations live in, and so many customers' places of it.
const CITY_SEED: u64 = 20_261_121;
const SITES: usize = 400;
/// The lowest priority that a thread can have.
const NICE: i32 = 19;

/// The one that is being played in this process.
struct Run {
    company: TenantId,
    id: SimulationId,
    done: AtomicI64,
    is_stopped: AtomicBool,
    is_late: AtomicBool,
    end: Mutex<Option<Option<Vec<Line>>>>,
}

static RUNNING: LazyLock<Mutex<Option<Arc<Run>>>> = LazyLock::new(Mutex::default);

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The chore: begins what waits where nothing is played, and looks after what is.
///
/// # Errors
/// Those of the database.
pub async fn play_due(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = system_actor(company, "simulations", now);
    let sql =
        Sql::new("SELECT * FROM simulation WHERE tenant_id = ? AND ended_at IS NULL ORDER BY made_at, id LIMIT 20");
    let open: Vec<Simulation> = db::select(&db.read(actor.clone()), sql.bind(company.id)).await?;
    let_go(company, &open);
    for simulation in open {
        let id = simulation.id;
        let running = held(&RUNNING).clone();
        let next = match (simulation.state, running) {
            (SimulationState::Running, Some(run)) if run.id == id => heard(simulation, &run, now),
            // it was begun, and that was not stored
            (SimulationState::Waiting, Some(run)) if run.id == id => {
                Some(Simulation { state: SimulationState::Running, started_at: Some(now), ..simulation })
            }
            // the process that played it is gone
            (SimulationState::Running, _) => ended(simulation, SimulationState::Interrupted, now),
            (SimulationState::Waiting, None) => begun(company, simulation, now),
            (_, _) => continue,
        };
        let Some(next) = next else { continue };
        let is_over = next.ended_at.is_some();
        let tx = db.begin(actor.clone()).await?;
        let stored = match db::update(&tx, next).await {
            Ok(_) => tx.commit().await,
            // somebody asked to stop it at this moment: heard with the next tick
            Err(Error::Stale { .. }) => continue,
            Err(error) => Err(error),
        };
        stored?;
        let mut running = held(&RUNNING);
        if is_over && running.as_ref().is_some_and(|run| run.id == id) {
            *running = None;
        }
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "an arm of the same type as the others")]
fn ended(simulation: Simulation, state: SimulationState, now: Moment) -> Option<Simulation> {
    Some(Simulation { state, ended_at: Some(now), ..simulation })
}

/// What the thread has done since it was looked at; nothing where that is nothing.
fn heard(simulation: Simulation, run: &Run, now: Moment) -> Option<Simulation> {
    if simulation.stop_asked {
        run.is_stopped.store(true, Ordering::Relaxed);
    }
    let weeks_done = run.done.load(Ordering::Relaxed);
    let end = held(&run.end).clone();
    match end {
        Some(Some(lines)) => {
            let lines = Some(Json(lines.into_iter().map(played).collect()));
            let done = Simulation { lines, weeks_done: simulation.weeks_all, ..simulation };
            ended(done, SimulationState::Done, now)
        }
        Some(None) if run.is_late.load(Ordering::Relaxed) => ended(simulation, SimulationState::TimedOut, now),
        Some(None) => ended(simulation, SimulationState::Stopped, now),
        None if weeks_done != simulation.weeks_done => Some(Simulation { weeks_done, ..simulation }),
        None => None,
    }
}

/// What is played and waits for nobody any more, because it was stopped or is gone, ends; then the next can begin.
fn let_go(company: &Company, open: &[Simulation]) {
    let mut running = held(&RUNNING);
    let Some(run) = running.as_ref().filter(|run| run.company == company.id) else { return };
    if open.iter().any(|each| each.id == run.id) {
        return;
    }
    run.is_stopped.store(true, Ordering::Relaxed);
    let has_ended = held(&run.end).is_some();
    if has_ended {
        *running = None;
    }
}

fn begun(company: &Company, simulation: Simulation, now: Moment) -> Option<Simulation> {
    let run = Arc::new(Run {
        company: company.id,
        id: simulation.id,
        done: AtomicI64::new(0),
        is_stopped: AtomicBool::new(false),
        is_late: AtomicBool::new(false),
        end: Mutex::new(None),
    });
    {
        let mut running = held(&RUNNING);
        // another company's chore was quicker
        if running.is_some() {
            return None;
        }
        *running = Some(run.clone());
    }
    let (asked, own) = (simulation.asked.0.clone(), simulation.own.as_ref().map(|own| own.0.clone()));
    let thread = std::thread::Builder::new().name("simulation".into());
    let spawned = thread.spawn(move || {
        if let Err(error) = rustix::process::setpriority_process(None, NICE) {
            tracing::debug!(%error, "a simulation is played at the usual priority");
        }
        let lines = std::panic::catch_unwind(|| play(&asked, own.as_ref(), &run)).unwrap_or_default();
        *held(&run.end) = Some(lines);
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "a simulation cannot be played");
        *held(&RUNNING) = None;
        return None;
    }
    Some(Simulation { state: SimulationState::Running, started_at: Some(now), ..simulation })
}

fn play(asked: &SimulationAsked, own: Option<&OwnWeeks>, run: &Run) -> Option<Vec<Line>> {
    let began = Instant::now();
    let study = study(asked);
    let ground = Ground::city(CITY_SEED, Size::demo(), SITES, study.technicians + 1);
    compare(&study, &ground, &assumed(own), &|done, _| {
        run.done.store(i64::try_from(done).unwrap_or(i64::MAX), Ordering::Relaxed);
        if began.elapsed() > TIME_MAX {
            run.is_late.store(true, Ordering::Relaxed);
        }
        !run.is_stopped.load(Ordering::Relaxed) && !run.is_late.load(Ordering::Relaxed)
    })
}

/// What is played, as the simulator knows it.
pub(super) fn study(asked: &SimulationAsked) -> Study {
    Study {
        days: i64::from(asked.days),
        technicians: asked.technicians as usize,
        loads: asked.loads.clone(),
        seed: u64::from(asked.seed),
        weeks: u64::from(asked.weeks),
        kinds: asked.policies.iter().filter_map(|policy| Kind::of_key(policy.code())).collect(),
        threads: 1,
        what_if: asked.what_if_load.filter(|_| !asked.what_ifs.is_empty()),
        changes: asked.what_ifs.iter().filter_map(|what: &WhatIf| Change::of_key(what.code())).collect(),
    }
}

/// The simulator's assumptions, with the company's own weeks where they were asked for.
pub(super) fn assumed(own: Option<&OwnWeeks>) -> Assumptions {
    let mut assumed = Assumptions::default();
    let Some(own) = own else { return assumed };
    for (hour, share) in assumed.arrivals.iter_mut().zip(&own.arrivals) {
        *hour = *share;
    }
    assumed.emergencies = own.emergencies;
    let work = own.work.iter().map(|each| Work {
        zh: Cow::Owned(each.name.zh.clone()),
        en: Cow::Owned(each.name.en.clone()),
        skill: SKILLS[each.skill as usize % SKILLS.len()],
        share: each.share,
        minutes: each.minutes,
        spread: each.spread,
    });
    assumed.work = work.collect();
    assumed
}

fn played(line: Line) -> PlayedLine {
    PlayedLine {
        load: line.load,
        policy: line.kind.key().to_owned(),
        change: line.change.key().to_owned(),
        values: line.values,
    }
}

/// A stored line as the simulator knows it.
pub(super) fn line(stored: &PlayedLine) -> Option<Line> {
    Some(Line {
        load: stored.load,
        kind: Kind::of_key(&stored.policy)?,
        change: Change::of_key(&stored.change).unwrap_or(Change::Nothing),
        values: stored.values.clone(),
    })
}
