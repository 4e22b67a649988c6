//! The notices' tables as structs, and the kinds of notice.

use kernel::id::UserId;
use kernel::{Moment, Phone, code, id};
use platform::record;

use crate::nouns::{CustomerId, OrderId, VisitId};

id! {
    /// Something somebody was told.
    NoticeId = "notice",
    /// What a company says in its own words.
    NoticeTextId = "notice_text",
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
    }
}
code! {
    /// Who is told.
    pub enum NoticeAudience as "notice_audience" { Customer = "customer", Technician = "technician" }
}
code! {
    /// What became of a notice.
    pub enum NoticeStatus as "notice_status" {
        /// Written down; no channel to the outside is switched on.
        Kept = "kept",
        /// Nobody's phone is known.
        Nobody = "nobody",
    }
}

impl NoticeCode {
    pub fn audience(self) -> NoticeAudience {
        match self {
            Self::VisitOffered => NoticeAudience::Technician,
            _ => NoticeAudience::Customer,
        }
    }
    /// It carries a link by which the customer follows the order.
    pub fn has_link(self) -> bool {
        !matches!(self, Self::VisitOffered | Self::OrderCancelled)
    }
    /// The occasion that an event is, if it is one.
    pub fn of(event: &platform::db::Logged) -> Option<Self> {
        let to = event.data.get("to").and_then(serde_json::Value::as_str);
        match event.kind.as_str() {
            "order.opened" if event.channel == "customer" => Some(Self::OrderReceived),
            "order.taken_in" => Some(Self::OrderTakenIn),
            "visit.offered" => Some(Self::VisitOffered),
            "visit.accepted" => Some(Self::VisitAccepted),
            "visit.rescheduled" => Some(Self::VisitRescheduled),
            "visit.departed" => Some(Self::VisitDeparted),
            "order.phase_changed" if to == Some("finished") => Some(Self::OrderFinished),
            "order.phase_changed" if to == Some("cancelled") => Some(Self::OrderCancelled),
            _ => None,
        }
    }
}

record! {
    /// A notice as it is sent.
    pub struct Notice in "notice" as "notice" (NoticeId) {
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
