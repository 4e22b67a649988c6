//! Insight: the cockpit and the analyses; reads everything, writes nothing.

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("insight");
}
