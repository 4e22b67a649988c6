//! Brands: opened under one key however they are written; a spelling that is merged gives its products to the other.

use kernel::error::Check;
use kernel::text::tidy;
use kernel::{Error, Id, Moment, Page, Result, page};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Brand, BrandId};
use super::rules::spelling_key;

/// A brand as somebody names it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBrand {
    pub name: String,
}

/// The brand of this name, opened if there is none; a merged spelling leads to the brand it became.
///
/// # Errors
/// `Invalid` for a name without letters and digits.
pub async fn open_brand(tx: &Tx, new: NewBrand) -> Result<Brand> {
    let (name, key) = (new.name.as_str(), spelling_key(&new.name));
    let mut check = Check::new();
    check.text("name", name, 80).that(name.trim().is_empty() || !key.is_empty(), "name", "field.no_letters");
    check.done()?;
    if let Some(known) = by_key(tx, &key).await? {
        return now(tx, known).await;
    }
    let id = BrandId::new();
    // another transaction may open it at the same moment: then that one is taken
    let sql = Sql::new(
        "INSERT INTO brand (tenant_id, id, name, key, merged_into, created_at, version) VALUES (?, ?, ?, ?, NULL, ?, 1)
         ON CONFLICT DO NOTHING",
    );
    let opened =
        tx.run(sql.bind(tx.actor().tenant).bind(id).bind(tidy(name, false)).bind(key.clone()).bind(tx.now())).await?;
    if opened == 1 {
        tx.record(Event::new("brand.opened").about(id).with(json!({ "key": key }))).await?;
    }
    let brand = by_key(tx, &key).await?.ok_or_else(|| Error::bug("a brand that was written is there"))?;
    now(tx, brand).await
}

async fn by_key(view: &View, key: &str) -> Result<Option<Brand>> {
    let sql = Sql::new("SELECT * FROM brand WHERE tenant_id = ? AND key = ?");
    db::select_one(view, sql.bind(view.actor().tenant).bind(key.to_owned())).await
}

/// What a spelling became; merging keeps all spellings one step away from it.
async fn now(view: &View, brand: Brand) -> Result<Brand> {
    match brand.merged_into {
        Some(into) => db::get(view, into).await,
        None => Ok(brand),
    }
}

/// A brand as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BrandShown {
    pub id: BrandId,
    pub name: String,
    pub merged_into: Option<BrandId>,
    pub created_at: Moment,
    pub version: i64,
}

impl From<Brand> for BrandShown {
    fn from(brand: Brand) -> Self {
        let Brand { id, name, merged_into, created_at, version, .. } = brand;
        Self { id, name, merged_into, created_at, version }
    }
}

pub(super) async fn one(view: &View, id: BrandId, _: platform::http::Nothing) -> Result<BrandShown> {
    db::get::<Brand>(view, id).await.map(BrandShown::from)
}

pub(super) async fn add_brand(tx: &Tx, _: (), new: NewBrand) -> Result<BrandShown> {
    open_brand(tx, new).await.map(BrandShown::from)
}

/// The brand that a spelling becomes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandMerging {
    pub into: BrandId,
}

/// Makes a brand a spelling of another: products, assets and order items become the other's, and the name is known as its own.
///
/// # Errors
/// `NotFound`; `brand.merged`, `brand.into_itself`; `Stale`.
pub async fn merge(tx: &Tx, id: BrandId, body: BrandMerging) -> Result<BrandShown> {
    // in one order for everybody, so that two mergers of the same two wait for each other once
    let first: Brand = db::get_held(tx, id.min(body.into)).await?;
    let second: Brand = db::get_held(tx, id.max(body.into)).await?;
    let (brand, into) = if first.id == id { (first, second) } else { (second, first) };
    tx.said().as_seen("brand", brand.version)?;
    if brand.id == into.id {
        return Err(Error::refused("brand.into_itself"));
    }
    if let Some(gone) = [&brand, &into].into_iter().find(|each| each.merged_into.is_some()) {
        return Err(Error::refused("brand.merged").with("name", gone.name.clone()));
    }
    let mut moved = 0;
    for table in ["product", "asset", "order_item"] {
        let sql = Sql::new(&format!(
            "UPDATE {table} SET brand_id = ?, version = version + 1 WHERE tenant_id = ? AND brand_id = ?"
        ));
        moved += tx.run(sql.bind(into.id).bind(tx.actor().tenant).bind(id)).await?;
    }
    let sql =
        Sql::new("UPDATE brand SET merged_into = ?, version = version + 1 WHERE tenant_id = ? AND merged_into = ?");
    tx.run(sql.bind(into.id).bind(tx.actor().tenant).bind(id)).await?;
    db::update(tx, Brand { merged_into: Some(into.id), ..brand }).await?;
    tx.record(Event::new("brand.merged").about(id).about(into.id).with(json!({ "into": into.id, "moved": moved })))
        .await?;
    Ok(into.into())
}

/// What the list of brands can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandFilter {
    /// The beginning of a name, however it is written.
    pub q: Option<String>,
    /// Merged spellings as well.
    #[serde(default)]
    pub merged: bool,
    /// The `next` of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

pub(super) async fn list(view: &View, _: (), filter: BrandFilter) -> Result<Page<BrandShown>> {
    let limit = page::limit_of(filter.limit);
    let beginning = filter.q.map(|q| spelling_key(&q)).filter(|key| !key.is_empty()).map(|key| format!("{key}%"));
    let sql = Sql::new("SELECT * FROM brand WHERE tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND key LIKE ?", beginning)
        .and(" AND key > ?", filter.after)
        .push(if filter.merged { "" } else { " AND merged_into IS NULL" });
    let found: Vec<Brand> = db::select(view, sql.push(" ORDER BY key LIMIT ?").bind(limit + 1)).await?;
    Ok(Page::of(found, limit, |brand| brand.key.clone()).map(BrandShown::from))
}
