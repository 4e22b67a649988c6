//! Sending: what is due goes out, several at a time and each webhook for itself; what comes back is kept.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use kernel::id::TenantId;
use kernel::time::DAY;
use kernel::{Actor, Error, Id, Moment, Result};
use platform::clock::Clock;
use platform::db::{self, Db, Event, Sql, View};
use platform::outside::{Address, Answer, Reach, post, sign};
use serde_json::json;

use super::record::{Attempt, AttemptId, Delivery, DeliveryStatus, Webhook, WebhookId, WebhookStatus};
use super::{consume, message, rules};
use crate::identity::{self, Company, system_actor};

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(1);
/// What happens within this time is looked at together.
const PAUSE: Duration = Duration::from_millis(200);
/// Messages to one webhook at a time.
const AT_ONCE: usize = 4;
/// Messages of one webhook in one go.
const GO: i64 = 40;
/// Batches of events read for one webhook in one go.
const BATCHES: usize = 20;
/// A log line is kept so long.
const KEPT: i64 = 30 * DAY;
/// Log lines forgotten in one go.
const FORGOTTEN: i64 = 500;

/// Webhooks whose messages are on their way.
type Busy = Arc<Mutex<HashSet<(TenantId, WebhookId)>>>;

/// Sends until the task is dropped. With several nodes on one database, only the one that holds the lease sends.
pub async fn send_forever(db: Db, clock: Clock, node: String, reach: Reach) {
    super::open::set_reach(reach);
    let busy = Busy::default();
    let mut changes = db.changes();
    loop {
        // woken by what happens, and by the time for what is tried again
        drop(tokio::time::timeout(EVERY, changes.changed()).await);
        changes.mark_unchanged();
        if let Err(error) = look(&db, &clock, &node, reach, &busy).await {
            tracing::warn!(%error, "webhooks cannot be sent");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn look(db: &Db, clock: &Clock, node: &str, reach: Reach, busy: &Busy) -> Result<()> {
    let mut all = vec![];
    for company in identity::companies(db).await? {
        let webhooks = active(&db.read(actor(&company, clock.now()))).await?;
        all.extend(webhooks.into_iter().map(|webhook| (company.clone(), webhook)));
    }
    if all.is_empty() || !db::hold_lease(db, "webhooks", node, clock.now()).await? {
        return Ok(());
    }
    for (company, webhook) in all {
        set_out(db, clock, &company, webhook, reach, busy);
    }
    Ok(())
}

/// One webhook for itself: a slow receiver keeps no other waiting.
fn set_out(db: &Db, clock: &Clock, company: &Company, webhook: Webhook, reach: Reach, busy: &Busy) {
    let key = (company.id, webhook.id);
    if !busy.lock().unwrap_or_else(PoisonError::into_inner).insert(key) {
        return;
    }
    let (db, clock, company, busy) = (db.clone(), clock.clone(), company.clone(), busy.clone());
    tokio::spawn(async move {
        if let Err(error) = one(&db, &company, &webhook, &|| clock.now(), reach).await {
            tracing::warn!(%error, webhook = %webhook.id, "a webhook cannot be sent to");
        }
        busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    });
}

/// Reads on and sends what is due to all webhooks of all companies, once, now.
///
/// # Errors
/// The first error met.
pub async fn send_once(db: &Db, now: Moment, reach: Reach) -> Result<()> {
    for company in identity::companies(db).await? {
        for webhook in active(&db.read(actor(&company, now))).await? {
            one(db, &company, &webhook, &|| now, reach).await?;
        }
    }
    Ok(())
}

fn actor(company: &Company, now: Moment) -> Actor {
    system_actor(company, "webhooks", now)
}

async fn active(view: &View) -> Result<Vec<Webhook>> {
    let sql = Sql::new("SELECT * FROM webhook WHERE tenant_id = ? AND status = ? ORDER BY id LIMIT 200");
    db::select(view, sql.bind(view.actor().tenant).bind(WebhookStatus::Active)).await
}

async fn one(
    db: &Db,
    company: &Company,
    webhook: &Webhook,
    now: &(dyn Fn() -> Moment + Send + Sync),
    reach: Reach,
) -> Result<()> {
    read_on(db, company, webhook, now()).await?;
    let view = db.read(actor(company, now()));
    let sql = Sql::new(
        "SELECT * FROM webhook_delivery WHERE tenant_id = ? AND webhook_id = ? AND due_at <= ? ORDER BY due_at, seq LIMIT ?",
    );
    let due: Vec<Delivery> = db::select(&view, sql.bind(company.id).bind(webhook.id).bind(view.now()).bind(GO)).await?;
    let all: Vec<_> = due.into_iter().map(|delivery| deliver(db, company, webhook, delivery, now, reach)).collect();
    let results: Vec<Result<()>> = futures::stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    results.into_iter().collect()
}

async fn deliver(
    db: &Db,
    company: &Company,
    webhook: &Webhook,
    delivery: Delivery,
    now: &(dyn Fn() -> Moment + Send + Sync),
    reach: Reach,
) -> Result<()> {
    let answer = carried(db, company, webhook, &delivery, now(), reach).await?;
    kept(db, company, webhook, delivery, answer, now()).await
}

async fn read_on(db: &Db, company: &Company, webhook: &Webhook, now: Moment) -> Result<()> {
    for _ in 0..BATCHES {
        // asked outside a transaction: mostly there is nothing
        let view = db.read(actor(company, now));
        let cursor = Sql::new("SELECT seq FROM webhook_cursor WHERE tenant_id = ? AND id = ?");
        let cursor: i64 = view.value(cursor.bind(company.id).bind(webhook.id)).await?;
        if db::settled_seq(&view).await? <= cursor {
            return Ok(());
        }
        let tx = db.begin(actor(company, now)).await?;
        let more = consume::advance(&tx, webhook).await?;
        tx.commit().await?;
        if !more {
            return Ok(());
        }
    }
    Ok(())
}

async fn carried(
    db: &Db,
    company: &Company,
    webhook: &Webhook,
    delivery: &Delivery,
    now: Moment,
    reach: Reach,
) -> Result<Answer> {
    let view = db.read(actor(company, now));
    let nothing = |failure| Answer { status: None, text: String::new(), failure: Some(failure), took_ms: 0 };
    // the operator may have narrowed what is allowed since it was typed
    let Ok(address) = Address::parse(&webhook.address, reach) else { return Ok(nothing("not_public")) };
    let body = message::body_of(&view, delivery).await?;
    let body = serde_json::to_vec(&body).map_err(Error::bug)?;
    let old = webhook.old_secret.as_deref().filter(|_| webhook.old_secret_until_at.is_some_and(|until| until > now));
    let secrets: Vec<&str> = [Some(webhook.secret.as_str()), old].into_iter().flatten().collect();
    let headers = sign::headers(&message::id_of(delivery.id), now, &body, &secrets)?;
    Ok(post(&address, reach, &headers, body).await)
}

/// Keeps what came back: taken, to be tried again, or given up.
async fn kept(
    db: &Db,
    company: &Company,
    webhook: &Webhook,
    delivery: Delivery,
    answer: Answer,
    now: Moment,
) -> Result<()> {
    let tried = delivery.tried_count + 1;
    let is_taken = rules::is_taken(answer.status);
    let due_at = if is_taken { None } else { rules::next_try(tried, now) };
    let status = match (is_taken, due_at) {
        (true, _) => DeliveryStatus::Delivered,
        (false, Some(_)) => DeliveryStatus::Waiting,
        (false, None) => DeliveryStatus::GivenUp,
    };
    let tx = db.begin(actor(company, now)).await?;
    let attempt = Attempt {
        id: AttemptId::new(),
        delivery_id: delivery.id,
        at: now,
        took_ms: answer.took_ms,
        status: answer.status.map(i64::from),
        failure: answer.failure.map(str::to_owned),
        answer: answer.text,
    };
    let (id, seq) = (delivery.id, delivery.seq);
    let settled = Delivery {
        status,
        tried_count: tried,
        due_at,
        last_status: attempt.status,
        last_failure: attempt.failure.clone(),
        settled_at: due_at.is_none().then_some(now),
        ..delivery
    };
    db::insert(&tx, attempt).await?;
    let is_current = match db::update(&tx, settled).await {
        Ok(_) => true,
        // replayed, or closed, while it was on its way: the try is kept, the rest is as it was decided there
        Err(Error::Stale { .. }) => false,
        Err(error) => return Err(error),
    };
    if is_current && status == DeliveryStatus::GivenUp {
        let data = json!({ "delivery": id, "seq": seq, "status": answer.status });
        tx.record(Event::new("webhook.given_up").about(webhook.id).with(data)).await?;
    }
    if rules::is_over(answer.status) {
        pause(&tx, webhook.id).await?;
    }
    tx.commit().await
}

/// The receiver answered that it is gone: nothing more is sent until somebody looks.
async fn pause(tx: &db::Tx, id: WebhookId) -> Result<()> {
    let webhook: Webhook = db::get(tx, id).await?;
    if webhook.status == WebhookStatus::Active {
        db::update(tx, Webhook { status: WebhookStatus::Paused, ..webhook }).await?;
        tx.record(Event::new("webhook.gone").about(id)).await?;
    }
    Ok(())
}

/// Forgets log lines of messages settled a month ago.
///
/// # Errors
/// Those of the database.
pub async fn forget_old(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let old = "SELECT id FROM webhook_delivery WHERE tenant_id = ? AND settled_at < ? ORDER BY settled_at LIMIT ?";
    let sql = Sql::new(old).bind(company.id).bind(now + -KEPT).bind(FORGOTTEN);
    let old: Vec<super::record::DeliveryId> = db.read(actor(company, now)).column(sql).await?;
    if old.is_empty() {
        return Ok(());
    }
    let tx = db.begin(actor(company, now)).await?;
    let of =
        |text: &str, column: &str| Sql::new(text).bind(company.id).push(" AND").within(column, old.iter().copied());
    tx.run(of("DELETE FROM webhook_attempt WHERE tenant_id = ?", "delivery_id")).await?;
    tx.run(of("DELETE FROM webhook_delivery WHERE tenant_id = ?", "id")).await?;
    tx.commit().await
}
