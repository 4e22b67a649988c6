//! Erasing a person on request (个人信息保护法, article 47): name, phone, addresses and words go; machines, orders and accounts stay.

use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event, Sql, Subject, Tx};
use platform::http::Nothing;
use serde_json::json;

use super::file::orders_count;
use super::masks::{CustomerShown, Sight, shown};
use super::record::{Customer, CustomerId};
use super::visible::get_visible;
use crate::identity::links;
use crate::nouns::LeadId;

/// What stands where something was erased.
pub const ERASED: &str = "***";

/// The person's words and names in other tables: `(table, what is set, which rows)`; each binds `***` once per `?` of the second,
/// then the company and the customer.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "site",
        "address = ?, name = '', street = NULL, compound = NULL, building = NULL, room = NULL, floor = NULL, place = NULL,
         note = '', version = version + 1",
        "customer_id = ?",
    ),
    (
        "work_order",
        "contact_name = ?, contact_phone = NULL, described = '', summary = '', custom = '{}', version = version + 1",
        "customer_id = ?",
    ),
    ("order_item", "described = '', version = version + 1", OF_ORDER),
    ("order_message", "words = ?", OF_ORDER),
    ("order_hold", "note = ''", OF_ORDER),
    ("visit", "signed_by = NULL, outcome_note = '', version = version + 1", OF_ORDER),
    ("price_approval", "by_name = ?", OF_ORDER),
    ("expense", "note = '', reason = '', version = version + 1", OF_ORDER),
    ("review", "words = ''", OF_ORDER),
    ("service_report", "facts = NULL, facts_hash = ''", OF_ORDER),
    (
        "notice",
        "to_name = ?, to_phone = NULL, words = ?, link = NULL, said = '{}', failure_told = NULL, due_at = NULL,
         status = CASE status WHEN 'waiting' THEN 'skipped' ELSE status END, version = version + 1",
        OF_ORDER,
    ),
    ("exception_case", "next_step = '', note = '', version = version + 1", OF_ORDER),
    ("sale", "note = '', version = version + 1", "customer_id = ?"),
    ("promise", "words = ?, note = '', version = version + 1", "customer_id = ?"),
];
/// Binds the company again, and the customer.
const OF_ORDER: &str = "order_id IN (SELECT o.id FROM work_order o WHERE o.tenant_id = ? AND o.customer_id = ?)";

/// The same of leads: what was noted down about somebody who came to the store; each binds the company before the leads.
const LEAD_WORDS: &[(&str, &str, &str)] = &[
    ("lead", "name = '***', phone = NULL, note = '', lost_note = '', version = version + 1", "id"),
    ("lead_follow_up", "words = ''", "lead_id"),
    ("quote", "note = '', decision_note = '', promises = '[]', version = version + 1", "lead_id"),
    ("quote_answer", "by_name = '***', words = ''", "lead_id"),
];

/// Erases the persons of leads: name, number and every word. What was counted and offered stays.
///
/// # Errors
/// Those of the database.
pub async fn forget_leads(tx: &Tx, leads: &[LeadId]) -> Result<()> {
    let tenant = tx.actor().tenant;
    for some in leads.chunks(200) {
        for (table, set, column) in LEAD_WORDS {
            let sql = Sql::new(&format!("UPDATE {table} SET {set} WHERE tenant_id = ? AND")).bind(tenant);
            tx.run(sql.within(column, some.iter().copied())).await?;
        }
        links::end_of_leads(tx, some).await?;
    }
    // answers kept for replays hold the same words
    for lead in leads {
        let sql = Sql::new("UPDATE idempotency SET answer = '' WHERE tenant_id = ? AND answer LIKE ?");
        tx.run(sql.bind(tenant).bind(format!("%{lead}%"))).await?;
    }
    Ok(())
}

/// Erases a customer's person. What was booked stays as it was: the ledger and the events know people by id only.
///
/// # Errors
/// `NotFound`; `Stale`; `customer.has_open_orders` with how many; `customer.merged`, `customer.erased`.
pub async fn erase(tx: &Tx, id: CustomerId, _: Nothing) -> Result<CustomerShown> {
    let customer = get_visible(tx, id).await?;
    tx.said().as_seen("customer", customer.version)?;
    super::may_change(&customer)?;
    let open = orders_count(tx, id, " AND phase NOT IN ('closed', 'cancelled')").await?;
    if open > 0 {
        return Err(Error::refused("customer.has_open_orders").with("count", open));
    }
    let tenant = tx.actor().tenant;
    for (table, set, rows) in WORDS {
        let sql = Sql::new(&format!("UPDATE {table} SET {set} WHERE tenant_id = ? AND {rows}"));
        let sql = (0..set.matches('?').count()).fold(sql, |sql, _| sql.bind(ERASED.to_owned())).bind(tenant);
        let sql = if *rows == OF_ORDER { sql.bind(tenant) } else { sql };
        tx.run(sql.bind(id)).await?;
    }
    // answers kept for replays: a replay is then refused, and done no second time
    let forgotten = Sql::new(
        "UPDATE idempotency SET answer = '' WHERE tenant_id = ? AND (answer LIKE ? OR EXISTS (SELECT 1 FROM work_order o
           WHERE o.tenant_id = ? AND o.customer_id = ? AND idempotency.answer LIKE '%' || o.id || '%'))",
    );
    tx.run(forgotten.bind(tenant).bind(format!("%{id}%")).bind(tenant).bind(id)).await?;
    let leads = Sql::new("SELECT id FROM lead WHERE tenant_id = ? AND (customer_id = ? OR phone = ?)");
    let leads = tx.column(leads.bind(tenant).bind(id).bind(customer.phone.clone())).await?;
    forget_leads(tx, &leads).await?;
    links::end_of_customer(tx, id).await?;
    db::forget_words(tx, &Subject { kind: CustomerId::NOUN.to_owned(), id: id.to_string() }).await?;
    tx.run(Sql::new("DELETE FROM contact WHERE tenant_id = ? AND customer_id = ?").bind(tenant).bind(id)).await?;
    let reached = Sql::new("DELETE FROM notice_address WHERE tenant_id = ? AND customer_id = ?");
    tx.run(reached.bind(tenant).bind(id)).await?;
    let calls = Sql::new("DELETE FROM incoming_call WHERE tenant_id = ? AND (customer_id = ? OR phone = ?)");
    tx.run(calls.bind(tenant).bind(id).bind(customer.phone.clone())).await?;
    // files that were merged into this one are the same person
    let sql = Sql::new(
        "UPDATE customer SET name = ?, phone = NULL, note = '', custom = '{}', erased_at = ?, version = version + 1
         WHERE tenant_id = ? AND merged_into = ?",
    );
    tx.run(sql.bind(ERASED.to_owned()).bind(tx.now()).bind(tenant).bind(id)).await?;
    let erased = Customer {
        name: ERASED.to_owned(),
        phone: None,
        note: String::new(),
        custom: Json::default(),
        erased_at: Some(tx.now()),
        ..customer
    };
    let erased = db::update(tx, erased).await?;
    let event = Event::new("customer.erased").in_unit(erased.unit_id).about(id);
    tx.record(event.with(json!({ "number": erased.number }))).await?;
    Ok(shown(&erased, Sight::Masked))
}
