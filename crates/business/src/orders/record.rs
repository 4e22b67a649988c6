//! The orders' tables as structs: order, item, hold, reader, link, message.

use kernel::id::{UnitId, UserId};
use kernel::{Json, Moment, Phone, code};
use platform::record;

use crate::customers::Custom;

use crate::nouns::{AssetId, BrandId, Channel, CustomerId, ProductId, SaleId, SiteId, Verdict, VerdictReason};
pub use crate::nouns::{HoldId, ItemId, LinkId, MessageId, OrderId, ReaderId};

use crate::lowcode::pack::{OrderKind, Urgency};

code! {
    /// The phase of an order's life; derived by one function, never set.
    pub enum OrderPhase as "phase" {
        Received = "received",
        ToDispatch = "to_dispatch",
        Dispatched = "dispatched",
        Accepted = "accepted",
        Serving = "serving",
        Finished = "finished",
        Reviewed = "reviewed",
        Closed = "closed",
        OnHold = "on_hold",
        Cancelled = "cancelled",
    }
}
code! {
    pub enum ItemStatus as "item_status" { Open = "open", Done = "done", NotDone = "not_done", Cancelled = "cancelled" }
}
code! {
    /// How an order or item ended.
    pub enum OrderOutcome as "order_outcome" {
        Solved = "solved",
        /// Cannot be mended; told and advised.
        EndOfLife = "end_of_life",
        /// Could be mended and was not (no part, customer's wish).
        Repairable = "repairable",
        Refused = "refused",
        Unknown = "unknown",
    }
}
code! {
    /// How two orders belong together.
    pub enum LinkKind as "link_kind" {
        /// The other is the same wish, merged into this one.
        Duplicate = "duplicate",
        /// The other was the same fault before.
        Repeat = "repeat",
        /// The other came out of this one (next leg, exchange, second order).
        FollowUp = "follow_up",
        Related = "related",
    }
}
code! {
    /// Who reads a line of the conversation (D13).
    pub enum Audience as "audience" { Office = "office", Crew = "crew", Customer = "customer" }
}

/// A target of the order's SLA policy: from opening, in minutes of its clock.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SlaSet {
    /// Policy code and version the order keeps.
    pub policy: String,
    pub policy_version: i64,
    /// Around the clock, or only in working time.
    pub around_the_clock: bool,
    pub dispatch_minutes: Option<i64>,
    pub arrive_minutes: Option<i64>,
    pub finish_minutes: Option<i64>,
}

record! {
    /// A work order.
    pub struct WorkOrder in "work_order" as "order" (OrderId), versioned {
        pub id: OrderId,
        pub number: String,
        /// Order type of the pack, and the version this order keeps.
        pub r#type: String,
        pub type_version: i64,
        pub channel: Channel,
        pub phase: OrderPhase,
        /// The company's own stage within the phase; empty where it has none.
        pub stage: String,
        /// The outlet that owns it; none while nobody does.
        pub unit_id: Option<UnitId>,
        /// Imported history may have neither customer nor site.
        pub customer_id: Option<CustomerId>,
        pub site_id: Option<SiteId>,
        pub contact_name: String,
        pub contact_phone: Option<Phone>,
        /// District of the site, copied for lists and dispatch.
        pub region: String,
        /// Of its first item, copied for lists.
        pub category: String,
        pub fault: Option<String>,
        /// One line for lists.
        pub summary: String,
        /// What the customer wrote or said, verbatim.
        pub described: String,
        pub urgency: Urgency,
        /// 0 … 1000; higher first.
        pub priority: i64,
        /// When the customer would like somebody to come.
        pub wanted_from_at: Option<Moment>,
        pub wanted_to_at: Option<Moment>,
        pub sla: Json<SlaSet>,
        /// The nearest of the dues that still run; none on hold and when nothing is due.
        pub next_due_at: Option<Moment>,
        pub dispatch_due_at: Option<Moment>,
        pub arrive_due_at: Option<Moment>,
        pub finish_due_at: Option<Moment>,
        pub sale_id: Option<SaleId>,
        /// The order it follows (next leg, exchange).
        pub previous_id: Option<OrderId>,
        pub repeat_of_id: Option<OrderId>,
        pub merged_into_id: Option<OrderId>,
        /// Which leg of the order before it carries out.
        pub leg: Option<String>,
        /// Times somebody asked where it stays (A8).
        pub chased_count: i64,
        /// The worst verdict of its items, for lists.
        pub warranty: Option<Verdict>,
        pub hold_reason: Option<String>,
        pub cancel_reason: Option<String>,
        pub outcome: Option<OrderOutcome>,
        /// Of a finished order to which somebody went: solved, and no visit was made necessary by another.
        pub fixed_at_once: Option<bool>,
        /// What stood in the way of mending it, in the source's words.
        pub barrier: Option<String>,
        pub opened_at: Moment,
        pub opened_by: UserId,
        /// When the desk took it in (受理); empty while what came from a customer's page waits for that.
        pub taken_in_at: Option<Moment>,
        pub dispatched_at: Option<Moment>,
        pub accepted_at: Option<Moment>,
        pub arrived_at: Option<Moment>,
        pub finished_at: Option<Moment>,
        pub reviewed_at: Option<Moment>,
        pub closed_at: Option<Moment>,
        pub cancelled_at: Option<Moment>,
        /// Without a review it passes on at this moment.
        pub review_due_at: Option<Moment>,
        pub changed_at: Moment,
        /// The order's id in the system it came from; unique.
        pub outside_ref: Option<String>,
        pub custom: Custom,
    }
}
record! {
    /// An item of an order (D5).
    pub struct OrderItem in "order_item" as "order_item" (ItemId), versioned {
        pub id: ItemId,
        pub order_id: OrderId,
        pub position: i64,
        pub asset_id: Option<AssetId>,
        pub product_id: Option<ProductId>,
        pub brand_id: Option<BrandId>,
        pub category: String,
        pub service: OrderKind,
        pub fault: Option<String>,
        pub quantity: i64,
        pub described: String,
        pub status: ItemStatus,
        pub outcome: Option<OrderOutcome>,
        pub verdict: Option<Verdict>,
        pub verdict_reason: Option<Json<VerdictReason>>,
        pub overridden_by: Option<UserId>,
        pub override_reason: Option<String>,
        /// The first visit that goes for it, where an order is split by skill; without one, every visit does.
        pub visit_number: Option<i64>,
        pub created_at: Moment,
    }
}
record! {
    /// A stretch on hold (D10); open while `to_at` is empty.
    pub struct OrderHold in "order_hold" as "order_hold" (HoldId) {
        pub id: HoldId,
        pub order_id: OrderId,
        pub reason: String,
        pub note: String,
        pub pauses_sla: bool,
        pub from_at: Moment,
        pub expected_until_at: Option<Moment>,
        pub to_at: Option<Moment>,
        pub placed_by: UserId,
        pub released_by: Option<UserId>,
    }
}
record! {
    /// A unit that keeps reading an order it handed over (D9).
    pub struct OrderReader in "order_reader" as "order_reader" (ReaderId) {
        pub id: ReaderId,
        pub order_id: OrderId,
        pub unit_id: UnitId,
        pub since_at: Moment,
    }
}
record! {
    /// How two orders belong together.
    pub struct OrderLink in "order_link" as "order_link" (LinkId) {
        pub id: LinkId,
        pub order_id: OrderId,
        pub other_id: OrderId,
        pub kind: LinkKind,
        pub at: Moment,
    }
}
record! {
    /// A line of the conversation on an order.
    pub struct OrderMessage in "order_message" as "order_message" (MessageId) {
        pub id: MessageId,
        pub order_id: OrderId,
        pub audience: Audience,
        pub words: String,
        /// SHA-256 of attached files.
        pub files: Json<Vec<String>>,
        pub author_id: UserId,
        pub at: Moment,
        /// The customer complained by it.
        pub is_complaint: bool,
    }
}
