//! Users and the audit log as sheets.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::audit::{self, AuditFilter, AuditLine};
use super::may;
use super::users::{self, UserFilter, UserShown};
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Users;

impl Listed for Users {
    const LIST: &'static str = "users";
    const MAY: Permission = may::USERS_READ;
    type Asked = UserFilter;
    type Row = UserShown;

    async fn page(view: &View, asked: UserFilter, _: Reach) -> Result<Page<UserShown>> {
        users::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<UserShown>> {
        vec![
            column("login", |row| (&row.login).into()),
            column("name", |row| (&row.name).into()),
            column("phone", |row| Cell::phone(row.phone.as_ref().map(kernel::Phone::e164))),
            column("extension", |row| row.extension.clone().into()),
            column("unit", |row| row.unit_id.into()),
            column("roles", |row| Cell::several(row.roles.iter().map(|role| Cell::code(*role)))),
            column("scope", |row| Cell::code(row.scope)),
            column("status", |row| Cell::code(row.status)),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}

/// Sign-ins and exports are lines of it.
pub struct Audit;

impl Listed for Audit {
    const LIST: &'static str = "audit";
    const MAY: Permission = may::AUDIT_READ;
    const CURSOR: Option<&'static str> = Some("before");
    type Asked = AuditFilter;
    type Row = AuditLine;

    async fn page(view: &View, asked: AuditFilter, _: Reach) -> Result<Page<AuditLine>> {
        audit::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<AuditLine>> {
        vec![
            column("line", |row| row.seq.into()),
            column("at", |row| row.at.into()),
            column("who", |row| row.actor_name.clone().into()),
            column("what", |row| Cell::Word(format!("event.{}", row.kind))),
            column("event_kind", |row| (&row.kind).into()),
            column("details", |row| if row.data.is_null() { Cell::Nothing } else { row.data.to_string().into() }),
            column("via", |row| Cell::Word(format!("via.{}", row.channel))),
            column("network_address", |row| row.address.clone().into()),
            column("device", |row| row.device.clone().into()),
            column("happened_at", |row| row.happened_at.into()),
        ]
    }
}
