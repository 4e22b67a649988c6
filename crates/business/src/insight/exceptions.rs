//! Exceptions (K2): what somebody has to look at now, each with its order and since when.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::time::DAY;
use kernel::{Error, Moment, Result, code, page};
use platform::db::{Row, Sql, View, read, value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cockpit::open_phases;
use super::handle::CaseShown;
use super::record::Case;
use super::scope::{counted, within};
use crate::catalogue::rules::beginning;
use crate::nouns::{OrderId, VisitId};
use crate::orders::OrderPhase;
use crate::orders::visits::{ArrivalJudged, VisitStatus};

code! {
    /// Why it has to be looked at.
    pub enum ExceptionKind as "exception" {
        /// It should be on somebody's list by now, and nobody has accepted it.
        NotAccepted = "not_accepted",
        /// Past its nearest due.
        Overdue = "overdue",
        /// Not past its due yet, and in danger of it: soon due with nobody there, or its next visit is booked for later than that.
        AtRisk = "at_risk",
        /// Accepted, the time for which it is planned has come, and nobody has set out.
        LateDeparture = "late_departure",
        /// A promise that was broken, or is open past its day.
        BrokenPromise = "broken_promise",
        /// A review below the company's standard.
        BelowStandard = "below_standard",
        /// A customer complained (G4); it stands until it is settled.
        Complaint = "complaint",
        /// Somebody said they had arrived and was far from the site.
        FarAway = "far_away",
        /// Finished without all the evidence it names.
        NoEvidence = "no_evidence",
    }
}

/// What has happened, rather than still stands, is shown for so many days.
const DAYS: i64 = 30;
/// What is due within this time with nobody there is in danger.
const SOON_MINUTES: i64 = 120;
/// Visits booked for later than a due are told so long before it.
const FORESEEN_DAYS: i64 = 3;

code! {
    /// Which of them.
    pub enum ExceptionState as "exception_state" {
        /// Not settled.
        Open = "open",
        /// Not settled, and nobody's yet.
        Unowned = "unowned",
        /// Settled, and still standing as such.
        Settled = "settled",
        All = "all",
    }
}

/// What is asked for; all kinds unless told.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExceptionFilter {
    pub kind: Option<ExceptionKind>,
    /// Those not settled unless told.
    pub state: Option<ExceptionState>,
    /// Whose they are.
    pub owner_id: Option<UserId>,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
    /// Part of the order's number, of what is wrong, or of the name of the technician or of whose it is.
    pub text: Option<String>,
    /// The `next` of the page before; of one kind only.
    pub after: Option<String>,
    /// Of each kind at most so many.
    pub limit: Option<i64>,
}

/// The exceptions, the longest-standing of each kind first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Exceptions {
    pub at: Moment,
    /// Reviews, arrivals and evidence are of the time since then.
    pub since: Moment,
    pub items: Vec<Exception>,
    /// Kinds of which there are more than shown.
    pub more: Vec<ExceptionKind>,
    /// Where one kind was asked for: the cursor of the following page, absent on the last one.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Exception {
    pub kind: ExceptionKind,
    pub order_id: OrderId,
    pub number: String,
    pub phase: OrderPhase,
    pub summary: String,
    pub unit_id: Option<UnitId>,
    pub visit_id: Option<VisitId>,
    pub technician_id: Option<UserId>,
    /// When it became one; of what is in danger, the due.
    pub since: Moment,
    /// Stars of the review, metres from the site.
    pub figure: Option<i64>,
    /// Whose it is and what is done about it; none where nobody has handled it.
    pub case: Option<CaseShown>,
}

/// `GET /insight/exceptions`
pub(super) async fn exceptions(view: &View, (): (), filter: ExceptionFilter) -> Result<Exceptions> {
    let mut check = Check::new();
    check.at_most("text", filter.text.as_deref().unwrap_or_default(), 60);
    check.done()?;
    let view = &within(view, filter.unit_id).await?;
    let since = view.now() + -(DAYS * DAY);
    let limit = page::limit_of(filter.limit);
    let after = filter.after.as_deref().map(cursor).transpose()?;
    if after.is_some() && filter.kind.is_none() {
        return Err(Error::invalid("kind", "field.required"));
    }
    let mut found = Exceptions { at: view.now(), since, items: vec![], more: vec![], next: None };
    let all = <ExceptionKind as kernel::code::Code>::ALL.iter().copied();
    for kind in all.filter(|kind| filter.kind.is_none_or(|only| only == *kind)) {
        let sql = narrowed(with_cases(kind, view, since), &filter);
        let sql = match &after {
            Some((since, key)) => sql
                .push(" AND (x.since > ? OR (x.since = ? AND x.order_id || x.visit_key > ?))")
                .bind(*since)
                .bind(*since)
                .bind(key.clone()),
            None => sql,
        };
        let rows = view.all(sql.push(" ORDER BY x.since, x.order_id || x.visit_key LIMIT ?").bind(limit + 1)).await?;
        let shown = usize::try_from(limit).unwrap_or(0);
        for row in rows.iter().take(shown) {
            found.items.push(exception(kind, row)?);
        }
        if rows.len() > shown {
            found.more.push(kind);
            let last = found.items.last().filter(|_| filter.kind.is_some());
            found.next = last.map(|each| format!("{}/{}", each.since.ms(), each.key()));
        }
    }
    Ok(found)
}

impl Exception {
    fn key(&self) -> String {
        format!("{}{}", self.order_id, self.visit_id.map(|id| id.to_string()).unwrap_or_default())
    }
}

fn cursor(after: &str) -> Result<(Moment, String)> {
    let parts = after.split_once('/').and_then(|(at, key)| Some((Moment(at.parse().ok()?), key.to_owned())));
    parts.ok_or_else(|| Error::invalid("after", "field.not_a_cursor"))
}

/// The exceptions of a kind, each with what has become of it.
fn with_cases(kind: ExceptionKind, view: &View, since: Moment) -> Sql {
    counted(standing(kind, view, since), view, "o")
        .before(
            "SELECT x.*, k.id AS case_id, k.owner_id, w.name AS owner_name, k.next_step, k.next_step_at, k.handled_by, h.name AS handled_by_name,
               k.handled_at, k.settled_by, d.name AS settled_by_name, k.settled_at, k.note, k.version AS case_version
             FROM (SELECT y.*, COALESCE(y.visit_id, '') AS visit_key FROM (",
        )
        .push(
            ") y) x LEFT JOIN exception_case k ON k.tenant_id = ? AND k.kind = ? AND k.order_id = x.order_id AND k.visit_key = x.visit_key
               AND k.since_at = x.since
             LEFT JOIN app_user w ON w.tenant_id = k.tenant_id AND w.id = k.owner_id
             LEFT JOIN app_user h ON h.tenant_id = k.tenant_id AND h.id = k.handled_by
             LEFT JOIN app_user d ON d.tenant_id = k.tenant_id AND d.id = k.settled_by
             LEFT JOIN app_user g ON g.tenant_id = ? AND g.id = x.technician_id WHERE 1 = 1",
        )
        .bind(view.actor().tenant)
        .bind(kind)
        .bind(view.actor().tenant)
}

fn narrowed(sql: Sql, filter: &ExceptionFilter) -> Sql {
    let sql = match filter.state.unwrap_or(ExceptionState::Open) {
        ExceptionState::Open => sql.push(" AND k.settled_at IS NULL"),
        ExceptionState::Unowned => sql.push(" AND k.settled_at IS NULL AND k.owner_id IS NULL"),
        ExceptionState::Settled => sql.push(" AND k.settled_at IS NOT NULL"),
        ExceptionState::All => sql,
    };
    let sql = sql.and(" AND k.owner_id = ?", filter.owner_id);
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let Some(like) = text.map(|text| format!("%{}", beginning(&text.to_lowercase()))) else { return sql };
    sql.push(" AND (LOWER(x.number) LIKE ? ESCAPE '\\' OR LOWER(x.summary) LIKE ? ESCAPE '\\'")
        .push(" OR LOWER(w.name) LIKE ? ESCAPE '\\' OR LOWER(g.name) LIKE ? ESCAPE '\\')")
        .bind_all(vec![value(&like); 4])
}

/// Does this exception stand for the actor?
///
/// # Errors
/// Those of the database.
pub(super) async fn found(
    view: &View,
    kind: ExceptionKind,
    (order, visit, at): (OrderId, Option<VisitId>, Moment),
) -> Result<bool> {
    let since = view.now() + -(DAYS * DAY);
    let sql = counted(standing(kind, view, since), view, "o").push(" AND o.id = ?").bind(order);
    let rows = view.all(sql.push(" LIMIT 100")).await?;
    for row in &rows {
        if read::<Moment>(row, "since")? == at && read::<Option<VisitId>>(row, "visit_id")? == visit {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A case as it is shown.
///
/// # Errors
/// Those of the database.
pub(super) async fn case_of(view: &View, case: &Case) -> Result<CaseShown> {
    let sql = Sql::new(
        "SELECT k.id AS case_id, k.owner_id, w.name AS owner_name, k.next_step, k.next_step_at, k.handled_by, h.name AS handled_by_name,
           k.handled_at, k.settled_by, d.name AS settled_by_name, k.settled_at, k.note, k.version AS case_version
         FROM exception_case k LEFT JOIN app_user w ON w.tenant_id = k.tenant_id AND w.id = k.owner_id
         LEFT JOIN app_user h ON h.tenant_id = k.tenant_id AND h.id = k.handled_by
         LEFT JOIN app_user d ON d.tenant_id = k.tenant_id AND d.id = k.settled_by WHERE k.tenant_id = ? AND k.id = ?",
    );
    let row = view.one(sql.bind(view.actor().tenant).bind(case.id)).await?;
    row.as_ref().map(case_shown).transpose()?.flatten().ok_or(Error::NotFound("exception_case"))
}

fn case_shown(row: &Row) -> Result<Option<CaseShown>> {
    let Some(id) = read(row, "case_id")? else { return Ok(None) };
    Ok(Some(CaseShown {
        id,
        owner_id: read(row, "owner_id")?,
        owner_name: read(row, "owner_name")?,
        next_step: read(row, "next_step")?,
        next_step_at: read(row, "next_step_at")?,
        handled_by: read(row, "handled_by")?,
        handled_by_name: read(row, "handled_by_name")?,
        handled_at: read(row, "handled_at")?,
        settled_by: read(row, "settled_by")?,
        settled_by_name: read(row, "settled_by_name")?,
        settled_at: read(row, "settled_at")?,
        note: read(row, "note")?,
        version: read(row, "case_version")?,
    }))
}

fn exception(kind: ExceptionKind, row: &Row) -> Result<Exception> {
    Ok(Exception {
        kind,
        order_id: read(row, "order_id")?,
        number: read(row, "number")?,
        phase: read(row, "phase")?,
        summary: read(row, "summary")?,
        unit_id: read(row, "unit_id")?,
        visit_id: read(row, "visit_id")?,
        technician_id: read(row, "technician_id")?,
        since: read(row, "since")?,
        figure: read(row, "figure")?,
        case: case_shown(row)?,
    })
}

const ORDER: &str = "o.tenant_id AS tenant_id, o.id AS order_id, o.number AS number, o.phase AS phase, o.summary AS summary, o.unit_id AS unit_id";

/// The statement that finds the exceptions of a kind, up to where it is narrowed to what the actor may see. Each goes by an index over
/// what is open or recent, so that a company's years of history cost nothing.
fn standing(kind: ExceptionKind, view: &View, since: Moment) -> Sql {
    let (tenant, now) = (view.actor().tenant, view.now());
    let nobody = "NULL AS visit_id, NULL AS technician_id";
    match kind {
        ExceptionKind::NotAccepted => Sql::new(&format!(
            "SELECT {ORDER}, {nobody}, o.dispatch_due_at AS since, CAST(NULL AS BIGINT) AS figure FROM work_order o
             WHERE o.tenant_id = ? AND o.accepted_at IS NULL AND o.dispatch_due_at < ? AND"
        ))
        .bind(tenant)
        .bind(now)
        .within("o.phase", [OrderPhase::Received, OrderPhase::ToDispatch, OrderPhase::Dispatched]),
        ExceptionKind::Overdue => Sql::new(&format!(
            "SELECT {ORDER}, {nobody}, o.next_due_at AS since, CAST(NULL AS BIGINT) AS figure FROM work_order o
             WHERE o.tenant_id = ? AND o.next_due_at < ? AND"
        ))
        .bind(tenant)
        .bind(now)
        .within("o.phase", open_phases()),
        ExceptionKind::AtRisk => Sql::new(&format!(
            "SELECT {ORDER}, {nobody}, o.next_due_at AS since, CAST(NULL AS BIGINT) AS figure FROM work_order o
             WHERE o.tenant_id = ? AND o.next_due_at >= ? AND o.next_due_at < ? AND"
        ))
        .bind(tenant)
        .bind(now)
        .bind(now + FORESEEN_DAYS * DAY)
        .within("o.phase", [OrderPhase::Received, OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted])
        .push(
            " AND (o.next_due_at < ? OR EXISTS (SELECT 1 FROM visit v WHERE v.tenant_id = o.tenant_id AND v.order_id = o.id
                AND v.planned_from_at > o.next_due_at AND",
        )
        .bind(now.plus_minutes(SOON_MINUTES))
        .within("v.status", [VisitStatus::Planned, VisitStatus::Offered, VisitStatus::Accepted])
        .push("))"),
        ExceptionKind::LateDeparture => visits("v.planned_from_at", "CAST(NULL AS BIGINT)", "v.planned_from_at")
            .bind(tenant)
            .bind(since)
            .push(" AND v.planned_from_at < ? AND v.status = ? AND o.phase <> ?")
            .bind(now)
            .bind(VisitStatus::Accepted)
            .bind(OrderPhase::OnHold),
        ExceptionKind::BrokenPromise => Sql::new(&format!(
            "SELECT {ORDER}, {nobody}, COALESCE(p.due_at, p.settled_at, p.created_at) AS since, CAST(NULL AS BIGINT) AS figure
             FROM promise p JOIN work_order o ON o.tenant_id = p.tenant_id AND o.id = p.order_id
             WHERE p.tenant_id = ? AND ((p.status = 'open' AND p.due_at < ?) OR (p.status = 'broken' AND p.settled_at >= ?))"
        ))
        .bind(tenant)
        .bind(now)
        .bind(since),
        ExceptionKind::BelowStandard => Sql::new(&format!(
            "SELECT {ORDER}, r.visit_id AS visit_id, r.technician_id AS technician_id, r.given_at AS since, r.stars AS figure
             FROM review r JOIN work_order o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
             WHERE r.tenant_id = ? AND r.given_at >= ? AND r.below_standard = ?"
        ))
        .bind(tenant)
        .bind(since)
        .bind(true),
        ExceptionKind::Complaint => Sql::new(&format!(
            "SELECT {ORDER}, {nobody}, c.made_at AS since, CAST(NULL AS BIGINT) AS figure
             FROM complaint c JOIN work_order o ON o.tenant_id = c.tenant_id AND o.id = c.order_id
             WHERE c.tenant_id = ? AND (c.made_at >= ? OR NOT EXISTS (SELECT 1 FROM exception_case s WHERE s.tenant_id = c.tenant_id
               AND s.kind = ? AND s.order_id = c.order_id AND s.since_at = c.made_at AND s.settled_at IS NOT NULL))"
        ))
        .bind(tenant)
        .bind(since)
        .bind(ExceptionKind::Complaint),
        ExceptionKind::FarAway => visits("v.arrived_at", "v.arrived_metres", "v.planned_from_at")
            .bind(tenant)
            .bind(since)
            .push(" AND v.arrived_judged = ?")
            .bind(ArrivalJudged::FarAway),
        ExceptionKind::NoEvidence => visits("v.finished_at", "CAST(NULL AS BIGINT)", "v.finished_at")
            .bind(tenant)
            .bind(since)
            .push(" AND v.status = ? AND v.evidence_complete = ?")
            .bind(VisitStatus::Done)
            .bind(false),
    }
}

/// Visits with their lead, from a moment of theirs on.
fn visits(at: &str, figure: &str, from: &str) -> Sql {
    Sql::new(&format!(
        "SELECT {ORDER}, v.id AS visit_id, (SELECT m.technician_id FROM crew_member m WHERE m.tenant_id = v.tenant_id
             AND m.visit_id = v.id AND m.role = 'lead' AND m.released_at IS NULL LIMIT 1) AS technician_id,
           {at} AS since, {figure} AS figure
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE v.tenant_id = ? AND {at} IS NOT NULL AND {from} >= ?"
    ))
}
