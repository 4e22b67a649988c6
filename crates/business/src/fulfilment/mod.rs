//! Fulfilment: the few verbs that must be atomic across rooms.

mod bills;
mod promises;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("fulfilment");
    bills::routes(routes);
    promises::routes(routes);
}
