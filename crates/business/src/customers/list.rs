//! Lists of customers and assets: searched by phone, name, number or serial, newest first.

use std::collections::HashMap;

use kernel::id::{UnitId, UserId};
use kernel::text::serial_key;
use kernel::{Page, Phone, Result, page};
use platform::db::{self, Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asset_file::{AssetShown, assets_shown};
use super::masks::{CustomerShown, Sight, address, shown};
use super::record::{Asset, AssetId, AssetStatus, Customer, CustomerId, SiteId};
use super::sites::sites_of;
use super::visible::{through_customer, visible};
use crate::catalogue::rules::beginning;
use crate::nouns::{BrandId, ProductId};

/// What the list of customers can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerFilter {
    /// A whole phone (theirs or a contact's), the beginning of a name, a file's number, or a serial of an asset of theirs.
    pub q: Option<String>,
    pub unit_id: Option<UnitId>,
    pub guide_id: Option<UserId>,
    /// The `next` of the page before.
    pub after: Option<CustomerId>,
    pub limit: Option<i64>,
}

/// A customer on a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerListed {
    #[serde(flatten)]
    pub customer: CustomerShown,
    /// Of the first site, shortened.
    pub address: Option<String>,
    pub assets_count: i64,
}

pub(super) async fn customers(view: &View, _: (), filter: CustomerFilter) -> Result<Page<CustomerListed>> {
    customers_at(view, filter, Sight::Masked).await
}

/// The list with phones and addresses at this sight.
pub(super) async fn customers_at(view: &View, filter: CustomerFilter, sight: Sight) -> Result<Page<CustomerListed>> {
    let limit = page::limit_of(filter.limit);
    let sql = Sql::new("SELECT c.* FROM customer c WHERE c.tenant_id = ? AND c.merged_into IS NULL")
        .bind(view.actor().tenant)
        .and(" AND c.unit_id = ?", filter.unit_id)
        .and(" AND c.guide_id = ?", filter.guide_id)
        .and(" AND c.id < ?", filter.after);
    let sql = visible(searched(sql, view, filter.q.as_deref()), view, "c");
    let found: Vec<Customer> = db::select(view, sql.push(" ORDER BY c.id DESC LIMIT ?").bind(limit + 1)).await?;
    let page = Page::of(found, limit, |customer| customer.id.to_string());
    let ids: Vec<CustomerId> = page.items.iter().map(|customer| customer.id).collect();
    let mut addresses: HashMap<CustomerId, String> = HashMap::new();
    for site in sites_of(view, &ids).await? {
        if let Some(customer) = site.customer_id {
            addresses.entry(customer).or_insert_with(|| address(&site.address, sight));
        }
    }
    let counts = assets_counts(view, &ids).await?;
    Ok(page.map(|customer| CustomerListed {
        address: addresses.remove(&customer.id),
        assets_count: counts.get(&customer.id).copied().unwrap_or(0),
        customer: shown(&customer, sight),
    }))
}

fn searched(sql: Sql, view: &View, q: Option<&str>) -> Sql {
    let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) else { return sql };
    let tenant = view.actor().tenant;
    // a surname alone finds a great many: they are walked from the newest on
    if q.chars().count() == 1 {
        return sql.push(" AND c.name LIKE ? ESCAPE '\\'").bind(beginning(q));
    }
    // each look-up has its index; a name is asked for only where no phone is meant
    let sql = match Phone::parse(q) {
        Ok(phone) => sql
            .push(" AND c.id IN (SELECT n.id FROM customer n WHERE n.tenant_id = ? AND n.phone = ?")
            .bind(tenant)
            .bind(phone.clone())
            .push(" UNION SELECT t.customer_id FROM contact t WHERE t.tenant_id = ? AND t.phone = ?")
            .bind(tenant)
            .bind(phone),
        Err(_) => sql
            .push(" AND c.id IN (SELECT n.id FROM customer n WHERE n.tenant_id = ? AND n.name >= ? AND n.name < ?")
            .bind(tenant)
            .bind(q.to_owned())
            .bind(format!("{q}\u{10ffff}"))
            .push(" UNION SELECT n.id FROM customer n WHERE n.tenant_id = ? AND n.number = ?")
            .bind(tenant)
            .bind(q.to_uppercase()),
    };
    sql.push(" UNION SELECT a.customer_id FROM asset a WHERE a.tenant_id = ? AND a.serial_key = ? AND a.customer_id IS NOT NULL)")
        .bind(tenant)
        .bind(serial_key(q))
}

async fn assets_counts(view: &View, ids: &[CustomerId]) -> Result<HashMap<CustomerId, i64>> {
    let sql =
        Sql::new("SELECT customer_id, COUNT(*) FROM asset WHERE tenant_id = ? AND status IN ('sold', 'in_use') AND")
            .bind(view.actor().tenant)
            .within("customer_id", ids.iter().copied());
    let rows = view.all(sql.push(" GROUP BY customer_id")).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect()
}

/// What the list of assets can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetFilter {
    /// The beginning of a serial, however it is written, or of a name.
    pub q: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub site_id: Option<SiteId>,
    pub product_id: Option<ProductId>,
    pub brand_id: Option<BrandId>,
    pub category: Option<String>,
    pub status: Option<AssetStatus>,
    /// The `next` of the page before.
    pub after: Option<AssetId>,
    pub limit: Option<i64>,
}

pub(super) async fn assets(view: &View, _: (), filter: AssetFilter) -> Result<Page<AssetShown>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new("SELECT a.* FROM asset a WHERE a.tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND a.customer_id = ?", filter.customer_id)
        .and(" AND a.site_id = ?", filter.site_id)
        .and(" AND a.product_id = ?", filter.product_id)
        .and(" AND a.brand_id = ?", filter.brand_id)
        .and(" AND a.category = ?", filter.category)
        .and(" AND a.status = ?", filter.status)
        .and(" AND a.id < ?", filter.after);
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let key = serial_key(q);
        sql = sql.push(" AND (a.name LIKE ? ESCAPE '\\'").bind(beginning(q));
        // a serial without letters and digits would begin every serial
        sql = sql.and(" OR a.serial_key LIKE ? ESCAPE '\\'", (!key.is_empty()).then(|| beginning(&key))).push(")");
    }
    let sql = through_customer(sql, view, "a");
    let found: Vec<Asset> = db::select(view, sql.push(" ORDER BY a.id DESC LIMIT ?").bind(limit + 1)).await?;
    let page = Page::of(found, limit, |asset| asset.id.to_string());
    Ok(Page { items: assets_shown(view, page.items).await?, next: page.next })
}
