//! Productivity: what each technician got done in a period, and in how much time.

use std::collections::{BTreeSet, HashMap};

use kernel::id::UserId;
use kernel::{Day, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::cockpit::{CockpitAsked, Period};
use super::super::scope::{counted, rate_bp, within};
use super::{DAY_MS, MINUTE_MS, cut, mean, of_whose, period_of};
use crate::identity::users;
use crate::orders::visits::{CrewRole, VisitOutcome, VisitStatus};

/// Who got how much done, most visits first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Productivity {
    pub from: Day,
    pub to: Day,
    pub technicians: Vec<TechnicianFigures>,
    /// There are more than are shown.
    pub more: bool,
}

/// What a technician did. A visit counts on the day on which it ended, for who led it then; what was called off before anybody set out is
/// no visit. Whether its order was called off later changes nothing: somebody went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TechnicianFigures {
    pub technician_id: UserId,
    pub name: String,
    /// Visits ended as their lead, void trips with them.
    pub visits: i64,
    /// The orders of these visits, each once.
    pub orders: i64,
    /// Days of the company on which such a visit ended.
    pub days: i64,
    /// Visits on each of these days, in hundredths.
    pub per_day_hundredths: Option<i64>,
    /// Visits of others on which they helped.
    pub helped: i64,
    /// Of the visits: somebody went and nothing could be done.
    pub void_trips: i64,
    /// Of the visits that were no void trips: what they went for was solved.
    pub solved_bp: Option<i64>,
    /// Mean minutes from arrival to the end, void trips left out.
    pub site_minutes: Option<i64>,
    /// Mean minutes from setting out to arrival, void trips with them.
    pub way_minutes: Option<i64>,
    /// Of the reviews given in the period of work they led.
    pub stars_hundredths: Option<i64>,
    pub reviews: i64,
}

impl TechnicianFigures {
    fn of(technician_id: UserId) -> Self {
        Self {
            technician_id,
            name: String::new(),
            visits: 0,
            orders: 0,
            days: 0,
            per_day_hundredths: None,
            helped: 0,
            void_trips: 0,
            solved_bp: None,
            site_minutes: None,
            way_minutes: None,
            stars_hundredths: None,
            reviews: 0,
        }
    }
}

/// `GET /insight/productivity`
pub(in crate::insight) async fn productivity(view: &View, (): (), asked: CockpitAsked) -> Result<Productivity> {
    let view = &within(view, asked.unit_id).await?;
    let period = period_of(view, asked)?;
    let mut found: HashMap<UserId, TechnicianFigures> = HashMap::new();
    for row in view.all(visits(view, period)).await? {
        let (who, role): (UserId, CrewRole) = (read_at(&row, 0)?, read_at(&row, 1)?);
        let of = found.entry(who).or_insert_with(|| TechnicianFigures::of(who));
        let count = |at| read_at::<i64>(&row, at);
        if role == CrewRole::Helper {
            of.helped = count(2)?;
            continue;
        }
        (of.visits, of.orders, of.days, of.void_trips) = (count(2)?, count(3)?, count(4)?, count(5)?);
        of.per_day_hundredths = mean(of.visits * 100, of.days);
        of.solved_bp = rate_bp(count(6)?, of.visits - of.void_trips);
        of.site_minutes = mean(count(8)?, count(7)? * MINUTE_MS);
        of.way_minutes = mean(count(10)?, count(9)? * MINUTE_MS);
    }
    for row in view.all(stars(view, period)).await? {
        let who: UserId = read_at(&row, 0)?;
        let of = found.entry(who).or_insert_with(|| TechnicianFigures::of(who));
        of.reviews = read_at(&row, 1)?;
        of.stars_hundredths = mean(read_at::<i64>(&row, 2)? * 100, of.reviews);
    }
    let names = users::names(view, found.keys().copied().collect::<BTreeSet<_>>()).await?;
    let mut all: Vec<TechnicianFigures> = found.into_values().collect();
    all.sort_by(|a, b| (b.visits, b.helped, a.technician_id).cmp(&(a.visits, a.helped, b.technician_id)));
    let (mut technicians, more) = cut(all);
    for each in &mut technicians {
        each.name = names.get(&each.technician_id).cloned().unwrap_or_default();
    }
    Ok(Productivity { from: period.from, to: period.to, technicians, more })
}

/// Visits by who went and as what. Days are told apart from the period's first midnight on.
fn visits(view: &View, period: Period) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT m.technician_id, m.role, COUNT(*), COUNT(DISTINCT v.order_id), COUNT(DISTINCT (v.finished_at - ?) / {DAY_MS}),
           COUNT(v.void_cause), COUNT(CASE WHEN v.void_cause IS NULL AND v.outcome = ? THEN 1 END),
           COUNT(CASE WHEN v.void_cause IS NULL THEN v.arrived_at END),
           CAST(COALESCE(SUM(CASE WHEN v.void_cause IS NULL THEN v.finished_at - v.arrived_at END), 0) AS BIGINT),
           COUNT(v.arrived_at - v.departed_at), CAST(COALESCE(SUM(v.arrived_at - v.departed_at), 0) AS BIGINT)
         FROM visit v JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.released_at IS NULL{}
         WHERE v.tenant_id = ? AND v.status = ? AND v.finished_at IS NOT NULL AND v.finished_at >= ? AND v.finished_at < ?",
        of_whose(view, "v")
    ))
    .bind(period.since)
    .bind(VisitOutcome::Solved)
    .bind(view.actor().tenant)
    .bind(VisitStatus::Done)
    .bind(period.since)
    .bind(period.until);
    counted(sql, view, "o").push(" GROUP BY m.technician_id, m.role")
}

fn stars(view: &View, period: Period) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT r.technician_id, COUNT(*), CAST(SUM(r.stars) AS BIGINT) FROM review r{}
         WHERE r.tenant_id = ? AND r.given_at >= ? AND r.given_at < ? AND r.technician_id IS NOT NULL",
        of_whose(view, "r")
    ))
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    counted(sql, view, "o").push(" GROUP BY r.technician_id")
}
