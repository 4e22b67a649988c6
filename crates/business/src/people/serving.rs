//! Which units serve an address: the areas drawn around its place decide first, its district where none does. Whoever looks for an outlet
//! asks here: the order that is opened, the ranking, the slots (decision 0066).

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use kernel::id::{TenantId, UnitId};
use kernel::{Point, Result};
use moka::sync::Cache;
use platform::db::{Sql, View, read};

use super::drawn::{DrawnArea, areas_around};
use super::queries::units_serving;
use super::record::TechnicianStatus;

type UnitsByRegion = Cache<(TenantId, String), Arc<[UnitId]>>;

/// Districts change hands by the week; what was just entered is known at once, as nothing is kept of a region without technicians.
static LATELY: LazyLock<UnitsByRegion> =
    LazyLock::new(|| Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(10)).build());

/// What is known of where work is.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    /// Code of the district; empty where it is not known.
    pub region: &'a str,
    pub place: Option<Point>,
}

/// The units that serve an address; none where nobody is known to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    /// Whose it is: those of the smallest drawn area around the place, else all of the district.
    pub nearest: Vec<UnitId>,
    /// Those of the wider areas around it, from the smaller to the larger.
    pub wider: Vec<UnitId>,
}

impl Serving {
    fn of_district(nearest: Vec<UnitId>) -> Self {
        Self { nearest, wider: vec![] }
    }

    /// All of them, those whose it is before the others.
    pub fn all(self) -> Vec<UnitId> {
        self.nearest.into_iter().chain(self.wider).collect()
    }
}

/// The units that serve an address.
///
/// An area counts where the place is inside it or on its edge, and somebody serves it: the outlet that it was drawn for, unless that is
/// closed, or active technicians who were given it. The smaller area comes before the larger, of two as large as each other (to the square
/// metre) the one that was drawn first; within an area its outlet comes first, then the units of its technicians in order of their ids.
/// Where no area counts, the units of the district follow in order of their ids.
///
/// # Errors
/// Those of the database.
pub async fn serving(view: &View, address: Address<'_>) -> Result<Serving> {
    match drawn_around(view, address.place).await? {
        Some(serving) => Ok(serving),
        None if address.region.is_empty() => Ok(Serving::default()),
        None => Ok(Serving::of_district(units_serving(view, address.region).await?)),
    }
}

/// As [`serving`], for orders that are opened by the thousand: what a district's units were may be ten seconds old.
///
/// # Errors
/// Those of the database.
pub async fn serving_lately(view: &View, address: Address<'_>) -> Result<Serving> {
    match drawn_around(view, address.place).await? {
        Some(serving) => Ok(serving),
        None if address.region.is_empty() => Ok(Serving::default()),
        None => Ok(Serving::of_district(lately(view, address.region).await?.to_vec())),
    }
}

async fn lately(view: &View, region: &str) -> Result<Arc<[UnitId]>> {
    let key = (view.actor().tenant, region.to_owned());
    if let Some(known) = LATELY.get(&key) {
        return Ok(known);
    }
    let units: Arc<[UnitId]> = units_serving(view, region).await?.into();
    if !units.is_empty() {
        LATELY.insert(key, units.clone());
    }
    Ok(units)
}

/// Those of the areas drawn around a place; `None` where nobody serves any.
async fn drawn_around(view: &View, place: Option<Point>) -> Result<Option<Serving>> {
    let Some(place) = place else { return Ok(None) };
    let mut areas = areas_around(view, place).await?;
    if areas.is_empty() {
        return Ok(None);
    }
    // ids are given in order of time
    areas.sort_by_cached_key(|area| (area.outline.0.whole_square_metres(), area.id));
    let outlets = open_outlets(view, &areas).await?;
    let given = given_to(view, &areas).await?;
    let mut serving = Serving::default();
    for area in &areas {
        let outlet = area.unit_id.filter(|unit| outlets.contains(unit));
        let of_people = given.get(&area.id.to_string()).into_iter().flatten().copied();
        let is_first = serving.nearest.is_empty();
        for unit in outlet.into_iter().chain(of_people) {
            if !serving.nearest.contains(&unit) && !serving.wider.contains(&unit) {
                if is_first { serving.nearest.push(unit) } else { serving.wider.push(unit) }
            }
        }
    }
    Ok((!serving.nearest.is_empty()).then_some(serving))
}

/// The outlets that areas were drawn for and that are not closed.
async fn open_outlets(view: &View, areas: &[DrawnArea]) -> Result<Vec<UnitId>> {
    let sql = Sql::new("SELECT id FROM unit WHERE tenant_id = ? AND closed_at IS NULL AND ")
        .bind(view.actor().tenant)
        .within("id", areas.iter().filter_map(|area| area.unit_id));
    view.column(sql.push(" LIMIT 500")).await
}

/// Per area the units of the active technicians who were given it.
async fn given_to(view: &View, areas: &[DrawnArea]) -> Result<BTreeMap<String, Vec<UnitId>>> {
    let sql = Sql::new(
        "SELECT DISTINCT a.region, t.unit_id FROM technician_area a
         JOIN technician t ON t.tenant_id = a.tenant_id AND t.id = a.technician_id
         WHERE a.tenant_id = ? AND t.status = ? AND ",
    )
    .bind(view.actor().tenant)
    .bind(TechnicianStatus::Active)
    .within("a.region", areas.iter().map(|area| area.id.to_string()))
    .push(" ORDER BY t.unit_id, a.region LIMIT 20000");
    let mut given: BTreeMap<String, Vec<UnitId>> = BTreeMap::new();
    for row in &view.all(sql).await? {
        given.entry(read(row, "region")?).or_default().push(read(row, "unit_id")?);
    }
    Ok(given)
}

#[cfg(test)]
#[path = "serving_tests.rs"]
mod tests;
