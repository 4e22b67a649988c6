//! The company's book: what it has published, put together as a pack and kept in memory for a moment.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use kernel::id::TenantId;
use kernel::{Error, Result};
use moka::sync::Cache;
use platform::db::{self, Sql, View};

use super::pack::{Lexicon, OrderType, Pack, Proposal, Sop};
use super::pieces;
use super::record::{Definition, DefinitionKind, DefinitionStatus};

/// What another process published is known here after this long at the latest.
const KEPT: Duration = Duration::from_secs(10);

/// The current definitions of a company.
#[derive(Debug, Default)]
pub struct Book {
    pub pack: Pack,
    order_types: HashMap<String, Arc<OrderType>>,
    sops: HashMap<String, Arc<Sop>>,
    lexicon: Lexicon,
}

impl Book {
    pub fn new(pack: Pack) -> Self {
        let order_types = pack.order_types.iter().map(|each| (each.code.clone(), Arc::new(each.clone()))).collect();
        let sops = pack.sops.iter().map(|each| (each.code.clone(), Arc::new(each.clone()))).collect();
        let lexicon = Lexicon::of(&pack);
        Self { pack, order_types, sops, lexicon }
    }
    /// What a customer's words suggest.
    pub fn propose(&self, text: &str) -> Proposal {
        self.lexicon.propose(text)
    }
    pub fn order_type(&self, code: &str) -> Option<&Arc<OrderType>> {
        self.order_types.get(code)
    }
    pub fn sop(&self, code: &str) -> Option<&Arc<Sop>> {
        self.sops.get(code)
    }
}

type Numbered<T> = Cache<(TenantId, String, i64), Arc<T>>;

static BOOKS: LazyLock<Cache<TenantId, Arc<Book>>> =
    LazyLock::new(|| Cache::builder().max_capacity(1_000).time_to_live(KEPT).build());
static ORDER_TYPES: LazyLock<Numbered<OrderType>> =
    LazyLock::new(|| Cache::builder().max_capacity(10_000).time_to_live(KEPT).build());
static SOPS: LazyLock<Numbered<Sop>> =
    LazyLock::new(|| Cache::builder().max_capacity(10_000).time_to_live(KEPT).build());

/// The company's current definitions. Empty before a pack is installed.
///
/// # Errors
/// Those of the database; `Bug` for a definition that this program does not understand.
pub async fn book(view: &View) -> Result<Arc<Book>> {
    let tenant = view.actor().tenant;
    if let Some(known) = BOOKS.get(&tenant) {
        return Ok(known);
    }
    // things stand in the order in which they were first defined, whatever number they are at
    let sql = Sql::new(
        "SELECT d.* FROM definition d WHERE d.tenant_id = ? AND d.status = ?
         ORDER BY (SELECT MIN(f.id) FROM definition f WHERE f.tenant_id = d.tenant_id AND f.kind = d.kind AND f.code = d.code)
         LIMIT 20000",
    );
    let definitions = db::select(view, sql.bind(tenant).bind(DefinitionStatus::Published)).await?;
    let book = Arc::new(Book::new(pieces::assemble(definitions)?));
    BOOKS.insert(tenant, book.clone());
    Ok(book)
}

/// Forgets what was kept of the company of this view: something was published.
pub(super) fn forget(view: &View) {
    BOOKS.invalidate(&view.actor().tenant);
}

/// An order type: the current one, or the one an order was opened with.
///
/// # Errors
/// `NotFound`
pub async fn order_type(view: &View, code: &str, version: Option<i64>) -> Result<Arc<OrderType>> {
    let book = book(view).await?;
    let current = book.order_type(code).filter(|each| version.is_none_or(|wanted| wanted == i64::from(each.version)));
    match (current, version) {
        (Some(current), _) => Ok(current.clone()),
        (None, Some(number)) => numbered(view, &ORDER_TYPES, DefinitionKind::OrderType, code, number).await,
        (None, None) => Err(Error::NotFound("order_type")),
    }
}

/// A SOP: the current one, or the one a visit was begun with.
///
/// # Errors
/// `NotFound`
pub async fn sop(view: &View, code: &str, version: Option<i64>) -> Result<Arc<Sop>> {
    let book = book(view).await?;
    let current = book.sop(code).filter(|each| version.is_none_or(|wanted| wanted == i64::from(each.version)));
    match (current, version) {
        (Some(current), _) => Ok(current.clone()),
        (None, Some(number)) => numbered(view, &SOPS, DefinitionKind::Sop, code, number).await,
        (None, None) => Err(Error::NotFound("sop")),
    }
}

async fn numbered<T>(view: &View, known: &Numbered<T>, kind: DefinitionKind, code: &str, number: i64) -> Result<Arc<T>>
where
    T: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let key = (view.actor().tenant, code.to_owned(), number);
    if let Some(found) = known.get(&key) {
        return Ok(found);
    }
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND code = ? AND number = ?")
        .bind(key.0)
        .bind(kind)
        .bind(key.1.clone())
        .bind(number);
    let noun = if kind == DefinitionKind::Sop { "sop" } else { "order_type" };
    let stored: Definition = db::select_one(view, sql).await?.ok_or(Error::NotFound(noun))?;
    let found = Arc::new(pieces::body::<T>(&stored)?);
    known.insert(key, found.clone());
    Ok(found)
}
