//! The board: technicians with their shifts, leave and visits of a day or a week, read in a fixed number of statements (E8).

use std::collections::BTreeMap;

use kernel::id::{UnitId, UserId};
use kernel::{Day, Json, Moment, Page, Point, Result, page};
use platform::db::{self, Row, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::customers::masks::{self, Sight};
use crate::lowcode::pack::Urgency;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::{CrewRole, OfferAnswer, VisitStatus};
use crate::people::queries::{ShiftShown, check_days, in_scope};
use crate::people::{self, Sheet, ShiftKind, Technician, TechnicianStatus};

/// The longest board, in days.
const DAYS_MAX: i64 = 14;
/// Visits on one page of the board at most; two hundred people with a full fortnight have fewer.
const VISITS_MAX: i64 = 20_000;

/// Which days, and whose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardFilter {
    /// First day, included.
    pub from: Day,
    /// Last day, included; 14 days at most.
    pub to: Day,
    pub unit: Option<UnitId>,
    /// The cursor of the page before.
    pub after: Option<UserId>,
    /// Technicians on a page.
    pub limit: Option<i64>,
}

/// A technician's row.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardRow {
    pub technician_id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub status: TechnicianStatus,
    pub daily_minutes_max: i64,
    pub last_place: Option<Point>,
    pub last_place_at: Option<Moment>,
    /// Working time and leave.
    pub shifts: Vec<ShiftShown>,
    /// What is booked, and what is offered to them and not answered yet; in order of time.
    pub visits: Vec<BoardVisit>,
}

/// A bar on the board.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BoardVisit {
    pub visit_id: VisitId,
    pub order_id: OrderId,
    pub order_number: String,
    pub summary: String,
    pub category: String,
    pub region: String,
    pub place: Option<Point>,
    /// The one who is visited.
    pub customer_name: String,
    /// Shortened, as on every list.
    pub address: Option<String>,
    pub urgency: Urgency,
    pub status: VisitStatus,
    /// As what they go; none while it is only offered.
    pub crew_role: Option<CrewRole>,
    /// How many people it takes.
    pub crew_size: i64,
    /// The way to it as it was reckoned when it was given to them.
    pub travel_minutes: Option<i64>,
    pub travel_metres: Option<i64>,
    /// Until when they can answer.
    pub offer_expires_at: Option<Moment>,
    /// Offered to them and not answered: it takes no time of theirs yet.
    pub is_offer: bool,
    pub planned_from_at: Moment,
    pub planned_to_at: Moment,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub arrive_due_at: Option<Moment>,
    /// Begins after the window or the SLA.
    pub is_late: bool,
    /// Not wholly within working time less leave.
    pub is_outside_shift: bool,
    /// Overlaps another bar of this row.
    pub overlaps: bool,
    pub version: i64,
}

/// Reads a page of the board.
///
/// # Errors
/// `Invalid` for days that are none or too many.
pub async fn read_board(view: &View, filter: BoardFilter) -> Result<Page<BoardRow>> {
    check_days(filter.from, filter.to, DAYS_MAX)?;
    let limit = page::limit_of(filter.limit);
    let sql = Sql::new("SELECT t.* FROM technician t WHERE t.tenant_id = ? AND t.status <> ?")
        .bind(view.actor().tenant)
        .bind(TechnicianStatus::Left)
        .and(" AND t.unit_id = ?", filter.unit)
        .and(" AND t.id > ?", filter.after);
    let sql = in_scope(sql, view).push(" ORDER BY t.id LIMIT ?").bind(limit + 1);
    let technicians: Vec<Technician> = db::select(view, sql).await?;
    let page = Page::of(technicians, limit, |each| each.id.to_string());
    let ids: Vec<UserId> = page.items.iter().map(|each| each.id).collect();
    let sheets = people::sheets_of_page(view, page.items, filter.from, filter.to).await?;
    let zone = view.actor().zone;
    let span = (zone.start_of(filter.from), zone.start_of(filter.to.plus_days(1)));
    let mut bars = bars(view, &ids, span).await?;
    let row = |sheet: Sheet| {
        let own = bars.remove(&sheet.technician.id).unwrap_or_default();
        row(sheet, own)
    };
    Ok(Page { items: sheets.into_iter().map(row).collect(), next: page.next })
}

async fn bars(view: &View, ids: &[UserId], span: (Moment, Moment)) -> Result<BTreeMap<UserId, Vec<BoardVisit>>> {
    let columns =
        "c.technician_id, v.id, v.order_id, o.number, o.summary, o.category, o.region, s.place, o.urgency, v.status,
        v.planned_from_at, v.planned_to_at, v.window_from_at, v.window_to_at, o.arrive_due_at, v.version, v.crew_size,
        o.contact_name, s.address";
    let as_crew = "c.role AS crew_role, CAST(NULL AS BIGINT) AS expires_at, f.arithmetic";
    let as_asked = "NULL AS crew_role, c.expires_at, c.arithmetic";
    let joined = "JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id
        JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
        LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id";
    let tenant = view.actor().tenant;
    let booked = Sql::new(&format!(
        "SELECT {columns}, {as_crew} FROM crew_member c {joined}
         LEFT JOIN offer f ON f.tenant_id = v.tenant_id AND f.visit_id = v.id AND f.technician_id = c.technician_id AND f.answer = ?
         WHERE c.tenant_id = ? AND c.released_at IS NULL AND v.status <> ?"
    ));
    let offered =
        Sql::new(&format!("SELECT {columns}, {as_asked} FROM offer c {joined} WHERE c.tenant_id = ? AND c.answer = ?"));
    let asked = [
        (booked.bind(OfferAnswer::Accepted).bind(tenant).bind(VisitStatus::Cancelled), false),
        (offered.bind(tenant).bind(OfferAnswer::Waiting), true),
    ];
    let mut bars: BTreeMap<UserId, Vec<BoardVisit>> = BTreeMap::new();
    for (sql, is_offer) in asked {
        let sql = sql.push(" AND v.planned_from_at < ? AND v.planned_to_at > ? AND ").bind(span.1).bind(span.0);
        let sql = sql.within("c.technician_id", ids.iter().copied());
        for each in view.all(sql.push(" ORDER BY v.planned_from_at, v.id LIMIT ?").bind(VISITS_MAX)).await? {
            bars.entry(read(&each, "technician_id")?).or_default().push(bar(&each, is_offer)?);
        }
    }
    Ok(bars)
}

/// What the board tells of an offer's arithmetic.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Way {
    metres: Option<i64>,
    travel_minutes: Option<i64>,
}

fn bar(row: &Row, is_offer: bool) -> Result<BoardVisit> {
    let planned_from_at: Moment = read(row, "planned_from_at")?;
    let window_to_at: Option<Moment> = read(row, "window_to_at")?;
    let arrive_due_at: Option<Moment> = read(row, "arrive_due_at")?;
    let status: VisitStatus = read(row, "status")?;
    let address: Option<String> = read(row, "address")?;
    let way = read::<Option<Json<Way>>>(row, "arithmetic")?.map(|way| way.0).unwrap_or_default();
    let is_late = status != VisitStatus::Done
        && [window_to_at, arrive_due_at].into_iter().flatten().any(|latest| planned_from_at > latest);
    Ok(BoardVisit {
        visit_id: read(row, "id")?,
        order_id: read(row, "order_id")?,
        order_number: read(row, "number")?,
        summary: read(row, "summary")?,
        category: read(row, "category")?,
        region: read(row, "region")?,
        place: read(row, "place")?,
        customer_name: read(row, "contact_name")?,
        address: address.map(|line| masks::address(&line, Sight::Masked)),
        urgency: read(row, "urgency")?,
        status,
        crew_role: read(row, "crew_role")?,
        crew_size: read(row, "crew_size")?,
        travel_minutes: way.travel_minutes,
        travel_metres: way.metres,
        offer_expires_at: read(row, "expires_at")?,
        is_offer,
        planned_from_at,
        planned_to_at: read(row, "planned_to_at")?,
        window_from_at: read(row, "window_from_at")?,
        window_to_at,
        arrive_due_at,
        is_late,
        is_outside_shift: false,
        overlaps: false,
        version: read(row, "version")?,
    })
}

fn row(sheet: Sheet, mut visits: Vec<BoardVisit>) -> BoardRow {
    visits.sort_by_key(|each| (each.planned_from_at, each.visit_id));
    let spans: Vec<(Moment, Moment)> = visits.iter().map(|each| (each.planned_from_at, each.planned_to_at)).collect();
    for (at, visit) in visits.iter_mut().enumerate() {
        let own = spans[at];
        visit.is_outside_shift = !is_within(&sheet, own);
        visit.overlaps = spans.iter().enumerate().any(|(other, span)| other != at && span.0 < own.1 && own.0 < span.1);
    }
    let technician = sheet.technician;
    BoardRow {
        technician_id: technician.id,
        name: technician.name,
        unit_id: technician.unit_id,
        status: technician.status,
        daily_minutes_max: technician.daily_minutes_max,
        last_place: technician.last_place,
        last_place_at: technician.last_place_at,
        shifts: sheet.shifts.into_iter().map(ShiftShown::from).collect(),
        visits,
    }
}

/// Whether a stay lies in one stretch of working time and touches no leave.
fn is_within(sheet: &Sheet, (from, to): (Moment, Moment)) -> bool {
    let of = |kind: ShiftKind| sheet.shifts.iter().filter(move |shift| shift.kind == kind);
    of(ShiftKind::Work).any(|shift| shift.from_at <= from && to <= shift.to_at)
        && !of(ShiftKind::Leave).any(|shift| shift.from_at < to && from < shift.to_at)
}

pub(super) async fn read_page(view: &View, _: (), filter: BoardFilter) -> Result<Page<BoardRow>> {
    read_board(view, filter).await
}
