//! Reading what a day's plan needs: what waits, and who works. The number of statements depends neither on the visits nor on the people.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Point, Result, Scope};
use platform::db::{Row, Sql, View, read};

use super::WaitingVisit;
use super::booked::{self, Booked};
use super::income::Incomes;
use crate::customers::CustomerId;
use crate::dispatch::load::{people_of_day, work_of};
use crate::dispatch::model::{Job, Person};
use crate::dispatch::policy::{self, DispatchRules, Evenness};
use crate::dispatch::waits::{self, Asked, Before};
use crate::dispatch::wishes::{self, Wishes};
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
    pub wishes: Wishes,
    /// Somebody has it already; it may be moved.
    pub booked: Option<Booked>,
    /// Visits of legs before, that are planned with it.
    pub before: Vec<Before>,
}

/// A day with what waits and who works. Each person has one day: this one.
pub(super) struct Question {
    pub day: Day,
    /// What has nobody, the most urgent first; then what may be moved, the earliest first.
    pub waiting: Vec<Waiting>,
    pub people: Vec<Person>,
    /// Where people begin who have no place of their own.
    pub unit_places: BTreeMap<UnitId, Point>,
    pub more: bool,
    /// How much an even day counts, by the company's rule, and by what it is evened out.
    pub fairness: i64,
    pub even_by: Evenness,
    /// What visits bring, where that is what counts.
    pub incomes: Option<Incomes>,
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
/// sees them; with `moves` also what is booked and may be moved.
///
/// # Errors
/// Those of the database.
pub(super) async fn question(view: &View, day: Day, unit: Option<UnitId>, moves: bool) -> Result<Question> {
    let units = units(view, unit).await?;
    let zone = view.actor().zone;
    let span = (zone.start_of(day), zone.start_of(day.plus_days(1)));
    let rows = waiting_rows(view, units.as_deref(), span).await?;
    let more = rows.len() > VISITS_MAX;
    let rows = &rows[..rows.len().min(VISITS_MAX)];
    let mut waiting = vec![];
    for (found, each) in read_rows(view, rows).await? {
        if found.is_of_day(view.now(), span) {
            waiting.push(each);
        }
    }
    let mut people = people_of_day(view, units.as_deref(), day).await?;
    if moves {
        let rows = booked::rows(view, units.as_deref(), span).await?;
        let found = read_rows(view, &rows).await?;
        waiting.extend(booked::taken_out(found, &mut people, view.now()));
    }
    let units = people.iter().map(|person| person.unit_id).chain(waiting.iter().filter_map(|each| each.unit));
    let unit_places = unit_places(view, units.collect()).await?;
    let DispatchRules { fairness, even_by, .. } = policy::rules(view).await?.rules;
    let incomes = match even_by {
        Evenness::Income if fairness > 0 => Some(Incomes::read(view, &waiting, &people).await?),
        Evenness::Income | Evenness::Hours => None,
    };
    Ok(Question { day, waiting, people, unit_places, more, fairness, even_by, incomes })
}

/// What is planned together is held to its order by the planner; what comes before and is not planned along is waited for as it stands.
pub(super) fn linked(waiting: &mut [Waiting]) {
    let together: BTreeSet<VisitId> = waiting.iter().map(|each| each.shown.visit_id).collect();
    for each in waiting {
        each.before.retain(|before| together.contains(&before.visit));
        each.job.waits.retain(|wait| wait.visit.is_none_or(|visit| !together.contains(&visit)));
        // with whoever gets the leg before, where that is not certain yet
        if each.before.iter().any(|before| before.same) {
            each.job.only = None;
        }
    }
}

/// Rows as work to be done, with who knows the household and who said no.
async fn read_rows(view: &View, rows: &[Row]) -> Result<Vec<(Found, Waiting)>> {
    let found = rows.iter().map(Found::of).collect::<Result<Vec<_>>>()?;
    let items = visits::items_of_all(view, found.iter().map(|each| each.split()).collect()).await?;
    let declined = declined(view, found.iter().map(|each| each.shown.visit_id).collect()).await?;
    let known = known(view, found.iter().filter_map(|each| each.customer).collect()).await?;
    let wishes = wishes::of(view, found.iter().filter_map(|each| each.customer).collect()).await?;
    let mut held = waits::of(view, &found.iter().map(Found::asked).collect::<Vec<_>>()).await?;
    let mut read = vec![];
    for each in found {
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
            window: each.told().filter(|told| told.1 >= view.now()),
            due_at: [each.due_at, missed].into_iter().flatten().min(),
            waits: vec![],
            only: None,
        };
        let mut held = held.remove(&each.shown.visit_id).unwrap_or_default();
        let before = std::mem::take(&mut held.before);
        let job = held.onto(job);
        let waiting = Waiting {
            declined: declined.get(&each.shown.visit_id).cloned().unwrap_or_default(),
            known: each.customer.and_then(|customer| known.get(&customer).cloned()).unwrap_or_default(),
            wishes: each.customer.and_then(|customer| wishes.get(&customer).cloned()).unwrap_or_default(),
            shown: each.shown.clone(),
            unit: each.unit,
            job,
            booked: None,
            before,
        };
        read.push((each, waiting));
    }
    Ok(read)
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

/// The columns of a visit that is planned with its day.
pub(super) const COLUMNS: &str = "v.id, v.version, v.number, v.previous_id, v.order_id, v.leg, v.minutes, v.crew_size, v.window_from_at, v.window_to_at,
  v.status, v.planned_from_at, v.planned_to_at,
  o.number AS order_number, o.type, o.type_version, o.summary, o.category, o.region, o.priority, o.customer_id, o.wanted_from_at,
  o.wanted_to_at, o.arrive_due_at, o.arrived_at, o.leg AS order_leg, o.previous_id AS parent_id, s.place,
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
pub(super) struct Found {
    pub status: VisitStatus,
    /// From when until when somebody is booked or asked for it.
    pub planned: Option<(Moment, Moment)>,
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
    of_parent: Option<(OrderId, String)>,
}

impl Found {
    fn of(row: &Row) -> Result<Self> {
        let (wanted_from, wanted_to): (Option<Moment>, Option<Moment>) =
            (read(row, "wanted_from_at")?, read(row, "wanted_to_at")?);
        let arrived: Option<Moment> = read(row, "arrived_at")?;
        let due: Option<Moment> = read(row, "arrive_due_at")?;
        let planned_to: Option<Moment> = read(row, "planned_to_at")?;
        let parent: Option<OrderId> = read(row, "parent_id")?;
        Ok(Self {
            status: read(row, "status")?,
            planned: read::<Option<Moment>>(row, "planned_from_at")?.zip(planned_to),
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
            of_parent: parent.zip(read::<Option<String>>(row, "order_leg")?),
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

    fn asked(&self) -> Asked {
        Asked {
            visit: self.shown.visit_id,
            order: self.shown.order_id,
            leg: self.leg.clone(),
            r#type: (self.r#type.clone(), self.type_version),
            of_parent: self.of_parent.clone(),
            // what is on hold is in no phase that is planned
            is_held: false,
        }
    }

    /// What the customer was told, else what they wished for.
    fn told(&self) -> Option<(Moment, Moment)> {
        let wished = self.wanted.filter(|_| self.previous_id.is_none());
        self.shown.window_from_at.zip(self.shown.window_to_at).or(wished)
    }

    /// No window, one that has passed, or one that touches the day.
    fn is_of_day(&self, now: Moment, span: (Moment, Moment)) -> bool {
        self.told().is_none_or(|told| told.1 < now || (told.0 < span.1 && told.1 >= span.0))
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
