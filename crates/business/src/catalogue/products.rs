//! Products: the models that are sold and serviced, by their code.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::text::tidy;
use kernel::{Error, FieldError, Id, Json, Moment, Money, Page, Result, page};
use platform::db::{self, Event, Sql, Tx, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::brands::{NewBrand, open_brand};
use super::record::{Brand, BrandId, Product, ProductId, ProductStatus};
use super::rules::beginning;
use crate::identity::next_number;
use crate::lowcode;

/// A product as somebody names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Unique in the company; numbered where there is none.
    pub code: Option<String>,
    pub name: String,
    pub brand_id: Option<BrandId>,
    /// A brand by its name, opened if it is new.
    pub brand: Option<String>,
    /// A category of the company's pack.
    pub category: String,
    pub model: Option<String>,
    pub price_minor: Option<Money>,
    #[serde(default)]
    pub custom: Json<Map<String, Value>>,
}

/// The product of this code, opened if there is none.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown brand.
pub async fn open_product(tx: &Tx, new: NewProduct) -> Result<Product> {
    if let Some(known) = by_code(tx, new.code.as_deref()).await? {
        return Ok(known);
    }
    let mut check = Check::new();
    check_fields(&mut check, &new.name, new.model.as_deref(), new.price_minor);
    check.at_most("code", new.code.as_deref().unwrap_or_default(), 60).at_most("category", &new.category, 60);
    check.done()?;
    let brand_id = match (new.brand_id, new.brand.as_deref().filter(|name| !name.trim().is_empty())) {
        (Some(id), _) => Some(db::get::<Brand>(tx, id).await?.id),
        (None, Some(name)) => Some(open_brand(tx, NewBrand { name: name.to_owned() }).await?.id),
        (None, None) => None,
    };
    let code = match new.code.map(|code| tidy(&code, false)).filter(|code| !code.is_empty()) {
        Some(code) => code,
        None => next_number(tx, "CP").await?,
    };
    let product = Product {
        id: ProductId::new(),
        code: code.clone(),
        name: tidy(&new.name, false),
        brand_id,
        category: new.category,
        model: new.model.map(|model| tidy(&model, false)).filter(|model| !model.is_empty()),
        price_minor: new.price_minor,
        status: ProductStatus::Active,
        custom: new.custom,
        created_at: tx.now(),
        version: 1,
    };
    let product = db::insert(tx, product).await.map_err(|error| {
        if db::is_duplicate(&error, &["product_code", "product.code"]) { taken(&code) } else { error }
    })?;
    let data = json!({ "code": product.code, "category": product.category });
    tx.record(Event::new("product.opened").about(product.id).with(data)).await?;
    Ok(product)
}

async fn by_code(view: &View, code: Option<&str>) -> Result<Option<Product>> {
    let Some(code) = code.map(|code| tidy(code, false)).filter(|code| !code.is_empty()) else { return Ok(None) };
    let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND code = ?").bind(view.actor().tenant).bind(code);
    db::select_one(view, sql).await
}

fn taken(code: &str) -> Error {
    Error::refused("product.code_taken").with("code", code)
}

/// Ten million yuan: more is a slip of the finger, and sums of it would not fit.
const PRICE_MAX: Money = Money(1_000_000_000);

fn check_fields(check: &mut Check, name: &str, model: Option<&str>, price: Option<Money>) {
    check.text("name", name, 120).at_most("model", model.unwrap_or_default(), 80);
    check.that(price.is_none_or(|price| price >= Money::ZERO), "price_minor", "field.negative");
    if price.is_some_and(|price| price > PRICE_MAX) {
        check.note(
            FieldError::new("price_minor", "field.too_large").with("max", PRICE_MAX.minor() / 100).with("unit", ""),
        );
    }
}

async fn check_category(view: &View, check: &mut Check, category: &str) -> Result<()> {
    let is_known = lowcode::book(view).await?.pack.category(category).is_some();
    check.that(is_known, "category", if category.is_empty() { "field.required" } else { "field.not_a_choice" });
    Ok(())
}

/// A product as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductShown {
    pub id: ProductId,
    pub code: String,
    pub name: String,
    pub brand_id: Option<BrandId>,
    pub brand: Option<String>,
    pub category: String,
    pub model: Option<String>,
    pub price_minor: Option<Money>,
    pub status: ProductStatus,
    pub custom: Json<Map<String, Value>>,
    /// So many drawings and manuals it has.
    pub papers: i64,
    pub created_at: Moment,
    pub version: i64,
}

fn shown(product: Product, brands: &[Brand], papers: &BTreeMap<ProductId, i64>) -> ProductShown {
    let brand = product.brand_id.and_then(|id| brands.iter().find(|brand| brand.id == id));
    ProductShown {
        brand: brand.map(|brand| brand.name.clone()),
        id: product.id,
        code: product.code,
        name: product.name,
        brand_id: product.brand_id,
        category: product.category,
        model: product.model,
        price_minor: product.price_minor,
        status: product.status,
        custom: product.custom,
        papers: papers.get(&product.id).copied().unwrap_or_default(),
        created_at: product.created_at,
        version: product.version,
    }
}

async fn counts_of(view: &View, products: &[Product]) -> Result<BTreeMap<ProductId, i64>> {
    let sql = Sql::new("SELECT product_id, COUNT(*) AS count FROM product_paper WHERE tenant_id = ? AND");
    let sql = sql.bind(view.actor().tenant).within("product_id", products.iter().map(|product| product.id));
    let rows = view.all(sql.push(" GROUP BY product_id")).await?;
    rows.iter().map(|row| Ok((read(row, "product_id")?, read(row, "count")?))).collect()
}

async fn brands_of(view: &View, products: &[Product]) -> Result<Vec<Brand>> {
    let ids: std::collections::BTreeSet<BrandId> = products.iter().filter_map(|product| product.brand_id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    db::select(
        view,
        Sql::new("SELECT * FROM brand WHERE tenant_id = ? AND").bind(view.actor().tenant).within("id", ids),
    )
    .await
}

async fn one_shown(view: &View, product: Product) -> Result<ProductShown> {
    let brands = brands_of(view, std::slice::from_ref(&product)).await?;
    let papers = counts_of(view, std::slice::from_ref(&product)).await?;
    Ok(shown(product, &brands, &papers))
}

/// The route: a code that is taken is refused, and the category has to be one of the company's.
pub(super) async fn add_product(tx: &Tx, _: (), new: NewProduct) -> Result<ProductShown> {
    let mut check = Check::new();
    check_fields(&mut check, &new.name, new.model.as_deref(), new.price_minor);
    check_category(tx, &mut check, &new.category).await?;
    check.done()?;
    if let Some(known) = by_code(tx, new.code.as_deref()).await? {
        return Err(taken(&known.code));
    }
    let product = open_product(tx, new).await?;
    one_shown(tx, product).await
}

pub(super) async fn one(view: &View, id: ProductId, _: platform::http::Nothing) -> Result<ProductShown> {
    one_shown(view, db::get(view, id).await?).await
}

/// Changes of a product; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditProduct {
    pub name: Option<String>,
    pub brand_id: Option<BrandId>,
    pub category: Option<String>,
    pub model: Option<String>,
    pub price_minor: Option<Money>,
    pub status: Option<ProductStatus>,
    pub custom: Option<Json<Map<String, Value>>>,
}

pub(super) async fn edit_product(tx: &Tx, id: ProductId, body: EditProduct) -> Result<ProductShown> {
    let product: Product = db::get(tx, id).await?;
    tx.said().as_seen("product", product.version)?;
    let mut check = Check::new();
    check_fields(&mut check, body.name.as_deref().unwrap_or(&product.name), body.model.as_deref(), body.price_minor);
    if let Some(category) = &body.category {
        check_category(tx, &mut check, category).await?;
    }
    check.done()?;
    if let Some(brand) = body.brand_id {
        db::get::<Brand>(tx, brand).await?;
    }
    let to = Product {
        name: body.name.map_or(product.name.clone(), |name| tidy(&name, false)),
        brand_id: body.brand_id.or(product.brand_id),
        category: body.category.unwrap_or(product.category),
        model: body.model.map(|model| tidy(&model, false)).or(product.model),
        price_minor: body.price_minor.or(product.price_minor),
        status: body.status.unwrap_or(product.status),
        custom: body.custom.unwrap_or(product.custom),
        ..product
    };
    let to = db::update(tx, to).await?;
    let data = json!({ "category": to.category, "price_minor": to.price_minor, "status": to.status });
    tx.record(Event::new("product.changed").about(id).with(data)).await?;
    one_shown(tx, to).await
}

/// What the list of products can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductFilter {
    /// The beginning of a name, a code or a model.
    pub q: Option<String>,
    pub category: Option<String>,
    pub brand_id: Option<BrandId>,
    pub status: Option<ProductStatus>,
    /// The `next` of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

pub(super) async fn list(view: &View, _: (), filter: ProductFilter) -> Result<Page<ProductShown>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new("SELECT * FROM product WHERE tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND category = ?", filter.category)
        .and(" AND brand_id = ?", filter.brand_id)
        .and(" AND status = ?", filter.status)
        .and(" AND code > ?", filter.after);
    if let Some(q) = filter.q.filter(|q| !q.trim().is_empty()) {
        let like = "LIKE LOWER(?) ESCAPE '\\'";
        sql = sql
            .push(&format!(" AND (LOWER(name) {like} OR LOWER(code) {like} OR LOWER(model) {like})"))
            .bind(beginning(&q))
            .bind(beginning(&q))
            .bind(beginning(&q));
    }
    let found: Vec<Product> = db::select(view, sql.push(" ORDER BY code LIMIT ?").bind(limit + 1)).await?;
    let brands = brands_of(view, &found).await?;
    let papers = counts_of(view, &found).await?;
    Ok(Page::of(found, limit, |product| product.code.clone()).map(|product| shown(product, &brands, &papers)))
}
