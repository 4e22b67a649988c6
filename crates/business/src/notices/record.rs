//! The notices' tables as structs, and the kinds of notice.

use std::collections::BTreeMap;

use kernel::id::UserId;
use kernel::{Json, Moment, Phone, code, id};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::nouns::{CustomerId, OrderId, VisitId};

id! {
    /// Something somebody was told.
    NoticeId = "notice",
    /// What a company says in its own words.
    NoticeTextId = "notice_text",
    /// What a company says of a channel.
    NoticeChannelId = "notice_channel",
    /// Where a customer is reached by a channel.
    NoticeAddressId = "notice_address",
}

code! {
    /// An occasion on which somebody is told something.
    pub enum NoticeCode as "notice_code" {
        OrderReceived = "order_received",
        OrderTakenIn = "order_taken_in",
        VisitOffered = "visit_offered",
        VisitAccepted = "visit_accepted",
        VisitRescheduled = "visit_rescheduled",
        VisitDeparted = "visit_departed",
        OrderFinished = "order_finished",
        OrderCancelled = "order_cancelled",
        OfficeRequest = "office_request",
        OfficeDeclined = "office_declined",
        OfficeOverdue = "office_overdue",
        OfficePayment = "office_payment",
    }
}
code! {
    /// Who is told.
    pub enum NoticeAudience as "notice_audience" { Customer = "customer", Technician = "technician", Office = "office" }
}
code! {
    /// The way by which a notice goes out.
    pub enum NoticeChannel as "notice_channel" {
        /// A WeChat official account, to whoever's openid is known.
        Wechat = "wechat",
        Sms = "sms",
        /// A robot in a WeCom group.
        Robot = "robot",
        Mail = "mail",
    }
}
code! {
    /// What became of a notice.
    pub enum NoticeStatus as "notice_status" {
        /// Written down; no channel to the outside is switched on.
        Kept = "kept",
        /// Nobody's phone is known.
        Nobody = "nobody",
        /// It goes out, or is tried again.
        Waiting = "waiting",
        /// Whoever carries it has taken it.
        Sent = "sent",
        /// It was refused, or tried so often that it waits for a person.
        Failed = "failed",
        /// It could not go by this channel, and was not tried.
        Skipped = "skipped",
    }
}

impl NoticeCode {
    pub fn audience(self) -> NoticeAudience {
        match self {
            Self::VisitOffered => NoticeAudience::Technician,
            Self::OfficeRequest | Self::OfficeDeclined | Self::OfficeOverdue | Self::OfficePayment => {
                NoticeAudience::Office
            }
            _ => NoticeAudience::Customer,
        }
    }
    /// It carries a link by which the customer follows the order.
    pub fn has_link(self) -> bool {
        self.audience() == NoticeAudience::Customer && self != Self::OrderCancelled
    }
    /// The occasions that an event is: for whoever it is about, and for the office.
    pub fn all_of(event: &platform::db::Logged) -> impl Iterator<Item = Self> {
        let office = match event.kind.as_str() {
            "order.opened" if event.channel == "customer" => Some(Self::OfficeRequest),
            "visit.declined" => Some(Self::OfficeDeclined),
            "order.overdue" => Some(Self::OfficeOverdue),
            "payment_request.overpaid" | "payment_request.amount_differs" | "payment_refund.failed" => {
                Some(Self::OfficePayment)
            }
            _ => None,
        };
        Self::of(event).into_iter().chain(office)
    }
    fn of(event: &platform::db::Logged) -> Option<Self> {
        let to = event.data.get("to").and_then(serde_json::Value::as_str);
        match event.kind.as_str() {
            "order.opened" if event.channel == "customer" => Some(Self::OrderReceived),
            "order.taken_in" => Some(Self::OrderTakenIn),
            "visit.offered" => Some(Self::VisitOffered),
            "visit.accepted" => Some(Self::VisitAccepted),
            "visit.rescheduled" | "visit.appointed" => Some(Self::VisitRescheduled),
            "visit.departed" => Some(Self::VisitDeparted),
            "order.phase_changed" if to == Some("finished") => Some(Self::OrderFinished),
            "order.phase_changed" if to == Some("cancelled") => Some(Self::OrderCancelled),
            _ => None,
        }
    }
}

impl NoticeChannel {
    /// What it says has to be approved there beforehand: it goes by a template's code.
    pub fn needs_template(self) -> bool {
        matches!(self, Self::Wechat | Self::Sms)
    }
    /// It goes to a place of the company's, the same for all: a group, mailboxes.
    pub fn has_company_address(self) -> bool {
        matches!(self, Self::Robot | Self::Mail)
    }
}

/// A vendor's template for an occasion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeTemplate {
    pub code: NoticeCode,
    /// As the vendor calls it.
    pub template: String,
    /// What its places hold, in their order: `number, time2=window`.
    pub places: String,
}

record! {
    /// A notice as it is sent: one for each channel by which it goes.
    pub struct Notice in "notice" as "notice" (NoticeId), versioned {
        pub id: NoticeId,
        pub code: NoticeCode,
        /// The event that it tells of.
        pub seq: i64,
        pub order_id: OrderId,
        pub visit_id: Option<VisitId>,
        pub customer_id: Option<CustomerId>,
        /// The technician who is told.
        pub user_id: Option<UserId>,
        pub to_name: String,
        pub to_phone: Option<Phone>,
        /// With `{link}` where the link goes.
        pub words: String,
        /// Below the server's address.
        pub link: Option<String>,
        pub status: NoticeStatus,
        pub created_at: Moment,
        /// None where none is switched on for it.
        pub channel: Option<NoticeChannel>,
        /// What the names in a template stand for.
        pub said: Json<BTreeMap<String, String>>,
        pub tried_count: i64,
        /// When it is tried next; none once it is settled. While it is on its way, when it is taken for lost.
        pub due_at: Option<Moment>,
        /// What the vendor calls it.
        pub vendor_id: Option<String>,
        /// Why it did not go: `notice_failure.…` words, and the vendor's own.
        pub failure: Option<String>,
        pub failure_told: Option<String>,
        pub settled_at: Option<Moment>,
    }
}
record! {
    /// What a company says on an occasion, and whether it says anything.
    pub struct NoticeText in "notice_text" as "notice_text" (NoticeTextId), versioned {
        pub id: NoticeTextId,
        pub code: NoticeCode,
        pub words: String,
        pub is_on: bool,
        pub changed_at: Moment,
    }
}
record! {
    /// Whether a company's notices go by a channel, under which name, to which place, with which templates.
    pub struct CompanyChannel in "notice_channel" as "notice_channel" (NoticeChannelId), versioned {
        pub id: NoticeChannelId,
        pub channel: NoticeChannel,
        pub is_on: bool,
        /// What an SMS begins with, as it was approved.
        pub sign: String,
        /// The robot's key; the office's mailboxes with commas between.
        pub address: String,
        pub templates: Json<Vec<NoticeTemplate>>,
        pub changed_at: Moment,
    }
}
record! {
    /// Where a customer is reached by a channel: an openid, an e-mail address.
    pub struct CustomerAddress in "notice_address" as "notice_address" (NoticeAddressId), versioned {
        pub id: NoticeAddressId,
        pub customer_id: CustomerId,
        pub channel: NoticeChannel,
        pub address: String,
        pub changed_at: Moment,
    }
}
