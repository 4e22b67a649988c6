//! Visits: one appointment of an order, its offers, its crew, its SOP run and its evidence.
//!
//! The life of a visit is the table in [`flow`]; every verb starts from a [`scene::Scene`] and ends with [`settled`].
//! Door: [`plan`], [`put_offer`], [`expire`], [`accept`], [`confirm`], [`take`], [`decline`], [`withdraw`], [`reschedule`], [`cancel`], [`call_off`],
//! [`depart`], [`arrive`], [`start`], [`answer_steps`], [`add_evidence`], [`take_back::take_back`], [`evidence_arrived`], [`finish`], [`void_trip`].

pub mod accept;
pub mod answer;
pub mod arrive;
pub mod await_parts;
pub mod booking;
pub mod cancel;
pub mod crew;
pub mod decline;
pub mod depart;
pub mod evidence;
pub mod finish;
pub mod flow;
pub mod here;
pub mod offer;
pub mod page;
pub mod part;
pub mod plan;
pub mod queries;
pub mod record;
pub mod reschedule;
pub mod rules;
pub mod scene;
pub mod share;
pub mod shown;
pub mod sop;
pub mod start;
pub mod take_back;
mod terms;
mod turn;
pub mod void_trip;
pub mod withdraw;

pub use accept::{accept, confirm, take};
pub use answer::{Answers, answer_steps};
pub use arrive::arrive;
pub use cancel::{Cancelling, call_off, cancel, may_be_late};
pub use decline::{Declining, decline};
pub use depart::depart;
pub use evidence::{NewEvidence, add_evidence, evidence_arrived};
pub use finish::{Finishing, finish};
pub use here::Here;
pub use offer::{Offering, expire, put_offer};
pub use plan::{Because, NewVisit, plan};
pub(in crate::orders) use plan::{blank, crew_of, plan_by_office};
pub use record::*;
pub use reschedule::{Appointment, reschedule};
pub use share::{items_of, items_of_all};
pub use shown::VisitShown;
pub use start::start;
pub use turn::take_turn;
pub use void_trip::{VoidTrip, Voided, void_trip};
pub use withdraw::{Withdrawal, give_back_all, withdraw};

use kernel::Result;
use platform::db::Tx;
use platform::http::{May, Op, Routes};

use crate::identity::may;
use crate::nouns::OrderId;

pub fn routes(routes: &mut Routes) {
    routes.room("visits");
    appointments(routes);
    at_work(routes);
}

/// Who comes when: offers, crew, window.
fn appointments(routes: &mut Routes) {
    let (work, assign, edit) =
        (May::With(may::VISITS_WORK), May::With(may::DISPATCH_ASSIGN), May::With(may::ORDERS_EDIT));
    routes
        .command(
            Op::post("/visits/{id}/acceptance", "acceptVisit", work, "Accepts the offer made to the caller."),
            accept::accept,
        )
        .command(
            Op::post("/visits/{id}/declining", "declineVisit", work, "Declines the caller's offer, with a reason."),
            decline::decline,
        )
        .command(
            Op::post("/visits/{id}/withdrawal", "withdrawVisit", assign, "Takes an offer or an assignment back."),
            withdraw::withdraw,
        )
        .command(
            Op::post("/visits/{id}/appointment", "rescheduleVisit", edit, "Moves a visit to another window."),
            reschedule::reschedule,
        )
        .command(
            Op::post("/visits/{id}/cancellation", "cancelVisit", assign, "Cancels a visit before anybody is there."),
            cancel::cancel,
        )
        .command(
            Op::put(
                "/visits/{id}/awaited-parts",
                "awaitParts",
                edit,
                "Puts the parts that a visit waits for, and when they are expected; none once all are there.",
            ),
            await_parts::put,
        )
        .command(Op::post("/visits/{id}/crew", "addCrewMember", assign, "Adds a helper to a crew."), crew::add)
        .command(
            Op::patch("/visits/{id}/crew/{member}", "changeCrewMember", assign, "Changes a share or working time."),
            crew::change,
        )
        .command(
            Op::delete("/visits/{id}/crew/{member}", "removeCrewMember", assign, "Takes a helper off a crew."),
            crew::remove,
        );
}

/// What the crew does.
fn at_work(routes: &mut Routes) {
    let (work, read) = (May::With(may::VISITS_WORK), May::With(may::VISITS_READ));
    routes
        .query(
            Op::get("/visits", "listVisits", read, "Visits: the caller's own, a day's, a unit's, a technician's."),
            queries::list,
        )
        .query(
            Op::get("/visits/{id}", "readVisit", read, "A visit with all that whoever goes there needs."),
            page::read_page,
        )
        .command(Op::post("/visits/{id}/departure", "departToVisit", work, "The crew sets out."), depart::depart)
        .command(
            Op::post("/visits/{id}/arrival", "arriveAtVisit", work, "The crew is there; the distance is judged."),
            arrive::arrive,
        )
        .command(Op::post("/visits/{id}/start", "startVisit", work, "Work begins."), start::start)
        .query(
            Op::get("/visits/{id}/sop", "readSopRun", read, "The steps, the answers so far and what blocks finishing."),
            sop::read_run,
        )
        .command(
            Op::put("/visits/{id}/sop/{step}", "answerSopStep", work, "Answers one step of the SOP."),
            answer::answer_step,
        )
        .command(
            Op::post("/visits/{id}/sop-answers", "answerSopSteps", work, "Answers several steps at once."),
            answer::answer_steps,
        )
        .command(
            Op::post(
                "/visits/{id}/evidence",
                "addEvidence",
                May::With(may::FILES_ADD),
                "Adds a photo, video or paper.",
            )
            .creates(),
            evidence::add_evidence,
        )
        .command(
            Op::post(
                "/visits/{id}/evidence-withdrawals",
                "withdrawEvidence",
                work,
                "Takes back a photo that was taken by mistake, until the visit is finished.",
            ),
            take_back::take_back,
        )
        .command(Op::post("/visits/{id}/parts", "usePart", work, "Notes a part used.").creates(), part::use_part)
        .command(
            Op::delete("/visits/{id}/parts/{part}", "undoPart", work, "Takes back a part that was noted."),
            part::undo,
        );
}

/// What follows for the order from a change of one of its visits: phase, dues and timestamps.
async fn settled(tx: &Tx, order_id: OrderId) -> Result<()> {
    crate::orders::phase::settle(tx, order_id).await.map(|_| ())
}

#[cfg(test)]
pub(crate) mod tests;
