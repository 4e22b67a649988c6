//! Speaking to the provider: what is due is claimed, asked outside of any transaction, and what came of it is kept.
//!
//! A claim pushes the next time ahead, so that no other node sees the row as due; a node that dies in between leaves it due again when the
//! claim runs out. A provider that is asked twice with one number does it once.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use kernel::time::MINUTE;
use kernel::{Actor, Moment, Result};
use platform::clock::Clock;
use platform::db::{self, Db, Record, Sql, Tx, View};
use platform::outside::payments::{Closing, PayBack, Provider, RefundStanding, Standing, Trouble, Wanted};

use super::record::{PaymentRefund, PaymentRefundStatus, PaymentRequest, PaymentRequestStatus, number_of};
use super::{Till, flow, install, settle};
use crate::identity::{self, Company, system_actor};
use crate::nouns::{OrderId, PaymentRequestId};

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(1);
/// Rows of one company in one go, and so many of them asked for at a time.
const GO: i64 = 40;
const AT_ONCE: usize = 8;
/// So long a claim holds: longer than a step can take.
const CLAIMED: i64 = 2 * MINUTE;

/// Works until the task is dropped. With several nodes on one database, the one that holds the lease works.
pub async fn work_forever(db: Db, clock: Clock, node: String, till: Till) {
    install(till.clone());
    if till.providers.all().is_empty() {
        return;
    }
    let mut changes = db.changes();
    loop {
        // woken by what happens, as somebody stands there and waits for a code
        drop(tokio::time::timeout(EVERY, changes.changed()).await);
        changes.mark_unchanged();
        if let Err(error) = look(&db, &clock, &node, &till).await {
            tracing::warn!(%error, "payment providers cannot be spoken to");
        }
    }
}

async fn look(db: &Db, clock: &Clock, node: &str, till: &Till) -> Result<()> {
    for company in identity::companies(db).await? {
        if !is_due(&db.read(actor(&company, clock.now()))).await? {
            continue;
        }
        if !db::hold_lease(db, "payments", node, clock.now()).await? {
            return Ok(());
        }
        // one company's trouble keeps no other waiting
        if let Err(error) = go(db, &company, &|| clock.now(), till).await {
            tracing::warn!(%error, company = %company.code, "a company's payments cannot be followed");
        }
    }
    Ok(())
}

/// Does what is due of all companies, once, now.
///
/// # Errors
/// The first error met.
pub async fn work_once(db: &Db, now: Moment, till: &Till) -> Result<()> {
    for company in identity::companies(db).await? {
        go(db, &company, &|| now, till).await?;
    }
    Ok(())
}

fn actor(company: &Company, now: Moment) -> Actor {
    system_actor(company, "payments", now)
}

async fn is_due(view: &View) -> Result<bool> {
    let sql = Sql::new(
        "SELECT 1 FROM payment_request WHERE tenant_id = ? AND due_at <= ?
         UNION ALL SELECT 1 FROM payment_refund WHERE tenant_id = ? AND due_at <= ? LIMIT 1",
    );
    let (tenant, now) = (view.actor().tenant, view.now());
    Ok(view.one(sql.bind(tenant).bind(now).bind(tenant).bind(now)).await?.is_some())
}

type Now<'n> = &'n (dyn Fn() -> Moment + Send + Sync);

async fn go(db: &Db, company: &Company, now: Now<'_>, till: &Till) -> Result<()> {
    let (requests, refunds): (Vec<PaymentRequest>, Vec<PaymentRefund>) = {
        let tx = db.begin(actor(company, now())).await?;
        let claimed = (claim(&tx).await?, claim(&tx).await?);
        tx.commit().await?;
        claimed
    };
    let view = db.read(actor(company, now()));
    let numbers = numbers(&view, requests.iter().map(|request| request.order_id)).await?;
    let step = Step { db, company, now, till, numbers: &numbers };
    let asked = requests.into_iter().map(|request| -> BoxFuture<'_, Result<()>> { Box::pin(step.request(request)) });
    let back = refunds.into_iter().map(|refund| -> BoxFuture<'_, Result<()>> { Box::pin(step.refund(refund)) });
    let all: Vec<_> = asked.chain(back).collect();
    let results: Vec<Result<()>> = futures::stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    results.into_iter().collect()
}

/// Takes what is due into this node's hands, its try counted.
async fn claim<R: Record>(tx: &Tx) -> Result<Vec<R>> {
    let table = R::TABLE;
    // who comes second finds the time pushed ahead, on both engines
    let sql = Sql::new(&format!(
        "UPDATE {table} SET due_at = ?, tried_count = tried_count + 1, version = version + 1
         WHERE tenant_id = ? AND due_at <= ? AND id IN (SELECT id FROM {table} WHERE tenant_id = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?)
         RETURNING *"
    ));
    let (tenant, now) = (tx.actor().tenant, tx.now());
    db::select(tx, sql.bind(now + CLAIMED).bind(tenant).bind(now).bind(tenant).bind(now).bind(GO)).await
}

/// The numbers of orders, as customers know them.
async fn numbers(view: &View, of: impl Iterator<Item = OrderId>) -> Result<BTreeMap<OrderId, String>> {
    let ids: std::collections::BTreeSet<OrderId> = of.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT id, number FROM work_order WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter().map(|row| Ok((db::read(row, "id")?, db::read(row, "number")?))).collect()
}

/// What a step needs besides its row.
struct Step<'s> {
    db: &'s Db,
    company: &'s Company,
    now: Now<'s>,
    till: &'s Till,
    numbers: &'s BTreeMap<OrderId, String>,
}

impl Step<'_> {
    async fn begin(&self) -> Result<Tx> {
        self.db.begin(actor(self.company, (self.now)())).await
    }
    fn provider(&self, name: &str) -> Option<&dyn Provider> {
        self.till.providers.named(name)
    }
    fn notify_url(&self, provider: &str) -> String {
        format!("{}/api/v1/payments/{provider}/notifications/{}", self.till.public_url, self.company.code)
    }

    async fn request(&self, request: PaymentRequest) -> Result<()> {
        let Some(provider) = self.provider(&request.provider.to_string()) else {
            return self.later(&request, not_installed()).await;
        };
        let is_over = request.expires_at <= (self.now)();
        if request.status == PaymentRequestStatus::Asking && !is_over {
            return self.ask(provider, request).await;
        }
        match provider.look_up(&number_of(request.id)).await {
            Ok(Standing::Paid(receipt)) => {
                let tx = self.begin().await?;
                settle::paid(&tx, request.id, receipt).await?;
                tx.commit().await
            }
            Ok(Standing::Open) if request.status.is_open() && !is_over => self.look_again(&request).await,
            // a code that nobody has scanned may be unknown there, and can be paid all the same until its time is over
            Ok(Standing::Unknown) if request.link.is_some() && !is_over => match request.status.is_open() {
                true => self.look_again(&request).await,
                false => self.due(&request, request.expires_at, None).await,
            },
            Ok(Standing::Open) => match provider.close(&number_of(request.id)).await {
                Ok(Closing::Closed) => self.ended(request.id).await,
                // paid in this very moment: the next look finds it
                Ok(Closing::Paid) => self.due(&request, (self.now)(), None).await,
                Err(why) => self.later(&request, why).await,
            },
            Ok(Standing::Closed | Standing::Unknown) => self.ended(request.id).await,
            Err(why) => self.later(&request, why).await,
        }
    }

    async fn ask(&self, provider: &dyn Provider, request: PaymentRequest) -> Result<()> {
        let number = self.numbers.get(&request.order_id).map(String::as_str).unwrap_or_default();
        let wanted = Wanted {
            number: number_of(request.id),
            amount: request.amount_minor,
            words: format!("{} {number}", self.company.name),
            way: request.way,
            notify_url: self.notify_url(provider.name()),
            open_for_ms: request.expires_at - (self.now)(),
            payer_address: request.payer_address.clone(),
        };
        match provider.ask(&wanted).await {
            Ok(link) => {
                let tx = self.begin().await?;
                settle::offered(&tx, request.id, link).await?;
                tx.commit().await
            }
            Err(why) if why.may_pass => self.later(&request, why).await,
            Err(why) => {
                let tx = self.begin().await?;
                settle::refused(&tx, request.id, why).await?;
                tx.commit().await
            }
        }
    }

    async fn ended(&self, id: PaymentRequestId) -> Result<()> {
        let tx = self.begin().await?;
        settle::ended(&tx, id).await?;
        tx.commit().await
    }

    async fn look_again(&self, request: &PaymentRequest) -> Result<()> {
        self.due(request, flow::next_look(request, (self.now)()), None).await
    }

    async fn later(&self, request: &PaymentRequest, why: Trouble) -> Result<()> {
        self.due(request, flow::next_try(request.tried_count, (self.now)()), Some(why)).await
    }

    /// When it is spoken of next, unless somebody has settled it meanwhile.
    async fn due(&self, request: &PaymentRequest, at: Moment, why: Option<Trouble>) -> Result<()> {
        let tx = self.begin().await?;
        let held: PaymentRequest = db::get_held(&tx, request.id).await?;
        if held.version != request.version {
            return tx.undo().await;
        }
        let tried_count = if why.is_some() { held.tried_count } else { 0 };
        // why it was closed stands, whatever the provider says to that
        let (failure, failure_told) = match why {
            _ if !held.status.is_open() => (held.failure.clone(), held.failure_told.clone()),
            Some(why) => (Some(why.code.to_owned()), Some(why.told).filter(|told| !told.is_empty())),
            None => (None, None),
        };
        db::update(&tx, PaymentRequest { due_at: Some(at), failure, failure_told, tried_count, ..held }).await?;
        tx.commit().await
    }

    async fn refund(&self, refund: PaymentRefund) -> Result<()> {
        let request: PaymentRequest =
            db::get(&self.db.read(actor(self.company, (self.now)())), refund.request_id).await?;
        let Some(provider) = self.provider(&request.provider.to_string()) else {
            return self.refund_later(&refund, not_installed()).await;
        };
        let back = PayBack {
            number: number_of(request.id),
            refund_number: number_of(refund.id),
            amount: refund.amount_minor,
            of: request.amount_minor,
            reason: refund.reason.clone(),
            notify_url: self.notify_url(provider.name()),
        };
        let standing = match refund.status {
            PaymentRefundStatus::Asked => provider.pay_back(&back).await,
            _ => provider.look_up_refund(&back).await,
        };
        let standing = match standing {
            Ok(standing) => standing,
            // only a refusal of the refund itself ends it; a look that fails is made again
            Err(why) if why.may_pass || refund.status != PaymentRefundStatus::Asked => {
                return self.refund_later(&refund, why).await;
            }
            Err(why) => RefundStanding::Failed(why),
        };
        let tx = self.begin().await?;
        settle::refund(&tx, refund.id, standing).await?;
        tx.commit().await
    }

    async fn refund_later(&self, refund: &PaymentRefund, why: Trouble) -> Result<()> {
        let tx = self.begin().await?;
        let held: PaymentRefund = db::get_held(&tx, refund.id).await?;
        if held.version != refund.version {
            return tx.undo().await;
        }
        let due_at = Some(flow::next_try(held.tried_count, tx.now()));
        let failure_told = Some(why.told).filter(|told| !told.is_empty());
        db::update(&tx, PaymentRefund { due_at, failure: Some(why.code.to_owned()), failure_told, ..held }).await?;
        tx.commit().await
    }
}

/// The operator took the provider away while something was under way there.
fn not_installed() -> Trouble {
    Trouble { code: "not_installed", told: String::new(), may_pass: true }
}
