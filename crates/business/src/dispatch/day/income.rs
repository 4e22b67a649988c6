//! What a day brings those who work on it: the labour of their visits, each with their share of it. Read only where the company's rule evens
//! days by income.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::{BasisPoints, Error, Money, Result};
use platform::db::{Row, Sql, View, read};

use super::question::Waiting;
use crate::dispatch::model::Person;
use crate::lowcode;
use crate::lowcode::pack::OrderKind;
use crate::money::{self, Labour, LabourAsked, LabourBasis, LabourBook};
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits;
use crate::orders::visits::rules::WHOLE_SHARE;

/// What the visits of a day bring, and how it is shared.
#[derive(Default)]
pub(super) struct Incomes {
    book: LabourBook,
    /// Of crews that stand; who goes besides has an even share.
    shares: BTreeMap<(VisitId, UserId), BasisPoints>,
    crews: BTreeMap<VisitId, i64>,
}

impl Incomes {
    /// Of what waits, and of what is in people's days already.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn read(view: &View, waiting: &[Waiting], people: &[Person]) -> Result<Self> {
        let stays = people.iter().flat_map(|person| &person.days).flat_map(|day| &day.stays);
        let ids: BTreeSet<VisitId> =
            waiting.iter().map(|each| each.shown.visit_id).chain(stays.map(|stay| stay.visit_id)).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let rows = rows(view, &ids).await?;
        let found = rows.iter().map(Found::of).collect::<Result<Vec<_>>>()?;
        let split = |each: &Found| (each.visit, each.order, each.number, each.previous);
        let items = visits::items_of_all(view, found.iter().map(split).collect()).await?;
        let mut asked = vec![];
        for each in &found {
            let items = items.get(&each.visit).into_iter().flatten();
            let items: Vec<(String, i64)> = items.map(|item| (item.category.clone(), item.quantity)).collect();
            asked.push(LabourAsked {
                visit_id: each.visit,
                order_id: each.order,
                minutes: each.minutes,
                work: work(view, each).await?,
                items: if items.is_empty() { vec![(each.category.clone(), 1)] } else { items },
                is_second: each.previous.is_some(),
            });
        }
        Ok(Self {
            book: money::labour(view, &asked).await?,
            shares: shares(view, &ids).await?,
            crews: found.iter().map(|each| (each.visit, each.crew.max(1))).collect(),
        })
    }

    /// The labour of a visit, for all who go together.
    pub(super) fn of(&self, visit: VisitId) -> Option<Labour> {
        self.book.of.get(&visit).copied()
    }

    /// What an hour brings on average; none where no price is known at all.
    pub(super) fn of_an_hour(&self) -> Option<Money> {
        self.book.rate.map(|rate| rate.of_minutes(60))
    }

    /// The labour of a visit in hours of the average, the unit in which income is weighed: so it counts as much as hours do.
    pub(super) fn hours(&self, visit: VisitId) -> f64 {
        let Some(labour) = self.of(visit) else { return 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "minutes of a stay")]
        let by_minutes = labour.minutes as f64 / 60.0;
        self.book.rate.zip(labour.amount_minor).map_or(by_minutes, |(rate, amount)| rate.hours_for(amount))
    }

    /// What somebody's day brings them, in hours of the average.
    pub(super) fn hours_of(&self, person: &Person) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a share of ten thousand")]
        let share = |visit| self.share(visit, person.id).0 as f64 / WHOLE_SHARE.0 as f64;
        stays(person).map(|visit| self.hours(visit) * share(visit)).sum()
    }

    /// The same in minutes.
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day's work")]
    pub(super) fn minutes_of(&self, person: &Person) -> i64 {
        (self.hours_of(person) * 60.0).round() as i64
    }

    /// What somebody's day brings them; none where no price is known at all.
    pub(super) fn amount_of(&self, person: &Person) -> Option<Money> {
        self.book.rate?;
        let of = |visit| {
            let amount = self.of(visit)?.amount_minor?;
            Some(amount.rate_half_up(self.share(visit, person.id)))
        };
        Some(stays(person).filter_map(of).sum())
    }

    /// How many of these visits are known in which way.
    pub(super) fn counted(&self, visits: impl Iterator<Item = VisitId>) -> BTreeMap<LabourBasis, i64> {
        let mut counted = BTreeMap::new();
        for labour in visits.filter_map(|visit| self.of(visit)) {
            *counted.entry(labour.basis).or_insert(0) += 1;
        }
        counted
    }

    fn share(&self, visit: VisitId, who: UserId) -> BasisPoints {
        let even = || BasisPoints(WHOLE_SHARE.0 / self.crews.get(&visit).copied().unwrap_or(1));
        self.shares.get(&(visit, who)).copied().unwrap_or_else(even)
    }
}

fn stays(person: &Person) -> impl Iterator<Item = VisitId> + '_ {
    person.days.first().into_iter().flat_map(|day| &day.stays).map(|stay| stay.visit_id)
}

struct Found {
    visit: VisitId,
    order: OrderId,
    number: i64,
    previous: Option<VisitId>,
    leg: String,
    minutes: i64,
    crew: i64,
    r#type: String,
    type_version: i64,
    category: String,
}

impl Found {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            visit: read(row, "id")?,
            order: read(row, "order_id")?,
            number: read(row, "number")?,
            previous: read(row, "previous_id")?,
            leg: read(row, "leg")?,
            minutes: read(row, "minutes")?,
            crew: read(row, "crew_size")?,
            r#type: read(row, "type")?,
            type_version: read(row, "type_version")?,
            category: read(row, "category")?,
        })
    }
}

async fn rows(view: &View, ids: &BTreeSet<VisitId>) -> Result<Vec<Row>> {
    let sql = Sql::new(
        "SELECT v.id, v.order_id, v.number, v.previous_id, v.leg, v.minutes, v.crew_size, o.type, o.type_version, o.category
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id WHERE v.tenant_id = ? AND ",
    );
    view.all(sql.bind(view.actor().tenant).within("v.id", ids.iter().copied()).push(" ORDER BY v.id LIMIT 50000")).await
}

/// What is done on a visit, by its leg; imported history may bear a type that the company never had.
async fn work(view: &View, each: &Found) -> Result<Option<OrderKind>> {
    match lowcode::order_type(view, &each.r#type, Some(each.type_version)).await {
        Ok(of) => Ok(Some(of.leg(&each.leg).map_or(of.kind, |leg| leg.work))),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The shares of whoever is on these visits' crews.
async fn shares(view: &View, ids: &BTreeSet<VisitId>) -> Result<BTreeMap<(VisitId, UserId), BasisPoints>> {
    let sql = Sql::new(
        "SELECT visit_id, technician_id, share_bp FROM crew_member WHERE tenant_id = ? AND released_at IS NULL AND ",
    );
    let sql = sql.bind(view.actor().tenant).within("visit_id", ids.iter().copied()).push(" LIMIT 100000");
    let rows = view.all(sql).await?;
    rows.iter()
        .map(|row| Ok(((read(row, "visit_id")?, read(row, "technician_id")?), BasisPoints(read(row, "share_bp")?))))
        .collect()
}
