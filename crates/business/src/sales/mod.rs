//! Sales: sale orders with lines, promises and deposit, from stock to acceptance.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("sales");
}
