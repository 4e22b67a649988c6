//! Taking back: the office withdraws an offer, or a visit from the crew that had accepted it.

use kernel::Result;
use kernel::error::Check;
use kernel::id::UserId;
use platform::db::{self, Sql, Tx, read_at};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{self, VisitVerb};
use super::record::{CrewMember, CrewMemberId, CrewRole, Offer, OfferAnswer, VisitId, VisitStatus};
use super::scene::{Scene, Why};
use super::shown::{self, VisitShown};
use super::{booking, crew, settled};

/// A word about it, kept with the offer.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    #[serde(default)]
    pub note: String,
}

/// Takes the open offer or the assignment back: the crew is released, their time is free, the visit can be offered again.
///
/// # Errors
/// `NotFound`, `visit.cannot_withdraw` once somebody has arrived, `Stale`.
pub async fn withdraw(tx: &Tx, id: VisitId, body: Withdrawal) -> Result<VisitShown> {
    let mut scene = Scene::to_change(tx, id).await?;
    scene.as_seen(tx)?;
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let had = scene.visit.status;
    let mut visit = flow::step(scene.visit.clone(), VisitVerb::Withdraw, tx.now())?;
    visit.assignment_version += 1;
    let released = scene.people();
    let event = scene.event("visit.withdrawn");
    scene.save(tx, visit).await?;
    scene.close_offer(tx, OfferAnswer::Withdrawn, tx.now(), Why { reason: None, note: &body.note }).await?;
    take_back_accepted(tx, id, &body.note).await?;
    release_all(tx, &scene.crew).await?;
    booking::unbook(tx, id, None).await?;
    tx.record(event.with(json!({ "from": had, "released": released }))).await?;
    settled(tx, scene.order.id).await?;
    shown::one(tx, &Scene::around(tx, scene.visit).await?).await
}

/// Takes every visit back that somebody leads or is offered and where they have not arrived, and them off the crews that they would help; how many.
///
/// # Errors
/// `visit.cannot_withdraw` while they are at work.
pub async fn give_back_all(tx: &Tx, technician: UserId, note: &str) -> Result<usize> {
    let sql = Sql::new(
        "SELECT v.id, m.id, m.role FROM visit v JOIN crew_member m ON m.tenant_id = v.tenant_id AND m.visit_id = v.id
         WHERE m.tenant_id = ? AND m.technician_id = ? AND m.released_at IS NULL
           AND v.status IN (?, ?, ?, ?, ?)
         UNION ALL SELECT v.id, NULL, NULL FROM visit v JOIN offer f ON f.tenant_id = v.tenant_id AND f.visit_id = v.id
         WHERE f.tenant_id = ? AND f.technician_id = ? AND f.answer = ?",
    );
    let ahead = [
        VisitStatus::Offered,
        VisitStatus::Accepted,
        VisitStatus::Departed,
        VisitStatus::Arrived,
        VisitStatus::Working,
    ];
    let sql = sql.bind(tx.actor().tenant).bind(technician);
    let sql = ahead.into_iter().fold(sql, Sql::bind);
    let rows = tx.all(sql.bind(tx.actor().tenant).bind(technician).bind(OfferAnswer::Waiting)).await?;
    // what was seen of one visit says nothing of the others
    let onward = tx.onward();
    for row in &rows {
        let (visit, role): (VisitId, Option<CrewRole>) = (read_at(row, 0)?, read_at(row, 2)?);
        match (role, read_at::<Option<CrewMemberId>>(row, 1)?) {
            (Some(CrewRole::Helper), Some(member)) => drop(crew::remove(&onward, (visit, member), Nothing {}).await?),
            _ => drop(withdraw(&onward, visit, Withdrawal { note: note.to_owned() }).await?),
        }
    }
    Ok(rows.len())
}

/// Releases every member of a crew.
pub(super) async fn release_all(tx: &Tx, crew: &[CrewMember]) -> Result<()> {
    for member in crew {
        db::update(tx, CrewMember { released_at: Some(tx.now()), ..member.clone() }).await?;
    }
    Ok(())
}

async fn take_back_accepted(tx: &Tx, id: VisitId, note: &str) -> Result<()> {
    let sql = Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ? AND answer = ?");
    let accepted: Vec<Offer> = db::select(tx, sql.bind(tx.actor().tenant).bind(id).bind(OfferAnswer::Accepted)).await?;
    for offer in accepted {
        db::update(tx, Offer { answer: OfferAnswer::Withdrawn, note: note.to_owned(), ..offer }).await?;
    }
    Ok(())
}
