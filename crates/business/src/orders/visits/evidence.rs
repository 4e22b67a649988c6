//! Evidence: photos, videos, signatures and papers of a visit by the SHA-256 of their bytes, before or after the bytes come (F6).

use kernel::error::Check;
use kernel::id::UserId;
use kernel::text::is_sha256;
use kernel::time::{DAY, MINUTE};
use kernel::{Id, Json, Moment, Point, Result};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Evidence, EvidenceId, EvidenceKind, Visit, VisitId, VisitStatus};
use super::rules;
use super::scene::Scene;
use crate::customers::Site;
use crate::nouns::OrderId;

/// A picture that was taken before the crew set out is old, with so much grace for clocks.
const GRACE: i64 = 5 * MINUTE;

/// A new piece of evidence.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvidence {
    /// Of the file's bytes, 64 lower-case hex digits.
    pub sha256: String,
    pub kind: EvidenceKind,
    /// The step of the SOP that it answers.
    #[serde(default)]
    pub step: Option<String>,
    #[serde(default)]
    pub caption: String,
    /// When and where it was taken, as the camera wrote it.
    #[serde(default)]
    pub taken_at: Option<Moment>,
    #[serde(default)]
    pub place: Option<Point>,
}

/// A piece of evidence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvidenceShown {
    pub id: EvidenceId,
    pub sha256: String,
    pub kind: EvidenceKind,
    pub step: Option<String>,
    pub caption: String,
    pub taken_at: Option<Moment>,
    pub place: Option<Point>,
    /// `reused` (the same file is evidence of another order), `old` (taken before the crew set out), `far_away` (from the site).
    pub flags: Vec<String>,
    pub added_at: Moment,
    pub added_by: UserId,
}

impl From<Evidence> for EvidenceShown {
    fn from(of: Evidence) -> Self {
        Self {
            id: of.id,
            sha256: of.sha256,
            kind: of.kind,
            step: of.step,
            caption: of.caption,
            taken_at: of.taken_at,
            place: of.place,
            flags: of.flags.0,
            added_at: of.added_at,
            added_by: of.added_by,
        }
    }
}

/// Adds a piece of evidence to a visit, also after it is over and by somebody who was taken off it: what was captured stays with
/// the order. The same file for the same step is the same piece.
///
/// # Errors
/// `NotFound`; `Invalid` by field.
pub async fn add_evidence(tx: &Tx, id: VisitId, body: NewEvidence) -> Result<EvidenceShown> {
    let scene = Scene::of_evidence(tx, id).await?;
    check(&body)?;
    let sql = Sql::new("SELECT * FROM evidence WHERE tenant_id = ? AND visit_id = ? AND sha256 = ?");
    let same: Vec<Evidence> = db::select(tx, sql.bind(tx.actor().tenant).bind(id).bind(body.sha256.clone())).await?;
    if let Some(known) = same.into_iter().find(|each| each.step == body.step) {
        return Ok(known.into());
    }
    let evidence = insert(tx, &scene, body).await?;
    let data =
        json!({ "evidence_id": evidence.id, "kind": evidence.kind, "step": evidence.step, "flags": evidence.flags });
    tx.record(scene.event("visit.evidence_added").with(data)).await?;
    judge_completeness(tx, scene.visit).await?;
    Ok(evidence.into())
}

/// Writes a piece of evidence with its flags.
pub(super) async fn insert(tx: &Tx, scene: &Scene, new: NewEvidence) -> Result<Evidence> {
    let site: Option<Site> = match (scene.order.site_id, new.place) {
        (Some(site), Some(_)) => db::find(tx, site).await?,
        _ => None,
    };
    let place = site.and_then(|site| site.place);
    let mut flags = flags(&scene.visit, &new, place, tx.happened_at());
    if is_reused(tx, &new.sha256, scene.order.id).await? {
        flags.insert(0, "reused".to_owned());
    }
    let evidence = Evidence {
        id: EvidenceId::new(),
        order_id: scene.order.id,
        visit_id: Some(scene.visit.id),
        step: new.step,
        kind: new.kind,
        sha256: new.sha256,
        caption: new.caption,
        taken_at: new.taken_at,
        place: new.place,
        flags: Json(flags),
        added_at: tx.now(),
        added_by: tx.actor().user,
    };
    db::insert(tx, evidence).await
}

/// Writes a file that is there already as evidence of an order as a whole, or of one of its visits.
pub(in crate::orders) async fn keep(
    tx: &Tx,
    (order_id, visit_id): (OrderId, Option<VisitId>),
    sha256: &str,
    kind: EvidenceKind,
) -> Result<Evidence> {
    let flags = if is_reused(tx, sha256, order_id).await? { vec!["reused".to_owned()] } else { vec![] };
    let evidence = Evidence {
        id: EvidenceId::new(),
        order_id,
        visit_id,
        step: None,
        kind,
        sha256: sha256.to_owned(),
        caption: String::new(),
        taken_at: None,
        place: None,
        flags: Json(flags),
        added_at: tx.now(),
        added_by: tx.actor().user,
    };
    db::insert(tx, evidence).await
}

/// The bytes of a file have come: visits that waited for them may be complete now. Called by whoever stores files.
///
/// # Errors
/// Those of the database.
pub async fn evidence_arrived(tx: &Tx, sha256: &str) -> Result<()> {
    let sql = Sql::new(
        "SELECT v.* FROM visit v WHERE v.tenant_id = ? AND v.status = ? AND v.evidence_complete = ? AND v.id IN
           (SELECT e.visit_id FROM evidence e WHERE e.tenant_id = ? AND e.sha256 = ?) LIMIT 100",
    );
    let tenant = tx.actor().tenant;
    let sql = sql.bind(tenant).bind(VisitStatus::Done).bind(false).bind(tenant).bind(sha256.to_owned());
    for visit in db::select::<Visit>(tx, sql).await? {
        judge_completeness(tx, visit).await?;
    }
    Ok(())
}

/// The evidence of a finished visit is complete when all its bytes are there.
async fn judge_completeness(tx: &Tx, visit: Visit) -> Result<()> {
    if visit.status != VisitStatus::Done {
        return Ok(());
    }
    let complete = all_bytes_are_there(tx, visit.id).await?;
    if complete == visit.evidence_complete {
        return Ok(());
    }
    let visit = db::update(tx, Visit { evidence_complete: complete, ..visit }).await?;
    if complete {
        let scene = Scene::around(tx, visit).await?;
        tx.record(scene.event("visit.evidence_completed")).await?;
    }
    Ok(())
}

/// Whether every file named as evidence of the visit is stored.
pub(super) async fn all_bytes_are_there(view: &View, visit: VisitId) -> Result<bool> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM evidence e WHERE e.tenant_id = ? AND e.visit_id = ? AND NOT EXISTS
           (SELECT 1 FROM stored_file f WHERE f.tenant_id = e.tenant_id AND f.sha256 = e.sha256)",
    );
    Ok(view.value::<i64>(sql.bind(view.actor().tenant).bind(visit)).await? == 0)
}

/// The evidence of a visit, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn of_visit(view: &View, visit: VisitId) -> Result<Vec<EvidenceShown>> {
    let sql = Sql::new("SELECT * FROM evidence WHERE tenant_id = ? AND visit_id = ? ORDER BY added_at, id LIMIT 500");
    let all: Vec<Evidence> = db::select(view, sql.bind(view.actor().tenant).bind(visit)).await?;
    Ok(all.into_iter().map(EvidenceShown::from).collect())
}

async fn is_reused(view: &View, sha256: &str, order: OrderId) -> Result<bool> {
    let sql = Sql::new("SELECT COUNT(*) FROM evidence WHERE tenant_id = ? AND sha256 = ? AND order_id <> ?");
    Ok(view.value::<i64>(sql.bind(view.actor().tenant).bind(sha256.to_owned()).bind(order)).await? > 0)
}

/// What looks odd about a picture, by its own time and place.
fn flags(visit: &Visit, new: &NewEvidence, site: Option<Point>, now: Moment) -> Vec<String> {
    let since = visit.departed_at.map_or(now + -DAY, |departed| departed + -GRACE);
    let is_old = new.taken_at.is_some_and(|taken| taken < since);
    let is_far =
        new.place.zip(site).is_some_and(|(here, site)| rules::whole_metres(here, site) > rules::AT_SITE_METRES);
    let flags = [(is_old, "old"), (is_far, "far_away")];
    flags.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag.to_owned()).collect()
}

fn check(body: &NewEvidence) -> Result<()> {
    let mut check = Check::new();
    check
        .that(is_sha256(&body.sha256), "sha256", "field.not_a_file")
        .that(body.place.is_none_or(Point::is_on_earth), "place", "field.not_a_place")
        .at_most("caption", &body.caption, 500)
        .at_most("step", body.step.as_deref().unwrap_or_default(), 60);
    check.done()
}
