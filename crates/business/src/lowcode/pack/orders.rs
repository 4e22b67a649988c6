//! Order types: what kinds of order a trade knows, who opens them, through which visits and stages they go.

use formula::{Condition, Label};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Question;

kernel::code! {
    /// The work an order or one of its legs is about. Fixed, so that reports and skills can rely on it; a company's types each have one.
    pub enum OrderKind as "order_kind" {
        Install = "install",
        Repair = "repair",
        Maintain = "maintain",
        Inspect = "inspect",
        Measure = "measure",
        Deliver = "deliver",
        Return = "return",
        Exchange = "exchange",
    }
}

kernel::code! {
    /// The fixed phases of an order's life; `on_hold` and `cancelled` stand beside them.
    pub enum Phase as "phase" {
        Received = "received",
        ToDispatch = "to_dispatch",
        Dispatched = "dispatched",
        Accepted = "accepted",
        Serving = "serving",
        Finished = "finished",
        Reviewed = "reviewed",
        Closed = "closed",
    }
}

kernel::code! {
    /// Whether an order of a type is about a known machine.
    pub enum AssetNeed as "asset_need" {
        /// It cannot be dispatched without.
        Required = "required",
        Optional = "optional",
        /// Nothing of the kind exists (yet), as when measuring.
        None = "none",
    }
}

kernel::code! {
    /// How a leg is carried out.
    pub enum CarriedBy as "carried_by" {
        /// A visit of this order.
        Visit = "visit",
        /// An order of its own, of type `order_type`, opened when the leg before is done.
        Order = "order",
        /// Counter work at the outlet or warehouse: nobody goes out.
        Warehouse = "warehouse",
    }
}

kernel::code! {
    /// Through whom an order of a type may come.
    pub enum Opener as "opener" {
        Customer = "customer",
        Desk = "desk",
        Dispatcher = "dispatcher",
        Technician = "technician",
        Guide = "guide",
        Provider = "provider",
        /// A sale order, by rule.
        Sale = "sale",
        /// A maintenance plan.
        Plan = "plan",
        /// A program with an API key.
        Api = "api",
    }
}

/// One kind of order as the company offers it. An order keeps the version under which it was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderType {
    pub code: String,
    pub version: u32,
    pub kind: OrderKind,
    pub name: Label,
    /// Begins its numbers: `WX` in `WX-20261121-0007`.
    pub prefix: String,
    pub may_open: Vec<Opener>,
    pub asset: AssetNeed,
    /// A serial number has to be known or scanned before it is finished.
    #[serde(default)]
    pub serial_required: bool,
    /// Finishing it opens a machine file.
    #[serde(default)]
    pub opens_asset: bool,
    /// Finishing it closes the machine's file at this household (it went back).
    #[serde(default)]
    pub closes_asset: bool,
    /// What has to be done, in order.
    pub legs: Vec<Leg>,
    /// The SLA policy by code.
    pub sla: String,
    /// The customer approves the price before work begins.
    #[serde(default)]
    pub price_approval: bool,
    /// The customer signs for the work.
    #[serde(default)]
    pub signature: bool,
    /// So many days after it was finished, an order without a review passes on.
    pub review_after_days: u32,
    /// An offer not answered in so many minutes goes to the next technician.
    pub offer_timeout_minutes: u32,
    /// The same fault of the same machine again within so many days is a repeat; 0: no such warning.
    pub repeat_window_days: u32,
    /// The same wish of the same household within so many hours is taken for the same order.
    pub duplicate_window_hours: u32,
    /// What a customer is asked who wants it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// The company's own steps between the phases, in order; a phase without a stage is shown by its own name.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// The company does not use it: it is offered no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_off: bool,
}

/// One thing to be done for an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    pub code: String,
    pub name: Label,
    /// Decides skills and reports.
    pub work: OrderKind,
    #[serde(default = "by_visit")]
    pub carried_by: CarriedBy,
    /// With `carried_by = "order"`: the type of the order that is opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_type: Option<String>,
    /// Legs that have to be done before; legs without may be planned together.
    #[serde(default)]
    pub after: Vec<String>,
    /// At least so many minutes lie between the end of the legs before and the beginning of this one.
    #[serde(default)]
    pub gap_minutes: u32,
    /// Whoever did the legs before does this one.
    #[serde(default)]
    pub same_technician: bool,
    /// Only when this holds of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Planned stay on site in minutes, where the category says nothing else.
    pub minutes: u32,
    /// Planned stay by category.
    #[serde(default)]
    pub minutes_by: Vec<CategoryMinutes>,
    /// How many people, the lead included.
    #[serde(default = "one")]
    pub crew: u8,
    /// SOPs to choose from by category: the first that fits, see [`super::Pack::sop_for`].
    #[serde(default)]
    pub sops: Vec<String>,
}

/// A planned stay for some categories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryMinutes {
    pub categories: Vec<String>,
    pub minutes: u32,
    /// More people than the leg says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crew: Option<u8>,
}

/// A step of the company's own within a fixed phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub code: String,
    pub name: Label,
    pub phase: Phase,
    /// Entered only when this holds of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Condition>,
}

impl OrderType {
    pub fn leg(&self, code: &str) -> Option<&Leg> {
        self.legs.iter().find(|each| each.code == code)
    }
    pub fn stages_of(&self, phase: Phase) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |each| each.phase == phase)
    }
}

impl Leg {
    /// The planned stay on site for a category, in minutes.
    pub fn minutes_for(&self, category: &str) -> u32 {
        self.special(category).map_or(self.minutes, |each| each.minutes)
    }
    /// How many people a category takes.
    pub fn crew_for(&self, category: &str) -> u8 {
        self.special(category).and_then(|each| each.crew).unwrap_or(self.crew)
    }
    fn special(&self, category: &str) -> Option<&CategoryMinutes> {
        self.minutes_by.iter().find(|each| each.categories.iter().any(|code| code == category))
    }
}

fn one() -> u8 {
    1
}
fn by_visit() -> CarriedBy {
    CarriedBy::Visit
}
