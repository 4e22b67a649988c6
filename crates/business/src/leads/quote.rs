//! Quotes: what is offered for how much and until when, with what is promised. A changed offer is a new version of it; a discount beyond
//! what the company lets a guide give waits for somebody who may give more.

use std::collections::BTreeMap;

use kernel::error::{Check, FieldError};
use kernel::text::tidy;
use kernel::{Day, Error, Id, Json, Money, Result};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{LeadStep, QuoteStep, lead_after, quote_after};
use super::follow::hold;
use super::open::event;
use super::queries::{LeadShown, get_visible, shown};
use super::record::{Lead, LeadId, Quote, QuoteId, QuoteLine, QuotePromise, QuoteStatus};
use super::rules::{VALID_DAYS_MAX, check_ahead, reckon};
use super::terms;
use crate::catalogue::{Product, ProductStatus};
use crate::identity::{may, next_number};
use crate::lowcode;
use crate::money::{AMOUNT_MAX, QUANTITY_MAX};
use crate::nouns::{ProductId, SaleId};

const LINES_MAX: usize = 100;
const PROMISES_MAX: usize = 30;

/// An offer as the guide draws it up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuote {
    /// Chosen by a phone, so that it can be accepted before this has arrived.
    pub id: Option<QuoteId>,
    pub lines: Vec<NewQuoteLine>,
    #[serde(default)]
    pub promises: Vec<QuotePromise>,
    /// The last day on which it can be accepted; by the company's terms where absent.
    pub valid_until: Option<Day>,
    #[serde(default)]
    pub note: String,
}

/// A line of an offer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuoteLine {
    pub product_id: ProductId,
    /// 1 to 999.
    pub quantity: i64,
    /// Of one; the catalogue's price where absent.
    pub price_minor: Option<Money>,
}

/// `POST /leads/{id}/quotes`: the first version, or a new one in place of the one before. With a discount beyond the limit it waits for
/// a manager, unless the caller may give it.
///
/// # Errors
/// `NotFound`; `Invalid` by field; `Refused("lead.not_now")` once the lead is closed; `quote.exists` for an id that is taken.
pub(super) async fn draw(tx: &Tx, id: LeadId, new: NewQuote) -> Result<LeadShown> {
    let lead = hold(tx, id).await?;
    let status = lead_after(lead.status, LeadStep::Quote)?;
    let terms = terms::terms(tx).await?;
    let lines = checked(tx, &new).await?;
    let quote_id = new.id.unwrap_or_else(QuoteId::new);
    if db::find::<Quote>(tx, quote_id).await?.is_some() {
        return Err(Error::refused("quote.exists"));
    }
    let before = newest(tx, lead.id).await?;
    step_all(tx, &lead, QuoteStep::Replace).await?;
    let (list_minor, total_minor, discount_bp) = reckon(&lines);
    let is_within = discount_bp <= terms.discount_max_bp || tx.actor().may(may::QUOTES_APPROVE);
    let today = tx.actor().zone.day_of(tx.happened_at());
    let quote = Quote {
        id: quote_id,
        lead_id: lead.id,
        number: match &before {
            Some(before) => before.number.clone(),
            None => next_number(tx, "BJ").await?,
        },
        edition: before.map_or(1, |before| before.edition + 1),
        status: if is_within { QuoteStatus::Open } else { QuoteStatus::Waiting },
        lines: Json(lines),
        promises: Json(new.promises.into_iter().map(tidied).collect()),
        list_minor,
        total_minor,
        discount_bp,
        valid_until: new.valid_until.unwrap_or_else(|| today.plus_days(terms.valid_days)),
        note: tidy(&new.note, true),
        drawn_by: tx.actor().user,
        decided_by: None,
        decided_at: None,
        decision_note: String::new(),
        accepted_at: None,
        sale_id: None,
        created_at: tx.happened_at(),
        version: 1,
    };
    let quote = db::insert(tx, quote).await?;
    let quoted_at = lead.quoted_at.or(Some(tx.happened_at()));
    let lead = db::update(tx, Lead { status, quoted_at, ..lead }).await?;
    let data = json!({ "number": quote.number, "edition": quote.edition, "total_minor": total_minor,
                       "discount_bp": discount_bp, "waits": !is_within });
    tx.record(quote_event("quote.drawn", &lead, &quote).with(data)).await?;
    shown(tx, lead).await
}

fn tidied(promise: QuotePromise) -> QuotePromise {
    QuotePromise { words: tidy(&promise.words, false), ..promise }
}

/// The lines with their catalogue prices, or everything that is wrong with the offer.
async fn checked(tx: &Tx, new: &NewQuote) -> Result<Vec<QuoteLine>> {
    let products = products(tx, &new.lines).await?;
    let book = lowcode::book(tx).await?;
    let mut check = Check::new();
    check.that(!new.lines.is_empty(), "lines", "field.required").at_most("note", &new.note, 1_000);
    for (path, count, max) in [("lines", new.lines.len(), LINES_MAX), ("promises", new.promises.len(), PROMISES_MAX)] {
        if count > max {
            check.note(FieldError::new(path, "field.too_many").with("max", max));
        }
    }
    let said_on = tx.actor().zone.day_of(tx.happened_at()).min(tx.actor().today());
    check_ahead(&mut check, "valid_until", new.valid_until, said_on, VALID_DAYS_MAX);
    let mut lines = vec![];
    for (at, line) in new.lines.iter().take(LINES_MAX).enumerate() {
        let product = products.get(&line.product_id).filter(|product| product.status == ProductStatus::Active);
        let product = check.take(&format!("lines[{at}].product_id"), product.ok_or("field.not_a_choice"));
        lines.extend(product.and_then(|product| offered(&mut check, at, line, product)));
    }
    for (at, promise) in new.promises.iter().take(PROMISES_MAX).enumerate() {
        check.at_most(&format!("promises[{at}].words"), &promise.words, 300);
        let is_known = book.pack.promises.iter().any(|kind| kind.code == promise.kind);
        check.that(is_known, format!("promises[{at}].kind"), "field.not_a_choice");
    }
    check.done()?;
    Ok(lines)
}

fn offered(check: &mut Check, at: usize, line: &NewQuoteLine, product: &Product) -> Option<QuoteLine> {
    let is_price = |price: &Money| (Money::ZERO..=AMOUNT_MAX).contains(price);
    let price = line.price_minor.or(product.price_minor).ok_or("field.required");
    let price = price.and_then(|price| Some(price).filter(is_price).ok_or("field.wrong_type"));
    let price_minor = check.take(&format!("lines[{at}].price_minor"), price)?;
    let is_quantity = (1..=QUANTITY_MAX).contains(&line.quantity);
    let amount = price_minor.times(line.quantity).filter(|amount| is_quantity && *amount <= AMOUNT_MAX);
    let amount_minor = check.take(&format!("lines[{at}].quantity"), amount.ok_or("field.not_a_quantity"))?;
    Some(QuoteLine {
        product_id: product.id,
        name: product.name.clone(),
        category: product.category.clone(),
        quantity: line.quantity,
        list_minor: product.price_minor.unwrap_or(price_minor),
        price_minor,
        amount_minor,
    })
}

async fn products(tx: &Tx, lines: &[NewQuoteLine]) -> Result<BTreeMap<ProductId, Product>> {
    let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND ").bind(tx.actor().tenant);
    let ids = lines.iter().take(LINES_MAX).map(|line| line.product_id);
    let found: Vec<Product> = db::select(tx, sql.within("id", ids).push(" LIMIT 200")).await?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// All versions, the newest first.
pub(super) async fn of(view: &View, lead: LeadId) -> Result<Vec<Quote>> {
    let sql = Sql::new("SELECT * FROM quote WHERE tenant_id = ? AND lead_id = ? ORDER BY edition DESC LIMIT 100");
    db::select(view, sql.bind(view.actor().tenant).bind(lead)).await
}

async fn newest(view: &View, lead: LeadId) -> Result<Option<Quote>> {
    let sql = Sql::new("SELECT * FROM quote WHERE tenant_id = ? AND lead_id = ? ORDER BY edition DESC LIMIT 1");
    db::select_one(view, sql.bind(view.actor().tenant).bind(lead)).await
}

/// Takes every version of a lead's quote on which the step may be taken.
pub(super) async fn step_all(tx: &Tx, lead: &Lead, step: QuoteStep) -> Result<()> {
    for quote in of(tx, lead.id).await? {
        if let Ok(status) = quote_after(quote.status, step) {
            db::update(tx, Quote { status, ..quote }).await?;
        }
    }
    Ok(())
}

/// What a manager says to a discount.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideQuote {
    pub approve: bool,
    /// Needed to refuse.
    #[serde(default)]
    pub note: String,
}

/// `POST /quotes/{id}/decision`: the discount is given, or refused with a reason.
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` without a reason for a refusal; `Refused("quote.not_now")` where nothing waits.
pub(super) async fn decide(tx: &Tx, id: QuoteId, body: DecideQuote) -> Result<LeadShown> {
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.that(body.approve || !body.note.trim().is_empty(), "note", "field.required");
    check.done()?;
    let (lead, quote) = held(tx, id).await?;
    tx.said().as_seen("quote", quote.version)?;
    let step = if body.approve { QuoteStep::Approve } else { QuoteStep::Decline };
    let status = quote_after(quote.status, step)?;
    let quote = Quote {
        status,
        decided_by: Some(tx.actor().user),
        decided_at: Some(tx.now()),
        decision_note: tidy(&body.note, true),
        ..quote
    };
    let quote = db::update(tx, quote).await?;
    let event = match body.approve {
        true => quote_event("quote.approved", &lead, &quote),
        false => quote_event("quote.declined", &lead, &quote),
    };
    tx.record(event.with(json!({ "discount_bp": quote.discount_bp }))).await?;
    shown(tx, lead).await
}

/// The quote and its lead, kept to this transaction, if the actor may see it.
///
/// # Errors
/// `NotFound("quote")`
pub async fn held(tx: &Tx, id: QuoteId) -> Result<(Lead, Quote)> {
    let quote: Quote = db::get(tx, id).await?;
    let lead = match hold(tx, quote.lead_id).await {
        Err(Error::NotFound(_)) => Err(Error::NotFound("quote")),
        other => other,
    }?;
    Ok((lead, db::get(tx, id).await?))
}

/// The door: the customer bought what was offered. Everything else that was offered holds no longer.
///
/// # Errors
/// `Refused("quote.not_now")`, `lead.not_now`.
pub async fn accepted(tx: &Tx, lead: Lead, quote: Quote, sale: SaleId) -> Result<()> {
    let status = quote_after(quote.status, QuoteStep::Accept)?;
    let quote = Quote { status, accepted_at: Some(tx.happened_at()), sale_id: Some(sale), ..quote };
    let quote = db::update(tx, quote).await?;
    let data = json!({ "sale": sale, "total_minor": quote.total_minor });
    tx.record(quote_event("quote.accepted", &lead, &quote).about(sale).with(data)).await?;
    win(tx, lead, sale).await
}

/// The door: the customer bought, whatever had been offered.
///
/// # Errors
/// `NotFound("lead")` for one out of sight; `Refused("lead.not_now")`.
pub async fn won(tx: &Tx, lead: LeadId, sale: SaleId) -> Result<()> {
    let lead = hold(tx, lead).await?;
    win(tx, lead, sale).await
}

async fn win(tx: &Tx, lead: Lead, sale: SaleId) -> Result<()> {
    let status = lead_after(lead.status, LeadStep::Win)?;
    step_all(tx, &lead, QuoteStep::Withdraw).await?;
    let customer_id = match lead.customer_id {
        Some(customer) => Some(customer),
        None => db::find::<crate::sales::Sale>(tx, sale).await?.map(|sale| sale.customer_id),
    };
    let closed_at = Some(tx.happened_at());
    let lead = Lead { status, customer_id, closed_at, next_on: None, sale_id: Some(sale), ..lead };
    let lead = db::update(tx, lead).await?;
    tx.record(event("lead.won", &lead).with(json!({ "sale": sale }))).await?;
    Ok(())
}

/// The door: a lead that a sale may come from.
///
/// # Errors
/// `NotFound("lead")`
pub async fn lead_of(view: &View, id: LeadId) -> Result<Lead> {
    get_visible(view, id).await
}

pub(super) fn quote_event(kind: &'static str, lead: &Lead, quote: &Quote) -> Event {
    event(kind, lead).about(quote.id)
}
