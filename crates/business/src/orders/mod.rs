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
//! Door: [`open()`], [`get_visible`], [`visible_sql`], [`phase::settle`], [`hold_order`], [`release_order`], [`cancel_order`],
//! [`close_order`], [`open_next_leg`].

mod cancel;
mod chase;
mod door;
pub mod flow;
pub mod history;
mod hold;
mod intake;
pub mod legs;
pub mod open;
pub mod phase;
mod queries;
mod reason;
pub mod record;
pub mod rules;
pub mod sla;
mod visible;
pub mod visits;

pub use cancel::{Cancel, cancel_order, close_order};
pub use door::OrderState;
pub use hold::{Hold, hold_order, release_order};
pub use legs::{NextLegs, open_next_leg};
pub use open::{NewOrder, open};
pub use queries::{OrderFilter, OrderRow, OrderSort};
pub use record::*;
pub use visible::{get_visible, visible_sql};

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
        );
    routes.query(
        Op::get("/orders", "listOrders", May::With(may::ORDERS_READ), "The pool: filtered, sorted, by cursor."),
        queries::list,
    );
    visits::routes(routes);
}

#[cfg(test)]
mod tests;
