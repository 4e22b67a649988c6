//! Sales' tables as structs: sale order, line, promise.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Money, code};
use platform::record;

use crate::nouns::{CustomerId, OrderId, ProductId, SiteId};
pub use crate::nouns::{PromiseId, SaleId, SaleLineId};

code! {
    /// How far a sale is on its way to the customer.
    pub enum SaleStatus as "sale_status" {
        Placed = "placed",
        Prepared = "prepared",
        Shipped = "shipped",
        Delivered = "delivered",
        Installed = "installed",
        Accepted = "accepted",
        Cancelled = "cancelled",
    }
}
code! {
    pub enum PromiseStatus as "promise_status" { Open = "open", Kept = "kept", Broken = "broken", Waived = "waived" }
}

record! {
    /// A sale: who bought what from whom, and how far it is.
    pub struct Sale in "sale" as "sale" (SaleId), versioned {
        pub id: SaleId,
        pub number: String,
        pub customer_id: CustomerId,
        pub site_id: SiteId,
        pub guide_id: Option<UserId>,
        pub unit_id: Option<UnitId>,
        pub status: SaleStatus,
        pub sold_on: Day,
        pub total_minor: Money,
        pub deposit_minor: Money,
        pub note: String,
        pub prepared_at: Option<Moment>,
        pub shipped_at: Option<Moment>,
        pub delivered_at: Option<Moment>,
        pub installed_at: Option<Moment>,
        pub accepted_at: Option<Moment>,
        pub cancelled_at: Option<Moment>,
        pub created_at: Moment,
    }
}
record! {
    /// A line of a sale.
    pub struct SaleLine in "sale_line" as "sale_line" (SaleLineId) {
        pub id: SaleLineId,
        pub sale_id: SaleId,
        pub position: i64,
        pub product_id: ProductId,
        pub name: String,
        pub quantity: i64,
        pub price_minor: Money,
        pub amount_minor: Money,
    }
}
record! {
    /// A promise: an object with a due moment and an end, seen by whoever has to keep it.
    pub struct Promise in "promise" as "promise" (PromiseId), versioned {
        pub id: PromiseId,
        pub sale_id: Option<SaleId>,
        /// The order whose technician keeps it.
        pub order_id: Option<OrderId>,
        pub customer_id: CustomerId,
        /// A promise kind of the pack.
        pub kind: String,
        /// As it was said.
        pub words: String,
        pub due_at: Option<Moment>,
        pub status: PromiseStatus,
        pub settled_at: Option<Moment>,
        pub settled_by: Option<UserId>,
        pub note: String,
        pub created_at: Moment,
    }
}
