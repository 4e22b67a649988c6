//! An asset's life: installed, commissioned, mended with new parts, given back or scrapped. Doors for the rooms above, which know the order.

use kernel::text::{serial_key, tidy};
use kernel::{Day, Error, Json, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::asset_file::{AssetShown, asset_shown};
use super::assets::{check_serial, is_free, plate, taken_meanwhile};
use super::record::{Asset, AssetId, AssetStatus};
use super::rules::{may_install, may_retire};
use super::visible::get_visible_asset;
use crate::nouns::OrderId;

/// Puts an asset to use: installed on this day by this order, with the serial from its plate where that was not known yet.
///
/// # Errors
/// `asset.already_installed` for a second claim (B5), `asset.serial_taken`, `asset.serial_differs`, `asset.not_in_service`.
pub async fn install_asset(tx: &Tx, id: AssetId, serial: Option<&str>, on: Day, order: OrderId) -> Result<Asset> {
    let asset: Asset = db::get(tx, id).await?;
    may_install(&asset, order)?;
    let mut check = kernel::error::Check::new();
    check_serial(&mut check, serial);
    check.done()?;
    let read = plate(serial);
    let key = read.as_deref().map(serial_key);
    if let (Some(known), Some(read)) = (&asset.serial_key, &key)
        && known != read
    {
        let refused = Error::refused("asset.serial_differs").with("asset_id", id.to_string());
        return Err(refused.with("known", asset.serial.unwrap_or_default()).with("read", read.clone()));
    }
    is_free(tx, key.as_deref(), Some(id)).await?;
    let was = (asset.serial_key.clone(), asset.status, asset.installed_on, asset.install_order_id.clone());
    let asset = Asset {
        serial: asset.serial.or(read),
        serial_key: asset.serial_key.or(key),
        status: AssetStatus::InUse,
        installed_on: Some(on),
        install_order_id: Some(order.to_string()),
        ..asset
    };
    if was == (asset.serial_key.clone(), asset.status, asset.installed_on, asset.install_order_id.clone()) {
        return Ok(asset);
    }
    let asset = db::update(tx, asset).await.map_err(taken_meanwhile)?;
    let data = json!({ "installed_on": on, "serial": asset.serial });
    leave(tx, "asset.installed", &asset, Some(order), data).await?;
    Ok(asset)
}

/// Puts an asset in the place of another (an exchange): it goes on with the sale of the one before, and so with what is left of its
/// warranty as far as the terms count from the sale, unless it has a sale of its own.
///
/// # Errors
/// `NotFound`
pub async fn replace_asset(tx: &Tx, id: AssetId, old: AssetId, order: OrderId) -> Result<Asset> {
    let (asset, old): (Asset, Asset) = (db::get(tx, id).await?, db::get(tx, old).await?);
    if asset.id == old.id {
        return Ok(asset);
    }
    let asset = if asset.sold_on.is_some() {
        asset
    } else {
        let sale_id = asset.sale_id.clone().or(old.sale_id);
        let extended_months = asset.extended_months.max(old.extended_months);
        db::update(tx, Asset { sold_on: old.sold_on, sale_id, extended_months, ..asset }).await?
    };
    let unit = super::unit_of(tx, asset.customer_id).await?;
    let event = Event::new("asset.replaced").in_unit(unit).about(asset.id).about(old.id).about(order);
    let data = json!({ "asset_id": asset.id, "replaces_id": old.id, "sold_on": asset.sold_on });
    tx.record(event.about_some(asset.customer_id).with(data)).await?;
    Ok(asset)
}

/// Ends an asset's life at its household: returned, exchanged or scrapped. A returned one frees its serial, as it may be sold again.
///
/// # Errors
/// `asset.not_an_end`, `asset.not_in_service`.
pub async fn retire_asset(tx: &Tx, id: AssetId, end: AssetStatus, order: OrderId) -> Result<Asset> {
    retire(tx, db::get(tx, id).await?, end, Some(order)).await
}

async fn retire(tx: &Tx, asset: Asset, end: AssetStatus, order: Option<OrderId>) -> Result<Asset> {
    may_retire(&asset, end)?;
    let serial_key = asset.serial_key.clone().filter(|_| end != AssetStatus::Returned);
    let asset = db::update(tx, Asset { status: end, serial_key, ..asset }).await?;
    leave(tx, "asset.retired", &asset, order, json!({ "status": end })).await?;
    Ok(asset)
}

/// Takes back what a sale had promised and nobody had delivered: the sale was called off.
///
/// # Errors
/// Those of the database.
pub async fn take_back_sold(tx: &Tx, sale: &str) -> Result<()> {
    let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND sale_id = ? AND status = ? ORDER BY id LIMIT 500");
    let sql = sql.bind(tx.actor().tenant).bind(sale.to_owned()).bind(AssetStatus::Sold);
    for asset in db::select::<Asset>(tx, sql).await? {
        retire(tx, asset, AssetStatus::Returned, None).await?;
    }
    Ok(())
}

/// Keeps readings of the commissioning, by SOP step; later ones replace earlier ones of the same step.
///
/// # Errors
/// `NotFound`
pub async fn commission_asset(
    tx: &Tx,
    id: AssetId,
    readings: Map<String, Value>,
    order: Option<OrderId>,
) -> Result<Asset> {
    let asset: Asset = db::get(tx, id).await?;
    let mut all = asset.commissioning.0.clone();
    all.extend(readings.clone());
    if all == asset.commissioning.0 {
        return Ok(asset);
    }
    let asset = db::update(tx, Asset { commissioning: Json(all), ..asset }).await?;
    leave(tx, "asset.commissioned", &asset, order, json!({ "readings": readings })).await?;
    Ok(asset)
}

/// A part changed in an asset. What was used is booked by the rooms above; this is the line in the asset's life.
#[derive(Clone, Debug)]
pub struct PartChange<'a> {
    /// Of the price list, where it is on it.
    pub code: Option<&'a str>,
    pub name: &'a str,
    pub quantity: i64,
    /// The new part's serial.
    pub serial: Option<&'a str>,
    /// The faulty part's.
    pub old_serial: Option<&'a str>,
}

/// Writes a changed part into the asset's life.
///
/// # Errors
/// `NotFound`
pub async fn change_part(tx: &Tx, id: AssetId, part: PartChange<'_>, order: OrderId) -> Result<Asset> {
    let asset: Asset = db::get(tx, id).await?;
    let data = json!({
        "code": part.code, "part": tidy(part.name, false), "quantity": part.quantity, "serial": plate(part.serial),
        "old_serial": plate(part.old_serial),
    });
    leave(tx, "asset.part_changed", &asset, Some(order), data).await?;
    Ok(asset)
}

async fn leave(tx: &Tx, kind: &'static str, asset: &Asset, order: Option<OrderId>, data: Value) -> Result<()> {
    let unit = super::unit_of(tx, asset.customer_id).await?;
    let event = Event::new(kind).in_unit(unit).about(asset.id).about_some(asset.customer_id).about_some(order);
    tx.record(event.with(data)).await
}

/// Readings taken by hand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commissioning {
    /// By SOP step or a name of one's own: numbers, texts or yes and no.
    pub readings: Map<String, Value>,
}

pub(super) async fn commission(tx: &Tx, id: AssetId, body: Commissioning) -> Result<AssetShown> {
    let asset = get_visible_asset(tx, id).await?;
    tx.said().as_seen("asset", asset.version)?;
    let mut check = kernel::error::Check::new();
    check.that(!body.readings.is_empty(), "readings", "field.required");
    if body.readings.len() > 100 {
        check.note(kernel::FieldError::new("readings", "field.too_many").with("max", 100));
    }
    for (name, reading) in &body.readings {
        let is_plain = match reading {
            Value::Number(_) | Value::Bool(_) => true,
            Value::String(text) => text.chars().count() <= 200,
            _ => false,
        };
        check.that(is_plain && name.chars().count() <= 60, format!("readings.{name}"), "field.wrong_type");
    }
    check.done()?;
    let asset = commission_asset(tx, id, body.readings, None).await?;
    asset_shown(tx, asset).await
}

/// How an asset's life ended without an order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    /// `returned`, `exchanged` or `scrapped`.
    pub status: AssetStatus,
}

pub(super) async fn retire_by_hand(tx: &Tx, id: AssetId, body: Retirement) -> Result<AssetShown> {
    let asset = get_visible_asset(tx, id).await?;
    tx.said().as_seen("asset", asset.version)?;
    let asset = retire(tx, asset, body.status, None).await?;
    asset_shown(tx, asset).await
}
