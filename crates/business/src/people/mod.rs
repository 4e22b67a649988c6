//! People: technicians with skills, certificates, areas and shifts.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("people");
}
