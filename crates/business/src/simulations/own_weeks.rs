//! The company's last four weeks, as a simulation can begin with them: how many orders a technician had a day, what they were, how long
//! they took and at which hours they came. In four statements.

use std::collections::BTreeMap;

use formula::Label;
use kernel::{Moment, Result};
use platform::db::{Sql, View, read as column};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{OwnWeeks, OwnWork};
use crate::lowcode;
use crate::lowcode::pack::Urgency;
use crate::orders::visits::VisitStatus;
use crate::people::ShiftKind;

const DAYS: i64 = 28;
/// Fewer orders say nothing of the mix.
const ORDERS_MIN: i64 = 50;
/// The most frequent kinds of work; the rest is spread over them.
const KINDS_MAX: usize = 8;
/// So many orders are looked at, the newest.
const ORDERS_MAX: i64 = 20_000;
/// A simulation knows so many skills.
const SKILLS: usize = 4;
/// What is not known of a kind's length.
const SPREAD_UNKNOWN: f64 = 0.35;

/// What is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnWeeksShown {
    /// None where there were too few orders or shifts.
    pub weeks: Option<OwnWeeks>,
}

/// `GET /simulation-weeks`
pub(super) async fn read(view: &View, (): (), _: Nothing) -> Result<OwnWeeksShown> {
    Ok(OwnWeeksShown { weeks: of_company(view).await? })
}

/// How often a kind of work was asked for, and how long it took.
#[derive(Default)]
struct Kind {
    orders: i64,
    planned_minutes: Vec<i64>,
    took_minutes: Vec<i64>,
}

/// The weeks, where they say anything.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_company(view: &View) -> Result<Option<OwnWeeks>> {
    let since = view.now().plus_days(-DAYS);
    let (technicians, person_days) = shifts(view).await?;
    let mut kinds: BTreeMap<(String, String), Kind> = BTreeMap::new();
    let (orders, emergencies, arrivals) = opened(view, since, &mut kinds).await?;
    if orders < ORDERS_MIN || person_days == 0 {
        return Ok(None);
    }
    took(view, since, &mut kinds).await?;
    #[expect(clippy::cast_precision_loss, reason = "counts of four weeks")]
    let share = |part: i64, whole: i64| part as f64 / whole.max(1) as f64;
    Ok(Some(OwnWeeks {
        orders,
        technicians,
        person_days,
        orders_per_person_day: (share(orders, person_days) * 100.0).round() / 100.0,
        emergencies: share(emergencies, orders),
        arrivals: arrivals.iter().map(|count| share(*count, orders)).collect(),
        work: work(view, kinds).await?,
    }))
}

async fn shifts(view: &View) -> Result<(i64, i64)> {
    let today = view.actor().today();
    let sql = Sql::new(
        "SELECT COUNT(DISTINCT s.technician_id) AS people, COUNT(*) AS days FROM
           (SELECT DISTINCT technician_id, day FROM shift WHERE tenant_id = ? AND day >= ? AND day < ? AND kind = ?) s",
    )
    .bind(view.actor().tenant)
    .bind(today.plus_days(-DAYS))
    .bind(today)
    .bind(ShiftKind::Work);
    match view.one(sql).await? {
        Some(row) => Ok((column(&row, "people")?, column(&row, "days")?)),
        None => Ok((0, 0)),
    }
}

async fn opened(
    view: &View,
    since: Moment,
    kinds: &mut BTreeMap<(String, String), Kind>,
) -> Result<(i64, i64, [i64; 24])> {
    let sql = Sql::new(
        "SELECT type, category, urgency, opened_at FROM work_order WHERE tenant_id = ? AND opened_at >= ?
         ORDER BY opened_at DESC LIMIT ?",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(since).bind(ORDERS_MAX)).await?;
    let (mut orders, mut emergencies, mut arrivals) = (0, 0, [0; 24]);
    for row in &rows {
        let opened_at: Moment = column(row, "opened_at")?;
        let hour = usize::try_from(view.actor().zone.minute_of_day(opened_at) / 60).unwrap_or(0).min(23);
        arrivals[hour] += 1;
        orders += 1;
        emergencies += i64::from(column::<Urgency>(row, "urgency")? == Urgency::Emergency);
        kinds.entry((column(row, "type")?, column(row, "category")?)).or_default().orders += 1;
    }
    Ok((orders, emergencies, arrivals))
}

async fn took(view: &View, since: Moment, kinds: &mut BTreeMap<(String, String), Kind>) -> Result<()> {
    let sql = Sql::new(
        "SELECT o.type, o.category, v.minutes, v.arrived_at, v.finished_at FROM visit v
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND v.finished_at >= ? AND v.arrived_at IS NOT NULL
         ORDER BY v.finished_at DESC LIMIT ?",
    );
    let sql = sql.bind(view.actor().tenant).bind(VisitStatus::Done).bind(since).bind(ORDERS_MAX);
    for row in &view.all(sql).await? {
        let (arrived, finished): (Moment, Moment) = (column(row, "arrived_at")?, column(row, "finished_at")?);
        let Some(kind) = kinds.get_mut(&(column(row, "type")?, column(row, "category")?)) else { continue };
        kind.planned_minutes.push(column(row, "minutes")?);
        // what was ticked off in a minute or forgotten over night says nothing of the work
        let minutes = finished.minutes_since(arrived);
        if (5..=480).contains(&minutes) {
            kind.took_minutes.push(minutes);
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts and minutes of four weeks")]
async fn work(view: &View, kinds: BTreeMap<(String, String), Kind>) -> Result<Vec<OwnWork>> {
    let book = lowcode::book(view).await?;
    let mut frequent: Vec<((String, String), Kind)> = kinds.into_iter().collect();
    frequent.sort_by_key(|(_, kind)| std::cmp::Reverse(kind.orders));
    frequent.truncate(KINDS_MAX);
    let all: i64 = frequent.iter().map(|(_, kind)| kind.orders).sum();
    let mut categories: Vec<String> = vec![];
    let mut work = vec![];
    for ((r#type, category), kind) in frequent {
        let skill = categories.iter().position(|known| *known == category).unwrap_or(categories.len());
        if skill == categories.len() {
            categories.push(category.clone());
        }
        let name = |zh: bool| {
            let of_type = book.order_type(&r#type).map(|of| if zh { of.name.zh.clone() } else { of.name.en.clone() });
            let of = book.pack.category(&category).map(|of| if zh { of.name.zh.clone() } else { of.name.en.clone() });
            format!("{} · {}", of.unwrap_or_else(|| category.clone()), of_type.unwrap_or_else(|| r#type.clone()))
        };
        let planned = mean(&kind.planned_minutes).unwrap_or(60.0);
        work.push(OwnWork {
            name: Label::new(name(true), name(false)),
            skill: u32::try_from(skill % SKILLS).unwrap_or(0),
            share: kind.orders as f64 / all.max(1) as f64,
            minutes: mean(&kind.took_minutes).unwrap_or(planned).round(),
            spread: (spread(&kind.took_minutes).unwrap_or(SPREAD_UNKNOWN) * 100.0).round() / 100.0,
        });
    }
    Ok(work)
}

#[expect(clippy::cast_precision_loss, reason = "minutes of four weeks")]
fn mean(minutes: &[i64]) -> Option<f64> {
    (!minutes.is_empty()).then(|| minutes.iter().sum::<i64>() as f64 / minutes.len() as f64)
}

/// The standard deviation of the logarithms; none of fewer than ten.
#[expect(clippy::cast_precision_loss, reason = "minutes of four weeks")]
fn spread(minutes: &[i64]) -> Option<f64> {
    if minutes.len() < 10 {
        return None;
    }
    let logs: Vec<f64> = minutes.iter().map(|each| (*each as f64).ln()).collect();
    let middle = logs.iter().sum::<f64>() / logs.len() as f64;
    let squares: f64 = logs.iter().map(|log| (log - middle).powi(2)).sum();
    Some((squares / (logs.len() - 1) as f64).sqrt())
}
