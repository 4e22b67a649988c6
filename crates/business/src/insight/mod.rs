//! Insight: the cockpit, the exceptions and the analyses; reads everything, and writes only whose an exception is and what became of it.
//!
//! Every answer says of which time it is. Numbers of the present are counted over open orders, rates over the last thirty days, both from
//! indexes over what is open or recent: a company's years of history cost the cockpit nothing.

mod cockpit;
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
        );
}

#[cfg(test)]
mod tests;
