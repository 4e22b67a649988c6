//! Decisions about orders without IO: the one derivation of the phase, the clocks of the SLA, priority.

use kernel::Moment;
use kernel::time::DAY;

use super::record::OrderPhase;
use super::visits::{VisitOutcome, VisitStatus};
use crate::lowcode::pack::Urgency;

/// What the phase is derived from.
#[derive(Clone, Debug, Default)]
pub struct Facts<'f> {
    pub is_taken_in: bool,
    pub is_held: bool,
    pub is_cancelled: bool,
    pub is_closed: bool,
    /// A review is there, or the time for one has passed.
    pub is_reviewed: bool,
    /// An item was left undone by the last visit.
    pub has_item_left: bool,
    pub visits: &'f [VisitFact],
    /// The codes of the legs that visits of this order carry out.
    pub legs: &'f [String],
}

/// A visit as far as its order's phase depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitFact {
    /// 1, 2 … within the order.
    pub number: i64,
    /// The visit that made this one necessary: its own end no longer counts once this one is done.
    pub follows: Option<i64>,
    pub leg: String,
    pub status: VisitStatus,
    pub outcome: Option<VisitOutcome>,
}

impl Facts<'_> {
    /// The phase. An order is as far as its most urgent open visit: under way before all, else the one that lags behind most, because
    /// that is the one somebody has to do something about. Without an open visit it is finished when every visit solved what it went for,
    /// or was followed by one that did; a void trip, missing parts or a refusal hand it back to the dispatcher.
    pub fn phase(&self) -> OrderPhase {
        if self.is_cancelled {
            return OrderPhase::Cancelled;
        }
        if self.is_closed {
            return OrderPhase::Closed;
        }
        let finished = self.is_finished();
        if self.is_held && !finished {
            return OrderPhase::OnHold;
        }
        if finished {
            return if self.is_reviewed { OrderPhase::Reviewed } else { OrderPhase::Finished };
        }
        if self.visits.iter().any(VisitFact::is_under_way) {
            return OrderPhase::Serving;
        }
        if let Some(behind) = self.visits.iter().filter(|visit| visit.is_open()).map(VisitFact::waits_in).min() {
            return behind;
        }
        if self.is_taken_in { OrderPhase::ToDispatch } else { OrderPhase::Received }
    }

    fn is_finished(&self) -> bool {
        if self.has_item_left || self.visits.iter().any(VisitFact::is_open) {
            return false;
        }
        let done = || self.visits.iter().filter(|visit| visit.status == VisitStatus::Done);
        let is_followed = |visit: &VisitFact| done().any(|later| later.follows == Some(visit.number));
        let solved = |leg: &str| done().any(|visit| visit.leg == leg && visit.is_solved());
        done().next().is_some()
            && done().all(|visit| visit.is_solved() || is_followed(visit))
            && self.legs.iter().all(|leg| solved(leg))
    }
}

impl VisitFact {
    fn is_open(&self) -> bool {
        !matches!(self.status, VisitStatus::Done | VisitStatus::Cancelled)
    }
    fn is_under_way(&self) -> bool {
        matches!(self.status, VisitStatus::Departed | VisitStatus::Arrived | VisitStatus::Working)
    }
    fn is_solved(&self) -> bool {
        self.outcome == Some(VisitOutcome::Solved)
    }
    fn waits_in(&self) -> OrderPhase {
        match self.status {
            VisitStatus::Planned => OrderPhase::ToDispatch,
            VisitStatus::Offered => OrderPhase::Dispatched,
            _ => OrderPhase::Accepted,
        }
    }
}

/// What an order's clocks are waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dues {
    /// Until a technician has accepted.
    pub dispatch: Option<Moment>,
    pub arrive: Option<Moment>,
    pub finish: Option<Moment>,
}

impl Dues {
    /// The nearest due that still runs: not yet met, and not while the clocks stand still.
    pub fn next(&self, phase: OrderPhase, met: &Dues, is_paused: bool) -> Option<Moment> {
        if is_paused || !super::flow::OPEN.contains(&phase) {
            return None;
        }
        [(self.dispatch, met.dispatch), (self.arrive, met.arrive), (self.finish, met.finish)]
            .into_iter()
            .filter(|(_, met)| met.is_none())
            .filter_map(|(due, _)| due)
            .min()
    }
}

/// Nobody makes an appointment for more than a year ahead: it is a slip of the year. In milliseconds.
pub const AHEAD_MAX: i64 = 366 * DAY;

/// Highest priority there is.
pub const PRIORITY_MAX: i64 = 1_000;

/// The priority an order starts with: its urgency decides, a repeated fault and each time somebody asked raise it within its class.
pub fn priority(urgency: Urgency, is_repeat: bool, chased_count: i64) -> i64 {
    let base = match urgency {
        Urgency::Low => 100,
        Urgency::Normal => 300,
        Urgency::High => 600,
        Urgency::Emergency => 900,
    };
    (base + if is_repeat { 50 } else { 0 } + chased_count.clamp(0, 5) * 10).min(PRIORITY_MAX)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
