//! Dispatch: who fits a visit and why, offers and their answers, bookings that cannot overlap.

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("dispatch");
}
