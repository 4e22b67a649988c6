//! The definition table as a struct: one numbered state of one thing a company defines.

use kernel::{Json, Moment, code, id};
use platform::record;

id! {
    /// One numbered state of a definition.
    DefinitionId = "definition",
}

code! {
    /// What is defined.
    pub enum DefinitionKind as "definition_kind" {
        /// That a pack was installed, and at which version.
        Pack = "pack",
        Skill = "skill",
        Category = "category",
        Fault = "fault",
        OrderType = "order_type",
        Sop = "sop",
        SlaPolicy = "sla_policy",
        /// Its code is `KIND.CODE`, as reasons are unique within their kind only.
        Reason = "reason",
        Outcome = "outcome",
        Price = "price",
        Warranty = "warranty",
        Promise = "promise",
        ReviewTag = "review_tag",
        Standard = "standard",
        /// How reviews are asked for; there is one.
        Review = "review",
        /// The company's working time; there is one.
        Calendar = "calendar",
        /// When the program dispatches by itself; there is one.
        DispatchRule = "dispatch_rule",
    }
}
code! {
    /// At most one number of a definition is published; what was published once is kept for the orders that began with it.
    pub enum DefinitionStatus as "definition_status" { Draft = "draft", Published = "published", Retired = "retired" }
}

/// The source of what the company changed itself; a pack's is `pack:CODE`.
pub const OWN: &str = "company";

record! {
    /// One numbered state of a definition. Its body never changes; a change is a new number.
    pub struct Definition in "definition" as "definition" (DefinitionId), versioned {
        pub id: DefinitionId,
        pub kind: DefinitionKind,
        pub code: String,
        /// Counts up from 1, or from the version its pack gave it.
        pub number: i64,
        pub status: DefinitionStatus,
        /// [`OWN`] or `pack:CODE`.
        pub source: String,
        pub body: Json<serde_json::Value>,
        pub created_at: Moment,
    }
}
