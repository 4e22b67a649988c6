//! What customers are told to expect: urgency and SLA targets, promises made at the sale, reviews and the standards behind them.

use formula::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::calendar::ClockMode;

kernel::code! {
    /// How soon it hurts.
    pub enum Urgency as "urgency" {
        Low = "low",
        Normal = "normal",
        High = "high",
        /// Water, gas, electricity, people shut in: answered in two hours.
        Emergency = "emergency",
    }
}

/// Targets by urgency. An order keeps the version under which it was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlaPolicy {
    pub code: String,
    pub version: u32,
    pub name: Label,
    pub targets: Vec<SlaTarget>,
    /// Hold reasons that pause clocks elsewhere but not here.
    #[serde(default)]
    pub not_paused_by: Vec<String>,
    /// Nothing pauses the clocks of these.
    #[serde(default)]
    pub never_paused: Vec<Urgency>,
    /// The company does not use it: it is offered no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_off: bool,
}

/// Minutes from the order's opening; a target that is absent is not promised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlaTarget {
    pub urgency: Urgency,
    pub clock: ClockMode,
    /// Until a technician has accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_minutes: Option<u32>,
    /// Until somebody has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrive_minutes: Option<u32>,
    /// Until the work is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_minutes: Option<u32>,
}

impl SlaPolicy {
    pub fn target(&self, urgency: Urgency) -> Option<&SlaTarget> {
        self.targets.iter().find(|each| each.urgency == urgency)
    }
    /// Whether a hold for this reason stops the clocks of an order of this urgency.
    pub fn is_paused_by(&self, reason: &Reason, urgency: Urgency) -> bool {
        reason.pauses_sla && !self.never_paused.contains(&urgency) && !self.not_paused_by.contains(&reason.code)
    }
}

/// Something that guides promise at the sale and somebody has to keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseKind {
    pub code: String,
    pub name: Label,
    /// Sold with these; empty: with everything.
    #[serde(default)]
    pub categories: Vec<String>,
    pub due: DueRule,
    /// Its fulfilment is shown by a photo.
    #[serde(default)]
    pub evidence: bool,
}

/// When a promise is due unless the guide enters a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum DueRule {
    /// By the end of the visit that installs it.
    AtInstall,
    /// By the end of the delivery.
    AtDelivery,
    /// So many days after the sale.
    DaysAfterSale { days: u32 },
    /// So many days after it was installed.
    DaysAfterInstall { days: u32 },
    /// The next such weekday at least so many days after the sale (1 Monday … 7 Sunday), by `until` (minutes after midnight).
    Weekday { weekday: u8, after_days: u32, until_minute: u32 },
    /// Only a day that is agreed in person will do.
    AsAgreed,
}

/// How reviews are asked for and what a bad one leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Asked so many minutes after finishing.
    pub ask_after_minutes: u32,
    /// Reminded once after so many hours.
    pub remind_after_hours: u32,
    /// So many stars (1 to 5) or fewer open a review case 技术复盘.
    pub case_at_stars: u8,
    /// Such a willingness to recommend (0 to 10) or less does, too.
    pub case_at_nps: u8,
}

/// A word to tick in a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewTag {
    pub code: String,
    pub name: Label,
    /// Praise, else blame.
    pub good: bool,
    /// Being ticked opens a case whatever the stars say.
    #[serde(default)]
    pub opens_case: bool,
}

/// One line of the service standard, on which an inspection gives a score from 0 to 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    pub code: String,
    pub name: Label,
    /// Its share of the whole score, in hundredths of a percent; all together make 10,000.
    pub weight: kernel::BasisPoints,
    /// A score below opens a case.
    pub case_below: u8,
}
