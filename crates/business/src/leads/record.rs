//! Leads' tables as structs: who came to the store, what was done about it, and what was offered.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Json, Moment, Money, Phone, code};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nouns::{CustomerId, ProductId, SaleId};
pub use crate::nouns::{FollowUpId, LeadId, QuoteAnswerId, QuoteId};

code! {
    /// How far somebody who came is on the way to buying.
    pub enum LeadStatus as "lead_status" {
        New = "new",
        /// Somebody talked to them since.
        Contacted = "contacted",
        Quoted = "quoted",
        Won = "won",
        Lost = "lost",
    }
}
code! {
    /// How somebody heard of the store.
    pub enum LeadSource as "lead_source" {
        WalkIn = "walk_in",
        Referral = "referral",
        Neighbourhood = "neighbourhood",
        Online = "online",
        Campaign = "campaign",
        Returning = "returning",
        Other = "other",
    }
}
code! {
    /// Why nothing was bought.
    pub enum LostReason as "lost_reason" {
        Price = "price",
        BoughtElsewhere = "bought_elsewhere",
        NoNeed = "no_need",
        NotStocked = "not_stocked",
        NotReached = "not_reached",
        Postponed = "postponed",
        Duplicate = "duplicate",
        Other = "other",
    }
}
code! {
    /// What was done about a lead.
    pub enum FollowUpKind as "follow_up_kind" {
        Call = "call",
        Wechat = "wechat",
        StoreVisit = "store_visit",
        HomeVisit = "home_visit",
        /// Nobody was talked to: something to remember.
        Note = "note",
    }
}
code! {
    /// What came of it.
    pub enum FollowUpResult as "follow_up_result" {
        Interested = "interested",
        Undecided = "undecided",
        WantsQuote = "wants_quote",
        NoAnswer = "no_answer",
        NotInterested = "not_interested",
    }
}
code! {
    pub enum QuoteStatus as "quote_status" {
        /// Its discount is beyond what the guide may give.
        Waiting = "waiting",
        Open = "open",
        /// The discount was refused.
        Declined = "declined",
        /// There is a newer version.
        Replaced = "replaced",
        /// The lead was lost, or won by another way.
        Withdrawn = "withdrawn",
        Accepted = "accepted",
    }
}
code! {
    /// What a customer says to an offer by its link.
    pub enum QuoteReply as "quote_reply" { Yes = "yes", No = "no" }
}

record! {
    /// Somebody who may buy: the customer without a phone too.
    pub struct Lead in "lead" as "lead" (LeadId), versioned {
        pub id: LeadId,
        pub name: String,
        pub phone: Option<Phone>,
        /// The household's file, where it was known when they came.
        pub customer_id: Option<CustomerId>,
        pub guide_id: UserId,
        pub unit_id: Option<UnitId>,
        pub status: LeadStatus,
        pub source: LeadSource,
        /// Codes of the pack's categories.
        pub categories: Json<Vec<String>>,
        pub products: Json<Vec<ProductId>>,
        pub budget_minor: Option<Money>,
        /// When they would like to have it.
        pub wanted_on: Option<Day>,
        pub note: String,
        /// When somebody is to ask again; nothing once it is closed.
        pub next_on: Option<Day>,
        pub contacted_at: Option<Moment>,
        pub quoted_at: Option<Moment>,
        pub closed_at: Option<Moment>,
        pub lost_reason: Option<LostReason>,
        pub lost_note: String,
        pub sale_id: Option<SaleId>,
        pub created_at: Moment,
    }
}
record! {
    /// What was done about a lead, and what came of it.
    pub struct FollowUp in "lead_follow_up" as "lead_follow_up" (FollowUpId) {
        pub id: FollowUpId,
        pub lead_id: LeadId,
        pub kind: FollowUpKind,
        pub result: Option<FollowUpResult>,
        pub words: String,
        pub next_on: Option<Day>,
        pub done_by: UserId,
        pub done_at: Moment,
    }
}
record! {
    /// What was offered: a version of it. A changed offer is a new version.
    pub struct Quote in "quote" as "quote" (QuoteId), versioned {
        pub id: QuoteId,
        pub lead_id: LeadId,
        /// Of all its versions: `BJ-20261121-0001`.
        pub number: String,
        /// Counts from 1.
        pub edition: i64,
        pub status: QuoteStatus,
        pub lines: Json<Vec<QuoteLine>>,
        pub promises: Json<Vec<QuotePromise>>,
        /// By the catalogue's prices.
        pub list_minor: Money,
        pub total_minor: Money,
        /// Of the list, in ten-thousandths; 0 where it is not below it.
        pub discount_bp: i64,
        /// The last day on which it can be accepted.
        pub valid_until: Day,
        pub note: String,
        pub drawn_by: UserId,
        pub decided_by: Option<UserId>,
        pub decided_at: Option<Moment>,
        pub decision_note: String,
        pub accepted_at: Option<Moment>,
        pub sale_id: Option<SaleId>,
        pub created_at: Moment,
    }
}
record! {
    /// What a customer said to an offer by its link; the newest stands. A yes becomes a sale when the guide has asked where it goes.
    pub struct QuoteAnswer in "quote_answer" as "quote_answer" (QuoteAnswerId) {
        pub id: QuoteAnswerId,
        pub quote_id: QuoteId,
        pub lead_id: LeadId,
        pub answer: QuoteReply,
        pub by_name: String,
        pub words: String,
        /// What the offer came to when it was answered.
        pub total_minor: Money,
        pub answered_at: Moment,
        /// The link's id.
        pub answered_by: UserId,
    }
}

/// A line as it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteLine {
    pub product_id: ProductId,
    pub name: String,
    pub category: String,
    pub quantity: i64,
    /// Of one, by the catalogue on that day; the offered price where the catalogue has none.
    pub list_minor: Money,
    /// Of one, as offered.
    pub price_minor: Money,
    pub amount_minor: Money,
}

/// A promise as it was offered; its kind is one of the company's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuotePromise {
    pub kind: String,
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub due_at: Option<Moment>,
}
