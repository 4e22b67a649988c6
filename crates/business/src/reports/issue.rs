//! Issuing: by somebody, or by itself when an order is finished or closed. An order that says nothing new gets no new version.

use std::collections::BTreeSet;

use kernel::time::DAY;
use kernel::{Error, Id, Json, Moment, Result};
use platform::db::{self, Db, Event, Sql, Tx, View, after_seq, is_duplicate, settled_seq};
use platform::http::Nothing;
use platform::random;
use serde_json::json;

use super::gather::gather;
use super::queries::{ReportShown, shown};
use super::record::{ReportFacts, ReportId, ServiceReport};
use crate::identity::{self, Company};
use crate::nouns::OrderId;
use crate::orders::visits::VisitStatus;
use crate::orders::{self, WorkOrder};

/// Events read at once.
const BATCH: i64 = 500;
const READER: &str = "reports";
/// A company that is met for the first time gets reports of what was finished lately, so many days back and so many at most.
const FIRST_DAYS: i64 = 7;
const FIRST_MAX: i64 = 200;
/// Letters and digits that are not taken for one another (Crockford's), five bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
pub(super) const CODE_LENGTH: usize = 12;

/// `POST /orders/{id}/reports`
///
/// # Errors
/// `NotFound`; `order.read_only`; `report.nothing_done` before a visit is over; `report.unchanged` with the version that says it all.
pub(super) async fn issue(tx: &Tx, id: OrderId, _: Nothing) -> Result<ReportShown> {
    let order = orders::get_writable(tx, id).await?;
    if !is_anything_done(tx, id).await? {
        return Err(Error::refused("report.nothing_done"));
    }
    // whoever gathers for a system actor sees all there is: what is on paper does not depend on who asks for it
    let facts = gather(tx, &order).await?;
    let last = newest(tx, id).await?;
    match keep(tx, &order, facts, last.as_ref()).await? {
        Some(report) => shown(tx, vec![report]).await?.pop().ok_or_else(|| Error::bug("a report is not shown")),
        None => Err(Error::refused("report.unchanged").with("version", last.map_or(0, |last| last.number))),
    }
}

pub(super) async fn is_anything_done(view: &View, id: OrderId) -> Result<bool> {
    let sql = Sql::new("SELECT COUNT(*) FROM visit WHERE tenant_id = ? AND order_id = ? AND status = ?");
    Ok(view.value::<i64>(sql.bind(view.actor().tenant).bind(id).bind(VisitStatus::Done)).await? > 0)
}

/// The last version of an order's report.
///
/// # Errors
/// Those of the database.
pub(super) async fn newest(view: &View, id: OrderId) -> Result<Option<ServiceReport>> {
    let sql =
        Sql::new("SELECT * FROM service_report WHERE tenant_id = ? AND order_id = ? ORDER BY number DESC LIMIT 1");
    db::select_one(view, sql.bind(view.actor().tenant).bind(id)).await
}

pub(super) fn hash_of(facts: &ReportFacts) -> Result<String> {
    Ok(random::sha256_hex(&serde_json::to_vec(facts).map_err(Error::bug)?))
}

/// Writes the next version down, unless the last one says the same.
async fn keep(
    tx: &Tx,
    order: &WorkOrder,
    facts: ReportFacts,
    last: Option<&ServiceReport>,
) -> Result<Option<ServiceReport>> {
    let facts_hash = hash_of(&facts)?;
    if last.is_some_and(|last| last.facts_hash == facts_hash) {
        return Ok(None);
    }
    let report = ServiceReport {
        id: ReportId::new(),
        order_id: order.id,
        number: last.map_or(0, |last| last.number) + 1,
        facts: Some(Json(facts)),
        facts_hash,
        code: new_code()?,
        issued_at: tx.now(),
        issued_by: tx.actor().user,
    };
    // two that issue at once: the second is told that there is a version it has not seen
    let report = db::insert(tx, report).await.map_err(|error| {
        match is_duplicate(&error, &["service_report_number", "service_report.number"]) {
            true => Error::refused("report.issued_just_now"),
            false => error,
        }
    })?;
    let assets = "SELECT DISTINCT asset_id FROM order_item WHERE tenant_id = ? AND order_id = ? AND asset_id IS NOT NULL LIMIT 200";
    let assets: Vec<crate::nouns::AssetId> = tx.column(Sql::new(assets).bind(tx.actor().tenant).bind(order.id)).await?;
    let event = Event::new("report.issued").in_unit(order.unit_id).about(order.id).about_some(order.customer_id);
    let event = assets.into_iter().fold(event, Event::about);
    tx.record(event.with(json!({ "report_id": report.id, "version": report.number }))).await?;
    Ok(Some(report))
}

fn new_code() -> Result<String> {
    let bytes = random::bytes(CODE_LENGTH)?;
    let letter = |byte: &u8| char::from(ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0'));
    Ok(bytes.iter().map(letter).collect())
}

/// Issues what has become due since: reads the log on from where it was. Run twice, nothing is issued twice.
///
/// # Errors
/// Those of the database.
pub async fn issue_due(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = identity::system_actor(company, "reports", now);
    // asked outside a transaction: mostly there is nothing
    let view = db.read(actor.clone());
    let settled = settled_seq(&view).await?;
    let cursor = Sql::new("SELECT seq FROM report_cursor WHERE tenant_id = ? AND id = ?");
    let cursor: Option<i64> = view.column(cursor.bind(company.id).bind(READER.to_owned())).await?.pop();
    if cursor.is_some_and(|seq| seq >= settled) {
        return Ok(());
    }
    let (due, last) = match cursor {
        Some(seq) => due_from(&view, seq, settled).await?,
        None => (finished_lately(&view).await?, settled),
    };
    for order in due {
        one(db, &view, order).await?;
    }
    let tx = db.begin(actor).await?;
    let sql = Sql::new(
        "INSERT INTO report_cursor (tenant_id, id, seq) VALUES (?, ?, ?) ON CONFLICT (tenant_id, id) DO UPDATE SET seq = excluded.seq",
    );
    tx.run(sql.bind(company.id).bind(READER.to_owned()).bind(last)).await?;
    tx.commit().await
}

/// The orders that were finished or closed since, and the number of the last event that was looked at.
async fn due_from(view: &View, cursor: i64, settled: i64) -> Result<(BTreeSet<OrderId>, i64)> {
    let events = after_seq(view, cursor, BATCH).await?;
    let last = events.last().map_or(settled, |event| event.seq);
    let is_end = |event: &&db::Logged| {
        let to = event.data.get("to").and_then(serde_json::Value::as_str);
        event.kind == "order.phase_changed" && matches!(to, Some("finished" | "closed"))
    };
    let order = |event: &db::Logged| {
        event.subjects.iter().find(|subject| subject.kind == "order").and_then(|subject| subject.id.parse().ok())
    };
    Ok((events.iter().filter(is_end).filter_map(order).collect(), last))
}

async fn finished_lately(view: &View) -> Result<BTreeSet<OrderId>> {
    let sql = Sql::new(
        "SELECT id FROM work_order WHERE tenant_id = ? AND finished_at > ? AND cancelled_at IS NULL ORDER BY finished_at DESC LIMIT ?",
    );
    let since = view.now() + -(FIRST_DAYS * DAY);
    let found: Vec<OrderId> = view.column(sql.bind(view.actor().tenant).bind(since).bind(FIRST_MAX)).await?;
    Ok(found.into_iter().collect())
}

/// Gathered before anything is written: nobody waits for the one writer meanwhile.
async fn one(db: &Db, view: &View, id: OrderId) -> Result<()> {
    let Some(order) = db::find::<WorkOrder>(view, id).await? else { return Ok(()) };
    if order.finished_at.is_none() || !is_anything_done(view, id).await? {
        return Ok(());
    }
    let facts = gather(view, &order).await?;
    let last = newest(view, id).await?;
    if last.as_ref().is_some_and(|last| last.facts.is_none()) {
        return Ok(());
    }
    if let Some(last) = &last
        && last.facts_hash == hash_of(&facts)?
    {
        return Ok(());
    }
    let tx = db.begin(view.actor().clone()).await?;
    match keep(&tx, &order, facts, last.as_ref()).await {
        // somebody issued it by hand in between
        Err(Error::Refused { code: "report.issued_just_now", .. }) => tx.undo().await,
        Err(error) => Err(error),
        Ok(_) => tx.commit().await,
    }
}
