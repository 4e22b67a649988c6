//! Revealing a phone or an address: the value, once, and a line in the trail of who looked and for which order (B9).

use kernel::{Error, Result, code};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Contact, ContactId, CustomerId, Site, SiteId};
use super::sites::sites_of;
use super::visible::get_visible;
use crate::nouns::OrderId;

code! {
    /// What is revealed.
    pub enum Revealed as "revealed" { Phone = "phone", Address = "address" }
}

/// What somebody wants to see.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    pub what: Revealed,
    /// For which order of theirs; kept in the trail.
    pub order_id: Option<OrderId>,
    /// A contact's phone instead of the customer's own.
    pub contact_id: Option<ContactId>,
    /// Which address; by default the order's, else the first.
    pub site_id: Option<SiteId>,
}

/// The value. `null` where there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RevealShown {
    pub what: Revealed,
    pub value: Option<String>,
}

/// Reveals a phone or an address.
///
/// # Errors
/// `NotFound` for a customer out of sight, and for an order, contact or site that is not this customer's.
pub async fn reveal(tx: &Tx, id: CustomerId, body: Reveal) -> Result<RevealShown> {
    let customer = get_visible(tx, id).await?;
    let of_order = match body.order_id {
        Some(order) => site_of_order(tx, id, order).await?,
        None => None,
    };
    let value = match body.what {
        Revealed::Phone => match body.contact_id {
            Some(contact) => Some(contact_of(tx, id, contact).await?.phone.e164().to_owned()),
            None => customer.phone.as_ref().map(|phone| phone.e164().to_owned()),
        },
        Revealed::Address => match body.site_id.or(of_order) {
            Some(site) => Some(whole(site_of(tx, id, site).await?)),
            None => sites_of(tx, &[id]).await?.into_iter().next().map(whole),
        },
    };
    let data = json!({ "what": body.what, "contact_id": body.contact_id, "site_id": body.site_id.or(of_order) });
    let event = Event::new("customer.revealed").in_unit(customer.unit_id).about(id).about_some(body.order_id);
    tx.record(event.with(data)).await?;
    Ok(RevealShown { what: body.what, value })
}

/// The address with what helps to find the door.
fn whole(site: Site) -> String {
    let parts = [site.building, site.room];
    let missing = parts.into_iter().flatten().filter(|part| !part.is_empty() && !site.address.contains(part.as_str()));
    std::iter::once(site.address.clone()).chain(missing).collect::<Vec<_>>().join(" ")
}

async fn site_of_order(tx: &Tx, customer: CustomerId, order: OrderId) -> Result<Option<SiteId>> {
    let sql = Sql::new("SELECT site_id FROM work_order WHERE tenant_id = ? AND id = ? AND customer_id = ?")
        .bind(tx.actor().tenant)
        .bind(order)
        .bind(customer);
    let row = tx.one(sql).await?.ok_or(Error::NotFound("order"))?;
    db::read(&row, "site_id")
}

async fn contact_of(tx: &Tx, customer: CustomerId, id: ContactId) -> Result<Contact> {
    let contact: Contact = db::get(tx, id).await?;
    if contact.customer_id == customer { Ok(contact) } else { Err(Error::NotFound("contact")) }
}

async fn site_of(tx: &Tx, customer: CustomerId, id: SiteId) -> Result<Site> {
    let site: Site = db::get(tx, id).await?;
    if site.customer_id == Some(customer) { Ok(site) } else { Err(Error::NotFound("site")) }
}
