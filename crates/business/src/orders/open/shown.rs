//! What the opener is told: the order as it stands, and everything that was recognised.

use kernel::id::UnitId;
use kernel::{Moment, Result};
use schemars::JsonSchema;
use serde::Serialize;

use super::history::Linked;
use crate::lowcode::pack::{Proposal, Urgency};
use crate::nouns::{Channel, CustomerId, ItemId, OrderId, SiteId, Verdict, VerdictReason, VisitId};
use crate::orders::record::{OrderItem, OrderPhase, WorkOrder};

/// An order that was opened, or recognised as one that is there already.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrderOpened {
    pub id: OrderId,
    pub number: String,
    pub r#type: String,
    pub type_version: i64,
    pub channel: Channel,
    pub phase: OrderPhase,
    pub unit_id: Option<UnitId>,
    pub customer_id: Option<CustomerId>,
    pub site_id: Option<SiteId>,
    /// The customer's file was opened with it.
    pub is_new_customer: bool,
    /// Nothing was opened: the same wish was there, and was told what was said (`on_duplicate: "link"`).
    pub is_earlier: bool,
    pub category: String,
    pub fault: Option<String>,
    pub urgency: Urgency,
    pub priority: i64,
    /// What the words suggested, and which words.
    pub proposal: Option<Proposal>,
    pub items: Vec<VerdictShown>,
    pub warranty: Option<Verdict>,
    pub next_due_at: Option<Moment>,
    pub dispatch_due_at: Option<Moment>,
    pub arrive_due_at: Option<Moment>,
    pub finish_due_at: Option<Moment>,
    /// The same fault was mended not long ago.
    pub repeat_of: Option<Linked>,
    /// The same wish, still open.
    pub duplicates: Vec<Linked>,
    /// Other earlier orders of the household and its machines, newest first.
    pub history: Vec<Linked>,
    pub visit_ids: Vec<VisitId>,
    pub version: i64,
}

/// An item with its verdict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerdictShown {
    pub id: ItemId,
    pub category: String,
    pub fault: Option<String>,
    pub verdict: Option<Verdict>,
    pub reason: Option<VerdictReason>,
}

/// What was recognised on the way.
#[derive(Default)]
pub struct Recognised {
    pub is_new_customer: bool,
    pub is_earlier: bool,
    pub proposal: Option<Proposal>,
    pub earlier: Vec<Linked>,
    pub visit_ids: Vec<VisitId>,
}

impl OrderOpened {
    pub(super) fn of(order: &WorkOrder, items: &[OrderItem], recognised: Recognised) -> Self {
        use super::history::LinkedWhy::{Duplicate, Repeat};
        let (duplicates, rest): (Vec<Linked>, Vec<Linked>) =
            recognised.earlier.into_iter().partition(|each| each.relation == Duplicate);
        let repeat_of = rest.iter().find(|each| each.relation == Repeat).cloned();
        let history = rest.into_iter().filter(|each| repeat_of.as_ref().is_none_or(|of| of.id != each.id)).collect();
        Self {
            id: order.id,
            number: order.number.clone(),
            r#type: order.r#type.clone(),
            type_version: order.type_version,
            channel: order.channel,
            phase: order.phase,
            unit_id: order.unit_id,
            customer_id: order.customer_id,
            site_id: order.site_id,
            is_new_customer: recognised.is_new_customer,
            is_earlier: recognised.is_earlier,
            category: order.category.clone(),
            fault: order.fault.clone(),
            urgency: order.urgency,
            priority: order.priority,
            proposal: recognised.proposal,
            items: items.iter().map(VerdictShown::of).collect(),
            warranty: order.warranty,
            next_due_at: order.next_due_at,
            dispatch_due_at: order.dispatch_due_at,
            arrive_due_at: order.arrive_due_at,
            finish_due_at: order.finish_due_at,
            repeat_of,
            duplicates,
            history,
            visit_ids: recognised.visit_ids,
            version: order.version,
        }
    }
}

impl VerdictShown {
    fn of(item: &OrderItem) -> Self {
        Self {
            id: item.id,
            category: item.category.clone(),
            fault: item.fault.clone(),
            verdict: item.verdict,
            reason: item.verdict_reason.as_ref().map(|reason| reason.0.clone()),
        }
    }
}

/// What both ways of opening answer.
pub(super) type Answer = Result<(WorkOrder, OrderOpened)>;
