//! What the labour of visits will bring, as far as it is known before they are billed: for planning, never for a bill.
//!
//! A visit's labour is known from what was agreed, else from the price list, else its minutes count at what a minute has brought the company
//! lately (decision 0066). Labour is what the list calls a service; parts, material, ways and fees are not.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Money, Result, code};
use platform::db::{Sql, View, read};

use super::record::ChargeStatus;
use crate::lowcode;
use crate::lowcode::pack::{OrderKind, Pack, PriceKind};
use crate::nouns::{OrderId, VisitId};

/// What a minute brings is looked for in so many days, and in the last so many visits of them.
const RATE_DAYS: i64 = 90;
const RATE_VISITS_MAX: i64 = 1_000;

code! {
    /// From where it is known what the labour of a visit brings.
    pub enum LabourBasis as "labour_basis" {
        /// Lines that were agreed to.
        Agreed = "agreed",
        /// The one price that the list has for this category and this work.
        PriceList = "price_list",
        /// No price is known: the minutes, at what a minute has brought on average.
        Average = "average",
        /// Neither is known: the minutes alone.
        Minutes = "minutes",
    }
}

/// A visit whose labour is asked about.
#[derive(Clone, Debug)]
pub struct LabourAsked {
    pub visit_id: VisitId,
    pub order_id: OrderId,
    /// Planned stay.
    pub minutes: i64,
    /// What is done; without it the price list is not asked.
    pub work: Option<OrderKind>,
    /// What it is done to: category and how many.
    pub items: Vec<(String, i64)>,
    /// It goes on with what another visit began, which has the price of the list.
    pub is_second: bool,
}

/// What the labour of a visit brings all who go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labour {
    /// None where only its minutes are known.
    pub amount_minor: Option<Money>,
    pub basis: LabourBasis,
    pub minutes: i64,
}

/// What labour brings in so many minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    minor: i64,
    minutes: i64,
}

impl Rate {
    /// Nothing for nothing is no rate.
    fn of(minor: i64, minutes: i64) -> Option<Self> {
        (minor > 0 && minutes > 0).then_some(Self { minor, minutes })
    }

    /// What so many minutes bring, rounded down to the minor unit.
    pub fn of_minutes(self, minutes: i64) -> Money {
        let exact = i128::from(self.minor) * i128::from(minutes) / i128::from(self.minutes);
        Money(i64::try_from(exact).unwrap_or(i64::MAX))
    }

    /// How many hours bring as much.
    #[expect(clippy::cast_precision_loss, reason = "a share of a day's work, for comparing")]
    pub fn hours_for(self, amount: Money) -> f64 {
        amount.minor() as f64 * self.minutes as f64 / self.minor as f64 / 60.0
    }
}

/// What the labour of some visits brings.
#[derive(Clone, Debug, Default)]
pub struct LabourBook {
    pub of: BTreeMap<VisitId, Labour>,
    /// What a minute brings: the company lately, else these visits themselves.
    pub rate: Option<Rate>,
}

/// What the labour of these visits brings, in three statements at most. Who may see them was decided before.
///
/// # Errors
/// Those of the database.
pub async fn labour(view: &View, asked: &[LabourAsked]) -> Result<LabourBook> {
    if asked.is_empty() {
        return Ok(LabourBook::default());
    }
    let agreed = agreed(view, asked).await?;
    let book = lowcode::book(view).await?;
    let known: BTreeMap<VisitId, (Money, LabourBasis)> = asked
        .iter()
        .filter_map(|each| {
            let by_lines = agreed.get(&each.visit_id).map(|amount| (*amount, LabourBasis::Agreed));
            let known = by_lines.or_else(|| Some((listed(&book.pack, each)?, LabourBasis::PriceList)))?;
            Some((each.visit_id, known))
        })
        .collect();
    let rate = match lately(view).await? {
        Some(rate) => Some(rate),
        None => {
            let of_known = asked.iter().filter_map(|each| Some((known.get(&each.visit_id)?.0, each.minutes)));
            let (minor, minutes) = of_known.fold((0_i64, 0_i64), |sum, (amount, minutes)| {
                (sum.0.saturating_add(amount.minor()), sum.1.saturating_add(minutes))
            });
            Rate::of(minor, minutes)
        }
    };
    let of = asked.iter().map(|each| (each.visit_id, judged(each, known.get(&each.visit_id).copied(), rate)));
    Ok(LabourBook { of: of.collect(), rate })
}

fn judged(asked: &LabourAsked, known: Option<(Money, LabourBasis)>, rate: Option<Rate>) -> Labour {
    let (amount_minor, basis) = match (known, rate) {
        (Some((amount, basis)), _) => (Some(amount), basis),
        (None, Some(rate)) => (Some(rate.of_minutes(asked.minutes)), LabourBasis::Average),
        (None, None) => (None, LabourBasis::Minutes),
    };
    Labour { amount_minor, basis, minutes: asked.minutes }
}

/// By the list: for each thing the one service that names both its category and this work. Where there is none, or several, the list does
/// not say what will be done.
fn listed(pack: &Pack, asked: &LabourAsked) -> Option<Money> {
    let work = asked.work.filter(|_| !asked.is_second && !asked.items.is_empty())?;
    let of = |(category, quantity): &(String, i64)| {
        let names = |list: &[String]| list.iter().any(|each| each == category);
        let mut services = pack.prices.iter().filter(|price| {
            price.kind == PriceKind::Service && !price.is_off && names(&price.categories) && price.work.contains(&work)
        });
        let only = services.next().filter(|_| services.next().is_none())?;
        only.price_minor.times(*quantity)
    };
    asked.items.iter().try_fold(Money::ZERO, |sum, item| sum.checked_add(of(item)?)).filter(|sum| *sum > Money::ZERO)
}

/// By lines of labour that were agreed to, or are booked already: those that name the visit, and an even part of those that name none of the
/// order's visits.
async fn agreed(view: &View, asked: &[LabourAsked]) -> Result<BTreeMap<VisitId, Money>> {
    let orders: BTreeSet<OrderId> = asked.iter().map(|each| each.order_id).collect();
    let sql = Sql::new(
        "SELECT order_id, visit_id, CAST(SUM(amount_minor) AS BIGINT) AS amount FROM charge WHERE tenant_id = ? AND kind = ? AND ",
    )
    .bind(view.actor().tenant)
    .bind(PriceKind::Service)
    .within("status", [ChargeStatus::Approved, ChargeStatus::Posted])
    .push(" AND ")
    .within("order_id", orders)
    .push(" GROUP BY order_id, visit_id");
    let mut of_visit: BTreeMap<VisitId, Money> = BTreeMap::new();
    let mut of_order: BTreeMap<OrderId, Money> = BTreeMap::new();
    for row in &view.all(sql).await? {
        let amount = Money(read(row, "amount")?);
        match read::<Option<VisitId>>(row, "visit_id")? {
            Some(visit) => of_visit.insert(visit, amount),
            None => of_order.insert(read(row, "order_id")?, amount),
        };
    }
    let visits = if of_order.is_empty() { BTreeMap::new() } else { visits_of(view, &of_order).await? };
    let mut agreed = BTreeMap::new();
    for each in asked {
        let own = of_visit.get(&each.visit_id).copied().unwrap_or_default();
        let shared = of_order.get(&each.order_id).map_or(Money::ZERO, |amount| {
            let among = visits.get(&each.order_id).copied().unwrap_or(1).max(1);
            Money(amount.minor() / among)
        });
        if own + shared > Money::ZERO {
            agreed.insert(each.visit_id, own + shared);
        }
    }
    Ok(agreed)
}

/// How many visits of these orders were not called off.
async fn visits_of(view: &View, orders: &BTreeMap<OrderId, Money>) -> Result<BTreeMap<OrderId, i64>> {
    let sql =
        Sql::new("SELECT order_id, COUNT(*) AS visits FROM visit WHERE tenant_id = ? AND status <> 'cancelled' AND ")
            .bind(view.actor().tenant)
            .within("order_id", orders.keys().copied())
            .push(" GROUP BY order_id");
    view.all(sql).await?.iter().map(|row| Ok((read(row, "order_id")?, read(row, "visits")?))).collect()
}

/// What a planned minute of the company's last visits has brought, of those with labour on the bill.
async fn lately(view: &View) -> Result<Option<Rate>> {
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(k.amount), 0) AS BIGINT) AS amount, CAST(COALESCE(SUM(k.minutes), 0) AS BIGINT) AS minutes FROM (
           SELECT v.minutes, (SELECT SUM(c.amount_minor) FROM charge c WHERE c.tenant_id = v.tenant_id AND c.order_id = v.order_id
                                AND c.visit_id = v.id AND c.kind = ? AND c.status = ?) AS amount
           FROM (SELECT tenant_id, id, order_id, minutes FROM visit
                 WHERE tenant_id = ? AND status = 'done' AND finished_at >= ? ORDER BY finished_at DESC, id DESC LIMIT ?) v
         ) k WHERE k.amount > 0",
    )
    .bind(PriceKind::Service)
    .bind(ChargeStatus::Posted)
    .bind(view.actor().tenant)
    .bind(view.now().plus_days(-RATE_DAYS))
    .bind(RATE_VISITS_MAX);
    let Some(row) = view.one(sql).await? else { return Ok(None) };
    Ok(Rate::of(read(&row, "amount")?, read(&row, "minutes")?))
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn asked(work: OrderKind, items: &[(&str, i64)]) -> LabourAsked {
        LabourAsked {
            visit_id: Id::new(),
            order_id: Id::new(),
            minutes: 90,
            work: Some(work),
            items: items.iter().map(|(category, quantity)| ((*category).to_owned(), *quantity)).collect(),
            is_second: false,
        }
    }

    #[test]
    fn the_list_says_what_labour_brings_only_where_it_has_one_answer_for_all_that_is_done() {
        let pack = Pack::of_trade("appliance").unwrap();
        for (work, items, amount) in [
            (OrderKind::Install, vec![("ac", 1)], Some(20_000)),
            (OrderKind::Install, vec![("ac", 2), ("hood", 1)], Some(52_000)),
            // a wall unit or a cabinet: two answers
            (OrderKind::Maintain, vec![("ac", 1)], None),
            // what a repair turns out to be is seen there
            (OrderKind::Repair, vec![("ac", 1)], None),
            (OrderKind::Install, vec![("ac", 1), ("fridge", 1)], None),
            (OrderKind::Install, vec![], None),
        ] {
            assert_eq!(listed(pack, &asked(work, &items)), amount.map(Money), "{work:?} {items:?}");
        }
        let second = LabourAsked { is_second: true, ..asked(OrderKind::Install, &[("ac", 1)]) };
        assert_eq!(listed(pack, &second), None, "the first visit has it");
    }

    #[test]
    fn minutes_count_at_the_rate_and_alone_where_there_is_none() {
        let asked = asked(OrderKind::Repair, &[("ac", 1)]);
        let rate = Rate::of(12_000, 60);
        let by_rate = judged(&asked, None, rate);
        assert_eq!((by_rate.amount_minor, by_rate.basis), (Some(Money(18_000)), LabourBasis::Average));
        assert!((rate.unwrap().hours_for(Money(18_000)) - 1.5).abs() < 1e-9);
        let alone = judged(&asked, None, None);
        assert_eq!((alone.amount_minor, alone.basis, alone.minutes), (None, LabourBasis::Minutes, 90));
        let known = judged(&asked, Some((Money(5), LabourBasis::Agreed)), rate);
        assert_eq!((known.amount_minor, known.basis), (Some(Money(5)), LabourBasis::Agreed), "what is agreed stands");
        assert_eq!(Rate::of(0, 60), None);
    }
}
