//! What a trade sells and mends: skills and certificates, product categories, faults.

use formula::{Condition, Field, Label};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OrderKind, Urgency};

/// Something a technician can do, or is certified to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    pub code: String,
    pub name: Label,
    /// A paper with an expiry, not a level: without a valid one the work must not be done.
    #[serde(default)]
    pub certificate: bool,
    /// How long a certificate is valid; absent for skills and for papers that do not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u32>,
}

/// A kind of product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    pub name: Label,
    /// How customers call it, besides its name; proposes the category from their text.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// What the technician must have.
    pub needs: Vec<SkillNeed>,
    /// After so many years its owner is asked about a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_years: Option<u32>,
    /// Maintenance is proposed this often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintain_every_months: Option<u32>,
    /// The trade's own facts about a machine; a condition reads them as `order.attributes.CODE`.
    #[serde(default)]
    pub attributes: Vec<Field>,
    /// What a customer is asked who wants something done to one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// What a customer is asked on the page for requests (A2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub field: Field,
    /// An answer that makes it more urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raises: Option<Raise>,
}

/// When a request is more urgent than its fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// Reads `answers` and `order`, as a field's own condition does.
    pub when: Condition,
    pub to: Urgency,
}

/// A skill at a level, for some or all kinds of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillNeed {
    pub skill: String,
    /// 1 (assists) to 5 (teaches); means nothing for certificates.
    #[serde(default = "one")]
    pub level: u8,
    /// Only for this work; empty: for all.
    #[serde(default)]
    pub work: Vec<OrderKind>,
}

/// A way in which products of some categories fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub code: String,
    pub categories: Vec<String>,
    pub name: Label,
    pub urgency: Urgency,
    /// Words by which customers describe it, Chinese and English.
    pub keywords: Vec<String>,
    /// What the customer should do until somebody comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Label>,
    /// Items of the price list that usually mend it: the kit to bring.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What a customer is asked who describes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

fn one() -> u8 {
    1
}
