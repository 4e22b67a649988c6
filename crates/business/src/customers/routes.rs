//! The customers' routes.

use platform::http::{May, Op, Routes};

use super::{asset_file, asset_life, assets, open, sites};
use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let edit = May::With(may::CUSTOMERS_EDIT);
    let assets_read = May::With(may::ASSETS_READ);
    let assets_edit = May::With(may::ASSETS_EDIT);
    routes
        .room("customers")
        .command(
            Op::post("/customers", "openCustomer", edit, "Opens a customer's file, or finds the one with this phone.")
                .creates(),
            open::open_customer,
        )
        .command(
            Op::post("/customers/{id}/sites", "addSite", edit, "Adds a site, or finds the one at this address.")
                .creates(),
            sites::add_site,
        )
        .command(Op::patch("/sites/{id}", "editSite", edit, "Changes a site."), sites::edit_site)
        .command(Op::post("/assets", "addAsset", assets_edit, "Opens an asset's file.").creates(), assets::add_asset)
        .query(
            Op::get("/assets/{id}", "readAsset", assets_read, "An asset's file: parts changed, orders, warranty."),
            asset_file::read_asset,
        )
        .command(Op::patch("/assets/{id}", "editAsset", assets_edit, "Changes an asset's file."), assets::edit_asset)
        .command(
            Op::post("/assets/{id}/commissioning", "commissionAsset", assets_edit, "Keeps commissioning readings."),
            asset_life::commission,
        )
        .command(
            Op::post("/assets/{id}/retirement", "retireAsset", assets_edit, "Ends an asset's life at its household."),
            asset_life::retire_by_hand,
        );
}
