//! The outbox: every notice as it is sent.

use kernel::{Error, Moment, Page, Result, page};
use platform::db::{Row, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{NoticeAudience, NoticeChannel, NoticeCode, NoticeId, NoticeStatus};
use super::rules;
use crate::customers::{Sight, masks};
use crate::identity::may;
use crate::nouns::{CustomerId, OrderId};
use crate::orders;

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NoticesAsked {
    pub order_id: Option<OrderId>,
    pub code: Option<NoticeCode>,
    pub status: Option<NoticeStatus>,
    pub channel: Option<NoticeChannel>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A notice as the office reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoticeShown {
    pub id: NoticeId,
    pub code: NoticeCode,
    pub audience: NoticeAudience,
    pub order_id: OrderId,
    pub order_number: String,
    pub to_name: String,
    /// Masked.
    pub to_phone: Option<String>,
    /// With `{link}` where the link goes.
    pub words: String,
    /// Below the server's address; for who may answer for the customer's order, not for who works on it.
    pub link: Option<String>,
    pub status: NoticeStatus,
    pub created_at: Moment,
    /// None where no channel is switched on for it.
    pub channel: Option<NoticeChannel>,
    pub customer_id: Option<CustomerId>,
    pub tried_count: i64,
    /// When it is tried next.
    pub due_at: Option<Moment>,
    /// What the vendor calls it.
    pub vendor_id: Option<String>,
    /// Why it did not go: `notice_failure.…` words.
    pub failure: Option<String>,
    /// What the vendor said.
    pub failure_told: Option<String>,
    pub settled_at: Option<Moment>,
    /// It may be sent again.
    pub may_resend: bool,
}

/// `GET /notices`: of the orders that the caller sees.
pub(super) async fn list(view: &View, (): (), asked: NoticesAsked) -> Result<Page<NoticeShown>> {
    let limit = page::limit_of(asked.limit);
    let mut sql = Sql::new(
        "SELECT n.*, o.number FROM notice n JOIN work_order o ON o.tenant_id = n.tenant_id AND o.id = n.order_id WHERE n.tenant_id = ?",
    )
    .bind(view.actor().tenant)
    .and(" AND n.order_id = ?", asked.order_id)
    .and(" AND n.code = ?", asked.code)
    .and(" AND n.status = ?", asked.status)
    .and(" AND n.channel = ?", asked.channel);
    sql = orders::visible_sql(sql, view, "o");
    if let Some(after) = &asked.after {
        let cursor =
            after.split_once('_').and_then(|(at, id)| Some((Moment(at.parse().ok()?), id.parse::<NoticeId>().ok()?)));
        let (at, id) = cursor.ok_or_else(|| Error::invalid("after", "field.not_a_cursor"))?;
        sql = sql.push(" AND (n.created_at, n.id) < (?, ?)").bind(at).bind(id);
    }
    let rows = view.all(sql.push(" ORDER BY n.created_at DESC, n.id DESC LIMIT ?").bind(limit + 1)).await?;
    let shows_links = view.actor().may(may::ORDERS_EDIT);
    let found: Vec<NoticeShown> = rows.iter().map(|row| shown(row, shows_links)).collect::<Result<_>>()?;
    Ok(Page::of(found, limit, |notice| format!("{}_{}", notice.created_at.ms(), notice.id)))
}

pub(super) fn shown(row: &Row, shows_links: bool) -> Result<NoticeShown> {
    let code: NoticeCode = read(row, "code")?;
    let phone: Option<kernel::Phone> = read(row, "to_phone")?;
    let (status, channel) = (read(row, "status")?, read(row, "channel")?);
    Ok(NoticeShown {
        id: read(row, "id")?,
        code,
        audience: code.audience(),
        order_id: read(row, "order_id")?,
        order_number: read(row, "number")?,
        to_name: read(row, "to_name")?,
        to_phone: phone.map(|phone| masks::phone(&phone, Sight::Masked)),
        words: read(row, "words")?,
        link: read::<Option<String>>(row, "link")?.filter(|_| shows_links),
        status,
        created_at: read(row, "created_at")?,
        channel,
        customer_id: read(row, "customer_id")?,
        tried_count: read(row, "tried_count")?,
        due_at: read(row, "due_at")?,
        vendor_id: read(row, "vendor_id")?,
        failure: read(row, "failure")?,
        failure_told: read(row, "failure_told")?,
        settled_at: read(row, "settled_at")?,
        may_resend: shows_links && rules::may_resend(status, channel),
    })
}
