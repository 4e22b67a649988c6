//! A household's file on one page: people, sites, assets with their warranty, orders under way.

use kernel::Result;
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::asset_file::{AssetShown, assets_shown};
use super::masks::{ContactShown, CustomerShown, Sight, SiteShown, contact_shown, shown, site_shown};
use super::record::{Asset, Contact, CustomerId};
use super::sites::sites_of;
use super::visible::get_visible;

/// A customer's whole file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerFile {
    pub customer: CustomerShown,
    pub contacts: Vec<ContactShown>,
    pub sites: Vec<SiteShown>,
    pub assets: Vec<AssetShown>,
    /// Orders that are neither closed nor cancelled.
    pub orders_open: i64,
    pub orders: i64,
}

pub(super) async fn read_customer(view: &View, id: CustomerId, _: Nothing) -> Result<CustomerFile> {
    let customer = get_visible(view, id).await?;
    let tenant = view.actor().tenant;
    let sql = Sql::new("SELECT * FROM contact WHERE tenant_id = ? AND customer_id = ? ORDER BY id LIMIT 500");
    let contacts: Vec<Contact> = db::select(view, sql.bind(tenant).bind(id)).await?;
    let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND customer_id = ? ORDER BY id LIMIT 1000");
    let assets: Vec<Asset> = db::select(view, sql.bind(tenant).bind(id)).await?;
    let sites = sites_of(view, &[id]).await?;
    Ok(CustomerFile {
        customer: shown(&customer, Sight::Masked),
        contacts: contacts.iter().map(|contact| contact_shown(contact, Sight::Masked)).collect(),
        sites: sites.iter().map(|site| site_shown(view.actor(), site, Sight::Masked)).collect(),
        assets: assets_shown(view, assets).await?,
        orders_open: orders_count(view, id, " AND phase NOT IN ('closed', 'cancelled')").await?,
        orders: orders_count(view, id, "").await?,
    })
}

/// How many orders a customer has; `and` narrows them.
pub(super) async fn orders_count(view: &View, id: CustomerId, and: &str) -> Result<i64> {
    let sql = Sql::new("SELECT COUNT(*) FROM work_order WHERE tenant_id = ? AND customer_id = ?").push(and);
    view.value(sql.bind(view.actor().tenant).bind(id)).await
}
