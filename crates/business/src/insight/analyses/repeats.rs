//! Repeats with their money: repairs that had to be made again, after whom, of what, and what going again cost.

use kernel::code::Code;
use kernel::{Day, Money, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::cockpit::{CockpitAsked, Period};
use super::super::scope::{counted, rate_bp, within};
use super::{MINUTE_MS, ROWS_MAX, category_name, cut, fault_name, names_of, period_of};
use crate::lowcode;
use crate::money::Account;
use crate::orders::{EARLIER_LEAD, OrderPhase};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepeatsBy {
    /// Who led the last visit of the order that it repeats.
    #[default]
    Technician,
    Product,
    Category,
    Fault,
}

/// Of which days, whose, and how they are told apart.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RepeatsAsked {
    pub by: RepeatsBy,
    /// In the company's zone; thirty days up to `to` unless told.
    pub from: Option<Day>,
    /// Included; today unless told.
    pub to: Option<Day>,
    /// This unit with all below it.
    pub unit_id: Option<kernel::id::UnitId>,
}

impl RepeatsAsked {
    fn days(self) -> CockpitAsked {
        CockpitAsked { from: self.from, to: self.to, unit_id: self.unit_id }
    }
}

/// The repeats of a period, those that cost most first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Repeats {
    pub by: RepeatsBy,
    pub from: Day,
    pub to: Day,
    pub rows: Vec<RepeatFigures>,
    /// There are more than are shown.
    pub more: bool,
    /// All orders opened in the period and not called off, repeats with them.
    pub opened: i64,
    /// Of these: repeats.
    pub share_bp: Option<i64>,
}

/// Repeats of one kind. An order is a repeat where the same machine came with the same fault again within the days that its type sets; it
/// counts on the day on which it was opened, unless it was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepeatFigures {
    /// The technician's or product's id, the category's or fault's code; empty where it is not known.
    pub key: String,
    pub name: String,
    pub orders: i64,
    /// Visits that were made for them so far.
    pub visits: i64,
    /// Minutes of these from setting out (else arrival) to the end.
    pub minutes: i64,
    /// What these visits cost on the way, as approved.
    pub expenses_minor: Money,
    /// Work and parts that the company gave for nothing.
    pub goodwill_minor: Money,
    /// Work and parts that a brand, contract, supplier or installer is charged with instead of the customer.
    pub others_minor: Money,
    /// What customers are charged for them.
    pub charged_minor: Money,
    /// What the company loses: expenses and goodwill.
    pub lost_minor: Money,
}

/// `GET /insight/repeats`
pub(in crate::insight) async fn repeats(view: &View, (): (), asked: RepeatsAsked) -> Result<Repeats> {
    let view = &within(view, asked.unit_id).await?;
    let period = period_of(view, asked.days())?;
    let mut found = vec![];
    for row in view.all(grouped(view, asked.by, period)).await? {
        let (expenses, goodwill): (i64, i64) = (read_at(&row, 4)?, read_at(&row, 5)?);
        found.push(RepeatFigures {
            key: read_at(&row, 0)?,
            name: String::new(),
            orders: read_at(&row, 1)?,
            visits: read_at(&row, 2)?,
            minutes: read_at::<i64>(&row, 3)? / MINUTE_MS,
            expenses_minor: Money(expenses),
            goodwill_minor: Money(goodwill),
            others_minor: Money(read_at(&row, 6)?),
            charged_minor: Money(read_at(&row, 7)?),
            lost_minor: Money(expenses + goodwill),
        });
    }
    found.sort_by(|a, b| (b.lost_minor, b.orders, &a.key).cmp(&(a.lost_minor, a.orders, &b.key)));
    let repeated = found.iter().map(|each| each.orders).sum();
    let (mut rows, more) = cut(found);
    named(view, asked.by, &mut rows).await?;
    let opened = opened(view, period).await?;
    Ok(Repeats {
        by: asked.by,
        from: period.from,
        to: period.to,
        rows,
        more,
        opened,
        share_bp: rate_bp(repeated, opened),
    })
}

async fn named(view: &View, by: RepeatsBy, rows: &mut [RepeatFigures]) -> Result<()> {
    let keys = rows.iter().filter(|row| !row.key.is_empty()).map(|row| row.key.clone()).collect();
    let names = match by {
        RepeatsBy::Technician => names_of(view, "app_user", keys).await?,
        RepeatsBy::Product => names_of(view, "product", keys).await?,
        RepeatsBy::Category | RepeatsBy::Fault => {
            let book = lowcode::book(view).await?;
            let name = if by == RepeatsBy::Fault { fault_name } else { category_name };
            rows.iter().map(|row| (row.key.clone(), name(&book, &row.key, view))).collect()
        }
    };
    for row in rows {
        row.name = names.get(&row.key).cloned().unwrap_or_default();
    }
    Ok(())
}

impl RepeatsBy {
    /// What a repeat `o` is counted under.
    fn key(self) -> &'static str {
        match self {
            Self::Technician => EARLIER_LEAD,
            Self::Product => {
                "(SELECT i.product_id FROM order_item i WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id AND i.product_id IS NOT NULL
                  ORDER BY i.position LIMIT 1)"
            }
            Self::Category => "o.category",
            Self::Fault => "o.fault",
        }
    }
}

/// The few repeats of the period by an index of their own, each with its visits and postings, then put together.
fn grouped(view: &View, by: RepeatsBy, period: Period) -> Sql {
    const DONE: &str = "FROM visit v WHERE v.tenant_id = o.tenant_id AND v.order_id = o.id AND v.status = 'done'";
    let money = |accounts: &[Account]| {
        let codes = accounts.iter().map(|each| format!("'{}'", each.code())).collect::<Vec<_>>().join(",");
        format!(
            "(SELECT SUM(p.amount_minor) FROM ledger_posting p WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id AND p.account IN ({codes}))"
        )
    };
    let sql = Sql::new(&format!(
        "SELECT COALESCE(k.key, ''), COUNT(*), CAST(SUM(k.visits) AS BIGINT), CAST(COALESCE(SUM(k.spent), 0) AS BIGINT),
           CAST(COALESCE(SUM(k.expenses), 0) AS BIGINT), CAST(COALESCE(SUM(k.goodwill), 0) AS BIGINT),
           CAST(COALESCE(SUM(k.others), 0) AS BIGINT), CAST(COALESCE(SUM(-k.income), 0) - COALESCE(SUM(k.goodwill), 0) - COALESCE(SUM(k.others), 0) AS BIGINT)
         FROM (SELECT {} AS key, (SELECT COUNT(*) {DONE}) AS visits,
             (SELECT SUM(v.finished_at - COALESCE(v.departed_at, v.arrived_at, v.started_at, v.finished_at)) {DONE}) AS spent,
             {} AS expenses, {} AS goodwill, {} AS others, {} AS income
           FROM work_order o WHERE o.tenant_id = ? AND o.repeat_of_id IS NOT NULL AND o.opened_at >= ? AND o.opened_at < ? AND o.phase <> ?",
        by.key(),
        money(&[Account::VisitExpenses]),
        money(&[Account::Goodwill]),
        // what is charged to somebody else stays charged when they have paid it
        charged_to_others(),
        money(&[Account::ServiceIncome, Account::PartsIncome, Account::FeeIncome]),
    ))
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .bind(OrderPhase::Cancelled);
    let rows = i64::try_from(ROWS_MAX * 10).unwrap_or(i64::MAX);
    counted(sql, view, "o").push(") k GROUP BY COALESCE(k.key, '') ORDER BY 2 DESC, 1 LIMIT ?").bind(rows)
}

/// Income postings know who pays: all but the customer and the company itself.
fn charged_to_others() -> String {
    let codes =
        [Account::ServiceIncome, Account::PartsIncome, Account::FeeIncome].map(|each| format!("'{}'", each.code()));
    format!(
        "(SELECT SUM(-p.amount_minor) FROM ledger_posting p WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id
           AND p.account IN ({}) AND p.payer NOT IN ('customer', 'company'))",
        codes.join(",")
    )
}

/// All that were opened in the period and count: the index of the phases alone.
async fn opened(view: &View, period: Period) -> Result<i64> {
    let phases = OrderPhase::ALL.iter().copied().filter(|phase| *phase != OrderPhase::Cancelled);
    let sql = Sql::new(
        "SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.opened_at >= ? AND o.opened_at < ? AND",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until)
    .within("o.phase", phases);
    view.value(counted(sql, view, "o")).await
}
