//! Writing to the conversation on an order (D13): the office among itself, with the crew, or with the customer.

use kernel::error::Check;
use kernel::{Actor, Error, Id, Json, Moment, Result, Scope};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::door::{event_for_crew, take};
use super::flow::OrderVerb;
use super::record::{Audience, MessageId, OrderId, OrderMessage};

/// So many files go with one line.
const FILES_MAX: usize = 10;

/// A line to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub audience: Audience,
    pub words: String,
    /// SHA-256 of attached files, ten at most.
    #[serde(default)]
    pub files: Vec<String>,
}

/// The line as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessagePosted {
    pub id: MessageId,
    pub at: Moment,
}

/// What somebody of the company reads and writes: who works only on own orders has no part in the office's lines.
pub(super) fn audiences(actor: &Actor) -> &'static [Audience] {
    match actor.scope {
        Scope::Own => &[Audience::Crew, Audience::Customer],
        Scope::Everything | Scope::Units(_) => &[Audience::Office, Audience::Crew, Audience::Customer],
    }
}

/// Writes a line.
///
/// # Errors
/// `NotFound`, `order.audience_closed`, `Invalid`.
pub async fn post(tx: &Tx, id: OrderId, new: NewMessage) -> Result<MessagePosted> {
    write(tx, id, new, false).await
}

/// The door: writes a line that is a complaint, and is told apart as one wherever it is read.
///
/// # Errors
/// Those of [`post`].
pub async fn complain(tx: &Tx, id: OrderId, new: NewMessage) -> Result<MessagePosted> {
    write(tx, id, new, true).await
}

async fn write(tx: &Tx, id: OrderId, new: NewMessage, is_complaint: bool) -> Result<MessagePosted> {
    let order = take(tx, id, OrderVerb::Talk).await?;
    if !audiences(tx.actor()).contains(&new.audience) {
        return Err(Error::refused("order.audience_closed"));
    }
    let mut check = Check::new();
    check.text("words", &new.words, 4_000).files("files", &new.files, FILES_MAX);
    check.done()?;
    let message = OrderMessage {
        id: MessageId::new(),
        order_id: order.id,
        audience: new.audience,
        words: new.words,
        files: Json(new.files),
        author_id: tx.actor().user,
        at: tx.now(),
        is_complaint,
    };
    let message = db::insert(tx, message).await?;
    let event = match message.audience {
        Audience::Office => super::door::event("order.message_posted", &order),
        Audience::Crew | Audience::Customer => event_for_crew(tx, "order.message_posted", &order).await?,
    };
    tx.record(event.with(json!({ "message_id": message.id, "audience": message.audience }))).await?;
    Ok(MessagePosted { id: message.id, at: message.at })
}
