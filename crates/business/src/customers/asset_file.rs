//! An asset's file as it is shown: what it is, where it stands, how long it is covered, which parts were changed in it (B2).

use std::collections::HashMap;

use kernel::{Day, Moment, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::masks::{CustomerShown, Sight, SiteShown, shown, site_shown};
use super::record::{Asset, AssetId, AssetStatus, Custom, Customer, CustomerId, Site, SiteId};
use super::visible::get_visible_asset;
use super::warranty::{Machine, covered_until, verdict};
use crate::catalogue::{Brand, PaperShown, papers_of};
use crate::lowcode;
use crate::nouns::{BrandId, OrderId, ProductId, Verdict, VerdictReason, VisitId};

/// An asset as shown on lists and files.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssetShown {
    pub id: AssetId,
    pub customer_id: Option<CustomerId>,
    pub site_id: Option<SiteId>,
    pub product_id: Option<ProductId>,
    pub brand_id: Option<BrandId>,
    pub brand: Option<String>,
    pub category: String,
    pub name: String,
    pub serial: Option<String>,
    pub status: AssetStatus,
    pub produced_on: Option<Day>,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    pub sale_id: Option<String>,
    pub install_order_id: Option<String>,
    pub extended_months: i64,
    /// The last day on which the whole machine is covered.
    pub warranty_until: Option<Day>,
    /// Today's.
    pub warranty: Verdict,
    pub warranty_reason: VerdictReason,
    pub commissioning: Custom,
    pub custom: Custom,
    pub created_at: Moment,
    pub version: i64,
}

/// Some assets as shown, with one look for all their brands.
pub(super) async fn assets_shown(view: &View, assets: Vec<Asset>) -> Result<Vec<AssetShown>> {
    let book = lowcode::book(view).await?;
    let brands = brands(view, assets.iter().filter_map(|asset| asset.brand_id)).await?;
    let today = view.actor().today();
    Ok(assets
        .into_iter()
        .map(|asset| {
            let (term, machine) = (book.pack.warranty(&asset.category), Machine::from(&asset));
            let (warranty, warranty_reason) = verdict(term, &machine, today, None);
            AssetShown {
                id: asset.id,
                customer_id: asset.customer_id,
                site_id: asset.site_id,
                product_id: asset.product_id,
                brand_id: asset.brand_id,
                brand: asset.brand_id.and_then(|id| brands.get(&id).cloned()),
                category: asset.category,
                name: asset.name,
                serial: asset.serial,
                status: asset.status,
                produced_on: asset.produced_on,
                sold_on: asset.sold_on,
                installed_on: asset.installed_on,
                sale_id: asset.sale_id,
                install_order_id: asset.install_order_id,
                extended_months: asset.extended_months,
                warranty_until: covered_until(term, &machine),
                warranty,
                warranty_reason,
                commissioning: asset.commissioning,
                custom: asset.custom,
                created_at: asset.created_at,
                version: asset.version,
            }
        })
        .collect())
}

pub(super) async fn asset_shown(view: &View, asset: Asset) -> Result<AssetShown> {
    let mut one = assets_shown(view, vec![asset]).await?;
    one.pop().ok_or_else(|| kernel::Error::bug("one asset is shown as one"))
}

async fn brands(view: &View, ids: impl Iterator<Item = BrandId>) -> Result<HashMap<BrandId, String>> {
    let ids: std::collections::BTreeSet<BrandId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = Sql::new("SELECT * FROM brand WHERE tenant_id = ? AND").bind(view.actor().tenant).within("id", ids);
    let found: Vec<Brand> = db::select(view, sql).await?;
    Ok(found.into_iter().map(|brand| (brand.id, brand.name)).collect())
}

/// An asset's whole file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssetFile {
    pub asset: AssetShown,
    pub customer: Option<CustomerShown>,
    pub site: Option<SiteShown>,
    pub product: Option<String>,
    /// Drawings and manuals of the product.
    pub papers: Vec<PaperShown>,
    /// Every part changed in it, the newest first.
    pub parts: Vec<PartChanged>,
    /// Orders about it, the newest first; at most 50.
    pub orders: Vec<OrderOfAsset>,
}

/// A part changed in an asset.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartChanged {
    pub code: Option<String>,
    pub name: String,
    pub quantity: i64,
    pub serial: Option<String>,
    pub old_serial: Option<String>,
    pub order_id: OrderId,
    pub visit_id: VisitId,
    pub used_at: Moment,
}

/// An order about an asset, in one line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderOfAsset {
    pub id: OrderId,
    pub number: String,
    pub r#type: String,
    pub phase: String,
    pub fault: Option<String>,
    pub outcome: Option<String>,
    pub opened_at: Moment,
}

pub(super) async fn read_asset(view: &View, id: AssetId, _: Nothing) -> Result<AssetFile> {
    let asset = get_visible_asset(view, id).await?;
    let customer = match asset.customer_id {
        Some(customer) => db::find::<Customer>(view, customer).await?,
        None => None,
    };
    let site = match asset.site_id {
        Some(site) => db::find::<Site>(view, site).await?,
        None => None,
    };
    let product = match asset.product_id {
        Some(product) => db::find::<crate::catalogue::Product>(view, product).await?.map(|product| product.name),
        None => None,
    };
    Ok(AssetFile {
        customer: customer.map(|customer| shown(&customer, Sight::Masked)),
        site: site.map(|site| site_shown(view.actor(), &site, Sight::Masked)),
        product,
        papers: papers_of(view, asset.product_id).await?,
        parts: parts(view, id).await?,
        orders: orders(view, &asset).await?,
        asset: asset_shown(view, asset).await?,
    })
}

async fn parts(view: &View, id: AssetId) -> Result<Vec<PartChanged>> {
    let sql = Sql::new(
        "SELECT * FROM part_use WHERE tenant_id = ? AND asset_id = ? AND undone_at IS NULL ORDER BY used_at DESC, id DESC LIMIT 500",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(id)).await?;
    rows.iter()
        .map(|row| {
            Ok(PartChanged {
                code: read(row, "code")?,
                name: read(row, "name")?,
                quantity: read(row, "quantity")?,
                serial: read(row, "serial")?,
                old_serial: read(row, "old_serial")?,
                order_id: read(row, "order_id")?,
                visit_id: read(row, "visit_id")?,
                used_at: read(row, "used_at")?,
            })
        })
        .collect()
}

/// Those that name it, and the one that brought it: an exchange names the machine that went.
async fn orders(view: &View, asset: &Asset) -> Result<Vec<OrderOfAsset>> {
    let (tenant, id) = (view.actor().tenant, asset.id);
    let sql = Sql::new(
        "SELECT o.id, o.number, o.type, o.phase, i.fault, i.outcome, o.opened_at FROM order_item i
         JOIN work_order o ON o.tenant_id = i.tenant_id AND o.id = i.order_id WHERE i.tenant_id = ? AND i.asset_id = ?
         UNION ALL SELECT o.id, o.number, o.type, o.phase, o.fault, o.outcome, o.opened_at FROM work_order o
         WHERE o.tenant_id = ? AND o.id = ? AND NOT EXISTS
           (SELECT 1 FROM order_item i WHERE i.tenant_id = ? AND i.order_id = o.id AND i.asset_id = ?)
         ORDER BY opened_at DESC, id DESC LIMIT 50",
    );
    let sql = sql.bind(tenant).bind(id).bind(tenant).bind(asset.install_order_id.clone()).bind(tenant).bind(id);
    let rows = view.all(sql).await?;
    rows.iter()
        .map(|row| {
            Ok(OrderOfAsset {
                id: read(row, "id")?,
                number: read(row, "number")?,
                r#type: read(row, "type")?,
                phase: read(row, "phase")?,
                fault: read(row, "fault")?,
                outcome: read(row, "outcome")?,
                opened_at: read(row, "opened_at")?,
            })
        })
        .collect()
}
