//! The reports' table as a struct.

use kernel::id::UserId;
use kernel::{Json, Moment, id};
use platform::record;

pub(super) use super::facts::ReportFacts;
use crate::nouns::OrderId;

id! {
    /// A version of an order's service report.
    ReportId = "report",
}

record! {
    /// A report as it was issued. It is never changed; erasing the customer empties it.
    pub struct ServiceReport in "service_report" as "report" (ReportId) {
        pub id: ReportId,
        pub order_id: OrderId,
        /// 1, 2, …
        pub number: i64,
        /// What it says; none once the customer was erased.
        pub facts: Option<Json<ReportFacts>>,
        /// SHA-256 of the facts: an order that has not changed is not reported twice.
        pub facts_hash: String,
        /// Twelve letters and digits by which anybody asks whether it is genuine.
        pub code: String,
        pub issued_at: Moment,
        pub issued_by: UserId,
    }
}
