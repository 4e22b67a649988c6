//! The catalogue's tables as structs.

use kernel::{Json, Moment, Money, code};
use platform::record;

pub use crate::nouns::{BrandId, PaperId, ProductId};

code! {
    pub enum ProductStatus as "product_status" { Active = "active", Discontinued = "discontinued" }
}
code! {
    /// What a paper of a product is.
    pub enum PaperKind as "paper_kind" {
        Manual = "manual",
        Drawing = "drawing",
        /// Of wiring or piping.
        Diagram = "diagram",
        Other = "other",
    }
}

record! {
    /// A brand; spellings that were merged point at the one they became.
    pub struct Brand in "brand" as "brand" (BrandId), versioned {
        pub id: BrandId,
        pub name: String,
        /// How spellings are compared: lower case, without punctuation.
        pub key: String,
        pub merged_into: Option<BrandId>,
        pub created_at: Moment,
    }
}

record! {
    /// A product model. Its category is a code of the company's pack.
    pub struct Product in "product" as "product" (ProductId), versioned {
        pub id: ProductId,
        pub code: String,
        pub name: String,
        pub brand_id: Option<BrandId>,
        pub category: String,
        pub model: Option<String>,
        pub price_minor: Option<Money>,
        pub status: ProductStatus,
        pub custom: Json<serde_json::Map<String, serde_json::Value>>,
        pub created_at: Moment,
    }
}

record! {
    /// A drawing or manual of a product: a picture or a PDF.
    pub struct Paper in "product_paper" as "product_paper" (PaperId) {
        pub id: PaperId,
        pub product_id: ProductId,
        pub kind: PaperKind,
        pub sha256: String,
        pub caption: String,
        /// Shown by the label on the machine and in the household's list.
        pub for_customers: bool,
        pub position: i64,
    }
}
