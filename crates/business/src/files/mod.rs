//! Files: pictures and documents by their content, sniffed, limited, thumbnailed.

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("files");
}
