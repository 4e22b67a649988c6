//! Parts' tables as structs: what was used on a visit, before there is a stock to take it from.

use kernel::id::UserId;
use kernel::{Day, Moment};
use platform::record;

use crate::nouns::{AssetId, ChargeId, OrderId, VisitId};
pub use crate::nouns::{PartAwaitedId, PartUseId};

record! {
    /// A part used on an order: by the list's code or in free words, with the new and the old serial.
    pub struct PartUse in "part_use" as "part_use" (PartUseId) {
        pub id: PartUseId,
        pub order_id: OrderId,
        pub visit_id: VisitId,
        pub asset_id: Option<AssetId>,
        pub code: Option<String>,
        pub name: String,
        pub quantity: i64,
        pub serial: Option<String>,
        /// The faulty part's.
        pub old_serial: Option<String>,
        /// It was known before that it would be needed.
        pub planned: bool,
        pub warranty_verdict: Option<String>,
        pub charge_id: Option<ChargeId>,
        pub used_at: Moment,
        pub used_by: UserId,
        pub undone_at: Option<Moment>,
    }
}
record! {
    /// A part that has to be there before a visit.
    pub struct PartAwaited in "part_awaited" as "part_awaited" (PartAwaitedId) {
        pub id: PartAwaitedId,
        pub order_id: OrderId,
        pub visit_id: VisitId,
        pub code: Option<String>,
        pub name: String,
        pub quantity: i64,
        /// The day on which it is there, as far as anybody knows.
        pub expected_on: Option<Day>,
        pub noted_by: UserId,
        pub noted_at: Moment,
    }
}
