//! Parts' tables as structs: what was used on a visit, before there is a stock to take it from.

use kernel::Moment;
use kernel::id::UserId;
use platform::record;

pub use crate::nouns::PartUseId;
use crate::nouns::{AssetId, ChargeId, OrderId, VisitId};

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
