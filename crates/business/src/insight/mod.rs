//! Insight: the cockpit, the exceptions and the analyses; reads everything, and writes only whose an exception is and what became
//! of it; a customer's complaint becomes one here.
//!
//! Every answer says of which time it is. Numbers of the present are counted over open orders, rates over the last thirty days, both from
//! indexes over what is open or recent: a company's years of history cost the cockpit nothing.

mod analyses;
mod cockpit;
mod complain;
mod exceptions;
pub mod exported;
mod failures;
mod handle;
pub mod record;
mod regions;
mod scope;
mod series;

pub use cockpit::Cockpit;
pub use exceptions::{Exception, ExceptionKind, ExceptionState, Exceptions};
pub use failures::{FailurePage, FailureRow};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const READ: May = May::With(may::INSIGHT_READ);
    const HANDLE: May = May::With(may::EXCEPTIONS_HANDLE);
    routes
        .room("insight")
        .query(Op::get("/insight/cockpit", "cockpit", READ, "How the company stands now."), cockpit::cockpit)
        .query(
            Op::get("/insight/failures", "failures", READ, "What is repaired most, and how it ended."),
            failures::failures,
        )
        .query(
            Op::get("/insight/exceptions", "exceptions", READ, "What somebody has to look at now."),
            exceptions::exceptions,
        )
        .command(
            Op::post(
                "/insight/exceptions/handling",
                "handleException",
                HANDLE,
                "Says whose an exception is and what is done next.",
            ),
            handle::handle,
        )
        .command(
            Op::post(
                "/insight/exceptions/settling",
                "settleException",
                HANDLE,
                "Settles an exception, or opens it again.",
            ),
            handle::settle,
        )
        .command(
            Op::post(
                "/portal/complaints",
                "portalComplain",
                May::With(may::PORTAL_ACT),
                "Complains: it is counted, raises the order's attention and becomes an exception.",
            )
            .creates(),
            complain::complain,
        )
        .query(
            Op::get("/insight/regions", "heat", READ, "Where the orders come from, district by district."),
            regions::regions,
        )
        .query(
            Op::get(
                "/insight/series",
                "insightSeries",
                READ,
                "Orders opened and finished, day by day or in longer pieces.",
            ),
            series::series,
        )
        .query(
            Op::get(
                "/insight/productivity",
                "productivity",
                READ,
                "What each technician got done, and in how much time.",
            ),
            analyses::productivity,
        )
        .query(
            Op::get(
                "/insight/areas",
                "areas",
                READ,
                "Where the work is, and whether those who serve there have the time.",
            ),
            analyses::areas,
        )
        .query(
            Op::get("/insight/part-use", "partUse", READ, "Which parts were fitted, how often again."),
            analyses::part_use,
        )
        .query(
            Op::get(
                "/insight/repeats",
                "repeats",
                READ,
                "What had to be repaired again, after whom, and what that cost.",
            ),
            analyses::repeats,
        )
        .query(
            Op::get("/insight/satisfaction", "satisfaction", READ, "How customers judged, piece by piece of a period."),
            analyses::satisfaction,
        )
        .query(
            Op::get("/insight/margin", "margin", READ, "What orders brought in and cost, as the ledger says."),
            analyses::margin,
        );
}

#[cfg(test)]
mod tests;
