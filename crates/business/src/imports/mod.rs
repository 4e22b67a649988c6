//! Imports: tables from elsewhere, checked, previewed, taken in whole or not at all, and undone.

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("imports");
}
