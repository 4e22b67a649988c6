//! Satisfaction: how customers judged, piece by piece of a period, and how the stars are spread.

use std::collections::BTreeMap;

use kernel::{Day, Moment, Result};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::cockpit::CockpitAsked;
use super::super::scope::{counted, within};
use super::{mean, of_whose, period_of};

/// Points at most: a longer period has pieces of several days.
const POINTS_MAX: i64 = 31;
/// Who answers 9 or 10 recommends the company, who answers 0 to 6 warns of it.
const PROMOTES: i64 = 9;
const DETRACTS: i64 = 6;

/// How it was in the whole period and in each piece of it. A review counts on the day on which it was given; a company sees every review
/// there is, also of an order that was called off after it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Satisfaction {
    pub from: Day,
    pub to: Day,
    /// Days of a piece; the last may be shorter.
    pub days_each: i64,
    pub whole: Judged,
    /// Reviews with one star, two, … five.
    pub by_stars: Vec<i64>,
    pub points: Vec<SatisfactionPoint>,
}

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SatisfactionPoint {
    pub from: Day,
    /// Included.
    pub to: Day,
    pub judged: Judged,
}

/// What reviews say together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Judged {
    pub reviews: i64,
    pub stars_hundredths: Option<i64>,
    /// Below the company's standard when they were given.
    pub below_standard: i64,
    /// Who said how likely they recommend the company.
    pub nps_answers: i64,
    /// Of a hundred of these: who recommends it (9 and 10) less who warns of it (0 to 6); −100 … 100.
    pub nps: Option<i64>,
}

/// `GET /insight/satisfaction`
pub(in crate::insight) async fn satisfaction(view: &View, (): (), asked: CockpitAsked) -> Result<Satisfaction> {
    let view = &within(view, asked.unit_id).await?;
    let period = period_of(view, asked)?;
    let days = period.to.days_since(period.from) + 1;
    let days_each = (days + POINTS_MAX - 1) / POINTS_MAX;
    let spans: Vec<(Day, Day)> = (0..days)
        .step_by(usize::try_from(days_each).unwrap_or(1))
        .map(|at| (period.from.plus_days(at), period.from.plus_days((at + days_each).min(days) - 1)))
        .collect();
    let mut sums: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut by_stars = vec![0; 5];
    for row in view.all(reviews(view, &spans)).await? {
        let count = |at| read_at::<i64>(&row, at);
        let (stars, reviews) = (count(1)?, count(2)?);
        if let Some(of) = usize::try_from(stars - 1).ok().and_then(|at| by_stars.get_mut(at)) {
            *of += reviews;
        }
        let more = Sums {
            reviews,
            stars: stars * reviews,
            below: count(3)?,
            answers: count(4)?,
            promote: count(5)?,
            detract: count(6)?,
        };
        sums.entry(count(0)?).or_default().add(&more);
    }
    let whole = sums.values().fold(Sums::default(), |mut all, each| {
        all.add(each);
        all
    });
    let points = (0_i64..).zip(spans).map(|(n, (from, to))| {
        let judged = sums.get(&n).map(Sums::judged).unwrap_or_default();
        SatisfactionPoint { from, to, judged }
    });
    Ok(Satisfaction {
        from: period.from,
        to: period.to,
        days_each,
        whole: whole.judged(),
        by_stars,
        points: points.collect(),
    })
}

#[derive(Default)]
struct Sums {
    reviews: i64,
    stars: i64,
    below: i64,
    answers: i64,
    promote: i64,
    detract: i64,
}

impl Sums {
    fn add(&mut self, more: &Sums) {
        self.reviews += more.reviews;
        self.stars += more.stars;
        self.below += more.below;
        self.answers += more.answers;
        self.promote += more.promote;
        self.detract += more.detract;
    }
    fn judged(&self) -> Judged {
        Judged {
            reviews: self.reviews,
            stars_hundredths: mean(self.stars * 100, self.reviews),
            below_standard: self.below,
            nps_answers: self.answers,
            nps: mean((self.promote - self.detract) * 100, self.answers),
        }
    }
}

/// Counts by piece and stars: the boundaries are reckoned in the company's zone and handed over; each piece walks its part of an index.
fn reviews(view: &View, spans: &[(Day, Day)]) -> Sql {
    let zone = view.actor().zone;
    let rows = vec!["(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"; spans.len()].join(",");
    let sql = Sql::new(&format!("WITH d (n, since, until) AS (VALUES {rows})"));
    let sql = (0_i64..).zip(spans).fold(sql, |sql, (n, (from, to)): (i64, &(Day, Day))| {
        let (since, until): (Moment, Moment) = (zone.start_of(*from), zone.start_of(to.plus_days(1)));
        sql.bind(n).bind(since).bind(until)
    });
    let sql = sql
        .push(&format!(
            " SELECT d.n, r.stars, COUNT(*), COUNT(CASE WHEN r.below_standard THEN 1 END), COUNT(r.nps),
                COUNT(CASE WHEN r.nps >= {PROMOTES} THEN 1 END), COUNT(CASE WHEN r.nps <= {DETRACTS} THEN 1 END)
              FROM d CROSS JOIN review r{} WHERE r.tenant_id = ? AND r.given_at >= d.since AND r.given_at < d.until",
            of_whose(view, "r")
        ))
        .bind(view.actor().tenant);
    counted(sql, view, "o").push(" GROUP BY d.n, r.stars")
}
