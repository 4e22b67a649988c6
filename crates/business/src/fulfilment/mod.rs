//! Fulfilment: the few verbs that must be atomic across rooms, each composed in one transaction from the rooms' doors.
//!
//! A sale opens files and orders; finishing a visit uses parts, fixes charges, posts money, puts machines to use and opens what comes
//! next; a void trip charges its fee; cancelling gives all back; a review moves the order on.
//!
//! Door: [`sell`], [`open_install_orders`], [`complete_visit`], [`void_trip`], [`cancel_order`], [`cancel_sale`], [`review_order`].

mod accept_quote;
mod assets;
mod bills;
mod cancel;
mod complete;
mod expenses;
mod hand_over;
mod paid_by_code;
mod promises;
mod review;
mod sell;
#[cfg(test)]
pub(crate) mod tests;
mod void;

pub use cancel::{CallOff, cancel_order, cancel_sale};
pub use complete::{AssetPut, Completed, Completion, complete_visit};
pub use review::review_order;
pub use sell::{Buyer, InstallOrders, Sell, Sold, open_install_orders, sell};
pub use void::{TripVoided, void_trip};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    routes.room("fulfilment");
    sales(routes);
    orders(routes);
    bills::routes(routes);
    expenses::routes(routes);
    paid_by_code::routes(routes);
    promises::routes(routes);
}

/// What a sale sets going, and who looks after it.
fn sales(routes: &mut Routes) {
    let sells = May::With(may::SALES_EDIT);
    routes
        .command(
            Op::post(
                "/sales",
                "sell",
                sells,
                "Places a sale: opens files, takes the deposit, notes promises, opens orders.",
            )
            .creates(),
            sell::sell_now,
        )
        .command(
            Op::post(
                "/quotes/{id}/acceptance",
                "acceptQuote",
                sells,
                "The customer bought what was offered: its lines and promises become a sale.",
            )
            .creates(),
            accept_quote::accept,
        )
        .command(
            Op::post(
                "/users/{id}/handover",
                "handOverUser",
                May::With(may::CUSTOMERS_HAND_OVER),
                "Gives a leaver's customers, leads and sales to a colleague and their visits back to dispatch.",
            ),
            hand_over::hand_over,
        )
        .command(
            Op::post(
                "/sales/{id}/install-orders",
                "openInstallOrders",
                sells,
                "Opens what has to be installed of a sale.",
            )
            .creates(),
            sell::open_install_orders_now,
        )
        .command(
            Op::post(
                "/sales/{id}/cancellation",
                "cancelSale",
                sells,
                "Calls a sale off: deposit back, orders cancelled.",
            ),
            cancel::cancel_sale,
        );
}

/// How visits and orders end.
fn orders(routes: &mut Routes) {
    let works = May::With(may::VISITS_WORK);
    routes
        .command(
            Op::post(
                "/visits/{id}/completion",
                "completeVisit",
                works,
                "Finishes a visit with everything that follows from it.",
            ),
            complete::complete_visit,
        )
        .command(
            Op::post("/visits/{id}/void-trip", "voidTrip", works, "Ends a visit as a void trip, with its fee."),
            void::void_trip,
        )
        .command(
            Op::post(
                "/orders/{id}/cancellation",
                "cancelOrder",
                May::With(may::ORDERS_CANCEL),
                "Cancels an order and gives everything back.",
            ),
            cancel::cancel_order,
        )
        .command(
            Op::post(
                "/orders/{id}/review",
                "reviewOrder",
                May::With(may::REVIEWS_RECORD),
                "Records the customer's review.",
            )
            .creates(),
            review::review_order,
        );
}
