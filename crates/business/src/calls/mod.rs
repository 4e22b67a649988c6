//! Calls (A4): a call centre says whose telephone rings and who is calling; that person's console opens the caller's file.
//!
//! ```text
//! call centre ──POST /calls──► ringing ──the console of the extension's user──► taken (intake opens) | falls away after a while
//! ```
//! The number is kept with the call for a month and in no event. See docs/call-centre.md. Door: [`forget_old`].

mod forget;
mod queries;
pub mod record;
mod ring;
mod take;

pub use forget::forget_old;
pub use record::*;

use axum::routing::post;
use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let (ringing, rang) = (routes.schema::<ring::Ringing>(), routes.schema::<ring::Rang>());
    routes
        .room("calls")
        .raw(
            Op::post(
                "/calls",
                "announceCall",
                May::With(may::CALLS_ANNOUNCE),
                "A call centre says that a telephone rings; JSON or a form.",
            )
            .creates()
            .takes(ringing)
            .gives(rang),
            post(ring::ring),
        )
        .query(
            Op::get("/calls", "listMyCalls", May::SignedIn, "Calls to the caller's own telephone today, newest first."),
            queries::own,
        )
        .command(
            Op::post(
                "/calls/{id}/taking",
                "takeCall",
                May::SignedIn,
                "The call was taken: it no longer rings anywhere.",
            ),
            take::take,
        );
}

#[cfg(test)]
mod tests;
