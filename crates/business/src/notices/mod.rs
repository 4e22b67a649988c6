//! Notices: who is told what, and when. A reader of the event log writes each notice down as it would be sent; the office reads them, and
//! says what it wants to say in its own words.
//!
//! ```text
//! event log ─cursor─► kind with a text that is on ─► notice: kept (no channel is switched on) | nobody (no phone is known)
//! ```
//! Door: [`tell`], a chore.

pub mod exported;
mod queries;
pub mod record;
mod tell;
#[cfg(test)]
mod tests;
mod texts;

pub use record::*;
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
