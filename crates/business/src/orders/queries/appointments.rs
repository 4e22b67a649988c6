//! The visits on an order's page, with crew, offers, and how far the SOP and its pictures are.

use std::collections::HashMap;

use kernel::{BasisPoints, Moment, Result};
use platform::db::{Record, Sql, View, read, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::list::Named;
use crate::lowcode;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::{ArrivalJudged, CrewRole, OfferAnswer, Visit, VisitOutcome, VisitStatus};
use crate::parts::{self, AwaitedPart};

/// A visit of the order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitOnPage {
    pub id: VisitId,
    pub version: i64,
    pub number: i64,
    pub leg: String,
    pub status: VisitStatus,
    pub previous_id: Option<VisitId>,
    pub cause: Option<VisitOutcome>,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub window_version: i64,
    pub planned_from_at: Option<Moment>,
    pub planned_to_at: Option<Moment>,
    pub minutes: i64,
    pub assignment_version: i64,
    pub crew: Vec<CrewOnPage>,
    pub offers: Vec<OfferOnPage>,
    pub departed_at: Option<Moment>,
    pub arrived_at: Option<Moment>,
    pub arrived_metres: Option<i64>,
    pub arrived_judged: Option<ArrivalJudged>,
    pub started_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub outcome: Option<VisitOutcome>,
    pub outcome_note: String,
    pub void_cause: Option<String>,
    pub sop: SopOnPage,
    pub photos: i64,
    pub evidence_complete: bool,
    /// Parts that have to be there before.
    pub awaited_parts: Vec<AwaitedPart>,
}

/// Somebody who goes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CrewOnPage {
    pub id: kernel::id::UserId,
    pub name: String,
    pub role: CrewRole,
    pub share_bp: BasisPoints,
}

/// Somebody who was asked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OfferOnPage {
    pub technician: Named,
    pub status: OfferAnswer,
    pub rank: i64,
    pub by_rule: bool,
    pub offered_at: Moment,
    pub expires_at: Moment,
    pub answered_at: Option<Moment>,
    pub reason: Option<String>,
}

/// How many of the steps are answered.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct SopOnPage {
    pub code: Option<String>,
    pub done: i64,
    pub total: i64,
}

pub(super) async fn visits_of(view: &View, order: OrderId) -> Result<Vec<VisitOnPage>> {
    let tenant = view.actor().tenant;
    // a visit that is only planned has nothing below it, and nothing below it is asked for
    let sql = Sql::new(
        "SELECT v.*,
           EXISTS (SELECT 1 FROM crew_member m WHERE m.tenant_id = v.tenant_id AND m.visit_id = v.id) AS has_crew,
           EXISTS (SELECT 1 FROM offer f WHERE f.tenant_id = v.tenant_id AND f.visit_id = v.id) AS has_offers,
           EXISTS (SELECT 1 FROM sop_answer a WHERE a.tenant_id = v.tenant_id AND a.visit_id = v.id)
             OR EXISTS (SELECT 1 FROM evidence e WHERE e.tenant_id = v.tenant_id AND e.visit_id = v.id) AS has_work,
           EXISTS (SELECT 1 FROM part_awaited p WHERE p.tenant_id = v.tenant_id AND p.visit_id = v.id) AS has_awaited
         FROM visit v WHERE v.tenant_id = ? AND v.order_id = ? ORDER BY v.number LIMIT 200",
    );
    let rows = view.all(sql.bind(tenant).bind(order)).await?;
    let visits: Vec<Visit> = rows.iter().map(Visit::from_row).collect::<Result<_>>()?;
    let any = |what: &str| -> Result<bool> {
        rows.iter().try_fold(false, |any, row| read::<bool>(row, what).map(|has| any || has))
    };
    let (has_crew, has_offers, has_work) = (any("has_crew")?, any("has_offers")?, any("has_work")?);
    let awaiting: Vec<VisitId> =
        if any("has_awaited")? { visits.iter().map(|visit| visit.id).collect() } else { vec![] };
    let (mut crews, mut offers, counts, mut awaited) = tokio::try_join!(
        async { if has_crew { crews(view, order).await } else { Ok(HashMap::new()) } },
        async { if has_offers { offers(view, order).await } else { Ok(HashMap::new()) } },
        async { if has_work { counts(view, &visits).await } else { Ok(HashMap::new()) } },
        parts::awaited_of(view, awaiting),
    )?;
    let mut shown = Vec::with_capacity(visits.len());
    for visit in visits {
        let (done, photos) = counts.get(&visit.id).copied().unwrap_or_default();
        let total = match &visit.sop {
            Some(code) => lowcode::sop(view, code, visit.sop_version).await.map_or(0, |sop| sop.steps.len()),
            None => 0,
        };
        let sop = SopOnPage { code: visit.sop.clone(), done, total: i64::try_from(total).unwrap_or(0) };
        let crew = crews.remove(&visit.id).unwrap_or_default();
        let offers = offers.remove(&visit.id).unwrap_or_default();
        let awaited = awaited.remove(&visit.id).unwrap_or_default();
        let awaited_parts = awaited.into_iter().map(AwaitedPart::from).collect();
        shown.push(VisitOnPage { awaited_parts, ..on_page(visit, crew, offers, sop, photos) });
    }
    Ok(shown)
}

fn on_page(visit: Visit, crew: Vec<CrewOnPage>, offers: Vec<OfferOnPage>, sop: SopOnPage, photos: i64) -> VisitOnPage {
    VisitOnPage {
        id: visit.id,
        version: visit.version,
        number: visit.number,
        leg: visit.leg,
        status: visit.status,
        previous_id: visit.previous_id,
        cause: visit.cause,
        window_from_at: visit.window_from_at,
        window_to_at: visit.window_to_at,
        window_version: visit.window_version,
        planned_from_at: visit.planned_from_at,
        planned_to_at: visit.planned_to_at,
        minutes: visit.minutes,
        assignment_version: visit.assignment_version,
        crew,
        offers,
        departed_at: visit.departed_at,
        arrived_at: visit.arrived_at,
        arrived_metres: visit.arrived_metres,
        arrived_judged: visit.arrived_judged,
        started_at: visit.started_at,
        finished_at: visit.finished_at,
        outcome: visit.outcome,
        outcome_note: visit.outcome_note,
        void_cause: visit.void_cause,
        sop,
        photos,
        evidence_complete: visit.evidence_complete,
        awaited_parts: vec![],
    }
}

async fn crews(view: &View, order: OrderId) -> Result<HashMap<VisitId, Vec<CrewOnPage>>> {
    let sql = Sql::new(
        "SELECT m.visit_id, m.technician_id, u.name, m.role, m.share_bp FROM crew_member m
         JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.technician_id
         WHERE m.tenant_id = ? AND m.order_id = ? AND m.released_at IS NULL ORDER BY m.role DESC, m.id LIMIT 500",
    );
    let mut by_visit: HashMap<VisitId, Vec<CrewOnPage>> = HashMap::new();
    for row in view.all(sql.bind(view.actor().tenant).bind(order)).await? {
        let (id, name) = (read(&row, "technician_id")?, read(&row, "name")?);
        let member = CrewOnPage { id, name, role: read(&row, "role")?, share_bp: read(&row, "share_bp")? };
        by_visit.entry(read(&row, "visit_id")?).or_default().push(member);
    }
    Ok(by_visit)
}

async fn offers(view: &View, order: OrderId) -> Result<HashMap<VisitId, Vec<OfferOnPage>>> {
    let sql = Sql::new(
        "SELECT f.*, u.name FROM visit v JOIN offer f ON f.tenant_id = v.tenant_id AND f.visit_id = v.id
         JOIN app_user u ON u.tenant_id = f.tenant_id AND u.id = f.technician_id
         WHERE v.tenant_id = ? AND v.order_id = ? ORDER BY f.offered_at, f.id LIMIT 500",
    );
    let mut by_visit: HashMap<VisitId, Vec<OfferOnPage>> = HashMap::new();
    for row in view.all(sql.bind(view.actor().tenant).bind(order)).await? {
        let offer = OfferOnPage {
            technician: Named { id: read(&row, "technician_id")?, name: read(&row, "name")? },
            status: read(&row, "answer")?,
            rank: read(&row, "rank")?,
            by_rule: read(&row, "by_rule")?,
            offered_at: read(&row, "offered_at")?,
            expires_at: read(&row, "expires_at")?,
            answered_at: read(&row, "answered_at")?,
            reason: read(&row, "reason")?,
        };
        by_visit.entry(read(&row, "visit_id")?).or_default().push(offer);
    }
    Ok(by_visit)
}

/// Answered steps and photos by visit.
async fn counts(view: &View, visits: &[Visit]) -> Result<HashMap<VisitId, (i64, i64)>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new("SELECT visit_id, COUNT(*), 0 FROM sop_answer WHERE tenant_id = ? AND ").bind(tenant);
    let sql = sql.within("visit_id", visits.iter().map(|visit| visit.id));
    let sql = sql.push(" GROUP BY visit_id UNION ALL SELECT visit_id, CAST(0 AS BIGINT), 1 FROM evidence WHERE tenant_id = ? AND kind = 'photo' AND ");
    let sql = sql.bind(tenant).within("visit_id", visits.iter().map(|visit| visit.id)).push(" LIMIT 5000");
    let mut counts: HashMap<VisitId, (i64, i64)> = HashMap::new();
    for row in view.all(sql).await? {
        let entry = counts.entry(read_at(&row, 0)?).or_default();
        let done: i64 = read_at(&row, 1)?;
        entry.0 += done;
        entry.1 += i64::from(done == 0);
    }
    Ok(counts)
}
