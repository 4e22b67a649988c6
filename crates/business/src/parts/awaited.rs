//! Parts that a visit waits for (E10): which, and when they are expected. There is no stock yet to know it from: who ordered them says so.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::text::tidy;
use kernel::{Day, Error, FieldError, Id, Result};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{PartAwaited, PartAwaitedId};
use crate::lowcode;
use crate::lowcode::pack::PriceKind;
use crate::nouns::{OrderId, VisitId};

/// So many parts a visit waits for at most.
const AWAITED_MAX: usize = 20;
/// No part is ordered for later.
const AHEAD_MAX: i64 = 366;
const QUANTITY_MAX: i64 = 1_000;

/// A part that has to come first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaitedPart {
    /// Of the price list; for a part that is not on it, its `name`.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default = "one")]
    pub quantity: i64,
    /// The day on which it is there; not known without.
    #[serde(default)]
    pub expected_on: Option<Day>,
}

fn one() -> i64 {
    1
}

/// Puts what a visit waits for, in place of what stood there; nothing means that all is there. Who may say so is decided before.
///
/// # Errors
/// `Invalid` by field.
pub async fn await_parts(
    tx: &Tx,
    (order, visit): (OrderId, VisitId),
    parts: Vec<AwaitedPart>,
) -> Result<Vec<PartAwaited>> {
    check(tx, &parts)?;
    let sql = Sql::new("DELETE FROM part_awaited WHERE tenant_id = ? AND visit_id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(visit)).await?;
    let mut rows = vec![];
    for (at, part) in parts.into_iter().enumerate() {
        let name = name_of(tx, &part, at).await?;
        rows.push(PartAwaited {
            id: PartAwaitedId::new(),
            order_id: order,
            visit_id: visit,
            code: part.code,
            name,
            quantity: part.quantity,
            expected_on: part.expected_on,
            noted_by: tx.actor().user,
            noted_at: tx.now(),
        });
    }
    db::insert_all(tx, rows).await
}

fn check(tx: &Tx, parts: &[AwaitedPart]) -> Result<()> {
    let today = tx.actor().today();
    let mut check = Check::new();
    if parts.len() > AWAITED_MAX {
        check.note(FieldError::new("parts", "field.too_many").with("max", AWAITED_MAX));
    }
    for (at, part) in parts.iter().enumerate() {
        let path = |field: &str| format!("parts[{at}].{field}");
        check
            .that((1..=QUANTITY_MAX).contains(&part.quantity), path("quantity"), "part.quantity")
            .that(part.expected_on.is_none_or(|day| day >= today), path("expected_on"), "field.in_the_past")
            .that(
                part.expected_on.is_none_or(|day| day <= today.plus_days(AHEAD_MAX)),
                path("expected_on"),
                "field.too_far_ahead",
            );
        if part.code.is_none() {
            check.text(&path("name"), part.name.as_deref().unwrap_or_default(), 100);
        }
    }
    check.done()
}

/// The list's name of a part with a code, else the words given.
async fn name_of(tx: &Tx, part: &AwaitedPart, at: usize) -> Result<String> {
    let Some(code) = &part.code else { return Ok(tidy(part.name.as_deref().unwrap_or_default(), false)) };
    let book = lowcode::book(tx).await?;
    let listed = book.pack.price(code).filter(|price| price.kind == PriceKind::Part);
    let listed = listed.ok_or_else(|| Error::invalid(format!("parts[{at}].code"), "field.not_a_choice"))?;
    Ok(listed.name.zh.clone())
}

/// What these visits wait for, those without a day last.
///
/// # Errors
/// Those of the database.
pub async fn awaited_of(view: &View, visits: Vec<VisitId>) -> Result<BTreeMap<VisitId, Vec<PartAwaited>>> {
    if visits.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT * FROM part_awaited WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let sql = sql.within("visit_id", visits);
    let sql = sql.push(" ORDER BY CASE WHEN expected_on IS NULL THEN 1 ELSE 0 END, expected_on, id LIMIT 20000");
    let mut by_visit: BTreeMap<VisitId, Vec<PartAwaited>> = BTreeMap::new();
    for part in db::select::<PartAwaited>(view, sql).await? {
        by_visit.entry(part.visit_id).or_default().push(part);
    }
    Ok(by_visit)
}

impl From<PartAwaited> for AwaitedPart {
    fn from(of: PartAwaited) -> Self {
        Self { code: of.code, name: Some(of.name), quantity: of.quantity, expected_on: of.expected_on }
    }
}
