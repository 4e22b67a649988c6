//! Lists of reports: of an order, of a machine, of the order that a customer's link leads to.

use std::collections::BTreeMap;

use kernel::id::UserId;
use kernel::{Moment, Page, Result};
use platform::db::{self, Sql, View, read_at};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::gather::gather;
use super::issue::hash_of;
use super::record::{ReportId, ServiceReport};
use crate::identity::may;
use crate::nouns::{AssetId, OrderId};
use crate::orders::{self, WorkOrder};
use crate::{customers, portal};

/// So many versions are listed.
const VERSIONS_MAX: i64 = 100;

/// A report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportShown {
    pub id: ReportId,
    pub order_id: OrderId,
    pub order_number: String,
    /// 1, 2, …
    pub version: i64,
    /// No newer version has replaced it.
    pub is_current: bool,
    /// By which anybody asks whether it is genuine, as it is printed: `7F3K-9Q2M-4X8W`.
    pub code: String,
    pub issued_at: Moment,
    /// Empty where it was issued by itself.
    pub issued_by: String,
    /// Its customer was erased, and what it said with them.
    pub is_erased: bool,
}

/// The reports of an order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderReports {
    /// Newest first.
    pub items: Vec<ReportShown>,
    /// A report can be issued that says something new.
    pub can_issue: bool,
    /// There is one, and the order has changed since.
    pub is_outdated: bool,
}

/// `GET /orders/{id}/reports`
///
/// # Errors
/// `NotFound`
pub(super) async fn of_order(view: &View, id: OrderId, _: Nothing) -> Result<OrderReports> {
    let order = orders::get_visible(view, id).await?;
    let items = shown(view, versions(view, id).await?).await?;
    let may_issue = view.actor().may(may::REPORTS_ISSUE) && orders::is_writable(view, &order).await?;
    let has_news = match super::issue::newest(view, id).await? {
        // nothing is left to be told of an erased customer
        Some(last) if last.facts.is_none() => false,
        Some(last) => hash_of(&gather(view, &order).await?)? != last.facts_hash,
        None => super::issue::is_anything_done(view, id).await?,
    };
    Ok(OrderReports { is_outdated: has_news && !items.is_empty(), can_issue: may_issue && has_news, items })
}

/// All versions of an order's report, newest first.
async fn versions(view: &View, id: OrderId) -> Result<Vec<ServiceReport>> {
    let sql =
        Sql::new("SELECT * FROM service_report WHERE tenant_id = ? AND order_id = ? ORDER BY number DESC LIMIT ?");
    db::select(view, sql.bind(view.actor().tenant).bind(id).bind(VERSIONS_MAX)).await
}

/// `GET /assets/{id}/reports`: the current one of each order about the machine that the caller sees.
///
/// # Errors
/// `NotFound`
pub(super) async fn of_asset(view: &View, id: AssetId, _: Nothing) -> Result<Page<ReportShown>> {
    customers::get_visible_asset(view, id).await?;
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT r.* FROM service_report r JOIN work_order o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
         WHERE r.tenant_id = ? AND r.order_id IN (SELECT i.order_id FROM order_item i WHERE i.tenant_id = ? AND i.asset_id = ?)
           AND r.number = (SELECT MAX(n.number) FROM service_report n WHERE n.tenant_id = r.tenant_id AND n.order_id = r.order_id)",
    );
    let sql = orders::visible_sql(sql.bind(tenant).bind(tenant).bind(id), view, "o");
    let found: Vec<ServiceReport> =
        db::select(view, sql.push(" ORDER BY r.issued_at DESC, r.id DESC LIMIT ?").bind(VERSIONS_MAX)).await?;
    Ok(Page { items: shown(view, found).await?, next: None })
}

/// `GET /portal/reports`
///
/// # Errors
/// `portal.no_order`
pub(super) async fn of_link(view: &View, (): (), _: Nothing) -> Result<Page<ReportShown>> {
    let order = portal::order_of_link(view).await?;
    let mut items = shown(view, versions(view, order.id).await?).await?;
    // who issued it is the company's matter
    items.iter_mut().for_each(|report| report.issued_by.clear());
    Ok(Page { items, next: None })
}

/// Reports with their orders' numbers and who issued them; the newest of an order among them is the current one.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(view: &View, reports: Vec<ServiceReport>) -> Result<Vec<ReportShown>> {
    let orders: std::collections::BTreeSet<OrderId> = reports.iter().map(|report| report.order_id).collect();
    let sql = Sql::new("SELECT * FROM work_order WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let orders: Vec<WorkOrder> = db::select(view, sql.within("id", orders)).await?;
    let numbers: BTreeMap<OrderId, &str> = orders.iter().map(|order| (order.id, order.number.as_str())).collect();
    let mut newest: BTreeMap<OrderId, i64> = BTreeMap::new();
    for report in &reports {
        let known = newest.entry(report.order_id).or_default();
        *known = report.number.max(*known);
    }
    let people: std::collections::BTreeSet<UserId> = reports.iter().map(|report| report.issued_by).collect();
    // what the program issues by itself is nobody's
    let sql = Sql::new("SELECT id, name FROM app_user WHERE tenant_id = ? AND login <> 'system' AND ");
    let rows = view.all(sql.bind(view.actor().tenant).within("id", people)).await?;
    let names: BTreeMap<UserId, String> =
        rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect::<Result<_>>()?;
    let one = |report: ServiceReport| ReportShown {
        id: report.id,
        order_id: report.order_id,
        order_number: numbers.get(&report.order_id).map(|number| (*number).to_owned()).unwrap_or_default(),
        version: report.number,
        is_current: newest.get(&report.order_id) == Some(&report.number),
        code: grouped(&report.code),
        issued_at: report.issued_at,
        issued_by: names.get(&report.issued_by).cloned().unwrap_or_default(),
        is_erased: report.facts.is_none(),
    };
    Ok(reports.into_iter().map(one).collect())
}

/// `7F3K-9Q2M-4X8W`
pub(super) fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
