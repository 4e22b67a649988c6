//! Parts: what was fitted on a visit, with new and old serial.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("parts");
}
