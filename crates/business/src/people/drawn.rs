//! Areas drawn on the map (E1): named outlines that technicians or an outlet serve, beside the districts of the list of regions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::error::Check;
use kernel::geo::is_region_code;
use kernel::id::{UnitId, UserId};
use kernel::outline::{CORNERS_MAX, NotSimple};
use kernel::{Error, FieldError, Id, Json, Moment, Outline, Page, Point, Result, Scope};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Area, Technician};
use crate::identity::Unit;
pub use crate::nouns::DrawnAreaId;

/// So many areas a company draws.
const AREAS_MAX: i64 = 500;
/// Millionths of a degree in a degree: about a tenth of a metre each.
const E6: f64 = 1_000_000.0;

record! {
    /// An area that was drawn. The box around it is kept rounded outwards.
    pub struct DrawnArea in "drawn_area" as "drawn_area" (DrawnAreaId), versioned {
        pub id: DrawnAreaId,
        pub name: String,
        /// Whoever of this outlet has no areas of their own serves it.
        pub unit_id: Option<UnitId>,
        pub outline: Json<Outline>,
        pub south_e6: i64,
        pub west_e6: i64,
        pub north_e6: i64,
        pub east_e6: i64,
        pub drawn_by: UserId,
        pub drawn_at: Moment,
    }
}

/// A drawn area as dispatch weighs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub id: DrawnAreaId,
    pub name: String,
    pub outline: Outline,
}

/// A drawn area by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DrawnRef {
    pub id: DrawnAreaId,
    pub name: String,
}

impl From<&Drawn> for DrawnRef {
    fn from(drawn: &Drawn) -> Self {
        Self { id: drawn.id, name: drawn.name.clone() }
    }
}

/// A drawn area as it is shown and drawn again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DrawnAreaShown {
    pub id: DrawnAreaId,
    pub name: String,
    pub unit_id: Option<UnitId>,
    /// Its corners in order, the last joined to the first.
    pub outline: Outline,
    /// How many technicians were given it.
    pub technicians: i64,
    pub version: i64,
}

/// What is drawn.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawArea {
    pub name: String,
    /// Three corners at least; edges do not cross.
    pub outline: Outline,
    /// The outlet whose people serve it where they have no areas of their own.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
}

/// `GET /areas`
///
/// # Errors
/// Those of the database.
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<DrawnAreaShown>> {
    let sql = Sql::new("SELECT * FROM drawn_area WHERE tenant_id = ? ORDER BY name, id LIMIT ?");
    let areas: Vec<DrawnArea> = db::select(view, sql.bind(view.actor().tenant).bind(AREAS_MAX)).await?;
    let used = used(view, areas.iter().map(|area| area.id).collect()).await?;
    let items = areas.into_iter().map(|area| shown(&used, area)).collect();
    Ok(Page { items, next: None })
}

/// `POST /areas`
///
/// # Errors
/// `Invalid` by field; `area.name_taken`, `area.too_many`; `NotFound` for an outlet that is not the actor's.
pub(super) async fn draw(tx: &Tx, (): (), body: DrawArea) -> Result<DrawnAreaShown> {
    check(tx, &body).await?;
    let count = Sql::new("SELECT COUNT(*) FROM drawn_area WHERE tenant_id = ?").bind(tx.actor().tenant);
    if tx.value::<i64>(count).await? >= AREAS_MAX {
        return Err(Error::refused("area.too_many").with("max", AREAS_MAX));
    }
    let blank = DrawnArea {
        id: DrawnAreaId::new(),
        name: String::new(),
        unit_id: None,
        outline: Json::default(),
        south_e6: 0,
        west_e6: 0,
        north_e6: 0,
        east_e6: 0,
        drawn_by: tx.actor().user,
        drawn_at: tx.now(),
        version: 1,
    };
    let area = db::insert(tx, filled(tx, blank, body)).await.map_err(named)?;
    tell(tx, &area, Event::new("area.drawn")).await?;
    Ok(shown(&BTreeMap::new(), area))
}

/// `PUT /areas/{id}`: whoever has it serves the new outline from now on.
///
/// # Errors
/// As [`draw`]; `Stale`.
pub(super) async fn redraw(tx: &Tx, id: DrawnAreaId, body: DrawArea) -> Result<DrawnAreaShown> {
    check(tx, &body).await?;
    let area: DrawnArea = db::get(tx, id).await?;
    is_theirs(tx, area.unit_id)?;
    tx.said().as_seen("drawn_area", area.version)?;
    let area = db::update(tx, filled(tx, area, body)).await.map_err(named)?;
    tell(tx, &area, Event::new("area.redrawn")).await?;
    Ok(shown(&used(tx, vec![area.id]).await?, area))
}

/// `DELETE /areas/{id}`
///
/// # Errors
/// `NotFound`; `area.in_use`: whoever lost their only area would go everywhere.
pub(super) async fn remove(tx: &Tx, id: DrawnAreaId, _: Nothing) -> Result<Nothing> {
    let area: DrawnArea = db::get(tx, id).await?;
    is_theirs(tx, area.unit_id)?;
    let count = used(tx, vec![id]).await?.get(&id).copied().unwrap_or(0);
    if count > 0 {
        return Err(Error::refused("area.in_use").with("count", count));
    }
    db::delete::<DrawnArea>(tx, id).await?;
    tell(tx, &area, Event::new("area.removed")).await?;
    Ok(Nothing {})
}

async fn check(tx: &Tx, body: &DrawArea) -> Result<()> {
    let mut check = Check::new();
    check.text("name", &body.name, 40);
    if let Err(why) = body.outline.check() {
        check.note(told(why));
    }
    check.done()?;
    if let Some(unit) = body.unit_id {
        db::get::<Unit>(tx, unit).await?;
    }
    is_theirs(tx, body.unit_id)
}

fn told(why: NotSimple) -> FieldError {
    let at = |code: &'static str| FieldError::new("outline", code);
    match why {
        NotSimple::TooFew => at("field.too_few_corners"),
        NotSimple::TooMany => at("field.too_many").with("max", CORNERS_MAX),
        NotSimple::Nowhere(corner) => FieldError::new(format!("outline[{}]", corner - 1), "field.not_a_place"),
        NotSimple::Crosses(one, other) => at("field.edges_cross").with("one", one).with("other", other),
        NotSimple::TooSmall => at("field.area_too_small"),
    }
}

/// An outlet's areas belong to whoever may speak for the outlet.
fn is_theirs(tx: &Tx, unit: Option<UnitId>) -> Result<()> {
    let is_own = match (&tx.actor().scope, unit) {
        (Scope::Everything, _) => true,
        (scope, Some(unit)) => scope.covers(Some(unit)),
        // one of nobody's is the whole company's
        (_, None) => false,
    };
    if is_own { Ok(()) } else { Err(Error::NotFound("unit")) }
}

fn filled(tx: &Tx, area: DrawnArea, body: DrawArea) -> DrawnArea {
    let nowhere = Point { lat: 0.0, lng: 0.0 };
    let (low, high) = body.outline.bounds().unwrap_or((nowhere, nowhere));
    #[expect(clippy::cast_possible_truncation, reason = "degrees of the Earth in millionths")]
    let e6 = |degrees: f64, round: fn(f64) -> f64| round(degrees * E6) as i64;
    DrawnArea {
        name: body.name.trim().to_owned(),
        unit_id: body.unit_id,
        south_e6: e6(low.lat, f64::floor),
        west_e6: e6(low.lng, f64::floor),
        north_e6: e6(high.lat, f64::ceil),
        east_e6: e6(high.lng, f64::ceil),
        outline: Json(body.outline),
        drawn_by: tx.actor().user,
        drawn_at: tx.now(),
        ..area
    }
}

fn named(error: Error) -> Error {
    let taken = db::is_duplicate(&error, &["drawn_area_name", "drawn_area.name"]);
    if taken { Error::refused("area.name_taken") } else { error }
}

async fn tell(tx: &Tx, area: &DrawnArea, event: Event) -> Result<()> {
    let data = json!({ "name": area.name, "corners": area.outline.0.0.len() });
    tx.record(event.in_unit(area.unit_id).about(area.id).with(data)).await
}

fn shown(used: &BTreeMap<DrawnAreaId, i64>, area: DrawnArea) -> DrawnAreaShown {
    DrawnAreaShown {
        id: area.id,
        name: area.name,
        unit_id: area.unit_id,
        outline: area.outline.0,
        technicians: used.get(&area.id).copied().unwrap_or(0),
        version: area.version,
    }
}

/// How many technicians were given each of these areas.
async fn used(view: &View, ids: Vec<DrawnAreaId>) -> Result<BTreeMap<DrawnAreaId, i64>> {
    let sql = Sql::new("SELECT region, COUNT(*) AS technicians FROM technician_area WHERE tenant_id = ? AND ")
        .bind(view.actor().tenant)
        .within("region", ids.into_iter().map(|id| id.to_string()))
        .push(" GROUP BY region");
    let mut used = BTreeMap::new();
    for row in &view.all(sql).await? {
        if let Ok(id) = db::read::<String>(row, "region")?.parse::<DrawnAreaId>() {
            used.insert(id, db::read(row, "technicians")?);
        }
    }
    Ok(used)
}

/// Which of these there are.
pub(super) async fn known(view: &View, ids: &[DrawnAreaId]) -> Result<BTreeSet<DrawnAreaId>> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sql = Sql::new("SELECT id FROM drawn_area WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    Ok(view.column(sql.within("id", ids.iter().copied())).await?.into_iter().collect())
}

/// The drawn areas that concern some technicians.
pub(super) struct DrawnBook {
    by_id: BTreeMap<String, Arc<Drawn>>,
    by_unit: BTreeMap<UnitId, Vec<Arc<Drawn>>>,
}

impl DrawnBook {
    /// Those among a technician's areas.
    pub(super) fn given(&self, areas: &[String]) -> Vec<Arc<Drawn>> {
        areas.iter().filter_map(|area| self.by_id.get(area)).cloned().collect()
    }
    /// Those of an outlet.
    pub(super) fn of_outlet(&self, unit: UnitId) -> Vec<Arc<Drawn>> {
        self.by_unit.get(&unit).cloned().unwrap_or_default()
    }
}

/// Reads the drawn areas that these technicians were given and those of their outlets, in one statement.
///
/// # Errors
/// Those of the database.
pub(super) async fn of(view: &View, technicians: &[Technician], areas: &[Area]) -> Result<DrawnBook> {
    let given: BTreeSet<&String> =
        areas.iter().map(|area| &area.region).filter(|region| !is_region_code(region)).collect();
    let units: BTreeSet<UnitId> = technicians.iter().map(|each| each.unit_id).collect();
    let sql = Sql::new("SELECT * FROM drawn_area WHERE tenant_id = ? AND (")
        .bind(view.actor().tenant)
        .within("id", given.into_iter().cloned())
        .push(" OR ")
        .within("unit_id", units)
        .push(") ORDER BY name, id LIMIT ?")
        .bind(AREAS_MAX);
    let mut book = DrawnBook { by_id: BTreeMap::new(), by_unit: BTreeMap::new() };
    for area in db::select::<DrawnArea>(view, sql).await? {
        let drawn = Arc::new(Drawn { id: area.id, name: area.name, outline: area.outline.0 });
        book.by_id.insert(area.id.to_string(), drawn.clone());
        if let Some(unit) = area.unit_id {
            book.by_unit.entry(unit).or_default().push(drawn);
        }
    }
    Ok(book)
}

/// The areas drawn around this place, its edge included; in order of their ids.
///
/// # Errors
/// Those of the database.
pub(super) async fn areas_around(view: &View, place: Point) -> Result<Vec<DrawnArea>> {
    #[expect(clippy::cast_possible_truncation, reason = "degrees of the Earth in millionths")]
    let (lat, lng) = ((place.lat * E6).round() as i64, (place.lng * E6).round() as i64);
    let sql = Sql::new(
        "SELECT * FROM drawn_area WHERE tenant_id = ? AND south_e6 <= ? AND north_e6 >= ? AND west_e6 <= ? AND east_e6 >= ?
         ORDER BY id LIMIT ?",
    );
    let sql = sql.bind(view.actor().tenant).bind(lat).bind(lat).bind(lng).bind(lng).bind(AREAS_MAX);
    let mut around: Vec<DrawnArea> = db::select(view, sql).await?;
    around.retain(|area| area.outline.0.contains(place));
    Ok(around)
}

#[cfg(test)]
#[path = "drawn_tests.rs"]
mod tests;
