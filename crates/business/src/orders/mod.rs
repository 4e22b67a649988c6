//! Orders: what a customer is owed (order, items), its appointments (visits), and everything done to it.
//!
//! ```text
//! received ─► to_dispatch ─► dispatched ─► accepted ─► serving ─► finished ─► reviewed ─► closed
//!    │             ▲  ▲           │            │          │           │
//!    │             │  └───────────┴── nobody ──┘          │           │     beside: on_hold, cancelled
//!    └── taken in ─┘  └── parts, second visit, void trip ─┴─ rework ──┘
//! ```
//! The phase is derived by [`phase::settle`] from visits, items, holds and review, never set. What may be done in which phase is a
//! table: [`flow`].
//!
//! Door: [`open()`], [`get_visible`] to read, [`get_writable`] to change, [`visible_sql`], [`phase::settle`], [`hold_order`],
//! [`release_order`], [`cancel_order`], [`close_order`], [`open_next_leg`].

mod cancel;
mod chase;
mod door;
mod edit;
pub mod exported;
pub mod flow;
pub mod history;
mod hold;
mod intake;
pub mod legs;
mod link;
pub mod open;
pub mod phase;
mod presence;
mod queries;
mod reason;
pub mod record;
pub mod rules;
pub mod sla;
mod talk;
mod transfer;
pub mod upkeep;
mod visible;
pub mod visits;
mod warranty;

pub use cancel::{Cancel, cancel_order, close_order, reason_to_cancel};
pub use chase::{Chase, chase};
pub use door::OrderState;
pub use hold::{Hold, hold_order, release_order};
pub use legs::{NextLegs, open_next_leg};
pub use open::{NewOrder, open};
pub use queries::{AGAIN_DAYS, EARLIER_LEAD, OrderFilter, OrderPage, OrderRow, OrderSort, VisitOnPage, fitted_again};
pub use record::*;
pub use talk::{MessagePosted, NewMessage, complain as say_complaint, post as say};
pub use visible::{get_visible, get_writable, is_writable, visible_sql};

use axum::routing::{delete, put};
use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    routes
        .room("orders")
        .command(
            Op::post("/orders", "openOrder", May::With(may::ORDERS_OPEN), "Opens an order by any channel.").creates(),
            open::open_order,
        )
        .command(
            Op::post(
                "/orders/{id}/intake",
                "takeInOrder",
                May::With(may::ORDERS_EDIT),
                "Takes in what came from a page.",
            ),
            intake::take_in,
        )
        .command(
            Op::post(
                "/orders/{id}/holds",
                "holdOrder",
                May::With(may::ORDERS_HOLD),
                "Puts an order on hold with a reason.",
            ),
            hold::hold,
        )
        .command(
            Op::post("/orders/{id}/release", "releaseOrder", May::With(may::ORDERS_HOLD), "Lets an order go on."),
            hold::release,
        )
        .command(
            Op::post("/orders/{id}/chases", "chaseOrder", May::With(may::ORDERS_TALK), "Counts that somebody asked."),
            chase::chase,
        )
        .command(
            Op::post("/orders/{id}/closing", "closeOrder", May::With(may::ORDERS_CLOSE), "Closes a finished order."),
            cancel::close,
        )
        .command(
            Op::post(
                "/orders/{id}/visits",
                "planVisit",
                May::With(may::DISPATCH_ASSIGN),
                "Plans another visit: after a void trip, a cancelled one, or for another day.",
            )
            .creates(),
            visits::plan_by_office,
        );
    reading(routes);
    being_there(routes);
    changing(routes);
    visits::routes(routes);
}

fn reading(routes: &mut Routes) {
    const READ: May = May::With(may::ORDERS_READ);
    routes
        .query(Op::get("/orders", "listOrders", READ, "The pool: filtered, sorted, by cursor."), queries::list)
        .query(
            Op::get("/orders/count", "countOrders", READ, "How many orders the pool's filters mean."),
            queries::count,
        )
        .query(Op::get("/orders/{id}", "readOrder", READ, "One order with everything of it."), queries::page)
        .query(
            Op::get("/orders/{id}/trail", "readOrderTrail", READ, "What was done to it, newest first."),
            queries::trail,
        )
        .query(
            Op::get("/orders/{id}/messages", "listMessages", READ, "Its conversation, newest first."),
            queries::messages,
        )
        .query(
            Op::get("/order-types", "listOrderTypes", May::SignedIn, "The types of order there are."),
            queries::types,
        );
}

/// Who looks at an order at the same time.
fn being_there(routes: &mut Routes) {
    const READ: May = May::With(may::ORDERS_READ);
    let present = routes.schema::<platform::http::Presence>();
    routes
        .raw(
            Op::put(
                "/orders/{id}/presence",
                "stayAtOrder",
                READ,
                "Says that the caller looks at the order; who else does.",
            )
            .gives(present.clone()),
            put(presence::stay),
        )
        .raw(
            Op::delete(
                "/orders/{id}/presence",
                "leaveOrder",
                READ,
                "Says that the caller looks at the order no longer.",
            )
            .gives(present),
            delete(presence::leave),
        );
}

fn changing(routes: &mut Routes) {
    const EDIT: May = May::With(may::ORDERS_EDIT);
    routes
        .command(Op::patch("/orders/{id}", "editOrder", EDIT, "Corrects an order at the version seen."), edit::edit)
        .command(
            Op::post("/orders/{id}/escalations", "escalateOrder", EDIT, "Lifts an order, a tier up where asked."),
            transfer::escalate,
        )
        .command(
            Op::post(
                "/orders/{id}/transfers",
                "transferOrder",
                May::With(may::ORDERS_TRANSFER),
                "Hands an order to another outlet.",
            ),
            transfer::transfer,
        )
        .command(
            Op::post("/orders/{id}/legs", "openLegs", EDIT, "Opens again what can begin: a leg that was called off."),
            legs::open_legs,
        )
        .command(Op::post("/orders/{id}/links", "linkOrder", EDIT, "Links two orders."), link::link)
        .command(
            Op::post("/orders/{id}/merging", "mergeOrder", EDIT, "Merges a duplicate into another order."),
            link::merge,
        )
        .command(
            Op::post(
                "/orders/{id}/messages",
                "postMessage",
                May::With(may::ORDERS_TALK),
                "Writes to the conversation.",
            )
            .creates(),
            talk::post,
        )
        .command(
            Op::post(
                "/orders/{id}/items/{item}/verdict",
                "overrideWarranty",
                May::With(may::WARRANTY_OVERRIDE),
                "Decides an item's warranty by hand, with a reason.",
            ),
            warranty::override_verdict,
        );
}

#[cfg(test)]
pub(crate) mod tests;
