//! Somebody came to the store: who, as far as they said, and what for; later corrected.

use kernel::error::{Check, FieldError};
use kernel::id::UserId;
use kernel::text::tidy;
use kernel::{Day, Error, Id, Json, Money, Phone, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::known::{self, Known};
use super::queries::{LeadShown, get_visible, shown};
use super::record::{Lead, LeadId, LeadSource, LeadStatus};
use super::rules::{NEXT_DAYS_MAX, check_ahead};
use crate::catalogue::Product;
use crate::customers;
use crate::identity::{AppUser, Role, UserStatus, ask_again_days, may};
use crate::lowcode;
use crate::money::AMOUNT_MAX;
use crate::nouns::{CustomerId, ProductId};

/// Codes or products of one visit to the store.
const INTERESTS_MAX: usize = 30;

/// Somebody who came, as the guide notes it down.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLead {
    /// Chosen by a phone, so that what follows can be done before this has arrived.
    pub id: Option<LeadId>,
    #[serde(default)]
    pub name: String,
    pub phone: Option<Phone>,
    /// A household that is known; found by its phone where absent.
    pub customer_id: Option<CustomerId>,
    /// Who looks after it; the caller where absent.
    pub guide_id: Option<UserId>,
    pub source: LeadSource,
    /// Codes of categories.
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub products: Vec<ProductId>,
    pub budget_minor: Option<Money>,
    pub wanted_on: Option<Day>,
    #[serde(default)]
    pub note: String,
    /// When to ask again; after the company's usual days where absent, so that nobody is forgotten.
    pub next_on: Option<Day>,
}

/// What was noted down, and who came before with the same number.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeadOpened {
    pub lead: LeadShown,
    pub known: Known,
}

/// Notes a visit to the store down. Somebody whose number is known already is said to be so, and noted down all the same.
///
/// # Errors
/// `Invalid` by field; `Refused("lead.exists")` for an id that is taken.
pub(super) async fn open(tx: &Tx, _: (), new: NewLead) -> Result<LeadOpened> {
    check(tx, &new).await?;
    let id = new.id.unwrap_or_else(LeadId::new);
    if db::find::<Lead>(tx, id).await?.is_some() {
        return Err(Error::refused("lead.exists"));
    }
    let (guide_id, unit_id) = match new.guide_id.filter(|guide| *guide != tx.actor().user) {
        Some(guide) => guide_of(tx, guide).await.map(|guide| (guide.id, guide.unit_id))?,
        None => (tx.actor().user, tx.actor().unit),
    };
    let next_on = match new.next_on {
        Some(day) => day,
        None => said_on(tx).plus_days(ask_again_days(tx).await?),
    };
    let known = known::known(tx, new.phone.as_ref(), unit_id, None).await?;
    let customer_id = match new.customer_id {
        Some(customer) => Some(customers::get_visible(tx, customer).await?.id),
        None => known.customer.as_ref().map(|customer| customer.id),
    };
    let lead = Lead {
        id,
        name: tidy(&new.name, false),
        phone: new.phone,
        customer_id,
        guide_id,
        unit_id,
        status: LeadStatus::New,
        source: new.source,
        categories: Json(new.categories),
        products: Json(new.products),
        budget_minor: new.budget_minor,
        wanted_on: new.wanted_on,
        note: tidy(&new.note, true),
        next_on: Some(next_on),
        contacted_at: None,
        quoted_at: None,
        closed_at: None,
        lost_reason: None,
        lost_note: String::new(),
        sale_id: None,
        created_at: tx.happened_at(),
        version: 1,
    };
    let lead = db::insert(tx, lead).await?;
    let data = json!({ "source": lead.source, "categories": lead.categories.0, "next_on": lead.next_on,
                       "known": known.leads.len() });
    tx.record(event("lead.opened", &lead).with(data)).await?;
    Ok(LeadOpened { lead: shown(tx, lead).await?, known })
}

async fn check(tx: &Tx, new: &NewLead) -> Result<()> {
    let mut check = Check::new();
    let says_something = [&new.name, &new.note].iter().any(|text| !text.trim().is_empty())
        || new.phone.is_some()
        || new.customer_id.is_some()
        || !new.categories.is_empty()
        || !new.products.is_empty();
    check.that(says_something, "name", "field.required");
    about(tx, &mut check, &About::of(new)).await?;
    check_ahead(&mut check, "next_on", new.next_on, said_on(tx), NEXT_DAYS_MAX);
    check.done()
}

/// The day on which it was said: what was noted down without a network may arrive days later.
fn said_on(tx: &Tx) -> Day {
    tx.actor().zone.day_of(tx.happened_at()).min(tx.actor().today())
}

/// What both a new lead and a corrected one say.
struct About<'n> {
    name: &'n str,
    note: &'n str,
    categories: &'n [String],
    products: &'n [ProductId],
    budget_minor: Option<Money>,
}

impl<'n> About<'n> {
    fn of(new: &'n NewLead) -> Self {
        let NewLead { name, note, categories, products, budget_minor, .. } = new;
        Self { name, note, categories, products, budget_minor: *budget_minor }
    }
}

async fn about(tx: &Tx, check: &mut Check, said: &About<'_>) -> Result<()> {
    check.at_most("name", said.name, 60).at_most("note", said.note, 1_000);
    for (path, count) in [("categories", said.categories.len()), ("products", said.products.len())] {
        if count > INTERESTS_MAX {
            check.note(FieldError::new(path, "field.too_many").with("max", INTERESTS_MAX));
        }
    }
    let is_amount = |budget: Money| budget > Money::ZERO && budget <= AMOUNT_MAX;
    check.that(said.budget_minor.is_none_or(is_amount), "budget_minor", "field.wrong_type");
    if !said.categories.is_empty() {
        let book = lowcode::book(tx).await?;
        for (at, code) in said.categories.iter().take(INTERESTS_MAX).enumerate() {
            let is_known = book.pack.categories.iter().any(|category| category.code == *code);
            check.that(is_known, format!("categories[{at}]"), "field.not_a_choice");
        }
    }
    if !said.products.is_empty() {
        let ids = said.products.iter().take(INTERESTS_MAX).copied();
        let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND ").bind(tx.actor().tenant).within("id", ids);
        let found: Vec<Product> = db::select(tx, sql.push(" LIMIT 100")).await?;
        for (at, id) in said.products.iter().take(INTERESTS_MAX).enumerate() {
            let is_known = found.iter().any(|product| product.id == *id);
            check.that(is_known, format!("products[{at}]"), "field.not_found");
        }
    }
    Ok(())
}

/// What was noted down, corrected; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditLead {
    pub name: Option<String>,
    /// A whole number; nothing takes none away.
    pub phone: Option<Phone>,
    pub source: Option<LeadSource>,
    pub categories: Option<Vec<String>>,
    pub products: Option<Vec<ProductId>>,
    pub budget_minor: Option<Money>,
    pub wanted_on: Option<Day>,
    pub note: Option<String>,
    /// When to ask again.
    pub next_on: Option<Day>,
}

/// Corrects what was noted down, at the version seen.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused("lead.not_now")` once it is closed; `Invalid` by field.
pub(super) async fn edit(tx: &Tx, id: LeadId, body: EditLead) -> Result<LeadShown> {
    let lead = get_visible(tx, id).await?;
    tx.said().as_seen("lead", lead.version)?;
    super::flow::lead_after(lead.status, super::flow::LeadStep::FollowUp)?;
    let lead = Lead {
        name: body.name.map_or(lead.name, |name| tidy(&name, false)),
        source: body.source.unwrap_or(lead.source),
        categories: body.categories.map_or(lead.categories, Json),
        products: body.products.map_or(lead.products, Json),
        budget_minor: body.budget_minor.or(lead.budget_minor),
        wanted_on: body.wanted_on.or(lead.wanted_on),
        note: body.note.map_or(lead.note, |note| tidy(&note, true)),
        next_on: body.next_on.or(lead.next_on),
        ..lead
    };
    let mut check = Check::new();
    let said = About {
        name: &lead.name,
        note: &lead.note,
        categories: &lead.categories.0,
        products: &lead.products.0,
        budget_minor: lead.budget_minor,
    };
    about(tx, &mut check, &said).await?;
    check_ahead(&mut check, "next_on", body.next_on, tx.actor().today(), NEXT_DAYS_MAX);
    check.done()?;
    let lead = match body.phone {
        Some(phone) if lead.phone.as_ref() != Some(&phone) => {
            let known = known::known(tx, Some(&phone), lead.unit_id, Some(lead.id)).await?;
            let customer_id = known.customer.map(|customer| customer.id).or(lead.customer_id);
            Lead { phone: Some(phone), customer_id, ..lead }
        }
        _ => lead,
    };
    let lead = db::update(tx, lead).await?;
    tx.record(event("lead.changed", &lead).with(json!({ "next_on": lead.next_on }))).await?;
    shown(tx, lead).await
}

/// Somebody of the company who sells, within the caller's sight.
pub(super) async fn guide_of(tx: &Tx, guide: UserId) -> Result<AppUser> {
    let sells = |user: &AppUser| {
        user.status == UserStatus::Active
            && tx.actor().scope.covers(user.unit_id)
            && user.roles.iter().any(|role: &Role| role.permissions().contains(&may::LEADS_EDIT))
    };
    let found = db::find::<AppUser>(tx, guide).await?.filter(sells);
    found.ok_or_else(|| Error::invalid("guide_id", "field.not_a_choice"))
}

/// An event about a lead, its household where it has one, and the guide who looks after it.
pub(super) fn event(kind: &'static str, lead: &Lead) -> Event {
    Event::new(kind)
        .in_unit(lead.unit_id)
        .about(lead.id)
        .about_some(lead.customer_id)
        .about_some(lead.sale_id)
        .concerning(Some(lead.guide_id))
}
