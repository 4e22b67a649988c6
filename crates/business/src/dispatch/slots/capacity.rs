//! What a unit can still promise: working time, bookings, promises and quotas by day and part, for a skill and a district.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Result};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::load::{of_days, promised, taken, units_above};
use super::quotas::SlotQuota;
use super::rules::{self, DayPart, Quotas, Window, parts_of_days};
use super::{DAYS, whole_days};
use crate::calendar;
use crate::dispatch::load::{people_of_days, units};
use crate::dispatch::model::Person;
use crate::people::TechnicianStatus;
use crate::people::queries::regions_holding;

/// Which capacity is asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityAsked {
    /// With all below it; everything that the caller sees where not said.
    pub unit_id: Option<UnitId>,
    /// The first of fourteen days; today unless told.
    pub from: Option<Day>,
    /// Of those who have this skill.
    pub skill: Option<String>,
    /// Of those who serve this district.
    pub region: Option<String>,
}

/// Fourteen days.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Capacity {
    pub from: Day,
    /// Whose quotas are shown, and can be set: the unit asked for, else the highest that the caller sees.
    pub unit_id: Option<UnitId>,
    pub days: Vec<CapacityDay>,
    /// Promises of these days that nobody has time for: somebody has to be asked, or another time found.
    pub unkept: i64,
}

/// A day on which the company works.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CapacityDay {
    pub day: Day,
    pub parts: Vec<CapacityPart>,
    /// What is set for the whole day.
    pub quota: Option<QuotaShown>,
    /// Visits of the unit on the day.
    pub visits: i64,
}

/// A part of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CapacityPart {
    pub part: DayPart,
    pub from_at: Moment,
    pub to_at: Moment,
    /// People who work then.
    pub people: i64,
    /// Minutes of their work, of these booked, and of these promised without a technician yet; ways not counted.
    pub minutes: i64,
    pub booked_minutes: i64,
    pub promised_minutes: i64,
    /// Visits of the unit, as quotas count them.
    pub visits: i64,
    pub quota: Option<QuotaShown>,
    /// No more are promised: by this quota, the day's, or one of a unit above.
    pub is_closed: bool,
}

/// A quota, and who set it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuotaShown {
    pub visits_max: i64,
    pub note: String,
    pub set_by_name: String,
    pub set_at: Moment,
}

/// `GET /slots/capacity`
///
/// # Errors
/// `Invalid` by field; those of the database.
pub(super) async fn read(view: &View, (): (), asked: CapacityAsked) -> Result<Capacity> {
    let today = view.actor().today();
    let from = asked.from.unwrap_or(today);
    let mut check = Check::new();
    check.that(from >= today, "from", "field.in_the_past").that(
        from <= today.plus_days(366),
        "from",
        "field.too_far_ahead",
    );
    check.done()?;
    if asked.unit_id.is_some_and(|unit| !view.actor().scope.covers(Some(unit))) {
        return Err(Error::NotFound("unit"));
    }
    let windows = parts_of_days(&*calendar::of_company(view).await?, from, DAYS);
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return Ok(Capacity { from, unit_id: asked.unit_id, days: vec![], unkept: 0 });
    };
    let days = (first.day, last.day);
    let units = units(view, asked.unit_id, "", None).await?;
    let mut people = people_of_days(view, units.as_deref(), days).await?;
    let booked = people.clone();
    let promised = promised(view, units.as_deref(), whole_days(view, first, last), (None, None)).await?;
    let unkept = rules::place(&promised, &mut people, view.now()).len();
    let set = of_days(view, days).await?;
    let names = names(view, &set).await?;
    let mut quotas = units_above(view).await?;
    quotas.most = set.iter().map(|each| ((each.unit_id, each.day, each.part), each.visits_max)).collect();
    quotas.taken = taken(view, days, None).await?;
    let shown_units = asked.unit_id.map_or_else(|| highest(view, &quotas), |unit| vec![unit]);
    let seen = Seen {
        asked: &asked,
        units: &shown_units,
        booked: &booked,
        planned: &people,
        quotas: &quotas,
        set: &set,
        names: &names,
    };
    let mut shown: Vec<CapacityDay> = vec![];
    for window in &windows {
        if shown.last().is_none_or(|day| day.day != window.day) {
            shown.push(CapacityDay {
                day: window.day,
                parts: vec![],
                quota: seen.quota(window.day, DayPart::Day),
                visits: seen.visits(window.day, DayPart::Day),
            });
        }
        if let Some(day) = shown.last_mut() {
            day.parts.push(seen.part(window));
        }
    }
    Ok(Capacity {
        from,
        unit_id: shown_units.first().copied(),
        days: shown,
        unkept: i64::try_from(unkept).unwrap_or(i64::MAX),
    })
}

/// What the parts are counted from.
struct Seen<'s> {
    asked: &'s CapacityAsked,
    /// Whose visits and quotas count.
    units: &'s [UnitId],
    booked: &'s [Person],
    planned: &'s [Person],
    quotas: &'s Quotas,
    set: &'s [SlotQuota],
    names: &'s BTreeMap<UserId, String>,
}

impl Seen<'_> {
    fn part(&self, window: &Window) -> CapacityPart {
        let span = (window.from, window.to);
        let of = |people: &[Person], minutes: &dyn Fn(&Person) -> i64| -> i64 {
            people.iter().filter(|person| self.counts(person)).map(minutes).sum()
        };
        let working = |person: &Person| {
            let day = person.days.iter().find(|day| day.day == window.day);
            day.map_or(0, |day| day.work.iter().map(|work| overlap(*work, span)).sum())
        };
        let staying = |person: &Person| {
            let day = person.days.iter().find(|day| day.day == window.day);
            day.map_or(0, |day| day.stays.iter().map(|stay| overlap((stay.from, stay.to), span)).sum())
        };
        let booked_minutes = of(self.booked, &staying);
        CapacityPart {
            part: window.part,
            from_at: window.from,
            to_at: window.to,
            people: of(self.booked, &|person| i64::from(working(person) > 0)),
            minutes: of(self.booked, &working),
            booked_minutes,
            promised_minutes: of(self.planned, &staying) - booked_minutes,
            visits: self.visits(window.day, window.part),
            quota: self.quota(window.day, window.part),
            is_closed: self.is_closed(window),
        }
    }

    /// Who has the skill and serves the district that are asked about.
    fn counts(&self, person: &Person) -> bool {
        let has_skill = self.asked.skill.as_ref().is_none_or(|skill| person.skills.contains_key(skill));
        let serves = self.asked.region.as_ref().is_none_or(|region| {
            let holding = regions_holding(region);
            // where an outline lies is known, where a district ends is not: whoever has one may serve a part of it
            person.areas.is_empty()
                || !person.drawn.is_empty()
                || person.areas.iter().any(|area| holding.contains(area))
        });
        person.status == TechnicianStatus::Active && has_skill && serves
    }

    fn visits(&self, day: Day, part: DayPart) -> i64 {
        self.units.iter().map(|unit| self.quotas.taken(*unit, day, part)).sum()
    }

    fn is_closed(&self, window: &Window) -> bool {
        !self.units.is_empty() && self.units.iter().all(|unit| self.quotas.is_closed(*unit, window.day, window.part))
    }

    fn quota(&self, day: Day, part: DayPart) -> Option<QuotaShown> {
        let unit = *self.units.first()?;
        let set = self.set.iter().find(|each| (each.unit_id, each.day, each.part) == (unit, day, part))?;
        Some(QuotaShown {
            visits_max: set.visits_max,
            note: set.note.clone(),
            set_by_name: self.names.get(&set.set_by).cloned().unwrap_or_default(),
            set_at: set.set_at,
        })
    }
}

/// The units that the actor sees and none above them.
fn highest(view: &View, quotas: &Quotas) -> Vec<UnitId> {
    let scope = &view.actor().scope;
    let is_highest = |(unit, above): &(&UnitId, &Vec<UnitId>)| {
        scope.covers(Some(**unit)) && !above.get(1).is_some_and(|parent| scope.covers(Some(*parent)))
    };
    quotas.above.iter().filter(is_highest).map(|(unit, _)| *unit).collect()
}

/// Minutes that two stretches share.
fn overlap(one: (Moment, Moment), other: (Moment, Moment)) -> i64 {
    one.1.min(other.1).minutes_since(one.0.max(other.0)).max(0)
}

async fn names(view: &View, set: &[SlotQuota]) -> Result<BTreeMap<UserId, String>> {
    let mut ids: Vec<UserId> = set.iter().map(|each| each.set_by).collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = Sql::new("SELECT id, name FROM app_user WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    view.all(sql.within("id", ids))
        .await?
        .iter()
        .map(|row| Ok((db::read(row, "id")?, db::read(row, "name")?)))
        .collect()
}
