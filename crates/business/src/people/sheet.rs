//! Sheets: everything about technicians that decides whether they can go somewhere, read for many at once in six statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::geo::is_region_code;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Result};
use platform::db::{self, Record, Sql, View};

use super::drawn::{self, Drawn};
use super::record::{Area, Certificate, Shift, SkillHeld, Technician, TechnicianStatus};

/// So many technicians are weighed for one visit at most; a unit with more is split into units below it.
pub const SHEETS_MAX: i64 = 500;

/// A technician with skills, certificates, areas, and the shifts of the days asked for.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub technician: Technician,
    pub skills: Vec<SkillHeld>,
    pub certificates: Vec<Certificate>,
    /// Region codes.
    pub areas: Vec<String>,
    /// Areas drawn on the map that they were given.
    pub drawn: Vec<Arc<Drawn>>,
    /// Areas drawn for their outlet; they count for who has none of their own.
    pub of_outlet: Vec<Arc<Drawn>>,
    /// In order of time.
    pub shifts: Vec<Shift>,
}

/// The sheets of all who have not left these units (of all units for `None`), with the shifts of `from..=to`. Ordered by id.
///
/// # Errors
/// Those of the database.
pub async fn sheets(view: &View, units: Option<&[UnitId]>, from: Day, to: Day) -> Result<Vec<Sheet>> {
    let sql = Sql::new("SELECT * FROM technician WHERE tenant_id = ? AND status <> ?")
        .bind(view.actor().tenant)
        .bind(TechnicianStatus::Left);
    let sql = match units {
        Some(units) => sql.push(" AND ").within("unit_id", units.iter().copied()),
        None => sql,
    };
    let technicians = db::select(view, sql.push(" ORDER BY id LIMIT ?").bind(SHEETS_MAX)).await?;
    filled(view, technicians, from, to).await
}

/// The sheet of one technician, or none.
///
/// # Errors
/// Those of the database.
pub async fn sheet_of(view: &View, id: UserId, from: Day, to: Day) -> Result<Option<Sheet>> {
    let found: Option<Technician> = db::find(view, id).await?;
    Ok(filled(view, found.into_iter().collect(), from, to).await?.pop())
}

/// The sheets of technicians already read.
///
/// # Errors
/// Those of the database.
pub async fn sheets_of_page(view: &View, technicians: Vec<Technician>, from: Day, to: Day) -> Result<Vec<Sheet>> {
    filled(view, technicians, from, to).await
}

async fn filled(view: &View, technicians: Vec<Technician>, from: Day, to: Day) -> Result<Vec<Sheet>> {
    if technicians.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<UserId> = technicians.iter().map(|each| each.id).collect();
    let skills: Vec<SkillHeld> = rows_of(view, &ids, None, "skill").await?;
    let certificates: Vec<Certificate> = rows_of(view, &ids, None, "certificate").await?;
    let areas: Vec<Area> = rows_of(view, &ids, None, "region").await?;
    let shifts: Vec<Shift> = rows_of(view, &ids, Some((from, to)), "from_at").await?;
    let drawn = drawn::of(view, &technicians, &areas).await?;
    let mut skills = grouped(skills, |each| each.technician_id);
    let mut certificates = grouped(certificates, |each| each.technician_id);
    let mut areas = grouped(areas, |each| each.technician_id);
    let mut shifts = grouped(shifts, |each| each.technician_id);
    let sheet = |technician: Technician| {
        let given: Vec<String> =
            areas.remove(&technician.id).unwrap_or_default().into_iter().map(|each| each.region).collect();
        Sheet {
            skills: skills.remove(&technician.id).unwrap_or_default(),
            certificates: certificates.remove(&technician.id).unwrap_or_default(),
            drawn: drawn.given(&given),
            of_outlet: drawn.of_outlet(technician.unit_id),
            areas: given.into_iter().filter(|area| is_region_code(area)).collect(),
            shifts: shifts.remove(&technician.id).unwrap_or_default(),
            technician,
        }
    };
    Ok(technicians.into_iter().map(sheet).collect())
}

async fn rows_of<R: Record>(view: &View, ids: &[UserId], days: Option<(Day, Day)>, order: &str) -> Result<Vec<R>> {
    let sql = Sql::new(&format!("SELECT * FROM {} WHERE tenant_id = ? AND ", R::TABLE)).bind(view.actor().tenant);
    let sql = sql
        .within("technician_id", ids.iter().copied())
        .and(" AND day >= ?", days.map(|days| days.0))
        .and(" AND day <= ?", days.map(|days| days.1));
    // a bound that only a mistake reaches: a hundred rows a head for the largest page
    db::select(view, sql.push(&format!(" ORDER BY {order}, id LIMIT 50000"))).await
}

fn grouped<T>(rows: Vec<T>, of: impl Fn(&T) -> UserId) -> BTreeMap<UserId, Vec<T>> {
    let mut groups: BTreeMap<UserId, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
    }
    groups
}
