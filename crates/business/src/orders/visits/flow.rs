//! The flow of a visit as data: which verb leads from which statuses to which. Nothing else sets a status.
//!
//! ```text
//! planned ─offer─► offered ─accept─► accepted ─depart─► departed ─arrive─► arrived ─start─► working ─finish─► done
//!    ▲ decline, expire, │               │ withdraw         │ withdraw, void     │ void, finish             ▲
//!    └─ withdraw ───────┴───────────────┴──────────────────┘    └────────────────┴──────────────────────────┘
//! ```
//! Beside it `cancelled`, from everything up to departure.

use kernel::{Error, Moment, Result, code};

use super::record::{Visit, VisitStatus};
use VisitStatus::{Accepted, Arrived, Cancelled, Departed, Done, Offered, Planned, Working};

code! {
    /// What can be done to a visit.
    pub enum VisitVerb as "visit_verb" {
        Offer = "offer",
        Accept = "accept",
        Decline = "decline",
        /// The offer was not answered in time.
        Expire = "expire",
        /// The office takes the offer or the assignment back.
        Withdraw = "withdraw",
        Depart = "depart",
        Arrive = "arrive",
        Start = "start",
        Finish = "finish",
        /// 空跑: somebody went, and nothing could be done.
        Void = "void",
        Cancel = "cancel",
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Way {
    pub verb: VisitVerb,
    pub from: &'static [VisitStatus],
    pub to: VisitStatus,
    /// What is said when the visit is anywhere else.
    pub refusal: &'static str,
}

/// The whole table; every verb stands in it once.
pub const FLOW: &[Way] = &[
    Way { verb: VisitVerb::Offer, from: &[Planned], to: Offered, refusal: "visit.cannot_offer" },
    Way { verb: VisitVerb::Accept, from: &[Offered], to: Accepted, refusal: "visit.cannot_accept" },
    Way { verb: VisitVerb::Decline, from: &[Offered], to: Planned, refusal: "visit.cannot_decline" },
    Way { verb: VisitVerb::Expire, from: &[Offered], to: Planned, refusal: "visit.cannot_expire" },
    Way {
        verb: VisitVerb::Withdraw,
        from: &[Offered, Accepted, Departed],
        to: Planned,
        refusal: "visit.cannot_withdraw",
    },
    Way { verb: VisitVerb::Depart, from: &[Accepted], to: Departed, refusal: "visit.cannot_depart" },
    Way { verb: VisitVerb::Arrive, from: &[Departed], to: Arrived, refusal: "visit.cannot_arrive" },
    Way { verb: VisitVerb::Start, from: &[Arrived], to: Working, refusal: "visit.cannot_start" },
    Way { verb: VisitVerb::Finish, from: &[Arrived, Working], to: Done, refusal: "visit.cannot_finish" },
    Way { verb: VisitVerb::Void, from: &[Departed, Arrived], to: Done, refusal: "visit.cannot_void" },
    Way {
        verb: VisitVerb::Cancel,
        from: &[Planned, Offered, Accepted, Departed],
        to: Cancelled,
        refusal: "visit.cannot_cancel",
    },
];

/// Where the verb leads from this status.
///
/// # Errors
/// The refusal of the verb, with the status as a fact.
pub fn may(verb: VisitVerb, status: VisitStatus) -> Result<VisitStatus> {
    let way = FLOW.iter().find(|way| way.verb == verb).ok_or_else(|| Error::bug(format!("no way for {verb}")))?;
    if way.from.contains(&status) {
        Ok(way.to)
    } else {
        Err(Error::refused(way.refusal).with("status", status.to_string()))
    }
}

/// Carries the visit one step on and notes when it happened. A phone's time is never put before what came before it.
///
/// # Errors
/// As [`may`].
pub fn step(mut visit: Visit, verb: VisitVerb, happened_at: Moment) -> Result<Visit> {
    visit.status = may(verb, visit.status)?;
    let before = [visit.accepted_at, visit.departed_at, visit.arrived_at, visit.started_at];
    let at = before.into_iter().flatten().fold(happened_at, Moment::max);
    match verb {
        VisitVerb::Offer => visit.offered_at = Some(at),
        VisitVerb::Accept => visit.accepted_at = Some(at),
        VisitVerb::Decline | VisitVerb::Expire | VisitVerb::Withdraw => {
            (visit.offered_at, visit.accepted_at, visit.departed_at) = (None, None, None);
        }
        VisitVerb::Depart => visit.departed_at = Some(at),
        VisitVerb::Arrive => visit.arrived_at = Some(at),
        VisitVerb::Start => visit.started_at = Some(at),
        VisitVerb::Finish | VisitVerb::Void => visit.finished_at = Some(at),
        VisitVerb::Cancel => visit.cancelled_at = Some(at),
    }
    Ok(visit)
}

impl VisitStatus {
    /// Somebody has set out or is there.
    pub fn is_under_way(self) -> bool {
        matches!(self, Departed | Arrived | Working)
    }
    /// It is over, one way or the other.
    pub fn is_over(self) -> bool {
        matches!(self, Done | Cancelled)
    }
    /// A crew has taken it and its time is booked.
    pub fn is_booked(self) -> bool {
        matches!(self, Accepted | Departed | Arrived | Working)
    }
}
