//! A webhook's log as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::Deserialize;

use super::log::{self, DeliveryFilter, DeliveryShown};
use super::record::{DeliveryStatus, WebhookId};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

/// Of which webhook, and what its log can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogAsked {
    pub webhook_id: WebhookId,
    pub status: Option<DeliveryStatus>,
    /// The event number before which to go on.
    pub before: Option<i64>,
    pub limit: Option<i64>,
}

pub struct Deliveries;

impl Listed for Deliveries {
    const LIST: &'static str = "deliveries";
    const MAY: Permission = may::COMPANY_ADMIN;
    const CURSOR: Option<&'static str> = Some("before");
    type Asked = LogAsked;
    type Row = DeliveryShown;

    async fn page(view: &View, asked: LogAsked, _: Reach) -> Result<Page<DeliveryShown>> {
        let LogAsked { webhook_id, status, before, limit } = asked;
        log::list(view, webhook_id, DeliveryFilter { status, before, limit }).await
    }

    fn columns() -> Vec<Column<DeliveryShown>> {
        vec![
            column("line", |row| row.seq.into()),
            column("what", |row| Cell::Word(format!("event.{}", row.kind))),
            column("event_kind", |row| (&row.kind).into()),
            column("message_id", |row| (&row.message_id).into()),
            column("status", |row| Cell::code(row.status)),
            column("tries", |row| row.tried_count.into()),
            column("answer_status", |row| row.last_status.into()),
            column("delivery_failure", |row| failure(row.last_failure.as_deref())),
            column("made_at", |row| row.created_at.into()),
            column("due_again_at", |row| row.due_at.into()),
            column("delivery_settled_at", |row| row.settled_at.into()),
        ]
    }
}

fn failure(code: Option<&str>) -> Cell {
    code.map_or(Cell::Nothing, |code| Cell::Word(format!("delivery_failure.{code}")))
}
