//! Saved views: a page of the console with its filters, under a name; one's own, or the company's.

use kernel::error::Check;
use kernel::id::UserId;
use kernel::text::tidy;
use kernel::{Error, Id, Moment, Page, Result};
use platform::db::{self, Event, Record, Row, Sql, Tx, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{AppUser, SavedView, SavedViewId};
use super::role::may;

/// So many views somebody keeps.
const VIEWS_MAX: i64 = 100;

/// A view as it is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    /// The page it is of: `orders`, `customers` …
    pub page: String,
    pub name: String,
    /// What stands behind the `?` in the page's address.
    pub query: String,
    /// Everybody in the company sees it.
    #[serde(default)]
    pub is_shared: bool,
}

/// A saved view.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SavedViewShown {
    pub id: SavedViewId,
    pub page: String,
    pub name: String,
    pub query: String,
    pub is_shared: bool,
    /// The caller saved it.
    pub is_own: bool,
    pub owner_id: UserId,
    pub owner_name: Option<String>,
    pub created_at: Moment,
    pub version: i64,
}

impl SavedViewShown {
    fn of(saved: SavedView, reader: UserId, owner_name: Option<String>) -> Self {
        Self {
            id: saved.id,
            page: saved.page,
            name: saved.name,
            query: saved.query,
            is_shared: saved.is_shared,
            is_own: saved.owner_id == reader,
            owner_id: saved.owner_id,
            owner_name,
            created_at: saved.created_at,
            version: saved.version,
        }
    }
}

/// What the list can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewFilter {
    pub page: Option<String>,
}

pub(super) async fn list(view: &View, _: (), filter: SavedViewFilter) -> Result<Page<SavedViewShown>> {
    let (tenant, reader) = (view.actor().tenant, view.actor().user);
    let sql = Sql::new(
        "SELECT v.*, u.name AS owner_name FROM saved_view v LEFT JOIN app_user u ON u.tenant_id = v.tenant_id AND u.id = v.owner_id
         WHERE v.tenant_id = ? AND (v.owner_id = ? OR v.is_shared = ?)",
    )
    .bind(tenant)
    .bind(reader)
    .bind(true)
    .and(" AND v.page = ?", filter.page)
    .push(" ORDER BY v.is_shared, v.name, v.id LIMIT 500");
    let rows = view.all(sql).await?;
    let shown = |row: &Row| Ok(SavedViewShown::of(SavedView::from_row(row)?, reader, read(row, "owner_name")?));
    Ok(Page { items: rows.iter().map(shown).collect::<Result<_>>()?, next: None })
}

async fn shown(view: &View, saved: SavedView) -> Result<SavedViewShown> {
    let owner: Option<AppUser> = db::find(view, saved.owner_id).await?;
    Ok(SavedViewShown::of(saved, view.actor().user, owner.map(|owner| owner.name)))
}

/// What may change of a view; its page stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewChange {
    pub name: String,
    pub query: String,
    #[serde(default)]
    pub is_shared: bool,
}

/// Changes a view's name, filters or whether others see it, at the version seen: one's own, or as who administers the company a shared one.
///
/// # Errors
/// `NotFound`, also for somebody else's; `Stale`; `Invalid` by field; `Refused("saved_view.name_taken")`.
pub(super) async fn change(tx: &Tx, id: SavedViewId, change: SavedViewChange) -> Result<SavedViewShown> {
    let saved = get_own(tx, id).await?;
    tx.said().as_seen("saved_view", saved.version)?;
    let mut check = Check::new();
    check.text("name", &change.name, 60).at_most("query", &change.query, 2_000);
    check.done()?;
    let name = tidy(&change.name, false);
    let saved = SavedView { name: name.clone(), query: change.query, is_shared: change.is_shared, ..saved };
    let saved = db::update(tx, saved).await.map_err(|error| {
        if db::is_duplicate(&error, &["saved_view_name", "saved_view.name"]) {
            return Error::refused("saved_view.name_taken").with("name", name);
        }
        error
    })?;
    let data = json!({ "page": saved.page, "is_shared": saved.is_shared });
    tx.record(Event::new("saved_view.saved").about(saved.id).about(saved.owner_id).with(data)).await?;
    shown(tx, saved).await
}

/// The view, if the caller may change it.
async fn get_own(tx: &Tx, id: SavedViewId) -> Result<SavedView> {
    let saved: SavedView = db::get(tx, id).await?;
    let may_change = saved.owner_id == tx.actor().user || (saved.is_shared && tx.actor().may(may::COMPANY_ADMIN));
    if may_change { Ok(saved) } else { Err(Error::NotFound("saved_view")) }
}

/// Saves a view under a name; saving under a name that the caller has on that page already replaces it.
///
/// # Errors
/// `Invalid` by field; `Refused("saved_view.too_many")`.
pub(super) async fn save(tx: &Tx, _: (), new: NewSavedView) -> Result<SavedViewShown> {
    let mut check = Check::new();
    check.text("page", &new.page, 40).text("name", &new.name, 60).at_most("query", &new.query, 2_000);
    check.done()?;
    let (tenant, owner) = (tx.actor().tenant, tx.actor().user);
    let (page, name) = (tidy(&new.page, false), tidy(&new.name, false));
    let same = Sql::new("SELECT * FROM saved_view WHERE tenant_id = ? AND owner_id = ? AND page = ? AND name = ?");
    let same = same.bind(tenant).bind(owner).bind(page.clone()).bind(name.clone());
    let known: Option<SavedView> = db::select_one(tx, same).await?;
    let saved = match known {
        Some(known) => db::update(tx, SavedView { query: new.query, is_shared: new.is_shared, ..known }).await?,
        None => {
            let count = Sql::new("SELECT COUNT(*) FROM saved_view WHERE tenant_id = ? AND owner_id = ?");
            if tx.value::<i64>(count.bind(tenant).bind(owner)).await? >= VIEWS_MAX {
                return Err(Error::refused("saved_view.too_many").with("max", VIEWS_MAX));
            }
            let saved = SavedView {
                id: SavedViewId::new(),
                owner_id: owner,
                page,
                name,
                query: new.query,
                is_shared: new.is_shared,
                created_at: tx.now(),
                version: 1,
            };
            db::insert(tx, saved).await?
        }
    };
    let data = json!({ "page": saved.page, "is_shared": saved.is_shared });
    tx.record(Event::new("saved_view.saved").about(saved.id).about(owner).with(data)).await?;
    shown(tx, saved).await
}

/// Forgets a view: one's own, or as who administers the company a shared one.
///
/// # Errors
/// `NotFound`, also for somebody else's.
pub(super) async fn forget(tx: &Tx, id: SavedViewId, _: Nothing) -> Result<SavedViewShown> {
    let saved = get_own(tx, id).await?;
    db::delete::<SavedView>(tx, id).await?;
    tx.record(Event::new("saved_view.forgotten").about(id).about(saved.owner_id)).await?;
    shown(tx, saved).await
}
