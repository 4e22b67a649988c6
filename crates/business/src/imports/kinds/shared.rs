//! What several kinds share: rows told apart by key, look-ups in few statements, catalogue entries opened on the way.

use std::collections::HashMap;

use formula::Label;
use indexmap::IndexMap;
use kernel::{Id, Json, Result};
use platform::db::{self, Event, Sql, Tx, View, read_at};
use platform::sheets::{MappedRow, RowError};
use serde_json::json;

use super::Made;
pub(in crate::imports) use crate::catalogue::spelling_key as brand_key;
use crate::catalogue::{Brand, Product, ProductStatus};
use crate::imports::file::Sheet;
use crate::lowcode::Book;
use crate::nouns::{BrandId, ProductId};

/// Values in one IN list.
const AT_ONCE: usize = 500;

/// A field of a row; blank fields are absent.
pub(super) fn field<'r>(row: &'r MappedRow, name: &str) -> Option<&'r str> {
    row.fields.get(name).map(String::as_str)
}

/// Rows of one file by their key: a row that says the same again is known, one that says something else under the same key is wrong.
#[derive(Default)]
pub(super) struct Seen<'r> {
    first: HashMap<String, &'r MappedRow>,
}

/// A row's place among the rows before it.
pub(super) enum Again {
    First,
    Same,
    Different(RowError),
}

impl<'r> Seen<'r> {
    pub fn again(&mut self, sheet: &Sheet, row: &'r MappedRow, by: &str, key: &str) -> Again {
        match self.first.get(key) {
            None => {
                self.first.insert(key.to_owned(), row);
                Again::First
            }
            Some(first) if first.fields == row.fields => Again::Same,
            Some(first) => {
                let mut error = sheet.wrong(row, by, "import.row_twice");
                error.facts.insert("line".into(), first.line.into());
                Again::Different(error)
            }
        }
    }
}

/// key → id for those of `keys` that a table has in `column`. `filter` narrows it further (`AND …`).
pub(super) async fn known(
    view: &View,
    table: &'static str,
    column: &'static str,
    filter: &'static str,
    keys: &[&str],
) -> Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for some in keys.chunks(AT_ONCE) {
        let sql = Sql::new(&format!("SELECT {column}, id FROM {table} WHERE tenant_id = ? {filter} AND"))
            .bind(view.actor().tenant)
            .within(column, some.iter().map(|key| (*key).to_owned()));
        for row in view.all(sql).await? {
            found.insert(read_at(&row, 0)?, read_at(&row, 1)?);
        }
    }
    Ok(found)
}

/// A code made of a name: `Small kitchen item` → `small_kitchen_item`.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.trim_end_matches('_').chars().take(80).collect()
}

/// The brands of these names by key, opening those that are new; a merged spelling stands for what it became.
///
/// # Errors
/// Those of the database.
pub(super) async fn brands(
    tx: &Tx,
    names: &IndexMap<String, (&str, u32)>,
    made: &mut Vec<Made>,
) -> Result<HashMap<String, BrandId>> {
    let mut found: HashMap<String, BrandId> = HashMap::new();
    let keys: Vec<&String> = names.keys().collect();
    for some in keys.chunks(AT_ONCE) {
        let sql = Sql::new("SELECT * FROM brand WHERE tenant_id = ? AND").bind(tx.actor().tenant);
        let brands: Vec<Brand> = db::select(tx, sql.within("key", some.iter().map(|key| (*key).clone()))).await?;
        found.extend(brands.into_iter().map(|brand| (brand.key, brand.merged_into.unwrap_or(brand.id))));
    }
    let (mut new, mut events) = (vec![], vec![]);
    for (key, (name, line)) in names {
        if found.contains_key(key) {
            continue;
        }
        let id = BrandId::new();
        found.insert(key.clone(), id);
        made.push(Made::of(*line, id));
        events.push(Event::new("brand.opened").about(id));
        new.push(Brand {
            id,
            name: (*name).to_owned(),
            key: key.clone(),
            merged_into: None,
            created_at: tx.now(),
            version: 1,
        });
    }
    db::insert_all(tx, new).await?;
    tx.record_all(events).await?;
    Ok(found)
}

/// A product to be found by its code, or opened.
#[derive(Clone)]
pub(super) struct Wanted<'r> {
    pub name: &'r str,
    pub brand: Option<BrandId>,
    pub category: String,
    pub model: Option<&'r str>,
    pub line: u32,
}

/// The products of these codes, opening those that are new.
///
/// # Errors
/// Those of the database.
pub(super) async fn products(
    tx: &Tx,
    wanted: &IndexMap<String, Wanted<'_>>,
    made: &mut Vec<Made>,
) -> Result<HashMap<String, ProductId>> {
    let keys: Vec<&str> = wanted.keys().map(String::as_str).collect();
    let mut found: HashMap<String, ProductId> = HashMap::new();
    for (code, id) in known(tx, "product", "code", "", &keys).await? {
        found.insert(code, id.parse().map_err(kernel::Error::bug)?);
    }
    let (mut new, mut events) = (vec![], vec![]);
    for (code, wanted) in wanted {
        if found.contains_key(code) {
            continue;
        }
        let id = ProductId::new();
        found.insert(code.clone(), id);
        made.push(Made::of(wanted.line, id));
        events.push(Event::new("product.opened").about(id).with(json!({ "category": wanted.category })));
        new.push(Product {
            id,
            code: code.clone(),
            name: wanted.name.to_owned(),
            brand_id: wanted.brand,
            category: wanted.category.clone(),
            model: wanted.model.map(str::to_owned),
            price_minor: None,
            status: ProductStatus::Active,
            custom: Json::default(),
            created_at: tx.now(),
            version: 1,
        });
    }
    db::insert_all(tx, new).await?;
    tx.record_all(events).await?;
    Ok(found)
}

/// The company's category that a word means: its code or name, or what the product's own name says. A company without a trade takes
/// the word as it is.
pub(super) fn category(book: &Book, word: Option<&str>, product: &str) -> Option<String> {
    if book.pack.categories.is_empty() {
        return Some(slug(word.unwrap_or_default()));
    }
    let Some(word) = word else {
        // what nobody knows yet is said later; a product has no category rather than a wrong one
        return Some(book.propose(product).category.unwrap_or_default());
    };
    let key = slug(word);
    let named = |label: &Label| slug(&label.zh) == key || slug(&label.en) == key;
    let category = book.pack.categories.iter().find(|each| each.code == key || named(&each.name));
    category.map(|category| category.code.clone()).or_else(|| book.propose(word).category)
}

/// The error of a row whose category the company does not have; names those it has.
pub(super) fn not_a_category(sheet: &Sheet, row: &MappedRow, book: &Book) -> RowError {
    let names: Vec<&str> = book.pack.categories.iter().map(|each| each.name.zh.as_str()).collect();
    let mut error = sheet.wrong(row, "category", "import.value_unknown");
    error.facts.insert("allowed".into(), names.join("、").into());
    error
}

/// The products that rows name, by the words they use: a code in `model` or `product`, a name in `product`.
///
/// # Errors
/// Those of the database.
pub(super) async fn products_named(view: &View, rows: &[&MappedRow]) -> Result<HashMap<String, ProductId>> {
    let mut products = HashMap::new();
    for (column, fields) in [("name", &["product"][..]), ("code", &["model", "product"])] {
        let words: Vec<&str> = rows.iter().flat_map(|row| fields.iter().filter_map(|name| field(row, name))).collect();
        for (word, id) in known(view, "product", column, "", &words).await? {
            products.insert(word, id.parse().map_err(kernel::Error::bug)?);
        }
    }
    Ok(products)
}
