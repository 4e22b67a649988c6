//! Reading the ledger: postings by account and day, and the trial balance, which is zero below the line.

use kernel::{Day, Error, Moment, Money, Page, Result, Scope, page};
use platform::db::{Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ledger::Side;
use super::record::{Account, EntryId, EntryKind, LedgerEntry, PostingId};
use crate::lowcode::pack::Payer;
use crate::nouns::{CustomerId, OrderId, SaleId, VisitId};

/// What the ledger can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerFilter {
    pub account: Option<Account>,
    /// First and last day, in the company's zone.
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub order_id: Option<OrderId>,
    pub sale_id: Option<SaleId>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// One posting with the entry it belongs to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PostingShown {
    pub id: PostingId,
    pub entry_id: EntryId,
    pub kind: EntryKind,
    pub memo: String,
    pub account: Account,
    /// Debit positive, credit negative.
    pub amount_minor: Money,
    pub order_id: Option<OrderId>,
    pub visit_id: Option<VisitId>,
    pub sale_id: Option<SaleId>,
    pub payer: Option<Payer>,
    pub customer_id: Option<CustomerId>,
    pub booked_on: Day,
    pub booked_at: Moment,
    pub reverses_id: Option<EntryId>,
}

/// `GET /ledger`: postings, newest day first.
///
/// # Errors
/// `Invalid` for a cursor that is none.
pub async fn ledger(view: &View, _: (), filter: LedgerFilter) -> Result<Page<PostingShown>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new(
        "SELECT p.*, e.kind, e.memo, e.booked_at, e.reverses_id FROM ledger_posting p
         JOIN ledger_entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id WHERE p.tenant_id = ?",
    )
    .bind(view.actor().tenant)
    .and(" AND p.account = ?", filter.account)
    .and(" AND p.booked_on >= ?", filter.from)
    .and(" AND p.booked_on <= ?", filter.to)
    .and(" AND p.order_id = ?", filter.order_id)
    .and(" AND p.sale_id = ?", filter.sale_id);
    if let Some(after) = &filter.after {
        let (day, id) = cursor(after)?;
        sql = sql.push(" AND (p.booked_on, p.id) < (?, ?)").bind(day).bind(id);
    }
    let sql = in_scope(view, sql).push(" ORDER BY p.booked_on DESC, p.id DESC LIMIT ?").bind(limit + 1);
    let rows = view.all(sql).await?;
    let rows: Vec<PostingShown> = rows.iter().map(posting_of).collect::<Result<_>>()?;
    Ok(Page::of(rows, limit, |row| format!("{}_{}", row.booked_on, row.id)))
}

fn cursor(text: &str) -> Result<(Day, PostingId)> {
    let parts = text.split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| Error::invalid("after", "field.not_an_id"))
}

/// Money is seen by unit; who sees only own work sees no ledger.
fn in_scope(view: &View, sql: Sql) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("p.unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND 1 = 0"),
    }
}

fn posting_of(row: &platform::db::Row) -> Result<PostingShown> {
    Ok(PostingShown {
        id: read(row, "id")?,
        entry_id: read(row, "entry_id")?,
        kind: read(row, "kind")?,
        memo: read(row, "memo")?,
        account: read(row, "account")?,
        amount_minor: read(row, "amount_minor")?,
        order_id: read(row, "order_id")?,
        visit_id: read(row, "visit_id")?,
        sale_id: read(row, "sale_id")?,
        payer: read(row, "payer")?,
        customer_id: read(row, "customer_id")?,
        booked_on: read(row, "booked_on")?,
        booked_at: read(row, "booked_at")?,
        reverses_id: read(row, "reverses_id")?,
    })
}

/// The days of a trial balance; open on both ends where absent.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// All accounts with their turnover.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrialBalance {
    pub accounts: Vec<AccountSum>,
    /// The sum of all balances: zero, always.
    pub total_minor: Money,
}

/// An account's turnover; the balance is debit less credit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountSum {
    pub account: Account,
    pub debit_minor: Money,
    pub credit_minor: Money,
    pub balance_minor: Money,
}

/// `GET /ledger/trial-balance`.
///
/// # Errors
/// Those of the database.
pub async fn trial_balance(view: &View, _: (), days: Days) -> Result<TrialBalance> {
    let sql = Sql::new(
        "SELECT p.account, CAST(SUM(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END) AS BIGINT) AS debit,
         CAST(SUM(CASE WHEN p.amount_minor < 0 THEN -p.amount_minor ELSE 0 END) AS BIGINT) AS credit
         FROM ledger_posting p WHERE p.tenant_id = ?",
    )
    .bind(view.actor().tenant)
    .and(" AND p.booked_on >= ?", days.from)
    .and(" AND p.booked_on <= ?", days.to);
    let rows = view.all(in_scope(view, sql).push(" GROUP BY p.account ORDER BY p.account")).await?;
    let mut accounts = Vec::with_capacity(rows.len());
    for row in &rows {
        let (debit_minor, credit_minor): (Money, Money) = (read(row, "debit")?, read(row, "credit")?);
        let account = read(row, "account")?;
        accounts.push(AccountSum { account, debit_minor, credit_minor, balance_minor: debit_minor - credit_minor });
    }
    let total_minor = accounts.iter().map(|each| each.balance_minor).sum();
    Ok(TrialBalance { accounts, total_minor })
}

/// An entry with its sides.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryShown {
    pub id: EntryId,
    pub kind: EntryKind,
    pub memo: String,
    pub booked_on: Day,
    pub reverses_id: Option<EntryId>,
    pub postings: Vec<SideShown>,
}

/// One side of an entry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SideShown {
    pub account: Account,
    pub amount_minor: Money,
}

impl EntryShown {
    pub(super) fn of(entry: LedgerEntry, sides: Vec<Side>) -> Self {
        let postings =
            sides.iter().map(|side| SideShown { account: side.account, amount_minor: side.amount }).collect();
        Self {
            id: entry.id,
            kind: entry.kind,
            memo: entry.memo,
            booked_on: entry.booked_on,
            reverses_id: entry.reverses_id,
            postings,
        }
    }
}
