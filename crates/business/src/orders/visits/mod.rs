//! Visits: one appointment of an order, its crew, its SOP run and its evidence.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("visits");
}
