//! Reading what a ranking needs: the job of a visit, and the people who come into question with their days. The number of statements
//! does not depend on the number of people.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Lang, Moment, Point, Result, Scope};
use platform::db::{self, Row, Sql, View, read};

use super::model::{DayPlan, Job, Need, Person, Stay};
use super::waits;
use super::wishes::{self, Wishes};
use crate::customers::Site;
use crate::identity::company::subtree;
use crate::lowcode;
use crate::lowcode::pack::{OrderKind, Pack};
use crate::nouns::AssetId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, OfferAnswer, VisitId, VisitStatus};
use crate::orders::{OrderItem, WorkOrder};
use crate::people::queries::rating_hundredths;
use crate::people::{self, Address, Sheet, ShiftKind};

/// A visit without a window is looked for today and on the two days after.
const DAYS_AHEAD: i64 = 2;
/// A visit that waits for something is looked for so far ahead.
const WAITS_DAYS_MAX: i64 = 60;
/// The longest window that is weighed, in days.
const WINDOW_DAYS_MAX: i64 = 14;

/// A job and everybody who might do it.
pub struct Question {
    pub job: Job,
    pub people: Vec<Person>,
}

/// Reads the job of a visit and its people: those of the unit that goes (with all below it), else of the units that serve the
/// address, else all; within the actor's scope. `also` is read too, wherever they belong.
///
/// # Errors
/// Those of the database.
pub async fn question(view: &View, scene: &Scene, also: Option<UserId>) -> Result<Question> {
    let (job, assets) = job(view, scene).await?;
    let days = days(view, &job);
    let units = units(view, scene.visit.unit_id.or(scene.order.unit_id), &job.region, job.place).await?;
    let mut sheets = people::sheets(view, units.as_deref(), days.0, days.1).await?;
    let mut borrowed = None;
    if let Some(also) = also.filter(|also| sheets.iter().all(|sheet| sheet.technician.id != *also)) {
        borrowed = Some(also);
        sheets.extend(people::sheet_of(view, also, days.0, days.1).await?);
    }
    let around = Around::of(view, scene, &sheets, days, &assets).await?;
    let people = sheets.into_iter().map(|sheet| around.person(sheet, days, borrowed)).collect();
    Ok(Question { job, people })
}

/// Reads the job and one person for a stay that begins at this very moment, whatever day that is.
///
/// # Errors
/// Those of the database.
pub async fn question_at(view: &View, scene: &Scene, who: UserId, at: Moment) -> Result<Question> {
    let (job, assets) = job(view, scene).await?;
    let day = view.actor().zone.day_of(at);
    let sheets: Vec<Sheet> = people::sheet_of(view, who, day, day).await?.into_iter().collect();
    let around = Around::of(view, scene, &sheets, (day, day), &assets).await?;
    let people = sheets.into_iter().map(|sheet| around.person(sheet, (day, day), None)).collect();
    Ok(Question { job: Job { window: Some((at, at)), ..job }, people })
}

/// Reads who could help on a visit that has its lead and its time: whoever is free for that stay. A helper brings hands; skills and
/// papers are the lead's.
///
/// # Errors
/// `visit.no_crew_yet`; those of the database.
pub async fn question_of_helpers(view: &View, scene: &Scene) -> Result<Question> {
    let from = scene.visit.planned_from_at.filter(|_| scene.visit.status.is_booked());
    let from = from.ok_or_else(|| Error::refused("visit.no_crew_yet"))?;
    let mut pinned = scene.clone();
    (pinned.visit.window_from_at, pinned.visit.window_to_at) = (Some(from), Some(from));
    let Question { job, people } = question(view, &pinned, None).await?;
    let people = people.into_iter().filter(|person| !scene.is_on_crew(person.id)).collect();
    Ok(Question { job: Job { needs: vec![], waits: vec![], only: None, ..job }, people })
}

/// Everybody who works on one day in these units (in all for `None`), with what they have that day. Whom they know and what they have
/// declined goes by the visit, and is not told.
///
/// # Errors
/// Those of the database.
pub async fn people_of_day(view: &View, units: Option<&[UnitId]>, day: Day) -> Result<Vec<Person>> {
    people_of_days(view, units, (day, day)).await
}

/// As [`people_of_day`], for several days.
///
/// # Errors
/// Those of the database.
pub async fn people_of_days(view: &View, units: Option<&[UnitId]>, days: (Day, Day)) -> Result<Vec<Person>> {
    let sheets = people::sheets(view, units, days.0, days.1).await?;
    let ids: Vec<UserId> = sheets.iter().map(|sheet| sheet.technician.id).collect();
    let zone = view.actor().zone;
    let mut stays: BTreeMap<UserId, Vec<Stay>> = BTreeMap::new();
    for (who, stay) in stays_of(view, &ids, (zone.start_of(days.0), zone.start_of(days.1.plus_days(1))), None).await? {
        stays.entry(who).or_default().push(stay);
    }
    let (household, machines, declined) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    let around = Around { stays, household, machines, declined, wishes: Wishes::default() };
    Ok(sheets.into_iter().map(|sheet| around.person(sheet, days, None)).collect())
}

/// What work asks for, by what it is: the order's type at its version, the visit's leg, and the categories of what is worked on.
///
/// # Errors
/// Those of the database.
pub async fn work_of(
    view: &View,
    (code, version): (&str, i64),
    leg: &str,
    categories: impl Iterator<Item = &str>,
    otherwise: &str,
) -> Result<Vec<Need>> {
    let book = lowcode::book(view).await?;
    let of = match lowcode::order_type(view, code, Some(version)).await {
        Ok(of) => of,
        // imported history may bear a type that the company never had
        Err(Error::NotFound(_)) => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let mut categories: BTreeSet<&str> = categories.collect();
    if categories.is_empty() {
        categories.insert(otherwise);
    }
    let work = of.leg(leg).map_or(of.kind, |leg| leg.work);
    Ok(needs_of(&book.pack, &categories, work, view.actor().lang))
}

async fn job(view: &View, scene: &Scene) -> Result<(Job, BTreeSet<AssetId>)> {
    let order = &scene.order;
    let items = visits::items_of(view, &scene.visit).await?;
    let site: Option<Site> = match order.site_id {
        Some(site) => db::find(view, site).await?,
        None => None,
    };
    // what the customer was told, else what they wished for
    let wanted = order.wanted_from_at.zip(order.wanted_to_at).filter(|_| scene.visit.previous_id.is_none());
    let window = scene.visit.window_from_at.zip(scene.visit.window_to_at).or(wanted);
    // a window that has passed cannot be kept by anybody: now it is late
    let open = window.filter(|window| window.1 >= view.now());
    let missed = window.filter(|window| window.1 < view.now()).map(|window| window.1);
    let due_at = order.arrive_due_at.filter(|_| order.arrived_at.is_none());
    let needs = needs(view, order, &scene.visit.leg, &items).await?;
    let job = Job {
        place: site.and_then(|site| site.place),
        region: order.region.clone(),
        needs,
        minutes: scene.visit.minutes,
        crew: scene.visit.crew_size,
        window: open,
        due_at: [due_at, missed].into_iter().flatten().min(),
        waits: vec![],
        only: None,
    };
    let job = waits::of_scene(view, scene).await?.onto(job);
    Ok((job, items.into_iter().filter_map(|item| item.asset_id).collect()))
}

/// What the work asks for: of all items of the visit together, each skill at its highest level.
async fn needs(view: &View, order: &WorkOrder, leg: &str, items: &[OrderItem]) -> Result<Vec<Need>> {
    let categories = items.iter().map(|item| item.category.as_str());
    work_of(view, (&order.r#type, order.type_version), leg, categories, &order.category).await
}

fn needs_of(pack: &Pack, categories: &BTreeSet<&str>, work: OrderKind, lang: Lang) -> Vec<Need> {
    let mut levels: BTreeMap<&str, i64> = BTreeMap::new();
    for need in categories.iter().flat_map(|category| pack.needs(category, work)) {
        let level = levels.entry(&need.skill).or_default();
        *level = (*level).max(i64::from(need.level));
    }
    let need = |(code, level): (&str, i64)| {
        let skill = pack.skill(code);
        let name = skill.map(|skill| match lang {
            Lang::Zh => &skill.name.zh,
            Lang::En => &skill.name.en,
        });
        Need {
            name: name.cloned().unwrap_or_else(|| code.to_owned()),
            is_certificate: skill.is_some_and(|skill| skill.certificate),
            code: code.to_owned(),
            level,
        }
    };
    levels.into_iter().map(need).collect()
}

fn days(view: &View, job: &Job) -> (Day, Day) {
    let (zone, today) = (view.actor().zone, view.actor().today());
    match job.window {
        Some((from, to)) => {
            let first = zone.day_of(from).max(today);
            (first, zone.day_of(to).min(first.plus_days(WINDOW_DAYS_MAX)).max(first))
        }
        None => {
            // what waits for something is looked for from then on
            let first = job.not_before().map_or(today, |at| zone.day_of(at).max(today));
            let first = first.min(today.plus_days(WAITS_DAYS_MAX));
            (first, first.plus_days(DAYS_AHEAD))
        }
    }
}

/// The units whose people come into question: the one that goes with all below it, else those that serve the address ([`people::serving`]),
/// else all (`None`); within the actor's scope.
///
/// # Errors
/// Those of the database.
pub async fn units(
    view: &View,
    unit: Option<UnitId>,
    region: &str,
    place: Option<Point>,
) -> Result<Option<Vec<UnitId>>> {
    let units = match unit {
        Some(unit) => Some(subtree(view, unit).await?),
        None => {
            let serving = people::serving(view, Address { region, place }).await?;
            Some(serving.all()).filter(|units| !units.is_empty())
        }
    };
    Ok(match (&view.actor().scope, units) {
        (Scope::Units(own), Some(units)) => Some(units.into_iter().filter(|unit| own.contains(unit)).collect()),
        (Scope::Units(own), None) => Some(own.to_vec()),
        (_, units) => units,
    })
}

/// What surrounds the people: where they will be, whom they know, who has said no.
struct Around {
    stays: BTreeMap<UserId, Vec<Stay>>,
    household: BTreeMap<UserId, i64>,
    machines: BTreeMap<UserId, i64>,
    declined: BTreeSet<UserId>,
    wishes: Wishes,
}

impl Around {
    async fn of(
        view: &View,
        scene: &Scene,
        sheets: &[Sheet],
        days: (Day, Day),
        assets: &BTreeSet<AssetId>,
    ) -> Result<Self> {
        let ids: Vec<UserId> = sheets.iter().map(|sheet| sheet.technician.id).collect();
        let zone = view.actor().zone;
        let span = (zone.start_of(days.0), zone.start_of(days.1.plus_days(1)));
        let mut stays: BTreeMap<UserId, Vec<Stay>> = BTreeMap::new();
        for (who, stay) in stays_of(view, &ids, span, Some(scene.visit.id)).await? {
            stays.entry(who).or_default().push(stay);
        }
        let declined = Sql::new("SELECT DISTINCT technician_id FROM offer WHERE tenant_id = ? AND visit_id = ? AND ")
            .bind(view.actor().tenant)
            .bind(scene.visit.id)
            .within("answer", [OfferAnswer::Declined, OfferAnswer::Expired]);
        Ok(Self {
            stays,
            household: household_visits(view, scene).await?,
            machines: machine_visits(view, assets).await?,
            declined: view.column(declined).await?.into_iter().collect(),
            wishes: match scene.order.customer_id {
                Some(customer) => {
                    wishes::of(view, BTreeSet::from([customer])).await?.remove(&customer).unwrap_or_default()
                }
                None => Wishes::default(),
            },
        })
    }

    fn person(&self, sheet: Sheet, days: (Day, Day), borrowed: Option<UserId>) -> Person {
        let technician = &sheet.technician;
        let id = technician.id;
        let stays = self.stays.get(&id).map(Vec::as_slice).unwrap_or_default();
        Person {
            id,
            name: technician.name.clone(),
            unit_id: technician.unit_id,
            status: technician.status,
            is_of_unit: borrowed != Some(id),
            skills: sheet.skills.iter().map(|held| (held.skill.clone(), held.level)).collect(),
            certificates: sheet.certificates.iter().map(|held| (held.certificate.clone(), held.expires_on)).collect(),
            areas: sheet.areas.clone(),
            drawn: if sheet.areas.is_empty() && sheet.drawn.is_empty() {
                sheet.of_outlet.clone()
            } else {
                sheet.drawn.clone()
            },
            days: day_plans(&sheet, stays, days),
            daily_minutes_max: technician.daily_minutes_max,
            start_place: technician.start_place,
            last_place: technician.last_place.zip(technician.last_place_at),
            rating_hundredths: rating_hundredths(technician),
            household_visits: self.household.get(&id).copied().unwrap_or(0),
            asset_visits: self.machines.get(&id).copied().unwrap_or(0),
            has_declined: self.declined.contains(&id),
            wish: self.wishes.about(id),
        }
    }
}

/// The days of one person: working time less leave, and the stays that begin on them.
fn day_plans(sheet: &Sheet, stays: &[Stay], days: (Day, Day)) -> Vec<DayPlan> {
    let plan = |after: i64| {
        let day = days.0.plus_days(after);
        let of_day = |kind| sheet.shifts.iter().filter(move |shift| shift.day == day && shift.kind == kind);
        let mut work: Vec<(Moment, Moment)> =
            of_day(ShiftKind::Work).map(|shift| (shift.from_at, shift.to_at)).collect();
        work.sort_unstable();
        let had = work.len();
        let mut leave: Vec<(Moment, Moment)> =
            of_day(ShiftKind::Leave).map(|shift| (shift.from_at, shift.to_at)).collect();
        leave.sort_unstable();
        for away in &leave {
            work = work.into_iter().flat_map(|span| less(span, *away)).collect();
        }
        let is_on_leave = !leave.is_empty() && (had == 0 || work.is_empty());
        let (from, to) = bounds(sheet, day);
        let on_day = stays.iter().filter(|stay| stay.from < to && stay.to > from);
        DayPlan { day, work, is_on_leave, leave, stays: in_order(on_day.cloned().collect()) }
    };
    (0..=days.1.days_since(days.0)).map(plan).collect()
}

/// The stretch of a day's shifts; a day without any has none.
fn bounds(sheet: &Sheet, day: Day) -> (Moment, Moment) {
    let of_day = || sheet.shifts.iter().filter(move |shift| shift.day == day);
    let from = of_day().map(|shift| shift.from_at).min().unwrap_or_default();
    (from, of_day().map(|shift| shift.to_at).max().unwrap_or(from))
}

/// A stretch without another one: nothing, one or two pieces.
fn less(span: (Moment, Moment), away: (Moment, Moment)) -> Vec<(Moment, Moment)> {
    let pieces = [(span.0, span.1.min(away.0)), (span.0.max(away.1), span.1)];
    pieces.into_iter().filter(|piece| piece.0 < piece.1).collect()
}

/// In order of time; where two overlap (an overrun), the later one ends no earlier than the one before.
fn in_order(mut stays: Vec<Stay>) -> Vec<Stay> {
    stays.sort_by_key(|stay| (stay.from, stay.to));
    for at in 1..stays.len() {
        stays[at].to = stays[at].to.max(stays[at - 1].to);
    }
    stays
}

/// Where these people are or will be within a stretch of time: what is booked, and what is offered and not answered yet; without the
/// visit that is being asked about.
///
/// # Errors
/// Those of the database.
pub async fn stays_of(
    view: &View,
    ids: &[UserId],
    span: (Moment, Moment),
    without: Option<VisitId>,
) -> Result<Vec<(UserId, Stay)>> {
    let columns = "v.id, v.status, v.planned_from_at, v.planned_to_at, v.arrived_at, v.finished_at, s.place";
    let joined = "JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
                  LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id";
    let booked = Sql::new(&format!(
        "SELECT c.technician_id, {columns} FROM crew_member c
         JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id {joined}
         WHERE c.tenant_id = ? AND c.released_at IS NULL AND v.status <> ? AND v.planned_from_at < ? AND v.planned_to_at > ?"
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Cancelled);
    let offered = Sql::new(&format!(
        "SELECT c.technician_id, {columns} FROM offer c
         JOIN visit v ON v.tenant_id = c.tenant_id AND v.id = c.visit_id {joined}
         WHERE c.tenant_id = ? AND c.answer = ? AND v.planned_from_at < ? AND v.planned_to_at > ?"
    ))
    .bind(view.actor().tenant)
    .bind(OfferAnswer::Waiting);
    let mut stays = vec![];
    for sql in [booked, offered] {
        let sql = sql.bind(span.1).bind(span.0).and(" AND v.id <> ?", without).push(" AND ");
        let rows = view.all(sql.within("c.technician_id", ids.iter().copied()).push(" LIMIT 20000")).await?;
        for row in &rows {
            stays.push((read(row, "technician_id")?, stay(row, view.now())?));
        }
    }
    Ok(stays)
}

/// What is over counts as it was, what is under way until it ends, what should have begun begins now.
fn stay(row: &Row, now: Moment) -> Result<Stay> {
    let status: VisitStatus = read(row, "status")?;
    let (from, to): (Moment, Moment) = (read(row, "planned_from_at")?, read(row, "planned_to_at")?);
    let arrived: Option<Moment> = read(row, "arrived_at")?;
    let finished: Option<Moment> = read(row, "finished_at")?;
    let place: Option<Point> = read(row, "place")?;
    let (from, to) = match status {
        VisitStatus::Done => (arrived.unwrap_or(from), finished.unwrap_or(to)),
        VisitStatus::Arrived | VisitStatus::Working => {
            let began = arrived.unwrap_or(from);
            // who came early is booked until the planned end all the same
            (began, began.plus_minutes(to.minutes_since(from)).max(to).max(now))
        }
        _ if from < now => (from, now.plus_minutes(to.minutes_since(from))),
        _ => (from, to),
    };
    Ok(Stay { visit_id: read(row, "id")?, from, to: to.max(from), place })
}

/// How often each technician finished a visit at this household.
async fn household_visits(view: &View, scene: &Scene) -> Result<BTreeMap<UserId, i64>> {
    let Some(customer) = scene.order.customer_id else { return Ok(BTreeMap::new()) };
    let sql = Sql::new(
        "SELECT c.technician_id, COUNT(*) AS visits FROM work_order o
         JOIN visit v ON v.tenant_id = o.tenant_id AND v.order_id = o.id
         JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id
         WHERE o.tenant_id = ? AND o.customer_id = ? AND v.status = ? AND c.released_at IS NULL GROUP BY c.technician_id",
    );
    counted(view, sql.bind(view.actor().tenant).bind(customer).bind(VisitStatus::Done)).await
}

/// How often each technician finished a visit to these machines.
async fn machine_visits(view: &View, assets: &BTreeSet<AssetId>) -> Result<BTreeMap<UserId, i64>> {
    if assets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new(
        "SELECT c.technician_id, COUNT(DISTINCT v.id) AS visits FROM order_item i
         JOIN visit v ON v.tenant_id = i.tenant_id AND v.order_id = i.order_id
         JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id
         WHERE i.tenant_id = ? AND v.status = ? AND c.released_at IS NULL AND ",
    )
    .bind(view.actor().tenant)
    .bind(VisitStatus::Done);
    counted(view, sql.within("i.asset_id", assets.iter().copied()).push(" GROUP BY c.technician_id")).await
}

async fn counted(view: &View, sql: Sql) -> Result<BTreeMap<UserId, i64>> {
    view.all(sql).await?.iter().map(|row| Ok((read(row, "technician_id")?, read(row, "visits")?))).collect()
}
