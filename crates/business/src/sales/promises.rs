//! Promises: made at the sale, seen by whoever has to keep them, kept, broken or waived; one that nobody kept in time breaks by itself.

use futures::FutureExt;
use futures::future::BoxFuture;
use kernel::error::Check;
use kernel::id::UnitId;
use kernel::{Error, Moment, Page, Result, Scope, page};
use platform::db::{self, Db, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::due::{self, Milestone};
use super::queries::get_visible;
use super::record::{Promise, PromiseId, PromiseStatus, Sale, SaleId};
use crate::identity::{self, Company, may};
use crate::lowcode;
use crate::nouns::{CustomerId, OrderId};

/// A promise as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PromiseShown {
    pub id: PromiseId,
    pub sale_id: Option<SaleId>,
    pub order_id: Option<OrderId>,
    pub customer_id: CustomerId,
    pub kind: String,
    /// As it was said.
    pub words: String,
    pub due_at: Option<Moment>,
    pub status: PromiseStatus,
    pub settled_at: Option<Moment>,
    pub note: String,
    pub version: i64,
}

impl From<Promise> for PromiseShown {
    fn from(promise: Promise) -> Self {
        Self {
            id: promise.id,
            sale_id: promise.sale_id,
            order_id: promise.order_id,
            customer_id: promise.customer_id,
            kind: promise.kind,
            words: promise.words,
            due_at: promise.due_at,
            status: promise.status,
            settled_at: promise.settled_at,
            note: promise.note,
            version: promise.version,
        }
    }
}

/// How a promise ended.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlePromise {
    /// `kept`, `broken` or `waived`.
    pub status: PromiseStatus,
    /// Needed unless it was kept.
    #[serde(default)]
    pub note: String,
}

/// Whose promises.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Sale(SaleId),
    Order(OrderId),
}

pub(super) fn event(kind: &'static str, promise: &Promise, unit: Option<UnitId>) -> Event {
    Event::new(kind)
        .in_unit(unit)
        .about(promise.id)
        .about_some(promise.sale_id)
        .about_some(promise.order_id)
        .about(promise.customer_id)
}

/// What may follow: an open promise ends in any way; a broken one may still be kept late or waived; the rest stands.
///
/// # Errors
/// `Refused("promise.is_settled")`
pub fn may_settle(from: PromiseStatus, to: PromiseStatus) -> Result<()> {
    use PromiseStatus::{Broken, Kept, Open, Waived};
    match (from, to) {
        (Open, Kept | Broken | Waived) | (Broken, Kept | Waived) => Ok(()),
        _ => Err(Error::refused("promise.is_settled").with("status", from.to_string())),
    }
}

/// The door and, behind a check of who may see it, `POST /promises/{id}/settlement`.
///
/// # Errors
/// `Refused("promise.is_settled")`, `promise.waiver_needs_office`; `Invalid` without a note where one is needed.
pub async fn settle_promise(tx: &Tx, id: PromiseId, body: SettlePromise) -> Result<PromiseShown> {
    let mut check = Check::new();
    check.that(body.status != PromiseStatus::Open, "status", "field.not_a_choice").at_most("note", &body.note, 300);
    check.that(body.status == PromiseStatus::Kept || !body.note.trim().is_empty(), "note", "field.required");
    check.done()?;
    let promise = db::get::<Promise>(tx, id).await?;
    tx.said().as_seen("promise", promise.version)?;
    may_settle(promise.status, body.status)?;
    let is_office = tx.actor().may(may::SALES_EDIT) || tx.actor().may(may::WARRANTY_OVERRIDE);
    if body.status == PromiseStatus::Waived && !is_office {
        return Err(Error::refused("promise.waiver_needs_office"));
    }
    let at = tx.happened_at();
    settle(tx, promise, body.status, kernel::text::tidy(&body.note, true), at).await.map(PromiseShown::from)
}

async fn settle(tx: &Tx, promise: Promise, status: PromiseStatus, note: String, at: Moment) -> Result<Promise> {
    let was = promise.status;
    let settled_by = Some(tx.actor().user);
    let promise = db::update(tx, Promise { status, settled_at: Some(at), settled_by, note, ..promise }).await?;
    let unit = unit_of(tx, &promise).await?;
    let kind = match status {
        PromiseStatus::Kept => "promise.kept",
        PromiseStatus::Waived => "promise.waived",
        PromiseStatus::Broken | PromiseStatus::Open => "promise.broken",
    };
    let is_late = was == PromiseStatus::Broken || promise.due_at.is_some_and(|due| at > due);
    let data = json!({ "promise": promise.id, "kind": promise.kind, "due_at": promise.due_at, "late": is_late });
    tx.record(event(kind, &promise, unit).with(data)).await?;
    Ok(promise)
}

async fn unit_of(view: &View, promise: &Promise) -> Result<Option<UnitId>> {
    match promise.sale_id {
        Some(sale) => Ok(db::find::<Sale>(view, sale).await?.and_then(|sale| sale.unit_id)),
        None => Ok(None),
    }
}

/// The promise, for who may see its sale or, as `fulfilment` asks beside, its order.
///
/// # Errors
/// `NotFound("promise")`
pub async fn promise(view: &View, id: PromiseId) -> Result<Promise> {
    db::get(view, id).await
}

/// Whether the actor sees the promise's sale.
///
/// # Errors
/// Those of the database.
pub async fn is_seen_by_sale(view: &View, promise: &Promise) -> Result<bool> {
    let Some(sale) = promise.sale_id else { return Ok(view.actor().scope == Scope::Everything) };
    match get_visible(view, sale).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The door: all promises that the order's technician has to keep.
///
/// # Errors
/// Those of the database.
pub async fn promises_of_order(view: &View, order: OrderId) -> Result<Vec<PromiseShown>> {
    of(view, Of::Order(order)).await.map(|all| all.into_iter().map(PromiseShown::from).collect())
}

pub(super) async fn of(view: &View, whose: Of) -> Result<Vec<Promise>> {
    let sql = Sql::new("SELECT * FROM promise WHERE tenant_id = ?").bind(view.actor().tenant);
    let sql = match whose {
        Of::Sale(sale) => sql.push(" AND sale_id = ?").bind(sale),
        Of::Order(order) => sql.push(" AND order_id = ?").bind(order),
    };
    db::select(view, sql.push(" ORDER BY created_at, id LIMIT 500")).await
}

/// The door: the order's technician keeps what was promised with the sale and is nobody's yet.
///
/// # Errors
/// Those of the database.
pub async fn promises_to_order(tx: &Tx, sale: SaleId, order: OrderId) -> Result<()> {
    for promise in of(tx, Of::Sale(sale)).await? {
        if promise.order_id.is_none() && promise.status == PromiseStatus::Open {
            db::update(tx, Promise { order_id: Some(order), ..promise }).await?;
        }
    }
    Ok(())
}

/// The door: a delivery or an installation makes known when what waited for it is due.
///
/// # Errors
/// Those of the database.
pub async fn come_due(tx: &Tx, whose: Of, milestone: Milestone, at: Moment) -> Result<()> {
    let book = lowcode::book(tx).await?;
    for promise in of(tx, whose).await? {
        if promise.status != PromiseStatus::Open || promise.due_at.is_some() {
            continue;
        }
        let kind = book.pack.promises.iter().find(|kind| kind.code == promise.kind);
        if let Some(due_at) = kind.and_then(|kind| due::at_milestone(&kind.due, milestone, at, tx.actor().zone)) {
            db::update(tx, Promise { due_at: Some(due_at), ..promise }).await?;
        }
    }
    Ok(())
}

pub(super) async fn waive_all(tx: &Tx, sale: &Sale) -> Result<()> {
    for promise in of(tx, Of::Sale(sale.id)).await? {
        if may_settle(promise.status, PromiseStatus::Waived).is_ok() {
            settle(tx, promise, PromiseStatus::Waived, "sale.cancelled".to_owned(), tx.happened_at()).await?;
        }
    }
    Ok(())
}

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseFilter {
    pub status: Option<PromiseStatus>,
    /// Due before this moment.
    pub due_before: Option<Moment>,
    pub sale_id: Option<SaleId>,
    pub customer_id: Option<CustomerId>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// After everything that has a moment.
const NEVER: i64 = i64::MAX;

/// `GET /promises`: of the sales one may see, the nearest due first, those without a moment last.
pub(super) async fn list(view: &View, _: (), filter: PromiseFilter) -> Result<Page<PromiseShown>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new(
        "SELECT p.* FROM promise p LEFT JOIN sale s ON s.tenant_id = p.tenant_id AND s.id = p.sale_id WHERE p.tenant_id = ?",
    )
    .bind(view.actor().tenant)
    .and(" AND p.status = ?", filter.status)
    .and(" AND p.due_at < ?", filter.due_before)
    .and(" AND p.sale_id = ?", filter.sale_id)
    .and(" AND p.customer_id = ?", filter.customer_id);
    sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("s.unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND s.guide_id = ?").bind(view.actor().user),
    };
    if let Some(after) = &filter.after {
        let parts = after.split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
        let (at, id): (i64, PromiseId) = parts.ok_or_else(|| Error::invalid("after", "field.not_an_id"))?;
        sql = sql.push(" AND (COALESCE(p.due_at, ?), p.id) > (?, ?)").bind(NEVER).bind(at).bind(id);
    }
    let sql = sql.push(" ORDER BY COALESCE(p.due_at, ?), p.id LIMIT ?").bind(NEVER).bind(limit + 1);
    let found: Vec<Promise> = db::select(view, sql).await?;
    let cursor = |promise: &Promise| format!("{}_{}", promise.due_at.map_or(NEVER, Moment::ms), promise.id);
    Ok(Page::of(found, limit, cursor).map(PromiseShown::from))
}

/// The chore: an open promise whose moment has passed is broken, and the exception list hears of it.
pub fn promises_break<'a>(db: &'a Db, company: &'a Company, now: Moment) -> BoxFuture<'a, Result<()>> {
    async move {
        let actor = identity::system_actor(company, "promises_break", now);
        let overdue = Sql::new(
            "SELECT * FROM promise WHERE tenant_id = ? AND status = ? AND due_at < ? ORDER BY due_at, id LIMIT 200",
        )
        .bind(company.id)
        .bind(PromiseStatus::Open)
        .bind(now);
        // most of the time nothing is due: that costs a look and no transaction
        if db::select_one::<Promise>(&db.read(actor.clone()), overdue.clone()).await?.is_none() {
            return Ok(());
        }
        let tx = db.begin(actor).await?;
        for promise in db::select::<Promise>(&tx, overdue).await? {
            settle(&tx, promise, PromiseStatus::Broken, String::new(), now).await?;
        }
        tx.commit().await
    }
    .boxed()
}
