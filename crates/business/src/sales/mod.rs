//! Sales: sale orders, their way to the customer, and the promises made with them.
//!
//! ```text
//! placed ─► prepared ─► shipped ─► delivered ─► installed ─► accepted        promise: open ─► kept | waived
//!    └──────────┴──────────┴─► cancelled                                                └─► broken ─► kept late | waived
//! ```
//! Before delivery the customer's money is a deposit and owed back; delivery earns the sale and makes the balance due.
//!
//! Doors: [`place()`], [`installed`], [`cancel`], [`promises_to_order`], [`come_due`], [`settle_promise`], [`promises_of_order`]. A sale
//! that opens files and orders is composed in `fulfilment`, and so are the routes of promises, which crews see by their orders.

mod cash;
mod due;
pub mod exported;
pub mod flow;
mod hand_over;
mod place;
mod promises;
mod queries;
pub mod record;
mod steps;

pub use due::Milestone;
pub use hand_over::hand_over;
pub use place::{NewPromise, NewSale, NewSaleLine, place};
pub use promises::{
    Of, PromiseShown, SettlePromise, come_due, is_seen_by_sale, promise, promises_break, promises_of_order,
    promises_to_order, settle_promise,
};
pub use queries::{SaleLineShown, SaleRow, SaleShown, get_visible, lines, shown};
pub use record::*;
pub use steps::{CancelSale, cancel, installed};

use crate::identity::may;
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    let read = May::With(may::SALES_READ);
    let fulfil = May::With(may::SALES_FULFIL);
    routes
        .room("sales")
        .query(Op::get("/sales", "listSales", read, "Sales, newest first; guides see their own."), queries::list)
        .query(Op::get("/sales/{id}", "getSale", read, "A sale with lines, promises and money."), queries::one)
        .command(
            Op::post("/sales/{id}/preparation", "prepareSale", fulfil, "The goods are set aside.").creates(),
            steps::prepare,
        )
        .command(Op::post("/sales/{id}/shipment", "shipSale", fulfil, "They are on their way.").creates(), steps::ship)
        .command(
            Op::post("/sales/{id}/delivery", "deliverSale", fulfil, "They changed hands; the balance is due.")
                .creates(),
            steps::deliver,
        )
        .command(
            Op::post("/sales/{id}/acceptance", "acceptSale", fulfil, "The customer has everything as sold.").creates(),
            steps::accept,
        )
        .command(
            Op::post(
                "/sales/{id}/payments",
                "receiveSalePayment",
                May::With(may::MONEY_RECORD),
                "More of a deposit, or the balance; never more than the total.",
            )
            .creates(),
            cash::receive,
        )
        .query(
            Op::get("/promises", "listPromises", read, "Promises of the sales one sees, the nearest due first."),
            promises::list,
        );
}

#[cfg(test)]
mod tests;
