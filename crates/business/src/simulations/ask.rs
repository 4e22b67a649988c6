//! Asking for a simulation, and stopping it.

use kernel::error::Check;
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use serde_json::json;

use super::own_weeks;
use super::record::{Policy, Simulation, SimulationAsked, SimulationId, SimulationState, WhatIf};
use super::shown::{SimulationShown, shown};

/// Bounds of what is played: the largest takes some minutes of a core.
const TECHNICIANS_MAX: u32 = 100;
const DAYS_MAX: u32 = 10;
const WEEKS_MAX: u32 = 20;
const LOADS_MAX: usize = 4;
/// Weeks of people: technicians × days × weeks × ways.
const PERSON_DAYS_MAX: u64 = 200_000;
/// So many wait at most in one company.
const WAITING_MAX: i64 = 5;
/// So many are kept.
const KEPT: i64 = 20;

/// `POST /simulations`
///
/// # Errors
/// `Invalid` by field; `simulations.too_many_waiting`; `simulations.no_own_weeks`.
pub(super) async fn start(tx: &Tx, (): (), body: SimulationAsked) -> Result<SimulationShown> {
    check(&body)?;
    let tenant = tx.actor().tenant;
    let open = Sql::new("SELECT COUNT(*) FROM simulation WHERE tenant_id = ? AND ended_at IS NULL");
    if tx.value::<i64>(open.bind(tenant)).await? >= WAITING_MAX {
        return Err(Error::refused("simulations.too_many_waiting"));
    }
    let own = match body.own_weeks {
        true => Some(Json(own_weeks::of_company(tx).await?.ok_or_else(|| Error::refused("simulations.no_own_weeks"))?)),
        false => None,
    };
    let weeks_all = i64::from(body.weeks) * i64::try_from(lines_of(&body)).unwrap_or(i64::MAX);
    let made = db::insert(
        tx,
        Simulation {
            id: SimulationId::new(),
            state: SimulationState::Waiting,
            asked: Json(body),
            own,
            made_by: tx.actor().user,
            made_at: tx.now(),
            started_at: None,
            ended_at: None,
            weeks_done: 0,
            weeks_all,
            stop_asked: false,
            lines: None,
            version: 1,
        },
    )
    .await?;
    let old = Sql::new(
        "DELETE FROM simulation WHERE tenant_id = ? AND ended_at IS NOT NULL AND id NOT IN
           (SELECT id FROM simulation WHERE tenant_id = ? ORDER BY made_at DESC, id DESC LIMIT ?)",
    );
    tx.run(old.bind(tenant).bind(tenant).bind(KEPT)).await?;
    let data =
        json!({ "technicians": made.asked.technicians, "weeks": made.asked.weeks, "own_weeks": made.asked.own_weeks });
    tx.record(Event::new("simulation.asked_for").about(made.id).with(data)).await?;
    shown(tx, made).await
}

/// Ways to dispatch × loads, and the what-ifs that are not among them.
fn lines_of(asked: &SimulationAsked) -> usize {
    super::play::study(asked).lines()
}

fn check(asked: &SimulationAsked) -> Result<()> {
    let mut check = Check::new();
    let is_load = |load: &f64| (0.5..=20.0).contains(load);
    let mut policies: Vec<Policy> = asked.policies.clone();
    policies.sort_unstable();
    policies.dedup();
    let mut what_ifs: Vec<WhatIf> = asked.what_ifs.clone();
    what_ifs.sort_unstable();
    what_ifs.dedup();
    check
        .that((2..=TECHNICIANS_MAX).contains(&asked.technicians), "technicians", "field.too_large")
        .that((1..=DAYS_MAX).contains(&asked.days), "days", "field.too_large")
        .that((2..=WEEKS_MAX).contains(&asked.weeks), "weeks", "field.too_large")
        .that(!asked.loads.is_empty() && asked.loads.len() <= LOADS_MAX, "loads", "field.required")
        .that(asked.loads.iter().all(is_load), "loads", "field.too_large")
        .that(!policies.is_empty(), "policies", "field.required")
        .that(policies.len() == asked.policies.len(), "policies", "field.twice")
        .that(what_ifs.len() == asked.what_ifs.len(), "what_ifs", "field.twice")
        .that(asked.what_if_load.as_ref().is_none_or(is_load), "what_if_load", "field.too_large")
        .that(asked.what_ifs.is_empty() || asked.what_if_load.is_some(), "what_if_load", "field.required");
    let played = u64::from(asked.technicians) * u64::from(asked.days) * u64::from(asked.weeks);
    let played = played.saturating_mul(u64::try_from(lines_of(asked)).unwrap_or(u64::MAX));
    check.that(played <= PERSON_DAYS_MAX, "weeks", "simulations.too_much");
    check.done()
}

/// `POST /simulations/{id}/cancellation`: what waits is stopped at once, what runs at the end of the week that is being played.
///
/// # Errors
/// `NotFound`; `simulations.is_over`.
pub(super) async fn stop(tx: &Tx, id: SimulationId, _: Nothing) -> Result<SimulationShown> {
    let found: Simulation = db::get_held(tx, id).await?;
    if found.ended_at.is_some() {
        return Err(Error::refused("simulations.is_over"));
    }
    let stopped = match found.state {
        SimulationState::Waiting => {
            Simulation { state: SimulationState::Stopped, ended_at: Some(tx.now()), stop_asked: true, ..found }
        }
        _ => Simulation { stop_asked: true, ..found },
    };
    let stopped = db::update(tx, stopped).await?;
    tx.record(Event::new("simulation.stopped").about(id)).await?;
    shown(tx, stopped).await
}
