//! Number series as a company sees and changes them: prefix, digits, and when counting begins anew.
//!
//! No number is given twice, whatever is changed: one counter counts each prefix and period, and a number says which they were. Every part of
//! a prefix begins with a letter, period and count are digits: so no prefix can be read as another's period.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use formula::Label;
use kernel::error::Check;
use kernel::id::TenantId;
use kernel::{Day, Error, Id, Moment, Page, Result, code, id};
use moka::sync::Cache;
use platform::db::{self, Event, Sql, Tx, View, read_at};
use platform::http::Nothing;
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::numbers;
use crate::lowcode;

id! {
    /// How a company wants a series.
    NumberRuleId = "number_rule",
}
code! {
    /// How long a series counts on before it begins anew.
    pub enum NumberPeriod as "number_period" {
        Day = "day",
        Month = "month",
        Year = "year",
        Never = "never",
    }
}
code! {
    /// What is numbered.
    pub enum Numbered as "numbered" {
        Orders = "orders",
        /// Repairs of the past, as imports bring them.
        History = "history",
        Sales = "sales",
        Customers = "customers",
        Products = "products",
    }
}
record! {
    /// How a company wants a series.
    pub struct NumberRule in "number_rule" as "number_rule" (NumberRuleId), versioned {
        pub id: NumberRuleId,
        /// The prefix with which the series comes.
        pub series: String,
        pub prefix: String,
        pub digits: i64,
        pub period: NumberPeriod,
        pub changed_at: Moment,
    }
}

/// A number has at least so many digits after its period.
const DIGITS_MIN: i64 = 4;
const DIGITS_MAX: i64 = 8;
const PREFIX_MAX: usize = 12;
/// What another process changed is known here after this long at the latest.
const KEPT: Duration = Duration::from_secs(10);
/// What has a number but is no type of order.
const FIXED: [(&str, Numbered); 4] =
    [("XS", Numbered::Sales), ("KH", Numbered::Customers), ("CP", Numbered::Products), ("LS", Numbered::History)];

/// What the numbers of a series look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub prefix: String,
    pub digits: i64,
    pub period: NumberPeriod,
}

impl Pattern {
    /// As a series comes.
    fn of_series(series: &str) -> Self {
        Self { prefix: series.to_owned(), digits: DIGITS_MIN, period: NumberPeriod::Day }
    }
    /// What stands for the period of a day: `20261121`, `202611`, `2026`, nothing.
    pub fn period_of(&self, day: Day) -> String {
        let whole = day.to_string().replace('-', "");
        let kept = match self.period {
            NumberPeriod::Day => whole.len(),
            NumberPeriod::Month => whole.len() - 2,
            NumberPeriod::Year => whole.len() - 4,
            NumberPeriod::Never => 0,
        };
        whole[..kept].to_owned()
    }
    pub fn written(&self, period: &str, number: i64) -> String {
        let width = usize::try_from(self.digits).unwrap_or(4);
        let between = if period.is_empty() { "" } else { "-" };
        format!("{}-{period}{between}{number:0width$}", self.prefix)
    }
}

impl From<&NumberRule> for Pattern {
    fn from(rule: &NumberRule) -> Self {
        Self { prefix: rule.prefix.clone(), digits: rule.digits, period: rule.period }
    }
}

type Rules = BTreeMap<String, NumberRule>;
static RULES: LazyLock<Cache<TenantId, Arc<Rules>>> =
    LazyLock::new(|| Cache::builder().max_capacity(10_000).time_to_live(KEPT).build());

async fn rules(view: &View) -> Result<Rules> {
    let sql = Sql::new("SELECT * FROM number_rule WHERE tenant_id = ? LIMIT 500").bind(view.actor().tenant);
    let all: Vec<NumberRule> = db::select(view, sql).await?;
    Ok(all.into_iter().map(|rule| (rule.series.clone(), rule)).collect())
}

/// What the numbers of this series look like now.
///
/// # Errors
/// Those of the database.
pub(super) async fn pattern(view: &View, series: &str) -> Result<Pattern> {
    let tenant = view.actor().tenant;
    let known = match RULES.get(&tenant) {
        Some(known) => known,
        None => {
            let read = Arc::new(rules(view).await?);
            RULES.insert(tenant, read.clone());
            read
        }
    };
    Ok(known.get(series).map_or_else(|| Pattern::of_series(series), Pattern::from))
}

/// A series as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NumberSeriesShown {
    /// The prefix with which it comes; what it is called in the path.
    pub series: String,
    pub numbered: Numbered,
    /// The types of order that it numbers.
    pub types: Vec<Label>,
    pub prefix: String,
    pub digits: i64,
    pub period: NumberPeriod,
    /// The company changed it.
    pub is_own: bool,
    /// What the next number will be, unless somebody is faster.
    pub next: String,
    pub changed_at: Option<Moment>,
    /// 0 while it is as it comes.
    pub version: i64,
}

/// The series there are: those of the order types in their order, then the rest.
async fn known(view: &View) -> Result<Vec<(String, Numbered, Vec<Label>)>> {
    let book = lowcode::book(view).await?;
    let mut all: Vec<(String, Numbered, Vec<Label>)> = vec![];
    for each in &book.pack.order_types {
        match all.iter_mut().find(|(series, ..)| *series == each.prefix) {
            Some((_, _, types)) => types.push(each.name.clone()),
            None => all.push((each.prefix.clone(), Numbered::Orders, vec![each.name.clone()])),
        }
    }
    for (series, numbered) in FIXED {
        if !all.iter().any(|(known, ..)| known == series) {
            all.push((series.to_owned(), numbered, vec![]));
        }
    }
    Ok(all)
}

/// `GET /number-series`
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<NumberSeriesShown>> {
    let (rules, known, today) = (rules(view).await?, known(view).await?, view.actor().today());
    let pattern = |series: &str| rules.get(series).map_or_else(|| Pattern::of_series(series), Pattern::from);
    let last = counts(view, known.iter().map(|(series, ..)| pattern(series).prefix)).await?;
    let items = known.into_iter().map(|(series, numbered, types)| {
        let (rule, pattern) = (rules.get(&series), pattern(&series));
        NumberSeriesShown {
            next: next(view, &pattern, today, &last),
            numbered,
            types,
            prefix: pattern.prefix,
            digits: pattern.digits,
            period: pattern.period,
            is_own: rule.is_some(),
            changed_at: rule.map(|rule| rule.changed_at),
            version: rule.map_or(0, |rule| rule.version),
            series,
        }
    });
    Ok(Page { items: items.collect(), next: None })
}

type Counts = HashMap<(String, String), i64>;

/// How far these prefixes have counted, by period.
async fn counts(view: &View, prefixes: impl IntoIterator<Item = String>) -> Result<Counts> {
    let day = view.actor().today().to_string().replace('-', "");
    let periods = [day.as_str(), &day[..6], &day[..4], ""].map(str::to_owned);
    let sql = Sql::new("SELECT prefix, day, last FROM number_series WHERE tenant_id = ? AND")
        .bind(view.actor().tenant)
        .within("prefix", prefixes)
        .push(" AND ")
        .within("day", periods);
    let rows = view.all(sql).await?;
    rows.iter().map(|row| Ok(((read_at(row, 0)?, read_at(row, 1)?), read_at(row, 2)?))).collect()
}

fn next(view: &View, pattern: &Pattern, today: Day, last: &Counts) -> String {
    let period = pattern.period_of(today);
    let taken = numbers::left_in_block(view, &pattern.prefix, &period);
    let counted = || last.get(&(pattern.prefix.clone(), period.clone())).copied().unwrap_or(0) + 1;
    pattern.written(&period, taken.unwrap_or_else(counted))
}

/// How a company wants a series.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutNumberSeries {
    /// Letters and digits, parts of it divided by `-`, each of which begins with a letter.
    pub prefix: String,
    /// At least so many after the period; a longer number is written whole.
    pub digits: i64,
    pub period: NumberPeriod,
}

/// What the next number would be.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NumberPreview {
    pub next: String,
}

/// `GET /number-series/{series}/preview`
///
/// # Errors
/// As [`put`].
pub(super) async fn preview(view: &View, series: String, asked: PutNumberSeries) -> Result<NumberPreview> {
    let pattern = checked(view, &series, &asked).await?;
    let last = counts(view, [pattern.prefix.clone()]).await?;
    Ok(NumberPreview { next: next(view, &pattern, view.actor().today(), &last) })
}

/// `PUT /number-series/{series}`: from the next number on.
///
/// # Errors
/// `NotFound` for no series; `Stale`; `Invalid` by field, a prefix of another series included.
pub(super) async fn put(tx: &Tx, series: String, body: PutNumberSeries) -> Result<NumberSeriesShown> {
    let pattern = checked(tx, &series, &body).await?;
    let kept = rules(tx).await?.remove(&series);
    tx.said().as_seen("number_rule", kept.as_ref().map_or(0, |rule| rule.version))?;
    let new = NumberRule {
        id: kept.as_ref().map_or_else(NumberRuleId::new, |rule| rule.id),
        series: series.clone(),
        prefix: pattern.prefix,
        digits: pattern.digits,
        period: pattern.period,
        changed_at: tx.now(),
        version: kept.as_ref().map_or(1, |rule| rule.version),
    };
    let stored = if kept.is_some() { db::update(tx, new).await } else { db::insert(tx, new).await };
    let rule = stored.map_err(|error| {
        let is_taken = db::is_duplicate(&error, &["number_rule_prefix", "number_rule.prefix"]);
        if is_taken { Error::invalid("prefix", "field.prefix_taken") } else { error }
    })?;
    let data = json!({ "series": series, "prefix": rule.prefix, "digits": rule.digits, "period": rule.period });
    tx.record(Event::new("number_series.changed").about(rule.id).with(data)).await?;
    RULES.invalidate(&tx.actor().tenant);
    let shown = list(tx, (), Nothing {}).await?.items.into_iter().find(|each| each.series == series);
    shown.ok_or(Error::NotFound("number_series"))
}

/// What is wanted, if it can be.
async fn checked(view: &View, series: &str, wanted: &PutNumberSeries) -> Result<Pattern> {
    let known = known(view).await?;
    if !known.iter().any(|(each, ..)| each == series) {
        return Err(Error::NotFound("number_series"));
    }
    let prefix = wanted.prefix.trim().to_uppercase();
    let mut check = Check::new();
    check.text("prefix", &prefix, PREFIX_MAX);
    check.that(prefix.is_empty() || is_prefix(&prefix), "prefix", "field.not_a_prefix");
    check.that((DIGITS_MIN..=DIGITS_MAX).contains(&wanted.digits), "digits", "field.digits_out_of_range");
    let rules = rules(view).await?;
    let taken = known.iter().any(|(each, ..)| {
        each != series && rules.get(each).map_or(each.as_str(), |rule| rule.prefix.as_str()) == prefix
    });
    check.that(!taken, "prefix", "field.prefix_taken");
    check.done()?;
    Ok(Pattern { prefix, digits: wanted.digits, period: wanted.period })
}

fn is_prefix(text: &str) -> bool {
    text.split('-').all(|part| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_letters_and_digits_and_no_part_of_it_looks_like_a_period() {
        for prefix in ["WX", "SH-WX", "A1", "GD2"] {
            assert!(is_prefix(prefix), "{prefix}");
        }
        for text in ["", "-WX", "WX-", "WX--A", "WX-2026", "1A", "维修", "W X", "wx"] {
            assert!(!is_prefix(text), "{text}");
        }
    }

    #[test]
    fn a_number_says_its_period_as_far_as_the_series_goes() {
        let day: Day = "2026-11-21".parse().unwrap();
        for (period, digits, number, written) in [
            (NumberPeriod::Day, 4, 7, "WX-20261121-0007"),
            (NumberPeriod::Month, 5, 7, "WX-202611-00007"),
            (NumberPeriod::Year, 6, 7, "WX-2026-000007"),
            (NumberPeriod::Never, 4, 12_345, "WX-12345"),
        ] {
            let pattern = Pattern { prefix: "WX".into(), digits, period };
            assert_eq!(pattern.written(&pattern.period_of(day), number), written);
        }
    }
}
