//! Companies and their units: founding one, looking one up, and the named system actor that works in it.

use std::sync::Arc;

use kernel::error::Check;
use kernel::id::{TenantId, UnitId, UserId};
use kernel::{Actor, Error, Id, Json, Lang, Moment, Page, Phone, Point, Result, Scope, Via, Zone};
use platform::db::{self, Db, Event, Row, Sql, Tx, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{AppUser, Company, CompanyStatus, Unit, UnitKind, UserStatus};
use super::role::{Role, ScopeKind, may};
use super::{password, users};

/// The user under which the program itself acts; its events name the task as their device.
const SYSTEM: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0001;

/// What founding a company asks for.
#[derive(Clone, Debug)]
pub struct Founding {
    /// 2–40 of a–z, 0–9 and `-`.
    pub code: String,
    pub name: String,
    pub zone: Zone,
    pub admin_login: String,
    pub admin_name: String,
    pub admin_password: String,
}

/// The program itself as an actor in a company: sees and may everything, for one named task.
pub fn system_actor(company: &Company, task: &'static str, now: Moment) -> Actor {
    Actor {
        tenant: company.id,
        user: UserId::from_uuid(kernel::id::uuid::Uuid::from_u128(SYSTEM)),
        unit: None,
        permissions: Arc::new(may::ALL.iter().copied().collect()),
        scope: Scope::Everything,
        via: Via { channel: "system", device: Some(task.to_owned()), address: None },
        lang: Lang::Zh,
        zone: company.zone,
        now,
        csrf: None,
    }
}

/// Founds a company with its HQ and its first admin.
///
/// # Errors
/// `Invalid` by field; `Refused("company.code_taken")`.
pub async fn found(db: &Db, founding: Founding, now: Moment) -> Result<(Company, AppUser)> {
    let mut check = Check::new();
    let code_is_plain = (2..=40).contains(&founding.code.len())
        && founding.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    check.that(code_is_plain, "code", "field.not_a_code").text("name", &founding.name, 100);
    users::check_login(&mut check, &founding.admin_login, &founding.admin_name, &founding.admin_password);
    check.done()?;
    if by_code(db, &founding.code).await?.is_some() {
        return Err(Error::refused("company.code_taken").with("code", founding.code));
    }
    let company = Company {
        id: TenantId::new(),
        code: founding.code,
        name: founding.name,
        zone: founding.zone,
        currency: "CNY".into(),
        status: CompanyStatus::Active,
    };
    let password_hash = password::hash(founding.admin_password).await?;
    let tx = db.begin(system_actor(&company, "founding", now)).await?;
    let sql = Sql::new(
        "INSERT INTO tenant (id, code, name, zone, currency, status, created_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
    )
    .bind(company.id)
    .bind(company.code.clone())
    .bind(company.name.clone())
    .bind(company.zone.name().to_owned())
    .bind(company.currency.clone())
    .bind(company.status)
    .bind(now);
    tx.run(sql).await?;
    let hq = open_unit(&tx, "HQ", &company.name, UnitKind::Hq, None, None).await?;
    let system = AppUser {
        id: tx.actor().user,
        login: "system".into(),
        name: "系统".into(),
        phone: None,
        unit_id: None,
        roles: Json(vec![]),
        scope: ScopeKind::All,
        status: UserStatus::Disabled,
        password_hash: String::new(),
        failed_count: 0,
        locked_until_at: None,
        created_at: now,
        extension: None,
        email: None,
        second_step_since_at: None,
        account_issuer: None,
        account_subject: None,
        account_bound_at: None,
        version: 1,
    };
    let admin = AppUser {
        id: UserId::new(),
        login: founding.admin_login.to_lowercase(),
        name: founding.admin_name,
        unit_id: Some(hq.id),
        roles: Json(vec![Role::Admin]),
        status: UserStatus::Active,
        password_hash,
        ..system.clone()
    };
    db::insert_all(&tx, vec![system, admin.clone()]).await?;
    tx.record(Event::new("company.founded").about(admin.id).with(json!({ "code": company.code }))).await?;
    tx.commit().await?;
    Ok((company, admin))
}

/// Opens a unit below another (or beside HQ, where there is no parent).
///
/// # Errors
/// `Refused("unit.code_taken")`; `NotFound` for an unknown parent.
pub async fn open_unit(
    tx: &Tx,
    code: &str,
    name: &str,
    kind: UnitKind,
    parent_id: Option<UnitId>,
    place: Option<Point>,
) -> Result<Unit> {
    let mut check = Check::new();
    check.text("code", code, 40).text("name", name, 100);
    check.done()?;
    if let Some(parent) = parent_id {
        db::get::<Unit>(tx, parent).await?;
    }
    let unit = Unit {
        id: UnitId::new(),
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent_id,
        place,
        address: None,
        phone: None,
        service_phone: None,
        service_hours: String::new(),
        created_at: tx.now(),
        closed_at: None,
        version: 1,
    };
    let unit = db::insert(tx, unit).await.map_err(|error| {
        if db::is_duplicate(&error, &["unit_code", "unit.code"]) {
            return Error::refused("unit.code_taken").with("code", code);
        }
        error
    })?;
    tx.record(Event::new("unit.opened").in_unit(Some(unit.id)).about(unit.id)).await?;
    Ok(unit)
}

fn company_of(row: &Row) -> Result<Company> {
    let zone: String = read(row, "zone")?;
    Ok(Company {
        id: read(row, "id")?,
        code: read(row, "code")?,
        name: read(row, "name")?,
        zone: Zone::named(&zone).ok_or_else(|| Error::bug(format!("zone {zone}")))?,
        currency: read(row, "currency")?,
        status: read(row, "status")?,
    })
}

/// The company with this code.
///
/// # Errors
/// Those of the database.
pub async fn by_code(db: &Db, code: &str) -> Result<Option<Company>> {
    let sql = Sql::new("SELECT * FROM tenant WHERE code = ?").bind(code.to_lowercase());
    db.before_sign_in(sql).await?.first().map(company_of).transpose()
}

/// The company with this id.
///
/// # Errors
/// `NotFound`
pub async fn tenant(db: &Db, id: TenantId) -> Result<Company> {
    let sql = Sql::new("SELECT * FROM tenant WHERE id = ?").bind(id);
    db.before_sign_in(sql).await?.first().map(company_of).transpose()?.ok_or(Error::NotFound("company"))
}

/// All companies, for the program's own recurring tasks.
///
/// # Errors
/// Those of the database.
pub async fn companies(db: &Db) -> Result<Vec<Company>> {
    db.before_sign_in(Sql::new("SELECT * FROM tenant ORDER BY id")).await?.iter().map(company_of).collect()
}

/// The units of a subtree, its root included.
///
/// # Errors
/// Those of the database.
pub async fn subtree(view: &View, root: UnitId) -> Result<Vec<UnitId>> {
    let sql = Sql::new(
        "WITH RECURSIVE below (id) AS (
           SELECT id FROM unit WHERE tenant_id = ? AND id = ?
           UNION SELECT u.id FROM unit u JOIN below b ON u.parent_id = b.id WHERE u.tenant_id = ?
         ) SELECT id FROM below",
    );
    view.column(sql.bind(view.actor().tenant).bind(root).bind(view.actor().tenant)).await
}

/// A unit as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitShown {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent_id: Option<UnitId>,
    pub place: Option<Point>,
    pub address: Option<String>,
    pub phone: Option<Phone>,
    /// What its customers call; the company's number where it has none of its own.
    pub service_phone: Option<Phone>,
    pub service_hours: String,
    pub closed_at: Option<Moment>,
    pub version: i64,
}

impl From<Unit> for UnitShown {
    fn from(unit: Unit) -> Self {
        Self {
            id: unit.id,
            code: unit.code,
            name: unit.name,
            kind: unit.kind,
            parent_id: unit.parent_id,
            place: unit.place,
            address: unit.address,
            phone: unit.phone,
            service_phone: unit.service_phone,
            service_hours: unit.service_hours,
            closed_at: unit.closed_at,
            version: unit.version,
        }
    }
}

/// A new unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent_id: Option<UnitId>,
    pub place: Option<Point>,
}

pub(super) async fn open(tx: &Tx, _: (), new: NewUnit) -> Result<UnitShown> {
    if new.place.is_some_and(|place| !place.is_on_earth()) {
        return Err(Error::invalid("place", "field.not_a_place"));
    }
    open_unit(tx, &new.code, &new.name, new.kind, new.parent_id, new.place).await.map(UnitShown::from)
}

pub(super) async fn list_units(view: &View, _: (), _: platform::http::Nothing) -> Result<Page<UnitShown>> {
    let sql = Sql::new("SELECT * FROM unit WHERE tenant_id = ? ORDER BY parent_id NULLS FIRST, code LIMIT 2000")
        .bind(view.actor().tenant);
    let units: Vec<Unit> = db::select(view, sql).await?;
    let items = units.into_iter().map(UnitShown::from).collect();
    Ok(Page { items, next: None })
}
