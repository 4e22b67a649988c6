//! What an order's page begins with: the order and which of its lists hold anything, and whose it is.

use kernel::{Error, Result};
use platform::db::{self, Record, Sql, View, read};

use crate::nouns::OrderId;
use crate::orders::record::WorkOrder;
use crate::orders::visible::visible_sql;

/// Which lists of an order hold anything. Most orders have few of them: the order's own statement asks, and only what is there is read.
pub(super) struct Lists {
    order: OrderId,
    filled: [bool; LISTS.len()],
}

const LISTS: [&str; 6] = ["order_hold", "charge", "payment", "promise", "review", "order_link"];

/// The order, if this actor may see it, and which of its lists hold anything.
pub(super) async fn with_lists(view: &View, id: OrderId) -> Result<(WorkOrder, Lists)> {
    let mut text = "SELECT o.*".to_owned();
    for table in LISTS {
        let of_it = |column: &str| {
            format!("EXISTS (SELECT 1 FROM {table} l WHERE l.tenant_id = o.tenant_id AND l.{column} = o.id)")
        };
        // links go both ways
        let other = if table == "order_link" { format!(" OR {}", of_it("other_id")) } else { String::new() };
        text.push_str(&format!(", {}{other} AS has_{table}", of_it("order_id")));
    }
    text.push_str(" FROM work_order o WHERE o.tenant_id = ? AND o.id = ?");
    let sql = visible_sql(Sql::new(&text).bind(view.actor().tenant).bind(id), view, "o");
    let row = view.one(sql).await?.ok_or(Error::NotFound("order"))?;
    let mut filled = [false; LISTS.len()];
    for (table, each) in LISTS.iter().zip(&mut filled) {
        *each = read(&row, &format!("has_{table}"))?;
    }
    Ok((WorkOrder::from_row(&row)?, Lists { order: id, filled }))
}

/// The order's customer or site, found by the order, which need not be read first.
pub(super) async fn household<R: Record>(view: &View, id: OrderId, table: &str) -> Result<Option<R>> {
    let sql = Sql::new(&format!(
        "SELECT h.* FROM work_order o JOIN {table} h ON h.tenant_id = o.tenant_id AND h.id = o.{table}_id
         WHERE o.tenant_id = ? AND o.id = ?"
    ));
    db::select_one(view, sql.bind(view.actor().tenant).bind(id)).await
}

impl Lists {
    pub(super) fn has(&self, table: &str) -> bool {
        LISTS.iter().zip(self.filled).any(|(each, filled)| *each == table && filled)
    }
    pub(super) async fn read<R: Record>(&self, view: &View, table: &str, by: &str) -> Result<Vec<R>> {
        if !self.has(table) {
            return Ok(vec![]);
        }
        let text = format!("SELECT * FROM {table} WHERE tenant_id = ? AND order_id = ? ORDER BY {by} LIMIT 500");
        db::select(view, Sql::new(&text).bind(view.actor().tenant).bind(self.order)).await
    }
}
