//! Customers: each row a household or firm with one site. Somebody with the same phone is the same customer, and gets the site.

use kernel::code::Code;
use kernel::{Id, Json, Phone, Result};
use platform::db::{self, Sql, Tx};
use platform::sheets::MappedRow;
use serde_json::{Map, Value};

use super::Made;
use super::doors::Done;
use super::shared::field;
use crate::customers::{
    Contact, ContactId, Customer, CustomerKind, NewCustomer, NewSite, Site, SiteId, open_or_match, open_site,
};
use crate::imports::file::Sheet;
use crate::regions::districts::{code_of, leading};

#[derive(Default)]
pub(super) struct Desk {}

impl Desk {
    pub async fn row(&mut self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Done> {
        let kind = field(row, "kind").map(CustomerKind::from_code);
        if kind == Some(None) {
            return Ok(Done::Wrong(vec![sheet.wrong(row, "kind", "field.not_a_choice")]));
        }
        let (Some(phone), Some(second)) = (phone(row, "phone"), phone(row, "phone2")) else {
            return Ok(Done::Wrong(vec![sheet.wrong(row, "phone", "field.not_a_phone")]));
        };
        let mut custom = Map::new();
        if let Some(outside) = field(row, "outside_ref") {
            custom.insert("outside_ref".into(), Value::from(outside));
        }
        let new = NewCustomer {
            kind: kind.flatten(),
            phone,
            note: field(row, "note").unwrap_or_default().to_owned(),
            custom: Json(custom),
            ..NewCustomer::named(field(row, "name").unwrap_or_default())
        };
        let home = household(tx, row, new).await?;
        let mut made = home.made(row.line);
        if let (true, Some(second)) = (home.is_new, second)
            && home.customer.phone.as_ref() != Some(&second)
        {
            made.push(Made::of(row.line, other_phone(tx, &home.customer, second).await?));
        }
        Ok(if made.is_empty() { Done::Known } else { Done::Created(made) })
    }
}

/// The phone of a field: none where the cell is blank, nothing at all where it is no phone.
pub(super) fn phone(row: &MappedRow, name: &str) -> Option<Option<Phone>> {
    match field(row, name) {
        None => Some(None),
        Some(text) => Phone::parse(text).ok().map(Some),
    }
}

/// A customer's second number stands as a contact of the same name.
async fn other_phone(tx: &Tx, customer: &Customer, phone: Phone) -> Result<ContactId> {
    let contact = Contact {
        id: ContactId::new(),
        customer_id: customer.id,
        name: customer.name.clone(),
        phone,
        relation: String::new(),
        created_at: tx.now(),
        version: 1,
    };
    db::insert(tx, contact).await.map(|contact| contact.id)
}

/// Whom a row is about, and where.
pub(super) struct Home {
    pub customer: Customer,
    pub is_new: bool,
    pub site: Site,
    site_is_new: bool,
}

impl Home {
    /// What was opened for it.
    pub fn made(&self, line: u32) -> Vec<Made> {
        let customer = self.is_new.then(|| Made::of(line, self.customer.id));
        let site = self.site_is_new.then(|| Made::of(line, self.site.id));
        customer.into_iter().chain(site).collect()
    }
}

/// The customer and the site of a row, matched or opened.
///
/// # Errors
/// Those of the room.
pub(super) async fn household(tx: &Tx, row: &MappedRow, new: NewCustomer) -> Result<Home> {
    let place = place(row);
    // without a phone the address tells namesakes apart
    let told = new.phone.is_none().then(|| place.clone());
    let (customer, is_new) = open_or_match(tx, NewCustomer { site: told, ..new }).await?;
    let sql = Sql::new("SELECT id FROM site WHERE tenant_id = ? AND customer_id = ? LIMIT 1000");
    let before: Vec<SiteId> = tx.column(sql.bind(tx.actor().tenant).bind(customer.id)).await?;
    let site = open_site(tx, customer.id, place).await?;
    let site_is_new = !before.contains(&site.id) || (is_new && before.len() == 1);
    Ok(Home { customer, is_new, site, site_is_new })
}

/// The address in one line, larger places first and none twice.
pub(super) fn place(row: &MappedRow) -> NewSite {
    let street = field(row, "address").unwrap_or_default();
    let mut address = String::new();
    for name in ["province", "city", "district"] {
        let part = field(row, name).unwrap_or_default();
        let is_code = part.bytes().all(|b| b.is_ascii_digit());
        if !part.is_empty() && !is_code && !street.contains(part) && !address.ends_with(part) {
            address.push_str(part);
        }
    }
    address.push_str(street);
    let part = |name: &str| field(row, name).unwrap_or_default();
    let region = code_of(part("province"), part("city"), part("district")).or_else(|| leading(&address));
    NewSite {
        address,
        region: region.unwrap_or_default(),
        compound: field(row, "compound").map(str::to_owned),
        ..NewSite::default()
    }
}
