//! Users: opening accounts, and the list an office reads.

use std::collections::{BTreeMap, BTreeSet};

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Error, Id, Json, Moment, Page, Phone, Result, Scope, page};
use platform::db::{self, Event, Sql, Tx, View, read_at};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{AppUser, Company, Unit, UserStatus};
use super::role::{Role, ScopeKind};
use super::{email, extension, password};

/// A new account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// 2–40 of a–z, 0–9, `.`, `_` and `-`.
    pub login: String,
    pub name: String,
    pub password: String,
    pub phone: Option<Phone>,
    pub unit_id: Option<UnitId>,
    pub roles: Vec<Role>,
    /// By default what the roles suggest.
    pub scope: Option<ScopeKind>,
}

/// A user as the office sees one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UserShown {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub phone: Option<Phone>,
    pub unit_id: Option<UnitId>,
    pub roles: Vec<Role>,
    pub scope: ScopeKind,
    pub status: UserStatus,
    pub created_at: Moment,
    /// The telephone on this person's desk.
    pub extension: Option<String>,
    pub email: Option<String>,
    /// Since when signing in takes a code besides the password.
    pub second_step_since_at: Option<Moment>,
    /// Since when this person is bound to an account of the company's provider.
    pub account_bound_at: Option<Moment>,
    /// Of which provider, by its address.
    pub account_issuer: Option<String>,
    pub version: i64,
}

impl From<AppUser> for UserShown {
    fn from(user: AppUser) -> Self {
        Self {
            id: user.id,
            login: user.login,
            name: user.name,
            phone: user.phone,
            unit_id: user.unit_id,
            roles: user.roles.0,
            scope: user.scope,
            status: user.status,
            created_at: user.created_at,
            extension: user.extension,
            email: user.email,
            second_step_since_at: user.second_step_since_at,
            account_bound_at: user.account_bound_at,
            account_issuer: user.account_issuer,
            version: user.version,
        }
    }
}

pub(super) fn check_login(check: &mut Check, login: &str, name: &str, password: &str) {
    let plain =
        (2..=40).contains(&login.len()) && login.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let length = password.chars().count();
    check
        .that(plain, "login", "field.not_a_login")
        .text("name", name, 60)
        .that(length >= password::LENGTH_MIN, "password", "field.password_too_short")
        .that(length <= password::LENGTH_MAX, "password", "field.too_long");
}

/// Says what is wrong with a new account, field by field.
///
/// # Errors
/// `Invalid`
pub fn check(new: &NewUser) -> Result<()> {
    let mut check = Check::new();
    check_login(&mut check, &new.login, &new.name, &new.password);
    check.that(!new.roles.is_empty(), "roles", "field.required");
    check.done()
}

/// Opens an account.
///
/// # Errors
/// `Invalid` by field; `Refused("user.login_taken")`.
pub async fn create(tx: &Tx, new: NewUser) -> Result<AppUser> {
    check(&new)?;
    let password_hash = password::hash(new.password.clone()).await?;
    create_hashed(tx, new, password_hash).await
}

/// As [`create`], with a password hashed before: an import of many people hashes outside the transaction.
///
/// # Errors
/// As [`create`].
pub async fn create_hashed(tx: &Tx, new: NewUser, password_hash: String) -> Result<AppUser> {
    if let Some(unit) = new.unit_id {
        is_open(tx, unit).await?;
    }
    let scope = new.scope.or_else(|| new.roles.iter().map(|role| role.default_scope()).max()).unwrap_or(ScopeKind::Own);
    may_give(tx, scope, new.unit_id).await?;
    let login = new.login.to_lowercase();
    let user = AppUser {
        id: UserId::new(),
        login: login.clone(),
        name: kernel::text::tidy(&new.name, false),
        phone: new.phone,
        unit_id: new.unit_id,
        roles: Json(new.roles),
        scope,
        status: UserStatus::Active,
        password_hash,
        failed_count: 0,
        locked_until_at: None,
        created_at: tx.now(),
        extension: None,
        email: None,
        second_step_since_at: None,
        account_issuer: None,
        account_subject: None,
        account_bound_at: None,
        version: 1,
    };
    let user = db::insert(tx, user).await.map_err(|error| {
        if db::is_duplicate(&error, &["app_user_login", "app_user.login"]) {
            return Error::refused("user.login_taken").with("login", login);
        }
        error
    })?;
    let data = json!({ "roles": user.roles.0, "scope": user.scope });
    tx.record(Event::new("user.created").in_unit(user.unit_id).about(user.id).with(data)).await?;
    Ok(user)
}

/// Sets a user's password and unlocks the account; all sessions end.
///
/// # Errors
/// `Invalid` for a password too short; `NotFound` for an unknown login.
pub async fn set_password(db: &db::Db, company: &Company, login: &str, password: String, now: Moment) -> Result<()> {
    let mut check = Check::new();
    check_login(&mut check, login, login, &password);
    check.done()?;
    let hash = password::hash(password).await?;
    let tx = db.begin(super::system_actor(company, "admin", now)).await?;
    let sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND login = ? AND password_hash <> ''");
    let found: Option<AppUser> = db::select_one(&tx, sql.bind(company.id).bind(login.to_lowercase())).await?;
    let user = found.ok_or(Error::NotFound("user"))?;
    let user = db::update(&tx, AppUser { password_hash: hash, failed_count: 0, locked_until_at: None, ..user }).await?;
    end_sessions(&tx, user.id).await?;
    tx.record(Event::new("user.password_set").in_unit(user.unit_id).about(user.id)).await?;
    tx.commit().await
}

/// Ends all sessions of a user.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions(tx: &Tx, user: UserId) -> Result<()> {
    let sql = Sql::new("UPDATE session SET revoked_at = ? WHERE tenant_id = ? AND user_id = ? AND revoked_at IS NULL");
    tx.run(sql.bind(tx.now()).bind(tx.actor().tenant).bind(user)).await.map(|_| ())
}

pub(super) async fn create_user(tx: &Tx, _: (), new: NewUser) -> Result<UserShown> {
    create(tx, new).await.map(UserShown::from)
}

/// What the list of users can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserFilter {
    pub role: Option<Role>,
    pub unit_id: Option<UnitId>,
    pub status: Option<UserStatus>,
    /// The beginning of a login, part of a name, an extension or a whole phone.
    pub q: Option<String>,
    /// A login to go on after.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

pub(super) async fn list(view: &View, _: (), filter: UserFilter) -> Result<Page<UserShown>> {
    let limit = page::limit_of(filter.limit);
    let mut sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND password_hash <> ''")
        .bind(view.actor().tenant)
        .and(" AND unit_id = ?", filter.unit_id)
        .and(" AND status = ?", filter.status)
        .and(" AND roles LIKE ?", filter.role.map(|role| format!("%\"{role}\"%")))
        .and(" AND login > ?", filter.after);
    sql = sought(sql, filter.q.as_deref());
    sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND id = ?").bind(view.actor().user),
    };
    let users: Vec<AppUser> = db::select(view, sql.push(" ORDER BY login LIMIT ?").bind(limit + 1)).await?;
    Ok(Page::of(users, limit, |user| user.login.clone()).map(UserShown::from))
}

/// Narrows to what was typed; a company's users are few enough to be looked through.
fn sought(sql: Sql, typed: Option<&str>) -> Sql {
    let typed = typed.map(str::trim).unwrap_or_default();
    if typed.is_empty() {
        return sql;
    }
    let plain = typed.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    sql.push(" AND (login LIKE ? ESCAPE '\\' OR LOWER(name) LIKE ? ESCAPE '\\' OR extension = ?")
        .bind(format!("{}%", plain.to_lowercase()))
        .bind(format!("%{}%", plain.to_lowercase()))
        .bind(typed.to_owned())
        .and(" OR phone = ?", Phone::parse(typed).ok())
        .push(")")
}

/// What may change of a user; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserChange {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub unit_id: Option<UnitId>,
    pub roles: Option<Vec<Role>>,
    pub scope: Option<ScopeKind>,
    pub status: Option<UserStatus>,
    /// The telephone on this person's desk; empty for none.
    pub extension: Option<String>,
    /// The e-mail address of this person; empty for none.
    pub email: Option<String>,
}

/// Changes a user at the version seen (`If-Match`).
///
/// # Errors
/// `Stale`; `Refused("user.last_admin")` for what would leave the company without an admin; `Refused("user.extension_taken")`;
/// `Refused("user.email_taken")`.
pub(super) async fn change(tx: &Tx, id: UserId, change: UserChange) -> Result<UserShown> {
    let user: AppUser = db::get_held(tx, id).await?;
    reaches(tx, &user)?;
    tx.said().as_seen("user", user.version)?;
    let mut check = Check::new();
    if let Some(name) = &change.name {
        check.text("name", name, 60);
    }
    check.that(change.roles.as_ref().is_none_or(|roles| !roles.is_empty()), "roles", "field.required");
    extension::check(&mut check, change.extension.as_deref().unwrap_or_default());
    email::check(&mut check, change.email.as_deref().unwrap_or_default());
    check.done()?;
    if let Some(unit) = change.unit_id.filter(|unit| Some(*unit) != user.unit_id) {
        is_open(tx, unit).await?;
    }
    let changed = AppUser {
        name: change.name.map_or(user.name.clone(), |name| kernel::text::tidy(&name, false)),
        phone: change.phone.or(user.phone.clone()),
        unit_id: change.unit_id.or(user.unit_id),
        roles: change.roles.map_or(user.roles.clone(), Json),
        scope: change.scope.unwrap_or(user.scope),
        status: change.status.unwrap_or(user.status),
        extension: change.extension.as_deref().map_or(user.extension.clone(), extension::tidied),
        email: change.email.as_deref().map_or(user.email.clone(), email::tidied),
        ..user.clone()
    };
    if (changed.scope, changed.unit_id) != (user.scope, user.unit_id) {
        may_give(tx, changed.scope, changed.unit_id).await?;
    }
    extension::is_free(tx, &changed).await?;
    let is_admin = |user: &AppUser| user.status == UserStatus::Active && user.roles.contains(&Role::Admin);
    if is_admin(&user) && !is_admin(&changed) {
        // two who take each other's role away come one after the other
        tx.run(Sql::new("UPDATE tenant SET name = name WHERE id = ?").bind(tx.actor().tenant)).await?;
        if other_admins(tx, id).await? == 0 {
            return Err(Error::refused("user.last_admin"));
        }
    }
    let changed = db::update(tx, changed).await.map_err(email::or_taken)?;
    if changed.status == UserStatus::Disabled {
        end_sessions(tx, id).await?;
    }
    let data =
        json!({ "roles": changed.roles.0, "scope": changed.scope, "status": changed.status, "unit": changed.unit_id });
    tx.record(Event::new("user.changed").in_unit(changed.unit_id).about(id).with(data)).await?;
    Ok(changed.into())
}

/// Whether the account is one that the caller's scope covers, as the list shows it.
///
/// # Errors
/// `NotFound`
pub(super) fn reaches(view: &View, user: &AppUser) -> Result<()> {
    let is_reached = match &view.actor().scope {
        Scope::Everything => true,
        Scope::Units(units) => user.unit_id.is_some_and(|unit| units.contains(&unit)),
        Scope::Own => user.id == view.actor().user,
    };
    if is_reached { Ok(()) } else { Err(Error::NotFound("user")) }
}

/// Nobody gives more sight than they have.
///
/// # Errors
/// `Invalid` by field.
pub(super) async fn may_give(view: &View, scope: ScopeKind, unit: Option<UnitId>) -> Result<()> {
    let within: &[UnitId] = match &view.actor().scope {
        Scope::Everything => return Ok(()),
        Scope::Units(units) => units,
        Scope::Own => &[],
    };
    let Some(unit) = unit.filter(|unit| within.contains(unit)) else {
        return Err(Error::invalid("unit_id", "field.not_a_choice"));
    };
    let is_within = match scope {
        ScopeKind::Own | ScopeKind::Unit => true,
        ScopeKind::Subtree => super::company::subtree(view, unit).await?.iter().all(|below| within.contains(below)),
        ScopeKind::All => false,
    };
    if is_within { Ok(()) } else { Err(Error::invalid("scope", "field.not_a_choice")) }
}

/// Nobody new belongs to a unit that is closed.
async fn is_open(tx: &Tx, unit: UnitId) -> Result<()> {
    let unit: Unit = db::get(tx, unit).await?;
    if unit.closed_at.is_none() { Ok(()) } else { Err(Error::invalid("unit_id", "field.not_a_choice")) }
}

async fn other_admins(tx: &Tx, id: UserId) -> Result<i64> {
    let sql = Sql::new("SELECT COUNT(*) FROM app_user WHERE tenant_id = ? AND id <> ? AND status = ? AND roles LIKE ?");
    tx.value(sql.bind(tx.actor().tenant).bind(id).bind(UserStatus::Active).bind("%\"admin\"%".to_owned())).await
}

/// A new password for somebody who forgot theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    pub password: String,
}

/// Sets a new password, unlocks the account and ends its sessions.
///
/// # Errors
/// `Invalid` for a password too short.
pub(super) async fn reset_password(tx: &Tx, id: UserId, new: NewPassword) -> Result<UserShown> {
    let user: AppUser = db::get(tx, id).await?;
    reaches(tx, &user)?;
    let mut check = Check::new();
    check_login(&mut check, &user.login, &user.name, &new.password);
    check.done()?;
    let hash = password::hash(new.password).await?;
    let user = db::update(tx, AppUser { password_hash: hash, failed_count: 0, locked_until_at: None, ..user }).await?;
    end_sessions(tx, id).await?;
    tx.record(Event::new("user.password_set").in_unit(user.unit_id).about(id)).await?;
    Ok(user.into())
}

/// The names of colleagues; of whoever came by a customer's link too, see [`super::links::names`].
///
/// # Errors
/// Those of the database.
pub async fn names(view: &View, ids: BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT id, name FROM app_user WHERE tenant_id = ? AND").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", ids)).await?;
    rows.iter().map(|row| Ok((read_at(row, 0)?, read_at(row, 1)?))).collect()
}
