//! Who sees which orders: the unit's, those the unit once had, one's own work, one's own customers', those one opened. And who may
//! change them: whoever sees them, but for the unit that handed one over and only keeps reading it (D9).

use kernel::id::UnitId;
use kernel::{Error, Result, Scope};
use platform::db::{self, Sql, View};

use super::record::{OrderId, WorkOrder};
use super::visits::OfferAnswer;

/// The order, if this actor may see it: for reading, and for talking about it. Whoever changes it asks [`get_writable`].
///
/// # Errors
/// `NotFound`, also for what exists and is not theirs to see.
pub async fn get_visible(view: &View, id: OrderId) -> Result<WorkOrder> {
    let sql = Sql::new("SELECT o.* FROM work_order o WHERE o.tenant_id = ? AND o.id = ?").bind(view.actor().tenant);
    let sql = visible_sql(sql.bind(id), view, "o");
    db::select_one(view, sql).await?.ok_or(Error::NotFound("order"))
}

/// The order, if this actor may change it.
///
/// # Errors
/// `NotFound` as for [`get_visible`]; `order.read_only` for the outlet that handed it over.
pub async fn get_writable(view: &View, id: OrderId) -> Result<WorkOrder> {
    let order = get_visible(view, id).await?;
    if is_writable(view, &order).await? { Ok(order) } else { Err(read_only(&order)) }
}

/// Whether an order that this actor sees is also theirs to change. Only units read what they no longer have; whoever opened it, goes
/// there or looks after the customer takes part in it wherever it is.
///
/// # Errors
/// Those of the database.
pub async fn is_writable(view: &View, order: &WorkOrder) -> Result<bool> {
    let actor = view.actor();
    let is_had = match &actor.scope {
        Scope::Everything | Scope::Own => true,
        Scope::Units(_) => order.opened_by == actor.user || actor.scope.covers(order.unit_id),
    };
    if is_had {
        return Ok(true);
    }
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM crew_member WHERE tenant_id = ? AND order_id = ? AND technician_id = ? AND released_at IS NULL)
              + (SELECT COUNT(*) FROM customer WHERE tenant_id = ? AND id = ? AND guide_id = ?)",
    )
    .bind(actor.tenant)
    .bind(order.id)
    .bind(actor.user)
    .bind(actor.tenant)
    .bind(order.customer_id)
    .bind(actor.user);
    Ok(view.value::<i64>(sql).await? > 0)
}

/// What somebody is told who reads an order without having it.
pub(super) fn read_only(order: &WorkOrder) -> Error {
    Error::refused("order.read_only").with("number", order.number.clone())
}

/// Narrows a statement to the orders that this actor may see; `o` is the alias of `work_order` in it. For one order or a few: a list
/// of all asks by branches, see `queries::list`.
#[must_use]
pub fn visible_sql(sql: Sql, view: &View, o: &str) -> Sql {
    let user = view.actor().user;
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => {
            let sql = sql.push(&format!(" AND ({o}.opened_by = ? OR ")).bind(user);
            let sql = sql.within(&format!("{o}.unit_id"), units.iter().copied());
            let sql = sql.push(&format!(
                " OR EXISTS (SELECT 1 FROM order_reader r WHERE r.tenant_id = {o}.tenant_id AND r.order_id = {o}.id AND "
            ));
            sql.within("r.unit_id", units.iter().copied()).push("))")
        }
        Scope::Own => sql
            .push(&format!(
                " AND ({o}.opened_by = ?
                   OR EXISTS (SELECT 1 FROM crew_member m WHERE m.tenant_id = {o}.tenant_id AND m.order_id = {o}.id
                              AND m.technician_id = ? AND m.released_at IS NULL)
                   OR EXISTS (SELECT 1 FROM offer f WHERE f.tenant_id = {o}.tenant_id AND f.order_id = {o}.id
                              AND f.technician_id = ? AND f.answer = ?)
                   OR EXISTS (SELECT 1 FROM customer c WHERE c.tenant_id = {o}.tenant_id AND c.id = {o}.customer_id
                              AND c.guide_id = ?))"
            ))
            .bind(user)
            .bind(user)
            .bind(user)
            .bind(OfferAnswer::Waiting)
            .bind(user),
    }
}

/// The ids of what somebody sees beside the unit's own orders, each once, as a subquery that starts from the smaller tables. `DISTINCT`
/// over `UNION ALL`: for a plain `UNION` the embedded engine may rather read all orders by their ids, so as to merge them in order.
pub(super) fn others_sql(sql: Sql, view: &View, units: &[UnitId]) -> Sql {
    let (tenant, user) = (view.actor().tenant, view.actor().user);
    let sql = sql
        .push("SELECT DISTINCT id FROM (SELECT w.id FROM work_order w WHERE w.tenant_id = ? AND w.opened_by = ?")
        .bind(tenant)
        .bind(user);
    if !units.is_empty() {
        // most of what an outlet's people open is the outlet's own: told apart in the index, before any order is read
        let sql = sql.push(" AND (w.unit_id IS NULL OR NOT ").within("w.unit_id", units.iter().copied()).push(")");
        let sql = sql.push(" UNION ALL SELECT r.order_id FROM order_reader r WHERE r.tenant_id = ? AND ").bind(tenant);
        return sql.within("r.unit_id", units.iter().copied()).push(") seen");
    }
    sql.push(
        " UNION ALL SELECT m.order_id FROM crew_member m WHERE m.tenant_id = ? AND m.technician_id = ? AND m.released_at IS NULL
          UNION ALL SELECT f.order_id FROM offer f WHERE f.tenant_id = ? AND f.technician_id = ? AND f.answer = ?
          UNION ALL SELECT w.id FROM customer c JOIN work_order w ON w.tenant_id = c.tenant_id AND w.customer_id = c.id
                    WHERE c.tenant_id = ? AND c.guide_id = ?) seen",
    )
    .bind(tenant)
    .bind(user)
    .bind(tenant)
    .bind(user)
    .bind(OfferAnswer::Waiting)
    .bind(tenant)
    .bind(user)
}
