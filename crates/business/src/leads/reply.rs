//! What a customer says to an offer by its link: a yes with a name, or a no with a reason. The guide sees it, and asks for the rest.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::text::tidy;
use kernel::{Id, Moment, Money, Result};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::flow::{LeadStep, QuoteStep, lead_after, quote_after};
use super::quote::{held, quote_event};
use super::record::{Lead, LeadId, Quote, QuoteAnswer, QuoteAnswerId, QuoteId, QuoteReply};
use super::rules::may_accept;

const NAME_MAX: usize = 60;
const WORDS_MAX: usize = 500;

/// An answer to be kept.
#[derive(Clone, Debug)]
pub struct NewReply {
    pub reply: QuoteReply,
    pub by_name: String,
    pub words: String,
}

/// An answer as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplyShown {
    pub reply: QuoteReply,
    pub by_name: String,
    pub words: String,
    pub total_minor: Money,
    pub at: Moment,
}

impl From<QuoteAnswer> for ReplyShown {
    fn from(of: QuoteAnswer) -> Self {
        let (reply, total_minor, at) = (of.answer, of.total_minor, of.answered_at);
        Self { reply, by_name: of.by_name, words: of.words, total_minor, at }
    }
}

/// The door: keeps an answer to an offer that holds, and has the guide ask today. Saying it again, or otherwise, is another answer.
///
/// # Errors
/// `Refused("quote.expired")`, `quote.waits`, `quote.not_now`; `lead.not_now` once it is closed; `Invalid` by field.
pub async fn reply(tx: &Tx, id: QuoteId, new: NewReply) -> Result<ReplyShown> {
    let mut check = Check::new();
    check.text("by_name", &new.by_name, NAME_MAX).at_most("words", &new.words, WORDS_MAX);
    check.that(new.reply == QuoteReply::Yes || !new.words.trim().is_empty(), "words", "field.required");
    check.done()?;
    let (lead, quote) = held(tx, id).await?;
    may_accept(&quote, tx.actor().today())?;
    quote_after(quote.status, QuoteStep::Accept)?;
    lead_after(lead.status, LeadStep::FollowUp)?;
    let answer = QuoteAnswer {
        id: QuoteAnswerId::new(),
        quote_id: quote.id,
        lead_id: lead.id,
        answer: new.reply,
        by_name: tidy(&new.by_name, false),
        words: tidy(&new.words, true),
        total_minor: quote.total_minor,
        answered_at: tx.now(),
        answered_by: tx.actor().user,
    };
    let answer = db::insert(tx, answer).await?;
    let today = tx.actor().today();
    let lead = db::update(tx, Lead { next_on: Some(today), ..lead }).await?;
    let data = json!({ "reply": answer.answer, "total_minor": answer.total_minor, "edition": quote.edition });
    tx.record(quote_event("quote.answered", &lead, &quote).with(data)).await?;
    Ok(answer.into())
}

/// The newest answer to each version.
///
/// # Errors
/// Those of the database.
pub async fn replies_of(view: &View, lead: LeadId) -> Result<BTreeMap<QuoteId, ReplyShown>> {
    let sql = Sql::new(
        "SELECT * FROM quote_answer WHERE tenant_id = ? AND lead_id = ? ORDER BY answered_at DESC, id DESC LIMIT 200",
    );
    let newest_first: Vec<QuoteAnswer> = db::select(view, sql.bind(view.actor().tenant).bind(lead)).await?;
    Ok(newest_first.into_iter().rev().map(|answer| (answer.quote_id, answer.into())).collect())
}

/// The door: the versions of an offer, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn editions_of(view: &View, lead: LeadId) -> Result<Vec<Quote>> {
    super::quote::of(view, lead).await
}
