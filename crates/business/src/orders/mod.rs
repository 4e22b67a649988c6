//! Orders: what a customer is owed (order, items), its appointments (visits), and everything done to it.

pub mod record;
pub mod visits;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("orders");
    visits::routes(routes);
}
