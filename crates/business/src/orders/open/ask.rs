//! What somebody asks for when an order is opened, and what is wrong with it.

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::{FieldError, Json, Moment, Phone, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::customers::{Custom, NewSite};
use crate::lowcode::pack::{OrderKind, Urgency};
use crate::nouns::{AssetId, Channel, CustomerId, OrderId, ProductId, SaleId, SiteId};
use crate::orders::rules::AHEAD_MAX;

/// At most so many things on one order.
pub const ITEMS_MAX: usize = 50;
const WORDS_MAX: usize = 4_000;
const FACTS_MAX: usize = 50;

/// A new order. Only the type and some way to know whom it is for are needed; everything else is proposed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewOrder {
    /// An order type of the company.
    pub r#type: String,
    /// By phone unless said otherwise.
    pub channel: Option<Channel>,
    /// A known customer, or somebody by name and phone, matched or opened.
    pub customer_id: Option<CustomerId>,
    pub customer: Option<Caller>,
    /// A known site of theirs, or an address; by default where the asset stands, or their newest site.
    pub site_id: Option<SiteId>,
    pub site: Option<NewSite>,
    /// Whom to call, where it is not the customer.
    pub contact_name: Option<String>,
    pub contact_phone: Option<Phone>,
    /// What it is about; without items one is made of category and fault.
    pub items: Vec<NewItem>,
    /// What the customer wrote or said, verbatim.
    pub described: String,
    pub category: Option<String>,
    pub fault: Option<String>,
    pub urgency: Option<Urgency>,
    /// When the customer would like somebody to come.
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
    /// The outlet that shall own it; by default the one whose technicians serve the region.
    pub unit_id: Option<UnitId>,
    /// Its id in another system; a second order with the same is refused.
    pub outside_ref: Option<String>,
    pub on_duplicate: OnDuplicate,
    /// The trade's own facts.
    pub custom: Map<String, Value>,
    /// The sale it came out of, the order it follows and which of that order's legs it carries out: said by upper floors only.
    #[serde(skip)]
    pub sale_id: Option<SaleId>,
    #[serde(skip)]
    pub previous_id: Option<OrderId>,
    #[serde(skip)]
    pub leg: Option<String>,
}

/// What to do when the same wish is already there (A7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Open it, link the two, and say so.
    #[default]
    Open,
    /// Open nothing: what was said goes to the earlier order.
    Link,
    Refuse,
}

/// Somebody by name and phone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    pub name: String,
    pub phone: Option<Phone>,
}

/// One thing to be done.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewItem {
    pub asset_id: Option<AssetId>,
    pub product_id: Option<ProductId>,
    pub category: Option<String>,
    /// The type's own work unless said otherwise.
    pub service: Option<OrderKind>,
    pub fault: Option<String>,
    /// One unless said otherwise.
    pub quantity: Option<i64>,
    pub described: String,
}

impl NewOrder {
    pub fn channel(&self) -> Channel {
        self.channel.unwrap_or(Channel::Phone)
    }
    /// Everything that was said, for proposals.
    pub fn words(&self) -> String {
        let items = self.items.iter().map(|item| item.described.as_str());
        let all: Vec<&str> =
            std::iter::once(self.described.as_str()).chain(items).filter(|text| !text.is_empty()).collect();
        all.join(" ")
    }
    pub(super) fn custom_json(&self) -> Custom {
        Json(self.custom.clone())
    }

    pub(super) fn check(&self, now: Moment) -> Result<()> {
        let mut check = Check::new();
        check.text("type", &self.r#type, 60).at_most("described", &self.described, WORDS_MAX);
        if self.items.len() > ITEMS_MAX {
            check.note(FieldError::new("items", "field.too_many").with("max", ITEMS_MAX));
        }
        let knows_whom = self.customer_id.is_some()
            || self.customer.is_some()
            || self.items.iter().any(|item| item.asset_id.is_some());
        check.that(knows_whom, "customer", "field.required");
        if let Some(caller) = &self.customer {
            check.text("customer.name", &caller.name, 60);
        }
        if let Some(name) = &self.contact_name {
            check.text("contact_name", name, 60);
        }
        for (at, item) in self.items.iter().enumerate() {
            check.at_most(&format!("items[{at}].described"), &item.described, WORDS_MAX);
            check.that(
                item.quantity.is_none_or(|n| (1..=10_000).contains(&n)),
                format!("items[{at}].quantity"),
                "field.out_of_range",
            );
        }
        check_window(&mut check, self.wanted_from_at, self.wanted_to_at, now);
        check.at_most("outside_ref", self.outside_ref.as_deref().unwrap_or_default(), 100);
        check_custom(&mut check, &self.custom);
        check.done()
    }
}

/// A wish for a time: both ends or none, the end after the beginning and not in the past.
pub(crate) fn check_window(check: &mut Check, from: Option<Moment>, to: Option<Moment>, now: Moment) {
    let ordered = match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => from < to,
        _ => false,
    };
    check.that(ordered, "wanted_to_at", "field.ends_before_start");
    check.that(to.is_none_or(|to| to > now), "wanted_to_at", "field.in_the_past");
    check.that(to.is_none_or(|to| to <= now + AHEAD_MAX), "wanted_to_at", "field.too_far_ahead");
}

/// Facts of the company's own: no form says which there are, so they are few, short and flat.
fn check_custom(check: &mut Check, custom: &Map<String, Value>) {
    if custom.len() > FACTS_MAX {
        check.note(FieldError::new("custom", "field.too_many").with("max", FACTS_MAX));
    }
    for (name, fact) in custom.iter().take(FACTS_MAX) {
        let path = format!("custom.{}", name.chars().take(60).collect::<String>());
        check.that((1..=60).contains(&name.chars().count()), path.clone(), "field.not_a_code");
        match fact {
            Value::String(text) => {
                check.at_most(&path, text, 1_000);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Array(_) | Value::Object(_) => {
                check.that(false, path, "field.wrong_type");
            }
        }
    }
}
