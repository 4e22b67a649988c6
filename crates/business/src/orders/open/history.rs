//! What was there before (A6, A7): earlier orders of the household and its machines, the same wish twice, the same fault again.

use std::collections::BTreeSet;

use kernel::time::HOUR;
use kernel::{Error, Moment, Result};
use platform::db::{Row, Sql, Tx, read};
use schemars::JsonSchema;
use serde::Serialize;

use super::household::Household;
use crate::lowcode::pack::OrderType;
use crate::nouns::{AssetId, OrderId};
use crate::orders::flow;
use crate::orders::record::{OrderItem, OrderPhase};

/// At most so many earlier orders are looked at and shown.
const EARLIER_MAX: i64 = 20;

/// Why an earlier order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkedWhy {
    /// The same wish, still open.
    Duplicate,
    /// The same fault, mended not long ago.
    Repeat,
    SameMachine,
    SameHousehold,
}

/// An earlier order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Linked {
    pub id: OrderId,
    pub number: String,
    pub relation: LinkedWhy,
    pub r#type: String,
    pub phase: OrderPhase,
    pub category: String,
    pub fault: Option<String>,
    pub summary: String,
    pub opened_at: Moment,
    pub finished_at: Option<Moment>,
}

/// Earlier orders, newest first.
#[derive(Default)]
pub struct History(pub Vec<Linked>);

const COLUMNS: &str = "o.id, o.number, o.type, o.phase, o.category, o.fault, o.summary, o.opened_at, o.finished_at";

impl History {
    /// Reads what the household had before, and what its machines had wherever they stood then: one statement.
    pub async fn of(tx: &Tx, household: &Household, items: &[OrderItem]) -> Result<Self> {
        let tenant = tx.actor().tenant;
        let assets: BTreeSet<AssetId> = items.iter().filter_map(|item| item.asset_id).collect();
        if household.is_new && assets.is_empty() {
            return Ok(Self::default());
        }
        let of_household = format!(
            "SELECT * FROM (SELECT {COLUMNS}, CAST(0 AS BIGINT) AS same_machine FROM work_order o WHERE o.tenant_id = ? AND o.customer_id = ?
             ORDER BY o.opened_at DESC LIMIT ?) h"
        );
        let mut sql = Sql::new(&of_household).bind(tenant).bind(household.customer.id).bind(EARLIER_MAX);
        if !assets.is_empty() {
            sql = sql
                .push(&format!(
                    " UNION ALL SELECT * FROM (SELECT {COLUMNS}, CAST(1 AS BIGINT) AS same_machine FROM order_item i
                      JOIN work_order o ON o.tenant_id = i.tenant_id AND o.id = i.order_id WHERE i.tenant_id = ? AND "
                ))
                .bind(tenant)
                .within("i.asset_id", assets)
                .push(" ORDER BY o.opened_at DESC LIMIT ?) m")
                .bind(EARLIER_MAX);
        }
        let mut found: Vec<Linked> = vec![];
        for row in tx.all(sql).await? {
            let linked = linked(&row)?;
            match found.iter_mut().find(|each| each.id == linked.id) {
                Some(known) if linked.relation == LinkedWhy::SameMachine => known.relation = LinkedWhy::SameMachine,
                Some(_) => {}
                None => found.push(linked),
            }
        }
        found.sort_by_key(|each| std::cmp::Reverse(each.opened_at));
        Ok(Self(found))
    }

    /// Tells duplicates and repeats from mere history, by the windows of the type.
    pub fn judged(mut self, r#type: &OrderType, items: &[OrderItem], now: Moment) -> Self {
        let duplicates_from = now + -i64::from(r#type.duplicate_window_hours) * HOUR;
        let repeats_from = now.plus_days(-i64::from(r#type.repeat_window_days));
        for earlier in &mut self.0 {
            let same_fault = |item: &OrderItem| item.fault.is_some() && item.fault == earlier.fault;
            let same_wish = |item: &OrderItem| {
                item.category == earlier.category && (item.fault == earlier.fault || earlier.fault.is_none())
            };
            let on_same_machine = earlier.relation == LinkedWhy::SameMachine;
            let is_open = flow::OPEN.contains(&earlier.phase) && earlier.opened_at >= duplicates_from;
            let is_duplicate = is_open && earlier.r#type == r#type.code && items.iter().any(same_wish);
            let ended = earlier.finished_at.filter(|at| *at >= repeats_from && r#type.repeat_window_days > 0);
            let is_repeat = ended.is_some()
                && earlier.phase != OrderPhase::Cancelled
                && items.iter().any(|item| {
                    item.category == earlier.category && (same_fault(item) || on_same_machine && item.fault.is_none())
                });
            if is_duplicate {
                earlier.relation = LinkedWhy::Duplicate;
            } else if is_repeat {
                earlier.relation = LinkedWhy::Repeat;
            }
        }
        self
    }
    pub fn duplicates(&self) -> impl Iterator<Item = &Linked> {
        self.0.iter().filter(|each| each.relation == LinkedWhy::Duplicate)
    }
    /// The newest order whose repair did not last.
    pub fn repeat_of(&self) -> Option<&Linked> {
        self.0.iter().find(|each| each.relation == LinkedWhy::Repeat)
    }
}

fn linked(row: &Row) -> Result<Linked> {
    let same_machine: i64 = read(row, "same_machine")?;
    Ok(Linked {
        id: read(row, "id")?,
        number: read(row, "number")?,
        relation: if same_machine == 1 { LinkedWhy::SameMachine } else { LinkedWhy::SameHousehold },
        r#type: read(row, "type")?,
        phase: read(row, "phase")?,
        category: read(row, "category")?,
        fault: read(row, "fault")?,
        summary: read(row, "summary")?,
        opened_at: read(row, "opened_at")?,
        finished_at: read(row, "finished_at")?,
    })
}

pub(super) fn refused(earlier: &Linked) -> Error {
    Error::refused("order.duplicate").with("number", earlier.number.clone()).with("order_id", earlier.id.to_string())
}
