//! Whose customers somebody sees: those of units in scope, their own as a guide, and those on whose orders they work.

use kernel::{Error, Result, Scope};
use platform::db::{self, Sql, View};

use super::record::{Asset, AssetId, Customer, CustomerId, Site, SiteId};

/// Adds ` AND (…)` that holds for the customers the actor may see; `alias` is the customer table's.
#[must_use]
pub fn visible(sql: Sql, view: &View, alias: &str) -> Sql {
    let (tenant, me) = (view.actor().tenant, view.actor().user);
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Own => sql
            .push(&format!(" AND ({alias}.guide_id = ? OR {alias}.id IN ({WORKED_ON}))"))
            .bind(me)
            .bind(tenant)
            .bind(me),
        Scope::Units(units) => sql
            .push(" AND (")
            .within(&format!("{alias}.unit_id"), units.iter().copied())
            .push(&format!(" OR {alias}.guide_id = ? OR {alias}.id IN ({WORKED_ON})"))
            .bind(me)
            .bind(tenant)
            .bind(me)
            .push(&format!(" OR {alias}.id IN (SELECT o.customer_id FROM work_order o WHERE o.tenant_id = ? AND"))
            .bind(tenant)
            .within("o.unit_id", units.iter().copied())
            .push(&format!(
                ") OR {alias}.id IN (SELECT o.customer_id FROM order_reader r
                   JOIN work_order o ON o.tenant_id = r.tenant_id AND o.id = r.order_id WHERE r.tenant_id = ? AND"
            ))
            .bind(tenant)
            .within("r.unit_id", units.iter().copied())
            .push("))"),
    }
}

/// The customers of orders on whose crews somebody is: binds the company and the user.
const WORKED_ON: &str =
    "SELECT o.customer_id FROM crew_member m JOIN work_order o ON o.tenant_id = m.tenant_id AND o.id = m.order_id
     WHERE m.tenant_id = ? AND m.technician_id = ? AND m.released_at IS NULL AND o.customer_id IS NOT NULL";

/// Does the actor see this customer?
///
/// # Errors
/// Those of the database.
pub async fn is_visible(view: &View, id: CustomerId) -> Result<bool> {
    let sql = Sql::new("SELECT COUNT(*) FROM customer c WHERE c.tenant_id = ? AND c.id = ?");
    let count: i64 = view.value(visible(sql.bind(view.actor().tenant).bind(id), view, "c")).await?;
    Ok(count > 0)
}

/// The customer, if the actor sees it.
///
/// # Errors
/// `NotFound`
pub async fn get_visible(view: &View, id: CustomerId) -> Result<Customer> {
    let sql = Sql::new("SELECT c.* FROM customer c WHERE c.tenant_id = ? AND c.id = ?");
    let found = db::select_one(view, visible(sql.bind(view.actor().tenant).bind(id), view, "c")).await?;
    found.ok_or(Error::NotFound("customer"))
}

/// The site, if the actor sees its customer. Sites without a customer (imported history) are seen by who sees everything.
///
/// # Errors
/// `NotFound`
pub async fn get_visible_site(view: &View, id: SiteId) -> Result<Site> {
    let sql = Sql::new("SELECT s.* FROM site s WHERE s.tenant_id = ? AND s.id = ?").bind(view.actor().tenant).bind(id);
    let found = db::select_one(view, through_customer(sql, view, "s")).await?;
    found.ok_or(Error::NotFound("site"))
}

/// The asset, if the actor sees its customer. Assets without a customer are seen by who sees everything.
///
/// # Errors
/// `NotFound`
pub async fn get_visible_asset(view: &View, id: AssetId) -> Result<Asset> {
    let sql = Sql::new("SELECT a.* FROM asset a WHERE a.tenant_id = ? AND a.id = ?").bind(view.actor().tenant).bind(id);
    let found = db::select_one(view, through_customer(sql, view, "a")).await?;
    found.ok_or(Error::NotFound("asset"))
}

/// Adds ` AND (…)` that holds for rows whose `customer_id` the actor may see.
#[must_use]
pub fn through_customer(sql: Sql, view: &View, alias: &str) -> Sql {
    if view.actor().scope == Scope::Everything {
        return sql;
    }
    let sql = sql
        .push(&format!(" AND {alias}.customer_id IN (SELECT c.id FROM customer c WHERE c.tenant_id = ?"))
        .bind(view.actor().tenant);
    visible(sql, view, "c").push(")")
}
