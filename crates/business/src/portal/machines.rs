//! My machines (G7, B6): what the household has, how long it is covered, what was done to it.

use std::collections::BTreeMap;

use kernel::{Day, Moment, Page, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::papers::{self, PaperForCustomer};
use super::visitor::{Visitor, reading};
use crate::catalogue::{Brand, Product};
use crate::customers::warranty::{self, Machine};
use crate::customers::{Asset, AssetStatus};
use crate::lowcode;
use crate::nouns::{AssetId, Verdict, VerdictReason};

/// A machine with its electronic warranty card.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MachineCard {
    pub id: AssetId,
    pub category: String,
    pub name: String,
    pub brand: Option<String>,
    pub model: Option<String>,
    /// As on the plate; the last four characters alone before the digits were said.
    pub serial: Option<String>,
    pub status: AssetStatus,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    pub warranty: Verdict,
    pub warranty_reason: VerdictReason,
    pub warranty_until: Option<Day>,
    /// What was done to it, the newest first; after the digits were said.
    pub services: Vec<ServiceDone>,
    /// Manuals and drawings that the company gives to customers.
    pub papers: Vec<PaperForCustomer>,
}

/// An order of a machine in one line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceDone {
    pub number: String,
    pub r#type: String,
    pub fault: Option<String>,
    pub phase: String,
    pub opened_at: Moment,
    pub finished_at: Option<Moment>,
}

/// The cards of machines, with one look each for all their products, brands and orders.
///
/// # Errors
/// Those of the database.
pub(super) async fn cards_of(view: &View, assets: &[Asset], is_verified: bool) -> Result<Vec<MachineCard>> {
    let book = lowcode::book(view).await?;
    let products: Vec<Product> = some_of(view, "product", assets.iter().filter_map(|asset| asset.product_id)).await?;
    let brands: Vec<Brand> = some_of(view, "brand", assets.iter().filter_map(|asset| asset.brand_id)).await?;
    let mut services = if is_verified { services(view, assets).await? } else { BTreeMap::new() };
    let papers = papers::for_customers(view, assets.iter().filter_map(|asset| asset.product_id)).await?;
    let today = view.actor().today();
    let card = |asset: &Asset| {
        let (term, machine) = (book.pack.warranty(&asset.category), Machine::from(asset));
        let (warranty, warranty_reason) = warranty::verdict(term, &machine, today, None);
        let serial = asset.serial.as_ref().map(|serial| if is_verified { serial.clone() } else { tail(serial) });
        MachineCard {
            id: asset.id,
            category: asset.category.clone(),
            name: asset.name.clone(),
            brand: brands.iter().find(|brand| Some(brand.id) == asset.brand_id).map(|brand| brand.name.clone()),
            model: products
                .iter()
                .find(|each| Some(each.id) == asset.product_id)
                .and_then(|product| product.model.clone()),
            serial,
            status: asset.status,
            sold_on: asset.sold_on.filter(|_| is_verified),
            installed_on: asset.installed_on.filter(|_| is_verified),
            warranty_until: warranty::covered_until(term, &machine),
            warranty,
            warranty_reason,
            services: services.remove(&asset.id).unwrap_or_default(),
            papers: asset.product_id.and_then(|product| papers.get(&product).cloned()).unwrap_or_default(),
        }
    };
    Ok(assets.iter().map(card).collect())
}

async fn some_of<R: db::Record>(
    view: &View,
    table: &str,
    ids: impl Iterator<Item = impl kernel::Column>,
) -> Result<Vec<R>> {
    let sql = Sql::new(&format!("SELECT * FROM {table} WHERE tenant_id = ? AND ")).bind(view.actor().tenant);
    db::select(view, sql.within("id", ids)).await
}

fn tail(serial: &str) -> String {
    let chars: Vec<char> = serial.chars().collect();
    let kept: String = chars[chars.len().saturating_sub(4)..].iter().collect();
    format!("…{kept}")
}

/// What was done to each machine, the newest first; with the order that brought it, which may name the machine that went.
async fn services(view: &View, assets: &[Asset]) -> Result<BTreeMap<AssetId, Vec<ServiceDone>>> {
    let sql = Sql::new(
        "SELECT i.asset_id AS asset_id, o.number, o.type, o.fault, o.phase, o.opened_at, o.finished_at FROM order_item i
         JOIN work_order o ON o.tenant_id = i.tenant_id AND o.id = i.order_id WHERE i.tenant_id = ? AND ",
    );
    let ids = || assets.iter().map(|asset| asset.id);
    let sql = sql.bind(view.actor().tenant).within("i.asset_id", ids()).push(
        " UNION SELECT a.id, o.number, o.type, o.fault, o.phase, o.opened_at, o.finished_at FROM asset a
          JOIN work_order o ON o.tenant_id = a.tenant_id AND o.id = a.install_order_id WHERE a.tenant_id = ? AND",
    );
    let sql = sql.bind(view.actor().tenant).within("a.id", ids());
    let mut done: BTreeMap<AssetId, Vec<ServiceDone>> = BTreeMap::new();
    for row in view.all(sql.push(" ORDER BY opened_at DESC LIMIT 500")).await? {
        let service = ServiceDone {
            number: read(&row, "number")?,
            r#type: read(&row, "type")?,
            fault: read(&row, "fault")?,
            phase: read(&row, "phase")?,
            opened_at: read(&row, "opened_at")?,
            finished_at: read(&row, "finished_at")?,
        };
        done.entry(read(&row, "asset_id")?).or_default().push(service);
    }
    Ok(done)
}

/// `GET /portal/machines`: of the household whose phone was known by its digits.
///
/// # Errors
/// Those of the database.
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<MachineCard>> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let Some(customer) = visitor.link.customer_id else { return Ok(Page { items: vec![], next: None }) };
    let sql = Sql::new(
        "SELECT * FROM asset WHERE tenant_id = ? AND customer_id = ? AND status IN ('sold', 'in_use') ORDER BY created_at DESC LIMIT 50",
    );
    let assets: Vec<Asset> = db::select(&view, sql.bind(view.actor().tenant).bind(customer)).await?;
    Ok(Page { items: cards_of(&view, &assets, true).await?, next: None })
}
