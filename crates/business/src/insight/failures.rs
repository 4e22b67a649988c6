//! Failures (K3): what is repaired most, by product, category, brand or fault, with how it ended and what stood in the way.

use std::collections::HashMap;

use kernel::id::UnitId;
use kernel::{Day, Error, Lang, Moment, Result, Scope, page};
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scope::{counted, rate_bp, within};
use crate::customers::AssetStatus;
use crate::lowcode::{self, Book};
use crate::orders::OrderOutcome;

const MINUTE_MS: i64 = 60_000;
/// So many faults and barriers are named for a row.
const NAMED: usize = 5;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailuresBy {
    #[default]
    Product,
    Category,
    Brand,
    Fault,
}

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FailureFilter {
    pub by: FailuresBy,
    /// Opened on this day or later, in the company's zone; from the beginning unless told.
    pub from: Option<Day>,
    /// Opened on this day or earlier.
    pub to: Option<Day>,
    /// Of this unit with all below it.
    pub unit_id: Option<UnitId>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// A page of the list, and of which days it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailurePage {
    pub items: Vec<FailureRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub by: FailuresBy,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// One product, category, brand or fault.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FailureRow {
    /// The product's or brand's id, the category's or fault's code.
    pub key: String,
    /// Its name.
    pub product: String,
    /// The product's own brand, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Orders with such a repair, each once; those that were called off do not count.
    pub orders: i64,
    /// Known machines among them.
    pub assets: i64,
    /// The same fault of the same machine again.
    pub repeats: i64,
    /// Machines of the model that are in use, whenever they came; nothing for what is no model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_service: Option<i64>,
    /// Of these: as many as failed in the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_bp: Option<i64>,
    /// Mean minutes from opening to finishing, of those that are finished; history that was taken in with one moment only is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair_minutes: Option<i64>,
    /// Of those whose end is known: solved.
    pub fixed_bp: Option<i64>,
    pub outcomes: Vec<Counted>,
    pub faults: Vec<Counted>,
    pub barriers: Vec<Counted>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Counted {
    /// The code; `name` says it where the company's trade knows it.
    pub code: String,
    pub name: String,
    pub count: i64,
}

/// `GET /insight/failures`
pub(super) async fn failures(view: &View, (): (), filter: FailureFilter) -> Result<FailurePage> {
    let limit = page::limit_of(filter.limit);
    let view = &within(view, filter.unit_id).await?;
    let (keyed, more) = ranked(view, &filter, limit).await?;
    let keys: Vec<String> = keyed.iter().map(|row| row.key.clone()).collect();
    let book = lowcode::book(view).await?;
    let mut details = details(view, &filter, &keys, &book).await?;
    let names = names(view, filter.by, &keys, &book).await?;
    let in_service = in_service(view, filter.by, &keys).await?;
    let next = if more { keyed.last().map(|row| format!("{}:{}", row.orders, row.key)) } else { None };
    let items = keyed.into_iter().map(|row| {
        let (product, brand) = names.get(&row.key).cloned().unwrap_or_else(|| (row.key.clone(), None));
        let of = details.remove(&row.key).unwrap_or_default();
        let in_service = in_service.as_ref().map(|all| all.get(&row.key).copied().unwrap_or_default());
        FailureRow {
            product,
            brand,
            fixed_bp: of.fixed_bp(),
            outcomes: of.outcomes,
            faults: of.faults,
            barriers: of.barriers,
            key: row.key,
            orders: row.orders,
            assets: row.assets,
            repeats: row.repeats,
            in_service,
            failed_bp: in_service.and_then(|all| rate_bp(row.assets, all)),
            repair_minutes: (row.finished > 0).then(|| row.lasted_ms / row.finished / MINUTE_MS),
        }
    });
    Ok(FailurePage { items: items.collect(), next, by: filter.by, from: filter.from, to: filter.to })
}

impl FailuresBy {
    /// What rows are counted under. A brand's spellings that were merged count under what they became.
    fn key(self) -> &'static str {
        match self {
            Self::Product => "i.product_id",
            Self::Category => "i.category",
            Self::Brand => "COALESCE(b.merged_into, b.id)",
            Self::Fault => "i.fault",
        }
    }
    fn join(self) -> &'static str {
        match self {
            Self::Brand => "JOIN brand b ON b.tenant_id = i.tenant_id AND b.id = i.brand_id",
            _ => "",
        }
    }
}

struct Ranked {
    key: String,
    orders: i64,
    assets: i64,
    repeats: i64,
    finished: i64,
    lasted_ms: i64,
}

/// The repairs that the filter means, from `FROM` on.
fn repairs(select: &str, view: &View, filter: &FailureFilter) -> Sql {
    let zone = view.actor().zone;
    let from: Option<Moment> = filter.from.map(|day| zone.start_of(day));
    let until: Option<Moment> = filter.to.map(|day| zone.start_of(day.plus_days(1)));
    let (key, join) = (filter.by.key(), filter.by.join());
    let sql = Sql::new(&format!(
        "{select} FROM work_order o JOIN order_item i ON i.tenant_id = o.tenant_id AND i.order_id = o.id {join}
         WHERE o.tenant_id = ? AND i.tenant_id = ? AND i.service = 'repair' AND {key} IS NOT NULL AND {key} <> '' AND o.cancelled_at IS NULL"
    ))
    .bind(view.actor().tenant)
    .bind(view.actor().tenant)
    .and(" AND o.opened_at >= ?", from)
    .and(" AND o.opened_at < ?", until);
    counted(sql, view, "o")
}

/// The page's keys, most repairs first; and whether there are more.
async fn ranked(view: &View, filter: &FailureFilter, limit: i64) -> Result<(Vec<Ranked>, bool)> {
    let key = filter.by.key();
    let select = format!(
        "SELECT {key}, COUNT(DISTINCT i.order_id), COUNT(DISTINCT i.asset_id),
           COUNT(DISTINCT CASE WHEN o.repeat_of_id IS NOT NULL THEN i.order_id END), COUNT(CASE WHEN o.finished_at > o.opened_at THEN 1 END),
           CAST(COALESCE(SUM(CASE WHEN o.finished_at > o.opened_at THEN o.finished_at - o.opened_at END), 0) AS BIGINT)"
    );
    let mut sql = repairs(&select, view, filter).push(&format!(" GROUP BY {key}"));
    if let Some(cursor) = &filter.cursor {
        let (count, after) = cursor.split_once(':').ok_or_else(|| Error::invalid("cursor", "field.wrong_type"))?;
        let count: i64 = count.parse().map_err(|_| Error::invalid("cursor", "field.wrong_type"))?;
        sql = sql
            .push(&format!(" HAVING COUNT(DISTINCT i.order_id) < ? OR (COUNT(DISTINCT i.order_id) = ? AND {key} > ?)"))
            .bind(count)
            .bind(count)
            .bind(after.to_owned());
    }
    let rows = view.all(sql.push(" ORDER BY 2 DESC, 1 LIMIT ?").bind(limit + 1)).await?;
    let mut ranked = rows
        .iter()
        .map(|row| {
            Ok(Ranked {
                key: read_at(row, 0)?,
                orders: read_at(row, 1)?,
                assets: read_at(row, 2)?,
                repeats: read_at(row, 3)?,
                finished: read_at(row, 4)?,
                lasted_ms: read_at(row, 5)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let shown = usize::try_from(limit).unwrap_or(0);
    let more = ranked.len() > shown;
    ranked.truncate(shown);
    Ok((ranked, more))
}

#[derive(Default)]
struct Details {
    outcomes: Vec<Counted>,
    faults: Vec<Counted>,
    barriers: Vec<Counted>,
}

impl Details {
    fn fixed_bp(&self) -> Option<i64> {
        let known = self.outcomes.iter().filter(|each| each.code != OrderOutcome::Unknown.to_string());
        let solved = self.outcomes.iter().find(|each| each.code == OrderOutcome::Solved.to_string());
        rate_bp(solved.map_or(0, |each| each.count), known.map(|each| each.count).sum())
    }
}

/// How the repairs of the page's keys ended, with which faults and barriers.
async fn details(
    view: &View,
    filter: &FailureFilter,
    keys: &[String],
    book: &Book,
) -> Result<HashMap<String, Details>> {
    let key = filter.by.key();
    let select = format!("SELECT {key}, i.outcome, i.fault, o.barrier, COUNT(*)");
    let sql = repairs(&select, view, filter).push(" AND").within(key, keys.iter().cloned());
    let sql = sql.push(&format!(" GROUP BY {key}, i.outcome, i.fault, o.barrier"));
    let mut counts: HashMap<String, [HashMap<String, i64>; 3]> = HashMap::new();
    for row in view.all(sql).await? {
        let count: i64 = read_at(&row, 4)?;
        let of = counts.entry(read_at(&row, 0)?).or_default();
        for (at, column) in of.iter_mut().enumerate() {
            if let Some(code) = read_at::<Option<String>>(&row, at + 1)? {
                *column.entry(code).or_default() += count;
            }
        }
    }
    let lang = view.actor().lang;
    let all = counts.into_iter().map(|(key, [outcomes, faults, barriers])| {
        let details = Details {
            outcomes: most(outcomes, usize::MAX, |code| code.to_owned()),
            faults: most(faults, NAMED, |code| fault_name(book, code, lang)),
            barriers: most(barriers, NAMED, |code| code.to_owned()),
        };
        (key, details)
    });
    Ok(all.collect())
}

fn most(counts: HashMap<String, i64>, many: usize, name: impl Fn(&str) -> String) -> Vec<Counted> {
    let mut all: Vec<Counted> =
        counts.into_iter().map(|(code, count)| Counted { name: name(&code), code, count }).collect();
    all.sort_by(|a, b| (b.count, &a.code).cmp(&(a.count, &b.code)));
    all.truncate(many);
    all
}

fn fault_name(book: &Book, code: &str, lang: Lang) -> String {
    book.pack.fault(code).map_or_else(|| code.to_owned(), |fault| fault.name.said(lang).to_owned())
}

/// Machines in use by model; nothing for what is no model.
async fn in_service(view: &View, by: FailuresBy, keys: &[String]) -> Result<Option<HashMap<String, i64>>> {
    // whose machines are a unit's is not known: they are all of the company's
    if !matches!(by, FailuresBy::Product) || !matches!(view.actor().scope, Scope::Everything) {
        return Ok(None);
    }
    let sql = Sql::new("SELECT product_id, COUNT(*) FROM asset WHERE tenant_id = ? AND status = ? AND")
        .bind(view.actor().tenant)
        .bind(AssetStatus::InUse)
        .within("product_id", keys.iter().cloned())
        .push(" GROUP BY product_id");
    let rows = view.all(sql).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect::<Result<_>>().map(Some)
}

/// key → name and, for a product, its brand.
async fn names(
    view: &View,
    by: FailuresBy,
    keys: &[String],
    book: &Book,
) -> Result<HashMap<String, (String, Option<String>)>> {
    let lang = view.actor().lang;
    let text = match by {
        FailuresBy::Fault => {
            return Ok(keys.iter().map(|key| (key.clone(), (fault_name(book, key, lang), None))).collect());
        }
        FailuresBy::Category => {
            let name = |key: &String| book.pack.category(key).map_or_else(|| key.clone(), |it| it.name.said(lang).to_owned());
            return Ok(keys.iter().map(|key| (key.clone(), (name(key), None))).collect());
        }
        FailuresBy::Brand => "SELECT e.id, e.name, NULL FROM brand e WHERE e.tenant_id = ? AND",
        FailuresBy::Product => {
            "SELECT e.id, e.name, b.name FROM product e LEFT JOIN brand b ON b.tenant_id = e.tenant_id AND b.id = e.brand_id
             WHERE e.tenant_id = ? AND"
        }
    };
    let sql = Sql::new(text).bind(view.actor().tenant).within("e.id", keys.iter().cloned());
    let rows = view.all(sql).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, (read_at(row, 1)?, read_at(row, 2)?)))).collect()
}
