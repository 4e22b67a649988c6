//! Quality's tables as structs.

use kernel::id::UserId;
use kernel::{Json, Moment};
use platform::record;

use crate::nouns::{Channel, MessageId, OrderId, VisitId};
pub use crate::nouns::{ComplaintId, ReviewId};

record! {
    /// The customer's review of an order (J1); one an order.
    pub struct Review in "review" as "review" (ReviewId) {
        pub id: ReviewId,
        pub order_id: OrderId,
        pub visit_id: Option<VisitId>,
        /// The lead whose record it feeds.
        pub technician_id: Option<UserId>,
        /// 1 … 5.
        pub stars: i64,
        pub tags: Json<Vec<String>>,
        pub words: String,
        /// SHA-256 of the photos that came with it.
        pub files: Json<Vec<String>>,
        /// 0 … 10.
        pub nps: Option<i64>,
        pub channel: Channel,
        pub below_standard: bool,
        pub given_at: Moment,
    }
}

record! {
    /// A customer's complaint about an order (G4). What becomes of it is a case among the exceptions; its words are the message's.
    pub struct Complaint in "complaint" as "complaint" (ComplaintId) {
        pub id: ComplaintId,
        pub order_id: OrderId,
        pub message_id: MessageId,
        pub made_at: Moment,
    }
}
