//! The business, room by room. A room may call only rooms on lower floors (see ARCHITECTURE.md; a test reads the `use` lines).

pub mod calendar;
pub mod calls;
pub mod catalogue;
pub mod chores;
pub mod customers;
pub mod dispatch;
#[cfg(test)]
mod every_route;
#[cfg(test)]
mod every_word;
pub mod exports;
pub mod files;
#[cfg(test)]
mod floor_plan;
pub mod fulfilment;
pub mod identity;
pub mod imports;
pub mod insight;
pub mod leads;
pub mod listed;
pub mod lowcode;
pub mod money;
pub mod notices;
pub mod nouns;
pub mod orders;
pub mod parts;
pub mod people;
pub mod portal;
pub mod quality;
#[cfg(test)]
mod ready;
pub mod regions;
pub mod reports;
pub mod sales;
pub mod simulations;
pub mod webhooks;
pub mod words;
#[cfg(test)]
mod world;

use platform::db::Migration;
use platform::http::Routes;

/// All routes, room by room.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    for room in [
        identity::routes,
        calendar::routes,
        lowcode::routes,
        catalogue::routes,
        customers::routes,
        people::routes,
        calls::routes,
        parts::routes,
        money::routes,
        sales::routes,
        leads::routes,
        orders::routes,
        quality::routes,
        dispatch::routes,
        fulfilment::routes,
        insight::routes,
        portal::routes,
        notices::routes,
        imports::routes,
        files::routes,
        webhooks::routes,
        reports::routes,
        exports::routes,
        simulations::routes,
    ] {
        room(&mut routes);
    }
    routes
}

macro_rules! migrations {
    ($($number:literal $name:literal),+ $(,)?) => {
        &[$(Migration { number: $number, name: $name, text: include_str!(concat!("../migrations/", $name, ".sql")) }),+]
    };
}

/// The tables' history, one text for both engines.
pub const MIGRATIONS: &[Migration] = migrations![
    1 "0001_ground",
    2 "0002_identity",
    3 "0003_catalogue",
    4 "0004_customers",
    5 "0005_people",
    6 "0006_money",
    7 "0007_sales",
    8 "0008_orders",
    9 "0009_quality_files",
    10 "0010_insight",
    11 "0011_crew_size",
    12 "0012_narrow_indexes",
    13 "0013_pool_indexes",
    14 "0014_event_subjects",
    15 "0015_saved_views",
    16 "0016_opener_index",
    17 "0017_first_fix",
    18 "0018_customer_links",
    20 "0020_webhooks",
    21 "0021_calls",
    22 "0022_sight",
    23 "0023_exception_cases",
    24 "0024_unit_closed",
    30 "0030_notices",
    31 "0031_customer_names",
    32 "0032_service_reports",
    33 "0033_number_rules",
    34 "0034_channels",
    35 "0035_leads",
    36 "0036_session_csrf",
    37 "0037_figures_at_a_million",
    40 "0040_payment_requests",
    43 "0043_guidance",
    44 "0044_taken_back_and_complaints",
    45 "0045_quote_links",
    46 "0046_export_day",
    47 "0047_replan",
    48 "0048_wishes",
    49 "0049_orders_by_brand",
    51 "0051_slots",
    52 "0052_simulations_and_tracks",
    53 "0053_sign_in",
    55 "0055_analyses",
    56 "0056_drawn_areas",
    57 "0057_awaited_parts",
    58 "0058_grabs",
    59 "0059_bonds_and_figures",
    60 "0060_whom_to_call",
];
