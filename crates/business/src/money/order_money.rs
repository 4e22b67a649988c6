//! How an order stands in money: what it costs by payer, what the customer agreed to, what is paid and what is due.

use kernel::code::Code;
use kernel::{Moment, Money, Result};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::approve::ApprovalShown;
use super::bill;
use super::expenses::{self, ExpenseShown};
use super::record::{
    Charge, ChargeId, ChargeStatus, EntryId, Expense, ExpenseStatus, Payment, PaymentId, PaymentKind, PaymentMethod,
    PriceApproval,
};
use super::rules;
use crate::identity::may;
use crate::lowcode::pack::{Payer, PriceKind};
use crate::nouns::{ItemId, OrderId, VisitId};

/// The sums of an order, in 分.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OrderMoney {
    pub order_id: OrderId,
    /// Counts the changes of the lines; say it back as `Fieldloop-Seen: prices=n`.
    pub prices: i64,
    /// All standing lines, whoever pays.
    pub total_minor: Money,
    pub by_payer: Vec<PayerSum>,
    /// What the customer is to pay, agreed to or not: the total to show and approve.
    pub customer_minor: Money,
    /// Nothing waits for the customer's yes.
    pub approved: bool,
    /// In the ledger, whoever pays.
    pub posted_minor: Money,
    /// Received from the customer less given back.
    pub paid_minor: Money,
    /// Agreed to and not yet paid; negative where too much was paid for what still stands.
    pub due_minor: Money,
}

/// What one payer pays of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PayerSum {
    pub payer: Payer,
    pub total_minor: Money,
    pub posted_minor: Money,
}

/// The sums of an order.
///
/// # Errors
/// Those of the database.
pub async fn order_money(view: &View, order_id: OrderId) -> Result<OrderMoney> {
    let charges = bill::charges(view, order_id).await?;
    Ok(reckon(order_id, &charges, &payments(view, order_id).await?))
}

fn reckon(order_id: OrderId, charges: &[Charge], payments: &[Payment]) -> OrderMoney {
    let sum = |keep: &dyn Fn(&Charge) -> bool| -> Money {
        rules::standing(charges).filter(|charge| keep(charge)).map(|charge| charge.amount_minor).sum()
    };
    let is_posted = |charge: &Charge| charge.status == ChargeStatus::Posted;
    let of_payer = |payer: &Payer| PayerSum {
        payer: *payer,
        total_minor: sum(&|charge| charge.payer == *payer),
        posted_minor: sum(&|charge| charge.payer == *payer && is_posted(charge)),
    };
    let paid_minor = rules::paid(payments);
    OrderMoney {
        order_id,
        prices: rules::prices_version(charges),
        total_minor: sum(&|_| true),
        by_payer: Payer::ALL.iter().map(of_payer).filter(|each| each.total_minor != Money::ZERO).collect(),
        customer_minor: rules::customer_total(charges),
        approved: rules::standing(charges).all(|charge| charge.status != ChargeStatus::Proposed),
        posted_minor: sum(&is_posted),
        paid_minor,
        due_minor: rules::customer_agreed(charges) - paid_minor,
    }
}

/// All payments and refunds of an order, the reversed ones too.
pub(super) async fn payments(view: &View, order_id: OrderId) -> Result<Vec<Payment>> {
    let sql =
        Sql::new("SELECT * FROM payment WHERE tenant_id = ? AND order_id = ? ORDER BY received_at, id LIMIT 1000");
    db::select(view, sql.bind(view.actor().tenant).bind(order_id)).await
}

/// A line as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChargeShown {
    pub id: ChargeId,
    pub visit_id: Option<VisitId>,
    pub item_id: Option<ItemId>,
    /// Of the price list; `off_list` where it is not on it.
    pub code: String,
    pub name: String,
    pub kind: PriceKind,
    pub quantity: i64,
    pub price_minor: Money,
    pub amount_minor: Money,
    pub payer: Payer,
    /// Why this payer: a `payer_reason.…` word, or what somebody wrote.
    pub reason: String,
    pub from_list: bool,
    pub status: ChargeStatus,
    pub entry_id: Option<EntryId>,
    pub created_at: Moment,
    pub version: i64,
}

impl From<Charge> for ChargeShown {
    fn from(charge: Charge) -> Self {
        Self {
            id: charge.id,
            visit_id: charge.visit_id,
            item_id: charge.item_id,
            code: charge.code,
            name: charge.name,
            kind: charge.kind,
            quantity: charge.quantity,
            price_minor: charge.price_minor,
            amount_minor: charge.amount_minor,
            payer: charge.payer,
            reason: charge.reason,
            from_list: charge.from_list,
            status: charge.status,
            entry_id: charge.entry_id,
            created_at: charge.created_at,
            version: charge.version,
        }
    }
}

/// A payment or refund as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaymentShown {
    pub id: PaymentId,
    pub kind: PaymentKind,
    pub amount_minor: Money,
    pub method: PaymentMethod,
    pub reference: String,
    pub received_at: Moment,
    pub reversed_at: Option<Moment>,
    pub entry_id: EntryId,
}

impl From<Payment> for PaymentShown {
    fn from(payment: Payment) -> Self {
        Self {
            id: payment.id,
            kind: payment.kind,
            amount_minor: payment.amount_minor,
            method: payment.method,
            reference: payment.reference,
            received_at: payment.received_at,
            reversed_at: payment.reversed_at,
            entry_id: payment.entry_id,
        }
    }
}

/// Everything about an order's money.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderCharges {
    pub money: OrderMoney,
    /// As ticked, the voided ones too.
    pub lines: Vec<ChargeShown>,
    pub approvals: Vec<ApprovalShown>,
    pub payments: Vec<PaymentShown>,
    /// What the visits cost on the way, none of it the customer's; only one's own for who does not deal with money.
    pub expenses: Vec<ExpenseShown>,
    /// Of these, what was approved.
    pub expenses_minor: Money,
}

/// `GET /orders/{id}/charges` and the door; who may see the order is decided before.
///
/// # Errors
/// Those of the database.
pub async fn order_charges(view: &View, order_id: OrderId) -> Result<OrderCharges> {
    let charges = bill::charges(view, order_id).await?;
    let payments = payments(view, order_id).await?;
    let sql = Sql::new(
        "SELECT * FROM price_approval WHERE tenant_id = ? AND order_id = ? ORDER BY approved_at, id LIMIT 200",
    );
    let approvals: Vec<PriceApproval> = db::select(view, sql.bind(view.actor().tenant).bind(order_id)).await?;
    let actor = view.actor();
    let sees_all = actor.may(may::MONEY_READ) || actor.may(may::EXPENSES_APPROVE);
    let mut spent = expenses::of_order(view, order_id).await?;
    spent.retain(|expense| sees_all || expense.spent_by == actor.user);
    let names = expenses::people(view, &spent).await?;
    let is_cost = |expense: &&Expense| expense.status == ExpenseStatus::Approved;
    Ok(OrderCharges {
        expenses_minor: spent.iter().filter(is_cost).map(|expense| expense.amount_minor).sum(),
        expenses: spent.into_iter().map(|expense| expenses::shown(expense, &names)).collect(),
        money: reckon(order_id, &charges, &payments),
        lines: charges.into_iter().map(ChargeShown::from).collect(),
        approvals: approvals.into_iter().map(ApprovalShown::from).collect(),
        payments: payments.into_iter().map(PaymentShown::from).collect(),
    })
}
