//! What an order is about: each item's category, work, fault and warranty verdict.

use kernel::{Error, FieldError, Id, Json, Result};
use platform::db::{self, Sql, Tx};

use super::ask::{NewItem, NewOrder};
use crate::catalogue::Product;
use crate::customers::rules::may_serve;
use crate::customers::{Asset, warranty};
use crate::lowcode::pack::{OrderType, Pack, Proposal};
use crate::nouns::{Channel, ItemId, OrderId, Verdict, VerdictReason};
use crate::orders::record::{ItemStatus, OrderItem};

/// The assets and products that an order names.
#[derive(Default)]
pub struct Known {
    pub assets: Vec<Asset>,
    pub products: Vec<Product>,
}

pub(super) async fn known(tx: &Tx, new: &NewOrder) -> Result<Known> {
    let mut known = Known::default();
    let ids: Vec<_> = new.items.iter().filter_map(|item| item.asset_id).collect();
    if !ids.is_empty() {
        let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND ").bind(tx.actor().tenant);
        known.assets = db::select(tx, sql.within("id", ids.iter().copied())).await?;
        if ids.iter().any(|id| !known.assets.iter().any(|asset| asset.id == *id)) {
            return Err(Error::NotFound("asset"));
        }
        // history is brought along as it was
        if new.channel() != Channel::File {
            known.assets.iter().try_for_each(may_serve)?;
        }
    }
    let ids: Vec<_> = new.items.iter().filter_map(|item| item.product_id).collect();
    if !ids.is_empty() {
        let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND ").bind(tx.actor().tenant);
        known.products = db::select(tx, sql.within("id", ids.iter().copied())).await?;
        if ids.iter().any(|id| !known.products.iter().any(|product| product.id == *id)) {
            return Err(Error::NotFound("product"));
        }
    }
    Ok(known)
}

/// The items as rows, not yet belonging to an order. What an item does not say comes from its asset, its product, the order, or the
/// proposal, in this order.
pub(super) fn resolve(
    new: &NewOrder,
    known: &Known,
    pack: &Pack,
    r#type: &OrderType,
    proposal: Option<&Proposal>,
) -> Result<Vec<OrderItem>> {
    let whole = [NewItem::default()];
    let asked: &[NewItem] = if new.items.is_empty() { &whole } else { &new.items };
    let mut wrong = vec![];
    let items = asked.iter().enumerate().map(|(at, item)| {
        let asset = item.asset_id.and_then(|id| known.assets.iter().find(|asset| asset.id == id));
        let product_id = item.product_id.or(asset.and_then(|asset| asset.product_id));
        let product = product_id.and_then(|id| known.products.iter().find(|product| product.id == id));
        let category = item
            .category
            .clone()
            .or_else(|| asset.map(|asset| asset.category.clone()))
            .or_else(|| product.map(|product| product.category.clone()))
            .or_else(|| new.category.clone())
            .or_else(|| proposal.and_then(|proposal| proposal.category.clone()))
            .unwrap_or_default();
        // what is said of the order as a whole is said of the items that can fail so
        let of_all = new.fault.clone().filter(|code| new.items.is_empty() || pack.is_fault_of(code, &category));
        let fault = item.fault.clone().or(of_all).or_else(|| fault_of(pack, proposal, &category));
        wrong.extend(check(new, at, pack, &category, fault.as_deref()));
        OrderItem {
            id: ItemId::new(),
            order_id: OrderId::new(),
            position: i64::try_from(at).unwrap_or(0) + 1,
            asset_id: item.asset_id,
            product_id,
            brand_id: asset.and_then(|asset| asset.brand_id).or(product.and_then(|product| product.brand_id)),
            category,
            service: item.service.unwrap_or(r#type.kind),
            fault,
            quantity: item.quantity.unwrap_or(1),
            described: item.described.clone(),
            status: ItemStatus::Open,
            outcome: None,
            verdict: None,
            verdict_reason: None,
            overridden_by: None,
            override_reason: None,
            visit_number: None,
            created_at: kernel::Moment(0),
            version: 1,
        }
    });
    let items: Vec<OrderItem> = items.collect();
    let is_nobodys = |code: &String| !items.iter().any(|item| item.fault.as_ref() == Some(code));
    if !new.items.is_empty() && new.fault.as_ref().is_some_and(is_nobodys) {
        wrong.push(FieldError::new("fault", "field.not_a_choice"));
    }
    if wrong.is_empty() { Ok(items) } else { Err(Error::Invalid(wrong)) }
}

/// The proposed fault, where it is one of this category's.
fn fault_of(pack: &Pack, proposal: Option<&Proposal>, category: &str) -> Option<String> {
    let code = proposal?.fault.as_deref()?;
    pack.is_fault_of(code, category).then(|| code.to_owned())
}

fn check(new: &NewOrder, at: usize, pack: &Pack, category: &str, fault: Option<&str>) -> Vec<FieldError> {
    let path = |name: &str| if new.items.is_empty() { name.to_owned() } else { format!("items[{at}].{name}") };
    let mut wrong = vec![];
    if category.is_empty() {
        // the desk asks when it takes in what came from a page
        if new.channel() != Channel::CustomerPage {
            wrong.push(FieldError::new(path("category"), "field.required"));
        }
    } else if pack.category(category).is_none() {
        wrong.push(FieldError::new(path("category"), "field.not_a_choice"));
    }
    let is_known =
        |code: &str| if category.is_empty() { pack.fault(code).is_some() } else { pack.is_fault_of(code, category) };
    if fault.is_some_and(|code| !is_known(code)) {
        wrong.push(FieldError::new(path("fault"), "field.not_a_choice"));
    }
    wrong
}

/// Gives each item its warranty verdict with the reason (B4). Without a machine nobody can say.
pub(super) async fn judge(tx: &Tx, items: Vec<OrderItem>, known: &Known) -> Result<Vec<OrderItem>> {
    let today = tx.actor().today();
    let mut judged = Vec::with_capacity(items.len());
    for item in items {
        let asset = item.asset_id.and_then(|id| known.assets.iter().find(|asset| asset.id == id));
        let (verdict, reason) = match asset {
            Some(asset) => warranty::judge(tx, asset, today, None).await?,
            None => {
                (Verdict::Unknown, VerdictReason { code: "warranty.no_asset".into(), facts: serde_json::Map::new() })
            }
        };
        judged.push(OrderItem { verdict: Some(verdict), verdict_reason: Some(Json(reason)), ..item });
    }
    Ok(judged)
}

/// The verdict that lists show for the whole order: the one that costs the customer most.
pub fn worst_verdict(items: &[OrderItem]) -> Option<Verdict> {
    let rank = |verdict: &Verdict| match verdict {
        Verdict::OutOfWarranty => 3,
        Verdict::Unknown => 2,
        Verdict::UnderContract => 1,
        Verdict::InWarranty => 0,
    };
    items.iter().filter_map(|item| item.verdict).max_by_key(rank)
}
