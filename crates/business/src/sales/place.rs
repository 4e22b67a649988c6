//! Placing a sale: what was sold to whom at which price, the deposit, and every promise made with it.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, FieldError, Id, Moment, Money, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::due;
use super::record::{Promise, PromiseId, PromiseStatus, Sale, SaleId, SaleLine, SaleLineId, SaleStatus};
use super::{cash, promises};
use crate::catalogue::{Product, ProductStatus};
use crate::customers::{Customer, Site};
use crate::identity::{self, AppUser};
use crate::lowcode::{self, pack::Pack};
use crate::money::{AMOUNT_MAX, QUANTITY_MAX, Receive, check_amount};
use crate::nouns::{CustomerId, ProductId, SiteId};

/// A sale as the guide enters it; household and site are opened before.
#[derive(Debug)]
pub struct NewSale {
    pub customer_id: CustomerId,
    pub site_id: SiteId,
    /// Who sold it; the sale belongs to the guide's unit.
    pub guide_id: Option<UserId>,
    pub lines: Vec<NewSaleLine>,
    pub deposit: Option<Receive>,
    pub promises: Vec<NewPromise>,
    pub note: String,
}

/// A line of a sale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSaleLine {
    pub product_id: ProductId,
    /// 1 to 999.
    pub quantity: i64,
    /// Of one, in 分; the product's own price where absent.
    pub price_minor: Option<Money>,
}

/// A promise made with a sale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPromise {
    /// A promise kind of the company.
    pub kind: String,
    /// As it was said; the kind's own name where absent.
    #[serde(default)]
    pub words: String,
    /// When it was agreed for; by the rule of its kind where absent.
    pub due_at: Option<Moment>,
}

/// The door: places a sale with number `XS-…`.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown customer, site or guide; `Refused("payment.too_much")` for a deposit above the total.
pub async fn place(tx: &Tx, new: NewSale) -> Result<Sale> {
    let products = products(tx, &new).await?;
    let book = lowcode::book(tx).await?;
    let lines = check(tx, &new, &products, &book.pack)?;
    let total_minor: Money = lines.iter().map(|line| line.amount_minor).sum();
    let customer = db::get::<Customer>(tx, new.customer_id).await?;
    let site = db::get::<Site>(tx, new.site_id).await?;
    if site.customer_id != Some(customer.id) {
        return Err(Error::invalid("site_id", "field.not_found"));
    }
    let unit_id = match new.guide_id {
        Some(guide) => db::get::<AppUser>(tx, guide).await?.unit_id,
        None => tx.actor().unit,
    };
    let sale = Sale {
        id: SaleId::new(),
        number: identity::next_number(tx, "XS").await?,
        customer_id: customer.id,
        site_id: site.id,
        guide_id: new.guide_id,
        unit_id: unit_id.or(customer.unit_id),
        status: SaleStatus::Placed,
        sold_on: tx.actor().zone.day_of(tx.happened_at()),
        total_minor,
        deposit_minor: new.deposit.as_ref().map_or(Money::ZERO, |deposit| deposit.amount_minor),
        note: kernel::text::tidy(&new.note, true),
        prepared_at: None,
        shipped_at: None,
        delivered_at: None,
        installed_at: None,
        accepted_at: None,
        cancelled_at: None,
        created_at: tx.now(),
        version: 1,
    };
    let sale = db::insert(tx, sale).await?;
    db::insert_all(tx, lines.into_iter().map(|line| SaleLine { sale_id: sale.id, ..line }).collect()).await?;
    let data = json!({ "number": sale.number, "total_minor": total_minor, "lines": products.len(),
                       "promises": new.promises.len() });
    tx.record(event("sale.placed", &sale).with(data)).await?;
    make_promises(tx, &sale, &book.pack, &new.promises).await?;
    if let Some(deposit) = new.deposit {
        cash::take(tx, &sale, deposit).await?;
    }
    Ok(sale)
}

/// An event about a sale and its customer.
pub(super) fn event(kind: &'static str, sale: &Sale) -> Event {
    Event::new(kind).in_unit(sale.unit_id).about(sale.id).about(sale.customer_id).concerning(sale.guide_id)
}

async fn products(tx: &Tx, new: &NewSale) -> Result<BTreeMap<ProductId, Product>> {
    let ids = new.lines.iter().take(100).map(|line| line.product_id);
    let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND ").bind(tx.actor().tenant).within("id", ids);
    let found: Vec<Product> = db::select(tx, sql.push(" LIMIT 200")).await?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// Everything that is wrong with it, or its lines.
fn check(tx: &Tx, new: &NewSale, products: &BTreeMap<ProductId, Product>, pack: &Pack) -> Result<Vec<SaleLine>> {
    let mut check = Check::new();
    check.that(!new.lines.is_empty(), "lines", "field.required").at_most("note", &new.note, 1_000);
    for (path, count) in [("lines", new.lines.len()), ("promises", new.promises.len())] {
        if count > 100 {
            check.note(FieldError::new(path, "field.too_many").with("max", 100));
        }
    }
    let mut lines = vec![];
    for (at, line) in new.lines.iter().take(100).enumerate() {
        lines.extend(check.take(&format!("lines[{at}].product_id"), known(products, line)).and_then(|product| {
            let price = line.price_minor.or(product.price_minor);
            let price = check.take(&format!("lines[{at}].price_minor"), priced(price))?;
            let amount = check.take(&format!("lines[{at}].quantity"), amount(price, line.quantity))?;
            Some(sale_line(at, product, line.quantity, (price, amount)))
        }));
    }
    for (at, promise) in new.promises.iter().take(100).enumerate() {
        check.at_most(&format!("promises[{at}].words"), &promise.words, 300);
        let kind = pack.promises.iter().find(|kind| kind.code == promise.kind).filter(|kind| {
            let fits = |product: &Product| kind.categories.contains(&product.category);
            kind.categories.is_empty() || products.values().any(fits)
        });
        if let Some(kind) = check.take(&format!("promises[{at}].kind"), kind.ok_or("field.not_a_choice")) {
            let due = due::at_sale(&kind.due, tx.happened_at(), tx.actor().zone, promise.due_at);
            check.take(&format!("promises[{at}].due_at"), due);
        }
    }
    if let Some(deposit) = &new.deposit {
        check_amount(&mut check, "deposit.amount_minor", deposit.amount_minor);
        check.at_most("deposit.reference", &deposit.reference, 100);
    }
    check.done()?;
    Ok(lines)
}

fn known<'p>(
    products: &'p BTreeMap<ProductId, Product>,
    line: &NewSaleLine,
) -> std::result::Result<&'p Product, &'static str> {
    let product = products.get(&line.product_id).ok_or("field.not_found")?;
    if product.status == ProductStatus::Active { Ok(product) } else { Err("field.not_a_choice") }
}

fn priced(price: Option<Money>) -> std::result::Result<Money, &'static str> {
    let price = price.ok_or("field.required")?;
    if (Money::ZERO..=AMOUNT_MAX).contains(&price) { Ok(price) } else { Err("field.wrong_type") }
}

fn amount(price: Money, quantity: i64) -> std::result::Result<Money, &'static str> {
    if !(1..=QUANTITY_MAX).contains(&quantity) {
        return Err("field.not_a_quantity");
    }
    price.times(quantity).filter(|amount| *amount <= AMOUNT_MAX).ok_or("field.not_a_quantity")
}

fn sale_line(at: usize, product: &Product, quantity: i64, (price_minor, amount_minor): (Money, Money)) -> SaleLine {
    SaleLine {
        id: SaleLineId::new(),
        // set when the sale has its id
        sale_id: SaleId::new(),
        position: i64::try_from(at).unwrap_or(0),
        product_id: product.id,
        name: product.name.clone(),
        quantity,
        price_minor,
        amount_minor,
    }
}

async fn make_promises(tx: &Tx, sale: &Sale, pack: &Pack, new: &[NewPromise]) -> Result<()> {
    let mut made = Vec::with_capacity(new.len());
    for promise in new {
        let Some(kind) = pack.promises.iter().find(|kind| kind.code == promise.kind) else { continue };
        let due_at = due::at_sale(&kind.due, tx.happened_at(), tx.actor().zone, promise.due_at);
        let words = kernel::text::tidy(&promise.words, false);
        made.push(Promise {
            id: PromiseId::new(),
            sale_id: Some(sale.id),
            order_id: None,
            customer_id: sale.customer_id,
            kind: kind.code.clone(),
            words: if words.is_empty() { kind.name.zh.clone() } else { words },
            due_at: due_at.map_err(|code| Error::invalid("promises", code))?,
            status: PromiseStatus::Open,
            settled_at: None,
            settled_by: None,
            note: String::new(),
            created_at: tx.now(),
            version: 1,
        });
    }
    for promise in db::insert_all(tx, made).await? {
        let data = json!({ "promise": promise.id, "kind": promise.kind, "due_at": promise.due_at });
        tx.record(promises::event("promise.made", &promise, sale.unit_id).with(data)).await?;
    }
    Ok(())
}
