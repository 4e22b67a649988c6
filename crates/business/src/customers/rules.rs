//! How names, addresses and serials are compared, and what may happen to an asset; without IO.

use kernel::{Day, Error, Result};

use super::record::{Asset, AssetStatus};
use crate::catalogue::spelling_key;
use crate::nouns::OrderId;

/// An address as it is compared: one width, small letters, nothing but letters and digits.
pub fn address_key(address: &str) -> String {
    spelling_key(address)
}

/// A name as it is compared: without spaces, small letters.
pub fn name_key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// May this order claim to have installed the asset on this day? The same order may claim again: a phone repeats itself.
///
/// # Errors
/// `asset.already_installed` with the order and the day (B5), `asset.not_in_service`.
pub fn may_install(asset: &Asset, order: OrderId) -> Result<()> {
    let claimed = asset.install_order_id.as_deref();
    if claimed == Some(order.to_string().as_str()) {
        return Ok(());
    }
    match asset.status {
        AssetStatus::Returned | AssetStatus::Exchanged | AssetStatus::Scrapped => {
            Err(Error::refused("asset.not_in_service").with("status", asset.status.to_string()))
        }
        AssetStatus::InUse if claimed.is_some() || asset.installed_on.is_some() => {
            let on = asset.installed_on.map(|day: Day| day.to_string()).unwrap_or_default();
            let refused = Error::refused("asset.already_installed").with("asset_id", asset.id.to_string());
            Err(refused.with("installed_on", on).with("order_id", claimed.unwrap_or_default()))
        }
        AssetStatus::Sold | AssetStatus::InUse => Ok(()),
    }
}

/// Is there anything to be done to the asset? What was returned, exchanged or scrapped is no household's any more.
///
/// # Errors
/// `asset.not_in_service`.
pub fn may_serve(asset: &Asset) -> Result<()> {
    match asset.status {
        AssetStatus::Sold | AssetStatus::InUse => Ok(()),
        gone => Err(Error::refused("asset.not_in_service")
            .with("asset_id", asset.id.to_string())
            .with("status", gone.to_string())),
    }
}

/// May the asset's life at this household end this way?
///
/// # Errors
/// `asset.not_an_end`, `asset.not_in_service`.
pub fn may_retire(asset: &Asset, end: AssetStatus) -> Result<()> {
    use AssetStatus::{Exchanged, InUse, Returned, Scrapped, Sold};
    match (asset.status, end) {
        (_, Sold | InUse) => Err(Error::refused("asset.not_an_end").with("status", end.to_string())),
        (Sold | InUse, _) => Ok(()),
        // what came back may still end on the scrap heap
        (Returned | Exchanged, Scrapped) => Ok(()),
        (now, _) => Err(Error::refused("asset.not_in_service").with("status", now.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_written_in_several_ways_is_one_address() {
        let one = address_key("丁香路 100弄3号楼502室");
        assert_eq!(address_key("丁香路１００弄 3号楼，502室"), one);
        assert_eq!(address_key("丁香路100弄3号楼502室。"), one);
        assert_ne!(address_key("丁香路100弄3号楼503室"), one);
        assert_eq!(address_key("Flat 2, 8 High Street"), address_key("flat 2 8 high street"));
    }
}
