//! Fulfilment: the few verbs that must be atomic across rooms.

mod bills;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    bills::routes(routes.room("fulfilment"));
}
