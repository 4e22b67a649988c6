//! Which outlet an order belongs to: the one named, else one whose technicians serve the region (the opener's own before others),
//! else the opener's own.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use kernel::id::{TenantId, UnitId};
use kernel::{Error, Result, Scope};
use moka::sync::Cache;
use platform::db::{self, Tx};

use crate::identity::Unit;
use crate::people;

type UnitsByRegion = Cache<(TenantId, String), Arc<[UnitId]>>;

/// Areas change by the week; what was just entered is known at once, as nothing is kept of a region without technicians.
static SERVING: LazyLock<UnitsByRegion> =
    LazyLock::new(|| Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(10)).build());

pub(super) async fn of(tx: &Tx, named: Option<UnitId>, region: &str) -> Result<Option<UnitId>> {
    if let Some(unit) = named {
        let is_in_scope = match &tx.actor().scope {
            Scope::Units(units) => units.contains(&unit),
            Scope::Everything | Scope::Own => true,
        };
        if !is_in_scope {
            return Err(Error::NotFound("unit"));
        }
        return db::get::<Unit>(tx, unit).await.map(|unit| Some(unit.id));
    }
    let own = tx.actor().unit;
    if region.is_empty() {
        return Ok(own);
    }
    let serving = serving(tx, region).await?;
    let is_own_among_them = own.is_some_and(|own| serving.contains(&own));
    Ok(if is_own_among_them { own } else { serving.first().copied().or(own) })
}

async fn serving(tx: &Tx, region: &str) -> Result<Arc<[UnitId]>> {
    let key = (tx.actor().tenant, region.to_owned());
    if let Some(known) = SERVING.get(&key) {
        return Ok(known);
    }
    let units: Arc<[UnitId]> = people::units_serving(tx, region).await?.into();
    if !units.is_empty() {
        SERVING.insert(key, units.clone());
    }
    Ok(units)
}
