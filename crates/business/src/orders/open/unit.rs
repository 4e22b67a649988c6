//! Which outlet an order belongs to: the one named, else one whose its address is (the opener's own before others), else the opener's own.

use kernel::id::UnitId;
use kernel::{Error, Result, Scope};
use platform::db::{self, Tx};

use crate::customers::Site;
use crate::identity::Unit;
use crate::people::{Address, serving_lately};

pub(super) async fn of(tx: &Tx, named: Option<UnitId>, site: Option<&Site>) -> Result<Option<UnitId>> {
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
    let Some(site) = site else { return Ok(own) };
    let nearest = serving_lately(tx, Address { region: &site.region, place: site.place }).await?.nearest;
    let is_own_among_them = own.is_some_and(|own| nearest.contains(&own));
    Ok(if is_own_among_them { own } else { nearest.first().copied().or(own) })
}
