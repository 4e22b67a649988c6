//! Reasons and outcomes: why something was held, cancelled, declined or moved, what it does to clocks and money, and how a visit ended.

use formula::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Payer;

kernel::code! {
    /// The verb that asks for the reason.
    pub enum ReasonKind as "reason_kind" {
        Hold = "hold",
        Cancel = "cancel",
        Decline = "decline",
        Reschedule = "reschedule",
        /// 空跑: somebody went, and nothing could be done.
        VoidTrip = "void_trip",
        Transfer = "transfer",
        SecondVisit = "second_visit",
        WarrantyOverride = "warranty_override",
    }
}

kernel::code! {
    /// On whose side it lay.
    pub enum Cause as "reason_cause" {
        Customer = "customer",
        Company = "company",
        Technician = "technician",
        Supplier = "supplier",
        /// The building: no water, no power, walls not ready.
        Site = "site",
        /// Weather, traffic, authorities.
        Outside = "outside",
    }
}

/// One reason. Its code is unique within its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub kind: ReasonKind,
    pub code: String,
    pub name: Label,
    /// As a customer says it who chooses it, or is told of it; the company's own words where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<Label>,
    pub cause: Cause,
    /// Hold: SLA clocks stand still, unless the policy keeps them running (see [`super::SlaPolicy::is_paused_by`]).
    #[serde(default)]
    pub pauses_sla: bool,
    /// Hold: somebody is reminded after so many hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_after_hours: Option<u32>,
    /// Void trip, second visit: who pays for the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,
    /// Void trip, cancellation: the item of the price list that is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// A photo or a recorded call has to be there.
    #[serde(default)]
    pub evidence: bool,
    /// It has to be explained in words.
    #[serde(default)]
    pub note: bool,
    /// Counts in the technician's record.
    #[serde(default)]
    pub counts: bool,
}

impl Reason {
    /// In a customer's words. A company that began with a pack before it had them reads the pack's, unless it named the reason anew.
    pub fn said_by_customer(&self) -> Label {
        let own = self.customer_name.clone();
        own.or_else(|| self.shipped()?.customer_name.clone()).unwrap_or_else(|| self.name.clone())
    }

    /// The same reason under the same name, as it comes with the program.
    fn shipped(&self) -> Option<&'static Self> {
        let mut all = super::Pack::shipped().iter().filter_map(|pack| pack.reason(self.kind, &self.code));
        all.find(|each| each.name == self.name)
    }
}

kernel::code! {
    /// What follows a visit.
    pub enum Next as "outcome_next" {
        /// The order goes on to review.
        Finish = "finish",
        /// A linked second visit is opened.
        SecondVisit = "second_visit",
        /// The order is put on hold until something arrives or somebody answers.
        Hold = "hold",
        /// The desk decides.
        Desk = "desk",
    }
}

/// How a visit may end. The codes are fixed; names and meanings are the trade's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `solved`, `needs_parts`, `needs_second_visit`, `customer_absent`, `refused`, `unsafe`.
    pub code: String,
    pub name: Label,
    pub meaning: Label,
    /// The forced steps of the SOP have to be complete.
    #[serde(default)]
    pub complete: bool,
    pub next: Next,
    /// A reason of this kind has to be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonKind>,
}
