//! The price list: what the company offers for a category and a kind of work, and what it costs.

use formula::Label;
use kernel::{Money, Page, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lowcode;
use crate::lowcode::pack::{OrderKind, Payer, PriceItem, PriceKind};

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceFilter {
    /// A product category of the company.
    pub category: Option<String>,
    pub service: Option<OrderKind>,
    pub kind: Option<PriceKind>,
}

/// An item of the price list as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PriceShown {
    pub code: String,
    pub kind: PriceKind,
    pub name: Label,
    /// What one of it is: `次`/`visit`, `米`/`m`.
    pub unit: Label,
    pub price_minor: Money,
    /// Who pays while the warranty covers it, without one, and under a contract.
    pub in_warranty: Payer,
    pub out_of_warranty: Payer,
    pub under_contract: Payer,
    pub guarantee_days: u32,
}

impl From<&PriceItem> for PriceShown {
    fn from(item: &PriceItem) -> Self {
        Self {
            code: item.code.clone(),
            kind: item.kind,
            name: item.name.clone(),
            unit: item.unit.clone(),
            price_minor: item.price_minor,
            in_warranty: item.in_warranty,
            out_of_warranty: item.out_of_warranty,
            under_contract: item.under_contract,
            guarantee_days: item.guarantee_days,
        }
    }
}

/// `GET /price-list`: the whole list, or what is offered for a category and a kind of work. A list is small and has one page.
///
/// # Errors
/// Those of the database.
pub async fn list(view: &View, _: (), filter: PriceFilter) -> Result<Page<PriceShown>> {
    let book = lowcode::book(view).await?;
    let items = book.pack.prices.iter().filter(|item| is_wanted(item, &filter)).map(PriceShown::from).collect();
    Ok(Page { items, next: None })
}

fn is_wanted(item: &PriceItem, filter: &PriceFilter) -> bool {
    let fits_category =
        filter.category.as_ref().is_none_or(|code| item.categories.is_empty() || item.categories.contains(code));
    let fits_work = filter.service.is_none_or(|work| item.work.is_empty() || item.work.contains(&work));
    !item.is_off && fits_category && fits_work && filter.kind.is_none_or(|kind| kind == item.kind)
}
