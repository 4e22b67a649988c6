//! The order types a company offers, by name, for forms and filters.

use formula::Label;
use kernel::{Page, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lowcode;
use crate::lowcode::pack::{AssetNeed, Leg, Opener, OrderKind, Stage};

/// An order type.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderTypeShown {
    pub code: String,
    pub version: u32,
    pub kind: OrderKind,
    pub name: Label,
    pub prefix: String,
    pub may_open: Vec<Opener>,
    pub asset: AssetNeed,
    pub price_approval: bool,
    pub signature: bool,
    pub legs: Vec<Leg>,
    pub stages: Vec<Stage>,
}

pub(crate) async fn types(view: &View, _: (), _: Nothing) -> Result<Page<OrderTypeShown>> {
    let book = lowcode::book(view).await?;
    let shown = book.pack.order_types.iter().filter(|each| !each.is_off).map(|each| OrderTypeShown {
        code: each.code.clone(),
        version: each.version,
        kind: each.kind,
        name: each.name.clone(),
        prefix: each.prefix.clone(),
        may_open: each.may_open.clone(),
        asset: each.asset,
        price_approval: each.price_approval,
        signature: each.signature,
        legs: each.legs.clone(),
        stages: each.stages.clone(),
    });
    Ok(Page { items: shown.collect(), next: None })
}
