//! The ledger, its accounts, expenses and the price list as sheets.

use kernel::{Lang, Page, Permission, Result};
use platform::db::View;

use super::expenses::{self, ExpenseFilter, ExpenseShown};
use super::prices::{self, PriceFilter, PriceShown};
use super::queries::{AccountSum, Days, LedgerFilter, PostingShown, ledger, trial_balance};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, Trade, column};

pub struct Postings;

impl Listed for Postings {
    const LIST: &'static str = "ledger";
    const MAY: Permission = may::MONEY_READ;
    type Asked = LedgerFilter;
    type Row = PostingShown;

    async fn page(view: &View, asked: LedgerFilter, _: Reach) -> Result<Page<PostingShown>> {
        ledger(view, (), asked).await
    }

    fn columns() -> Vec<Column<PostingShown>> {
        vec![
            column("booked_on", |row| row.booked_on.into()),
            column("entry_kind", |row| Cell::code(row.kind)),
            column("memo", |row| Cell::trade(Trade::Price, Some(&row.memo))),
            column("account", |row| Cell::code(row.account)),
            column("debit", |row| if row.amount_minor.minor() > 0 { row.amount_minor.into() } else { Cell::Nothing }),
            column(
                "credit",
                |row| {
                    if row.amount_minor.minor() < 0 { (-row.amount_minor).into() } else { Cell::Nothing }
                },
            ),
            column("payer", |row| Cell::code_of(row.payer)),
            column("order", |row| row.order_id.into()),
            column("sale", |row| row.sale_id.into()),
            column("reversal", |row| row.reverses_id.is_some().into()),
            column("booked_at", |row| row.booked_at.into()),
            column("entry", |row| row.entry_id.to_string().into()),
        ]
    }
}

pub struct TrialBalance;

impl Listed for TrialBalance {
    const LIST: &'static str = "trial_balance";
    const MAY: Permission = may::MONEY_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = Days;
    type Row = AccountSum;

    async fn page(view: &View, asked: Days, _: Reach) -> Result<Page<AccountSum>> {
        Ok(Page { items: trial_balance(view, (), asked).await?.accounts, next: None })
    }

    fn columns() -> Vec<Column<AccountSum>> {
        vec![
            column("account", |row| Cell::code(row.account)),
            column("debit", |row| row.debit_minor.into()),
            column("credit", |row| row.credit_minor.into()),
            column("balance", |row| row.balance_minor.into()),
        ]
    }
}

/// By default those that wait.
pub struct Expenses;

impl Listed for Expenses {
    const LIST: &'static str = "expenses";
    const MAY: Permission = may::EXPENSES_APPROVE;
    type Asked = ExpenseFilter;
    type Row = ExpenseShown;

    async fn page(view: &View, asked: ExpenseFilter, _: Reach) -> Result<Page<ExpenseShown>> {
        expenses::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<ExpenseShown>> {
        vec![
            column("spent_at", |row| row.spent_at.into()),
            column("spent_by", |row| (&row.spent_by_name).into()),
            column("expense_kind", |row| Cell::code(row.kind)),
            column("amount", |row| row.amount_minor.into()),
            column("receipt", |row| row.receipt.is_some().into()),
            column("note", |row| (&row.note).into()),
            column("order", |row| row.order_id.into()),
            column("unit", |row| row.unit_id.into()),
            column("status", |row| Cell::code(row.status)),
            column("decided_by", |row| row.decided_by_name.clone().into()),
            column("decided_at", |row| row.decided_at.into()),
            column("reason", |row| (&row.reason).into()),
        ]
    }
}

/// Names stand in the reader's language.
pub struct Prices;

impl Listed for Prices {
    const LIST: &'static str = "prices";
    const MAY: Permission = may::CATALOGUE_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = PriceFilter;
    type Row = (Lang, PriceShown);

    async fn page(view: &View, asked: PriceFilter, _: Reach) -> Result<Page<Self::Row>> {
        let lang = view.actor().lang;
        Ok(prices::list(view, (), asked).await?.map(|price| (lang, price)))
    }

    fn columns() -> Vec<Column<Self::Row>> {
        vec![
            column("price_code", |(_, row)| (&row.code).into()),
            column("price_name", |(lang, row)| row.name.said(*lang).into()),
            column("price_kind", |(_, row)| Cell::code(row.kind)),
            column("price_unit", |(lang, row)| row.unit.said(*lang).into()),
            column("price", |(_, row)| row.price_minor.into()),
            column("in_warranty", |(_, row)| Cell::code(row.in_warranty)),
            column("out_of_warranty", |(_, row)| Cell::code(row.out_of_warranty)),
            column("under_contract", |(_, row)| Cell::code(row.under_contract)),
            column("guarantee_days", |(_, row)| i64::from(row.guarantee_days).into()),
        ]
    }
}
