//! Payments through a provider: the customer is asked for what is due, pays with their phone, and the money is booked once, however the
//! program comes to know of it (G5, I7). What a provider is and how it is spoken to: [`platform::outside::payments`], docs/payments.md.
//!
//! ```text
//! asking ──the provider's code──► waiting ──told, or looked up──► paid ─► refund: asked ─► under way ─► done
//!    │                               ├─ another bill, called off ─► closed ─┐                    └─► failed: booked back
//!    └─ refused ─► failed            └─ time over, asked once more ► expired ┴─ paid all the same ─► paid, perhaps too much
//! ```
//! A deed only writes down what is wanted; the provider is spoken to outside of any transaction by [`work_forever`], which claims what is
//! due row by row. Doors: [`ask`], [`close`], [`look_up`], [`give_back`], [`requests_of`], [`is_offered`].

mod ask;
mod flow;
mod follow;
mod notify;
mod queries;
pub mod record;
mod refund;
mod settle;
#[cfg(test)]
pub(crate) mod tests;
mod work;

pub use ask::{AskForPayment, ask};
pub use follow::{CallOffPayment, close, look_up, order_of_request};
pub(super) use follow::{close_outdated, close_where_outdated};
pub use queries::{OrderPaymentRequests, PaymentOffer, PaymentRefundShown, PaymentRequestShown, offers, requests_of};
pub use record::*;
pub use refund::{GiveBack, give_back};
pub use work::{work_forever, work_once};

use std::sync::OnceLock;

use axum::routing::post;
use platform::http::{May, Op, Routes};
use platform::outside::payments::Providers;

/// Who takes payments here, and under which address a provider reaches this installation.
#[derive(Clone, Default)]
pub struct Till {
    pub providers: Providers,
    /// `https://service.example.com`
    pub public_url: String,
}

static INSTALLED: OnceLock<Till> = OnceLock::new();

/// Sets who takes payments in this process; said once, at the start.
pub fn install(till: Till) {
    INSTALLED.get_or_init(|| till);
}

fn installed() -> Option<&'static Till> {
    INSTALLED.get()
}

pub(super) fn routes(routes: &mut Routes) {
    routes.raw(
        Op::post(
            "/payments/{provider}/notifications/{company}",
            "paymentNotification",
            May::Anyone("a payment provider has no session: it is recognised by its signature"),
            "What a payment provider tells by itself: a payment arrived, a refund ended.",
        ),
        post(notify::told),
    );
}
