//! The conversation on an order (D13), as far as it is the reader's.

use kernel::{Moment, Page, Result, page};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::Named;
use crate::identity::links;
use crate::nouns::{MessageId, OrderId};
use crate::orders::record::{Audience, OrderMessage};
use crate::orders::talk::audiences;
use crate::orders::visible::get_visible;

/// Where to go on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MessagesAsked {
    /// The `next` of the page before.
    pub after: Option<MessageId>,
    pub limit: Option<i64>,
}

/// One line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageShown {
    pub id: MessageId,
    pub audience: Audience,
    pub words: String,
    /// SHA-256 of attached files.
    pub files: Vec<String>,
    pub author: Named,
    pub at: Moment,
    /// The customer complained by it.
    pub is_complaint: bool,
}

/// Newest first.
pub(crate) async fn messages(view: &View, id: OrderId, asked: MessagesAsked) -> Result<Page<MessageShown>> {
    get_visible(view, id).await?;
    let limit = page::limit_of(asked.limit);
    let sql = Sql::new("SELECT * FROM order_message WHERE tenant_id = ? AND order_id = ? AND ")
        .bind(view.actor().tenant)
        .bind(id)
        .within("audience", audiences(view.actor()).iter().copied())
        .and(" AND id < ?", asked.after);
    let found: Vec<OrderMessage> = db::select(view, sql.push(" ORDER BY id DESC LIMIT ?").bind(limit + 1)).await?;
    let names = links::names(view, found.iter().map(|message| message.author_id)).await?;
    let page = Page::of(found, limit, |message| message.id.to_string());
    Ok(page.map(|message| MessageShown {
        id: message.id,
        audience: message.audience,
        words: message.words,
        files: message.files.0,
        author: Named { id: message.author_id, name: names.get(&message.author_id).cloned().unwrap_or_default() },
        at: message.at,
        is_complaint: message.is_complaint,
    }))
}
