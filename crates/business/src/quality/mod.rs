//! Quality: the customer's review of every finished order.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("quality");
}
