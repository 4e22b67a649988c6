//! The roster: working time and leave of days, put many at once. A day is put as a whole, so that putting it twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Day, Error, FieldError, Id, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Shift, ShiftId, ShiftKind, Technician};
use crate::calendar::Span;

/// So many days of technicians are put at most in one call: a quarter for two hundred people goes in ten.
pub const DAYS_MAX: usize = 2_000;

/// A technician's day: when they work and when they are away. Both empty: the day is free.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRoster {
    pub technician_id: UserId,
    pub day: Day,
    /// `["08:30-12:00", "13:00-17:30"]`, in the company's zone.
    #[serde(default)]
    pub work: Vec<Span>,
    /// `["00:00-24:00"]` for the whole day.
    #[serde(default)]
    pub leave: Vec<Span>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutShifts {
    pub days: Vec<DayRoster>,
}

/// What was put.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShiftsPut {
    pub days: i64,
    pub technicians: i64,
}

/// A day of work has so many stretches at most.
const SPANS_MAX: usize = 8;
/// Rosters are made and corrected within so many days of today.
const DAYS_AROUND: i64 = 800;

fn check_days(days: &[DayRoster], today: Day) -> Result<()> {
    let mut check = Check::new();
    if days.is_empty() {
        check.note(FieldError::new("days", "field.required"));
    }
    if days.len() > DAYS_MAX {
        check.note(FieldError::new("days", "field.too_many").with("max", DAYS_MAX));
    }
    let mut seen = BTreeSet::new();
    for (at, each) in days.iter().enumerate() {
        let path = format!("days[{at}]");
        check.that(seen.insert((each.technician_id, each.day)), path.clone(), "field.twice");
        if each.day.days_since(today).abs() > DAYS_AROUND {
            check.that(false, format!("{path}.day"), "field.out_of_range");
        }
        for (name, spans) in [("work", &each.work), ("leave", &each.leave)] {
            if spans.len() > SPANS_MAX {
                check.note(FieldError::new(format!("{path}.{name}"), "field.too_many").with("max", SPANS_MAX));
            }
        }
        check.that(!overlap(&each.work), format!("{path}.work"), "field.overlaps");
        check.that(!overlap(&each.leave), format!("{path}.leave"), "field.overlaps");
    }
    check.done()
}

fn overlap(spans: &[Span]) -> bool {
    let mut sorted = spans.to_vec();
    sorted.sort();
    sorted.windows(2).any(|pair| pair[1].from() < pair[0].to())
}

/// Puts working time and leave of days. Visits already booked stay: the board shows those outside working time.
///
/// # Errors
/// `Invalid` by field (an unknown or hidden technician is `field.not_found`).
pub async fn put_shifts(tx: &Tx, days: Vec<DayRoster>) -> Result<ShiftsPut> {
    check_days(&days, tx.actor().today())?;
    let ids: BTreeSet<UserId> = days.iter().map(|each| each.technician_id).collect();
    let technicians = known(tx, &ids).await?;
    let mut check = Check::new();
    for (at, each) in days.iter().enumerate() {
        let is_known = technicians.contains_key(&each.technician_id);
        check.that(is_known, format!("days[{at}].technician_id"), "field.not_found");
    }
    check.done()?;
    clear(tx, &days).await?;
    let zone = tx.actor().zone;
    let shift = |each: &DayRoster, kind: ShiftKind, span: &Span| Shift {
        id: ShiftId::new(),
        technician_id: each.technician_id,
        day: each.day,
        kind,
        from_at: zone.at(each.day, span.from()),
        to_at: zone.at(each.day, span.to()),
    };
    let shifts = days.iter().flat_map(|each| {
        let work = each.work.iter().map(move |span| shift(each, ShiftKind::Work, span));
        work.chain(each.leave.iter().map(move |span| shift(each, ShiftKind::Leave, span)))
    });
    db::insert_all(tx, shifts.collect()).await?;
    record_events(tx, &days, &technicians).await?;
    Ok(ShiftsPut { days: count(days.len()), technicians: count(technicians.len()) })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn known(tx: &Tx, ids: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, Technician>> {
    let sql = Sql::new("SELECT * FROM technician WHERE tenant_id = ? AND ").bind(tx.actor().tenant);
    let found: Vec<Technician> = db::select(tx, sql.within("id", ids.iter().copied())).await?;
    let seen = found.into_iter().filter(|each| super::queries::sees(tx, each));
    Ok(seen.map(|each| (each.id, each)).collect())
}

/// One statement a technician, as a roster is put for a few people and many days.
async fn clear(tx: &Tx, days: &[DayRoster]) -> Result<()> {
    let mut by_technician: BTreeMap<UserId, Vec<Day>> = BTreeMap::new();
    for each in days {
        by_technician.entry(each.technician_id).or_default().push(each.day);
    }
    for (technician, days) in by_technician {
        let sql = Sql::new("DELETE FROM shift WHERE tenant_id = ? AND technician_id = ? AND ");
        tx.run(sql.bind(tx.actor().tenant).bind(technician).within("day", days)).await?;
    }
    Ok(())
}

/// One event a unit and call: it names everybody whose roster changed and the days it spans.
async fn record_events(tx: &Tx, days: &[DayRoster], technicians: &BTreeMap<UserId, Technician>) -> Result<()> {
    let first = days.iter().map(|each| each.day).min();
    let last = days.iter().map(|each| each.day).max();
    let units: BTreeSet<_> = technicians.values().map(|each| each.unit_id).collect();
    for unit in units {
        let event = Event::new("technician.shifts_put").in_unit(Some(unit));
        let event = technicians
            .values()
            .filter(|each| each.unit_id == unit)
            .fold(event, |event, each| event.about(each.id).concerning(Some(each.id)));
        tx.record(event.with(json!({ "from_on": first, "to_on": last }))).await?;
    }
    Ok(())
}

pub(super) async fn put(tx: &Tx, _: (), body: PutShifts) -> Result<ShiftsPut> {
    if matches!(tx.actor().scope, kernel::Scope::Own) {
        return Err(Error::NotFound("technician"));
    }
    put_shifts(tx, body.days).await
}
