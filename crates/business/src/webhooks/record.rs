//! The webhooks' tables as structs.

use kernel::{Json, Moment, code, id};
use platform::record;

id! {
    /// An address that is told what happens.
    WebhookId = "webhook",
    /// One event for one webhook.
    DeliveryId = "webhook_delivery",
    /// One try of a delivery.
    AttemptId = "webhook_attempt",
}

code! {
    pub enum WebhookStatus as "webhook_status" {
        Active = "active",
        /// Nothing is sent; what happens meanwhile is sent when it goes on.
        Paused = "paused",
        /// For good.
        Closed = "closed",
    }
}
code! {
    pub enum DeliveryStatus as "delivery_status" {
        Waiting = "waiting",
        Delivered = "delivered",
        /// Tried so often that it waits for a person.
        GivenUp = "given_up",
    }
}

record! {
    /// An address that is told what happens. How far it has been told stands beside, in `webhook_cursor`.
    pub struct Webhook in "webhook" as "webhook" (WebhookId), versioned {
        pub id: WebhookId,
        pub name: String,
        pub address: String,
        /// Kinds of event (`order.opened`) and whole rooms (`order.`); none for everything.
        pub kinds: Json<Vec<String>>,
        pub status: WebhookStatus,
        pub secret: String,
        /// Signs beside the new one until then.
        pub old_secret: Option<String>,
        pub old_secret_until_at: Option<Moment>,
        pub created_at: Moment,
    }
}

record! {
    /// One event for one webhook. Its body is made of the event, which never changes.
    pub struct Delivery in "webhook_delivery" as "webhook_delivery" (DeliveryId), versioned {
        pub id: DeliveryId,
        pub webhook_id: WebhookId,
        pub seq: i64,
        pub kind: String,
        pub status: DeliveryStatus,
        pub tried_count: i64,
        /// When it is tried next; none once it is settled.
        pub due_at: Option<Moment>,
        pub last_status: Option<i64>,
        pub last_failure: Option<String>,
        pub created_at: Moment,
        pub settled_at: Option<Moment>,
    }
}

record! {
    /// One try, with what came of it.
    pub struct Attempt in "webhook_attempt" as "webhook_attempt" (AttemptId) {
        pub id: AttemptId,
        pub delivery_id: DeliveryId,
        pub at: Moment,
        pub took_ms: i64,
        pub status: Option<i64>,
        pub failure: Option<String>,
        /// The beginning of the answer.
        pub answer: String,
    }
}
