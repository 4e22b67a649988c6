//! Areas: where the work comes from, district by district, and whether those who serve the district have the time for it.

use std::collections::{BTreeMap, HashMap};

use kernel::id::UserId;
use kernel::{Day, Result, Scope};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::cockpit::{CockpitAsked, Period};
use super::super::regions::{DistrictHeat, regions};
use super::super::scope::{counted, within};
use super::{MINUTE_MS, period_of};
use crate::orders::visits::VisitStatus;
use crate::people::{ShiftKind, TechnicianStatus, regions_holding};

/// The districts of a period, those with the most orders first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Areas {
    pub from: Day,
    pub to: Day,
    pub districts: Vec<AreaFigures>,
    /// There are more than are shown.
    pub more: bool,
}

/// One district: how much is asked of it, and how much time there is for it.
///
/// A technician's working minutes (shifts less leave) are shared out over the districts they serve by how much is asked of each, so that
/// all districts together have no more time than there is. Ways are not counted: a saturation of 100 % leaves no time to drive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaFigures {
    /// Its code (GB/T 2260), or nothing where the order names none.
    pub region: String,
    /// Orders opened in the period, those called off with them: they were asked for.
    pub opened: i64,
    /// Neither closed nor cancelled, whenever opened, as it stands now.
    pub open: i64,
    /// Open orders past their nearest due, as it stands now.
    pub late: i64,
    /// Of those finished in the period that had a due: in time.
    pub on_time_bp: Option<i64>,
    /// Visits planned into the period that were not called off, done ones with them.
    pub visits: i64,
    /// Minutes planned for these, each as often as people go.
    pub minutes_asked: i64,
    /// Active technicians who serve the district, by the district itself, its city or its province.
    pub technicians: i64,
    /// Their working minutes in the period, as far as they are this district's.
    pub minutes_there: i64,
    /// Minutes asked of those there; none where nobody who serves it works in the period.
    pub saturation_bp: Option<i64>,
}

/// `GET /insight/areas`
pub(in crate::insight) async fn areas(view: &View, (): (), asked: CockpitAsked) -> Result<Areas> {
    let heat = regions(view, (), asked).await?;
    let view = &within(view, asked.unit_id).await?;
    let period = period_of(view, asked)?;
    let mut demand: BTreeMap<String, Demand> = BTreeMap::new();
    for row in view.all(planned(view, period)).await? {
        let of = Demand { visits: read_at(&row, 1)?, minutes: read_at(&row, 2)? };
        demand.insert(read_at(&row, 0)?, of);
    }
    let people = people(view, period).await?;
    let shares = Shares::of(&demand, &people);
    let districts = heat.districts.into_iter().map(|each| {
        let of = demand.get(&each.region).copied().unwrap_or_default();
        figures(each, of, &shares)
    });
    Ok(Areas { from: period.from, to: period.to, districts: districts.collect(), more: heat.more })
}

fn figures(heat: DistrictHeat, demand: Demand, shares: &Shares) -> AreaFigures {
    let (technicians, minutes_there) =
        shares.by_region.get(&heat.region).copied().unwrap_or_else(|| shares.idle(&heat.region));
    AreaFigures {
        region: heat.region,
        opened: heat.opened,
        open: heat.open,
        late: heat.late,
        on_time_bp: heat.on_time_bp,
        visits: demand.visits,
        minutes_asked: demand.minutes,
        technicians,
        minutes_there,
        saturation_bp: (minutes_there > 0).then(|| demand.minutes * 10_000 / minutes_there),
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Demand {
    visits: i64,
    minutes: i64,
}

/// Somebody who serves districts, with the minutes that they work.
#[derive(Debug, Default)]
struct Person {
    minutes: i64,
    serves: Vec<String>,
}

/// Whose time is where.
struct Shares<'a> {
    people: &'a [Person],
    /// Districts of which something is asked: how many serve it, and the minutes that are its.
    by_region: HashMap<String, (i64, i64)>,
}

impl<'a> Shares<'a> {
    fn of(demand: &BTreeMap<String, Demand>, people: &'a [Person]) -> Self {
        let mut by_region: HashMap<String, (i64, i64)> = HashMap::new();
        let held: Vec<(&String, i64, Vec<String>)> =
            demand.iter().map(|(region, of)| (region, of.minutes, regions_holding(region))).collect();
        for person in people {
            let theirs: Vec<_> =
                held.iter().filter(|(_, _, by)| by.iter().any(|region| person.serves.contains(region))).collect();
            let asked: i64 = theirs.iter().map(|(_, minutes, _)| minutes).sum();
            for (region, minutes, _) in theirs {
                let of = by_region.entry((*region).clone()).or_default();
                of.0 += 1;
                of.1 += if asked > 0 { person.minutes * minutes / asked } else { 0 };
            }
        }
        Self { people, by_region }
    }
    /// A district of which no time is asked: how many serve it, and that nothing of their time is its.
    fn idle(&self, region: &str) -> (i64, i64) {
        let by = regions_holding(region);
        let serve = self.people.iter().filter(|person| by.iter().any(|region| person.serves.contains(region)));
        (i64::try_from(serve.count()).unwrap_or(0), 0)
    }
}

/// Visits planned into the period with their minutes, by district.
fn planned(view: &View, period: Period) -> Sql {
    let sql = Sql::new(
        "SELECT o.region, COUNT(*), CAST(SUM(v.minutes * v.crew_size) AS BIGINT) FROM visit v
         CROSS JOIN work_order o WHERE o.tenant_id = v.tenant_id AND o.id = v.order_id AND v.tenant_id = ?
           AND v.planned_from_at IS NOT NULL AND v.planned_from_at >= ? AND v.planned_from_at < ? AND v.status <> ?",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .bind(VisitStatus::Cancelled);
    counted(sql, view, "o").push(" GROUP BY o.region")
}

/// The active technicians of the units in sight, with the districts they serve and the minutes they work in the period.
async fn people(view: &View, period: Period) -> Result<Vec<Person>> {
    let tenant = view.actor().tenant;
    let of_units = |sql: Sql| match &view.actor().scope {
        Scope::Units(units) => sql.push(" AND ").within("t.unit_id", units.iter().copied()),
        Scope::Everything => sql,
        Scope::Own => sql.push(" AND t.id = ?").bind(view.actor().user),
    };
    let mut found: HashMap<UserId, Person> = HashMap::new();
    let serves = Sql::new(
        "SELECT t.id, a.region FROM technician t JOIN technician_area a ON a.tenant_id = t.tenant_id AND a.technician_id = t.id
         WHERE t.tenant_id = ? AND t.status = ?",
    )
    .bind(tenant)
    .bind(TechnicianStatus::Active);
    for row in view.all(of_units(serves)).await? {
        found.entry(read_at(&row, 0)?).or_default().serves.push(read_at(&row, 1)?);
    }
    // leave is taken off where it lies over the shift
    let works = Sql::new(
        "SELECT t.id, CAST(SUM(w.to_at - w.from_at - COALESCE((
             SELECT SUM(CASE WHEN l.to_at < w.to_at THEN l.to_at ELSE w.to_at END - CASE WHEN l.from_at > w.from_at THEN l.from_at ELSE w.from_at END)
             FROM shift l WHERE l.tenant_id = w.tenant_id AND l.technician_id = w.technician_id AND l.day = w.day AND l.kind = ?
               AND l.to_at > w.from_at AND l.from_at < w.to_at), 0)) AS BIGINT)
         FROM shift w JOIN technician t ON t.tenant_id = w.tenant_id AND t.id = w.technician_id
         WHERE w.tenant_id = ? AND w.day >= ? AND w.day <= ? AND w.kind = ? AND t.status = ?",
    )
    .bind(ShiftKind::Leave)
    .bind(tenant)
    .bind(period.from)
    .bind(period.to)
    .bind(ShiftKind::Work)
    .bind(TechnicianStatus::Active);
    for row in view.all(of_units(works).push(" GROUP BY t.id")).await? {
        if let Some(person) = found.get_mut(&read_at::<UserId>(&row, 0)?) {
            person.minutes = (read_at::<i64>(&row, 1)? / MINUTE_MS).max(0);
        }
    }
    Ok(found.into_values().collect())
}
