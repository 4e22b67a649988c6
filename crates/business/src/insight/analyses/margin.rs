//! Cost and margin: what orders brought in and what they cost, as the ledger says, by category, product, district, unit or type.

use std::collections::HashMap;

use kernel::code::Code;
use kernel::id::UnitId;
use kernel::{Day, Money, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::cockpit::{CockpitAsked, Period};
use super::super::scope::{counted, rate_bp, within};
use super::{category_name, cut, names_of, period_of};
use crate::lowcode;
use crate::money::{Account, ORDER_ACCOUNTS};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarginBy {
    #[default]
    Category,
    Product,
    Region,
    Unit,
    Type,
}

/// Of which days, whose, and how orders are told apart.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarginAsked {
    pub by: MarginBy,
    /// In the company's zone; thirty days up to `to` unless told.
    pub from: Option<Day>,
    /// Included; today unless told.
    pub to: Option<Day>,
    /// This unit with all below it.
    pub unit_id: Option<UnitId>,
}

/// What was booked in the period for orders, the highest income first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Margin {
    pub by: MarginBy,
    pub from: Day,
    pub to: Day,
    pub rows: Vec<MarginFigures>,
    /// There are more than are shown.
    pub more: bool,
    /// All of it, the rows that are not shown included.
    pub whole: MarginSums,
}

/// One kind of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MarginFigures {
    /// The category's, district's or type's code, the product's or unit's id; empty where the order has none.
    pub key: String,
    pub name: String,
    pub sums: MarginSums,
}

/// What the ledger says of some orders. It counts by the day of the booking, whatever became of the order afterwards: a fee for a trip in
/// vain counts although its order was called off, and what was booked by mistake is taken away again by its reversal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MarginSums {
    /// Orders for which something of it was booked.
    pub orders: i64,
    /// Work, parts and fees, whoever pays them.
    pub income_minor: Money,
    pub service_minor: Money,
    pub parts_minor: Money,
    pub fees_minor: Money,
    /// Of the income: given for nothing.
    pub goodwill_minor: Money,
    /// What visits cost on the way, as approved.
    pub expenses_minor: Money,
    /// Income less goodwill and expenses. Wages and the purchase of parts are not in the ledger, and so not in here.
    pub margin_minor: Money,
    /// Of the income.
    pub margin_bp: Option<i64>,
}

/// `GET /insight/margin`
pub(in crate::insight) async fn margin(view: &View, (): (), asked: MarginAsked) -> Result<Margin> {
    let view = &within(view, asked.unit_id).await?;
    let days = CockpitAsked { from: asked.from, to: asked.to, unit_id: asked.unit_id };
    let period = period_of(view, days)?;
    let mut found = vec![];
    for row in view.all(booked(view, asked.by, period)).await? {
        let sum = |at| read_at::<i64>(&row, at);
        found.push(MarginFigures {
            key: read_at(&row, 0)?,
            name: String::new(),
            sums: MarginSums::of(sum(1)?, [sum(2)?, sum(3)?, sum(4)?], sum(5)?, sum(6)?),
        });
    }
    let whole = found.iter().fold(MarginSums::default(), |all, each| all.with(&each.sums));
    found.sort_by(|a, b| (b.sums.income_minor, &a.key).cmp(&(a.sums.income_minor, &b.key)));
    let (mut rows, more) = cut(found);
    named(view, asked.by, &mut rows).await?;
    Ok(Margin { by: asked.by, from: period.from, to: period.to, rows, more, whole })
}

impl MarginSums {
    fn of(orders: i64, [service, parts, fees]: [i64; 3], goodwill: i64, expenses: i64) -> Self {
        let income = service + parts + fees;
        let margin = income - goodwill - expenses;
        Self {
            orders,
            income_minor: Money(income),
            service_minor: Money(service),
            parts_minor: Money(parts),
            fees_minor: Money(fees),
            goodwill_minor: Money(goodwill),
            expenses_minor: Money(expenses),
            margin_minor: Money(margin),
            margin_bp: rate_bp(margin, income),
        }
    }
    fn with(&self, more: &Self) -> Self {
        Self::of(
            self.orders + more.orders,
            [
                self.service_minor.0 + more.service_minor.0,
                self.parts_minor.0 + more.parts_minor.0,
                self.fees_minor.0 + more.fees_minor.0,
            ],
            self.goodwill_minor.0 + more.goodwill_minor.0,
            self.expenses_minor.0 + more.expenses_minor.0,
        )
    }
}

impl MarginBy {
    /// What an order `o` is counted under.
    fn key(self) -> &'static str {
        match self {
            Self::Category => "o.category",
            Self::Product => {
                "COALESCE((SELECT i.product_id FROM order_item i WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id
                   AND i.product_id IS NOT NULL ORDER BY i.position LIMIT 1), '')"
            }
            Self::Region => "o.region",
            Self::Unit => "COALESCE(o.unit_id, '')",
            Self::Type => "o.type",
        }
    }
}

/// Put together order by order first, from the index by account and day alone; each order is then looked up once.
fn booked(view: &View, by: MarginBy, period: Period) -> Sql {
    let of = |account: Account, sign: &str| {
        format!("SUM(CASE WHEN p.account = '{}' THEN {sign}p.amount_minor ELSE 0 END)", account.code())
    };
    let key = by.key();
    let sql = Sql::new(&format!(
        "SELECT {key}, COUNT(*), CAST(SUM(b.service) AS BIGINT), CAST(SUM(b.parts) AS BIGINT), CAST(SUM(b.fees) AS BIGINT),
           CAST(SUM(b.goodwill) AS BIGINT), CAST(SUM(b.expenses) AS BIGINT)
         FROM (SELECT p.order_id, {} AS service, {} AS parts, {} AS fees, {} AS goodwill, {} AS expenses
             FROM ledger_posting p WHERE p.tenant_id = ? AND p.booked_on >= ? AND p.booked_on <= ? AND p.order_id IS NOT NULL AND",
        of(Account::ServiceIncome, "-"),
        of(Account::PartsIncome, "-"),
        of(Account::FeeIncome, "-"),
        of(Account::Goodwill, ""),
        of(Account::VisitExpenses, ""),
    ))
    .bind(view.actor().tenant)
    .bind(period.from)
    .bind(period.to)
    .within("p.account", ORDER_ACCOUNTS)
    .push(" GROUP BY p.order_id) b CROSS JOIN work_order o WHERE o.tenant_id = ? AND o.id = b.order_id")
    .bind(view.actor().tenant);
    counted(sql, view, "o").push(" GROUP BY 1 LIMIT 50000")
}

async fn named(view: &View, by: MarginBy, rows: &mut [MarginFigures]) -> Result<()> {
    let keys = rows.iter().filter(|row| !row.key.is_empty()).map(|row| row.key.clone()).collect();
    let book = lowcode::book(view).await?;
    let names = match by {
        MarginBy::Product => names_of(view, "product", keys).await?,
        MarginBy::Unit => names_of(view, "unit", keys).await?,
        // a district's name is the screen's, and the sheet's
        MarginBy::Category | MarginBy::Region | MarginBy::Type => HashMap::new(),
    };
    let lang = view.actor().lang;
    for row in rows {
        row.name = match by {
            MarginBy::Category => category_name(&book, &row.key, view),
            MarginBy::Type => {
                let found = book.pack.order_type(&row.key);
                found.map_or_else(|| row.key.clone(), |each| each.name.said(lang).to_owned())
            }
            MarginBy::Region => row.key.clone(),
            MarginBy::Product | MarginBy::Unit => names.get(&row.key).cloned().unwrap_or_default(),
        };
    }
    Ok(())
}
