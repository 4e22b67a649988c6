//! Dispatch: who fits a visit and why, offers and their answers, bookings that cannot overlap.
//!
//! ```text
//! planned visit ──recommend──► ranking ──offer──► one technician ──► accepts (books) | declines | lets it pass ─┐
//!                     ▲           └──assign──► offered and confirmed by the office at once (books)              │
//!                     └───────────────────────── by rule, the next one ◄────────────────────────────────────────┘
//! ```
//! A whole day can be planned at once; what comes of it is a proposal, carried out visit by visit like any choice.
//!
//! Door: [`recommend`], [`offer`](offer::offer), [`assign`](assign::assign); chores [`offers_expire`], [`assign_by_rule`] and [`crews_by_rule`].

pub mod assign;
pub mod board;
pub mod choice;
mod chores;
mod day;
pub mod fit;
pub mod load;
pub mod model;
pub mod offer;
pub mod policy;
pub mod recommend;
pub mod rules;
pub mod travel;
pub mod unassigned;
mod windows;

pub use choice::Choice;
pub use chores::{assign_by_rule, crews_by_rule, offers_expire};
pub use policy::{Automatic, DispatchRules};
pub use recommend::recommend;
pub use windows::windows_kept;

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const READ: May = May::With(may::DISPATCH_READ);
    const ASSIGN: May = May::With(may::DISPATCH_ASSIGN);
    routes
        .room("dispatch")
        .query(
            Op::get(
                "/visits/{id}/recommendations",
                "recommendTechnicians",
                READ,
                "Who should go to a visit, with arithmetic, and why the others cannot.",
            ),
            recommend::read,
        )
        .command(
            Op::post("/visits/{id}/offers", "offerVisit", ASSIGN, "Offers a visit to a technician.").creates(),
            offer::offer,
        )
        .command(
            Op::post(
                "/visits/{id}/assignment",
                "assignVisit",
                ASSIGN,
                "Assigns a visit to a technician and confirms it.",
            ),
            assign::assign,
        )
        .command(
            Op::delete("/visits/{id}/assignment", "takeBackVisit", ASSIGN, "Takes an offer or an assignment back."),
            assign::take_back,
        )
        .query(
            Op::get("/visits/unassigned", "listUnassignedVisits", READ, "Visits that nobody goes to yet."),
            unassigned::list,
        )
        .query(
            Op::get(
                "/dispatch/day-plan",
                "planDay",
                ASSIGN,
                "Proposes who goes where on a day, for all visits that wait; changes nothing.",
            ),
            day::plan,
        )
        .query(
            Op::get("/board", "readBoard", READ, "Technicians with shifts, leave and visits of some days."),
            board::read_page,
        )
        .query(
            Op::get("/dispatch-rules", "readDispatchRules", READ, "What the program dispatches by itself."),
            policy::read,
        )
        .command(
            Op::put(
                "/dispatch-rules",
                "setDispatchRules",
                May::With(may::COMPANY_ADMIN),
                "Sets what the program dispatches by itself.",
            ),
            policy::set_rules,
        );
}

#[cfg(test)]
mod crew_tests;
#[cfg(test)]
mod given_tests;
#[cfg(test)]
mod tests;
