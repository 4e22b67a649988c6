//! Machines: each row one machine at a customer's site, known by its serial, or as one more of its kind at that site.

use std::collections::HashMap;

use indexmap::IndexMap;
use kernel::text::tidy;
use kernel::{Day, Json, Result};
use platform::db::{self, Sql, Tx};
use platform::sheets::MappedRow;
use serde_json::{Map, Value};

use super::Made;
use super::customers::{household, phone};
use super::doors::Done;
use super::shared::{self, brand_key, field};
use crate::customers::{Asset, CustomerId, NewAsset, NewCustomer, SiteId, by_serial, open_asset};
use crate::imports::file::Sheet;
use crate::lowcode::{self, Book};
use crate::nouns::{BrandId, ProductId};

/// What the table says beside what a machine has columns for.
const KEPT_BESIDE: &[&str] = &["outside_ref", "place", "model", "warranty_until_on", "note"];

pub(super) struct Desk {
    book: std::sync::Arc<Book>,
    brands: HashMap<String, BrandId>,
    /// By code or name.
    products: HashMap<String, ProductId>,
    /// Machines without a serial that earlier rows of this file stand for.
    counted: HashMap<(CustomerId, SiteId, String), usize>,
}

impl Desk {
    pub async fn open(tx: &Tx, rows: &[&MappedRow], made: &mut Vec<Made>) -> Result<Self> {
        let mut names: IndexMap<String, (&str, u32)> = IndexMap::new();
        for row in rows {
            if let Some(brand) = field(row, "brand").filter(|brand| !brand_key(brand).is_empty()) {
                names.entry(brand_key(brand)).or_insert((brand, row.line));
            }
        }
        let products = shared::products_named(tx, rows).await?;
        let brands = shared::brands(tx, &names, made).await?;
        Ok(Self { book: lowcode::book(tx).await?, brands, products, counted: HashMap::new() })
    }

    pub async fn row(&mut self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Done> {
        let serial = field(row, "serial");
        if let Some(serial) = serial
            && by_serial(tx, serial).await?.is_some()
        {
            return Ok(Done::Known);
        }
        let Some(phone) = phone(row, "customer_phone") else {
            return Ok(Done::Wrong(vec![sheet.wrong(row, "customer_phone", "field.not_a_phone")]));
        };
        let (Ok(sold_on), Ok(installed_on)) = (day(row, "sold_on"), day(row, "installed_on")) else {
            return Ok(Done::Wrong(vec![sheet.wrong(row, "sold_on", "field.not_a_day")]));
        };
        let who = NewCustomer { phone, ..NewCustomer::named(field(row, "customer_name").unwrap_or_default()) };
        let home = household(tx, row, who).await?;
        let name = field(row, "product").unwrap_or_default();
        if serial.is_none() && self.is_here(tx, &home.customer.id, &home.site.id, name).await? {
            return Ok(Done::Known);
        }
        let found = |name: &str| field(row, name).and_then(|word| self.products.get(word)).copied();
        let product_id = found("model").or_else(|| found("product"));
        let category = shared::category(&self.book, None, name).unwrap_or_default();
        let beside = KEPT_BESIDE.iter().filter_map(|name| Some(((*name).to_owned(), Value::from(field(row, name)?))));
        let new = NewAsset {
            customer_id: Some(home.customer.id),
            site_id: Some(home.site.id),
            product_id,
            brand_id: field(row, "brand").and_then(|brand| self.brands.get(&brand_key(brand)).copied()),
            category: if product_id.is_some() { String::new() } else { category },
            name: name.to_owned(),
            serial: serial.map(str::to_owned),
            sold_on,
            installed_on,
            custom: Json(beside.collect::<Map<String, Value>>()),
            ..NewAsset::default()
        };
        let asset = open_asset(tx, new).await?;
        let made = std::iter::once(Made::of(row.line, asset.id)).chain(home.made(row.line));
        Ok(Done::Created(made.collect()))
    }

    /// Is a machine of this name without a serial at the site that no earlier row stands for?
    async fn is_here(&mut self, tx: &Tx, customer: &CustomerId, site: &SiteId, name: &str) -> Result<bool> {
        let sql =
            Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND customer_id = ? AND serial_key IS NULL LIMIT 1000")
                .bind(tx.actor().tenant)
                .bind(*customer);
        let here: Vec<Asset> = db::select(tx, sql).await?;
        let name = tidy(name, false);
        let alike = here.iter().filter(|asset| asset.site_id == Some(*site) && asset.name == name).count();
        let counted = self.counted.entry((*customer, *site, name)).or_default();
        *counted += 1;
        Ok(alike >= *counted)
    }
}

/// The day of a field; none where the cell is blank.
fn day(row: &MappedRow, name: &str) -> Result<Option<Day>, &'static str> {
    field(row, name).map(str::parse).transpose()
}
