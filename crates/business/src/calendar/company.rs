//! The company's calendar: kept as a definition, changed at the number seen, read through a short memory.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::Datelike;
use formula::Label;
use kernel::error::Check;
use kernel::id::TenantId;
use kernel::{Day, Error, FieldError, Result, Zone};
use moka::sync::Cache;
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::holidays::HolidayYear;
use super::rules::{Calendar, Span, Warning, Week};
use crate::lowcode::{Definition, DefinitionKind, DefinitionStatus, publish};

/// A company has one calendar.
const CODE: &str = "company";
/// At most so many days in one answer.
const DAYS_SHOWN_MAX: i64 = 400;
/// At most so many exceptions of the company's own.
const OWN_DAYS_MAX: usize = 1_000;

/// When the company works, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingTime {
    pub week: Week,
    /// Closed on public holidays and open on 调休 days.
    pub keeps_holidays: bool,
    /// The company's own exceptions; they stand above holidays.
    #[serde(default)]
    pub days: Vec<OwnDay>,
}

/// One day that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnDay {
    pub on: Day,
    /// None: closed.
    #[serde(default)]
    pub hours: Vec<Span>,
    #[serde(default)]
    pub note: String,
}

impl Default for WorkingTime {
    /// Every day from 08:30 to 18:00 but on public holidays: what service outlets keep.
    fn default() -> Self {
        let hours: Vec<Span> = Span::minutes(8 * 60 + 30, 18 * 60).into_iter().collect();
        Self { week: Week::seven_days(&hours), keeps_holidays: true, days: vec![] }
    }
}

impl WorkingTime {
    /// The calendar that counts in this working time.
    pub fn calendar(&self, zone: Zone) -> Calendar {
        let plain = Calendar::new(zone, self.week.clone());
        let base = if self.keeps_holidays { plain.with_holidays(HolidayYear::shipped()) } else { plain };
        self.days.iter().fold(base, |calendar, each| calendar.with_day(each.on, each.hours.clone()))
    }
    fn check(&self) -> Result<()> {
        let mut check = Check::new();
        if self.days.len() > OWN_DAYS_MAX {
            check.note(FieldError::new("days", "field.too_many").with("max", OWN_DAYS_MAX));
        }
        let mut seen = BTreeMap::new();
        for (at, day) in self.days.iter().enumerate() {
            check.that(seen.insert(day.on, at).is_none(), format!("days[{at}].on"), "field.twice");
            check.at_most(&format!("days[{at}].note"), &day.note, 200);
        }
        let Week { mon, tue, wed, thu, fri, sat, sun } = &self.week;
        let is_ever_open = [mon, tue, wed, thu, fri, sat, sun].iter().any(|hours| !hours.is_empty());
        check.that(is_ever_open, "week", "field.never_open");
        check.done()
    }
}

static CALENDARS: LazyLock<Cache<TenantId, Arc<Calendar>>> =
    LazyLock::new(|| Cache::builder().max_capacity(1_000).time_to_live(Duration::from_secs(10)).build());

/// The company's working calendar with its holidays.
///
/// # Errors
/// Those of the database.
pub async fn of_company(view: &View) -> Result<Arc<Calendar>> {
    let tenant = view.actor().tenant;
    if let Some(known) = CALENDARS.get(&tenant) {
        return Ok(known);
    }
    let (working_time, _) = stored(view).await?;
    let calendar = Arc::new(working_time.calendar(view.actor().zone));
    CALENDARS.insert(tenant, calendar.clone());
    Ok(calendar)
}

/// What the company said, and under which number (0: nothing yet).
async fn stored(view: &View) -> Result<(WorkingTime, i64)> {
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND code = ? AND status = ?")
        .bind(view.actor().tenant)
        .bind(DefinitionKind::Calendar)
        .bind(CODE.to_owned())
        .bind(DefinitionStatus::Published);
    match db::select_one::<Definition>(view, sql).await? {
        None => Ok((WorkingTime::default(), 0)),
        Some(held) => Ok((serde_json::from_value(held.body.0).map_err(Error::bug)?, held.number)),
    }
}

/// Which days are asked for; 60 days from today unless told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarAsked {
    pub from: Option<Day>,
    /// Included.
    pub to: Option<Day>,
}

/// The calendar as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarShown {
    pub working_time: WorkingTime,
    pub days: Vec<DayShown>,
    /// Years in the answer whose holidays are not known yet.
    pub warnings: Vec<Warning>,
    /// For `If-Match`; 0 while the company has said nothing.
    pub version: i64,
}

/// One day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayShown {
    pub on: Day,
    /// None: closed.
    pub hours: Vec<Span>,
    /// The public holiday it belongs to or, when `is_made_up`, the one it makes up for.
    pub holiday: Option<Label>,
    /// 调休: a worked weekend day.
    pub is_made_up: bool,
    /// The company's own words on the day.
    pub note: Option<String>,
}

pub(super) async fn read(view: &View, _: (), asked: CalendarAsked) -> Result<CalendarShown> {
    let from = asked.from.unwrap_or_else(|| view.actor().today());
    let to = asked.to.unwrap_or_else(|| from.plus_days(59));
    let (working_time, version) = stored(view).await?;
    show(view, working_time, version, (from, to))
}

fn show(view: &View, working_time: WorkingTime, version: i64, (from, to): (Day, Day)) -> Result<CalendarShown> {
    let mut check = Check::new();
    check.that(from <= to, "to", "field.ends_before_start");
    if to.days_since(from) >= DAYS_SHOWN_MAX {
        check.note(FieldError::new("to", "field.too_many").with("max", DAYS_SHOWN_MAX));
    }
    check.done()?;
    let zone = view.actor().zone;
    let calendar = working_time.calendar(zone);
    let days = (0..=to.days_since(from)).map(|ahead| day(&calendar, &working_time, from.plus_days(ahead))).collect();
    let warnings = calendar.warnings(zone.start_of(from), zone.start_of(to));
    Ok(CalendarShown { days, warnings, version, working_time })
}

fn day(calendar: &Calendar, working_time: &WorkingTime, on: Day) -> DayShown {
    // New Year's leave may begin in the year before
    let years = || HolidayYear::shipped().iter().filter(|year| (0..=1).contains(&(year.year - on.0.year())));
    let off = years().find_map(|year| year.holiday_on(on));
    let made_up = years().find_map(|year| {
        let day = year.working_days.iter().find(|each| each.on == on)?;
        year.holidays.iter().find(|each| each.code == day.holiday)
    });
    DayShown {
        on,
        hours: calendar.hours_on(on).to_vec(),
        holiday: off.or(made_up).map(|each| each.name.clone()),
        is_made_up: made_up.is_some(),
        note: working_time.days.iter().find(|each| each.on == on).map(|each| each.note.clone()),
    }
}

/// Says when the company works from now on. Clocks that run are counted anew with it.
///
/// # Errors
/// `Invalid` by field; `Stale` when somebody changed it in between.
pub async fn change(tx: &Tx, (): (), body: WorkingTime) -> Result<CalendarShown> {
    body.check()?;
    let value = serde_json::to_value(&body).map_err(Error::bug)?;
    let stored =
        publish(tx, DefinitionKind::Calendar, CODE, value, tx.said().version).await.map_err(|error| match error {
            Error::Stale { current, .. } => Error::Stale { noun: "calendar", current },
            other => other,
        })?;
    CALENDARS.invalidate(&tx.actor().tenant);
    tx.record(Event::new("calendar.changed").with(json!({ "number": stored.number }))).await?;
    let today = tx.actor().today();
    show(tx, body, stored.number, (today, today.plus_days(59)))
}

#[cfg(test)]
#[path = "company_tests.rs"]
mod tests;
