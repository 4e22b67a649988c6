//! The visits' tables as structs: visit, crew, offer, SOP answer, evidence.

use kernel::id::{UnitId, UserId};
use kernel::{BasisPoints, Json, Moment, Point, code};
use platform::record;

use crate::nouns::OrderId;
pub use crate::nouns::{CrewMemberId, EvidenceId, OfferId, SopAnswerId, VisitId, WithdrawnId};

use crate::lowcode::pack::Payer;

code! {
    pub enum VisitStatus as "visit_status" {
        Planned = "planned",
        Offered = "offered",
        Accepted = "accepted",
        Departed = "departed",
        Arrived = "arrived",
        Working = "working",
        Done = "done",
        Cancelled = "cancelled",
    }
}
code! {
    pub enum VisitOutcome as "visit_outcome" {
        Solved = "solved",
        NeedsParts = "needs_parts",
        NeedsSecondVisit = "needs_second_visit",
        CustomerAbsent = "customer_absent",
        Refused = "refused",
        Unsafe = "unsafe",
    }
}
code! {
    pub enum CrewRole as "crew_role" { Lead = "lead", Helper = "helper" }
}
code! {
    pub enum OfferAnswer as "offer_answer" {
        Waiting = "waiting", Accepted = "accepted", Declined = "declined",
        /// Not answered in time.
        Expired = "expired",
        /// Taken back by the office.
        Withdrawn = "withdrawn",
    }
}
code! {
    /// Where the technician was on arrival, compared with the site.
    pub enum ArrivalJudged as "arrival_judged" {
        AtSite = "at_site", FarAway = "far_away",
        /// No position, or the site has none.
        NotKnown = "not_known",
    }
}
code! {
    pub enum EvidenceKind as "evidence_kind" {
        Photo = "photo", Video = "video", Signature = "signature", Receipt = "receipt", Document = "document",
    }
}

record! {
    /// A visit.
    pub struct Visit in "visit" as "visit" (VisitId), versioned {
        pub id: VisitId,
        pub order_id: OrderId,
        /// 1, 2 … within the order.
        pub number: i64,
        /// Leg of the order type.
        pub leg: String,
        pub status: VisitStatus,
        /// The outlet whose people go.
        pub unit_id: Option<UnitId>,
        /// The visit that made this one necessary, why, and who pays for coming again (D7).
        pub previous_id: Option<VisitId>,
        pub cause: Option<VisitOutcome>,
        pub payer: Option<Payer>,
        /// What the customer was told (D4).
        pub window_from_at: Option<Moment>,
        pub window_to_at: Option<Moment>,
        /// Counts changes of the window; commands may rely on it.
        pub window_version: i64,
        /// The stay on site as booked for every crew member.
        pub planned_from_at: Option<Moment>,
        pub planned_to_at: Option<Moment>,
        /// Planned stay in minutes.
        pub minutes: i64,
        /// Counts changes of the crew; commands may rely on it.
        pub assignment_version: i64,
        pub sop: Option<String>,
        pub sop_version: Option<i64>,
        pub offered_at: Option<Moment>,
        pub accepted_at: Option<Moment>,
        pub departed_at: Option<Moment>,
        pub arrived_at: Option<Moment>,
        pub arrived_place: Option<Point>,
        pub arrived_metres: Option<i64>,
        pub arrived_judged: Option<ArrivalJudged>,
        pub started_at: Option<Moment>,
        pub finished_at: Option<Moment>,
        pub cancelled_at: Option<Moment>,
        pub cancel_reason: Option<String>,
        pub outcome: Option<VisitOutcome>,
        pub outcome_note: String,
        /// Cause of a void trip (D11).
        pub void_cause: Option<String>,
        /// SHA-256 of the customer's signature.
        pub signature: Option<String>,
        pub signed_by: Option<String>,
        /// SHA-256 of every file the finishing verb named; complete when all bytes are there.
        pub manifest: Json<Vec<String>>,
        pub evidence_complete: bool,
        /// The last look for people found nobody.
        pub no_candidates: bool,
        pub created_at: Moment,
        /// How many people it takes, the lead included.
        pub crew_size: i64,
    }
}
impl Visit {
    /// The customer was told no time, and none is planned: what is chosen first moves nothing.
    pub fn is_without_time(&self) -> bool {
        self.window_from_at.is_none() && self.planned_from_at.is_none()
    }
}

record! {
    /// Somebody who goes (D6). Shares of a crew add up to 10,000.
    pub struct CrewMember in "crew_member" as "crew_member" (CrewMemberId), versioned {
        pub id: CrewMemberId,
        pub visit_id: VisitId,
        pub order_id: OrderId,
        pub technician_id: UserId,
        pub role: CrewRole,
        pub share_bp: BasisPoints,
        pub started_at: Option<Moment>,
        pub ended_at: Option<Moment>,
        /// Taken off the visit.
        pub released_at: Option<Moment>,
        pub created_at: Moment,
    }
}
record! {
    /// An offer of a visit to a technician (E5).
    pub struct Offer in "offer" as "offer" (OfferId), versioned {
        pub id: OfferId,
        pub visit_id: VisitId,
        pub order_id: OrderId,
        pub technician_id: UserId,
        /// Place on the recommendation; 1 is the best.
        pub rank: i64,
        pub score: Option<i64>,
        /// The terms of the score as they stood.
        pub arithmetic: Json<serde_json::Value>,
        pub by_rule: bool,
        /// Why somebody else than the first was taken.
        pub override_reason: Option<String>,
        pub offered_at: Moment,
        pub expires_at: Moment,
        pub answer: OfferAnswer,
        pub answered_at: Option<Moment>,
        pub reason: Option<String>,
        pub note: String,
    }
}
record! {
    /// One answered step of a SOP run; answering again replaces it, the trail keeps both.
    pub struct SopAnswer in "sop_answer" as "sop_answer" (SopAnswerId) {
        pub id: SopAnswerId,
        pub visit_id: VisitId,
        pub step: String,
        pub value: Json<serde_json::Value>,
        pub within_limits: Option<bool>,
        pub answered_at: Moment,
        pub answered_by: UserId,
    }
}
record! {
    /// A picture, signature or document of an order.
    pub struct Evidence in "evidence" as "evidence" (EvidenceId) {
        pub id: EvidenceId,
        pub order_id: OrderId,
        pub visit_id: Option<VisitId>,
        pub step: Option<String>,
        pub kind: EvidenceKind,
        pub sha256: String,
        pub caption: String,
        pub taken_at: Option<Moment>,
        pub place: Option<Point>,
        /// `reused`, `old`, `far_away`.
        pub flags: Json<Vec<String>>,
        pub added_at: Moment,
        pub added_by: UserId,
    }
}
record! {
    /// A picture that whoever took it has taken back before the visit was finished: evidence no longer, kept for the audit.
    pub struct Withdrawn in "evidence_withdrawn" as "evidence_withdrawn" (WithdrawnId) {
        pub id: WithdrawnId,
        pub order_id: OrderId,
        pub visit_id: VisitId,
        pub step: Option<String>,
        pub kind: EvidenceKind,
        pub sha256: String,
        pub added_at: Moment,
        pub added_by: UserId,
        pub withdrawn_at: Moment,
        pub withdrawn_by: UserId,
    }
}
