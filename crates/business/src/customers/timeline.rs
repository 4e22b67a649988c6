//! Timelines: everything that happened to a household or an asset from sale to scrapping, the newest first (B3).

use std::collections::{BTreeSet, HashMap};

use kernel::id::UserId;
use kernel::{Id, Json, Moment, Page, Result, page};
use platform::db::{self, Logged, Sql, Subject, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::{AssetId, CustomerId};
use super::visible::{get_visible, get_visible_asset};
use crate::identity::{Role, may};
use crate::nouns::OrderId;

/// Where a timeline goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineAsked {
    /// The `next` of the page before.
    pub after: Option<i64>,
    pub limit: Option<i64>,
}

/// One thing that happened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TimelineEntry {
    pub seq: i64,
    /// `event.KIND` is its word.
    pub kind: String,
    /// When it happened; by the phone's clock where a phone said so.
    pub at: Moment,
    /// When the server learned of it.
    pub recorded_at: Moment,
    pub channel: String,
    pub actor: UserId,
    pub actor_name: Option<String>,
    pub actor_roles: Vec<Role>,
    pub order_id: Option<OrderId>,
    pub order_number: Option<String>,
    pub subjects: Vec<Subject>,
    pub data: Value,
}

/// What only those see who may read money.
const MONEY: &[&str] = &["charge.", "charges.", "payment.", "price.", "prices.", "settlement.", "ledger."];

pub(super) async fn of_customer(view: &View, id: CustomerId, asked: TimelineAsked) -> Result<Page<TimelineEntry>> {
    get_visible(view, id).await?;
    timeline(view, id, asked).await
}

pub(super) async fn of_asset(view: &View, id: AssetId, asked: TimelineAsked) -> Result<Page<TimelineEntry>> {
    get_visible_asset(view, id).await?;
    timeline(view, id, asked).await
}

async fn timeline<I: Id>(view: &View, id: I, asked: TimelineAsked) -> Result<Page<TimelineEntry>> {
    let limit = page::limit_of(asked.limit);
    let subject = Subject { kind: I::NOUN.to_owned(), id: id.to_string() };
    let events = db::read_events(view, &subject, asked.after, limit + 1).await?;
    let Page { mut items, next } = Page::of(events, limit, |event| event.seq.to_string());
    if !view.actor().may(may::MONEY_READ) {
        items.retain(|event| !MONEY.iter().any(|room| event.kind.starts_with(room)));
    }
    let people = people(view, &items).await?;
    let numbers = numbers(view, &items).await?;
    let entry = |event: Logged| {
        let order_id = order_of(&event);
        let actor = people.get(&event.actor);
        TimelineEntry {
            seq: event.seq,
            at: event.happened_at.unwrap_or(event.at),
            recorded_at: event.at,
            channel: event.channel,
            actor: event.actor,
            actor_name: actor.map(|(name, _)| name.clone()),
            actor_roles: actor.map(|(_, roles)| roles.clone()).unwrap_or_default(),
            order_id,
            order_number: order_id.and_then(|id| numbers.get(&id).cloned()),
            kind: event.kind,
            subjects: event.subjects,
            data: event.data,
        }
    };
    Ok(Page { items: items.into_iter().map(entry).collect(), next })
}

fn order_of(event: &Logged) -> Option<OrderId> {
    let subject = event.subjects.iter().find(|subject| subject.kind == OrderId::NOUN)?;
    subject.id.parse().ok()
}

async fn people(view: &View, events: &[Logged]) -> Result<HashMap<UserId, (String, Vec<Role>)>> {
    let ids: BTreeSet<UserId> = events.iter().map(|event| event.actor).collect();
    let sql = Sql::new("SELECT id, name, roles FROM app_user WHERE tenant_id = ? AND").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter()
        .map(|row| Ok((read(row, "id")?, (read(row, "name")?, read::<Json<Vec<Role>>>(row, "roles")?.0))))
        .collect()
}

async fn numbers(view: &View, events: &[Logged]) -> Result<HashMap<OrderId, String>> {
    let ids: BTreeSet<OrderId> = events.iter().filter_map(order_of).collect();
    let sql = Sql::new("SELECT id, number FROM work_order WHERE tenant_id = ? AND").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter().map(|row| Ok((read(row, "id")?, read(row, "number")?))).collect()
}
