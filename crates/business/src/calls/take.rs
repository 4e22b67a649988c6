//! Taking a call: it stops ringing in every window of the person whose telephone it is.

use kernel::{Error, Result};
use platform::db::{self, Event, Tx};
use platform::http::Nothing;

use super::record::{Call, CallId};

/// Notes that the call was taken; a second time changes nothing.
///
/// # Errors
/// `NotFound`, also for a call to somebody else.
pub(super) async fn take(tx: &Tx, id: CallId, _: Nothing) -> Result<Nothing> {
    let call: Call = db::get(tx, id).await?;
    if call.user_id != tx.actor().user {
        return Err(Error::NotFound("call"));
    }
    if call.taken_at.is_some() {
        return Ok(Nothing {});
    }
    let call = db::update(tx, Call { taken_at: Some(tx.now()), ..call }).await?;
    let event = Event::new("call.taken").in_unit(tx.actor().unit).about(id).about_some(call.customer_id);
    tx.record(event.concerning(Some(call.user_id))).await?;
    Ok(Nothing {})
}
