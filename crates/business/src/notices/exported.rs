//! The outbox as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{NoticeShown, NoticesAsked, list_at};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Notices;

impl Listed for Notices {
    const LIST: &'static str = "notices";
    const MAY: Permission = may::ORDERS_TALK;
    const IS_PERSONAL: bool = true;
    type Asked = NoticesAsked;
    type Row = NoticeShown;

    async fn page(view: &View, asked: NoticesAsked, reach: Reach) -> Result<Page<NoticeShown>> {
        list_at(view, asked, reach.into()).await
    }

    fn columns() -> Vec<Column<NoticeShown>> {
        vec![
            column("order", |row| (&row.order_number).into()),
            column("notice", |row| Cell::code(row.code)),
            column("audience", |row| Cell::code(row.audience)),
            column("name", |row| (&row.to_name).into()),
            column("phone", |row| Cell::phone(row.to_phone.as_deref())),
            column("notice_words", |row| (&row.words).into()),
            column("status", |row| Cell::code(row.status)),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}
