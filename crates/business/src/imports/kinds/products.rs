//! Products: each row a model that is sold or serviced, known by its code.

use indexmap::IndexMap;
use kernel::{Error, Id, Json, Money, Result};
use platform::db::{self, Event, Tx, View};
use platform::sheets::{MappedRow, RowError};
use serde_json::{Map, Value, json};

use super::shared::{self, Again, Seen, brand_key, field, known};
use super::{Made, Taken};
use crate::catalogue::{Product, ProductStatus};
use crate::imports::file::Sheet;
use crate::lowcode::{self, Book};
use crate::nouns::ProductId;

/// What the table says beside what a product has columns for.
const KEPT_BESIDE: &[&str] = &["unit", "warranty_months", "barcode", "note"];

/// A row that is new.
struct New<'r> {
    row: &'r MappedRow,
    code: &'r str,
    name: &'r str,
    category: String,
    brand: Option<&'r str>,
    price: Option<Money>,
    status: ProductStatus,
}

#[derive(Default)]
struct Plan<'r> {
    new: Vec<New<'r>>,
    known: Vec<u32>,
    wrong: Vec<RowError>,
}

/// Says what [`take`] would do.
pub(super) async fn look(view: &View, sheet: &Sheet, rows: &[&MappedRow]) -> Result<Taken> {
    let plan = plan(view, sheet, rows).await?;
    Ok(Taken { created: plan.new.len(), known: plan.known, wrong: plan.wrong, ..Taken::default() })
}

/// Takes the new rows in.
pub(super) async fn take(tx: &Tx, sheet: &Sheet, rows: &[&MappedRow]) -> Result<Taken> {
    let plan = plan(tx, sheet, rows).await?;
    let mut made = vec![];
    let mut names: IndexMap<String, (&str, u32)> = IndexMap::new();
    for new in &plan.new {
        if let Some(brand) = new.brand {
            names.entry(brand_key(brand)).or_insert((brand, new.row.line));
        }
    }
    let brands = shared::brands(tx, &names, &mut made).await?;
    let (mut products, mut events) = (vec![], vec![]);
    for new in &plan.new {
        let product = Product {
            id: ProductId::new(),
            code: new.code.to_owned(),
            name: new.name.to_owned(),
            brand_id: new.brand.and_then(|brand| brands.get(&brand_key(brand)).copied()),
            category: new.category.clone(),
            model: field(new.row, "model").map(str::to_owned),
            price_minor: new.price,
            status: new.status,
            custom: Json(beside(new.row)),
            created_at: tx.now(),
            version: 1,
        };
        made.push(Made::of(new.row.line, product.id));
        events.push(Event::new("product.opened").about(product.id).with(json!({ "category": product.category })));
        products.push(product);
    }
    let created = products.len();
    db::insert_all(tx, products).await?;
    tx.record_all(events).await?;
    Ok(Taken { created, known: plan.known, wrong: plan.wrong, made, ..Taken::default() })
}

fn beside(row: &MappedRow) -> Map<String, Value> {
    let kept = KEPT_BESIDE.iter().filter_map(|name| Some(((*name).to_owned(), Value::from(field(row, name)?))));
    kept.collect()
}

async fn plan<'r>(view: &View, sheet: &Sheet, rows: &[&'r MappedRow]) -> Result<Plan<'r>> {
    let mut plan = Plan::default();
    let mut seen = Seen::default();
    let book = lowcode::book(view).await?;
    for row in rows.iter().copied() {
        match read(sheet, row, &book) {
            Ok(new) => match seen.again(sheet, row, "code", new.code) {
                Again::First => plan.new.push(new),
                Again::Same => plan.known.push(row.line),
                Again::Different(error) => plan.wrong.push(error),
            },
            Err(errors) => plan.wrong.extend(errors),
        }
    }
    let codes: Vec<&str> = plan.new.iter().map(|new| new.code).collect();
    let here = known(view, "product", "code", "", &codes).await?;
    plan.known.extend(plan.new.iter().filter(|new| here.contains_key(new.code)).map(|new| new.row.line));
    plan.new.retain(|new| !here.contains_key(new.code));
    Ok(plan)
}

fn read<'r>(sheet: &Sheet, row: &'r MappedRow, book: &Book) -> Result<New<'r>, Vec<RowError>> {
    let mut wrong = vec![];
    let mut need = |name: &str| {
        let value = field(row, name);
        if value.is_none() {
            wrong.push(sheet.wrong(row, name, "field.required"));
        }
        value.unwrap_or_default()
    };
    let (code, name) = (need("code"), need("name"));
    let category = shared::category(book, field(row, "category"), name);
    if category.is_none() {
        wrong.push(shared::not_a_category(sheet, row, book));
    }
    let price = field(row, "price_minor").map(|text| text.parse::<i64>().map(Money).map_err(Error::bug));
    if price.as_ref().is_some_and(|price| !price.as_ref().is_ok_and(|price| price.0 >= 0)) {
        wrong.push(sheet.wrong(row, "price_minor", "import.not_money"));
    }
    let status =
        if field(row, "active") == Some("false") { ProductStatus::Discontinued } else { ProductStatus::Active };
    match category {
        Some(category) if wrong.is_empty() => {
            let brand = field(row, "brand").filter(|brand| !brand_key(brand).is_empty());
            Ok(New { row, code, name, category, brand, price: price.and_then(Result::ok), status })
        }
        _ => Err(wrong),
    }
}
