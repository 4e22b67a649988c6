//! Customers: households with their contacts and sites (一户一档), and the assets in them (一机一档).
//!
//! ```text
//! customer ─┬─ contacts
//!           └─ sites ── assets ── warranty (terms of the pack) · parts changed · timeline from sale to scrapping
//! ```
//! Door: [`open_or_match`], [`open_site`], [`open_asset`], [`install_asset`], [`commission_asset`], [`change_part`], [`replace_asset`],
//! [`retire_asset`], [`take_back_sold`], [`warranty::judge`], [`get_visible`], [`visible`], and [`masks`], which decides how much of a person is shown.

mod asset_file;
mod asset_life;
mod assets;
mod edit;
mod erase;
pub mod exported;
mod file;
mod hand_over;
mod list;
pub mod masks;
mod merge;
mod open;
pub mod record;
mod reveal;
mod routes;
pub mod rules;
mod sites;
mod timeline;
mod visible;
pub mod warranty;

pub use asset_file::AssetShown;
pub use asset_life::{
    PartChange, change_part, commission_asset, install_asset, replace_asset, retire_asset, take_back_sold,
};
pub use assets::{NewAsset, by_serial, open_asset, sold_with};
pub use edit::{EditCustomer, NewContact, add_contact, edit_customer};
pub use erase::{ERASED, erase, forget_leads};
pub use hand_over::hand_over;
pub use masks::{CustomerShown, Sight, SiteShown, shown, site_shown};
pub use merge::{CustomerMerging, merge};
pub use open::{NewCustomer, open_or_match};
pub use record::*;
pub use routes::routes;
pub(crate) use sites::ADDRESS_MAX;
pub use sites::{NewSite, open_first_site, open_site, open_site_of};
pub use visible::{get_visible, get_visible_asset, get_visible_site, is_visible, through_customer, visible};

use kernel::id::UnitId;
use kernel::{Error, Result};
use platform::db::{self, View};

/// The unit that looks after a customer: whose people see what happens to them.
async fn unit_of(view: &View, customer: Option<CustomerId>) -> Result<Option<UnitId>> {
    match customer {
        Some(customer) => Ok(db::get::<Customer>(view, customer).await?.unit_id),
        None => Ok(None),
    }
}

/// A file that was merged into another or erased is read only.
fn may_change(customer: &Customer) -> Result<()> {
    if let Some(into) = customer.merged_into {
        return Err(Error::refused("customer.merged").with("into", into.to_string()));
    }
    if customer.erased_at.is_some() {
        return Err(Error::refused("customer.erased"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
