//! Changing a unit: its name, where it stands in the company, its place; closing it when nobody and nothing is left in it.

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::text::tidy;
use kernel::{Error, Phone, Point, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::company::{UnitShown, subtree};
use super::record::{Unit, UnitKind, UserStatus};
use super::settings::line_of;

/// What changes; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnitChange {
    pub name: Option<String>,
    /// The unit it stands below.
    pub parent_id: Option<UnitId>,
    pub place: Option<Point>,
    /// Empty for none.
    pub address: Option<String>,
    pub phone: Option<Phone>,
    /// What its customers call, as people write it; empty for the company's.
    pub service_phone: Option<String>,
    /// When somebody answers it.
    pub service_hours: Option<String>,
    /// Closed: nobody new belongs to it; what was done there stays.
    pub is_closed: Option<bool>,
}

/// Changes a unit at the version seen (`If-Match`).
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` by field; `Refused("unit.below_itself")`; `Refused("unit.in_use")` with what is left in one that is to be closed.
pub(super) async fn change(tx: &Tx, id: UnitId, change: UnitChange) -> Result<UnitShown> {
    let unit: Unit = db::get(tx, id).await?;
    tx.said().as_seen("unit", unit.version)?;
    let mut check = Check::new();
    if let Some(name) = &change.name {
        check.text("name", name, 100);
    }
    check.at_most("address", change.address.as_deref().unwrap_or_default(), 200);
    check.that(change.place.is_none_or(|place| place.is_on_earth()), "place", "field.not_a_place");
    check.that(change.parent_id.is_none() || unit.kind != UnitKind::Hq, "parent_id", "field.not_a_choice");
    let was = unit.service_phone.as_ref().map(Phone::e164);
    let (service_phone, service_hours) = line_of(
        &mut check,
        change.service_phone.as_deref().or(was).unwrap_or_default(),
        change.service_hours.as_deref().unwrap_or(&unit.service_hours),
    );
    check.done()?;
    if let Some(parent) = change.parent_id {
        db::get::<Unit>(tx, parent).await?;
        if subtree(tx, id).await?.contains(&parent) {
            return Err(Error::refused("unit.below_itself"));
        }
    }
    let closed_at = match change.is_closed {
        Some(true) => {
            may_close(tx, &unit).await?;
            Some(unit.closed_at.unwrap_or(tx.now()))
        }
        Some(false) => None,
        None => unit.closed_at,
    };
    let changed = Unit {
        name: change.name.map_or(unit.name, |name| tidy(&name, false)),
        parent_id: change.parent_id.or(unit.parent_id),
        place: change.place.or(unit.place),
        address: change.address.map_or(unit.address, |text| Some(tidy(&text, false)).filter(|text| !text.is_empty())),
        phone: change.phone.or(unit.phone),
        service_phone,
        service_hours,
        closed_at,
        ..unit
    };
    let changed = db::update(tx, changed).await?;
    let data = json!({ "parent": changed.parent_id, "closed": changed.closed_at.is_some() });
    tx.record(Event::new("unit.changed").in_unit(Some(id)).about(id).with(data)).await?;
    Ok(changed.into())
}

/// Nobody works in it, nothing stands below it, no order of it is open.
async fn may_close(tx: &Tx, unit: &Unit) -> Result<()> {
    if unit.kind == UnitKind::Hq {
        return Err(Error::refused("unit.is_hq"));
    }
    let tenant = tx.actor().tenant;
    let users = Sql::new("SELECT COUNT(*) FROM app_user WHERE tenant_id = ? AND unit_id = ? AND status = ?");
    let users: i64 = tx.value(users.bind(tenant).bind(unit.id).bind(UserStatus::Active)).await?;
    let below = Sql::new("SELECT COUNT(*) FROM unit WHERE tenant_id = ? AND parent_id = ? AND closed_at IS NULL");
    let below: i64 = tx.value(below.bind(tenant).bind(unit.id)).await?;
    let orders = Sql::new(
        "SELECT COUNT(*) FROM (SELECT 1 FROM work_order WHERE tenant_id = ? AND unit_id = ? AND phase NOT IN ('closed', 'cancelled') LIMIT 1000) o",
    );
    let orders: i64 = tx.value(orders.bind(tenant).bind(unit.id)).await?;
    if users + below + orders == 0 {
        return Ok(());
    }
    Err(Error::refused("unit.in_use").with("users", users).with("units", below).with("orders", orders))
}
