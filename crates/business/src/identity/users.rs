//! Users: opening accounts, and the list an office reads.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Error, Id, Json, Moment, Page, Phone, Result, Scope, page};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::password;
use super::record::{AppUser, Unit, UserStatus};
use super::role::{Role, ScopeKind};

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

/// Opens an account.
///
/// # Errors
/// `Invalid` by field; `Refused("user.login_taken")`.
pub async fn create(tx: &Tx, new: NewUser) -> Result<AppUser> {
    let mut check = Check::new();
    check_login(&mut check, &new.login, &new.name, &new.password);
    check.that(!new.roles.is_empty(), "roles", "field.required");
    check.done()?;
    let password_hash = password::hash(new.password.clone()).await?;
    create_hashed(tx, new, password_hash).await
}

/// As [`create`], with a password hashed before: an import of many people hashes outside the transaction.
///
/// # Errors
/// As [`create`].
pub async fn create_hashed(tx: &Tx, new: NewUser, password_hash: String) -> Result<AppUser> {
    if let Some(unit) = new.unit_id {
        db::get::<Unit>(tx, unit).await?;
    }
    let scope = new.scope.or_else(|| new.roles.iter().map(|role| role.default_scope()).max()).unwrap_or(ScopeKind::Own);
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
    sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within("unit_id", units.iter().copied()),
        Scope::Own => sql.push(" AND id = ?").bind(view.actor().user),
    };
    let users: Vec<AppUser> = db::select(view, sql.push(" ORDER BY login LIMIT ?").bind(limit + 1)).await?;
    Ok(Page::of(users, limit, |user| user.login.clone()).map(UserShown::from))
}
