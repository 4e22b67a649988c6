//! The one event table: audit trail, every timeline, outbox and live stream. Its data refers to people by id only.

use std::sync::Arc;

use kernel::id::{TenantId, UnitId, UserId};
use kernel::{Actor, Error, Id, Json, Moment, Result, Scope};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::connect::Engine;
use super::tx::Open;
use super::{Row, Sql, Tx, View, read, read_at};

/// What an event is about: an order, its household, its asset and its technician at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Subject {
    pub kind: String,
    pub id: String,
}

/// A fact to be left behind.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: &'static str,
    /// The unit whose people may see it; none means the whole company's.
    pub unit: Option<UnitId>,
    pub subjects: Vec<Subject>,
    pub data: Value,
}

impl Event {
    pub fn new(kind: &'static str) -> Self {
        Self { kind, unit: None, subjects: Vec::with_capacity(4), data: Value::Null }
    }
    #[must_use]
    pub fn in_unit(mut self, unit: Option<UnitId>) -> Self {
        self.unit = unit;
        self
    }
    #[must_use]
    pub fn about<I: Id>(mut self, id: I) -> Self {
        let subject = Subject { kind: I::NOUN.to_owned(), id: id.to_string() };
        if !self.subjects.contains(&subject) {
            self.subjects.push(subject);
        }
        self
    }
    #[must_use]
    pub fn about_some<I: Id>(self, id: Option<I>) -> Self {
        match id {
            Some(id) => self.about(id),
            None => self,
        }
    }
    /// Whose own work it is, as a technician or a guide: who sees only own work follows these.
    #[must_use]
    pub fn concerning(mut self, user: Option<UserId>) -> Self {
        if let Some(user) = user {
            let subject = Subject { kind: "technician".to_owned(), id: user.to_string() };
            if !self.subjects.contains(&subject) {
                self.subjects.push(subject);
            }
        }
        self
    }
    /// What changed, by id and value; never a name, a phone or an address.
    #[must_use]
    pub fn with(mut self, data: Value) -> Self {
        self.data = data;
        self
    }
}

/// An event as it stands in the table.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Logged {
    pub seq: i64,
    pub kind: String,
    /// Who did it.
    pub actor: UserId,
    pub channel: String,
    pub unit: Option<UnitId>,
    /// When the server took it.
    pub at: Moment,
    /// When it happened, by the phone's corrected clock.
    pub happened_at: Option<Moment>,
    pub data: Value,
    pub subjects: Vec<Subject>,
}

/// An event that waits for the commit of its transaction, with who left it.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) actor: Arc<Actor>,
    pub(super) happened_at: Option<Moment>,
    pub(super) event: Event,
}

/// Rows of one statement: short enough to be prepared once and used again.
const ROWS_AT_ONCE: usize = super::record::VALUES_AT_ONCE / 12;

/// The statements that write what a transaction left, the events numbered in their order; few, and none for nothing.
pub(super) async fn left_events(open: &Open, engine: Engine, tenant: TenantId, left: Vec<Left>) -> Result<Vec<Sql>> {
    if left.is_empty() {
        return Ok(vec![]);
    }
    let before = Before::of(open, engine, left.len()).await?;
    let numbered: Vec<(i64, Left)> = (1..).zip(left).collect();
    let mut statements = vec![];
    for some in numbered.chunks(ROWS_AT_ONCE) {
        let columns = "tenant_id, kind, actor_id, channel, device, address, unit_id, at, happened_at, data, subjects";
        let sql = before.insert("event", columns, some.len());
        statements.push(some.iter().fold(sql, |sql, (nth, left)| {
            let via = &left.actor.via;
            sql.bind(before.number(*nth))
                .bind(tenant)
                .bind(left.event.kind.to_owned())
                .bind(left.actor.user)
                .bind(via.channel.to_owned())
                .bind(via.device.clone())
                .bind(via.address.clone())
                .bind(left.event.unit)
                .bind(left.actor.now)
                .bind(left.happened_at)
                .bind(Json(left.event.data.clone()))
                .bind(Json(left.event.subjects.clone()))
        }));
    }
    let subjects: Vec<(i64, &Subject)> = numbered
        .iter()
        .flat_map(|(nth, left)| left.event.subjects.iter().map(move |subject| (*nth, subject)))
        .collect();
    for some in subjects.chunks(ROWS_AT_ONCE) {
        let sql = before.insert("event_subject", "tenant_id, kind, id", some.len());
        statements.push(some.iter().fold(sql, |sql, (nth, subject)| {
            sql.bind(before.number(*nth)).bind(tenant).bind(subject.kind.clone()).bind(subject.id.clone())
        }));
    }
    Ok(statements)
}

/// The number before a transaction's first event. The embedded engine has one writer, so the highest number is nobody else's. On
/// PostgreSQL transactions overlap and commit out of order; numbers made from the transaction's own id are ordered as those ids are,
/// so that everything below the oldest open transaction is final and a reader's cursor never passes a number still to come.
enum Before {
    Known(i64),
    /// Found out by the statement that writes the rows, which saves the way to the server and back.
    OwnRange,
}

impl Before {
    async fn of(open: &Open, engine: Engine, count: usize) -> Result<Self> {
        if i64::try_from(count).map_err(Error::bug)? >= EVENTS_PER_TX {
            return Err(Error::bug(format!("{count} events in one transaction")));
        }
        match engine {
            Engine::Postgres => Ok(Self::OwnRange),
            Engine::Sqlite => {
                let rows = open.all(&Sql::new("SELECT COALESCE(MAX(seq), 0) FROM event")).await?;
                let row = rows.first().ok_or_else(|| Error::bug("a number without a row"))?;
                read_at(row, 0).map(Self::Known)
            }
        }
    }
    /// What stands in the row of the nth event, counted from 1.
    fn number(&self, nth: i64) -> i64 {
        match self {
            Self::Known(before) => before + nth,
            Self::OwnRange => nth,
        }
    }
    /// A statement for so many rows; each gives its number first, then the columns named.
    fn insert(&self, table: &str, columns: &str, rows: usize) -> Sql {
        let count = columns.split(',').count();
        let row = format!("(?{})", ",?".repeat(count));
        let rows = vec![row; rows].join(",");
        Sql::new(&match self {
            Self::Known(_) => format!("INSERT INTO {table} (seq, {columns}) VALUES {rows}"),
            Self::OwnRange => {
                let others: Vec<String> = (2..=count + 1).map(|at| format!("v.column{at}")).collect();
                format!(
                    "INSERT INTO {table} (seq, {columns}) SELECT own.before + v.column1, {} FROM (SELECT (SELECT base FROM event_base)
                     + pg_current_xact_id()::text::bigint * {EVENTS_PER_TX} AS before) own, (VALUES {rows}) v",
                    others.join(", ")
                )
            }
        })
    }
}

/// A PostgreSQL transaction numbers its events within a range of its own.
const EVENTS_PER_TX: i64 = 1 << 18;

/// The condition below which every event is final.
fn settled(engine: Engine) -> String {
    match engine {
        Engine::Sqlite => "1 = 1".to_owned(),
        Engine::Postgres => format!(
            "e.seq <= (SELECT base FROM event_base) + pg_snapshot_xmin(pg_current_snapshot())::text::bigint * {EVENTS_PER_TX}"
        ),
    }
}

/// What happened without what somebody typed about it: a note, and a reason that is no code. People write names there.
#[must_use]
pub fn without_words(mut data: Value) -> Value {
    if let Some(facts) = data.as_object_mut() {
        facts.remove("note");
        let is_code = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if facts.get("reason").and_then(Value::as_str).is_some_and(|reason| !is_code(reason)) {
            facts.remove("reason");
        }
    }
    data
}

/// Takes what was typed out of the newest ten thousand events of a subject; what happened stays.
///
/// # Errors
/// Those of the database.
pub async fn forget_words(tx: &Tx, subject: &Subject) -> Result<()> {
    let tenant = tx.actor().tenant;
    for logged in read_events(tx, subject, None, 10_000).await? {
        let kept = without_words(logged.data.clone());
        if kept != logged.data {
            let sql = Sql::new("UPDATE event SET data = ? WHERE tenant_id = ? AND seq = ?");
            tx.run(sql.bind(Json(kept)).bind(tenant).bind(logged.seq)).await?;
        }
    }
    Ok(())
}

/// The number of the newest event of the company; 0 before the first.
///
/// # Errors
/// Those of the database.
pub async fn newest_seq(view: &View) -> Result<i64> {
    view.value(Sql::new("SELECT COALESCE(MAX(seq), 0) FROM event WHERE tenant_id = ?").bind(view.actor().tenant)).await
}

/// The number up to which nothing can appear any more: a listener who sees nothing before it need not look there again.
///
/// # Errors
/// Those of the database.
pub async fn settled_seq(view: &View) -> Result<i64> {
    let sql =
        Sql::new("SELECT COALESCE(MAX(e.seq), 0) FROM event e WHERE e.tenant_id = ? AND ").bind(view.actor().tenant);
    view.value(sql.push(&settled(view.db().engine()))).await
}

/// Up to `limit` events after `seq` that the actor may see, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn after_seq(view: &View, seq: i64, limit: i64) -> Result<Vec<Logged>> {
    let sql = Sql::new("SELECT e.* FROM event e WHERE e.tenant_id = ? AND e.seq > ? AND ")
        .bind(view.actor().tenant)
        .bind(seq);
    let sql = visible(sql.push(&settled(view.db().engine())), view);
    logged(view, sql.push(" ORDER BY e.seq LIMIT ?").bind(limit)).await
}

/// The event with this number, if the actor may see it.
///
/// # Errors
/// Those of the database.
pub async fn event_at(view: &View, seq: i64) -> Result<Option<Logged>> {
    let sql =
        Sql::new("SELECT e.* FROM event e WHERE e.tenant_id = ? AND e.seq = ?").bind(view.actor().tenant).bind(seq);
    Ok(logged(view, visible(sql, view)).await?.pop())
}

/// A subject's events, newest first, before `before` (a number, exclusive) where given. Whoever may see the subject may see its trail.
///
/// # Errors
/// Those of the database.
pub async fn read_events(view: &View, subject: &Subject, before: Option<i64>, limit: i64) -> Result<Vec<Logged>> {
    let sql = Sql::new(
        "SELECT e.* FROM event_subject s JOIN event e ON e.tenant_id = s.tenant_id AND e.seq = s.seq
         WHERE s.tenant_id = ? AND s.kind = ? AND s.id = ?",
    )
    .bind(view.actor().tenant)
    .bind(subject.kind.clone())
    .bind(subject.id.clone())
    .and(" AND s.seq < ?", before);
    logged(view, sql.push(" ORDER BY s.seq DESC LIMIT ?").bind(limit)).await
}

fn visible(sql: Sql, view: &View) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("e.unit_id", units.iter().copied()),
        Scope::Own => sql
            .push(
                " AND (e.actor_id = ? OR EXISTS (SELECT 1 FROM event_subject own WHERE own.tenant_id = e.tenant_id
                   AND own.kind = 'technician' AND own.id = ? AND own.seq = e.seq))",
            )
            .bind(view.actor().user)
            .bind(view.actor().user),
    }
}

async fn logged(view: &View, sql: Sql) -> Result<Vec<Logged>> {
    let event = |row: &Row| {
        Ok(Logged {
            seq: read(row, "seq")?,
            kind: read(row, "kind")?,
            actor: read(row, "actor_id")?,
            channel: read(row, "channel")?,
            unit: read(row, "unit_id")?,
            at: read(row, "at")?,
            happened_at: read(row, "happened_at")?,
            data: read::<Json<Value>>(row, "data")?.0,
            subjects: read::<Json<Vec<Subject>>>(row, "subjects")?.0,
        })
    };
    view.all(sql).await?.iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_told_from_what_was_chosen() {
        let chosen = serde_json::json!({ "reason": "customer_absent", "from": "serving" });
        assert_eq!(without_words(chosen.clone()), chosen);
        let typed = serde_json::json!({ "reason": "张三说不要了", "note": "13800001234", "amount_minor": 500 });
        assert_eq!(without_words(typed), serde_json::json!({ "amount_minor": 500 }));
    }
}
