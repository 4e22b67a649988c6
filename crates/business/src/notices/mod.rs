//! Notices: who is told what, and when. A reader of the event log writes each notice down as it would be sent; the office reads them, and
//! says what it wants to say in its own words. Where channels are switched on they carry it: SMS, WeChat, a group's robot, e-mail.
//!
//! ```text
//! event log ─cursor─► kind with a text that is on ─► notice: kept (no channel is switched on) | nobody (no phone is known)
//!                                                       └─► waiting ─► sent
//!                                                           ▲  │  └─► skipped (no address, no template, switched off) ─┐
//!                                                           │  └─ tried six times, or refused ─► failed ───────────────┤
//!                                                           └──────────────── by hand, or by the next channel ◄────────┘
//! ```
//! A notice is sent at least once, and in normal operation exactly once. Doors: [`tell`], a chore; [`send_forever`].

mod addresses;
mod channels;
mod queries;
pub mod record;
mod resend;
mod rules;
mod send;
mod tell;
#[cfg(test)]
mod tests;
mod texts;

pub use record::*;
pub use send::{Post, send_forever, send_once};
pub use tell::tell;

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let (talk, admin) = (May::With(may::ORDERS_TALK), May::With(may::COMPANY_ADMIN));
    routes
        .room("notices")
        .query(
            Op::get("/notices", "listNotices", talk, "What people were told, as it is sent, newest first."),
            queries::list,
        )
        .command(
            Op::post(
                "/notices/{id}/sending",
                "resendNotice",
                May::With(may::ORDERS_EDIT),
                "Sends again what did not go.",
            ),
            resend::resend,
        )
        .query(
            Op::get("/notice-channels", "listNoticeChannels", talk, "By which channels notices go out."),
            channels::list,
        )
        .command(
            Op::put(
                "/notice-channels/{channel}",
                "putNoticeChannel",
                admin,
                "Switches a channel on or off, with its signature, place and templates.",
            ),
            channels::put,
        )
        .query(
            Op::get(
                "/customers/{id}/notice-addresses",
                "listCustomerAddresses",
                May::With(may::CUSTOMERS_EDIT),
                "Where a customer is reached by channels that need more than a phone.",
            ),
            addresses::list,
        )
        .command(
            Op::put(
                "/customers/{id}/notice-addresses/{channel}",
                "putCustomerAddress",
                May::With(may::CUSTOMERS_EDIT),
                "Says where a customer is reached by a channel: an openid, an e-mail address.",
            ),
            addresses::put,
        )
        .query(
            Op::get(
                "/notice-texts",
                "listNoticeTexts",
                May::SignedIn,
                "Who is told what and when, in the company's words.",
            ),
            texts::list,
        )
        .command(
            Op::put(
                "/notice-texts/{code}",
                "putNoticeText",
                admin,
                "Says it in the company's own words, or not at all.",
            ),
            texts::put,
        )
        .command(
            Op::delete("/notice-texts/{code}", "resetNoticeText", admin, "Says it again as it comes with the program."),
            texts::reset,
        );
}
