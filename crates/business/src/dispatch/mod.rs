//! Dispatch: who fits a visit and why, offers and their answers, bookings that cannot overlap.
//!
//! ```text
//! planned visit ──recommend──► ranking ──offer──► one technician ──► accepts (books) | declines | lets it pass ─┐
//!                     ▲           └──assign──► offered and confirmed by the office at once (books)              │
//!                     └───────────────────────── by rule, the next one ◄────────────────────────────────────────┘
//! ```
//! A whole day can be planned at once; what comes of it is a proposal, carried out like any choice. When something happens in the day, the
//! rest of it is planned anew as a proposal. Customers are offered only what can be kept beside everything else ([`slots`]).
//!
//! Door: [`recommend`], [`slots_of_visit`], [`take_slot`], [`offer`](offer::offer), [`assign`](assign::assign); chores [`offers_expire`], [`grabs_expire`],
//! [`assign_by_rule`], [`crews_by_rule`] and [`replan::watch`].

pub mod assign;
pub mod board;
pub mod choice;
mod chores;
mod day;
pub mod fit;
pub mod grabs;
pub mod load;
pub mod model;
pub mod moves;
pub mod offer;
pub mod policy;
pub mod recommend;
pub mod replan;
pub mod rules;
pub mod slots;
mod track;
pub mod travel;
pub mod unassigned;
mod waits;
pub mod wishes;

pub use choice::Choice;
pub use chores::{assign_by_rule, crews_by_rule, offers_expire};
pub use grabs::grabs_expire;
pub use policy::{Automatic, DispatchRules};
pub use recommend::recommend;
pub use slots::{slots_of_visit, take_slot};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    who_goes(routes);
    slots::routes(routes);
    grabs::routes(routes);
}

fn who_goes(routes: &mut Routes) {
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
        .command(
            Op::post(
                "/dispatch/moves",
                "carryOutMoves",
                ASSIGN,
                "Gives several visits to people and times at once, those that somebody has included; all or none.",
            ),
            moves::carry_out,
        )
        .query(
            Op::get(
                "/dispatch/replans",
                "listReplans",
                READ,
                "What is proposed for the rest of today, since something happened.",
            ),
            replan::open,
        )
        .command(
            Op::post(
                "/dispatch/replans/{id}/acceptance",
                "acceptReplan",
                ASSIGN,
                "Carries a proposal out, or a part of it.",
            ),
            replan::accept,
        )
        .command(
            Op::post("/dispatch/replans/{id}/dismissal", "dismissReplan", ASSIGN, "Dismisses a proposal."),
            replan::dismiss,
        )
        .query(
            Op::get(
                "/customers/{id}/technicians",
                "listWishes",
                May::With(may::CUSTOMERS_READ),
                "Whom a customer wants to come, and whom not.",
            ),
            wishes::list,
        )
        .command(
            Op::put(
                "/customers/{id}/technicians/{technician}",
                "setWish",
                May::With(may::CUSTOMERS_EDIT),
                "Sets whether a customer wants somebody to come, or not to.",
            ),
            wishes::set,
        )
        .command(
            Op::delete(
                "/customers/{id}/technicians/{technician}",
                "removeWish",
                May::With(may::CUSTOMERS_EDIT),
                "Takes such a wish back.",
            ),
            wishes::remove,
        )
        .query(
            Op::get("/board", "readBoard", READ, "Technicians with shifts, leave and visits of some days."),
            board::read_page,
        )
        .query(
            Op::get(
                "/technicians/{id}/track",
                "readTrack",
                READ,
                "Where a technician's phone was on a day, their stays, and how far they drove to each.",
            ),
            track::read,
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
mod road_tests;
#[cfg(test)]
mod tests;
