//! Catalogue: brands, products, and the company's copy of what its pack defines.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("catalogue");
}
