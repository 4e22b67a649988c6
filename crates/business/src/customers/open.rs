//! Opening a customer's file, or finding the one that is there: by phone, or by name and address where there is no phone (B1).

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::text::tidy;
use kernel::{Id, Json, Phone, Result};
use platform::db::{self, Engine, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::masks::{CustomerShown, shown};
use super::record::{Contact, Custom, Customer, CustomerId, CustomerKind, Site};
use super::rules::{address_key, name_key};
use super::sites::{NewSite, open_first_site, open_site_of};
use super::visible::is_visible;
use crate::identity::next_number;

/// A customer as somebody names one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// A household unless told.
    pub kind: Option<CustomerKind>,
    pub name: String,
    pub phone: Option<Phone>,
    /// Opened with the customer; without a phone it tells namesakes apart.
    pub site: Option<NewSite>,
    /// The unit that looks after them; the caller's own unless told.
    pub unit_id: Option<UnitId>,
    pub guide_id: Option<UserId>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub custom: Custom,
}

impl NewCustomer {
    /// A household with nothing but its name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            kind: None,
            name: name.into(),
            phone: None,
            site: None,
            unit_id: None,
            guide_id: None,
            note: String::new(),
            custom: Json::default(),
        }
    }
    fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("name", &self.name, 100).at_most("note", &self.note, 2_000);
        if let Some(site) = &self.site {
            site.check(&mut check, "site.");
        }
        check.done()
    }
}

/// The customer's file, and whether it was opened just now. Somebody with the same phone is the same customer; without a phone,
/// somebody of the same name at the same address. Two people without a phone are never the same for that.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown unit or guide.
pub async fn open_or_match(tx: &Tx, new: NewCustomer) -> Result<(Customer, bool)> {
    new.check()?;
    alone(tx, &new).await?;
    let known = match &new.phone {
        Some(phone) => by_phone(tx, phone, &new.name).await?,
        None => by_name_and_address(tx, &new).await?,
    };
    let site = new.site.clone();
    let (customer, is_new) = match known {
        Some(known) => (known, false),
        None => (open(tx, new).await?, true),
    };
    if let Some(site) = site {
        let opened = match is_new {
            true => open_first_site(tx, &customer, site).await,
            false => open_site_of(tx, &customer, site).await,
        };
        opened.map_err(|error| error.below("site"))?;
    }
    Ok((customer, is_new))
}

/// Two callers who open the same customer at once wait for each other. The embedded engine has one writer anyway.
async fn alone(tx: &Tx, new: &NewCustomer) -> Result<()> {
    if tx.db().engine() == Engine::Postgres {
        let who = new.phone.as_ref().map_or_else(|| name_key(&new.name), |phone| phone.e164().to_owned());
        let key = format!("customer {} {who}", tx.actor().tenant);
        // what a lock answers is no value that could be read
        let lock = Sql::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(?, 0))) locked");
        tx.all(lock.bind(key)).await?;
    }
    Ok(())
}

async fn by_phone(view: &View, phone: &Phone, name: &str) -> Result<Option<Customer>> {
    let sql = Sql::new(
        "SELECT * FROM customer WHERE tenant_id = ? AND phone = ? AND merged_into IS NULL ORDER BY id LIMIT 50",
    );
    let known: Vec<Customer> = db::select(view, sql.bind(view.actor().tenant).bind(phone.clone())).await?;
    let name = name_key(name);
    let namesake = known.iter().position(|each| name_key(&each.name) == name).unwrap_or(0);
    if let Some(found) = known.into_iter().nth(namesake) {
        return Ok(Some(found));
    }
    // a spouse calls with a phone that is on the file, and says whose file it is or who calls
    let sql = Sql::new("SELECT * FROM contact WHERE tenant_id = ? AND phone = ? ORDER BY id LIMIT 50");
    let contacts: Vec<Contact> = db::select(view, sql.bind(view.actor().tenant).bind(phone.clone())).await?;
    for contact in contacts {
        let of: Customer = db::get(view, contact.customer_id).await?;
        let is_meant = [&contact.name, &of.name].iter().any(|each| name_key(each) == name);
        if is_meant && of.merged_into.is_none() {
            return Ok(Some(of));
        }
    }
    Ok(None)
}

async fn by_name_and_address(view: &View, new: &NewCustomer) -> Result<Option<Customer>> {
    let Some(address) = new.site.as_ref().map(|site| address_key(&site.address)).filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    let sql = Sql::new(
        "SELECT s.* FROM customer c JOIN site s ON s.tenant_id = c.tenant_id AND s.customer_id = c.id
         WHERE c.tenant_id = ? AND c.name = ? AND c.phone IS NULL AND c.merged_into IS NULL AND c.erased_at IS NULL ORDER BY c.id LIMIT 1000",
    );
    let sites: Vec<Site> = db::select(view, sql.bind(view.actor().tenant).bind(tidy(&new.name, false))).await?;
    match sites.iter().find(|site| address_key(&site.address) == address).and_then(|site| site.customer_id) {
        Some(id) => db::find(view, id).await,
        None => Ok(None),
    }
}

async fn open(tx: &Tx, new: NewCustomer) -> Result<Customer> {
    if let Some(unit) = new.unit_id.filter(|unit| tx.actor().unit != Some(*unit)) {
        db::get::<crate::identity::Unit>(tx, unit).await?;
    }
    if let Some(guide) = new.guide_id {
        db::get::<crate::identity::AppUser>(tx, guide).await?;
    }
    let customer = Customer {
        id: CustomerId::new(),
        number: next_number(tx, "KH").await?,
        kind: new.kind.unwrap_or(CustomerKind::Household),
        name: tidy(&new.name, false),
        phone: new.phone,
        unit_id: new.unit_id.or(tx.actor().unit),
        guide_id: new.guide_id,
        note: tidy(&new.note, true),
        merged_into: None,
        erased_at: None,
        custom: new.custom,
        created_at: tx.now(),
        version: 1,
    };
    let customer = db::insert(tx, customer).await?;
    let data = json!({ "number": customer.number, "kind": customer.kind });
    tx.record(Event::new("customer.opened").in_unit(customer.unit_id).about(customer.id).with(data)).await?;
    Ok(customer)
}

/// A customer's file that was opened or found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerOpened {
    pub customer: CustomerShown,
    /// False: there was one with this phone, or with this name at this address.
    pub is_new: bool,
}

/// The route. A guide who opens a file keeps it in sight.
pub(super) async fn open_customer(tx: &Tx, _: (), mut new: NewCustomer) -> Result<CustomerOpened> {
    if new.guide_id.is_none() && tx.actor().scope == kernel::Scope::Own {
        new.guide_id = Some(tx.actor().user);
    }
    let (customer, is_new) = open_or_match(tx, new).await?;
    if !is_visible(tx, customer.id).await? {
        return Err(kernel::Error::refused("customer.known_elsewhere"));
    }
    Ok(CustomerOpened { customer: shown(&customer, super::masks::Sight::Masked), is_new })
}
