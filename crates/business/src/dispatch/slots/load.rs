//! Reading what the slots of an order need: its job and people, what was promised besides, and the quotas. The number of statements
//! depends neither on the people nor on what was promised.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UnitId;
use kernel::{Id, Moment, Point, Result};
use platform::db::{self, Row, Sql, View, read};

use super::quotas::SlotQuota;
use super::rules::{DayPart, Promised, Quotas, Window};
use crate::dispatch::load::work_of;
use crate::dispatch::model::Job;
use crate::lowcode;
use crate::lowcode::pack::{CarriedBy, Leg, OrderType};
use crate::nouns::{OrderId, VisitId};
use crate::orders::OrderPhase;
use crate::orders::visits::{self, VisitStatus};

/// So many promises are weighed; those that close first where there are more.
const PROMISES_MAX: i64 = 600;
/// Visits counted against quotas in a fortnight at most.
const COUNTED_MAX: i64 = 20_000;
const QUOTAS_MAX: i64 = 5_000;
const UNITS_MAX: i64 = 20_000;

/// What was promised in a stretch of time and is nobody's yet: windows told, windows wished for, and wishes not taken in yet; of these
/// units and of none.
///
/// # Errors
/// Those of the database.
pub async fn promised(
    view: &View,
    units: Option<&[UnitId]>,
    span: (Moment, Moment),
    without: (Option<VisitId>, Option<OrderId>),
) -> Result<Vec<Promised>> {
    let mut found = vec![];
    for row in view.all(planned(view, units, span, without.0)).await? {
        found.push(Found::of(&row, true)?);
    }
    for row in view.all(wished(view, units, span, without.1)).await? {
        found.push(Found::of(&row, false)?);
    }
    let split = |each: &Found| Some((each.visit?, each.order, each.number, each.previous));
    let items = visits::items_of_all(view, found.iter().filter_map(split).collect()).await?;
    let mut promised = vec![];
    for each in found {
        let work = each.visit.and_then(|visit| items.get(&visit)).map(Vec::as_slice).unwrap_or_default();
        let categories = work.iter().map(|item| item.category.as_str());
        let of = (each.r#type.as_str(), each.type_version);
        let (leg, minutes, crew) = match each.visit {
            Some(_) => (each.leg.clone(), each.minutes, each.crew),
            None => first_leg(view, of, &each.category).await?,
        };
        let needs = work_of(view, of, &leg, categories, &each.category).await?;
        promised.push(Promised {
            // an order without a visit stands for the one that it will have
            visit_id: each.visit.unwrap_or_else(|| VisitId::from_uuid(each.order.uuid())),
            unit: each.unit,
            job: Job {
                place: each.place,
                region: each.region,
                needs,
                minutes,
                crew,
                window: Some(each.window),
                due_at: None,
                waits: vec![],
                only: None,
            },
        });
    }
    Ok(promised)
}

const OF_ORDER: &str = "o.id AS order_id, o.type, o.type_version, o.category, o.region, s.place";

fn planned(view: &View, units: Option<&[UnitId]>, span: (Moment, Moment), without: Option<VisitId>) -> Sql {
    let window =
        |end: &str| format!("COALESCE(v.window_{end}_at, CASE WHEN v.previous_id IS NULL THEN o.wanted_{end}_at END)");
    let (from, to) = (window("from"), window("to"));
    let sql = Sql::new(&format!(
        "SELECT {OF_ORDER}, v.id, v.number, v.previous_id, v.leg, v.minutes, v.crew_size, {from} AS from_at, {to} AS to_at,
                COALESCE(v.unit_id, o.unit_id) AS unit_id
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE v.tenant_id = ? AND v.status = ? AND {from} < ? AND {to} > ? AND "
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .bind(span.1)
    .bind(span.0.max(view.now()))
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
    .and(" AND v.id <> ?", without);
    of_units(sql, "COALESCE(v.unit_id, o.unit_id)", units).push(" ORDER BY to_at, v.id LIMIT ?").bind(PROMISES_MAX)
}

fn wished(view: &View, units: Option<&[UnitId]>, span: (Moment, Moment), without: Option<OrderId>) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT {OF_ORDER}, o.wanted_from_at AS from_at, o.wanted_to_at AS to_at, o.unit_id
         FROM work_order o LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE o.tenant_id = ? AND o.phase = ? AND o.wanted_from_at < ? AND o.wanted_to_at > ?"
    ))
    .bind(view.actor().tenant)
    .bind(OrderPhase::Received)
    .bind(span.1)
    .bind(span.0.max(view.now()))
    .and(" AND o.id <> ?", without);
    of_units(sql, "o.unit_id", units).push(" ORDER BY to_at, o.id LIMIT ?").bind(PROMISES_MAX)
}

fn of_units(sql: Sql, column: &str, units: Option<&[UnitId]>) -> Sql {
    match units {
        Some(units) => sql.push(&format!(" AND ({column} IS NULL OR ")).within(column, units.iter().copied()).push(")"),
        None => sql,
    }
}

/// A row of either.
struct Found {
    visit: Option<VisitId>,
    order: OrderId,
    number: i64,
    previous: Option<VisitId>,
    leg: String,
    minutes: i64,
    crew: i64,
    r#type: String,
    type_version: i64,
    category: String,
    region: String,
    unit: Option<UnitId>,
    place: Option<Point>,
    window: (Moment, Moment),
}

impl Found {
    fn of(row: &Row, is_planned: bool) -> Result<Self> {
        let mut found = Self {
            visit: None,
            order: read(row, "order_id")?,
            number: 1,
            previous: None,
            leg: String::new(),
            minutes: 0,
            crew: 1,
            r#type: read(row, "type")?,
            type_version: read(row, "type_version")?,
            category: read(row, "category")?,
            region: read(row, "region")?,
            unit: read(row, "unit_id")?,
            place: read(row, "place")?,
            window: (read(row, "from_at")?, read(row, "to_at")?),
        };
        if is_planned {
            found.visit = Some(read(row, "id")?);
            found.number = read(row, "number")?;
            found.previous = read(row, "previous_id")?;
            found.leg = read(row, "leg")?;
            found.minutes = read(row, "minutes")?;
            found.crew = read(row, "crew_size")?;
        }
        Ok(found)
    }
}

/// The first leg that is carried by a visit: its code, minutes and crew for a category. An hour where the type is not known.
///
/// # Errors
/// Those of the database.
pub async fn first_leg(view: &View, (code, version): (&str, i64), category: &str) -> Result<(String, i64, i64)> {
    let of = match lowcode::order_type(view, code, Some(version)).await {
        Ok(of) => of,
        Err(kernel::Error::NotFound(_)) => return Ok((String::new(), 60, 1)),
        Err(error) => return Err(error),
    };
    let leg = visit_leg(&of);
    Ok(leg.map_or((String::new(), 60, 1), |leg| {
        (leg.code.clone(), i64::from(leg.minutes_for(category)), i64::from(leg.crew_for(category)))
    }))
}

/// The first of a type's legs that somebody goes for.
pub fn visit_leg(of: &OrderType) -> Option<&Leg> {
    of.legs.iter().find(|leg| leg.carried_by == CarriedBy::Visit)
}

/// The quotas of these windows' days, with what is taken of them; nothing further is read where nobody has set any.
///
/// # Errors
/// Those of the database.
pub async fn quotas(view: &View, windows: &[Window], without: Option<VisitId>) -> Result<Quotas> {
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else { return Ok(Quotas::default()) };
    let set = of_days(view, (first.day, last.day)).await?;
    if set.is_empty() {
        return Ok(Quotas::default());
    }
    let mut quotas = units_above(view).await?;
    quotas.most = set.iter().map(|each| ((each.unit_id, each.day, each.part), each.visits_max)).collect();
    quotas.taken = taken(view, (first.day, last.day), without).await?;
    Ok(quotas)
}

/// What was set for some days.
///
/// # Errors
/// Those of the database.
pub async fn of_days(view: &View, (from, to): (kernel::Day, kernel::Day)) -> Result<Vec<SlotQuota>> {
    let sql = Sql::new(
        "SELECT * FROM slot_quota WHERE tenant_id = ? AND day >= ? AND day <= ? ORDER BY day, unit_id, part LIMIT ?",
    );
    db::select(view, sql.bind(view.actor().tenant).bind(from).bind(to).bind(QUOTAS_MAX)).await
}

/// The tree of units; nothing else is filled in.
///
/// # Errors
/// Those of the database.
pub async fn units_above(view: &View) -> Result<Quotas> {
    let sql = Sql::new("SELECT id, parent_id FROM unit WHERE tenant_id = ? LIMIT ?");
    let mut parents: BTreeMap<UnitId, Option<UnitId>> = BTreeMap::new();
    for row in &view.all(sql.bind(view.actor().tenant).bind(UNITS_MAX)).await? {
        parents.insert(read(row, "id")?, read(row, "parent_id")?);
    }
    let above = |unit: UnitId| {
        let mut way = vec![unit];
        while let Some(Some(parent)) = way.last().and_then(|last| parents.get(last)) {
            // a ring of units would go on for ever
            if way.contains(parent) {
                break;
            }
            way.push(*parent);
        }
        way
    };
    Ok(Quotas {
        above: parents.keys().map(|unit| (*unit, above(*unit))).collect(),
        roots: parents.iter().filter(|(_, parent)| parent.is_none()).map(|(unit, _)| *unit).collect::<BTreeSet<_>>(),
        ..Quotas::default()
    })
}

/// Visits and wishes by unit, day and part: where the stay is planned, else where the window opens.
///
/// # Errors
/// Those of the database.
pub async fn taken(
    view: &View,
    days: (kernel::Day, kernel::Day),
    without: Option<VisitId>,
) -> Result<BTreeMap<(Option<UnitId>, kernel::Day, DayPart), i64>> {
    let zone = view.actor().zone;
    let (from, to) = (zone.start_of(days.0), zone.start_of(days.1.plus_days(1)));
    let of_booked = Sql::new(
        "SELECT COALESCE(v.unit_id, o.unit_id) AS unit_id, v.planned_from_at AS at FROM visit v
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.planned_from_at >= ? AND v.planned_from_at < ? AND v.status <> ?",
    )
    .bind(view.actor().tenant)
    .bind(from)
    .bind(to)
    .bind(VisitStatus::Cancelled)
    .and(" AND v.id <> ?", without)
    .push(" LIMIT ?")
    .bind(COUNTED_MAX);
    let told = "COALESCE(v.window_from_at, CASE WHEN v.previous_id IS NULL THEN o.wanted_from_at END)";
    let of_waiting = Sql::new(&format!(
        "SELECT COALESCE(v.unit_id, o.unit_id) AS unit_id, {told} AS at FROM visit v
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND v.planned_from_at IS NULL AND {told} >= ? AND {told} < ?"
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .bind(from)
    .bind(to)
    .and(" AND v.id <> ?", without)
    .push(" LIMIT ?")
    .bind(COUNTED_MAX);
    let of_wishes = Sql::new(
        "SELECT o.unit_id, o.wanted_from_at AS at FROM work_order o
         WHERE o.tenant_id = ? AND o.phase = ? AND o.wanted_from_at >= ? AND o.wanted_from_at < ? LIMIT ?",
    )
    .bind(view.actor().tenant)
    .bind(OrderPhase::Received)
    .bind(from)
    .bind(to)
    .bind(COUNTED_MAX);
    let mut counted = BTreeMap::new();
    for sql in [of_booked, of_waiting, of_wishes] {
        for row in &view.all(sql).await? {
            let at: Moment = read(row, "at")?;
            let key = (read(row, "unit_id")?, zone.day_of(at), DayPart::at(zone.minute_of_day(at)));
            *counted.entry(key).or_insert(0) += 1;
        }
    }
    Ok(counted)
}
