//! Progress like a parcel's (G2): what has happened, what comes next; nothing of anybody's person.

use formula::Label;
use kernel::Moment;
use kernel::code;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lowcode::pack::{Pack, Reason, ReasonKind};
use crate::orders::visits::{Visit, VisitStatus};
use crate::orders::{OrderPhase, WorkOrder};

code! {
    /// A step that a customer sees.
    pub enum PortalStep as "portal_step" {
        Received = "received",
        TakenIn = "taken_in",
        Accepted = "accepted",
        OnTheWay = "on_the_way",
        Arrived = "arrived",
        Finished = "finished",
        Reviewed = "reviewed",
    }
}

/// A step with when it was taken.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StepShown {
    pub step: PortalStep,
    /// Absent while it lies ahead.
    pub at: Option<Moment>,
}

/// How an order stands, as anybody may see it who holds its link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Progress {
    pub number: String,
    /// Code of the order's type.
    pub r#type: String,
    pub category: String,
    pub phase: OrderPhase,
    pub opened_at: Moment,
    pub steps: Vec<StepShown>,
    /// What was agreed for the visit that comes next.
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    /// Why it waits, as the company calls the reason.
    pub hold_reason: Option<Label>,
    /// Why it was called off, in a customer's words.
    pub cancel_reason: Option<Label>,
    /// Which visit of the order the steps tell of; a second one begins anew.
    pub visit_number: Option<i64>,
}

/// The visit that the customer is told of: the one that comes or is under way, else the last that was.
pub(super) fn current(visits: &[Visit]) -> Option<&Visit> {
    let open = visits.iter().find(|visit| !visit.status.is_over());
    open.or_else(|| visits.iter().rev().find(|visit| visit.status == VisitStatus::Done))
}

pub(super) fn of(order: &WorkOrder, visits: &[Visit], pack: &Pack) -> Progress {
    let visit = current(visits);
    let of_visit = |read: fn(&Visit) -> Option<Moment>| visit.and_then(read);
    let at = |step| match step {
        PortalStep::Received => Some(order.opened_at),
        PortalStep::TakenIn => order.taken_in_at,
        PortalStep::Accepted => of_visit(|visit| visit.accepted_at),
        PortalStep::OnTheWay => of_visit(|visit| visit.departed_at),
        PortalStep::Arrived => of_visit(|visit| visit.arrived_at),
        PortalStep::Finished => order.finished_at,
        PortalStep::Reviewed => order.reviewed_at,
    };
    let steps = <PortalStep as code::Code>::ALL.iter().map(|step| StepShown { step: *step, at: at(*step) }).collect();
    let named = |kind, code: &Option<String>| pack.reason(kind, code.as_deref()?).map(Reason::said_by_customer);
    let ahead = visit.filter(|visit| !visit.status.is_over());
    Progress {
        number: order.number.clone(),
        r#type: order.r#type.clone(),
        category: order.category.clone(),
        phase: order.phase,
        opened_at: order.opened_at,
        steps,
        window_from_at: ahead
            .and_then(|visit| visit.window_from_at)
            .or(order.wanted_from_at.filter(|_| visit.is_none())),
        window_to_at: ahead.and_then(|visit| visit.window_to_at).or(order.wanted_to_at.filter(|_| visit.is_none())),
        hold_reason: named(ReasonKind::Hold, &order.hold_reason),
        cancel_reason: named(ReasonKind::Cancel, &order.cancel_reason),
        visit_number: visit.map(|visit| visit.number),
    }
}
