//! The cockpit (K1): where the orders stand now, how the day goes, and how the last thirty days went.

use std::collections::HashMap;

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scope::{counted, rate_bp, within};
use crate::identity::users;
use crate::nouns::Channel;
use crate::orders::OrderPhase;
use crate::orders::visits::{CrewRole, VisitStatus};

/// Rates and rankings are of so many days unless told, today included.
const DAYS: i64 = 30;
/// What is due within this time counts as due soon.
const SOON_MINUTES: i64 = 120;
/// So many technicians are ranked.
const RANKED: i64 = 20;
/// And so many in a sheet.
const RANKED_IN_SHEET: i64 = 5_000;

/// Of which days the rates, channels and ranking are asked.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CockpitAsked {
    /// In the company's zone; thirty days up to `to` unless told.
    pub from: Option<Day>,
    /// Included; today unless told.
    pub to: Option<Day>,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
}

/// A stretch of time, its end not included.
#[derive(Clone, Copy)]
pub(super) struct Period {
    pub since: Moment,
    pub until: Moment,
    pub from: Day,
    pub to: Day,
}

impl Period {
    /// What was asked for: thirty days up to today unless told, in the company's zone.
    ///
    /// # Errors
    /// `Invalid("to")` where it ends before it starts.
    pub fn of(view: &View, asked: CockpitAsked) -> Result<Self> {
        let zone = view.actor().zone;
        let to = asked.to.unwrap_or_else(|| zone.day_of(view.now()));
        let from = asked.from.unwrap_or_else(|| to.plus_days(1 - DAYS));
        let mut check = Check::new();
        check.that(from <= to, "to", "field.ends_before_start");
        check.done()?;
        Ok(Self { since: zone.start_of(from), until: zone.start_of(to.plus_days(1)), from, to })
    }
}

/// How the company, or the units in sight, stand.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cockpit {
    pub at: Moment,
    /// All phases in their order. What is closed or cancelled is counted of the orders opened in the period, all else as it stands now.
    pub phases: Vec<PhaseCount>,
    /// Open orders past their nearest due.
    pub late: i64,
    /// Open orders due within `due_soon_minutes`.
    pub due_soon: i64,
    pub due_soon_minutes: i64,
    /// Since midnight in the company's zone.
    pub opened_today: i64,
    pub finished_today: i64,
    /// Rates, stars, channels and ranking are of these days, both included.
    pub from: Day,
    pub to: Day,
    /// Of the orders finished with a due: finished in time.
    pub on_time_bp: Option<i64>,
    pub finished: i64,
    /// Of the finished orders with a visit: solved without another visit becoming necessary.
    pub first_fix_bp: Option<i64>,
    pub stars_hundredths: Option<i64>,
    pub reviews: i64,
    /// Orders opened, by the door they came through, most first.
    pub channels: Vec<ChannelCount>,
    /// Leads by visits done, most first.
    pub technicians: Vec<Ranked>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PhaseCount {
    pub phase: OrderPhase,
    pub count: i64,
    pub late: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChannelCount {
    pub channel: Channel,
    pub count: i64,
}

/// A technician on the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ranked {
    pub technician_id: UserId,
    pub name: String,
    /// Visits done as the lead.
    pub visits: i64,
    /// Of those with a window: arrived before it closed.
    pub on_time_bp: Option<i64>,
    pub stars_hundredths: Option<i64>,
}

/// The whole ranking, as a sheet holds it.
///
/// # Errors
/// `Invalid` for days that end before they start.
pub(super) async fn ranking(view: &View, asked: CockpitAsked) -> Result<Vec<Ranked>> {
    let view = &within(view, asked.unit_id).await?;
    technicians(view, Period::of(view, asked)?, RANKED_IN_SHEET).await
}

const ENDED: [OrderPhase; 2] = [OrderPhase::Closed, OrderPhase::Cancelled];

/// `GET /insight/cockpit`
pub(super) async fn cockpit(view: &View, (): (), asked: CockpitAsked) -> Result<Cockpit> {
    let view = &within(view, asked.unit_id).await?;
    let (now, zone) = (view.now(), view.actor().zone);
    let today = zone.start_of(zone.day_of(now));
    let period = Period::of(view, asked)?;
    let phases = phases(view, now, period).await?;
    let soon = Sql::new(
        "SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.next_due_at >= ? AND o.next_due_at < ? AND",
    )
    .bind(view.actor().tenant)
    .bind(now)
    .bind(now.plus_minutes(SOON_MINUTES))
    .within("o.phase", open_phases());
    let opened = Sql::new("SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.opened_at >= ?")
        .bind(view.actor().tenant)
        .bind(today);
    let finished = finished(view, period, today).await?;
    let (stars_hundredths, reviews) = stars(view, period).await?;
    Ok(Cockpit {
        at: now,
        late: phases.iter().map(|each| each.late).sum(),
        due_soon: view.value(counted(soon, view, "o")).await?,
        due_soon_minutes: SOON_MINUTES,
        opened_today: view.value(counted(opened, view, "o")).await?,
        finished_today: finished.today,
        from: period.from,
        to: period.to,
        on_time_bp: rate_bp(finished.in_time, finished.with_due),
        finished: finished.all,
        first_fix_bp: rate_bp(finished.fixed_at_once, finished.with_visits),
        stars_hundredths,
        reviews,
        channels: channels(view, period).await?,
        technicians: technicians(view, period, RANKED).await?,
        phases,
    })
}

pub(super) fn open_phases() -> impl Iterator<Item = OrderPhase> {
    <OrderPhase as kernel::code::Code>::ALL.iter().copied().filter(|phase| !ENDED.contains(phase))
}

/// Counts by phase from two indexes alone; no order is read. Of years of closed orders only the period's are counted.
async fn phases(view: &View, now: Moment, period: Period) -> Result<Vec<PhaseCount>> {
    let open = Sql::new(
        "SELECT o.phase, COUNT(*), COUNT(CASE WHEN o.next_due_at < ? THEN 1 END) FROM work_order o WHERE o.tenant_id = ? AND",
    )
    .bind(now)
    .bind(view.actor().tenant)
    .within("o.phase", open_phases());
    let ended = Sql::new(
        "SELECT o.phase, COUNT(*), CAST(0 AS BIGINT) FROM work_order o WHERE o.tenant_id = ? AND o.opened_at >= ? AND o.opened_at < ? AND",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .within("o.phase", ENDED);
    let mut counts: HashMap<OrderPhase, (i64, i64)> = HashMap::new();
    for sql in [open, ended] {
        for row in view.all(counted(sql, view, "o").push(" GROUP BY o.phase")).await? {
            counts.insert(read_at(&row, 0)?, (read_at(&row, 1)?, read_at(&row, 2)?));
        }
    }
    let all = <OrderPhase as kernel::code::Code>::ALL.iter().copied();
    Ok(all
        .map(|phase| {
            let (count, late) = counts.get(&phase).copied().unwrap_or_default();
            PhaseCount { phase, count, late }
        })
        .collect())
}

struct Finished {
    all: i64,
    today: i64,
    with_due: i64,
    in_time: i64,
    with_visits: i64,
    fixed_at_once: i64,
}

/// What was finished in the period, and today, from one index.
async fn finished(view: &View, period: Period, today: Moment) -> Result<Finished> {
    let today = Sql::new("SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.finished_at >= ?")
        .bind(view.actor().tenant)
        .bind(today);
    let today = view.value(counted(today, view, "o")).await?;
    let sql = Sql::new(
        "SELECT COUNT(*), COUNT(o.finish_due_at), COUNT(CASE WHEN o.finished_at <= o.finish_due_at THEN 1 END),
                COUNT(o.fixed_at_once), COUNT(CASE WHEN o.fixed_at_once THEN 1 END)
         FROM work_order o WHERE o.tenant_id = ? AND o.finished_at >= ? AND o.finished_at < ?",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    let row = view.one(counted(sql, view, "o")).await?.ok_or_else(|| kernel::Error::bug("a count without a row"))?;
    let count = |at| read_at(&row, at);
    Ok(Finished {
        all: count(0)?,
        today,
        with_due: count(1)?,
        in_time: count(2)?,
        with_visits: count(3)?,
        fixed_at_once: count(4)?,
    })
}

/// Mean stars in hundredths, and of how many reviews.
async fn stars(view: &View, period: Period) -> Result<(Option<i64>, i64)> {
    let sql = Sql::new(
        "SELECT COUNT(*), CAST(COALESCE(SUM(r.stars), 0) AS BIGINT) FROM review r
         JOIN work_order o ON o.tenant_id = r.tenant_id AND o.id = r.order_id WHERE r.tenant_id = ? AND r.given_at >= ? AND r.given_at < ?",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    let Some(row) = view.one(counted(sql, view, "o")).await? else { return Ok((None, 0)) };
    let (count, total): (i64, i64) = (read_at(&row, 0)?, read_at(&row, 1)?);
    Ok(((count > 0).then(|| total * 100 / count), count))
}

/// Every channel is named, so that the index by channel answers and no order is read.
async fn channels(view: &View, period: Period) -> Result<Vec<ChannelCount>> {
    let sql = Sql::new(
        "SELECT o.channel, COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.opened_at >= ? AND o.opened_at < ? AND",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .within("o.channel", <Channel as kernel::code::Code>::ALL.iter().copied());
    let sql = counted(sql, view, "o").push(" GROUP BY o.channel ORDER BY 2 DESC, 1");
    let rows = view.all(sql).await?;
    rows.iter().map(|row| Ok(ChannelCount { channel: read_at(row, 0)?, count: read_at(row, 1)? })).collect()
}

/// Leads by visits done since, with their punctuality and stars.
async fn technicians(view: &View, period: Period, most: i64) -> Result<Vec<Ranked>> {
    let sql = Sql::new(
        "SELECT m.technician_id, COUNT(*), COUNT(v.window_to_at), COUNT(CASE WHEN v.arrived_at <= v.window_to_at THEN 1 END)
         FROM visit v JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id AND m.role = ? AND m.released_at IS NULL
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND v.status = ? AND v.finished_at >= ? AND v.finished_at < ?",
    )
    .bind(CrewRole::Lead)
    .bind(view.actor().tenant)
    .bind(VisitStatus::Done)
    .bind(period.since)
    .bind(period.until);
    let sql = counted(sql, view, "o").push(" GROUP BY m.technician_id ORDER BY 2 DESC, 1 LIMIT ?").bind(most);
    let rows = view.all(sql).await?;
    let ids: Vec<UserId> = rows.iter().map(|row| read_at(row, 0)).collect::<Result<_>>()?;
    let (names, stars) =
        (users::names(view, ids.iter().copied().collect()).await?, stars_of(view, &ids, period).await?);
    rows.iter()
        .map(|row| {
            let technician_id: UserId = read_at(row, 0)?;
            Ok(Ranked {
                technician_id,
                name: names.get(&technician_id).cloned().unwrap_or_default(),
                visits: read_at(row, 1)?,
                on_time_bp: rate_bp(read_at(row, 3)?, read_at(row, 2)?),
                stars_hundredths: stars.get(&technician_id).copied(),
            })
        })
        .collect()
}

async fn stars_of(view: &View, ids: &[UserId], period: Period) -> Result<HashMap<UserId, i64>> {
    let sql = Sql::new(
        "SELECT technician_id, COUNT(*), CAST(SUM(stars) AS BIGINT) FROM review WHERE tenant_id = ? AND given_at >= ? AND given_at < ? AND",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .within("technician_id", ids.iter().copied())
    .push(" GROUP BY technician_id");
    let rows = view.all(sql).await?;
    rows.iter()
        .map(|row| {
            let (count, total): (i64, i64) = (read_at(row, 1)?, read_at(row, 2)?);
            Ok((read_at(row, 0)?, total * 100 / count.max(1)))
        })
        .collect()
}
