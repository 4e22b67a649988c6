//! Merging two files of one household: everything goes over to one of them, the other one points there (B9).

use kernel::{Error, Id, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::masks::{CustomerShown, Sight, shown};
use super::record::{Contact, ContactId, Customer, CustomerId};
use super::visible::get_visible;

/// The file that goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerMerging {
    pub into: CustomerId,
}

/// What belongs to a customer. Its saves are counted: somebody who read it before has to read it again. The ledger stays as booked.
const TABLES: &[&str] = &[
    "contact",
    "site",
    "asset",
    "work_order",
    "sale",
    "promise",
    "payment",
    "customer_link",
    "incoming_call",
    "notice_address",
    "lead",
    "customer_technician",
];

/// Merges a file into another. The phone that it had stays known as a contact's.
///
/// # Errors
/// `NotFound`; `Stale`; `customer.into_itself`, `customer.merged`, `customer.erased`.
pub async fn merge(tx: &Tx, id: CustomerId, body: CustomerMerging) -> Result<CustomerShown> {
    let old = get_visible(tx, id).await?;
    let into = get_visible(tx, body.into).await?;
    tx.said().as_seen("customer", old.version)?;
    if old.id == into.id {
        return Err(Error::refused("customer.into_itself"));
    }
    super::may_change(&old)?;
    super::may_change(&into)?;
    let tenant = tx.actor().tenant;
    let mut moved = serde_json::Map::new();
    for table in TABLES {
        let sql = Sql::new(&format!(
            "UPDATE {table} SET customer_id = ?, version = version + 1 WHERE tenant_id = ? AND customer_id = ?"
        ));
        let rows = tx.run(sql.bind(into.id).bind(tenant).bind(id)).await?;
        moved.insert((*table).to_owned(), rows.into());
    }
    let sql =
        Sql::new("UPDATE customer SET merged_into = ?, version = version + 1 WHERE tenant_id = ? AND merged_into = ?");
    tx.run(sql.bind(into.id).bind(tenant).bind(id)).await?;
    // the other file's life is this one's from now on
    let sql = Sql::new(
        "INSERT INTO event_subject (tenant_id, kind, id, seq)
         SELECT tenant_id, kind, ?, seq FROM event_subject WHERE tenant_id = ? AND kind = ? AND id = ? ON CONFLICT DO NOTHING",
    );
    tx.run(sql.bind(into.id).bind(tenant).bind(CustomerId::NOUN.to_owned()).bind(id)).await?;
    let into = take_over(tx, &old, into).await?;
    db::update(tx, Customer { merged_into: Some(into.id), ..old }).await?;
    let event = Event::new("customer.merged").in_unit(into.unit_id).about(into.id).about(id);
    tx.record(event.with(json!({ "from": id, "into": into.id, "moved": moved }))).await?;
    Ok(shown(&into, Sight::Masked))
}

/// What the file that goes on lacked, and a contact for the phone that would be lost.
async fn take_over(tx: &Tx, old: &Customer, into: Customer) -> Result<Customer> {
    let lost = old.phone.clone().filter(|phone| into.phone.as_ref().is_some_and(|own| own != phone));
    if let Some(phone) = lost {
        let contact = Contact {
            id: ContactId::new(),
            customer_id: into.id,
            name: old.name.clone(),
            phone,
            relation: String::new(),
            created_at: tx.now(),
            version: 1,
        };
        db::insert(tx, contact).await?;
    }
    let note = if into.note.is_empty() { old.note.clone() } else { into.note.clone() };
    let taken = Customer {
        phone: into.phone.clone().or_else(|| old.phone.clone()),
        unit_id: into.unit_id.or(old.unit_id),
        guide_id: into.guide_id.or(old.guide_id),
        note,
        ..into
    };
    db::update(tx, taken).await
}
