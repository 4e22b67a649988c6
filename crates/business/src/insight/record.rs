//! Insight's one table as a struct.

use kernel::id::UserId;
use kernel::{Moment, id};
use platform::record;

use super::exceptions::ExceptionKind;
use crate::nouns::OrderId;

id! {
    /// What becomes of an exception.
    CaseId = "exception_case",
}

record! {
    /// What becomes of an exception: one for each time that it arose.
    pub struct Case in "exception_case" as "exception_case" (CaseId), versioned {
        pub id: CaseId,
        pub kind: ExceptionKind,
        pub order_id: OrderId,
        /// The visit's id, or nothing for an exception of the order.
        pub visit_key: String,
        /// When it became one: the same order late for something else later is another case.
        pub since_at: Moment,
        pub owner_id: Option<UserId>,
        pub next_step: String,
        /// Until when the next step is to be done.
        pub next_step_at: Option<Moment>,
        pub handled_by: UserId,
        pub handled_at: Moment,
        pub settled_by: Option<UserId>,
        pub settled_at: Option<Moment>,
        pub note: String,
    }
}
