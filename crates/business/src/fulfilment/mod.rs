//! Fulfilment: the few verbs that must be atomic across rooms.

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("fulfilment");
}
