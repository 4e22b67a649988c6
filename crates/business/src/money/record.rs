//! Money's tables as structs: charges, approvals, payments, and the ledger.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Json, Moment, Money, code};
use platform::record;

pub use crate::nouns::{ApprovalId, ChargeId, EntryId, ExpenseId, PaymentId, PostingId};
use crate::nouns::{CustomerId, ItemId, OrderId, SaleId, VisitId};

use crate::lowcode::pack::{Payer, PriceKind};

code! {
    pub enum ChargeStatus as "charge_status" {
        /// Ticked, not yet agreed to.
        Proposed = "proposed",
        /// The customer said yes (or need not be asked).
        Approved = "approved",
        /// In the ledger.
        Posted = "posted",
        /// Taken back.
        Voided = "voided",
    }
}
code! {
    pub enum PaymentKind as "payment_kind" { Deposit = "deposit", Payment = "payment", Refund = "refund" }
}
code! {
    pub enum PaymentMethod as "payment_method" {
        Cash = "cash", Qr = "qr", Transfer = "transfer", Card = "card", Wechat = "wechat", Alipay = "alipay",
    }
}
code! {
    /// Accounts of the ledger. Debits are positive, credits negative.
    pub enum Account as "account" {
        /// Money in hand or bank.
        Cash = "cash",
        /// What customers owe.
        Receivable = "receivable",
        /// What a brand or factory owes for warranty work.
        WarrantyReceivable = "warranty_receivable",
        /// What a contract or project owes.
        ContractReceivable = "contract_receivable",
        /// What an installer or supplier owes for their fault.
        RecoveryReceivable = "recovery_receivable",
        /// Money taken before the goods: owed to the customer.
        CustomerDeposits = "customer_deposits",
        ServiceIncome = "service_income",
        PartsIncome = "parts_income",
        FeeIncome = "fee_income",
        SalesIncome = "sales_income",
        /// Given for nothing.
        Goodwill = "goodwill",
        /// What visits cost on the way.
        VisitExpenses = "visit_expenses",
        /// Spent by staff and not given back to them yet.
        OwedToStaff = "owed_to_staff",
    }
}
/// What orders bring in and cost; the other accounts say who owes it, or has paid it.
pub const ORDER_ACCOUNTS: [Account; 5] =
    [Account::ServiceIncome, Account::PartsIncome, Account::FeeIncome, Account::Goodwill, Account::VisitExpenses];
code! {
    pub enum EntryKind as "entry_kind" {
        Charge = "charge", Payment = "payment", Deposit = "deposit", Refund = "refund", Sale = "sale", VoidTrip = "void_trip", Reversal = "reversal", Expense = "expense",
    }
}

code! {
    /// What money was spent on.
    pub enum ExpenseKind as "expense_kind" {
        Parking = "parking",
        Toll = "toll",
        Transport = "transport",
        Material = "material",
        Other = "other",
    }
}
code! {
    pub enum ExpenseStatus as "expense_status" { Waiting = "waiting", Approved = "approved", Declined = "declined", Reversed = "reversed" }
}

record! {
    /// One line of what an order costs and who pays it.
    pub struct Charge in "charge" as "charge" (ChargeId), versioned {
        pub id: ChargeId,
        pub order_id: OrderId,
        pub visit_id: Option<VisitId>,
        pub item_id: Option<ItemId>,
        /// Of the price list; for a line off the list, the company's word.
        pub code: String,
        pub name: String,
        pub kind: PriceKind,
        pub quantity: i64,
        pub price_minor: Money,
        /// Price × quantity.
        pub amount_minor: Money,
        pub payer: Payer,
        /// Why this payer, in words.
        pub reason: String,
        pub from_list: bool,
        pub status: ChargeStatus,
        pub entry_id: Option<EntryId>,
        pub created_at: Moment,
    }
}
record! {
    /// The customer's yes to a total, with the lines as they stood.
    pub struct PriceApproval in "price_approval" as "price_approval" (ApprovalId) {
        pub id: ApprovalId,
        pub order_id: OrderId,
        pub visit_id: Option<VisitId>,
        pub total_minor: Money,
        /// `charge id → amount` as approved.
        pub lines: Json<Vec<(ChargeId, Money)>>,
        pub by_name: String,
        /// `on_phone`, `link`, `desk`.
        pub method: String,
        /// SHA-256 of the signature's picture.
        pub signature: Option<String>,
        pub approved_at: Moment,
        /// Set when a line changed afterwards.
        pub withdrawn_at: Option<Moment>,
    }
}
record! {
    /// Money received or given back.
    pub struct Payment in "payment" as "payment" (PaymentId), versioned {
        pub id: PaymentId,
        pub order_id: Option<OrderId>,
        pub sale_id: Option<SaleId>,
        pub customer_id: Option<CustomerId>,
        pub kind: PaymentKind,
        pub amount_minor: Money,
        pub method: PaymentMethod,
        pub reference: String,
        pub entry_id: EntryId,
        pub received_at: Moment,
        pub received_by: UserId,
        pub reversed_at: Option<Moment>,
    }
}
record! {
    /// What somebody spent on a visit; approved, a cost of the order and owed to them.
    pub struct Expense in "expense" as "expense" (ExpenseId), versioned {
        pub id: ExpenseId,
        pub order_id: OrderId,
        pub visit_id: VisitId,
        pub unit_id: Option<UnitId>,
        pub spent_by: UserId,
        pub kind: ExpenseKind,
        pub amount_minor: Money,
        /// SHA-256 of the receipt's picture.
        pub receipt: Option<String>,
        pub note: String,
        pub status: ExpenseStatus,
        /// Why it was declined.
        pub reason: String,
        pub decided_by: Option<UserId>,
        pub decided_at: Option<Moment>,
        pub entry_id: Option<EntryId>,
        pub spent_at: Moment,
    }
}
record! {
    /// A booking in the ledger; never changed, only reversed, and that once.
    pub struct LedgerEntry in "ledger_entry" as "ledger_entry" (EntryId) {
        pub id: EntryId,
        pub kind: EntryKind,
        pub booked_at: Moment,
        pub booked_on: Day,
        pub memo: String,
        pub reverses_id: Option<EntryId>,
    }
}
record! {
    /// One side of a booking: debit positive, credit negative.
    pub struct Posting in "ledger_posting" as "ledger_posting" (PostingId) {
        pub id: PostingId,
        pub entry_id: EntryId,
        pub account: Account,
        pub amount_minor: Money,
        pub order_id: Option<OrderId>,
        pub visit_id: Option<VisitId>,
        pub sale_id: Option<SaleId>,
        pub payer: Option<Payer>,
        pub unit_id: Option<UnitId>,
        pub customer_id: Option<CustomerId>,
        pub booked_on: Day,
    }
}
