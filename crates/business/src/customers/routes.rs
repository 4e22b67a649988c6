//! The customers' routes.

use platform::http::{May, Op, Routes};

use super::{asset_file, asset_life, assets, edit, erase, file, list, merge, open, reveal, sites, timeline};
use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    routes.room("customers");
    files(routes);
    people_and_sites(routes);
    machines(routes);
}

fn files(routes: &mut Routes) {
    let read = May::With(may::CUSTOMERS_READ);
    let edit = May::With(may::CUSTOMERS_EDIT);
    let may_reveal = May::With(may::CUSTOMERS_REVEAL);
    let may_erase = May::With(may::CUSTOMERS_ERASE);
    routes
        .query(
            Op::get("/customers", "listCustomers", read, "Customers by phone, name, number or serial, newest first."),
            list::customers,
        )
        .command(
            Op::post("/customers", "openCustomer", edit, "Opens a customer's file, or finds the one with this phone.")
                .creates(),
            open::open_customer,
        )
        .query(
            Op::get("/customers/{id}", "readCustomer", read, "A household's file: people, sites, machines, orders."),
            file::read_customer,
        )
        .command(Op::patch("/customers/{id}", "editCustomer", edit, "Changes a customer's file."), edit::edit_customer)
        .query(
            Op::get("/customers/{id}/timeline", "readCustomerTimeline", read, "All that happened to a household."),
            timeline::of_customer,
        )
        .command(
            Op::post(
                "/customers/{id}/reveals",
                "revealCustomer",
                may_reveal,
                "Shows a phone or an address, and logs it.",
            ),
            reveal::reveal,
        )
        .command(
            Op::post(
                "/customers/{id}/merging",
                "mergeCustomer",
                edit,
                "Merges a file into another of the same household.",
            ),
            merge::merge,
        )
        .command(
            Op::post("/customers/{id}/erasure", "eraseCustomer", may_erase, "Erases a person and keeps the accounts.")
                .changes_rights(),
            erase::erase,
        );
}

fn people_and_sites(routes: &mut Routes) {
    let edit = May::With(may::CUSTOMERS_EDIT);
    routes
        .command(
            Op::post("/customers/{id}/contacts", "addContact", edit, "Adds another person to a file.").creates(),
            edit::add_contact,
        )
        .command(Op::patch("/contacts/{id}", "editContact", edit, "Changes a contact."), edit::edit_contact)
        .command(Op::delete("/contacts/{id}", "removeContact", edit, "Takes a contact away."), edit::remove_contact)
        .command(
            Op::post("/customers/{id}/sites", "addSite", edit, "Adds a site, or finds the one at this address.")
                .creates(),
            sites::add_site,
        )
        .command(Op::patch("/sites/{id}", "editSite", edit, "Changes a site."), sites::edit_site);
}

fn machines(routes: &mut Routes) {
    let read = May::With(may::ASSETS_READ);
    let edit = May::With(may::ASSETS_EDIT);
    routes
        .query(Op::get("/assets", "listAssets", read, "Assets by serial or name, newest first."), list::assets)
        .command(Op::post("/assets", "addAsset", edit, "Opens an asset's file.").creates(), assets::add_asset)
        .query(
            Op::get("/assets/{id}", "readAsset", read, "An asset's file: parts changed, orders, warranty."),
            asset_file::read_asset,
        )
        .command(Op::patch("/assets/{id}", "editAsset", edit, "Changes an asset's file."), assets::edit_asset)
        .query(
            Op::get("/assets/{id}/timeline", "readAssetTimeline", read, "An asset's life from sale to scrapping."),
            timeline::of_asset,
        )
        .command(
            Op::post("/assets/{id}/commissioning", "commissionAsset", edit, "Keeps commissioning readings."),
            asset_life::commission,
        )
        .command(
            Op::post("/assets/{id}/retirement", "retireAsset", edit, "Ends an asset's life at its household."),
            asset_life::retire_by_hand,
        );
}
