//! Webhooks (M4): another program is told what happens, in messages that it can check, until it has taken them.
//!
//! ```text
//! event log ─cursor─► delivery: waiting ─► delivered
//!                        ▲  └─ tried ten times ─► given up (dead letter)
//!                        └────────── replay ──────────┘
//! ```
//! Messages are signed by the Standard Webhooks scheme, come at least once and in no certain order; `webhook-id` is the same at every
//! try and at a replay. Their bodies are events: ids and codes, never names, phones or addresses. Door: [`send_forever`].

mod change;
mod consume;
pub mod exported;
mod kinds;
mod log;
mod message;
mod open;
mod queries;
pub mod record;
mod replay;
mod rules;
mod send;

pub use record::*;
pub use send::{forget_old, send_forever, send_once};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const ADMIN: May = May::With(may::COMPANY_ADMIN);
    routes
        .room("webhooks")
        .query(Op::get("/webhooks", "listWebhooks", ADMIN, "Who is told what happens."), queries::list)
        .query(
            Op::get(
                "/event-kinds",
                "listEventKinds",
                ADMIN,
                "What can happen: the kinds of event a webhook may ask for.",
            ),
            kinds::list,
        )
        .command(
            Op::post(
                "/webhooks",
                "openWebhook",
                ADMIN,
                "Tells an address what happens from now on; its secret is shown once.",
            )
            .creates()
            .secret(),
            open::open,
        )
        .command(
            Op::patch("/webhooks/{id}", "changeWebhook", ADMIN, "Changes a webhook, pauses it or lets it go on."),
            change::change,
        )
        .command(
            Op::post("/webhooks/{id}/secret", "rotateWebhookSecret", ADMIN, "Makes a new secret; for a day both sign.")
                .secret(),
            change::rotate,
        )
        .command(
            Op::delete("/webhooks/{id}", "closeWebhook", ADMIN, "Closes a webhook: nothing more is sent to it."),
            change::close,
        )
        .command(
            Op::post("/webhooks/{id}/trial", "tryWebhook", ADMIN, "Sends a message to try it with."),
            change::r#try,
        )
        .command(
            Op::post("/webhooks/{id}/replay", "replayWebhook", ADMIN, "Sends again what happened since a moment."),
            replay::since,
        )
        .query(
            Op::get("/webhooks/{id}/deliveries", "listDeliveries", ADMIN, "What was sent to a webhook, newest first."),
            log::list,
        )
        .query(
            Op::get(
                "/webhooks/{id}/deliveries/{delivery}",
                "readDelivery",
                ADMIN,
                "One message with every try and its answer.",
            ),
            log::one,
        )
        .command(
            Op::post(
                "/webhooks/{id}/deliveries/{delivery}/replay",
                "replayDelivery",
                ADMIN,
                "Sends one message again.",
            ),
            replay::one,
        );
}

#[cfg(test)]
mod tests;
