//! Changing a customer's file, and the other people on it.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::text::tidy;
use kernel::{Error, Id, Phone, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::masks::{ContactShown, CustomerShown, Sight, contact_shown, shown};
use super::record::{Contact, ContactId, Custom, Customer, CustomerId, CustomerKind};
use super::visible::get_visible;
use crate::identity::{AppUser, Unit};

/// Changes of a customer; what is absent stays, a phone, unit or guide that is `null` is taken away.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EditCustomer {
    pub kind: Option<CustomerKind>,
    pub name: Option<String>,
    #[serde(deserialize_with = "given")]
    pub phone: Option<Option<Phone>>,
    #[serde(deserialize_with = "given")]
    pub unit_id: Option<Option<UnitId>>,
    #[serde(deserialize_with = "given")]
    pub guide_id: Option<Option<UserId>>,
    pub note: Option<String>,
    pub custom: Option<Custom>,
}

/// Tells `null` from absent.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// Changes a customer's file at the version seen.
///
/// # Errors
/// `Invalid` by field; `NotFound`; `Stale`; `customer.phone_taken` with the other's id; `customer.merged`, `customer.erased`.
pub async fn edit_customer(tx: &Tx, id: CustomerId, body: EditCustomer) -> Result<CustomerShown> {
    let customer = get_visible(tx, id).await?;
    tx.said().as_seen("customer", customer.version)?;
    super::may_change(&customer)?;
    let mut check = Check::new();
    check.text("name", body.name.as_deref().unwrap_or(&customer.name), 100);
    check.at_most("note", body.note.as_deref().unwrap_or_default(), 2_000);
    check.done()?;
    if let Some(Some(phone)) = &body.phone {
        phone_is_free(tx, phone, id).await?;
    }
    if let Some(Some(unit)) = body.unit_id {
        db::get::<Unit>(tx, unit).await?;
    }
    if let Some(Some(guide)) = body.guide_id {
        db::get::<AppUser>(tx, guide).await?;
    }
    let mut changed: Vec<&str> = vec![];
    let mut note_if = |is: bool, field| {
        if is {
            changed.push(field)
        }
    };
    note_if(body.kind.is_some(), "kind");
    note_if(body.name.is_some(), "name");
    note_if(body.phone.is_some(), "phone");
    note_if(body.unit_id.is_some(), "unit");
    note_if(body.guide_id.is_some(), "guide");
    note_if(body.note.is_some(), "note");
    note_if(body.custom.is_some(), "custom");
    let to = Customer {
        kind: body.kind.unwrap_or(customer.kind),
        name: body.name.map_or(customer.name.clone(), |name| tidy(&name, false)),
        phone: body.phone.unwrap_or(customer.phone),
        unit_id: body.unit_id.unwrap_or(customer.unit_id),
        guide_id: body.guide_id.unwrap_or(customer.guide_id),
        note: body.note.map_or(customer.note, |note| tidy(&note, true)),
        custom: body.custom.unwrap_or(customer.custom),
        ..customer
    };
    let to = db::update(tx, to).await?;
    let data = json!({ "fields": changed, "unit_id": to.unit_id, "guide_id": to.guide_id });
    tx.record(Event::new("customer.changed").in_unit(to.unit_id).about(id).with(data)).await?;
    Ok(shown(&to, Sight::Masked))
}

async fn phone_is_free(view: &View, phone: &Phone, but: CustomerId) -> Result<()> {
    let sql = Sql::new(
        "SELECT * FROM customer WHERE tenant_id = ? AND phone = ? AND id <> ? AND merged_into IS NULL LIMIT 1",
    );
    let other: Option<Customer> =
        db::select_one(view, sql.bind(view.actor().tenant).bind(phone.clone()).bind(but)).await?;
    match other {
        Some(other) => {
            let refused = Error::refused("customer.phone_taken").with("customer_id", other.id.to_string());
            Err(refused.with("number", other.number))
        }
        None => Ok(()),
    }
}

/// Another person of a customer's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    pub name: String,
    pub phone: Phone,
    /// 配偶, 房客, 工地负责人 …
    #[serde(default)]
    pub relation: String,
}

impl NewContact {
    fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("name", &self.name, 60).at_most("relation", &self.relation, 40);
        check.done()
    }
}

/// Adds a contact; the same phone again is the same contact, with its newer name.
///
/// # Errors
/// `Invalid` by field; `NotFound`; `customer.merged`, `customer.erased`.
pub async fn add_contact(tx: &Tx, id: CustomerId, body: NewContact) -> Result<ContactShown> {
    body.check()?;
    let customer = get_visible(tx, id).await?;
    super::may_change(&customer)?;
    let sql = Sql::new("SELECT * FROM contact WHERE tenant_id = ? AND customer_id = ? AND phone = ?");
    let known: Option<Contact> =
        db::select_one(tx, sql.bind(tx.actor().tenant).bind(id).bind(body.phone.clone())).await?;
    let (name, relation) = (tidy(&body.name, false), tidy(&body.relation, false));
    let contact = match known {
        Some(known) => db::update(tx, Contact { name, relation, ..known }).await?,
        None => {
            let new = Contact {
                id: ContactId::new(),
                customer_id: id,
                name,
                phone: body.phone,
                relation,
                created_at: tx.now(),
                version: 1,
            };
            db::insert(tx, new).await?
        }
    };
    tx.record(Event::new("contact.added").in_unit(customer.unit_id).about(id).about(contact.id)).await?;
    Ok(contact_shown(&contact, Sight::Masked))
}

/// Changes of a contact; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EditContact {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub relation: Option<String>,
}

pub(super) async fn edit_contact(tx: &Tx, id: ContactId, body: EditContact) -> Result<ContactShown> {
    let (contact, customer) = contact_in_sight(tx, id).await?;
    tx.said().as_seen("contact", contact.version)?;
    let to = NewContact {
        name: body.name.unwrap_or(contact.name.clone()),
        phone: body.phone.unwrap_or(contact.phone.clone()),
        relation: body.relation.unwrap_or(contact.relation.clone()),
    };
    to.check()?;
    let (name, relation) = (tidy(&to.name, false), tidy(&to.relation, false));
    let contact = db::update(tx, Contact { name, relation, phone: to.phone, ..contact }).await?;
    tx.record(Event::new("contact.changed").in_unit(customer.unit_id).about(customer.id).about(id)).await?;
    Ok(contact_shown(&contact, Sight::Masked))
}

pub(super) async fn remove_contact(tx: &Tx, id: ContactId, _: Nothing) -> Result<Nothing> {
    let (_, customer) = contact_in_sight(tx, id).await?;
    db::delete::<Contact>(tx, id).await?;
    tx.record(Event::new("contact.removed").in_unit(customer.unit_id).about(customer.id).about(id)).await?;
    Ok(Nothing {})
}

async fn contact_in_sight(view: &View, id: ContactId) -> Result<(Contact, Customer)> {
    let contact: Contact = db::get(view, id).await?;
    let customer = get_visible(view, contact.customer_id).await.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("contact"),
        other => other,
    })?;
    super::may_change(&customer)?;
    Ok((contact, customer))
}
