//! Insight: the cockpit, the exceptions and the analyses; reads everything, writes nothing.
//!
//! Every answer says of which time it is. Numbers of the present are counted over open orders, rates over the last thirty days, both from
//! indexes over what is open or recent: a company's years of history cost the cockpit nothing.

mod cockpit;
mod exceptions;
mod failures;
mod scope;

pub use cockpit::Cockpit;
pub use exceptions::{Exception, ExceptionKind, Exceptions};
pub use failures::{FailurePage, FailureRow};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const READ: May = May::With(may::INSIGHT_READ);
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
        );
}

#[cfg(test)]
mod tests;
