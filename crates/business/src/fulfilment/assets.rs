//! What finishing a visit does to machines: put to use with their serial and readings, taken away, or mended with a new part.

use kernel::{Day, Result};
use platform::db::{self, Sql, Tx};
use serde_json::{Map, Value};

use super::complete::AssetPut;
use crate::customers::{self, AssetStatus, NewAsset, PartChange};
use crate::lowcode::{
    self,
    pack::{OrderKind, OrderType, Sop, StepKind},
};
use crate::nouns::AssetId;
use crate::orders::visits::{self, SopAnswer, Visit};
use crate::orders::{OrderItem, WorkOrder};
use crate::parts::PartUse;

/// Brings the machines' files up to what the visit did; the files it touched.
///
/// # Errors
/// `asset.serial_taken`, `asset.already_installed`, `asset.serial_differs`, `asset.not_in_service`.
pub(super) async fn bring_up(
    tx: &Tx,
    order: &WorkOrder,
    visit: &Visit,
    r#type: &OrderType,
    put: &[AssetPut],
) -> Result<Vec<AssetId>> {
    let work = r#type.leg(&visit.leg).map_or(r#type.kind, |leg| leg.work);
    // a split order has several first visits: each brings up what it went for
    let items = visits::items_of(tx, visit).await?;
    let run = Run::of(tx, visit).await?;
    let on = tx.actor().zone.day_of(tx.happened_at());
    let mut touched = vec![];
    for item in &items {
        let named = put.iter().find(|each| each.item_id == item.id);
        let asset = match work {
            OrderKind::Install if r#type.opens_asset => {
                // an exchange takes the item's machine back and puts another one to use
                let (known, replaces) = if r#type.closes_asset { (None, item.asset_id) } else { (item.asset_id, None) };
                Some(install(tx, order, item, Put { named, known, replaces, run: &run, on }).await?)
            }
            OrderKind::Return | OrderKind::Exchange if r#type.closes_asset => {
                retire(tx, order, item, r#type.kind).await?
            }
            _ => item.asset_id,
        };
        if let Some(asset) = asset {
            if items.len() == 1 && !run.readings.is_empty() && r#type.opens_asset {
                customers::commission_asset(tx, asset, run.readings.clone(), Some(order.id)).await?;
            }
            touched.push(asset);
        }
    }
    note_parts(tx, order, visit).await?;
    Ok(touched)
}

/// What is put to use.
struct Put<'p> {
    named: Option<&'p AssetPut>,
    /// The machine that stands on the order.
    known: Option<AssetId>,
    /// The machine that it comes in place of.
    replaces: Option<AssetId>,
    run: &'p Run,
    on: Day,
}

async fn install(tx: &Tx, order: &WorkOrder, item: &OrderItem, put: Put<'_>) -> Result<AssetId> {
    let serial = put.named.and_then(|each| each.serial.clone()).or_else(|| put.run.serial.clone());
    let known = put.named.and_then(|each| each.asset_id).or(put.known);
    let asset = match known {
        Some(asset) => asset,
        None => {
            let new = NewAsset {
                customer_id: order.customer_id,
                site_id: order.site_id,
                product_id: item.product_id,
                brand_id: item.brand_id,
                category: item.category.clone(),
                status: Some(AssetStatus::Sold),
                ..NewAsset::default()
            };
            customers::open_asset(tx, new).await?.id
        }
    };
    customers::install_asset(tx, asset, serial.as_deref(), put.on, order.id).await?;
    if let Some(old) = put.replaces {
        customers::replace_asset(tx, asset, old, order.id).await?;
    }
    if item.asset_id.is_none() {
        let sql = Sql::new("UPDATE order_item SET asset_id = ?, version = version + 1 WHERE tenant_id = ? AND id = ?");
        tx.run(sql.bind(asset).bind(tx.actor().tenant).bind(item.id)).await?;
    }
    Ok(asset)
}

async fn retire(tx: &Tx, order: &WorkOrder, item: &OrderItem, kind: OrderKind) -> Result<Option<AssetId>> {
    let Some(asset) = item.asset_id else { return Ok(None) };
    let end = if kind == OrderKind::Exchange { AssetStatus::Exchanged } else { AssetStatus::Returned };
    customers::retire_asset(tx, asset, end, order.id).await?;
    Ok(Some(asset))
}

/// Parts that were fitted become lines in the machine's life.
async fn note_parts(tx: &Tx, order: &WorkOrder, visit: &Visit) -> Result<()> {
    let sql = Sql::new(
        "SELECT * FROM part_use WHERE tenant_id = ? AND visit_id = ? AND undone_at IS NULL AND asset_id IS NOT NULL LIMIT 200",
    );
    let parts: Vec<PartUse> = db::select(tx, sql.bind(tx.actor().tenant).bind(visit.id)).await?;
    for part in parts {
        if let Some(asset) = part.asset_id {
            let change = PartChange {
                code: part.code.as_deref(),
                name: &part.name,
                quantity: part.quantity,
                serial: part.serial.as_deref(),
                old_serial: part.old_serial.as_deref(),
            };
            customers::change_part(tx, asset, change, order.id).await?;
        }
    }
    Ok(())
}

/// What the SOP run says of the machine: the scanned serial and the readings.
#[derive(Debug, Default)]
struct Run {
    serial: Option<String>,
    readings: Map<String, Value>,
}

impl Run {
    async fn of(tx: &Tx, visit: &Visit) -> Result<Self> {
        let (Some(code), Some(version)) = (&visit.sop, visit.sop_version) else { return Ok(Self::default()) };
        let sop: std::sync::Arc<Sop> = lowcode::sop(tx, code, Some(version)).await?;
        let sql = Sql::new("SELECT * FROM sop_answer WHERE tenant_id = ? AND visit_id = ? LIMIT 500");
        let answers: Vec<SopAnswer> = db::select(tx, sql.bind(tx.actor().tenant).bind(visit.id)).await?;
        let answer = |step: &str| answers.iter().find(|each| each.step == step).map(|each| each.value.0.clone());
        let mut run = Self::default();
        for step in &sop.steps {
            match step.kind {
                // a split machine has two plates: the first one is the machine's
                StepKind::Scan if step.code.ends_with("serial") && run.serial.is_none() => {
                    run.serial = answer(&step.code).and_then(|value| value.as_str().map(str::to_owned));
                }
                StepKind::Reading => {
                    if let Some(value) = answer(&step.code) {
                        run.readings.insert(step.code.clone(), value);
                    }
                }
                _ => {}
            }
        }
        Ok(run)
    }
}
