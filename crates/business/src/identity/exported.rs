//! Users, units, API keys and the audit log as sheets.

use kernel::{Page, Permission, Result};
use platform::db::View;
use platform::http::Nothing;

use super::audit::{self, AuditFilter, AuditLine};
use super::company::{self, UnitShown};
use super::keys::{self, KeyShown};
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

pub struct Units;

impl Listed for Units {
    const LIST: &'static str = "units";
    const MAY: Permission = may::USERS_ADMIN;
    const CURSOR: Option<&'static str> = None;
    type Asked = Nothing;
    type Row = UnitShown;

    async fn page(view: &View, asked: Nothing, _: Reach) -> Result<Page<UnitShown>> {
        company::list_units(view, (), asked).await
    }

    fn columns() -> Vec<Column<UnitShown>> {
        vec![
            column("unit_code", |row| (&row.code).into()),
            column("name", |row| (&row.name).into()),
            column("unit_kind", |row| Cell::code(row.kind)),
            column("unit_above", |row| row.parent_id.into()),
            column("address", |row| row.address.clone().into()),
            column("phone", |row| Cell::phone(row.phone.as_ref().map(kernel::Phone::e164))),
            column("closed_at", |row| row.closed_at.into()),
        ]
    }
}

/// A key's secret is kept nowhere: of it the last four signs are known.
pub struct Keys;

impl Listed for Keys {
    const LIST: &'static str = "api_keys";
    const MAY: Permission = may::COMPANY_ADMIN;
    const CURSOR: Option<&'static str> = None;
    type Asked = Nothing;
    type Row = KeyShown;

    async fn page(view: &View, asked: Nothing, _: Reach) -> Result<Page<KeyShown>> {
        keys::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<KeyShown>> {
        vec![
            column("name", |row| (&row.name).into()),
            column("key_user", |row| row.user_id.into()),
            column("permissions", |row| {
                Cell::several(row.permissions.iter().map(|word| Cell::Word(format!("permission.{word}"))))
            }),
            column("last_four", |row| (&row.last_four).into()),
            column("created_at", |row| row.created_at.into()),
            column("expires_at", |row| row.expires_at.into()),
            column("revoked_at", |row| row.revoked_at.into()),
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
