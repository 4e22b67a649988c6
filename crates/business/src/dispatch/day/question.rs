//! Reading what a day's plan needs: what waits, and who works. The number of statements depends neither on the visits nor on the people.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Point, Result, Scope};
use platform::db::{Row, Sql, View, read};

use super::WaitingVisit;
use crate::customers::CustomerId;
use crate::dispatch::load::{people_of_day, work_of};
use crate::dispatch::model::{Job, Person};
use crate::identity::company::subtree;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::{self, OfferAnswer, VisitStatus};
use crate::orders::{OrderPhase, visible_sql};

/// So many visits are planned at once; the most urgent ones where there are more.
const VISITS_MAX: usize = 300;

/// A visit that waits, as it is shown and as work to be done.
pub(super) struct Waiting {
    pub shown: WaitingVisit,
    pub job: Job,
    /// The unit that goes.
    pub unit: Option<UnitId>,
    /// They have said no to it, or let its offer pass.
    pub declined: BTreeSet<UserId>,
    /// They have been at this household before.
    pub known: BTreeSet<UserId>,
}

/// A day with what waits and who works. Each person has one day: this one.
pub(super) struct Question {
    pub day: Day,
    /// The most urgent first.
    pub waiting: Vec<Waiting>,
    pub people: Vec<Person>,
    /// Where people begin who have no place of their own.
    pub unit_places: BTreeMap<UnitId, Point>,
    pub more: bool,
}

impl Question {
    /// Where a visit is: its address, else in the midst of what else waits in its district, at the unit that goes, or in the midst of
    /// everything; `None` where nothing at all is known.
    pub(super) fn place_of(&self, waiting: &Waiting) -> Option<Point> {
        let placed = |of: &dyn Fn(&Waiting) -> bool| {
            mean(self.waiting.iter().filter(|each| of(each)).filter_map(|each| each.job.place))
        };
        let region = &waiting.job.region;
        waiting
            .job
            .place
            .or_else(|| placed(&|each| !region.is_empty() && each.job.region == *region))
            .or_else(|| self.unit_places.get(&waiting.unit?).copied())
            .or_else(|| placed(&|_| true))
            .or_else(|| mean(self.unit_places.values().copied()))
    }

    /// Where somebody begins: their own place, their unit's, else in the midst of everything.
    pub(super) fn home_of(&self, person: &Person) -> Option<Point> {
        let unit = self.unit_places.get(&person.unit_id).copied();
        person.start_place.or(unit).or_else(|| mean(self.waiting.iter().filter_map(|each| each.job.place)))
    }
}

fn mean(points: impl Iterator<Item = Point>) -> Option<Point> {
    let all: Vec<Point> = points.collect();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred places")]
    let count = all.len() as f64;
    let sum = |of: fn(&Point) -> f64| all.iter().map(of).sum::<f64>() / count;
    Point::new(sum(|point| point.lat), sum(|point| point.lng))
}

/// Reads the question of a day: the visits that may be done on it and the people of the unit with all below it, as far as the actor
/// sees them.
///
/// # Errors
/// Those of the database.
pub(super) async fn question(view: &View, day: Day, unit: Option<UnitId>) -> Result<Question> {
    let units = units(view, unit).await?;
    let zone = view.actor().zone;
    let span = (zone.start_of(day), zone.start_of(day.plus_days(1)));
    let rows = waiting_rows(view, units.as_deref(), span).await?;
    let more = rows.len() > VISITS_MAX;
    let rows = &rows[..rows.len().min(VISITS_MAX)];
    let mut found = vec![];
    for row in rows {
        found.push(Found::of(row)?);
    }
    let items = visits::items_of_all(view, found.iter().map(|each| each.split()).collect()).await?;
    let declined = declined(view, found.iter().map(|each| each.shown.visit_id).collect()).await?;
    let known = known(view, found.iter().filter_map(|each| each.customer).collect()).await?;
    let mut waiting = vec![];
    for each in found {
        let Some(window) = each.window(view.now(), span) else { continue };
        let work = items.get(&each.shown.visit_id).map(Vec::as_slice).unwrap_or_default();
        let categories = work.iter().map(|item| item.category.as_str());
        let needs =
            work_of(view, (&each.r#type, each.type_version), &each.leg, categories, &each.shown.category).await?;
        let missed = each.told().filter(|told| told.1 < view.now()).map(|told| told.1);
        let job = Job {
            place: each.place,
            region: each.shown.region.clone(),
            needs,
            minutes: each.minutes,
            crew: each.crew_size,
            window,
            due_at: [each.due_at, missed].into_iter().flatten().min(),
        };
        waiting.push(Waiting {
            declined: declined.get(&each.shown.visit_id).cloned().unwrap_or_default(),
            known: each.customer.and_then(|customer| known.get(&customer).cloned()).unwrap_or_default(),
            shown: each.shown,
            unit: each.unit,
            job,
        });
    }
    let people = people_of_day(view, units.as_deref(), day).await?;
    let units = people.iter().map(|person| person.unit_id).chain(waiting.iter().filter_map(|each| each.unit));
    let unit_places = unit_places(view, units.collect()).await?;
    Ok(Question { day, waiting, people, unit_places, more })
}

async fn units(view: &View, unit: Option<UnitId>) -> Result<Option<Vec<UnitId>>> {
    let asked = match unit {
        Some(unit) => Some(subtree(view, unit).await?),
        None => None,
    };
    Ok(match (&view.actor().scope, asked) {
        (Scope::Units(own), Some(asked)) => Some(asked.into_iter().filter(|unit| own.contains(unit)).collect()),
        (Scope::Units(own), None) => Some(own.to_vec()),
        (_, asked) => asked,
    })
}

const COLUMNS: &str = "v.id, v.version, v.number, v.previous_id, v.order_id, v.leg, v.minutes, v.crew_size, v.window_from_at, v.window_to_at,
  o.number AS order_number, o.type, o.type_version, o.summary, o.category, o.region, o.priority, o.customer_id, o.wanted_from_at,
  o.wanted_to_at, o.arrive_due_at, o.arrived_at, s.place,
  COALESCE(v.unit_id, o.unit_id) AS unit_id";

/// Planned visits of running orders whose window, if they have one, touches the day or has passed; the most urgent first.
async fn waiting_rows(view: &View, units: Option<&[UnitId]>, span: (Moment, Moment)) -> Result<Vec<Row>> {
    let sql = Sql::new(&format!(
        "SELECT {COLUMNS} FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE v.tenant_id = ? AND v.status = ? AND "
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
    .push(" AND (v.window_from_at IS NULL OR (v.window_from_at < ? AND (v.window_to_at >= ? OR v.window_to_at < ?)))")
    .bind(span.1)
    .bind(span.0)
    .bind(view.now());
    let sql = match units {
        Some(units) => sql.push(" AND ").within("COALESCE(v.unit_id, o.unit_id)", units.iter().copied()),
        None => sql,
    };
    let sql = visible_sql(sql, view, "o").push(" ORDER BY o.priority DESC, o.opened_at, v.id LIMIT ?");
    view.all(sql.bind(i64::try_from(VISITS_MAX).unwrap_or(i64::MAX) + 1)).await
}

/// A row of them.
struct Found {
    shown: WaitingVisit,
    number: i64,
    previous_id: Option<VisitId>,
    leg: String,
    minutes: i64,
    crew_size: i64,
    r#type: String,
    type_version: i64,
    customer: Option<CustomerId>,
    unit: Option<UnitId>,
    wanted: Option<(Moment, Moment)>,
    due_at: Option<Moment>,
    place: Option<Point>,
}

impl Found {
    fn of(row: &Row) -> Result<Self> {
        let (wanted_from, wanted_to): (Option<Moment>, Option<Moment>) =
            (read(row, "wanted_from_at")?, read(row, "wanted_to_at")?);
        let arrived: Option<Moment> = read(row, "arrived_at")?;
        let due: Option<Moment> = read(row, "arrive_due_at")?;
        Ok(Self {
            number: read(row, "number")?,
            previous_id: read(row, "previous_id")?,
            leg: read(row, "leg")?,
            minutes: read(row, "minutes")?,
            crew_size: read(row, "crew_size")?,
            r#type: read(row, "type")?,
            type_version: read(row, "type_version")?,
            customer: read(row, "customer_id")?,
            unit: read(row, "unit_id")?,
            wanted: wanted_from.zip(wanted_to),
            due_at: due.filter(|_| arrived.is_none()),
            place: read(row, "place")?,
            shown: WaitingVisit {
                visit_id: read(row, "id")?,
                version: read(row, "version")?,
                order_id: read(row, "order_id")?,
                order_number: read(row, "order_number")?,
                summary: read(row, "summary")?,
                category: read(row, "category")?,
                region: read(row, "region")?,
                priority: read(row, "priority")?,
                window_from_at: read(row, "window_from_at")?,
                window_to_at: read(row, "window_to_at")?,
            },
        })
    }

    fn split(&self) -> (VisitId, OrderId, i64, Option<VisitId>) {
        (self.shown.visit_id, self.shown.order_id, self.number, self.previous_id)
    }

    /// What the customer was told, else what they wished for.
    fn told(&self) -> Option<(Moment, Moment)> {
        let wished = self.wanted.filter(|_| self.previous_id.is_none());
        self.shown.window_from_at.zip(self.shown.window_to_at).or(wished)
    }

    /// The window that counts that day: none at all where it has passed or nothing was said. `None` for another day's.
    #[expect(clippy::option_option, reason = "another day's window is not the same as no window")]
    fn window(&self, now: Moment, span: (Moment, Moment)) -> Option<Option<(Moment, Moment)>> {
        match self.told().filter(|told| told.1 >= now) {
            Some(told) if told.0 >= span.1 || told.1 < span.0 => None,
            open => Some(open),
        }
    }
}

async fn declined(view: &View, ids: Vec<VisitId>) -> Result<BTreeMap<VisitId, BTreeSet<UserId>>> {
    let sql = Sql::new("SELECT DISTINCT visit_id, technician_id FROM offer WHERE tenant_id = ? AND ")
        .bind(view.actor().tenant)
        .within("answer", [OfferAnswer::Declined, OfferAnswer::Expired])
        .push(" AND ")
        .within("visit_id", ids);
    let mut by_visit: BTreeMap<VisitId, BTreeSet<UserId>> = BTreeMap::new();
    for row in &view.all(sql).await? {
        by_visit.entry(read(row, "visit_id")?).or_default().insert(read(row, "technician_id")?);
    }
    Ok(by_visit)
}

/// Who finished a visit at these households.
async fn known(view: &View, ids: BTreeSet<CustomerId>) -> Result<BTreeMap<CustomerId, BTreeSet<UserId>>> {
    let sql = Sql::new(
        "SELECT DISTINCT o.customer_id, c.technician_id FROM work_order o
         JOIN visit v ON v.tenant_id = o.tenant_id AND v.order_id = o.id
         JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id
         WHERE o.tenant_id = ? AND v.status = ? AND c.released_at IS NULL AND ",
    )
    .bind(view.actor().tenant)
    .bind(VisitStatus::Done)
    .within("o.customer_id", ids);
    let mut by_customer: BTreeMap<CustomerId, BTreeSet<UserId>> = BTreeMap::new();
    for row in &view.all(sql).await? {
        by_customer.entry(read(row, "customer_id")?).or_default().insert(read(row, "technician_id")?);
    }
    Ok(by_customer)
}

async fn unit_places(view: &View, ids: BTreeSet<UnitId>) -> Result<BTreeMap<UnitId, Point>> {
    let sql = Sql::new("SELECT id, place FROM unit WHERE tenant_id = ? AND place IS NOT NULL AND ");
    let rows = view.all(sql.bind(view.actor().tenant).within("id", ids)).await?;
    let mut places = BTreeMap::new();
    for row in &rows {
        if let Some(place) = read::<Option<Point>>(row, "place")? {
            places.insert(read(row, "id")?, place);
        }
    }
    Ok(places)
}
