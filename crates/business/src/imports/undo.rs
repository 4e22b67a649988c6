//! Undo: takes back what a run made, while nothing was built on it.

use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx, read_at};
use platform::http::Nothing;
use serde_json::json;

use super::record::{ImportId, ImportKind, ImportRun, ImportStatus};
use super::report::Report;

/// Where a record of a noun may be used: table and column. What is used elsewhere stays.
struct Removal {
    noun: &'static str,
    table: &'static str,
    used_in: &'static [(&'static str, &'static str)],
    /// Rows that are parts of it and go with it.
    parts: &'static [(&'static str, &'static str)],
}

/// In this order: what stands on something goes before it.
const REMOVALS: &[Removal] = &[
    Removal {
        noun: "order",
        table: "work_order",
        used_in: &[],
        parts: &[
            ("order_item", "order_id"),
            ("order_link", "order_id"),
            ("order_link", "other_id"),
            ("order_reader", "order_id"),
            ("order_hold", "order_id"),
            ("offer", "order_id"),
            ("crew_member", "order_id"),
            ("visit", "order_id"),
        ],
    },
    Removal {
        noun: "asset",
        table: "asset",
        used_in: &[("order_item", "asset_id"), ("part_use", "asset_id")],
        parts: &[],
    },
    Removal {
        noun: "site",
        table: "site",
        used_in: &[("work_order", "site_id"), ("asset", "site_id"), ("sale", "site_id")],
        parts: &[],
    },
    Removal {
        noun: "customer",
        table: "customer",
        used_in: &[
            ("work_order", "customer_id"),
            ("asset", "customer_id"),
            ("sale", "customer_id"),
            ("payment", "customer_id"),
            ("lead", "customer_id"),
        ],
        // a site of a customer of whom there is neither order, machine nor sale is used by nothing
        parts: &[("contact", "customer_id"), ("site", "customer_id")],
    },
    Removal {
        noun: "product",
        table: "product",
        used_in: &[("order_item", "product_id"), ("asset", "product_id"), ("sale_line", "product_id")],
        parts: &[],
    },
    Removal {
        noun: "brand",
        table: "brand",
        used_in: &[
            ("order_item", "brand_id"),
            ("asset", "brand_id"),
            ("product", "brand_id"),
            ("brand", "merged_into"),
        ],
        parts: &[],
    },
    Removal {
        noun: "user",
        table: "app_user",
        used_in: &[],
        parts: &[
            ("technician", "id"),
            ("technician_skill", "technician_id"),
            ("technician_certificate", "technician_id"),
            ("technician_area", "technician_id"),
        ],
    },
];

/// How many of the records that stand in the way are named.
const NAMED: i64 = 10;

pub(super) async fn undo_route(tx: &Tx, id: ImportId, _: Nothing) -> Result<Report> {
    undo(tx, id).await
}

/// Takes a run back: what it made goes, as far as nothing else uses it; its events stay, with one more that tells of the undoing.
///
/// # Errors
/// `Refused("import.not_done")` for a run that made nothing or was undone; `Refused("import.built_upon")` with the first records on which
/// something was built.
pub async fn undo(tx: &Tx, id: ImportId) -> Result<Report> {
    let run: ImportRun = db::get(tx, id).await?;
    if !tx.actor().may(run.kind.needs()) {
        return Err(Error::Forbidden("forbidden"));
    }
    tx.said().as_seen("import", run.version)?;
    if run.status != ImportStatus::Done {
        return Err(Error::refused("import.not_done").with("status", run.status.to_string()));
    }
    let since = taken_at(tx, id).await?;
    let built = built_upon(tx, &run, since).await?;
    if !built.is_empty() {
        let (lines, ids): (Vec<i64>, Vec<String>) = built.into_iter().unzip();
        let lines = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let refused = Error::refused("import.built_upon").with("noun", noun_of(run.kind));
        return Err(refused.with("ids", ids).with("lines", lines).with("max", NAMED));
    }
    let mut removed = serde_json::Map::new();
    for removal in REMOVALS {
        let count = remove(tx, id, since, removal).await?;
        if count > 0 {
            removed.insert(removal.noun.to_owned(), count.into());
        }
    }
    let undone = ImportRun { status: ImportStatus::Undone, undone_at: Some(tx.now()), ..run };
    let undone = db::update(tx, undone).await?;
    let data = json!({ "kind": undone.kind, "removed": removed });
    tx.record(Event::new("import.undone").in_unit(tx.actor().unit).about(id).with(data)).await?;
    Ok(undone.into())
}

/// What the rows of a kind are; the other records came along with them.
fn noun_of(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Repairs | ImportKind::Orders => "order",
        ImportKind::Customers => "customer",
        ImportKind::Assets => "asset",
        ImportKind::Products => "product",
        ImportKind::Users => "user",
    }
}

/// The number of the event with which the run ended: what is newer was done to its records by somebody else.
async fn taken_at(tx: &Tx, id: ImportId) -> Result<i64> {
    let sql = Sql::new(
        "SELECT COALESCE(MAX(e.seq), 0) FROM event_subject s JOIN event e ON e.tenant_id = s.tenant_id AND e.seq = s.seq
         WHERE s.tenant_id = ? AND s.kind = 'import' AND s.id = ? AND e.kind = 'import.taken'",
    );
    tx.value(sql.bind(tx.actor().tenant).bind(id)).await
}

/// The run's own records to which something happened since, or which something else refers to: their lines in the table, and their ids.
async fn built_upon(tx: &Tx, run: &ImportRun, since: i64) -> Result<Vec<(i64, String)>> {
    let noun = noun_of(run.kind);
    let mut sql = Sql::new(
        "SELECT r.line, r.record_id FROM import_record r WHERE r.tenant_id = ? AND r.run_id = ? AND r.noun = ? AND (
           EXISTS (SELECT 1 FROM event_subject s WHERE s.tenant_id = r.tenant_id AND s.kind = r.noun AND s.id = r.record_id AND s.seq > ?)",
    )
    .bind(tx.actor().tenant)
    .bind(run.id)
    .bind(noun.to_owned())
    .bind(since);
    let removal = REMOVALS.iter().find(|removal| removal.noun == noun);
    for (table, column) in removal.map_or(&[][..], |removal| removal.used_in) {
        sql = sql
            .push(&format!(
                " OR r.record_id IN (SELECT {column} FROM {table} WHERE tenant_id = ? AND {column} IS NOT NULL)"
            ))
            .bind(tx.actor().tenant);
    }
    if noun == "user" {
        sql = sql
            .push(" OR r.record_id IN (SELECT actor_id FROM event WHERE tenant_id = ? AND seq > ?)")
            .bind(tx.actor().tenant)
            .bind(since);
    }
    let rows = tx.all(sql.push(") ORDER BY r.line LIMIT ?").bind(NAMED)).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect()
}

/// Removes the run's records of a noun that nothing uses and to which nothing happened since.
async fn remove(tx: &Tx, run: ImportId, since: i64, removal: &Removal) -> Result<u64> {
    const MADE: &str = "(SELECT record_id FROM import_record WHERE tenant_id = ? AND run_id = ? AND noun = ?)";
    let tenant = tx.actor().tenant;
    let mut sql = Sql::new(&format!(
        "DELETE FROM {} WHERE tenant_id = ? AND id IN {MADE}
         AND NOT EXISTS (SELECT 1 FROM event_subject s WHERE s.tenant_id = ? AND s.kind = ? AND s.id = {}.id AND s.seq > ?)",
        removal.table, removal.table
    ))
    .bind(tenant)
    .bind(tenant)
    .bind(run)
    .bind(removal.noun.to_owned())
    .bind(tenant)
    .bind(removal.noun.to_owned())
    .bind(since);
    for (table, column) in removal.used_in {
        sql = sql
            .push(&format!(
                " AND id NOT IN (SELECT {column} FROM {table} WHERE tenant_id = ? AND {column} IS NOT NULL)"
            ))
            .bind(tenant);
    }
    let count = tx.run(sql).await?;
    // its parts go with it; what stays keeps them
    for (table, column) in removal.parts {
        let sql = Sql::new(&format!(
            "DELETE FROM {table} WHERE tenant_id = ? AND {column} IN {MADE} AND {column} NOT IN (SELECT id FROM {} WHERE tenant_id = ?)",
            removal.table
        ));
        tx.run(sql.bind(tenant).bind(tenant).bind(run).bind(removal.noun.to_owned()).bind(tenant)).await?;
    }
    Ok(count)
}
