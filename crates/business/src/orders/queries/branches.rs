//! How the pool stays fast with a million orders: a list is cut into branches, each of which walks one index in the order asked for
//! and stops after a page; the branches' pages are merged.
//!
//! A phase, or an outlet's phase, is a prefix of such an index; a list of phases or outlets is not, and would be read and sorted whole.

use kernel::code::Code;
use kernel::id::{UnitId, UserId};
use kernel::{Error, Moment, Result, Scope};
use platform::db::{Sql, View};

use super::by_deed;
use super::list::{OrderFilter, OrderSort};
use crate::orders::record::{OrderId, OrderPhase};
use crate::orders::visible::others_sql;
use crate::orders::visits::OfferAnswer;

/// More outlets than this are filtered while walking instead of walked one by one.
const UNITS_APART_MAX: usize = 6;

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cursor {
    pub key: i64,
    pub opened_at: i64,
    pub id: OrderId,
}

impl Cursor {
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("after", "field.not_a_cursor");
        let mut parts = text.splitn(3, '_');
        let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok());
        let (key, opened_at) = (number().ok_or_else(wrong)?, number().ok_or_else(wrong)?);
        let id = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        Ok(Self { key, opened_at, id })
    }
    pub fn text(self) -> String {
        format!("{}_{}_{}", self.key, self.opened_at, self.id)
    }
}

impl OrderSort {
    /// What stands before `opened_at` and `id` in the index.
    fn keys(self) -> &'static str {
        match self {
            Self::Opened => "o.opened_at, o.id",
            Self::Due => "o.next_due_at, o.id",
            Self::Priority => "o.priority, o.opened_at, o.id",
        }
    }
    /// The same order, said so that no index of that order is walked for it.
    fn order_by_found(self, k: &str) -> String {
        match self {
            Self::Opened => format!("{k}.opened_at + 0 DESC, {k}.id DESC"),
            Self::Due => format!("{k}.next_due_at + 0, {k}.id"),
            Self::Priority => format!("{k}.priority + 0 DESC, {k}.opened_at DESC, {k}.id DESC"),
        }
    }
    /// The order of the rows, with `k` for the alias.
    pub fn order_by(self, k: &str) -> String {
        match self {
            Self::Opened => format!("{k}.opened_at DESC, {k}.id DESC"),
            Self::Due => format!("{k}.next_due_at, {k}.id"),
            Self::Priority => format!("{k}.priority DESC, {k}.opened_at DESC, {k}.id DESC"),
        }
    }
}

/// A number's beginning, or a name of two characters and more, finds few orders: they are looked up by it and then sorted. A surname
/// alone finds a great many, which are rather filtered while walking; a phone has an index in the order shown.
fn is_found_by_text(filter: &OrderFilter) -> bool {
    let text = filter.text.as_deref().map(str::trim).unwrap_or_default();
    text.chars().count() >= 2 && kernel::Phone::parse(text).is_err()
}

/// Asked by something that has an index of its own and of which there are few: what is found by it is then sorted.
fn is_found_by_subject(filter: &OrderFilter) -> bool {
    filter.asset_id.is_some()
        || filter.serial.is_some()
        || filter.product_id.is_some()
        || filter.brand_id.is_some()
        || filter.sale_id.is_some()
        || filter.finished_from_at.is_some()
        || by_deed::is_asked(filter)
}

/// One walk along one index.
struct Branch {
    phase: Option<OrderPhase>,
    unit: Option<UnitId>,
    /// Not by unit, but what is seen for another reason.
    others: bool,
}

/// What is asked for, and the units that it means: the one that it names with all below it.
pub(super) type Asked<'a> = (&'a OrderFilter, Option<&'a [UnitId]>);

/// The ids of one page (and one more), in order.
pub(super) fn page_ids(view: &View, asked: Asked<'_>, sort: OrderSort, after: Option<Cursor>, limit: i64) -> Sql {
    let (filter, asked_units) = asked;
    let branches = branches(view, asked, sort);
    // only what is seen for several reasons can be found twice
    let union = if branches.iter().any(|branch| branch.others) { " UNION " } else { " UNION ALL " };
    let columns = "id, opened_at, next_due_at, priority";
    let mut sql = Sql::new(&format!("SELECT {columns} FROM ("));
    for (at, branch) in branches.iter().enumerate() {
        sql = sql.push(if at == 0 { "" } else { union });
        sql = sql.push(&format!("SELECT * FROM (SELECT o.{} FROM ", columns.replace(", ", ", o.")));
        sql = if branch.others { found(sql, view) } else { sql.push("work_order o WHERE") };
        sql = sql.push(" o.tenant_id = ?").bind(view.actor().tenant);
        sql = walked(sql, view, branch);
        sql = match asked_units {
            // walked by its own outlet already
            Some(_) if branch.unit.is_some() => sql,
            Some(units) => sql.push(" AND ").within("o.unit_id", units.iter().copied()),
            None => sql,
        };
        sql = filtered(sql, view, filter, sort);
        sql = beyond(sql, sort, after);
        // what is seen for another reason than its outlet is little, and was found by that reason
        let is_found = branch.others || is_found_by_text(filter) || is_found_by_subject(filter);
        let order_by = if is_found { sort.order_by_found("o") } else { sort.order_by("o") };
        sql = sql.push(&format!(" ORDER BY {order_by} LIMIT ?) b{at}")).bind(limit + 1);
    }
    sql.push(&format!(") k ORDER BY {} LIMIT ?", sort.order_by("k"))).bind(limit + 1)
}

fn branches(view: &View, (filter, asked_units): Asked<'_>, sort: OrderSort) -> Vec<Branch> {
    let by_index_of_its_own = filter.customer_id.is_some()
        || filter.technician_id.is_some()
        || filter.text.is_some()
        || is_found_by_subject(filter);
    let asked = filter.phases();
    let phases = |needed: bool| -> Vec<Option<OrderPhase>> {
        match (asked.is_empty(), needed) {
            (false, _) => asked.iter().copied().map(Some).collect(),
            (true, true) => OrderPhase::ALL.iter().copied().map(Some).collect(),
            (true, false) => vec![None],
        }
    };
    let needs_phase = sort != OrderSort::Opened && !by_index_of_its_own;
    let seen: Option<&[UnitId]> = match &view.actor().scope {
        Scope::Everything => None,
        Scope::Units(units) => Some(units),
        Scope::Own => Some(&[]),
    };
    let meant: Option<Vec<UnitId>> = match (asked_units, seen) {
        (Some(units), Some(seen)) => Some(units.iter().copied().filter(|unit| seen.contains(unit)).collect()),
        (Some(units), None) => Some(units.to_vec()),
        (None, seen) => seen.map(<[UnitId]>::to_vec),
    };
    let apart: Vec<Option<UnitId>> = match &meant {
        // a unit that is none has no orders: one branch says so
        Some(units) if seen.is_none() && units.is_empty() => vec![None],
        Some(units) if units.len() <= UNITS_APART_MAX => units.iter().copied().map(Some).collect(),
        _ => vec![None],
    };
    // one's own outlets alone are all in their own branches
    let is_own =
        |units: &[UnitId]| !units.is_empty() && seen.is_some_and(|seen| units.iter().all(|unit| seen.contains(unit)));
    let asks_own = asked_units.is_some_and(is_own);
    let others = seen.filter(|_| !asks_own).map(|_| Branch { phase: None, unit: None, others: true });
    let per_unit = apart.into_iter().flat_map(|unit| {
        // the index of an outlet goes by phase first
        let phases = phases(needs_phase || unit.is_some() && !by_index_of_its_own);
        phases.into_iter().map(move |phase| Branch { phase, unit, others: false })
    });
    per_unit.chain(others).collect()
}

/// What is seen for other reasons, each order looked up by its id: `CROSS JOIN` keeps the embedded engine from walking all orders and
/// asking of each whether it is among them.
fn found(sql: Sql, view: &View) -> Sql {
    let units: &[UnitId] = match &view.actor().scope {
        Scope::Units(units) => units,
        _ => &[],
    };
    others_sql(sql.push("("), view, units).push(") other CROSS JOIN work_order o WHERE o.id = other.id AND")
}

fn walked(sql: Sql, view: &View, branch: &Branch) -> Sql {
    let sql = sql.and(" AND o.phase = ?", branch.phase).and(" AND o.unit_id = ?", branch.unit);
    match &view.actor().scope {
        // too many outlets to walk one by one
        Scope::Units(units) if branch.unit.is_none() && !branch.others => {
            sql.push(" AND ").within("o.unit_id", units.iter().copied())
        }
        _ => sql,
    }
}

fn filtered(sql: Sql, view: &View, filter: &OrderFilter, sort: OrderSort) -> Sql {
    let now = view.now();
    let phases = filter.phases();
    let sql = if phases.is_empty() { sql } else { sql.push(" AND ").within("o.phase", phases) };
    let sql = sql
        .and(" AND o.type = ?", filter.r#type.clone())
        .and(" AND o.urgency = ?", filter.urgency)
        .and(" AND o.region = ?", filter.region.clone())
        .and(" AND o.channel = ?", filter.channel)
        .and(" AND o.category = ?", filter.category.clone().filter(|_| !by_deed::asks_repairs(filter)))
        .and(" AND o.fault = ?", filter.fault.clone().filter(|_| !by_deed::asks_repairs(filter)))
        .and(" AND o.warranty = ?", filter.warranty)
        .and(" AND o.customer_id = ?", filter.customer_id)
        .and(" AND o.opened_at >= ?", filter.opened_from_at)
        .and(" AND o.opened_at < ?", filter.opened_to_at)
        .and(" AND o.next_due_at < ?", filter.late.unwrap_or(false).then_some(now))
        .and(" AND o.next_due_at < ?", filter.due_within_minutes.map(|minutes| now.plus_minutes(minutes)))
        .and(" AND o.next_due_at >= ?", filter.due_ahead.unwrap_or(false).then_some(now))
        .and(" AND o.sale_id = ?", filter.sale_id)
        .and(" AND o.finished_at >= ?", filter.finished_from_at)
        .and(" AND o.finished_at < ?", filter.finished_to_at)
        .and(" AND o.fixed_at_once = ?", filter.fixed_at_once);
    let sql = match filter.in_time {
        Some(true) => sql.push(" AND o.finished_at <= o.finish_due_at"),
        Some(false) => sql.push(" AND o.finished_at > o.finish_due_at"),
        None => sql,
    };
    let sql =
        if by_deed::asks_repairs(filter) { by_deed::by_repair(sql, view, filter) } else { by_item(sql, view, filter) };
    let sql = match filter.technician_id {
        Some(technician) if !by_deed::asks_visits(filter) => by_technician(sql, view, technician),
        _ => sql,
    };
    let sql = by_deed::narrowed(sql, view, filter);
    let sql = if sort == OrderSort::Due { sql.push(" AND o.next_due_at IS NOT NULL") } else { sql };
    match &filter.text {
        Some(text) => by_text(sql, text.trim()),
        None => sql,
    }
}

/// By what stands on the order: a machine, its serial, a model, a brand.
fn by_item(mut sql: Sql, view: &View, filter: &OrderFilter) -> Sql {
    const ITEM: &str = " AND o.id IN (SELECT i.order_id FROM order_item i";
    let tenant = view.actor().tenant;
    if let Some(asset) = filter.asset_id {
        sql = sql.push(ITEM).push(" WHERE i.tenant_id = ? AND i.asset_id = ?)").bind(tenant).bind(asset);
    }
    if let Some(serial) = &filter.serial {
        let key = kernel::text::serial_key(serial);
        sql = sql.push(ITEM).push(
            " JOIN asset a ON a.tenant_id = i.tenant_id AND a.id = i.asset_id WHERE i.tenant_id = ? AND a.tenant_id = ? AND a.serial_key = ?)",
        );
        sql = sql.bind(tenant).bind(tenant).bind(key);
    }
    if let Some(product) = filter.product_id {
        sql = sql.push(ITEM).push(" WHERE i.tenant_id = ? AND i.product_id = ?)").bind(tenant).bind(product);
    }
    if let Some(brand) = filter.brand_id {
        sql = sql.push(ITEM).push(" WHERE i.tenant_id = ? AND i.brand_id = ?)").bind(tenant).bind(brand);
    }
    sql
}

fn by_technician(sql: Sql, view: &View, technician: UserId) -> Sql {
    let tenant = view.actor().tenant;
    sql.push(
        " AND o.id IN (SELECT m.order_id FROM crew_member m WHERE m.tenant_id = ? AND m.technician_id = ? AND m.released_at IS NULL
          UNION SELECT f.order_id FROM offer f WHERE f.tenant_id = ? AND f.technician_id = ? AND f.answer = ?)",
    )
    .bind(tenant)
    .bind(technician)
    .bind(tenant)
    .bind(technician)
    .bind(OfferAnswer::Waiting)
}

/// A phone is looked up whole, a number or a name by its beginning.
fn by_text(sql: Sql, text: &str) -> Sql {
    if let Ok(phone) = kernel::Phone::parse(text) {
        return sql.push(" AND o.contact_phone = ?").bind(phone);
    }
    let upper = text.to_uppercase();
    let is_number = upper.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !upper.is_empty();
    let (column, from) = if is_number { ("o.number", upper) } else { ("o.contact_name", text.to_owned()) };
    let to = format!("{from}\u{10ffff}");
    sql.push(&format!(" AND {column} >= ? AND {column} < ?")).bind(from).bind(to)
}

/// What comes after the last row of the page before.
fn beyond(sql: Sql, sort: OrderSort, after: Option<Cursor>) -> Sql {
    let Some(after) = after else { return sql };
    let sql = match sort {
        OrderSort::Opened => sql.push(&format!(" AND ({}) < (?, ?)", sort.keys())).bind(Moment(after.key)),
        OrderSort::Due => sql.push(&format!(" AND ({}) > (?, ?)", sort.keys())).bind(Moment(after.key)),
        OrderSort::Priority => {
            sql.push(&format!(" AND ({}) < (?, ?, ?)", sort.keys())).bind(after.key).bind(after.opened_at)
        }
    };
    sql.bind(after.id)
}
