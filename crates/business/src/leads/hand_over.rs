//! Leads belong to the company: another guide looks after one, or after all that a leaver had open, with what was done and offered (C6).

use kernel::Result;
use kernel::id::UserId;
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::follow::hold;
use super::open::{event, guide_of};
use super::queries::{LeadShown, shown};
use super::record::{Lead, LeadId, QuoteStatus};

/// Who looks after it from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignLead {
    pub guide_id: UserId,
}

/// `POST /leads/{id}/assignment`
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` at `guide_id` for somebody who does not sell, or not here; `Refused("lead.not_now")` once it is closed.
pub(super) async fn assign(tx: &Tx, id: LeadId, body: AssignLead) -> Result<LeadShown> {
    let to = guide_of(tx, body.guide_id).await?;
    let lead = hold(tx, id).await?;
    tx.said().as_seen("lead", lead.version)?;
    super::flow::lead_after(lead.status, super::flow::LeadStep::FollowUp)?;
    let from = lead.guide_id;
    if from == to.id {
        return shown(tx, lead).await;
    }
    let lead = db::update(tx, Lead { guide_id: to.id, unit_id: to.unit_id.or(lead.unit_id), ..lead }).await?;
    let data = json!({ "from_guide_id": from, "to_guide_id": to.id });
    tx.record(event("lead.handed_over", &lead).concerning(Some(from)).with(data)).await?;
    shown(tx, lead).await
}

/// What went over with the leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub leads: usize,
    /// Offers among them that can still be accepted, or wait for a manager.
    pub quotes: usize,
}

/// The door: gives a guide's open leads to another; what is won or lost stays with whoever had it (C7).
///
/// # Errors
/// Those of the database.
pub async fn hand_over(tx: &Tx, from: UserId, to: UserId) -> Result<Moved> {
    const OPEN: &str = " WHERE tenant_id = ? AND guide_id = ? AND closed_at IS NULL";
    let tenant = tx.actor().tenant;
    let of = |sql: Sql| sql.push(OPEN).bind(tenant).bind(from);
    let theirs: Vec<Lead> = db::select(tx, of(Sql::new("SELECT * FROM lead")).push(" ORDER BY created_at, id")).await?;
    let quotes = Sql::new(
        "SELECT COUNT(*) FROM quote WHERE tenant_id = ? AND status IN (?, ?) AND lead_id IN (SELECT id FROM lead",
    )
    .bind(tenant)
    .bind(QuoteStatus::Open)
    .bind(QuoteStatus::Waiting);
    let quotes: i64 = tx.value(of(quotes).push(")")).await?;
    tx.run(of(Sql::new("UPDATE lead SET guide_id = ?, version = version + 1").bind(to))).await?;
    let event = |lead: &Lead| {
        let data = json!({ "from_guide_id": from, "to_guide_id": to });
        event("lead.handed_over", lead).concerning(Some(to)).with(data)
    };
    tx.record_all(theirs.iter().map(event).collect()).await?;
    Ok(Moved { leads: theirs.len(), quotes: usize::try_from(quotes).unwrap_or(0) })
}
