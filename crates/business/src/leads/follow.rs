//! Following up: what was done, what came of it, and when to ask again; given up with a reason, or taken up once more.

use kernel::error::Check;
use kernel::text::tidy;
use kernel::{Day, Error, Id, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::flow::{LeadStep, QuoteStep, lead_after};
use super::open::event;
use super::queries::{LeadShown, get_visible, shown};
use super::quote;
use super::record::{FollowUp, FollowUpId, FollowUpKind, FollowUpResult, Lead, LeadId, LostReason};
use super::rules::{NEXT_DAYS_MAX, check_ahead};

/// What was done about a lead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFollowUp {
    pub kind: FollowUpKind,
    pub result: Option<FollowUpResult>,
    #[serde(default)]
    pub words: String,
    /// When to ask again; nobody asks again where absent.
    pub next_on: Option<Day>,
}

/// The lead, kept to this transaction.
pub(super) async fn hold(tx: &Tx, id: LeadId) -> Result<Lead> {
    let sql = Sql::new("UPDATE lead SET version = version WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(id)).await?;
    get_visible(tx, id).await
}

/// `POST /leads/{id}/follow-ups`: a note is no contact, and leaves the next contact as it is unless it names one.
///
/// # Errors
/// `NotFound`; `Invalid` by field; `Refused("lead.not_now")` once it is closed.
pub(super) async fn follow_up(tx: &Tx, id: LeadId, new: NewFollowUp) -> Result<LeadShown> {
    let is_note = new.kind == FollowUpKind::Note;
    let mut check = Check::new();
    check.at_most("words", &new.words, 1_000);
    check.that(!is_note || !new.words.trim().is_empty(), "words", "field.required");
    // what was agreed without a network may lie behind when it arrives
    let said_on = tx.actor().zone.day_of(tx.happened_at()).min(tx.actor().today());
    check_ahead(&mut check, "next_on", new.next_on, said_on, NEXT_DAYS_MAX);
    check.done()?;
    let lead = hold(tx, id).await?;
    let after = lead_after(lead.status, LeadStep::FollowUp)?;
    let follow_up = FollowUp {
        id: FollowUpId::new(),
        lead_id: lead.id,
        kind: new.kind,
        result: new.result,
        words: tidy(&new.words, true),
        next_on: new.next_on,
        done_by: tx.actor().user,
        done_at: tx.happened_at(),
    };
    db::insert(tx, follow_up).await?;
    let lead = if is_note {
        Lead { next_on: new.next_on.or(lead.next_on), ..lead }
    } else {
        let contacted_at = lead.contacted_at.or(Some(tx.happened_at()));
        Lead { status: after, contacted_at, next_on: new.next_on, ..lead }
    };
    let lead = db::update(tx, lead).await?;
    let data = json!({ "kind": new.kind, "result": new.result, "next_on": lead.next_on });
    tx.record(event("lead.followed_up", &lead).with(data)).await?;
    shown(tx, lead).await
}

/// Why it came to nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoseLead {
    pub reason: LostReason,
    /// Needed for any other reason.
    #[serde(default)]
    pub note: String,
}

/// `POST /leads/{id}/loss`: nobody asks again, and what was offered holds no longer.
///
/// # Errors
/// `NotFound`; `Invalid` without words for any other reason; `Refused("lead.not_now")` once it is closed.
pub(super) async fn lose(tx: &Tx, id: LeadId, body: LoseLead) -> Result<LeadShown> {
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.that(body.reason != LostReason::Other || !body.note.trim().is_empty(), "note", "field.required");
    check.done()?;
    let lead = hold(tx, id).await?;
    let status = lead_after(lead.status, LeadStep::Lose)?;
    quote::step_all(tx, &lead, QuoteStep::Withdraw).await?;
    let lead = Lead {
        status,
        next_on: None,
        closed_at: Some(tx.happened_at()),
        lost_reason: Some(body.reason),
        lost_note: tidy(&body.note, true),
        ..lead
    };
    let lead = db::update(tx, lead).await?;
    tx.record(event("lead.lost", &lead).with(json!({ "reason": body.reason }))).await?;
    shown(tx, lead).await
}

/// When to ask somebody again who had been given up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenLead {
    pub next_on: Option<Day>,
}

/// `POST /leads/{id}/reopening`: they came back after all.
///
/// # Errors
/// `NotFound`; `Refused("lead.not_now")` unless it was lost; `lead.erased` once the person is erased.
pub(super) async fn reopen(tx: &Tx, id: LeadId, body: ReopenLead) -> Result<LeadShown> {
    let mut check = Check::new();
    check_ahead(&mut check, "next_on", body.next_on, tx.actor().today(), NEXT_DAYS_MAX);
    check.done()?;
    let lead = hold(tx, id).await?;
    let status = lead_after(lead.status, LeadStep::Reopen)?;
    if lead.name == crate::customers::ERASED {
        return Err(Error::refused("lead.erased"));
    }
    let next_on = body.next_on.or(Some(tx.actor().today()));
    let lead = Lead { status, next_on, closed_at: None, lost_reason: None, lost_note: String::new(), ..lead };
    let lead = db::update(tx, lead).await?;
    tx.record(event("lead.reopened", &lead).with(json!({ "next_on": lead.next_on }))).await?;
    shown(tx, lead).await
}
