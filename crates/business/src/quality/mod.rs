//! Quality: reviews and complaints, and what they lead to.
//!
//! ```text
//! order finished ─► asked ─► review (once) ─► technician's rating
//!                                     └─ below the company's standard ─► seen by quality
//! customer complains ─► complaint ─► an exception with an owner and a next step (in `insight`)
//! ```
//! Door: [`record_complaint`], [`record_review`]; the route that takes a review knows orders and is declared in `fulfilment`.

mod complaint;
pub mod exported;
mod queries;
pub mod record;
mod review;

pub use complaint::record_complaint;
pub use record::*;
pub use review::{GiveReview, ReviewShown, Reviewed, record_review};

use crate::identity::may;
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    routes.room("quality").query(
        Op::get("/reviews", "listReviews", May::With(may::REVIEWS_READ), "Reviews, newest first."),
        queries::list,
    );
}

#[cfg(test)]
mod tests;
