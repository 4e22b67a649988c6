//! Which items of a combined order a visit goes for (D5): all of them, or those it was split off with.

use kernel::Result;
use platform::db::{self, Sql, View, read};

use super::record::{Visit, VisitId};
use crate::orders::record::{ItemStatus, OrderItem};

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

/// The number of the visit that this one, and those before it, follow.
async fn first_number(view: &View, visit: &Visit) -> Result<i64> {
    let sql = Sql::new("SELECT id, number, previous_id FROM visit WHERE tenant_id = ? AND order_id = ? LIMIT 500");
    let rows = view.all(sql.bind(view.actor().tenant).bind(visit.order_id)).await?;
    let others: Vec<(VisitId, i64, Option<VisitId>)> = rows
        .iter()
        .map(|row| Ok((read(row, "id")?, read(row, "number")?, read(row, "previous_id")?)))
        .collect::<Result<_>>()?;
    let mut at = (visit.number, visit.previous_id);
    // a visit follows an earlier one, so this ends
    while let Some((_, number, previous)) = others.iter().find(|(id, number, _)| Some(*id) == at.1 && *number < at.0) {
        at = (*number, *previous);
    }
    Ok(at.0)
}
