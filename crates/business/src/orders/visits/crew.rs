//! The crew of a visit: lead and helpers, their shares of the pay and their working time (D6).

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{BasisPoints, Error, Id, Moment, Result};
use platform::db::{self, Record, Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::record::{CrewMember, CrewMemberId, CrewRole, Visit, VisitId};
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{booking, rules, settled};
use crate::people::{Technician, TechnicianStatus};

/// A helper who joins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    pub technician_id: UserId,
    /// Of 10,000; an equal part unless said otherwise. The others' shares are scaled to what is left.
    #[serde(default)]
    pub share_bp: Option<BasisPoints>,
}

/// What changes of a member; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    /// Of 10,000; the others' shares are scaled to what is left.
    #[serde(default)]
    pub share_bp: Option<BasisPoints>,
    /// Working time of this person, where it differs from the visit's.
    #[serde(default)]
    pub started_at: Option<Moment>,
    #[serde(default)]
    pub ended_at: Option<Moment>,
}

/// Adds a helper to a crew; the whole planned stay is booked for them too.
///
/// # Errors
/// `NotFound`, `Invalid` by field, `visit.no_crew_yet`, `visit.already_on_crew`, `visit.technician_not_active`,
/// `dispatch.double_booking`, `Stale`.
pub async fn add(tx: &Tx, id: VisitId, body: NewMember) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    has_crew(&scene)?;
    check_share(body.share_bp)?;
    is_technician(tx, body.technician_id).await?;
    if scene.is_on_crew(body.technician_id) {
        return Err(Error::refused("visit.already_on_crew"));
    }
    let before = scene.crew.clone();
    let member = join(tx, &scene.visit, body.technician_id, CrewRole::Helper, BasisPoints(0)).await?;
    scene.crew.push(CrewMember { started_at: scene.visit.started_at.map(|_| tx.happened_at()), ..member.clone() });
    let even = rules::WHOLE_SHARE.0 / i64::try_from(scene.crew.len()).unwrap_or(1);
    let share = body.share_bp.unwrap_or(BasisPoints(even));
    rules::share_out(&mut scene.crew, Some((body.technician_id, share)));
    save_changed(tx, &mut scene, before.iter().chain([&member])).await?;
    booking::book(tx, &scene.visit, &[body.technician_id]).await?;
    let kind = "visit.crew_joined";
    changed(tx, scene, kind, json!({ "technician_id": body.technician_id, "share_bp": share })).await
}

/// Changes a member's share or working time.
///
/// # Errors
/// `NotFound`, `Invalid` by field, `visit.share_of_one`, `Stale`.
pub async fn change(tx: &Tx, path: (VisitId, CrewMemberId), body: ChangeMember) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, path.0).await?;
    tx.said().fact_as_seen("assignment", scene.visit.assignment_version)?;
    check_share(body.share_bp)?;
    let member = member_of(&scene, path.1)?.clone();
    tx.said().as_seen(CrewMember::NOUN, member.version)?;
    let started_at = body.started_at.or(member.started_at);
    let ended_at = body.ended_at.or(member.ended_at);
    let mut check = Check::new();
    check.that(ended_at.is_none_or(|end| started_at.is_some_and(|start| start <= end)), "ended_at", "field.not_a_span");
    check.done()?;
    if body.share_bp.is_some_and(|share| scene.crew.len() == 1 && share != rules::WHOLE_SHARE) {
        return Err(Error::refused("visit.share_of_one"));
    }
    let before = scene.crew.clone();
    for each in scene.crew.iter_mut().filter(|each| each.id == member.id) {
        (each.started_at, each.ended_at) = (started_at, ended_at);
    }
    if let Some(share) = body.share_bp {
        rules::share_out(&mut scene.crew, Some((member.technician_id, share)));
    }
    save_changed(tx, &mut scene, before.iter()).await?;
    let data = json!({ "technician_id": member.technician_id, "share_bp": body.share_bp, "started_at": started_at, "ended_at": ended_at });
    changed(tx, scene, "visit.crew_changed", data).await
}

/// Takes a helper off the crew; their time is free, their share goes to the others.
///
/// # Errors
/// `NotFound`, `visit.lead_stays`, `Stale`.
pub async fn remove(tx: &Tx, path: (VisitId, CrewMemberId), _: Nothing) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, path.0).await?;
    tx.said().fact_as_seen("assignment", scene.visit.assignment_version)?;
    has_crew(&scene)?;
    let member = member_of(&scene, path.1)?.clone();
    if member.role == CrewRole::Lead {
        return Err(Error::refused("visit.lead_stays"));
    }
    let event = scene.event("visit.crew_left").with(json!({ "technician_id": member.technician_id }));
    let ended_at = member.ended_at.or(member.started_at.map(|_| tx.happened_at()));
    let left = CrewMember { released_at: Some(tx.now()), share_bp: BasisPoints(0), ended_at, ..member.clone() };
    db::update(tx, left).await?;
    booking::unbook(tx, scene.visit.id, Some(member.technician_id)).await?;
    let before = scene.crew.clone();
    scene.crew.retain(|each| each.id != member.id);
    rules::share_out(&mut scene.crew, None);
    save_changed(tx, &mut scene, before.iter()).await?;
    tx.record(event).await?;
    bump(tx, &mut scene).await?;
    shown::one(tx, &scene).await
}

/// Somebody who can be sent.
///
/// # Errors
/// `Invalid` at `technician_id` for nobody known; `visit.technician_not_active`.
pub(super) async fn is_technician(view: &View, id: UserId) -> Result<Technician> {
    let technician: Option<Technician> = db::find(view, id).await?;
    let technician = technician.ok_or_else(|| Error::invalid("technician_id", "field.not_found"))?;
    if technician.status != TechnicianStatus::Active {
        return Err(Error::refused("visit.technician_not_active"));
    }
    Ok(technician)
}

/// Puts somebody on the crew; one who was taken off it before comes back on the same row.
pub(super) async fn join(
    tx: &Tx,
    visit: &Visit,
    who: UserId,
    role: CrewRole,
    share: BasisPoints,
) -> Result<CrewMember> {
    let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND visit_id = ? AND technician_id = ?");
    let former: Option<CrewMember> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(visit.id).bind(who)).await?;
    if let Some(former) = former {
        let back = CrewMember { role, share_bp: share, released_at: None, started_at: None, ended_at: None, ..former };
        return db::update(tx, back).await;
    }
    let member = CrewMember {
        id: CrewMemberId::new(),
        visit_id: visit.id,
        order_id: visit.order_id,
        technician_id: who,
        role,
        share_bp: share,
        started_at: None,
        ended_at: None,
        released_at: None,
        created_at: tx.now(),
        version: 1,
    };
    db::insert(tx, member).await
}

/// Work has begun for everybody who is there and not yet counted; or it has ended for everybody still at it.
pub(super) async fn clock(tx: &Tx, scene: &mut Scene, began: Option<Moment>, ended: Option<Moment>) -> Result<()> {
    let before = scene.crew.clone();
    for member in &mut scene.crew {
        member.started_at = member.started_at.or(began);
        let has_begun = member.started_at.is_some_and(|start| ended.is_some_and(|end| start <= end));
        member.ended_at = member.ended_at.or(ended.filter(|_| has_begun));
    }
    save_changed(tx, scene, before.iter()).await
}

/// Saves the members that differ from what was read.
async fn save_changed<'m>(tx: &Tx, scene: &mut Scene, before: impl Iterator<Item = &'m CrewMember>) -> Result<()> {
    let before: Vec<&CrewMember> = before.collect();
    for member in &mut scene.crew {
        let same = before.iter().any(|old| old.id == member.id && old.values() == member.values());
        if !same {
            *member = db::update(tx, member.clone()).await?;
        }
    }
    Ok(())
}

async fn changed(tx: &Tx, mut scene: Scene, kind: &'static str, data: serde_json::Value) -> Result<VisitShown> {
    bump(tx, &mut scene).await?;
    tx.record(scene.event(kind).with(data)).await?;
    shown::one(tx, &scene).await
}

async fn bump(tx: &Tx, scene: &mut Scene) -> Result<()> {
    let visit = Visit { assignment_version: scene.visit.assignment_version + 1, ..scene.visit.clone() };
    scene.save(tx, visit).await?;
    settled(tx, scene.order.id).await
}

fn has_crew(scene: &Scene) -> Result<()> {
    if scene.visit.status.is_booked() { Ok(()) } else { Err(Error::refused("visit.no_crew_yet")) }
}

fn member_of(scene: &Scene, id: CrewMemberId) -> Result<&CrewMember> {
    scene.crew.iter().find(|member| member.id == id).ok_or(Error::NotFound(CrewMember::NOUN))
}

fn check_share(share: Option<BasisPoints>) -> Result<()> {
    let mut check = Check::new();
    let within = share.is_none_or(|share| (0..=rules::WHOLE_SHARE.0).contains(&share.0));
    check.that(within, "share_bp", "field.not_a_share");
    check.done()
}
