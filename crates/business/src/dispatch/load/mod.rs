//! Reading what a ranking needs: the job of a visit, and the people who come into question with their days. The number of statements
//! does not depend on the number of people.

mod around;
mod days;
mod stays;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Point, Result, Scope};
use platform::db::View;

pub use self::work::work_of;

use self::around::Around;
use self::stays::stays_of;
use self::work::job;
use super::model::{Job, Person, Stay};
use super::wishes::Wishes;
use crate::identity::company::subtree;
use crate::orders::visits::scene::Scene;
use crate::people::{self, Address, Sheet};

/// A visit without a window is looked for today and on the two days after.
const DAYS_AHEAD: i64 = 2;
/// A visit that waits for something is looked for so far ahead.
const WAITS_DAYS_MAX: i64 = 60;
/// The longest window that is weighed, in days.
const WINDOW_DAYS_MAX: i64 = 14;

/// A job and everybody who might do it.
pub struct Question {
    pub job: Job,
    pub people: Vec<Person>,
}

/// Reads the job of a visit and its people: those of the unit that goes (with all below it), else of the units that serve the
/// address, else all; within the actor's scope. `also` is read too, wherever they belong.
///
/// # Errors
/// Those of the database.
pub async fn question(view: &View, scene: &Scene, also: Option<UserId>) -> Result<Question> {
    let (job, assets) = job(view, scene).await?;
    let days = days(view, &job);
    let units = units(view, scene.visit.unit_id.or(scene.order.unit_id), &job.region, job.place).await?;
    let mut sheets = people::sheets(view, units.as_deref(), days.0, days.1).await?;
    let mut borrowed = None;
    if let Some(also) = also.filter(|also| sheets.iter().all(|sheet| sheet.technician.id != *also)) {
        borrowed = Some(also);
        sheets.extend(people::sheet_of(view, also, days.0, days.1).await?);
    }
    let around = Around::of(view, scene, &sheets, days, &assets).await?;
    let people = sheets.into_iter().map(|sheet| around.person(sheet, days, borrowed)).collect();
    Ok(Question { job, people })
}

/// Reads the job and one person for a stay that begins at this very moment, whatever day that is.
///
/// # Errors
/// Those of the database.
pub async fn question_at(view: &View, scene: &Scene, who: UserId, at: Moment) -> Result<Question> {
    let (job, assets) = job(view, scene).await?;
    let day = view.actor().zone.day_of(at);
    let sheets: Vec<Sheet> = people::sheet_of(view, who, day, day).await?.into_iter().collect();
    let around = Around::of(view, scene, &sheets, (day, day), &assets).await?;
    let people = sheets.into_iter().map(|sheet| around.person(sheet, (day, day), None)).collect();
    Ok(Question { job: Job { window: Some((at, at)), ..job }, people })
}

/// Reads who could help on a visit that has its lead and its time: whoever is free for that stay. A helper brings hands; skills and
/// papers are the lead's.
///
/// # Errors
/// `visit.no_crew_yet`; those of the database.
pub async fn question_of_helpers(view: &View, scene: &Scene) -> Result<Question> {
    let from = scene.visit.planned_from_at.filter(|_| scene.visit.status.is_booked());
    let from = from.ok_or_else(|| Error::refused("visit.no_crew_yet"))?;
    let mut pinned = scene.clone();
    (pinned.visit.window_from_at, pinned.visit.window_to_at) = (Some(from), Some(from));
    let Question { job, people } = question(view, &pinned, None).await?;
    let people = people.into_iter().filter(|person| !scene.is_on_crew(person.id)).collect();
    Ok(Question { job: Job { needs: vec![], waits: vec![], only: None, ..job }, people })
}

/// Everybody who works on one day in these units (in all for `None`), with what they have that day. Whom they know and what they have
/// declined goes by the visit, and is not told.
///
/// # Errors
/// Those of the database.
pub async fn people_of_day(view: &View, units: Option<&[UnitId]>, day: Day) -> Result<Vec<Person>> {
    people_of_days(view, units, (day, day)).await
}

/// As [`people_of_day`], for several days.
///
/// # Errors
/// Those of the database.
pub async fn people_of_days(view: &View, units: Option<&[UnitId]>, days: (Day, Day)) -> Result<Vec<Person>> {
    let sheets = people::sheets(view, units, days.0, days.1).await?;
    let ids: Vec<UserId> = sheets.iter().map(|sheet| sheet.technician.id).collect();
    let zone = view.actor().zone;
    let mut stays: BTreeMap<UserId, Vec<Stay>> = BTreeMap::new();
    for (who, stay) in stays_of(view, &ids, (zone.start_of(days.0), zone.start_of(days.1.plus_days(1))), None).await? {
        stays.entry(who).or_default().push(stay);
    }
    let (household, machines, declined) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    let around = Around { stays, household, machines, declined, wishes: Wishes::default() };
    Ok(sheets.into_iter().map(|sheet| around.person(sheet, days, None)).collect())
}

fn days(view: &View, job: &Job) -> (Day, Day) {
    let (zone, today) = (view.actor().zone, view.actor().today());
    match job.window {
        Some((from, to)) => {
            let first = zone.day_of(from).max(today);
            (first, zone.day_of(to).min(first.plus_days(WINDOW_DAYS_MAX)).max(first))
        }
        None => {
            // what waits for something is looked for from then on
            let first = job.not_before().map_or(today, |at| zone.day_of(at).max(today));
            let first = first.min(today.plus_days(WAITS_DAYS_MAX));
            (first, first.plus_days(DAYS_AHEAD))
        }
    }
}

/// The units whose people come into question: the one that goes with all below it, else those that serve the address ([`people::serving()`]),
/// else all (`None`); within the actor's scope.
///
/// # Errors
/// Those of the database.
pub async fn units(
    view: &View,
    unit: Option<UnitId>,
    region: &str,
    place: Option<Point>,
) -> Result<Option<Vec<UnitId>>> {
    let units = match unit {
        Some(unit) => Some(subtree(view, unit).await?),
        None => {
            let serving = people::serving(view, Address { region, place }).await?;
            Some(serving.all()).filter(|units| !units.is_empty())
        }
    };
    Ok(match (&view.actor().scope, units) {
        (Scope::Units(own), Some(units)) => Some(units.into_iter().filter(|unit| own.contains(unit)).collect()),
        (Scope::Units(own), None) => Some(own.to_vec()),
        (_, units) => units,
    })
}
