//! What a visit cost somebody on the way: noted down with its receipt, approved or declined; approved, it is a cost of the order and owed
//! to who spent it, and the customer pays nothing of it (F9).

use std::collections::BTreeMap;

use kernel::error::{Check, FieldError};
use kernel::id::{UnitId, UserId};
use kernel::text::tidy;
use kernel::{Error, Id, Moment, Money, Page, Result, Scope, page};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::bill::{self, Bill};
use super::ledger::{self, About, Booking};
use super::pay::check_amount;
use super::record::{Account, EntryId, EntryKind, Expense, ExpenseId, ExpenseKind, ExpenseStatus};
use crate::identity::users;
use crate::nouns::{OrderId, VisitId};

/// One expense, in 分: five thousand yuan. What costs more is bought by the company.
const EXPENSE_MAX: Money = Money(500_000);
/// Of one visit.
const EXPENSES_MAX: usize = 20;

/// What somebody spent on a visit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExpense {
    /// Chosen by a phone: the same one twice is the same expense.
    pub id: Option<ExpenseId>,
    pub kind: ExpenseKind,
    /// In 分, more than 0 and at most 5,000 yuan.
    pub amount_minor: Money,
    /// The receipt's picture by the SHA-256 of its bytes.
    pub receipt: Option<String>,
    /// Needed without a receipt, and for any other kind.
    #[serde(default)]
    pub note: String,
}

/// An expense as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExpenseShown {
    pub id: ExpenseId,
    pub order_id: OrderId,
    pub visit_id: VisitId,
    pub unit_id: Option<UnitId>,
    pub spent_by: UserId,
    pub spent_by_name: String,
    pub kind: ExpenseKind,
    pub amount_minor: Money,
    pub receipt: Option<String>,
    pub note: String,
    pub status: ExpenseStatus,
    /// Why it was declined.
    pub reason: String,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<Moment>,
    pub entry_id: Option<EntryId>,
    pub spent_at: Moment,
    pub version: i64,
}

/// What is wrong with it by itself.
///
/// # Errors
/// `Invalid` by field.
pub fn check_expense(new: &NewExpense) -> Result<()> {
    let mut check = Check::new();
    check_amount(&mut check, "amount_minor", new.amount_minor);
    if new.amount_minor > EXPENSE_MAX {
        check.note(
            FieldError::new("amount_minor", "field.too_large").with("max", EXPENSE_MAX.0 / 100).with("unit", "元"),
        );
    }
    let needs_words = new.receipt.is_none() || new.kind == ExpenseKind::Other;
    check.that(!needs_words || !new.note.trim().is_empty(), "note", "field.required").at_most("note", &new.note, 300);
    if let Some(receipt) = &new.receipt {
        check.files("receipt", std::slice::from_ref(receipt), 1);
    }
    check.done()
}

/// The door: notes down what the caller spent on a visit of an order that is theirs to work on.
///
/// # Errors
/// `Invalid` by field; `Refused("expense.receipt_taken")` for a receipt that was handed in already, `expense.too_many`,
/// `expense.exists`.
pub async fn record_expense(tx: &Tx, order_id: OrderId, visit_id: VisitId, new: NewExpense) -> Result<Expense> {
    check_expense(&new)?;
    let bill = Bill::hold(tx, order_id).await?;
    bill::visit_is_of(tx, order_id, Some(visit_id)).await?;
    let id = new.id.unwrap_or_else(ExpenseId::new);
    if db::find::<Expense>(tx, id).await?.is_some() {
        return Err(Error::refused("expense.exists"));
    }
    if of_order(tx, order_id).await?.iter().filter(|each| each.visit_id == visit_id).count() >= EXPENSES_MAX {
        return Err(Error::refused("expense.too_many").with("max", EXPENSES_MAX));
    }
    if let Some(receipt) = &new.receipt {
        let sql = Sql::new("SELECT COUNT(*) FROM expense WHERE tenant_id = ? AND receipt = ? AND status <> ?");
        let sql = sql.bind(tx.actor().tenant).bind(receipt.clone()).bind(ExpenseStatus::Declined);
        if tx.value::<i64>(sql).await? > 0 {
            return Err(Error::refused("expense.receipt_taken"));
        }
    }
    let expense = Expense {
        id,
        order_id,
        visit_id,
        unit_id: bill.unit_id,
        spent_by: tx.actor().user,
        kind: new.kind,
        amount_minor: new.amount_minor,
        receipt: new.receipt,
        note: tidy(&new.note, true),
        status: ExpenseStatus::Waiting,
        reason: String::new(),
        decided_by: None,
        decided_at: None,
        entry_id: None,
        spent_at: tx.happened_at(),
        version: 1,
    };
    let expense = db::insert(tx, expense).await.map_err(|error| {
        // handed in by two at the same moment
        if db::is_duplicate(&error, &["expense_receipt", "expense.receipt"]) {
            return Error::refused("expense.receipt_taken");
        }
        error
    })?;
    let data = json!({ "expense": expense.id, "kind": expense.kind, "amount_minor": expense.amount_minor });
    tx.record(event("expense.recorded", &expense, &bill).with(data)).await?;
    Ok(expense)
}

/// What the office says to an expense.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideExpense {
    pub approve: bool,
    /// Needed to decline.
    #[serde(default)]
    pub reason: String,
}

/// `POST /expenses/{id}/decision`: approved, it is a cost of the order and owed to who spent it. Nobody decides on their own.
///
/// # Errors
/// `NotFound` outside the actor's scope; `Stale`; `Invalid` without a reason to decline; `Refused("expense.is_decided")`,
/// `expense.own`.
pub(super) async fn decide(tx: &Tx, id: ExpenseId, body: DecideExpense) -> Result<ExpenseShown> {
    let mut check = Check::new();
    check.that(body.approve || !body.reason.trim().is_empty(), "reason", "field.required");
    check.at_most("reason", &body.reason, 300);
    check.done()?;
    let order_id = db::get::<Expense>(tx, id).await?.order_id;
    let bill = Bill::hold(tx, order_id).await?;
    let expense: Expense = db::get(tx, id).await?;
    if !tx.actor().scope.covers(expense.unit_id) {
        return Err(Error::NotFound("expense"));
    }
    tx.said().as_seen("expense", expense.version)?;
    may_decide(&expense, tx.actor().user)?;
    let entry_id = match body.approve {
        true => Some(book(tx, &bill, &expense).await?),
        false => None,
    };
    let status = if body.approve { ExpenseStatus::Approved } else { ExpenseStatus::Declined };
    let expense = Expense {
        status,
        reason: tidy(&body.reason, true),
        decided_by: Some(tx.actor().user),
        decided_at: Some(tx.now()),
        entry_id,
        ..expense
    };
    let expense = db::update(tx, expense).await?;
    let event = match body.approve {
        true => event("expense.approved", &expense, &bill),
        false => event("expense.declined", &expense, &bill),
    };
    tx.record(event.with(json!({ "expense": expense.id, "amount_minor": expense.amount_minor }))).await?;
    let names = people(tx, std::slice::from_ref(&expense)).await?;
    Ok(shown(expense, &names))
}

/// What waits is decided, once, and by somebody else.
///
/// # Errors
/// `Refused("expense.is_decided")`, `expense.own`.
fn may_decide(expense: &Expense, by: UserId) -> Result<()> {
    if expense.status != ExpenseStatus::Waiting {
        return Err(Error::refused("expense.is_decided"));
    }
    if expense.spent_by == by {
        return Err(Error::refused("expense.own"));
    }
    Ok(())
}

async fn book(tx: &Tx, bill: &Bill, expense: &Expense) -> Result<EntryId> {
    let about = About {
        order_id: Some(expense.order_id),
        visit_id: Some(expense.visit_id),
        unit_id: bill.unit_id,
        customer_id: bill.customer_id,
        ..About::default()
    };
    let (debit, credit) = (Account::VisitExpenses, Account::OwedToStaff);
    let memo = format!("expense.{}", expense.kind);
    let booking = Booking::of(EntryKind::Expense, memo, expense.amount_minor, debit, credit, about);
    Ok(ledger::book(tx, booking).await?.id)
}

fn event(kind: &'static str, expense: &Expense, bill: &Bill) -> Event {
    Event::new(kind)
        .in_unit(bill.unit_id)
        .about(expense.order_id)
        .about(expense.visit_id)
        .about_some(bill.customer_id)
        .concerning(Some(expense.spent_by))
}

/// All expenses of an order, the oldest first.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_order(view: &View, order_id: OrderId) -> Result<Vec<Expense>> {
    let sql = Sql::new("SELECT * FROM expense WHERE tenant_id = ? AND order_id = ? ORDER BY spent_at, id LIMIT 500");
    db::select(view, sql.bind(view.actor().tenant).bind(order_id)).await
}

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpenseFilter {
    /// Those that wait where absent.
    pub status: Option<ExpenseStatus>,
    pub spent_by: Option<UserId>,
    pub unit_id: Option<UnitId>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// `GET /expenses`: those that wait, the oldest first; decided ones, the newest first.
pub(super) async fn list(view: &View, _: (), filter: ExpenseFilter) -> Result<Page<ExpenseShown>> {
    let limit = page::limit_of(filter.limit);
    let status = filter.status.unwrap_or(ExpenseStatus::Waiting);
    let mut sql = Sql::new("SELECT * FROM expense WHERE tenant_id = ? AND status = ?")
        .bind(view.actor().tenant)
        .bind(status)
        .and(" AND spent_by = ?", filter.spent_by)
        .and(" AND unit_id = ?", filter.unit_id);
    sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND").within("unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND spent_by = ?").bind(view.actor().user),
    };
    let is_waiting = status == ExpenseStatus::Waiting;
    if let Some(after) = &filter.after {
        let parts = after.split_once('_').and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse().ok()?)));
        let (at, id): (Moment, ExpenseId) = parts.ok_or_else(|| Error::invalid("after", "field.not_an_id"))?;
        let beyond = if is_waiting { " AND (spent_at, id) > (?, ?)" } else { " AND (spent_at, id) < (?, ?)" };
        sql = sql.push(beyond).bind(at).bind(id);
    }
    let order = if is_waiting { " ORDER BY spent_at, id LIMIT ?" } else { " ORDER BY spent_at DESC, id DESC LIMIT ?" };
    let found: Vec<Expense> = db::select(view, sql.push(order).bind(limit + 1)).await?;
    let page = Page::of(found, limit, |expense| format!("{}_{}", expense.spent_at.ms(), expense.id));
    let names = people(view, &page.items).await?;
    Ok(page.map(|expense| shown(expense, &names)))
}

/// The names of who spent and decided.
pub(super) async fn people(view: &View, expenses: &[Expense]) -> Result<BTreeMap<UserId, String>> {
    let who = expenses.iter().flat_map(|each| [Some(each.spent_by), each.decided_by]).flatten();
    users::names(view, who.collect()).await
}

pub(super) fn shown(expense: Expense, names: &BTreeMap<UserId, String>) -> ExpenseShown {
    ExpenseShown {
        spent_by_name: names.get(&expense.spent_by).cloned().unwrap_or_default(),
        decided_by_name: expense.decided_by.and_then(|by| names.get(&by).cloned()),
        id: expense.id,
        order_id: expense.order_id,
        visit_id: expense.visit_id,
        unit_id: expense.unit_id,
        spent_by: expense.spent_by,
        kind: expense.kind,
        amount_minor: expense.amount_minor,
        receipt: expense.receipt,
        note: expense.note,
        status: expense.status,
        reason: expense.reason,
        decided_at: expense.decided_at,
        entry_id: expense.entry_id,
        spent_at: expense.spent_at,
        version: expense.version,
    }
}
