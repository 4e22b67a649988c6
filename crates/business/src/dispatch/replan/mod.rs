//! Planning the rest of a day anew when something happens (E7): somebody is away, a visit overruns, one finds no place, a customer calls
//! off or is not at home. The program
//! proposes few changes to the dispatchers of the unit; they accept or dismiss, or the company's rule accepts by itself.
//!
//! ```text
//! trouble ─► planner, with what is booked ─► open ─► accepted (carried out at once) | dismissed | superseded
//! ```

mod decide;
mod list;
mod trouble;
mod watch;

pub use decide::{accept, dismiss};
pub use list::open;
pub use watch::watch;

use kernel::id::{UnitId, UserId};
use kernel::{Day, Json, Moment, code};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nouns::{ReplanId, VisitId};

code! {
    /// What happened.
    pub enum ReplanCause as "replan_cause" {
        /// Somebody has visits in hours of leave.
        Absence = "absence",
        /// A visit lasts longer than planned, and the next has to wait.
        Overrun = "overrun",
        /// An emergency that nobody reaches in time.
        Emergency = "emergency",
        /// A visit for which the rule found nobody.
        NoPlace = "no_place",
        /// A visit was called off, and its technician has time.
        Cancelled = "cancelled",
        /// Nobody was at home, and the technician has time.
        CustomerAbsent = "customer_absent",
    }
}
code! {
    /// What became of a proposal.
    pub enum ReplanStatus as "replan_status" {
        Open = "open",
        Accepted = "accepted",
        Dismissed = "dismissed",
        /// What it was about has changed meanwhile.
        Superseded = "superseded",
        /// There was nothing better than to leave things as they are.
        Nothing = "nothing",
    }
}

record! {
    /// A proposal to change the rest of a day.
    pub struct Replan in "replan" as "replan" (ReplanId), versioned {
        pub id: ReplanId,
        pub unit_id: Option<UnitId>,
        pub day: Day,
        pub cause: ReplanCause,
        /// Who is away or overruns.
        pub technician_id: Option<UserId>,
        /// Which visit overruns, needs a place, or is no longer.
        pub visit_id: Option<VisitId>,
        pub status: ReplanStatus,
        pub moves: Json<Vec<ReplanMove>>,
        /// Minutes on the road more than if nothing changed.
        pub travel_minutes: i64,
        /// Minutes of lateness more than if nothing changed.
        pub late_minutes: i64,
        pub created_at: Moment,
        pub decided_at: Option<Moment>,
        pub decided_by: Option<UserId>,
    }
}

/// A visit that would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReplanMove {
    pub visit_id: VisitId,
    pub version: i64,
    pub technician_id: UserId,
    pub planned_from_at: Moment,
    pub planned_to_at: Moment,
    pub helpers: Vec<UserId>,
    pub travel_minutes: i64,
    pub late_minutes: i64,
    /// With whom and when it is now; none where nobody has it.
    pub before: Option<ReplanBefore>,
    /// The customer's window does not hold the new time: they are told another.
    pub is_told_anew: bool,
}

/// With whom and when a visit is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReplanBefore {
    pub technician_id: UserId,
    pub planned_from_at: Moment,
    /// It was accepted: they count on it.
    pub is_told: bool,
}

#[cfg(test)]
mod tests;
