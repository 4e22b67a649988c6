//! Dispatch: who fits a visit and why, offers and their answers, bookings that cannot overlap.
//!
//! ```text
//! planned visit ──recommend──► ranking ──offer──► one technician ──► accepts (books) | declines | lets it pass ─┐
//!                     ▲           └──assign──► offered and confirmed by the office at once (books)              │
//!                     └───────────────────────── by rule, the next one ◄────────────────────────────────────────┘
//! ```
//! Door: [`recommend`](recommend::recommend), [`offer`](offer::offer), [`assign`](assign::assign); chores [`offers_expire`] and
//! [`assign_by_rule`].

pub mod fit;
pub mod model;
pub mod rules;
pub mod travel;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("dispatch");
}
