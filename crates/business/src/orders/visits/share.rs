//! Which items of a combined order a visit goes for (D5): all of them, or those it was split off with.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Result;
use platform::db::{self, Sql, View, read};

use super::record::{Visit, VisitId};
use crate::nouns::OrderId;
use crate::orders::record::{ItemStatus, OrderItem};

/// A visit, its order, its number there and the visit that it follows.
pub type Split = (VisitId, OrderId, i64, Option<VisitId>);

/// The items that a visit goes for, in their order. A visit that follows another goes for what that one went for.
///
/// # Errors
/// Those of the database.
pub async fn items_of(view: &View, visit: &Visit) -> Result<Vec<OrderItem>> {
    let sql = Sql::new(
        "SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ? AND status <> ? ORDER BY position LIMIT 500",
    );
    let sql = sql.bind(view.actor().tenant).bind(visit.order_id).bind(ItemStatus::Cancelled);
    let items: Vec<OrderItem> = db::select(view, sql).await?;
    if items.iter().all(|item| item.visit_number.is_none()) {
        return Ok(items);
    }
    let first = first_number(view, visit).await?;
    Ok(items.into_iter().filter(|item| item.visit_number.is_none_or(|number| number == first)).collect())
}

/// The items that each of these visits goes for, as [`items_of`] says, in two statements.
///
/// # Errors
/// Those of the database.
pub async fn items_of_all(view: &View, of: Vec<Split>) -> Result<BTreeMap<VisitId, Vec<OrderItem>>> {
    let orders: BTreeSet<OrderId> = of.iter().map(|each| each.1).collect();
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND status <> ? AND ")
        .bind(view.actor().tenant)
        .bind(ItemStatus::Cancelled)
        .within("order_id", orders.iter().copied())
        .push(" ORDER BY order_id, position LIMIT 50000");
    let mut items: BTreeMap<OrderId, Vec<OrderItem>> = BTreeMap::new();
    for item in db::select::<OrderItem>(view, sql).await? {
        items.entry(item.order_id).or_default().push(item);
    }
    let is_split =
        |order: &OrderId| items.get(order).is_some_and(|all| all.iter().any(|item| item.visit_number.is_some()));
    let split: Vec<OrderId> = orders.into_iter().filter(is_split).collect();
    let sql = Sql::new("SELECT id, order_id, number, previous_id FROM visit WHERE tenant_id = ? AND ")
        .bind(view.actor().tenant)
        .within("order_id", split)
        .push(" LIMIT 50000");
    let mut others: BTreeMap<OrderId, Vec<Numbered>> = BTreeMap::new();
    for row in &view.all(sql).await? {
        let numbered = (read(row, "id")?, read(row, "number")?, read(row, "previous_id")?);
        others.entry(read(row, "order_id")?).or_default().push(numbered);
    }
    let goes_for = |(visit, order, number, previous): Split| {
        let first = others.get(&order).map(|others| first_of(others, number, previous));
        let own = |item: &&OrderItem| first.is_none_or(|first| item.visit_number.is_none_or(|number| number == first));
        (visit, items.get(&order).into_iter().flatten().filter(own).cloned().collect())
    };
    Ok(of.into_iter().map(goes_for).collect())
}

/// A visit with its number in the order and the visit that it follows.
type Numbered = (VisitId, i64, Option<VisitId>);

/// The number of the visit that this one, and those before it, follow.
async fn first_number(view: &View, visit: &Visit) -> Result<i64> {
    let sql = Sql::new("SELECT id, number, previous_id FROM visit WHERE tenant_id = ? AND order_id = ? LIMIT 500");
    let rows = view.all(sql.bind(view.actor().tenant).bind(visit.order_id)).await?;
    let others: Vec<Numbered> = rows
        .iter()
        .map(|row| Ok((read(row, "id")?, read(row, "number")?, read(row, "previous_id")?)))
        .collect::<Result<_>>()?;
    Ok(first_of(&others, visit.number, visit.previous_id))
}

fn first_of(others: &[Numbered], number: i64, previous: Option<VisitId>) -> i64 {
    let mut at = (number, previous);
    // a visit follows an earlier one, so this ends
    while let Some((_, number, previous)) = others.iter().find(|(id, number, _)| Some(*id) == at.1 && *number < at.0) {
        at = (*number, *previous);
    }
    at.0
}
