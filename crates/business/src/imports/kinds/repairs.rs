//! Repairs: closed history. Each row becomes a closed order with its product, brand, outcome and place; nothing is invented.

use std::collections::HashMap;

use indexmap::IndexMap;
use kernel::code::Code;
use kernel::text::tidy;
use kernel::{Day, Id, Json, Result};
use platform::db::{self, Event, Tx, View};
use platform::sheets::{MappedRow, RowError};
use serde_json::{Map, Value};

use super::shared::{self, Again, Seen, Wanted, brand_key, field, known, slug};
use super::{Made, Taken};
use crate::customers::Site;
use crate::imports::file::Sheet;
use crate::imports::record::ImportId;
use crate::nouns::{BrandId, ProductId, SiteId};
use crate::orders::OrderOutcome;
use crate::orders::history::{self, ClosedOrder};

/// What the source said beside what an order has columns for.
const KEPT_BESIDE: &[&str] = &["provider", "country", "category", "made_in_year", "age_years"];

/// A row that is new.
struct Repair<'r> {
    row: &'r MappedRow,
    outside_ref: &'r str,
    site: &'r str,
    on: Day,
    product: &'r str,
    brand: Option<&'r str>,
    outcome: OrderOutcome,
}

/// The rows told apart: new ones, known ones, wrong ones.
#[derive(Default)]
struct Plan<'r> {
    new: Vec<Repair<'r>>,
    known: Vec<u32>,
    wrong: Vec<RowError>,
}

/// Says what [`take`] would do.
pub(super) async fn look(view: &View, sheet: &Sheet, rows: &[&MappedRow]) -> Result<Taken> {
    let plan = plan(view, sheet, rows).await?;
    Ok(Taken { created: plan.new.len(), known: plan.known, wrong: plan.wrong, ..Taken::default() })
}

/// Takes the new rows in.
pub(super) async fn take(tx: &Tx, run: ImportId, sheet: &Sheet, rows: &[&MappedRow]) -> Result<Taken> {
    let plan = plan(tx, sheet, rows).await?;
    let mut made = vec![];
    let sites = sites(tx, &plan.new, &mut made).await?;
    let brands = brands(tx, &plan.new, &mut made).await?;
    let products = products(tx, &plan.new, &mut made).await?;
    let closed = plan.new.iter().map(|repair| {
        let brand = repair.brand.and_then(|brand| brands.get(&brand_key(brand)).copied());
        closed(tx, repair, sites.get(repair.site).copied(), brand, products.get(&slug(repair.product)).copied())
    });
    let orders = history::take_in(tx, &run.to_string(), closed.collect()).await?;
    made.extend(plan.new.iter().zip(&orders).map(|(repair, order)| Made::of(repair.row.line, *order)));
    Ok(Taken { created: orders.len(), known: plan.known, wrong: plan.wrong, made, ..Taken::default() })
}

async fn plan<'r>(view: &View, sheet: &Sheet, rows: &[&'r MappedRow]) -> Result<Plan<'r>> {
    let mut plan = Plan::default();
    let mut seen = Seen::default();
    let today = view.actor().today();
    for row in rows.iter().copied() {
        match read(sheet, row, today) {
            Ok(repair) => match seen.again(sheet, row, "outside_ref", repair.outside_ref) {
                Again::First => plan.new.push(repair),
                Again::Same => plan.known.push(row.line),
                Again::Different(error) => plan.wrong.push(error),
            },
            Err(errors) => plan.wrong.extend(errors),
        }
    }
    let refs: Vec<&str> = plan.new.iter().map(|repair| repair.outside_ref).collect();
    let here = known(view, "work_order", "outside_ref", "", &refs).await?;
    let is_here = |repair: &Repair<'_>| here.contains_key(repair.outside_ref);
    plan.known.extend(plan.new.iter().filter(|repair| is_here(repair)).map(|repair| repair.row.line));
    plan.new.retain(|repair| !is_here(repair));
    Ok(plan)
}

/// Reads the fields of a row, or says everything that is wrong with it.
fn read<'r>(sheet: &Sheet, row: &'r MappedRow, today: Day) -> Result<Repair<'r>, Vec<RowError>> {
    let mut wrong = vec![];
    let mut need = |name: &str| {
        let value = field(row, name);
        if value.is_none() {
            wrong.push(sheet.wrong(row, name, "field.required"));
        }
        value.unwrap_or_default()
    };
    let (outside_ref, site, product) = (need("outside_ref"), need("site"), need("product"));
    // what is no day is told just below, with the cell and its value
    let on: Option<Day> = need("happened_on").parse().ok();
    match on {
        Some(day) if day > today => wrong.push(sheet.wrong(row, "happened_on", "import.day_ahead")),
        None if field(row, "happened_on").is_some() => wrong.push(sheet.wrong(row, "happened_on", "field.not_a_day")),
        _ => {}
    }
    if !product.is_empty() && slug(product).is_empty() {
        wrong.push(sheet.wrong(row, "product", "field.required"));
    }
    let outcome = field(row, "outcome").map_or(Some(OrderOutcome::Unknown), OrderOutcome::from_code);
    if outcome.is_none() {
        wrong.push(sheet.wrong(row, "outcome", "field.not_a_choice"));
    }
    match (on, outcome) {
        (Some(on), Some(outcome)) if wrong.is_empty() => {
            let brand = field(row, "brand").filter(|brand| !brand_key(brand).is_empty());
            Ok(Repair { row, outside_ref, site, on, product, brand, outcome })
        }
        _ => Err(wrong),
    }
}

fn closed(
    tx: &Tx,
    repair: &Repair<'_>,
    site_id: Option<SiteId>,
    brand_id: Option<BrandId>,
    product_id: Option<ProductId>,
) -> ClosedOrder {
    let row = repair.row;
    let described = field(row, "fault").unwrap_or_default();
    let mut custom = Map::new();
    for name in KEPT_BESIDE {
        if let Some(value) = field(row, name) {
            custom.insert((*name).to_owned(), Value::from(value));
        }
    }
    let heading = repair.brand.map_or_else(|| repair.product.to_owned(), |brand| format!("{brand} {}", repair.product));
    let begins: String = tidy(described, false).chars().take(60).collect();
    ClosedOrder {
        outside_ref: repair.outside_ref.to_owned(),
        site_id,
        product_id,
        brand_id,
        category: slug(repair.product),
        fault: field(row, "fault_type").map(str::to_owned),
        summary: if begins.is_empty() { heading } else { format!("{heading} · {begins}") },
        described: described.to_owned(),
        outcome: repair.outcome,
        barrier: field(row, "barrier").map(str::to_owned),
        at: tx.actor().zone.start_of(repair.on),
        custom: Json(custom),
    }
}

/// The repair groups as sites without a customer, by name; those that are new are opened.
async fn sites(tx: &Tx, repairs: &[Repair<'_>], made: &mut Vec<Made>) -> Result<HashMap<String, SiteId>> {
    let mut names: IndexMap<&str, u32> = IndexMap::new();
    for repair in repairs {
        names.entry(repair.site).or_insert(repair.row.line);
    }
    let keys: Vec<&str> = names.keys().copied().collect();
    let mut found = HashMap::new();
    for (name, id) in known(tx, "site", "name", "AND customer_id IS NULL", &keys).await? {
        found.insert(name, id.parse().map_err(kernel::Error::bug)?);
    }
    let (mut new, mut events) = (vec![], vec![]);
    for (name, line) in names.into_iter().filter(|(name, _)| !found.contains_key(*name)).collect::<Vec<_>>() {
        let id = SiteId::new();
        made.push(Made::of(line, id));
        events.push(Event::new("site.opened").about(id));
        found.insert(name.to_owned(), id);
        new.push(Site {
            id,
            customer_id: None,
            name: name.to_owned(),
            region: String::new(),
            address: String::new(),
            street: None,
            compound: None,
            building: None,
            room: None,
            floor: None,
            place: None,
            note: String::new(),
            created_at: tx.now(),
            version: 1,
        });
    }
    db::insert_all(tx, new).await?;
    tx.record_all(events).await?;
    Ok(found)
}

async fn brands(tx: &Tx, repairs: &[Repair<'_>], made: &mut Vec<Made>) -> Result<HashMap<String, BrandId>> {
    let mut names: IndexMap<String, (&str, u32)> = IndexMap::new();
    for repair in repairs {
        if let Some(brand) = repair.brand {
            names.entry(brand_key(brand)).or_insert((brand, repair.row.line));
        }
    }
    shared::brands(tx, &names, made).await
}

/// A repair record names a kind of product and seldom a model: the kind stands as the product, the brand is the item's.
async fn products(tx: &Tx, repairs: &[Repair<'_>], made: &mut Vec<Made>) -> Result<HashMap<String, ProductId>> {
    let mut wanted: IndexMap<String, Wanted<'_>> = IndexMap::new();
    for repair in repairs {
        let code = slug(repair.product);
        wanted.entry(code.clone()).or_insert_with(|| Wanted {
            name: repair.product,
            brand: None,
            category: code,
            model: None,
            line: repair.row.line,
        });
    }
    shared::products(tx, &wanted, made).await
}
