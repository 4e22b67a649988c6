//! The customer's side: what a link shows, and what its holder may do (G2–G7, A2, A3).
//!
//! ```text
//! link ─► GET /portal: progress ─► digits said ─► everything of the order ─► reschedule, cancel, write, complain, approve, review
//! label on a machine ─► its card and the form for a request ─► POST /portal/requests ─► received, with a link of its own
//! link to an offer ─► its lines and promises ─► digits said ─► yes or no ─► the guide
//! ```
//! A link's caller is an actor of its own scope without any right but the portal's; only [`visitor`] lets the rooms below act for it,
//! and only on what the link leads to. The office makes and revokes links in [`office`]. Door: [`order_of_link`], [`complain`],
//! [`quote_for_customer`], [`quote_of_link`].

mod acts;
mod answered;
mod answers;
mod bounds;
mod details;
mod digits;
mod ended;
mod files;
mod machines;
mod office;
mod papers;
mod pay;
mod progress;
mod quotes;
mod request;
#[cfg(test)]
mod tests;
mod visitor;
mod windows;
mod wish;

pub use acts::{Complained, CustomerWords, Written, complain};
pub use quotes::{LineForCustomer, PromiseForCustomer, QuoteForCustomer, quote_for_customer, quote_of_link};
pub use visitor::order_of_link;

use axum::routing::{get, put};
use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let (look, act) = (May::With(may::PORTAL_LOOK), May::With(may::PORTAL_ACT));
    routes
        .room("portal")
        .query(
            Op::get("/portal", "portal", look, "What the link leads to, as far as its holder is known."),
            details::portal,
        )
        .command(
            Op::post(
                "/portal/digits",
                "sayDigits",
                look,
                "Says the last four digits of the phone; right ones open a link.",
            )
            .secret(),
            digits::say,
        )
        .query(Op::get("/portal/windows", "portalWindows", act, "When the visit could be instead."), windows::read)
        .command(
            Op::post("/portal/appointment", "portalReschedule", act, "Moves the visit to another window."),
            acts::reschedule,
        )
        .command(
            Op::post("/portal/cancellation", "portalCancel", act, "Calls the order off before anybody sets out."),
            acts::cancel,
        )
        .command(
            Op::post("/portal/messages", "portalWrite", act, "Adds words and photos to the order.").creates(),
            acts::write,
        )
        .command(
            Op::post("/portal/price-approval", "portalApprove", act, "Says yes to the price as it is shown."),
            acts::approve,
        )
        .command(Op::post("/portal/review", "portalReview", act, "Reviews the finished order.").creates(), acts::review)
        .query(
            Op::get("/portal/machines", "portalMachines", act, "The household's machines with their warranty."),
            machines::list,
        )
        .query(
            Op::get("/portal/form", "portalForm", look, "What is asked for a request, by category and fault."),
            request::form,
        )
        .command(
            Op::post("/portal/requests", "portalRequest", look, "Asks for a service; answers a link to follow it by.")
                .creates(),
            // its answer is kept for a replay, link and all: whoever loses it on the way has no other, as a second request is a duplicate
            request::ask,
        )
        .raw(
            Op::put(
                "/portal/files/{sha256}",
                "portalPutFile",
                look,
                "Stores a photo or video under the SHA-256 of its bytes.",
            ),
            put(files::put_file),
        )
        .raw(
            Op::get("/portal/files/{sha256}", "portalGetFile", act, "A file of the order that the link leads to.")
                .answers("application/octet-stream"),
            get(files::get_file),
        )
        .raw(
            Op::get(
                "/portal/papers/{sha256}",
                "portalPaper",
                May::With(may::PORTAL_PAPERS),
                "A manual or drawing of a machine that the link leads to; also by a plain link with its `pass`.",
            )
            .answers("application/octet-stream"),
            get(papers::get_file),
        );
    let shape = routes.schema::<ended::WhomToCall>();
    routes.raw(
        Op::get(
            "/portal/service-line/{company}",
            "portalServiceLine",
            May::Anyone("whose link has ended still has to know whom to call; it is the company's public number"),
            "Whom customers of a company call, also by a link that has ended.",
        )
        .gives(shape),
        get(ended::whom_to_call),
    );
    office::routes(routes);
    pay::routes(routes);
}
