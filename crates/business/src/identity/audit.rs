//! The audit log: who did what, when and from where, out of the one event table (M3).

use kernel::id::UserId;
use kernel::{Moment, Page, Result, page};
use platform::db::{Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the log can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditFilter {
    pub actor_id: Option<UserId>,
    /// An event kind (`customer.revealed`) or the room's part of it with a dot at the end (`user.`).
    pub kind: Option<String>,
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    /// Of what it is about: `order`, `customer`, `user` … with its id.
    pub subject_kind: Option<String>,
    pub subject_id: Option<String>,
    /// The number before which to go on.
    pub before: Option<i64>,
    pub limit: Option<i64>,
}

/// One line of the log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuditLine {
    pub seq: i64,
    pub kind: String,
    pub actor_id: UserId,
    pub actor_name: Option<String>,
    pub channel: String,
    pub device: Option<String>,
    pub address: Option<String>,
    pub at: Moment,
    pub happened_at: Option<Moment>,
    pub data: Value,
}

pub(super) async fn list(view: &View, _: (), filter: AuditFilter) -> Result<Page<AuditLine>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new(
        "SELECT e.seq, e.kind, e.actor_id, u.name AS actor_name, e.channel, e.device, e.address, e.at, e.happened_at, e.data
         FROM event e LEFT JOIN app_user u ON u.tenant_id = e.tenant_id AND u.id = e.actor_id WHERE e.tenant_id = ?",
    )
    .bind(view.actor().tenant)
    .and(" AND e.actor_id = ?", filter.actor_id)
    .and(" AND e.at >= ?", filter.from)
    .and(" AND e.at < ?", filter.to)
    .and(" AND e.seq < ?", filter.before);
    sql = match (filter.subject_kind, filter.subject_id) {
        (Some(kind), Some(id)) => sql
            .push(" AND e.seq IN (SELECT s.seq FROM event_subject s WHERE s.tenant_id = ? AND s.kind = ? AND s.id = ?)")
            .bind(view.actor().tenant)
            .bind(kind)
            .bind(id),
        (None, None) => sql,
        (None, Some(_)) => return Err(kernel::Error::invalid("subject_kind", "field.required")),
        (Some(_), None) => return Err(kernel::Error::invalid("subject_id", "field.required")),
    };
    sql = match filter.kind {
        // codes are ASCII, so the end of the range is the same text with its last dot raised
        Some(kind) if kind.ends_with('.') => {
            let end = format!("{}/", kind.trim_end_matches('.'));
            sql.push(" AND e.kind >= ? AND e.kind < ?").bind(kind).bind(end)
        }
        kind => sql.and(" AND e.kind = ?", kind),
    };
    let rows = view.all(sql.push(" ORDER BY e.seq DESC LIMIT ?").bind(limit + 1)).await?;
    let lines = rows
        .iter()
        .map(|row| {
            Ok(AuditLine {
                seq: read(row, "seq")?,
                kind: read(row, "kind")?,
                actor_id: read(row, "actor_id")?,
                actor_name: read(row, "actor_name")?,
                channel: read(row, "channel")?,
                device: read(row, "device")?,
                address: read(row, "address")?,
                at: read(row, "at")?,
                happened_at: read(row, "happened_at")?,
                data: read::<kernel::Json<Value>>(row, "data")?.0,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Page::of(lines, limit, |line| line.seq.to_string()))
}
