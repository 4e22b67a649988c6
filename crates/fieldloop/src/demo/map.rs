//! The city's map for the console (roads, river, districts, compounds) and its roads for travel times. Only the demo company has them: its
//! city is generated.

use std::sync::OnceLock;

use business::identity::Company;
use city::{City, CityMap, Size};
use kernel::id::TenantId;
use kernel::{Error, Result};
use platform::db::View;
use platform::http::{May, Nothing, Op, Routes};

/// The demo company of this process and the map of its city; set once, when a demo server starts.
static SHOWN: OnceLock<(TenantId, CityMap)> = OnceLock::new();

/// From now on the demo company's people get the map of this seed, and drive on its roads as soon as these are ready.
pub fn show(company: &Company, seed: u64) {
    // a second start in one process finds the first one's map, which is the same
    let (tenant, map) = SHOWN.get_or_init(|| (company.id, City::generate(seed, Size::demo()).map()));
    let company = *tenant;
    std::thread::spawn(move || {
        business::dispatch::travel::drive_on_for(company, City::generate(seed, Size::demo()).driven());
    });
    business::regions::name_own(*tenant, map.districts.iter().map(|each| (each.code.clone(), each.name.clone())));
}

/// Declares `GET /map`.
pub fn routes(routes: &mut Routes) {
    routes.room("map").query(
        Op::get("/map", "cityMap", May::SignedIn, "The demo company's city as a map; other companies have none."),
        city_map,
    );
}

async fn city_map(view: &View, (): (), _: Nothing) -> Result<&'static CityMap> {
    match SHOWN.get() {
        Some((tenant, map)) if *tenant == view.actor().tenant => Ok(map),
        _ => Err(Error::NotFound("map")),
    }
}
