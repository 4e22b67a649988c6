//! The customers' tables as structs: household, contact, site, asset.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Json, Moment, Phone, Point, code};
use platform::record;

pub use crate::nouns::{AssetId, ContactId, CustomerId, SiteId};
use crate::nouns::{BrandId, ProductId};

code! {
    pub enum CustomerKind as "customer_kind" { Household = "household", Company = "company" }
}
code! {
    /// Where an asset is in its life from sale to scrapping.
    pub enum AssetStatus as "asset_status" {
        /// Sold, not yet installed.
        Sold = "sold",
        InUse = "in_use",
        /// Went back to the seller.
        Returned = "returned",
        /// Given for another.
        Exchanged = "exchanged",
        Scrapped = "scrapped",
    }
}

pub type Custom = Json<serde_json::Map<String, serde_json::Value>>;

record! {
    /// A customer's file. A merged one points at the file it went into.
    pub struct Customer in "customer" as "customer" (CustomerId), versioned {
        pub id: CustomerId,
        pub number: String,
        pub kind: CustomerKind,
        pub name: String,
        /// Some have none.
        pub phone: Option<Phone>,
        /// The unit that looks after them.
        pub unit_id: Option<UnitId>,
        pub guide_id: Option<UserId>,
        pub note: String,
        pub merged_into: Option<CustomerId>,
        /// When name, phone and addresses were erased on request.
        pub erased_at: Option<Moment>,
        pub custom: Custom,
        pub created_at: Moment,
    }
}

record! {
    /// Another person of a customer's: spouse, tenant, site manager.
    pub struct Contact in "contact" as "contact" (ContactId), versioned {
        pub id: ContactId,
        pub customer_id: CustomerId,
        pub name: String,
        pub phone: Phone,
        pub relation: String,
        pub created_at: Moment,
    }
}

record! {
    /// A site. Imported history may know a site and no customer.
    pub struct Site in "site" as "site" (SiteId), versioned {
        pub id: SiteId,
        pub customer_id: Option<CustomerId>,
        /// `家`, `老房子`, a shop's name …
        pub name: String,
        /// GB/T 2260 code of the district; empty when unknown.
        pub region: String,
        /// One line, as it is read aloud.
        pub address: String,
        pub street: Option<String>,
        pub compound: Option<String>,
        pub building: Option<String>,
        pub room: Option<String>,
        pub floor: Option<i64>,
        pub place: Option<Point>,
        /// Door code, parking, a dog.
        pub note: String,
        pub created_at: Moment,
    }
}

record! {
    /// An asset's file.
    pub struct Asset in "asset" as "asset" (AssetId), versioned {
        pub id: AssetId,
        pub customer_id: Option<CustomerId>,
        pub site_id: Option<SiteId>,
        pub product_id: Option<ProductId>,
        pub brand_id: Option<BrandId>,
        pub category: String,
        pub name: String,
        /// As on the plate.
        pub serial: Option<String>,
        /// As compared ([`kernel::text::serial_key`]); unique in the company.
        pub serial_key: Option<String>,
        pub status: AssetStatus,
        pub produced_on: Option<Day>,
        pub sold_on: Option<Day>,
        pub installed_on: Option<Day>,
        /// The sale and the order that brought it, by id.
        pub sale_id: Option<String>,
        pub install_order_id: Option<String>,
        /// Warranty bought or granted beyond the terms.
        pub extended_months: i64,
        /// Readings at commissioning, by SOP step.
        pub commissioning: Custom,
        pub custom: Custom,
        pub created_at: Moment,
    }
}
