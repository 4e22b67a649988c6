//! The pool by what was done: visits that ended, parts that were fitted, money that was booked, repairs and repeats. The analyses lead here
//! with these, and count as they count.

use kernel::time::DAY;
use platform::db::{Sql, View};

use super::list::OrderFilter;
use crate::money::ORDER_ACCOUNTS;
use crate::orders::record::OrderPhase;
use crate::orders::visits::{CrewRole, VisitStatus};

/// The same part in the same machine again within so many days is one that did not hold.
pub const AGAIN_DAYS: i64 = 180;

/// Who led the last visit of the order that `o` repeats.
pub const EARLIER_LEAD: &str = "(SELECT m.technician_id FROM visit v
  JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.role = 'lead' AND m.released_at IS NULL
  WHERE v.tenant_id = o.tenant_id AND v.order_id = o.repeat_of_id AND v.status = 'done' ORDER BY v.number DESC LIMIT 1)";

/// Whether the part of the use `p` went into a machine that had got the same one within [`AGAIN_DAYS`] before.
#[must_use]
pub fn fitted_again() -> String {
    format!(
        "EXISTS (SELECT 1 FROM part_use e WHERE e.tenant_id = p.tenant_id AND e.asset_id = p.asset_id AND e.code = p.code
           AND e.undone_at IS NULL AND e.used_at < p.used_at AND e.used_at >= p.used_at - {})",
        AGAIN_DAYS * DAY
    )
}

/// Whether something is asked that is found by an index of its own.
pub(super) fn is_asked(filter: &OrderFilter) -> bool {
    asks_visits(filter)
        || asks_parts(filter)
        || filter.booked_from.is_some()
        || filter.repeat == Some(true)
        || filter.repeat_of_technician_id.is_some()
}

pub(super) fn asks_visits(filter: &OrderFilter) -> bool {
    filter.visited_from_at.is_some() || filter.visited_to_at.is_some() || filter.void_trip.is_some()
}

pub(super) fn asks_parts(filter: &OrderFilter) -> bool {
    filter.part.is_some()
        || filter.used_from_at.is_some()
        || filter.used_to_at.is_some()
        || filter.part_again.is_some()
        || filter.part_planned.is_some()
        || filter.part_warranty.is_some()
}

pub(super) fn asks_repairs(filter: &OrderFilter) -> bool {
    filter.repairs == Some(true)
}

pub(super) fn narrowed(sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    let sql = if asks_visits(filter) { by_visit(sql, view, filter) } else { sql };
    let sql = if asks_parts(filter) { by_part(sql, view, filter) } else { sql };
    let sql =
        if filter.booked_from.is_some() || filter.booked_to.is_some() { by_booking(sql, view, filter) } else { sql };
    let sql = match filter.repeat {
        // said of the time too, so that the index of the few repeats is taken, which goes by it
        Some(true) => sql.push(" AND o.repeat_of_id IS NOT NULL AND o.opened_at >= 0"),
        Some(false) => sql.push(" AND o.repeat_of_id IS NULL"),
        None => sql,
    };
    match filter.repeat_of_technician_id {
        Some(technician) => {
            sql.push(&format!(" AND o.repeat_of_id IS NOT NULL AND {EARLIER_LEAD} = ?")).bind(technician)
        }
        None => sql,
    }
}

/// A visit that ended then, led by whoever is named.
fn by_visit(sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    let crew = match filter.technician_id {
        Some(_) => {
            " JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.role = ? AND m.released_at IS NULL"
        }
        None => "",
    };
    let sql = sql.push(&format!(" AND o.id IN (SELECT v.order_id FROM visit v{crew}"));
    let sql = match filter.technician_id {
        Some(_) => sql.bind(CrewRole::Lead),
        None => sql,
    };
    let sql = sql
        .push(" WHERE v.tenant_id = ? AND v.status = ? AND v.finished_at IS NOT NULL")
        .bind(view.actor().tenant)
        .bind(VisitStatus::Done)
        .and(" AND v.finished_at >= ?", filter.visited_from_at)
        .and(" AND v.finished_at < ?", filter.visited_to_at)
        .and(" AND m.technician_id = ?", filter.technician_id);
    let sql = match filter.void_trip {
        Some(true) => sql.push(" AND v.void_cause IS NOT NULL"),
        Some(false) => sql.push(" AND v.void_cause IS NULL"),
        None => sql,
    };
    sql.push(")")
}

/// The part, unless it was taken back; an order that was called off uses none. A part by its name has an index of its own, days alone walk the
/// one over the time; whether the machine had it before is one more look-up for each that is found.
fn by_part(sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    let sql = sql
        .push(
            " AND o.cancelled_at IS NULL AND o.id IN (SELECT p.order_id FROM part_use p WHERE p.tenant_id = ? AND p.undone_at IS NULL",
        )
        .bind(view.actor().tenant)
        .and(" AND COALESCE(p.code, p.name) = ?", filter.part.clone())
        .and(" AND p.used_at >= ?", filter.used_from_at)
        .and(" AND p.used_at < ?", filter.used_to_at)
        .and(" AND p.planned = ?", filter.part_planned)
        .and(" AND p.warranty_verdict = ?", filter.part_warranty);
    let sql = match filter.part_again {
        Some(true) => sql.push(&format!(" AND {}", fitted_again())),
        Some(false) => sql.push(&format!(" AND NOT {}", fitted_again())),
        None => sql,
    };
    sql.push(")")
}

fn by_booking(sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    sql.push(" AND o.id IN (SELECT p.order_id FROM ledger_posting p WHERE p.tenant_id = ? AND p.order_id IS NOT NULL")
        .bind(view.actor().tenant)
        .and(" AND p.booked_on >= ?", filter.booked_from)
        .and(" AND p.booked_on <= ?", filter.booked_to)
        .push(" AND ")
        .within("p.account", ORDER_ACCOUNTS)
        .push(")")
}

/// A repair of just what is asked for. A model and a brand have an index of their own; a category or a fault alone is asked of each order
/// as the list is walked.
pub(super) fn by_repair(sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    let tenant = view.actor().tenant;
    let is_rare = filter.product_id.is_some() || filter.brand_id.is_some();
    let sql = sql.push(" AND o.phase <> ?").bind(OrderPhase::Cancelled);
    let sql = if is_rare {
        sql.push(" AND o.id IN (SELECT i.order_id FROM order_item i WHERE i.tenant_id = ?").bind(tenant)
    } else {
        sql.push(" AND EXISTS (SELECT 1 FROM order_item i WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id")
    };
    let sql = sql
        .push(" AND i.service = 'repair'")
        .and(" AND i.product_id = ?", filter.product_id)
        .and(" AND i.category = ?", filter.category.clone())
        .and(" AND i.fault = ?", filter.fault.clone());
    let sql = match filter.brand_id {
        Some(brand) => sql
            .push(" AND i.brand_id IN (SELECT b.id FROM brand b WHERE b.tenant_id = ? AND (b.id = ? OR b.merged_into = ?))")
            .bind(tenant)
            .bind(brand)
            .bind(brand),
        None => sql,
    };
    sql.push(")")
}
