//! Sending again what did not go.

use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use serde_json::json;

use super::queries::{NoticeShown, shown};
use super::record::{Notice, NoticeId, NoticeStatus};
use super::rules;
use crate::orders;

/// `POST /notices/{id}/sending`: at once, with all its tries before it.
///
/// # Errors
/// `NotFound`, also for an order that is not the caller's to see; `notice.not_failed`; `order.read_only`.
pub(super) async fn resend(tx: &Tx, id: NoticeId, _: Nothing) -> Result<NoticeShown> {
    let notice: Notice = db::get_held(tx, id).await?;
    let order = match orders::get_writable(tx, notice.order_id).await {
        Err(Error::NotFound(_)) => Err(Error::NotFound("notice")),
        found => found,
    }?;
    if !rules::may_resend(notice.status, notice.channel) {
        return Err(Error::refused("notice.not_failed"));
    }
    let data = json!({ "notice": notice.code, "channel": notice.channel });
    let again = Notice {
        status: NoticeStatus::Waiting,
        tried_count: 0,
        due_at: Some(tx.now()),
        failure: None,
        failure_told: None,
        settled_at: None,
        ..notice
    };
    db::update(tx, again).await?;
    tx.record(Event::new("notice.resent").in_unit(order.unit_id).about(order.id).about(id).with(data)).await?;
    let sql = Sql::new(
        "SELECT n.*, o.number FROM notice n JOIN work_order o ON o.tenant_id = n.tenant_id AND o.id = n.order_id WHERE n.tenant_id = ? AND n.id = ?",
    );
    let row = tx.one(sql.bind(tx.actor().tenant).bind(id)).await?.ok_or(Error::NotFound("notice"))?;
    shown(&row, true)
}
