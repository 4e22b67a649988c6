//! Sending: what is due is claimed, carried outside of any transaction, and what came of it is kept.
//!
//! A claim pushes a notice's time ahead, so that no other node sees it as due; a node that dies with a notice in its hands leaves it due
//! again when the claim runs out. A notice is therefore sent at least once, and twice only after such a death.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use kernel::time::MINUTE;
use kernel::{Actor, Error, Id, Moment, Result};
use platform::clock::Clock;
use platform::db::{self, Db, Event, Sql, Tx, View};
use platform::outside::channels::{Carried, Carriers, Message, Trouble};
use serde_json::json;

use super::record::{CompanyChannel, Notice, NoticeAudience, NoticeChannel, NoticeId, NoticeStatus};
use super::{addresses, channels, rules, texts};
use crate::identity::{self, Company, system_actor};
use crate::nouns::CustomerId;
use crate::orders::WorkOrder;

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(1);
/// What happens within this time is looked at together.
const PAUSE: Duration = Duration::from_millis(200);
/// Notices of one company in one go, and so many of them on their way at a time.
const GO: i64 = 40;
const AT_ONCE: usize = 8;
/// So long a claim holds: longer than the slowest go can take.
const CLAIMED: i64 = 5 * MINUTE;

/// Who carries, and under which address people come here.
#[derive(Clone)]
pub struct Post {
    pub carriers: Carriers,
    /// `https://service.example.com`, for links.
    pub public_url: String,
}

/// Sends until the task is dropped. With several nodes on one database, the one that holds the lease sends.
pub async fn send_forever(db: Db, clock: Clock, node: String, post: Post) {
    channels::install(post.carriers.clone());
    let mut changes = db.changes();
    loop {
        // woken by what happens, and by the time for what is tried again
        drop(tokio::time::timeout(EVERY, changes.changed()).await);
        changes.mark_unchanged();
        if let Err(error) = look(&db, &clock, &node, &post).await {
            tracing::warn!(%error, "notices cannot be sent");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn look(db: &Db, clock: &Clock, node: &str, post: &Post) -> Result<()> {
    for company in identity::companies(db).await? {
        if !is_due(&db.read(actor(&company, clock.now()))).await? {
            continue;
        }
        if !db::hold_lease(db, "notices", node, clock.now()).await? {
            return Ok(());
        }
        // one company's trouble keeps no other waiting
        if let Err(error) = go(db, &company, &|| clock.now(), post).await {
            tracing::warn!(%error, company = %company.code, "a company's notices cannot be sent");
        }
    }
    Ok(())
}

/// Sends what is due of all companies, once, now.
///
/// # Errors
/// The first error met.
pub async fn send_once(db: &Db, now: Moment, post: &Post) -> Result<()> {
    for company in identity::companies(db).await? {
        go(db, &company, &|| now, post).await?;
    }
    Ok(())
}

fn actor(company: &Company, now: Moment) -> Actor {
    system_actor(company, "notices", now)
}

async fn is_due(view: &View) -> Result<bool> {
    let sql = Sql::new("SELECT id FROM notice WHERE tenant_id = ? AND due_at <= ? LIMIT 1");
    Ok(view.one(sql.bind(view.actor().tenant).bind(view.now())).await?.is_some())
}

async fn go(db: &Db, company: &Company, now: &(dyn Fn() -> Moment + Send + Sync), post: &Post) -> Result<()> {
    let claimed = claim(db, company, now()).await?;
    if claimed.is_empty() {
        return Ok(());
    }
    let view = db.read(actor(company, now()));
    let customers = claimed.iter().filter_map(|notice| notice.customer_id).collect::<std::collections::BTreeSet<_>>();
    let go = Go {
        db,
        company,
        now,
        post,
        channels: channels::on(&view).await?,
        addresses: addresses::of_customers(&view, customers).await?,
    };
    let all: Vec<_> = claimed.into_iter().map(|notice| go.one(notice)).collect();
    let results: Vec<Result<()>> = futures::stream::iter(all).buffer_unordered(AT_ONCE).collect().await;
    results.into_iter().collect()
}

/// Takes what is due into this node's hands, its try counted.
pub(super) async fn claim(db: &Db, company: &Company, now: Moment) -> Result<Vec<Notice>> {
    let tx = db.begin(actor(company, now)).await?;
    // who comes second finds the time pushed ahead, on both engines
    let sql = Sql::new(
        "UPDATE notice SET due_at = ?, tried_count = tried_count + 1, version = version + 1
         WHERE tenant_id = ? AND due_at <= ? AND id IN (SELECT id FROM notice WHERE tenant_id = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?)
         RETURNING *",
    );
    let sql = sql.bind(now + CLAIMED).bind(company.id).bind(now).bind(company.id).bind(now).bind(GO);
    let claimed: Vec<Notice> = db::select(&tx, sql).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// A go: one company's notices that are due, and what is known of its channels and of the customers they are for.
struct Go<'g> {
    db: &'g Db,
    company: &'g Company,
    now: &'g (dyn Fn() -> Moment + Send + Sync),
    post: &'g Post,
    channels: Vec<CompanyChannel>,
    addresses: BTreeMap<CustomerId, BTreeMap<NoticeChannel, String>>,
}

enum Outcome {
    Sent(String),
    Tried(Trouble),
    Failed(Trouble),
    Skipped(&'static str),
}

impl From<Carried> for Outcome {
    fn from(carried: Carried) -> Self {
        match carried {
            Carried::Taken(id) => Self::Sent(id),
            Carried::NotNow(trouble) => Self::Tried(trouble),
            Carried::Never(trouble) => Self::Failed(trouble),
        }
    }
}

impl Go<'_> {
    async fn one(&self, notice: Notice) -> Result<()> {
        let outcome = match self.message(&notice) {
            Ok((channel, message)) => match channels::carrier(&self.post.carriers, channel) {
                Some(carrier) => Outcome::from(carrier.carry(&message).await),
                None => Outcome::Skipped("not_installed"),
            },
            Err(why) => Outcome::Skipped(why),
        };
        self.kept(notice, outcome).await
    }

    /// The notice as its channel takes it, or why it cannot go by it.
    fn message(&self, notice: &Notice) -> Result<(NoticeChannel, Message), &'static str> {
        let channel = notice.channel.ok_or("channel_off")?;
        let of_company = self.channels.iter().find(|each| each.channel == channel).ok_or("channel_off")?;
        let to = self.to(notice, channel, of_company);
        if let Some(why) = rules::obstacle(of_company, notice.code, to.is_some()) {
            return Err(why);
        }
        let link = notice.link.as_ref().map(|path| format!("{}{path}", self.post.public_url));
        let mut said = notice.said.0.clone();
        said.insert("link".to_owned(), link.clone().unwrap_or_default());
        let path = notice.link.as_deref().unwrap_or_default().trim_start_matches('/');
        said.insert(texts::PATH.to_owned(), path.to_owned());
        let template = rules::template(of_company, notice.code);
        let places = rules::places(template.map(|template| template.places.as_str()).unwrap_or_default())?;
        let place =
            |(theirs, ours): &(&str, &str)| ((*theirs).to_owned(), said.get(*ours).cloned().unwrap_or_default());
        let message = Message {
            id: notice.id.to_string(),
            to: to.unwrap_or_default(),
            mention: notice
                .to_phone
                .as_ref()
                .filter(|_| channel == NoticeChannel::Robot)
                .map(|phone| phone.e164().to_owned()),
            sign: of_company.sign.clone(),
            template: template.map(|template| template.template.trim().to_owned()).unwrap_or_default(),
            places: places.iter().map(place).collect(),
            words: rules::fill(&notice.words, &said),
            subject: format!("{} {}", self.company.name, said.get("number").map(String::as_str).unwrap_or_default()),
            link,
        };
        Ok((channel, message))
    }

    fn to(&self, notice: &Notice, channel: NoticeChannel, of_company: &CompanyChannel) -> Option<String> {
        let of_customer =
            || notice.customer_id.and_then(|id| self.addresses.get(&id)).and_then(|known| known.get(&channel));
        match channel {
            NoticeChannel::Sms => notice.to_phone.as_ref().map(|phone| phone.e164().to_owned()),
            NoticeChannel::Mail | NoticeChannel::Wechat if notice.code.audience() == NoticeAudience::Customer => {
                of_customer().cloned()
            }
            _ => Some(of_company.address.clone()).filter(|address| !address.is_empty()),
        }
    }

    /// Keeps what came of it: sent, to be tried again, failed, or not to be sent at all.
    async fn kept(&self, notice: Notice, outcome: Outcome) -> Result<()> {
        let now = (self.now)();
        let (status, trouble, vendor_id) = match outcome {
            Outcome::Sent(id) => (NoticeStatus::Sent, None, Some(id).filter(|id| !id.is_empty())),
            Outcome::Tried(trouble) => (NoticeStatus::Waiting, Some(trouble), None),
            Outcome::Failed(trouble) => (NoticeStatus::Failed, Some(trouble), None),
            Outcome::Skipped(why) => (NoticeStatus::Skipped, Some(Trouble { code: why, told: String::new() }), None),
        };
        let due_at = (status == NoticeStatus::Waiting).then(|| rules::next_try(notice.tried_count, now)).flatten();
        let status = if status == NoticeStatus::Waiting && due_at.is_none() { NoticeStatus::Failed } else { status };
        let tx = self.db.begin(actor(self.company, now)).await?;
        let settled = Notice {
            status,
            due_at,
            vendor_id,
            failure: trouble.as_ref().map(|trouble| trouble.code.to_owned()),
            failure_told: trouble.map(|trouble| trouble.told).filter(|told| !told.is_empty()),
            settled_at: due_at.is_none().then_some(now),
            ..notice
        };
        let settled = match db::update(&tx, settled).await {
            Ok(settled) => settled,
            // erased while it was on its way: it stays as it was left there
            Err(Error::Stale { .. }) => return tx.undo().await,
            Err(error) => return Err(error),
        };
        if status == NoticeStatus::Failed {
            failed(&tx, &settled).await?;
        }
        if matches!(status, NoticeStatus::Failed | NoticeStatus::Skipped) {
            self.next_way(&tx, settled).await?;
        }
        tx.commit().await
    }

    /// What did not go by one channel goes by the next that reaches the same person.
    async fn next_way(&self, tx: &Tx, notice: Notice) -> Result<()> {
        let personal = rules::personal(notice.code.audience());
        let Some(at) = personal.iter().position(|channel| Some(*channel) == notice.channel) else { return Ok(()) };
        let next = personal[at + 1..].iter().find_map(|channel| {
            let of_company = self.channels.iter().find(|each| each.channel == *channel)?;
            let has_address = self.to(&notice, *channel, of_company).is_some();
            rules::obstacle(of_company, notice.code, has_address).is_none().then_some(*channel)
        });
        let Some(channel) = next else { return Ok(()) };
        let known = Sql::new("SELECT id FROM notice WHERE tenant_id = ? AND seq = ? AND code = ? AND channel = ?");
        let known = known.bind(tx.actor().tenant).bind(notice.seq).bind(notice.code).bind(channel);
        if tx.one(known).await?.is_some() {
            return Ok(());
        }
        let next = Notice {
            id: NoticeId::new(),
            channel: Some(channel),
            status: NoticeStatus::Waiting,
            tried_count: 0,
            due_at: Some(tx.now()),
            created_at: tx.now(),
            vendor_id: None,
            failure: None,
            failure_told: None,
            settled_at: None,
            ..notice
        };
        db::insert(tx, next).await.map(|_| ())
    }
}

/// The order's page tells that somebody was not told.
async fn failed(tx: &Tx, notice: &Notice) -> Result<()> {
    let Some(order) = db::find::<WorkOrder>(tx, notice.order_id).await? else { return Ok(()) };
    let data = json!({ "notice": notice.code, "channel": notice.channel, "failure": notice.failure });
    tx.record(Event::new("notice.failed").in_unit(order.unit_id).about(order.id).about(notice.id).with(data)).await
}
