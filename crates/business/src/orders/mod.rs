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
//! Door: [`get_visible`], [`visible_sql`], [`phase::settle`].

pub mod flow;
pub mod history;
pub mod legs;
pub mod phase;
pub mod record;
pub mod rules;
pub mod sla;
mod visible;
pub mod visits;

pub use record::*;
pub use visible::{get_visible, visible_sql};

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("orders");
    visits::routes(routes);
}
