//! Leads: who came to the store and did not buy yet, what is done about them, what they are offered.
//!
//! ```text
//! lead:  new ─► contacted ─► quoted ─► won (a sale)      quote:  waiting ─► open ─► accepted (a sale)
//!          └────────┴───────────┴────► lost ─► contacted            └─► declined  └─► replaced by a newer version | withdrawn
//! ```
//! A lead is its guide's to see, and its store's manager's. Doors: [`held`], [`accepted`], [`lead_of`], [`won`], [`may_accept`],
//! [`reply`], [`replies_of`], [`editions_of`], [`hand_over()`]. A quote that becomes a sale opens files and orders: that is composed in `fulfilment`.

pub mod exported;
mod figures;
pub mod flow;
mod follow;
mod hand_over;
mod known;
mod open;
mod person;
mod queries;
mod quote;
pub mod record;
mod reply;
mod rules;
mod terms;

pub use hand_over::{Moved, hand_over};
pub use quote::{accepted, held, lead_of, won};
pub use record::*;
pub use reply::{NewReply, ReplyShown, editions_of, replies_of, reply};
pub use rules::may_accept;

use crate::identity::may;
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    let (read, edit) = (May::With(may::LEADS_READ), May::With(may::LEADS_EDIT));
    routes
        .room("leads")
        .query(
            Op::get("/leads", "listLeads", read, "Leads, whoever is to be asked first on top; guides see their own."),
            queries::list,
        )
        .query(Op::get("/leads/figures", "leadFigures", read, "Leads in numbers, guide by guide."), figures::figures)
        .query(Op::get("/leads/known", "knownPhone", edit, "Who came before with this number."), known::by_phone)
        .query(
            Op::get("/leads/{id}", "getLead", read, "A lead with what was done about it and what was offered."),
            queries::one,
        )
        .command(Op::post("/leads", "openLead", edit, "Notes down who came to the store.").creates(), open::open)
        .command(Op::patch("/leads/{id}", "editLead", edit, "Corrects what was noted down."), open::edit)
        .command(
            Op::post("/leads/{id}/follow-ups", "followUpLead", edit, "What was done, and when to ask again.").creates(),
            follow::follow_up,
        )
        .command(Op::post("/leads/{id}/loss", "loseLead", edit, "It came to nothing, and why."), follow::lose)
        .command(Op::post("/leads/{id}/reopening", "reopenLead", edit, "They came back after all."), follow::reopen)
        .command(
            Op::post("/leads/{id}/quotes", "drawQuote", edit, "An offer, or a new version of it.").creates(),
            quote::draw,
        )
        .command(
            Op::post(
                "/leads/{id}/assignment",
                "assignLead",
                May::With(may::CUSTOMERS_HAND_OVER),
                "Another guide looks after it.",
            ),
            hand_over::assign,
        )
        .command(
            Op::post(
                "/leads/{id}/reveals",
                "revealLead",
                May::With(may::CUSTOMERS_REVEAL),
                "The whole number, once, written down.",
            ),
            person::reveal,
        )
        .command(
            Op::post(
                "/leads/{id}/erasure",
                "eraseLead",
                May::With(may::CUSTOMERS_ERASE),
                "Erases somebody who never became a customer.",
            )
            .changes_rights(),
            person::erase,
        )
        .command(
            Op::post(
                "/quotes/{id}/decision",
                "decideQuote",
                May::With(may::QUOTES_APPROVE),
                "A discount beyond the limit is given or refused.",
            ),
            quote::decide,
        )
        .query(
            Op::get("/quote-terms", "quoteTerms", read, "How much a guide may take off, and how long an offer holds."),
            terms::shown,
        )
        .command(
            Op::put("/quote-terms", "setQuoteTerms", May::With(may::COMPANY_ADMIN), "New terms for offers."),
            terms::set,
        );
}

#[cfg(test)]
mod tests;
