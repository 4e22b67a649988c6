//! Reading technicians: the list an office works with, one profile, shifts, and which units serve a district.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Page, Point, Result, Scope, page};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::drawn::DrawnRef;
use super::position::technician_of;
use super::record::{Certificate, Employment, Shift, ShiftId, ShiftKind, SkillHeld, Technician, TechnicianStatus};
use super::sheet::{Sheet, sheets_of_page};
use super::skills::{NewCertificate, SkillLevel};

/// So many days of shifts are read at most in one call.
const DAYS_MAX: i64 = 62;

/// A technician as the office and they themselves see one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TechnicianShown {
    pub id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub grade: i64,
    pub employment: Employment,
    pub daily_minutes_max: i64,
    pub start_place: Option<Point>,
    pub last_place: Option<Point>,
    pub last_place_at: Option<Moment>,
    /// Mean stars × 100; absent before the first review.
    pub rating_hundredths: Option<i64>,
    pub rating_count: i64,
    pub status: TechnicianStatus,
    pub skills: Vec<SkillLevel>,
    pub certificates: Vec<NewCertificate>,
    /// Region codes; without any, and without drawn ones: wherever the unit sends them.
    pub areas: Vec<String>,
    /// Areas drawn on the map.
    pub drawn_areas: Vec<DrawnRef>,
    /// Areas drawn for their outlet, where they have none of their own.
    pub outlet_areas: Vec<DrawnRef>,
    pub version: i64,
}

impl From<Sheet> for TechnicianShown {
    fn from(sheet: Sheet) -> Self {
        let technician = sheet.technician;
        Self {
            id: technician.id,
            rating_hundredths: rating_hundredths(&technician),
            name: technician.name,
            unit_id: technician.unit_id,
            grade: technician.grade,
            employment: technician.employment,
            daily_minutes_max: technician.daily_minutes_max,
            start_place: technician.start_place,
            last_place: technician.last_place,
            last_place_at: technician.last_place_at,
            rating_count: technician.rating_count,
            status: technician.status,
            skills: sheet.skills.into_iter().map(SkillLevel::from).collect(),
            certificates: sheet.certificates.into_iter().map(NewCertificate::from).collect(),
            outlet_areas: sheet
                .of_outlet
                .iter()
                .filter(|_| sheet.areas.is_empty() && sheet.drawn.is_empty())
                .map(|drawn| DrawnRef::from(&**drawn))
                .collect(),
            drawn_areas: sheet.drawn.iter().map(|drawn| DrawnRef::from(&**drawn)).collect(),
            areas: sheet.areas,
            version: technician.version,
        }
    }
}
impl From<SkillHeld> for SkillLevel {
    fn from(held: SkillHeld) -> Self {
        Self { skill: held.skill, level: held.level }
    }
}
impl From<Certificate> for NewCertificate {
    fn from(held: Certificate) -> Self {
        Self { certificate: held.certificate, number: held.number, expires_on: held.expires_on }
    }
}

/// Mean stars × 100, rounded down; none before the first review.
pub fn rating_hundredths(technician: &Technician) -> Option<i64> {
    (technician.rating_count > 0).then(|| technician.rating_total / technician.rating_count)
}

pub(super) fn sees(view: &View, technician: &Technician) -> bool {
    view.actor().scope.covers(Some(technician.unit_id)) || technician.id == view.actor().user
}

/// The technician, if the actor's scope covers them (everybody sees themselves).
///
/// # Errors
/// `NotFound`
pub async fn get_visible(view: &View, id: UserId) -> Result<Technician> {
    let technician: Technician = db::get(view, id).await?;
    if sees(view, &technician) { Ok(technician) } else { Err(Error::NotFound("technician")) }
}

/// A technician with their lists.
pub(super) async fn shown(view: &View, technician: Technician) -> Result<TechnicianShown> {
    let today = view.actor().today();
    let sheet = sheets_of_page(view, vec![technician], today, today).await?.pop();
    sheet.map(TechnicianShown::from).ok_or(Error::NotFound("technician"))
}

/// The units with an active technician who serves this district, in order of their ids. An area given by a province's or city's code
/// (`310000`, `330100`) holds its districts.
///
/// # Errors
/// Those of the database.
pub(super) async fn units_serving(view: &View, region: &str) -> Result<Vec<UnitId>> {
    let sql = Sql::new(
        "SELECT DISTINCT t.unit_id FROM technician_area a
         JOIN technician t ON t.tenant_id = a.tenant_id AND t.id = a.technician_id
         WHERE a.tenant_id = ? AND t.status = ? AND ",
    )
    .bind(view.actor().tenant)
    .bind(TechnicianStatus::Active)
    .within("a.region", regions_holding(region));
    view.column(sql.push(" ORDER BY t.unit_id LIMIT 500")).await
}

/// The region itself and, for a six-digit division code (GB/T 2260), its city and province.
pub fn regions_holding(region: &str) -> Vec<String> {
    let mut regions = vec![region.to_owned()];
    if region.len() == 6 && region.bytes().all(|b| b.is_ascii_digit()) {
        regions.push(format!("{}00", &region[..4]));
        regions.push(format!("{}0000", &region[..2]));
        regions.dedup();
    }
    regions
}

/// What the list of technicians can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TechnicianFilter {
    pub unit_id: Option<UnitId>,
    pub status: Option<TechnicianStatus>,
    /// Who has this skill.
    pub skill: Option<String>,
    /// Who serves this district.
    pub region: Option<String>,
    /// Part of the name.
    pub name: Option<String>,
    /// An id to go on after.
    pub after: Option<UserId>,
    pub limit: Option<i64>,
}

/// Narrows a statement about technicians (`t`) to what the actor sees.
pub fn in_scope(sql: Sql, view: &View) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("t.unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND t.id = ?").bind(view.actor().user),
    }
}

pub(super) async fn list(view: &View, _: (), filter: TechnicianFilter) -> Result<Page<TechnicianShown>> {
    let limit = page::limit_of(filter.limit);
    let tenant = view.actor().tenant;
    let name = filter.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let mut sql = Sql::new("SELECT t.* FROM technician t WHERE t.tenant_id = ?")
        .bind(tenant)
        .and(" AND t.unit_id = ?", filter.unit_id)
        .and(" AND t.status = ?", filter.status)
        .and(" AND LOWER(t.name) LIKE ? ESCAPE '\\'", name.map(contains))
        .and(" AND t.id > ?", filter.after);
    if let Some(skill) = filter.skill {
        sql = sql
            .push(" AND EXISTS (SELECT 1 FROM technician_skill s WHERE s.tenant_id = t.tenant_id AND s.technician_id = t.id AND s.skill = ?)")
            .bind(skill);
    }
    if let Some(region) = filter.region {
        sql = sql
            .push(" AND EXISTS (SELECT 1 FROM technician_area a WHERE a.tenant_id = t.tenant_id AND a.technician_id = t.id AND ")
            .within("a.region", regions_holding(&region))
            .push(")");
    }
    let sql = in_scope(sql, view).push(" ORDER BY t.id LIMIT ?").bind(limit + 1);
    let technicians: Vec<Technician> = db::select(view, sql).await?;
    let page = Page::of(technicians, limit, |each| each.id.to_string());
    let today = view.actor().today();
    let items = sheets_of_page(view, page.items, today, today).await?;
    Ok(Page { items: items.into_iter().map(TechnicianShown::from).collect(), next: page.next })
}

/// A LIKE pattern for lower-case texts that contain this one; the engines fold case differently by themselves.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

pub(super) async fn read(view: &View, id: UserId, _: platform::http::Nothing) -> Result<TechnicianShown> {
    let technician = get_visible(view, id).await?;
    shown(view, technician).await
}

pub(super) async fn own(view: &View, _: (), _: platform::http::Nothing) -> Result<TechnicianShown> {
    let technician = technician_of(view).await?;
    shown(view, technician).await
}

/// A stretch of working time or leave.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShiftShown {
    pub id: ShiftId,
    pub technician_id: UserId,
    pub day: Day,
    pub kind: ShiftKind,
    pub from_at: Moment,
    pub to_at: Moment,
}

impl From<Shift> for ShiftShown {
    fn from(shift: Shift) -> Self {
        Self {
            id: shift.id,
            technician_id: shift.technician_id,
            day: shift.day,
            kind: shift.kind,
            from_at: shift.from_at,
            to_at: shift.to_at,
        }
    }
}

/// Which days, and whose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftFilter {
    /// First day, included.
    pub from: Day,
    /// Last day, included; 62 days at most.
    pub to: Day,
    pub technician_id: Option<UserId>,
    pub unit_id: Option<UnitId>,
    /// A shift's id and day to go on after: `2026-11-21/…`.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// Refuses a stretch of days that is empty or longer than `max`.
///
/// # Errors
/// `Invalid`
pub fn check_days(from: Day, to: Day, max: i64) -> Result<()> {
    let mut check = kernel::error::Check::new();
    check.that(to >= from, "to", "field.before_from");
    if to.days_since(from) >= max {
        check.note(kernel::FieldError::new("to", "field.too_many_days").with("max", max));
    }
    check.done()
}

pub(super) async fn shifts(view: &View, _: (), filter: ShiftFilter) -> Result<Page<ShiftShown>> {
    check_days(filter.from, filter.to, DAYS_MAX)?;
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new(
        "SELECT s.* FROM shift s JOIN technician t ON t.tenant_id = s.tenant_id AND t.id = s.technician_id
         WHERE s.tenant_id = ? AND s.day >= ? AND s.day <= ?",
    )
    .bind(view.actor().tenant)
    .bind(filter.from)
    .bind(filter.to)
    .and(" AND s.technician_id = ?", filter.technician_id)
    .and(" AND t.unit_id = ?", filter.unit_id);
    if let Some(after) = filter.after {
        let cursor = after.split_once('/').and_then(|(day, id)| Some((day.parse::<Day>().ok()?, id.parse().ok()?)));
        let (day, id): (Day, ShiftId) = cursor.ok_or_else(|| Error::invalid("after", "field.not_a_cursor"))?;
        sql = sql.push(" AND (s.day > ? OR (s.day = ? AND s.id > ?))").bind(day).bind(day).bind(id);
    }
    let sql = in_scope(sql, view).push(" ORDER BY s.day, s.id LIMIT ?").bind(limit + 1);
    let rows: Vec<Shift> = db::select(view, sql).await?;
    Ok(Page::of(rows, limit, |each| format!("{}/{}", each.day, each.id)).map(ShiftShown::from))
}

/// Which days of one's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnShiftFilter {
    pub from: Day,
    /// Last day, included; 62 days at most.
    pub to: Day,
}

pub(super) async fn own_shifts(view: &View, _: (), filter: OwnShiftFilter) -> Result<Vec<ShiftShown>> {
    check_days(filter.from, filter.to, DAYS_MAX)?;
    let technician = technician_of(view).await?;
    let sheets = sheets_of_page(view, vec![technician], filter.from, filter.to).await?;
    Ok(sheets.into_iter().flat_map(|sheet| sheet.shifts).map(ShiftShown::from).collect())
}
