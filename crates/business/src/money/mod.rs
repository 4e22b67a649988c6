//! Money: prices ticked to charges, the customer's yes, payments, and a ledger that always balances.
//!
//! ```text
//! price list ─► charge: proposed ──the customer's yes──► approved ──work done──► posted ─► ledger ◄─ payments, refunds
//!                  ▲                                        │                       │
//!                  └────────── any line changes ────────────┘                 reversed, once
//! ```
//! Doors: [`tick()`], [`withdraw()`], [`withdraw_all`], [`approve()`], [`is_approved`], [`decide_payers`], [`post_charges`], [`void_fee`], [`receive`],
//! [`refund`], [`reverse`], the doors of [`requests`] (payments through a provider), [`record_expense`], [`order_money()`], [`order_charges`], [`labour()`]. Who may see an order is decided before they are called, by whoever
//! knows orders; the routes below `/orders/{id}` are therefore declared in `fulfilment`.

mod approve;
pub mod bill;
mod decide;
mod expenses;
pub mod exported;
pub mod labour;
pub mod ledger;
mod order_money;
mod pay;
mod post;
mod prices;
mod queries;
pub mod record;
pub mod requests;
mod reversal;
mod rules;
mod tick;
mod withdraw;

pub use approve::{ApprovalMethod, ApprovalShown, Approve, approve, is_approved};
pub use decide::decide_payers;
pub use expenses::{ExpenseShown, NewExpense, check_expense, record_expense};
pub use labour::{Labour, LabourAsked, LabourBasis, LabourBook, Rate, labour};
pub use ledger::{About, Booking, Side, book};
pub use order_money::{ChargeShown, OrderCharges, OrderMoney, PayerSum, PaymentShown, order_charges, order_money};
pub use pay::{Receive, Refund, receive, refund};
pub(crate) use pay::{check_amount, keep as keep_payment};
pub use post::{Posted, post_charges, void_fee};
pub use record::*;
pub use reversal::reverse;
pub use rules::{AMOUNT_MAX, QUANTITY_MAX, paid, payer_of};
pub use tick::{Tick, TickLine, tick};
pub use withdraw::{Withdraw, order_of, withdraw, withdraw_all};

use crate::identity::may;
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    routes
        .room("money")
        .query(
            Op::get("/price-list", "listPrices", May::With(may::CATALOGUE_READ), "What is offered, and what it costs."),
            prices::list,
        )
        .query(
            Op::get("/ledger", "listPostings", May::With(may::MONEY_READ), "The ledger's postings, newest day first."),
            queries::ledger,
        )
        .query(
            Op::get("/ledger/trial-balance", "trialBalance", May::With(may::MONEY_READ), "All accounts; sums to zero."),
            queries::trial_balance,
        )
        .query(
            Op::get(
                "/expenses",
                "listExpenses",
                May::With(may::EXPENSES_APPROVE),
                "What was spent on visits: what waits, the oldest first, or what was decided.",
            ),
            expenses::list,
        )
        .command(
            Op::post(
                "/expenses/{id}/decision",
                "decideExpense",
                May::With(may::EXPENSES_APPROVE),
                "An expense is approved, and becomes a cost of its order, or declined with a reason.",
            ),
            expenses::decide,
        )
        .command(
            Op::post(
                "/ledger/{id}/reversal",
                "reverseEntry",
                May::With(may::MONEY_CORRECT),
                "Takes an entry back, once, with the charge or payment it was booked for.",
            )
            .creates(),
            reversal::reverse_by_hand,
        );
    requests::routes(routes);
}

#[cfg(test)]
mod tests;
