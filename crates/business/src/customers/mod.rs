//! Customers: households with their contacts and sites (一户一档), and the assets in them (一机一档).

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("customers");
}
