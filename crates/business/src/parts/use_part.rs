//! Using a part on a visit: from the company's list or in free words, with the new and the old serial (F8).

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::text::{serial_key, tidy};
use kernel::{Error, Id, Result};
use platform::db::{self, Event, Sql, Tx, View, read};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::record::{PartUse, PartUseId};
use crate::customers::{self, Asset, PartChange};
use crate::lowcode;
use crate::lowcode::pack::PriceKind;
use crate::nouns::{AssetId, CustomerId, OrderId, VisitId};

/// So many of one part at once, at most.
const QUANTITY_MAX: i64 = 1_000;

/// A part that was fitted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartUsed {
    /// Of the price list; for a part that is not on it, its `name`.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default = "one")]
    pub quantity: i64,
    /// The new part's.
    #[serde(default)]
    pub serial: Option<String>,
    /// The faulty part's.
    #[serde(default)]
    pub old_serial: Option<String>,
    /// The machine it went into; the order's, where it has only one.
    #[serde(default)]
    pub asset_id: Option<AssetId>,
    /// It was known before that it would be needed.
    #[serde(default)]
    pub planned: bool,
}

fn one() -> i64 {
    1
}

/// The order behind a visit, as far as a part's use depends on it.
struct Around {
    order_id: OrderId,
    unit_id: Option<UnitId>,
    customer_id: Option<CustomerId>,
    assets: Vec<AssetId>,
}

/// Notes a part used on a visit; who may act on the visit is decided before.
///
/// # Errors
/// `NotFound("visit")`; `Invalid` by field; `part.serial_used` for a serial that was fitted before.
pub async fn use_part(tx: &Tx, visit_id: VisitId, part: PartUsed) -> Result<PartUse> {
    let around = around(tx, visit_id).await?;
    let serial = part.serial.as_deref().map(|serial| tidy(serial, false)).filter(|serial| !serial.is_empty());
    let old_serial = part.old_serial.as_deref().map(|serial| tidy(serial, false)).filter(|serial| !serial.is_empty());
    check(&part, serial.as_deref())?;
    let name = name_of(tx, &part).await?;
    let asset_id = asset_of(&around, part.asset_id)?;
    if let Some(serial) = &serial {
        is_unused(tx, serial).await?;
    }
    let on = tx.actor().zone.day_of(tx.happened_at());
    let warranty_verdict = match asset_id {
        Some(asset) => {
            let asset: Asset = db::get(tx, asset).await?;
            let (verdict, _) = customers::warranty::judge(tx, &asset, on, part.code.as_deref()).await?;
            Some(verdict.to_string())
        }
        None => None,
    };
    let used = PartUse {
        id: PartUseId::new(),
        order_id: around.order_id,
        visit_id,
        asset_id,
        code: part.code,
        name,
        quantity: part.quantity,
        serial,
        old_serial,
        planned: part.planned,
        warranty_verdict,
        charge_id: None,
        used_at: tx.happened_at(),
        used_by: tx.actor().user,
        undone_at: None,
    };
    let used = db::insert(tx, used).await?;
    if let Some(asset) = asset_id {
        let change = PartChange {
            code: used.code.as_deref(),
            name: &used.name,
            quantity: used.quantity,
            serial: used.serial.as_deref(),
            old_serial: used.old_serial.as_deref(),
        };
        customers::change_part(tx, asset, change, around.order_id).await?;
    }
    tx.record(event("part.used", &around, &used)).await?;
    Ok(used)
}

/// Takes a noted part back: it was not fitted after all. The note stays, marked; undone twice it is undone once.
///
/// # Errors
/// `NotFound`, also for a part of another visit; `part.charged` when it stands on a bill.
pub async fn undo(tx: &Tx, visit_id: VisitId, id: PartUseId) -> Result<PartUse> {
    let used: PartUse = db::get(tx, id).await?;
    if used.visit_id != visit_id {
        return Err(Error::NotFound("part_use"));
    }
    if used.undone_at.is_some() {
        return Ok(used);
    }
    if used.charge_id.is_some() {
        return Err(Error::refused("part.charged"));
    }
    let around = around(tx, visit_id).await?;
    let used = db::update(tx, PartUse { undone_at: Some(tx.now()), ..used }).await?;
    tx.record(event("part.use_undone", &around, &used)).await?;
    Ok(used)
}

fn event(kind: &'static str, around: &Around, used: &PartUse) -> Event {
    Event::new(kind)
        .in_unit(around.unit_id)
        .about(used.order_id)
        .about(used.visit_id)
        .about_some(used.asset_id)
        .about_some(around.customer_id)
        .concerning(Some(used.used_by))
        .with(json!({ "part_use_id": used.id, "code": used.code, "quantity": used.quantity, "serial": used.serial,
            "old_serial": used.old_serial, "planned": used.planned, "warranty_verdict": used.warranty_verdict }))
}

async fn around(view: &View, visit: VisitId) -> Result<Around> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT o.id, o.unit_id, o.customer_id FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.id = ?",
    );
    let row = view.one(sql.bind(tenant).bind(visit)).await?.ok_or(Error::NotFound("visit"))?;
    let order_id: OrderId = read(&row, "id")?;
    let sql = Sql::new(
        "SELECT DISTINCT asset_id FROM order_item WHERE tenant_id = ? AND order_id = ? AND asset_id IS NOT NULL ORDER BY asset_id",
    );
    Ok(Around {
        order_id,
        unit_id: read(&row, "unit_id")?,
        customer_id: read(&row, "customer_id")?,
        assets: view.column(sql.bind(tenant).bind(order_id)).await?,
    })
}

fn check(part: &PartUsed, serial: Option<&str>) -> Result<()> {
    let mut check = Check::new();
    check
        .that((1..=QUANTITY_MAX).contains(&part.quantity), "quantity", "part.quantity")
        .that(serial.is_none() || part.quantity == 1, "quantity", "part.one_serial_one_part")
        .at_most("serial", serial.unwrap_or_default(), 60)
        .at_most("old_serial", part.old_serial.as_deref().unwrap_or_default(), 60);
    if part.code.is_none() {
        check.text("name", part.name.as_deref().unwrap_or_default(), 100);
    }
    check.done()
}

/// The list's name of a part with a code, else the words given.
async fn name_of(view: &View, part: &PartUsed) -> Result<String> {
    let Some(code) = &part.code else { return Ok(tidy(part.name.as_deref().unwrap_or_default(), false)) };
    let book = lowcode::book(view).await?;
    let listed = book.pack.price(code).filter(|item| item.kind == PriceKind::Part);
    listed.map(|item| item.name.zh.clone()).ok_or_else(|| Error::invalid("code", "field.not_a_choice"))
}

fn asset_of(around: &Around, named: Option<AssetId>) -> Result<Option<AssetId>> {
    match (named, around.assets.as_slice()) {
        (Some(named), all) if all.contains(&named) => Ok(Some(named)),
        (Some(_), _) => Err(Error::invalid("asset_id", "field.not_found")),
        (None, [only]) => Ok(Some(*only)),
        (None, _) => Ok(None),
    }
}

/// One part, one serial: the same one cannot be fitted twice.
async fn is_unused(view: &View, serial: &str) -> Result<()> {
    let sql = Sql::new(
        "SELECT p.serial, o.number FROM part_use p JOIN work_order o ON o.tenant_id = p.tenant_id AND o.id = p.order_id
         WHERE p.tenant_id = ? AND p.undone_at IS NULL AND UPPER(REPLACE(REPLACE(p.serial, ' ', ''), '-', '')) = ? LIMIT 1",
    );
    match view.one(sql.bind(view.actor().tenant).bind(serial_key(serial))).await? {
        Some(row) => Err(Error::refused("part.serial_used").with("order", read::<String>(&row, "number")?)),
        None => Ok(()),
    }
}
