//! Seeing as another role: an admin looks at the company as somebody in a role sees it (rights, masks, scope), changes nothing
//! meanwhile, and goes back. Kept with the session; the gate makes the actor of it.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::id::{UnitId, UserId};
use kernel::{Actor, Error, Json, Result};
use platform::db::{self, Event, Sql, View, read, read_at};
use platform::http::{Caller, input, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{AppUser, SessionId, Unit, UserStatus};
use super::role::{Role, ScopeKind};
use super::users::{may_give, reaches};

const LIMIT_BYTES: usize = 4 << 10;

/// As what somebody looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sight {
    pub role: Role,
    pub scope: ScopeKind,
    /// The unit such a person would belong to.
    pub unit_id: Option<UnitId>,
    /// The very person whose lists are seen; nobody's own, where it is the role alone.
    #[serde(default)]
    pub user_id: Option<UserId>,
}

/// As what one wants to look.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedSight {
    pub role: Role,
    /// By default the role's.
    pub scope: Option<ScopeKind>,
    /// The unit such a person belongs to; by default one's own.
    pub unit_id: Option<UnitId>,
    /// Somebody in that role, whose own unit and scope then count.
    pub user_id: Option<UserId>,
}

/// `PUT /session/sight`
pub(super) async fn begin(caller: Caller, request: Request) -> Response {
    answer(&caller, began(&caller, request).await)
}

/// `DELETE /session/sight`
pub(super) async fn end(caller: Caller, _: Request) -> Response {
    answer(&caller, ended(&caller).await)
}

async fn began(caller: &Caller, request: Request) -> Result<()> {
    let bytes = input::whole(request.into_body(), LIMIT_BYTES).await?;
    let wanted: WantedSight = input::body_of(&bytes)?;
    let tx = caller.begin().await?;
    let session = session_of(&tx).await?.ok_or(Error::refused("sight.needs_session"))?;
    let me: AppUser = db::get(&tx, tx.actor().user).await?;
    let sight = sight_of(&tx, &me, &wanted).await?;
    let sql = Sql::new("UPDATE session SET sight = ? WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(Json(sight.clone())).bind(tx.actor().tenant).bind(session)).await?;
    let event = Event::new("session.sight_began").in_unit(me.unit_id).about(me.id).about(session);
    let event = sight.user_id.into_iter().fold(event, Event::about);
    tx.record(event.with(json!(sight))).await?;
    tx.commit().await
}

/// What is wanted, if it is there and shows no more than the caller sees anyway.
async fn sight_of(view: &View, me: &AppUser, wanted: &WantedSight) -> Result<Sight> {
    if let Some(id) = wanted.user_id {
        let person: Option<AppUser> = db::find(view, id).await?;
        let person = person.filter(|person| {
            person.status == UserStatus::Active && person.roles.contains(&wanted.role) && reaches(view, person).is_ok()
        });
        let person = person.ok_or(Error::invalid("user_id", "field.not_found"))?;
        if person.scope != ScopeKind::Own {
            may_give(view, person.scope, person.unit_id).await?;
        }
        return Ok(Sight { role: wanted.role, scope: person.scope, unit_id: person.unit_id, user_id: Some(person.id) });
    }
    if let Some(unit) = wanted.unit_id {
        db::find::<Unit>(view, unit).await?.ok_or(Error::invalid("unit_id", "field.not_found"))?;
    }
    let scope = wanted.scope.unwrap_or(wanted.role.default_scope());
    let needs_unit = matches!(scope, ScopeKind::Unit | ScopeKind::Subtree);
    let unit = wanted.unit_id.or(me.unit_id);
    if needs_unit && unit.is_none() {
        return Err(Error::invalid("unit_id", "field.required"));
    }
    if scope != ScopeKind::Own {
        may_give(view, scope, unit).await?;
    }
    Ok(Sight { role: wanted.role, scope, unit_id: wanted.unit_id, user_id: None })
}

async fn ended(caller: &Caller) -> Result<()> {
    let tx = caller.begin().await?;
    let Some(session) = session_of(&tx).await? else { return tx.undo().await };
    let sql = Sql::new("UPDATE session SET sight = NULL WHERE tenant_id = ? AND id = ? AND sight IS NOT NULL");
    if tx.run(sql.bind(tx.actor().tenant).bind(session)).await? == 0 {
        return tx.undo().await;
    }
    let sql = Sql::new(
        "SELECT u.* FROM session s JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id WHERE s.tenant_id = ? AND s.id = ?",
    );
    let me: AppUser =
        db::select_one(&tx, sql.bind(tx.actor().tenant).bind(session)).await?.ok_or(Error::NotFound("user"))?;
    tx.record(Event::new("session.sight_ended").in_unit(me.unit_id).about(me.id).about(session)).await?;
    tx.commit().await
}

/// The caller's session; none for a key.
async fn session_of(view: &View) -> Result<Option<SessionId>> {
    match own_session("id", view.actor()) {
        Some(sql) => view.one(sql).await?.map(|row| read_at(&row, 0)).transpose(),
        None => Ok(None),
    }
}

fn own_session(column: &str, actor: &Actor) -> Option<Sql> {
    // not by its user: who looks as somebody is that one meanwhile
    let sql = format!("SELECT {column} FROM session WHERE tenant_id = ? AND csrf = ? AND revoked_at IS NULL");
    let csrf = actor.csrf.clone()?;
    Some(Sql::new(&sql).bind(actor.tenant).bind(csrf))
}

/// As what the caller looks right now, if not as oneself.
///
/// # Errors
/// Those of the database.
pub(super) async fn of(view: &View) -> Result<Option<Sight>> {
    let Some(sql) = own_session("sight", view.actor()) else { return Ok(None) };
    let Some(row) = view.one(sql).await? else { return Ok(None) };
    Ok(read::<Option<Json<Sight>>>(&row, "sight")?.map(|sight| sight.0))
}

fn answer(caller: &Caller, done: Result<()>) -> Response {
    match done {
        Ok(()) => {
            // the next request is another actor's
            caller.app().forget_callers();
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (StatusCode::OK, headers, "{}").into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}
