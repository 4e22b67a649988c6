//! The pool: all channels' orders in one list, filtered, sorted, by cursor.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Page, Phone, Result, page};
use platform::db::{Row, Sql, View, read, value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::branches::{Cursor, page_ids};
use super::by_deed;
use crate::customers::masks::{self, Sight};
use crate::identity::company::subtree;
use crate::lowcode::pack::Urgency;
use crate::nouns::{AssetId, BrandId, Channel, CustomerId, OrderId, ProductId, SaleId, SiteId, Verdict, VisitId};
use crate::orders::record::OrderPhase;
use crate::orders::visits::VisitStatus;

/// By what the pool is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderSort {
    /// Newest first.
    #[default]
    Opened,
    /// What is due next first; orders with nothing due are left out.
    Due,
    /// Most urgent first.
    Priority,
}

/// What the pool can be narrowed by.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrderFilter {
    /// One phase or several, separated by commas.
    pub phase: Option<String>,
    pub r#type: Option<String>,
    pub urgency: Option<Urgency>,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
    pub region: Option<String>,
    pub channel: Option<Channel>,
    pub category: Option<String>,
    pub fault: Option<String>,
    pub warranty: Option<Verdict>,
    /// Something is due and has not happened.
    pub late: Option<bool>,
    /// Something is due within so many minutes, or late.
    pub due_within_minutes: Option<i64>,
    /// Of those, what is not late yet.
    pub due_ahead: Option<bool>,
    /// A machine that it is about.
    pub asset_id: Option<AssetId>,
    /// The serial number of a machine that it is about.
    pub serial: Option<String>,
    /// A model that it is about.
    pub product_id: Option<ProductId>,
    /// A brand that it is about, as it stands on the item.
    pub brand_id: Option<BrandId>,
    /// The sale that it came of.
    pub sale_id: Option<SaleId>,
    pub finished_from_at: Option<Moment>,
    pub finished_to_at: Option<Moment>,
    /// Finished by when it was to be, or later; of those that were due.
    pub in_time: Option<bool>,
    /// Solved at the first visit, or not.
    pub fixed_at_once: Option<bool>,
    pub technician_id: Option<UserId>,
    /// A visit ended at this moment or later; with `technician_id`, one that they led.
    pub visited_from_at: Option<Moment>,
    /// And before this one.
    pub visited_to_at: Option<Moment>,
    /// A visit that ended there was a void trip, or, where false, none was.
    pub void_trip: Option<bool>,
    /// A part that was fitted: its code on the price list, else what it was called.
    pub part: Option<String>,
    /// It, or any part where none is named, was fitted at this moment or later, and before `used_to_at`.
    pub used_from_at: Option<Moment>,
    pub used_to_at: Option<Moment>,
    /// Of these uses: into a machine that had got the same part within half a year before; where false, not so. As all that follows of parts,
    /// it needs `part` or `used_from_at`.
    pub part_again: Option<bool>,
    /// It was known before that the part would be needed, or was not.
    pub part_planned: Option<bool>,
    /// What the machine's terms said of the part.
    pub part_warranty: Option<Verdict>,
    /// Something of it was booked on these days as income, goodwill or expense.
    pub booked_from: Option<Day>,
    pub booked_to: Option<Day>,
    /// The same machine came with the same fault again; where false, it did not.
    pub repeat: Option<bool>,
    /// It repeats an order whose last visit was led by this technician.
    pub repeat_of_technician_id: Option<UserId>,
    /// Orders with a repair of what is asked for by `product_id`, `brand_id`, `category` and `fault` together, spellings of the brand that
    /// were merged included; those that were called off are left out. So are the failures counted.
    pub repairs: Option<bool>,
    pub customer_id: Option<CustomerId>,
    /// A phone number, or the beginning of an order number or of a contact's name.
    pub text: Option<String>,
    pub opened_from_at: Option<Moment>,
    pub opened_to_at: Option<Moment>,
    pub sort: Option<OrderSort>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// 50 unless told, 200 at most.
    pub limit: Option<i64>,
}

impl OrderFilter {
    pub(super) fn phases(&self) -> Vec<OrderPhase> {
        use kernel::code::Code;
        let all = self.phase.as_deref().unwrap_or_default().split(',');
        all.filter_map(|code| OrderPhase::from_code(code.trim())).collect()
    }
    fn check(&self) -> Result<()> {
        let named = self.phase.as_deref().unwrap_or_default().split(',').filter(|code| !code.trim().is_empty()).count();
        if named != self.phases().len() {
            return Err(Error::invalid("phase", "field.not_a_choice"));
        }
        // without either, all parts that were ever fitted would be read
        if by_deed::asks_parts(self) && self.part.is_none() && self.used_from_at.is_none() {
            return Err(Error::invalid("used_from_at", "field.required"));
        }
        if self.text.as_deref().is_some_and(|text| text.trim().is_empty() || text.chars().count() > 60) {
            return Err(Error::invalid("text", "field.too_long"));
        }
        Ok(())
    }
}

/// An order as the pool shows it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: String,
    pub version: i64,
    pub r#type: String,
    pub phase: OrderPhase,
    pub stage: String,
    pub urgency: Urgency,
    pub priority: i64,
    pub channel: Channel,
    pub category: String,
    pub fault: Option<String>,
    /// The beginning of what was said.
    pub subject: String,
    pub unit_id: Option<UnitId>,
    pub customer: Option<CustomerNamed>,
    pub contact_name: String,
    /// Masked, unless the reader goes there.
    pub phone: Option<String>,
    pub site_id: Option<SiteId>,
    pub region: String,
    /// Shortened, unless the reader goes there.
    pub address: Option<String>,
    pub warranty: Option<Verdict>,
    pub technicians: Vec<Named>,
    /// The next visit, or the last one where none is open.
    pub visit: Option<VisitBrief>,
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
    pub due_at: Option<Moment>,
    pub late: bool,
    pub hold_reason: Option<String>,
    pub chased: i64,
    pub repeat: bool,
    pub opened_at: Moment,
    pub finished_at: Option<Moment>,
}

/// A customer by name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerNamed {
    pub id: CustomerId,
    pub name: String,
}

/// A person by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    pub id: UserId,
    pub name: String,
}

/// A visit in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VisitBrief {
    pub id: VisitId,
    pub number: i64,
    pub status: VisitStatus,
    /// What the customer was told, else what is planned.
    pub from_at: Option<Moment>,
    pub to_at: Option<Moment>,
}

/// An order comes once for each of its visits and for whoever goes there: one statement, so that order and visits are of one moment.
const COLUMNS: &str = "o.id, o.number, o.version, o.type, o.phase, o.stage, o.urgency, o.priority, o.channel, o.category, o.fault,
  o.summary, o.unit_id, o.customer_id, o.contact_name, o.contact_phone, o.site_id, o.region, o.warranty, o.wanted_from_at, o.wanted_to_at,
  o.next_due_at, o.hold_reason, o.chased_count, o.repeat_of_id, o.opened_at, o.finished_at, c.name AS customer_name,
  s.address, v.id AS visit_id, v.number AS visit_number, v.status AS visit_status, v.window_from_at, v.window_to_at, v.planned_from_at,
  v.planned_to_at, m.technician_id, u.name AS technician_name";

/// The pool, as a screen shows it: masked but for who goes there.
pub(crate) async fn list(view: &View, _: (), filter: OrderFilter) -> Result<Page<OrderRow>> {
    pool(view, filter, None).await
}

/// The pool with phones and addresses at one sight for all its orders, or by who goes there.
pub(in crate::orders) async fn pool(view: &View, filter: OrderFilter, sight: Option<Sight>) -> Result<Page<OrderRow>> {
    filter.check()?;
    let sort = filter.sort.unwrap_or_default();
    let limit = page::limit_of(filter.limit);
    let after = filter.after.as_deref().map(Cursor::parse).transpose()?;
    let units = units_of(view, &filter).await?;
    let sql = rows_sql(view, page_ids(view, (&filter, units.as_deref()), sort, after, limit), sort);
    let found = view.all(sql).await?;
    let ids: Vec<OrderId> = found.iter().map(|row| read(row, "id")).collect::<Result<_>>()?;
    let mut rows = vec![];
    let mut at = 0;
    for same in ids.chunk_by(|a, b| a == b) {
        rows.push(with_visits(view, &found[at..at + same.len()], sight)?);
        at += same.len();
    }
    Ok(Page::of(rows, limit, |row| cursor(row, sort).text()))
}

/// The unit that is asked for with all below it.
async fn units_of(view: &View, filter: &OrderFilter) -> Result<Option<Vec<UnitId>>> {
    match filter.unit_id {
        Some(unit) => subtree(view, unit).await.map(Some),
        None => Ok(None),
    }
}

/// How many orders the filters mean.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderCount {
    /// Counted up to a thousand: whoever has more narrows the list.
    pub count: i64,
    /// There are more than were counted.
    pub more: bool,
}

const COUNTED_MAX: i64 = 1_000;

/// `GET /orders/count`: of the same filters as the pool; what pages it counts for nothing.
pub(crate) async fn count(view: &View, _: (), filter: OrderFilter) -> Result<OrderCount> {
    filter.check()?;
    let units = units_of(view, &filter).await?;
    let ids = page_ids(view, (&filter, units.as_deref()), filter.sort.unwrap_or_default(), None, COUNTED_MAX);
    let count: i64 = view.value(ids.before("SELECT COUNT(*) FROM (").push(") counted")).await?;
    Ok(OrderCount { count: count.min(COUNTED_MAX), more: count > COUNTED_MAX })
}

fn rows_sql(view: &View, ids: Sql, sort: OrderSort) -> Sql {
    let tenant = view.actor().tenant;
    let head = format!("SELECT {COLUMNS} FROM (");
    ids.before(&head)
        .push(
            ") p CROSS JOIN work_order o LEFT JOIN customer c ON c.tenant_id = ? AND c.id = o.customer_id
             LEFT JOIN site s ON s.tenant_id = ? AND s.id = o.site_id
             LEFT JOIN visit v ON v.tenant_id = ? AND v.order_id = o.id AND v.status <> 'cancelled'
             LEFT JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.released_at IS NULL
             LEFT JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.technician_id
             WHERE o.tenant_id = ? AND o.id = p.id ORDER BY ",
        )
        .push(&sort.order_by("p"))
        .push(", v.number, m.role DESC")
        .bind_all(vec![value(&tenant); 4])
}

fn cursor(row: &OrderRow, sort: OrderSort) -> Cursor {
    let key = match sort {
        OrderSort::Opened => row.opened_at.ms(),
        OrderSort::Due => row.due_at.map_or(0, Moment::ms),
        OrderSort::Priority => row.priority,
    };
    Cursor { key, opened_at: row.opened_at.ms(), id: row.id }
}

fn shown(view: &View, row: &Row, sight: Sight) -> Result<OrderRow> {
    let customer: Option<CustomerId> = read(row, "customer_id")?;
    let name: Option<String> = read(row, "customer_name")?;
    let phone: Option<Phone> = read(row, "contact_phone")?;
    let due_at: Option<Moment> = read(row, "next_due_at")?;
    let address: Option<String> = read(row, "address")?;
    Ok(OrderRow {
        id: read(row, "id")?,
        number: read(row, "number")?,
        version: read(row, "version")?,
        r#type: read(row, "type")?,
        phase: read(row, "phase")?,
        stage: read(row, "stage")?,
        urgency: read(row, "urgency")?,
        priority: read(row, "priority")?,
        channel: read(row, "channel")?,
        category: read(row, "category")?,
        fault: read(row, "fault")?,
        subject: read(row, "summary")?,
        unit_id: read(row, "unit_id")?,
        customer: customer.zip(name).map(|(id, name)| CustomerNamed { id, name }),
        contact_name: read(row, "contact_name")?,
        phone: phone.as_ref().map(|phone| masks::phone(phone, sight)),
        site_id: read(row, "site_id")?,
        region: read(row, "region")?,
        address: address.map(|line| masks::address(&line, sight)),
        warranty: read(row, "warranty")?,
        technicians: vec![],
        visit: None,
        wanted_from_at: read(row, "wanted_from_at")?,
        wanted_to_at: read(row, "wanted_to_at")?,
        due_at,
        late: due_at.is_some_and(|due| due < view.now()),
        hold_reason: read(row, "hold_reason")?,
        chased: read(row, "chased_count")?,
        repeat: read::<Option<OrderId>>(row, "repeat_of_id")?.is_some(),
        opened_at: read(row, "opened_at")?,
        finished_at: read(row, "finished_at")?,
    })
}

/// An order with its next visit and who goes, from the rows that tell of it.
fn with_visits(view: &View, rows: &[Row], sight: Option<Sight>) -> Result<OrderRow> {
    let first = rows.first().ok_or_else(|| Error::bug("an order without a row"))?;
    let mut order = shown(view, first, sight.unwrap_or(Sight::Masked))?;
    let visits: Vec<(VisitBrief, Option<Named>)> =
        rows.iter().filter_map(|row| visit(row).transpose()).collect::<Result<_>>()?;
    let next = visits.iter().find(|(visit, _)| visit.status != VisitStatus::Done).or(visits.last());
    let Some((next, _)) = next else { return Ok(order) };
    let crew = visits.iter().filter(|(visit, _)| visit.id == next.id).filter_map(|(_, who)| who.clone());
    order.technicians = crew.collect();
    order.visit = Some(next.clone());
    if sight.is_none() && order.technicians.iter().any(|each| each.id == view.actor().user) {
        order.phone = read::<Option<Phone>>(first, "contact_phone")?.map(|phone| masks::phone(&phone, Sight::Clear));
        order.address = read(first, "address")?;
    }
    Ok(order)
}

fn visit(row: &Row) -> Result<Option<(VisitBrief, Option<Named>)>> {
    let Some(id) = read(row, "visit_id")? else { return Ok(None) };
    let from_at: Option<Moment> = read(row, "window_from_at")?;
    let to_at: Option<Moment> = read(row, "window_to_at")?;
    let brief = VisitBrief {
        id,
        number: read(row, "visit_number")?,
        status: read(row, "visit_status")?,
        from_at: from_at.or(read(row, "planned_from_at")?),
        to_at: to_at.or(read(row, "planned_to_at")?),
    };
    let who: Option<UserId> = read(row, "technician_id")?;
    let name: Option<String> = read(row, "technician_name")?;
    Ok(Some((brief, who.map(|id| Named { id, name: name.unwrap_or_default() }))))
}
