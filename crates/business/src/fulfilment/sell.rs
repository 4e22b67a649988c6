//! A sale: one transaction opens the household's file, the machines' files, takes the deposit, notes the promises and, by rule or by
//! hand, opens what has to be installed (C4, C5, B1, B2, B7).

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, FieldError, Json, Moment, Phone, Result};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::Product;
use crate::customers::{self, AssetStatus, NewAsset, NewCustomer, NewSite};
use crate::identity::Role;
use crate::leads::{self, Lead};
use crate::lowcode::{self, pack::OrderKind};
use crate::money::Receive;
use crate::nouns::{AssetId, Channel, CustomerId, LeadId, OrderId, SaleId, SiteId};
use crate::orders::open::NewItem;
use crate::orders::{self, NewOrder};
use crate::sales::{self, NewPromise, NewSale, NewSaleLine, Sale, SaleLine, SaleShown};

/// A file of its own is opened for each piece, and one order can hold so many: more are several sales.
const PIECES_MAX: i64 = 50;

/// Who buys: a known customer, or somebody by name and phone.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Buyer {
    pub customer_id: Option<CustomerId>,
    pub name: String,
    pub phone: Option<Phone>,
}

/// When the install orders are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstallOrders {
    /// With the sale.
    #[default]
    Now,
    /// By hand, later.
    Later,
}

/// A sale as the guide enters it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sell {
    pub buyer: Buyer,
    /// A known site of the buyer's.
    pub site_id: Option<SiteId>,
    /// Or where it goes.
    pub site: Option<NewSite>,
    /// Who sold it; the caller, where the caller is a guide.
    pub guide_id: Option<UserId>,
    pub lines: Vec<NewSaleLine>,
    pub deposit: Option<Receive>,
    #[serde(default)]
    pub promises: Vec<NewPromise>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub install: InstallOrders,
    /// When the customer would like it installed.
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
    /// Of whom it came: the lead is won, and says who buys where nobody else is named.
    pub lead_id: Option<LeadId>,
}

/// What a sale opened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sold {
    pub sale: SaleShown,
    /// The household's file was opened by it.
    pub customer_is_new: bool,
    pub assets: Vec<AssetId>,
    pub orders: Vec<OrderId>,
}

pub(super) async fn sell_now(tx: &Tx, _: (), body: Sell) -> Result<Sold> {
    let Some(lead) = body.lead_id else { return sell(tx, body).await };
    let lead = leads::lead_of(tx, lead).await?;
    let buyer = buyer_of(tx, &lead, body.buyer).await?;
    let sold = sell(tx, Sell { buyer, guide_id: Some(lead.guide_id), ..body }).await?;
    leads::won(tx, lead.id, sold.sale.sale.id).await?;
    Ok(sold)
}

/// Who buys: as somebody says now, else as the lead says. A file that the caller does not see is found by its number.
///
/// # Errors
/// Those of the database.
pub(super) async fn buyer_of(tx: &Tx, lead: &Lead, said: Buyer) -> Result<Buyer> {
    let names_another =
        !said.name.trim().is_empty() || said.phone.as_ref().is_some_and(|said| lead.phone.as_ref() != Some(said));
    if said.customer_id.is_some() {
        return Ok(said);
    }
    if let Some(customer) = lead.customer_id.filter(|_| !names_another)
        && customers::is_visible(tx, customer).await?
    {
        return Ok(Buyer { customer_id: Some(customer), ..Buyer::default() });
    }
    let name = if said.name.trim().is_empty() { lead.name.clone() } else { said.name };
    Ok(Buyer { customer_id: None, name, phone: said.phone.or_else(|| lead.phone.clone()) })
}

/// Places a sale with everything that it opens.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown customer, site, product or guide; those of opening orders.
pub async fn sell(tx: &Tx, body: Sell) -> Result<Sold> {
    check(&body, tx.now())?;
    let guide_id = match body.guide_id {
        Some(guide) => Some(guide),
        None => caller_if_guide(tx).await?,
    };
    let (customer, customer_is_new) = buyer(tx, &body.buyer, guide_id).await?;
    let site = match (body.site_id, body.site) {
        (Some(site), _) => customers::get_visible_site(tx, site).await?.id,
        (None, Some(site)) => customers::open_site(tx, customer, site).await.map_err(|error| error.below("site"))?.id,
        (None, None) => return Err(Error::invalid("site", "field.required")),
    };
    let new = NewSale {
        customer_id: customer,
        site_id: site,
        guide_id,
        lines: body.lines,
        deposit: body.deposit,
        promises: body.promises,
        note: body.note,
    };
    let sale = sales::place(tx, new).await?;
    let lines = sales::lines(tx, sale.id).await?;
    let assets = open_files(tx, &sale, &lines).await?;
    let orders = match body.install {
        InstallOrders::Now => open_install_orders(tx, &sale, body.wanted_from_at.zip(body.wanted_to_at)).await?,
        InstallOrders::Later => vec![],
    };
    let sale = sales::shown(tx, db::get::<Sale>(tx, sale.id).await?).await?;
    Ok(Sold { sale, customer_is_new, assets, orders })
}

fn check(body: &Sell, now: Moment) -> Result<()> {
    let mut check = Check::new();
    let pieces: i64 = body.lines.iter().map(|line| line.quantity.clamp(0, PIECES_MAX + 1)).sum();
    if pieces > PIECES_MAX {
        check.note(FieldError::new("lines", "field.too_many").with("max", PIECES_MAX));
    }
    check.that(body.site_id.is_none() || body.site.is_none(), "site", "field.twice");
    for (path, missing) in [
        ("wanted_to_at", body.wanted_from_at.is_some() && body.wanted_to_at.is_none()),
        ("wanted_from_at", body.wanted_to_at.is_some() && body.wanted_from_at.is_none()),
    ] {
        check.that(!missing, path, "field.required");
    }
    if let Some((from, to)) = body.wanted_from_at.zip(body.wanted_to_at) {
        check.that(from < to, "wanted_to_at", "field.ends_before_start");
        check.that(to > now, "wanted_to_at", "field.in_the_past");
    }
    check.done()
}

async fn caller_if_guide(tx: &Tx) -> Result<Option<UserId>> {
    let caller = db::find::<crate::identity::AppUser>(tx, tx.actor().user).await?;
    Ok(caller.filter(|user| user.roles.contains(&Role::Guide)).map(|user| user.id))
}

async fn buyer(tx: &Tx, buyer: &Buyer, guide_id: Option<UserId>) -> Result<(CustomerId, bool)> {
    if let Some(known) = buyer.customer_id {
        return customers::get_visible(tx, known).await.map(|customer| (customer.id, false));
    }
    let new = NewCustomer { phone: buyer.phone.clone(), guide_id, ..NewCustomer::named(buyer.name.clone()) };
    let (customer, is_new) = customers::open_or_match(tx, new).await.map_err(|error| error.below("buyer"))?;
    Ok((customer.id, is_new))
}

/// One machine file a piece, sold and not yet installed; its serial comes with the installation.
async fn open_files(tx: &Tx, sale: &Sale, lines: &[SaleLine]) -> Result<Vec<AssetId>> {
    let mut assets = vec![];
    for line in lines {
        for _ in 0..line.quantity {
            let new = NewAsset {
                customer_id: Some(sale.customer_id),
                site_id: Some(sale.site_id),
                product_id: Some(line.product_id),
                status: Some(AssetStatus::Sold),
                sold_on: Some(sale.sold_on),
                sale_id: Some(sale.id.to_string()),
                ..NewAsset::default()
            };
            assets.push(customers::open_asset(tx, new).await?.id);
        }
    }
    Ok(assets)
}

pub(super) async fn open_install_orders_now(tx: &Tx, id: SaleId, _: platform::http::Nothing) -> Result<Vec<OrderId>> {
    sales::get_visible(tx, id).await?;
    let sale: Sale = db::get_held(tx, id).await?;
    open_install_orders(tx, &sale, None).await
}

/// Opens what has to be installed: one combined order a type, with one item for each machine that has none yet (D5). A category that
/// is measured for first gets the type with those legs.
///
/// # Errors
/// `sale.nothing_to_install` when every machine has its order; those of opening orders.
pub async fn open_install_orders(tx: &Tx, sale: &Sale, wanted: Option<(Moment, Moment)>) -> Result<Vec<OrderId>> {
    let open = customers::sold_with(tx, &sale.id.to_string()).await?;
    if open.is_empty() {
        return Err(Error::refused("sale.nothing_to_install").with("sale", sale.number.clone()));
    }
    let book = lowcode::book(tx).await?;
    let mut by_type: Vec<(String, Vec<NewItem>)> = vec![];
    for asset in open {
        let product = match asset.product_id {
            Some(id) => db::find::<Product>(tx, id).await?,
            None => None,
        };
        let attributes = product.map(|product| product.custom).unwrap_or_else(Json::default);
        let r#type = install_type(&book.pack, attributes.get("install_type").and_then(serde_json::Value::as_str));
        let item = NewItem {
            asset_id: Some(asset.id),
            product_id: asset.product_id,
            category: Some(asset.category),
            ..NewItem::default()
        };
        match by_type.iter_mut().find(|(code, _)| *code == r#type) {
            Some((_, items)) => items.push(item),
            None => by_type.push((r#type, vec![item])),
        }
    }
    let mut opened = vec![];
    for (r#type, items) in by_type {
        let new = NewOrder {
            r#type,
            channel: Some(Channel::Sale),
            customer_id: Some(sale.customer_id),
            site_id: Some(sale.site_id),
            items,
            described: sale.note.clone(),
            sale_id: Some(sale.id),
            wanted_from_at: wanted.map(|(from, _)| from),
            wanted_to_at: wanted.map(|(_, to)| to),
            ..NewOrder::default()
        };
        let order = orders::open(tx, new).await?;
        sales::promises_to_order(tx, sale.id, order.id).await?;
        opened.push(order.id);
    }
    Ok(opened)
}

/// The product's own install type where it names one, else the pack's first that installs.
fn install_type(pack: &lowcode::pack::Pack, named: Option<&str>) -> String {
    let installs = || pack.order_types.iter().filter(|each| each.kind == OrderKind::Install && !each.is_off);
    let named = named.and_then(|code| pack.order_type(code)).filter(|each| !each.is_off);
    let usual = || installs().find(|each| each.code == "install");
    let any = || installs().next();
    named.or_else(usual).or_else(any).map_or_else(|| "install".to_owned(), |each| each.code.clone())
}
