//! Whom a customer wants to come, and whom not (E12): the first is ranked higher, the second is ruled out. Codes only, no words: what a
//! customer thinks of somebody is not written down here.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::{Error, Id, Moment, Page, Result, code};
use platform::db::{self, Event, Sql, Tx, View, read};
use platform::http::Nothing;
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::customers;
use crate::nouns::{CustomerId, WishId};
use crate::people;

/// So many people a customer can have wishes about.
const WISHES_MAX: i64 = 20;

code! {
    /// What a customer wants.
    pub enum Wish as "technician_wish" {
        Preferred = "preferred",
        Refused = "refused",
    }
}

record! {
    /// A customer's wish about a technician. After two files were merged there may be two about one: the refusal counts.
    pub struct CustomerTechnician in "customer_technician" as "technician_wish" (WishId), versioned {
        pub id: WishId,
        pub customer_id: CustomerId,
        pub technician_id: UserId,
        pub wish: Wish,
        pub set_by: UserId,
        pub set_at: Moment,
    }
}

/// A wish as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WishShown {
    pub technician_id: UserId,
    pub name: String,
    pub wish: Wish,
    pub set_at: Moment,
}

/// What is wished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWish {
    pub wish: Wish,
}

/// `GET /customers/{id}/technicians`
///
/// # Errors
/// `NotFound`
pub(super) async fn list(view: &View, id: CustomerId, _: Nothing) -> Result<Page<WishShown>> {
    let customer = customers::get_visible(view, id).await?;
    let sql = Sql::new(
        "SELECT w.technician_id, t.name, w.wish, w.set_at FROM customer_technician w
         JOIN technician t ON t.tenant_id = w.tenant_id AND t.id = w.technician_id
         WHERE w.tenant_id = ? AND w.customer_id = ? ORDER BY w.set_at, w.id LIMIT ?",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(customer.id).bind(WISHES_MAX)).await?;
    let shown = |row: &db::Row| {
        Ok(WishShown {
            technician_id: read(row, "technician_id")?,
            name: read(row, "name")?,
            wish: read(row, "wish")?,
            set_at: read(row, "set_at")?,
        })
    };
    Ok(Page { items: rows.iter().map(shown).collect::<Result<_>>()?, next: None })
}

/// Sets a customer's wish about somebody, in place of the one before.
///
/// # Errors
/// `NotFound`; `wish.too_many`.
pub(super) async fn set(tx: &Tx, (id, who): (CustomerId, UserId), body: NewWish) -> Result<Page<WishShown>> {
    let customer = customers::get_visible(tx, id).await?;
    people::get_visible(tx, who).await?;
    forget(tx, customer.id, who).await?;
    let count = Sql::new("SELECT COUNT(*) FROM customer_technician WHERE tenant_id = ? AND customer_id = ?");
    if tx.value::<i64>(count.bind(tx.actor().tenant).bind(customer.id)).await? >= WISHES_MAX {
        return Err(Error::refused("wish.too_many").with("max", WISHES_MAX));
    }
    let wish = CustomerTechnician {
        id: WishId::new(),
        customer_id: customer.id,
        technician_id: who,
        wish: body.wish,
        set_by: tx.actor().user,
        set_at: tx.now(),
        version: 1,
    };
    db::insert(tx, wish).await?;
    let event = Event::new("customer.wish_set").in_unit(customer.unit_id).about(customer.id);
    tx.record(event.with(json!({ "technician_id": who, "wish": body.wish }))).await?;
    list(tx, id, Nothing {}).await
}

/// Takes a wish back.
///
/// # Errors
/// `NotFound`, also where there is none.
pub(super) async fn remove(tx: &Tx, (id, who): (CustomerId, UserId), _: Nothing) -> Result<Page<WishShown>> {
    let customer = customers::get_visible(tx, id).await?;
    if forget(tx, customer.id, who).await? == 0 {
        return Err(Error::NotFound("technician_wish"));
    }
    let event = Event::new("customer.wish_removed").in_unit(customer.unit_id).about(customer.id);
    tx.record(event.with(json!({ "technician_id": who }))).await?;
    list(tx, id, Nothing {}).await
}

async fn forget(tx: &Tx, customer: CustomerId, who: UserId) -> Result<u64> {
    let sql = Sql::new("DELETE FROM customer_technician WHERE tenant_id = ? AND customer_id = ? AND technician_id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(customer).bind(who)).await
}

/// What these customers wish, by customer: whom they prefer, and whom they refuse.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    pub preferred: BTreeSet<UserId>,
    pub refused: BTreeSet<UserId>,
}

impl Wishes {
    /// What they wish about somebody.
    pub(super) fn about(&self, who: UserId) -> Option<Wish> {
        match (self.refused.contains(&who), self.preferred.contains(&who)) {
            (true, _) => Some(Wish::Refused),
            (false, true) => Some(Wish::Preferred),
            (false, false) => None,
        }
    }
}

/// The wishes of several customers.
///
/// # Errors
/// Those of the database.
pub(super) async fn of(view: &View, customers: BTreeSet<CustomerId>) -> Result<BTreeMap<CustomerId, Wishes>> {
    if customers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT customer_id, technician_id, wish FROM customer_technician WHERE tenant_id = ? AND ");
    let mut by_customer: BTreeMap<CustomerId, Wishes> = BTreeMap::new();
    for row in &view.all(sql.bind(view.actor().tenant).within("customer_id", customers)).await? {
        let wishes = by_customer.entry(read(row, "customer_id")?).or_default();
        match read::<Wish>(row, "wish")? {
            Wish::Preferred => wishes.preferred.insert(read(row, "technician_id")?),
            Wish::Refused => wishes.refused.insert(read(row, "technician_id")?),
        };
    }
    for wishes in by_customer.values_mut() {
        wishes.preferred.retain(|who| !wishes.refused.contains(who));
    }
    Ok(by_customer)
}

#[cfg(test)]
mod tests;
