//! Sales as a list and one on a page.

use std::collections::BTreeMap;

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Money, Page, Result, Scope, page};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cash;
use super::promises::{self, Of, PromiseShown};
use super::record::{Sale, SaleId, SaleLine, SaleStatus};
use crate::money::{self, PaymentShown};
use crate::nouns::{CustomerId, ProductId, SiteId};

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleFilter {
    pub status: Option<SaleStatus>,
    pub customer_id: Option<CustomerId>,
    pub guide_id: Option<UserId>,
    pub unit_id: Option<UnitId>,
    /// Begins its number.
    pub number: Option<String>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A sale in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SaleRow {
    pub id: SaleId,
    pub number: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub site_id: SiteId,
    pub guide_id: Option<UserId>,
    pub unit_id: Option<UnitId>,
    pub status: SaleStatus,
    pub sold_on: Day,
    pub total_minor: Money,
    pub deposit_minor: Money,
    pub note: String,
    pub prepared_at: Option<Moment>,
    pub shipped_at: Option<Moment>,
    pub delivered_at: Option<Moment>,
    pub installed_at: Option<Moment>,
    pub accepted_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub created_at: Moment,
    pub version: i64,
}

/// A sale on a page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SaleShown {
    #[serde(flatten)]
    pub sale: SaleRow,
    pub lines: Vec<SaleLineShown>,
    pub promises: Vec<PromiseShown>,
    pub payments: Vec<PaymentShown>,
    /// Received less given back.
    pub paid_minor: Money,
    /// Of the total, nothing once it is cancelled.
    pub due_minor: Money,
}

/// A line as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SaleLineShown {
    pub product_id: ProductId,
    pub name: String,
    pub quantity: i64,
    pub price_minor: Money,
    pub amount_minor: Money,
}

/// The sale, if this actor may see it: of one's units, one's own as a guide, or all.
///
/// # Errors
/// `NotFound("sale")`, also for what exists and is not theirs to see.
pub async fn get_visible(view: &View, id: SaleId) -> Result<Sale> {
    let sql = Sql::new("SELECT s.* FROM sale s WHERE s.tenant_id = ? AND s.id = ?").bind(view.actor().tenant).bind(id);
    db::select_one(view, visible_sql(sql, view)).await?.ok_or(Error::NotFound("sale"))
}

fn visible_sql(sql: Sql, view: &View) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql
            .push(" AND (s.guide_id = ? OR ")
            .bind(view.actor().user)
            .within("s.unit_id", units.iter().copied())
            .push(")"),
        Scope::Own => sql.push(" AND s.guide_id = ?").bind(view.actor().user),
    }
}

/// `GET /sales`: newest first.
pub(super) async fn list(view: &View, _: (), filter: SaleFilter) -> Result<Page<SaleRow>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new("SELECT s.* FROM sale s WHERE s.tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND s.status = ?", filter.status)
        .and(" AND s.customer_id = ?", filter.customer_id)
        .and(" AND s.guide_id = ?", filter.guide_id)
        .and(" AND s.unit_id = ?", filter.unit_id);
    if let Some(number) = filter.number.as_deref().map(|number| number.trim().to_uppercase()) {
        sql = sql.push(" AND s.number >= ? AND s.number < ?").bind(number.clone()).bind(format!("{number}\u{10FFFF}"));
    }
    if let Some(after) = &filter.after {
        let parts = after.split_once('_').and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse().ok()?)));
        let (at, id): (Moment, SaleId) = parts.ok_or_else(|| Error::invalid("after", "field.not_an_id"))?;
        sql = sql.push(" AND (s.created_at, s.id) < (?, ?)").bind(at).bind(id);
    }
    let sql = visible_sql(sql, view).push(" ORDER BY s.created_at DESC, s.id DESC LIMIT ?").bind(limit + 1);
    let sales: Vec<Sale> = db::select(view, sql).await?;
    let page = Page::of(sales, limit, |sale| format!("{}_{}", sale.created_at.ms(), sale.id));
    let names = names(view, page.items.iter().map(|sale| sale.customer_id)).await?;
    Ok(page.map(|sale| row(sale, &names)))
}

/// `GET /sales/{id}`.
pub(super) async fn one(view: &View, id: SaleId, _: Nothing) -> Result<SaleShown> {
    let sale = get_visible(view, id).await?;
    shown(view, sale).await
}

/// A sale with its lines, promises and money.
///
/// # Errors
/// Those of the database.
pub async fn shown(view: &View, sale: Sale) -> Result<SaleShown> {
    let payments = cash::payments(view, sale.id).await?;
    let paid_minor = money::paid(&payments);
    let owed = if sale.status == SaleStatus::Cancelled { Money::ZERO } else { sale.total_minor };
    let names = names(view, [sale.customer_id]).await?;
    Ok(SaleShown {
        lines: lines(view, sale.id).await?.into_iter().map(SaleLineShown::from).collect(),
        promises: promises::of(view, Of::Sale(sale.id)).await?.into_iter().map(PromiseShown::from).collect(),
        payments: payments.into_iter().map(PaymentShown::from).collect(),
        paid_minor,
        due_minor: owed - paid_minor,
        sale: row(sale, &names),
    })
}

/// The lines of a sale, in the order in which they were entered.
///
/// # Errors
/// Those of the database.
pub async fn lines(view: &View, sale: SaleId) -> Result<Vec<SaleLine>> {
    let sql = Sql::new("SELECT * FROM sale_line WHERE tenant_id = ? AND sale_id = ? ORDER BY position LIMIT 200");
    db::select(view, sql.bind(view.actor().tenant).bind(sale)).await
}

async fn names(view: &View, ids: impl IntoIterator<Item = CustomerId>) -> Result<BTreeMap<CustomerId, String>> {
    let sql = Sql::new("SELECT id, name FROM customer WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter().map(|row| Ok((read(row, "id")?, read(row, "name")?))).collect()
}

fn row(sale: Sale, names: &BTreeMap<CustomerId, String>) -> SaleRow {
    SaleRow {
        id: sale.id,
        number: sale.number,
        customer_name: names.get(&sale.customer_id).cloned().unwrap_or_default(),
        customer_id: sale.customer_id,
        site_id: sale.site_id,
        guide_id: sale.guide_id,
        unit_id: sale.unit_id,
        status: sale.status,
        sold_on: sale.sold_on,
        total_minor: sale.total_minor,
        deposit_minor: sale.deposit_minor,
        note: sale.note,
        prepared_at: sale.prepared_at,
        shipped_at: sale.shipped_at,
        delivered_at: sale.delivered_at,
        installed_at: sale.installed_at,
        accepted_at: sale.accepted_at,
        cancelled_at: sale.cancelled_at,
        created_at: sale.created_at,
        version: sale.version,
    }
}

impl From<SaleLine> for SaleLineShown {
    fn from(line: SaleLine) -> Self {
        Self {
            product_id: line.product_id,
            name: line.name,
            quantity: line.quantity,
            price_minor: line.price_minor,
            amount_minor: line.amount_minor,
        }
    }
}
