//! Asset files: opened by a sale, an installation, an import or by hand; one machine, one serial (B2, B5).

use kernel::error::Check;
use kernel::text::{serial_key, tidy};
use kernel::{Day, Error, FieldError, Id, Json, Result};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::asset_file::{AssetShown, asset_shown};
use super::record::{Asset, AssetId, AssetStatus, Custom, CustomerId, Site, SiteId};
use super::visible::{get_visible, get_visible_asset};
use crate::catalogue::{Brand, Product};
use crate::lowcode;
use crate::nouns::{BrandId, ProductId};

/// An asset as somebody names it. What its product says (brand, category, name) need not be said again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAsset {
    pub customer_id: Option<CustomerId>,
    /// A site of the customer's.
    pub site_id: Option<SiteId>,
    pub product_id: Option<ProductId>,
    pub brand_id: Option<BrandId>,
    /// A category of the company's pack.
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub name: String,
    pub serial: Option<String>,
    /// In use when it is known when it was installed, else sold, unless told.
    pub status: Option<AssetStatus>,
    pub produced_on: Option<Day>,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    pub sale_id: Option<String>,
    pub install_order_id: Option<String>,
    #[serde(default)]
    pub extended_months: i64,
    #[serde(default)]
    pub custom: Custom,
}

/// Opens an asset's file.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown customer, site, product or brand; `asset.serial_taken` with the other's `asset_id`.
pub async fn open_asset(tx: &Tx, new: NewAsset) -> Result<Asset> {
    check(&new, tx.actor().today())?;
    let product = match new.product_id {
        Some(id) => Some(db::get::<Product>(tx, id).await?),
        None => None,
    };
    if let Some(brand) = new.brand_id {
        db::get::<Brand>(tx, brand).await?;
    }
    let (customer_id, unit) = owner(tx, new.customer_id, new.site_id).await?;
    let serial = plate(new.serial.as_deref());
    let key = serial.as_deref().map(serial_key);
    is_free(tx, key.as_deref(), None).await?;
    let status = new.status.unwrap_or(match new.installed_on {
        Some(_) => AssetStatus::InUse,
        None => AssetStatus::Sold,
    });
    let or_products = |own: String, products: fn(&Product) -> String| match &product {
        Some(product) if own.trim().is_empty() => products(product),
        _ => tidy(&own, false),
    };
    let asset = Asset {
        id: AssetId::new(),
        customer_id,
        site_id: new.site_id,
        product_id: new.product_id,
        brand_id: new.brand_id.or(product.as_ref().and_then(|product| product.brand_id)),
        category: or_products(new.category, |product| product.category.clone()),
        name: or_products(new.name, |product| product.name.clone()),
        serial,
        serial_key: key,
        status,
        produced_on: new.produced_on,
        sold_on: new.sold_on,
        installed_on: new.installed_on,
        sale_id: new.sale_id,
        install_order_id: new.install_order_id,
        extended_months: new.extended_months,
        commissioning: Json::default(),
        custom: new.custom,
        created_at: tx.now(),
        version: 1,
    };
    let asset = db::insert(tx, asset).await.map_err(taken_meanwhile)?;
    let event = Event::new("asset.opened").in_unit(unit).about(asset.id).about_some(asset.customer_id);
    let data = json!({ "category": asset.category, "product_id": asset.product_id, "status": asset.status, "serial": asset.serial });
    tx.record(event.with(data)).await?;
    Ok(asset)
}

fn check(new: &NewAsset, today: Day) -> Result<()> {
    let mut check = Check::new();
    check.at_most("name", &new.name, 120).at_most("category", &new.category, 60);
    check_serial(&mut check, new.serial.as_deref());
    check_days(&mut check, today, (new.produced_on, new.sold_on, new.installed_on));
    check_extension(&mut check, new.extended_months);
    check.done()
}

pub(super) fn check_serial(check: &mut Check, serial: Option<&str>) {
    check.at_most("serial", serial.unwrap_or_default(), 80);
}
/// Made, sold and installed up to today, and made before it was sold.
fn check_days(check: &mut Check, today: Day, days: (Option<Day>, Option<Day>, Option<Day>)) {
    let (produced_on, sold_on, installed_on) = days;
    for (name, day) in [("produced_on", produced_on), ("sold_on", sold_on), ("installed_on", installed_on)] {
        check.that(day.is_none_or(|day| day <= today), name, "field.in_the_future");
    }
    let in_order = produced_on.zip(sold_on).is_none_or(|(produced, sold)| produced <= sold);
    check.that(in_order, "produced_on", "field.after_sale");
}
fn check_extension(check: &mut Check, months: i64) {
    if months < 0 {
        check.note(FieldError::new("extended_months", "field.too_small").with("min", 0).with("unit", ""));
    } else if months > 600 {
        check.note(FieldError::new("extended_months", "field.too_large").with("max", 600).with("unit", ""));
    }
}

/// What is on the plate, or nothing.
pub(super) fn plate(serial: Option<&str>) -> Option<String> {
    serial.map(|text| tidy(text, false)).filter(|text| !serial_key(text).is_empty())
}

/// The customer who owns what stands on a site, and the unit that looks after them.
async fn owner(
    view: &View,
    customer: Option<CustomerId>,
    site: Option<SiteId>,
) -> Result<(Option<CustomerId>, Option<kernel::id::UnitId>)> {
    let of_site = match site {
        Some(site) => db::get::<Site>(view, site).await?.customer_id,
        None => None,
    };
    let is_theirs = site.is_none() || of_site.is_none() || customer.is_none() || of_site == customer;
    if !is_theirs {
        return Err(Error::invalid("site_id", "field.not_theirs"));
    }
    let customer = customer.or(of_site);
    Ok((customer, super::unit_of(view, customer).await?))
}

/// Refuses a serial that another asset bears.
pub(super) async fn is_free(view: &View, key: Option<&str>, but: Option<AssetId>) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    match by_serial(view, key).await? {
        Some(other) if Some(other.id) != but => Err(Error::refused("asset.serial_taken")
            .with("asset_id", other.id.to_string())
            .with("serial", other.serial)),
        _ => Ok(()),
    }
}

/// Another transaction took the serial after it was looked up.
pub(super) fn taken_meanwhile(error: Error) -> Error {
    if db::is_duplicate(&error, &["asset_serial", "asset.serial_key"]) {
        return Error::refused("asset.serial_taken");
    }
    error
}

/// The asset with this serial, however it is written.
///
/// # Errors
/// Those of the database.
pub async fn by_serial(view: &View, serial: &str) -> Result<Option<Asset>> {
    let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND serial_key = ?").bind(view.actor().tenant);
    db::select_one(view, sql.bind(serial_key(serial))).await
}

/// The route: by hand, for a customer in sight and a category that the company knows.
pub(super) async fn add_asset(tx: &Tx, _: (), new: NewAsset) -> Result<AssetShown> {
    match (new.customer_id, new.site_id) {
        (Some(customer), _) => super::may_change(&get_visible(tx, customer).await?)?,
        (None, Some(site)) => {
            super::visible::get_visible_site(tx, site).await?;
        }
        (None, None) => return Err(Error::invalid("customer_id", "field.required")),
    }
    if new.product_id.is_none() {
        let book = lowcode::book(tx).await?;
        let is_known = book.pack.category(&new.category).is_some();
        let code = if new.category.trim().is_empty() { "field.required" } else { "field.not_a_choice" };
        let mut check = Check::new();
        check.that(is_known, "category", code);
        check.done()?;
    }
    let asset = open_asset(tx, new).await?;
    asset_shown(tx, asset).await
}

/// Changes of an asset; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditAsset {
    /// It moved to another site of the same customer.
    pub site_id: Option<SiteId>,
    pub product_id: Option<ProductId>,
    pub name: Option<String>,
    pub serial: Option<String>,
    pub produced_on: Option<Day>,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    pub extended_months: Option<i64>,
    pub custom: Option<Custom>,
}

pub(super) async fn edit_asset(tx: &Tx, id: AssetId, body: EditAsset) -> Result<AssetShown> {
    let asset = get_visible_asset(tx, id).await?;
    tx.said().as_seen("asset", asset.version)?;
    let mut check = Check::new();
    check_serial(&mut check, body.serial.as_deref());
    let days = (
        body.produced_on.or(asset.produced_on),
        body.sold_on.or(asset.sold_on),
        body.installed_on.or(asset.installed_on),
    );
    check_days(&mut check, tx.actor().today(), days);
    check_extension(&mut check, body.extended_months.unwrap_or(asset.extended_months));
    check.at_most("name", body.name.as_deref().unwrap_or_default(), 120);
    check.done()?;
    owner(tx, asset.customer_id, body.site_id).await?;
    let serial = plate(body.serial.as_deref()).or_else(|| asset.serial.clone());
    let key = serial.as_deref().map(serial_key).filter(|_| asset.status != AssetStatus::Returned);
    is_free(tx, key.as_deref(), Some(id)).await?;
    let mut to = Asset {
        site_id: body.site_id.or(asset.site_id),
        name: body.name.map_or(asset.name.clone(), |name| tidy(&name, false)),
        serial,
        serial_key: key,
        produced_on: body.produced_on.or(asset.produced_on),
        sold_on: body.sold_on.or(asset.sold_on),
        installed_on: body.installed_on.or(asset.installed_on),
        extended_months: body.extended_months.unwrap_or(asset.extended_months),
        custom: body.custom.unwrap_or(asset.custom.clone()),
        ..asset.clone()
    };
    if let Some(product) = body.product_id {
        let product: Product = db::get(tx, product).await?;
        (to.product_id, to.brand_id, to.category) = (Some(product.id), product.brand_id, product.category);
    }
    let changed = changes(&asset, &to);
    let to = db::update(tx, to).await.map_err(taken_meanwhile)?;
    let unit = super::unit_of(tx, to.customer_id).await?;
    let event = Event::new("asset.changed").in_unit(unit).about(to.id).about_some(to.customer_id);
    tx.record(event.with(changed)).await?;
    asset_shown(tx, to).await
}

/// What changed, for the trail: by field, before and after.
fn changes(before: &Asset, after: &Asset) -> serde_json::Value {
    let facts = |asset: &Asset| {
        json!({
            "site_id": asset.site_id, "product_id": asset.product_id, "serial": asset.serial, "produced_on": asset.produced_on,
            "sold_on": asset.sold_on, "installed_on": asset.installed_on, "extended_months": asset.extended_months,
        })
    };
    let (before, after) = (facts(before), facts(after));
    let all = after.as_object().into_iter().flatten();
    let changed = all.filter(|(field, to)| before[field.as_str()] != **to);
    changed.map(|(field, to)| (field.clone(), json!({ "from": before[field.as_str()], "to": to }))).collect()
}

/// The machines of a sale that are not installed and on no open order yet.
///
/// # Errors
/// Those of the database.
pub async fn sold_with(view: &View, sale: &str) -> Result<Vec<Asset>> {
    let sql = Sql::new(
        "SELECT a.* FROM asset a WHERE a.tenant_id = ? AND a.sale_id = ? AND a.status = ? AND NOT EXISTS (
           SELECT 1 FROM order_item i JOIN work_order o ON o.tenant_id = i.tenant_id AND o.id = i.order_id
           WHERE i.tenant_id = a.tenant_id AND i.asset_id = a.id AND o.phase <> 'cancelled')
         ORDER BY a.created_at, a.id LIMIT 500",
    );
    db::select(view, sql.bind(view.actor().tenant).bind(sale.to_owned()).bind(AssetStatus::Sold)).await
}
