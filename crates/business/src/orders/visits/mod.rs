//! Visits: one appointment of an order, its offers, its crew, its SOP run and its evidence.
//!
//! The life of a visit is the table in [`flow`]; every verb starts from a [`scene::Scene`] and ends with [`settled`].
//! Door: [`plan`], [`put_offer`], [`expire`], [`accept`], [`decline`], [`withdraw`].

pub mod accept;
pub mod booking;
pub mod crew;
pub mod decline;
pub mod flow;
pub mod offer;
pub mod plan;
pub mod record;
pub mod rules;
pub mod scene;
pub mod shown;
mod terms;
pub mod withdraw;

pub use accept::accept;
pub use decline::{Declining, decline};
pub use offer::{Offering, expire, put_offer};
pub use plan::{Because, NewVisit, plan};
pub use record::*;
pub use shown::VisitShown;
pub use withdraw::{Withdrawal, withdraw};

use kernel::Result;
use platform::db::Tx;
use platform::http::{May, Op, Routes};

use crate::identity::may;
use crate::nouns::OrderId;

pub fn routes(routes: &mut Routes) {
    let (work, assign) = (May::With(may::VISITS_WORK), May::With(may::DISPATCH_ASSIGN));
    routes
        .room("visits")
        .command(
            Op::post("/visits/{id}/acceptance", "acceptVisit", work, "Accepts the offer made to the caller."),
            accept::accept,
        )
        .command(
            Op::post(
                "/visits/{id}/declining",
                "declineVisit",
                work,
                "Declines the offer made to the caller, with a reason.",
            ),
            decline::decline,
        )
        .command(
            Op::post("/visits/{id}/withdrawal", "withdrawVisit", assign, "Takes an offer or an assignment back."),
            withdraw::withdraw,
        );
}

/// What follows for the order from a change of one of its visits: phase, dues and timestamps.
async fn settled(tx: &Tx, order_id: OrderId) -> Result<()> {
    crate::orders::phase::settle(tx, order_id).await.map(|_| ())
}

#[cfg(test)]
mod tests;
