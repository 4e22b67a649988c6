//! An order's trail (D3): who did what to it, when and from where, newest first.

use kernel::{Id, Moment, Page, Result, page};
use platform::db::{Subject, View, read_events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::list::Named;
use crate::identity::links;
use crate::nouns::OrderId;
use crate::orders::visible::get_visible;

/// Where to go on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TrailAsked {
    /// The `next` of the page before.
    pub after: Option<i64>,
    pub limit: Option<i64>,
}

/// One thing that was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrailEntry {
    pub seq: i64,
    /// `order.held`, `visit.accepted` …
    pub kind: String,
    /// When the server took it.
    pub at: Moment,
    /// When it happened, by the phone's corrected clock.
    pub happened_at: Option<Moment>,
    pub actor: Named,
    /// `console`, `field`, `customer`, `api`, `import`, `demo`, `system`.
    pub via: String,
    pub facts: Value,
}

pub(crate) async fn trail(view: &View, id: OrderId, asked: TrailAsked) -> Result<Page<TrailEntry>> {
    get_visible(view, id).await?;
    let limit = page::limit_of(asked.limit);
    let subject = Subject { kind: OrderId::NOUN.to_owned(), id: id.to_string() };
    let events = read_events(view, &subject, asked.after, limit + 1).await?;
    let names = links::names(view, events.iter().map(|event| event.actor)).await?;
    let page = Page::of(events, limit, |event| event.seq.to_string());
    Ok(page.map(|event| TrailEntry {
        seq: event.seq,
        kind: event.kind,
        at: event.at,
        happened_at: event.happened_at,
        actor: Named { id: event.actor, name: names.get(&event.actor).cloned().unwrap_or_default() },
        via: event.channel,
        facts: event.data,
    }))
}
