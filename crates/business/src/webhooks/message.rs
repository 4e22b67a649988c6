//! A message's body: the event as JSON, made the same way at every try.

use kernel::{Error, Id, Result};
use platform::db::{Logged, Sql, View, event_at, without_words};
use serde_json::{Value, json};

use super::record::{Delivery, DeliveryId};

/// What the receiver knows a message by, the same at every try: `msg_…`.
pub(super) fn id_of(delivery: DeliveryId) -> String {
    format!("msg_{}", delivery.uuid().simple())
}

/// The body as it is shown and signed.
///
/// # Errors
/// `NotFound` when the event is gone.
pub(super) async fn body_of(view: &View, delivery: &Delivery) -> Result<Value> {
    let event = event_at(view, delivery.seq).await?.ok_or(Error::NotFound("event"))?;
    let company: String =
        view.value(Sql::new("SELECT code FROM tenant WHERE id = ?").bind(view.actor().tenant)).await?;
    Ok(body(&company, &event))
}

fn body(company: &str, event: &Logged) -> Value {
    json!({
        "type": event.kind,
        "timestamp": event.at,
        "data": {
            "company": company,
            "seq": event.seq,
            "actor_id": event.actor,
            "channel": event.channel,
            "unit_id": event.unit,
            "happened_at": event.happened_at,
            "subjects": event.subjects,
            "facts": without_words(event.data.clone()),
        },
    })
}
