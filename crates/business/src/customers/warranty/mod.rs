//! Warranty: who pays for a machine on a day, by the terms of its category, with the reason (B4).

pub mod rules;

use kernel::{Day, Result};
use platform::db::View;

pub use rules::{Machine, covered_until, verdict};

use super::record::Asset;
use crate::lowcode;
use crate::nouns::{Verdict, VerdictReason};

impl From<&Asset> for Machine {
    fn from(asset: &Asset) -> Self {
        Self {
            status: asset.status,
            sold_on: asset.sold_on,
            installed_on: asset.installed_on,
            extended_months: u32::try_from(asset.extended_months).unwrap_or(0),
        }
    }
}

/// Is the asset in warranty on this day: as a whole or, with an item of the price list, for that part?
///
/// # Errors
/// Those of the database.
pub async fn judge(view: &View, asset: &Asset, on: Day, price_code: Option<&str>) -> Result<(Verdict, VerdictReason)> {
    let book = lowcode::book(view).await?;
    Ok(verdict(book.pack.warranty(&asset.category), &Machine::from(asset), on, price_code))
}
