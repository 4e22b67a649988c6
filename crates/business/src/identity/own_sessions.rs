//! Where one is signed in: the browsers and phones of one's own account, each of which can be signed out from here.

use kernel::id::UserId;
use kernel::{Error, Moment, Page, Result};
use platform::db::{self, Event, Sql, Tx, View, read_at};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::record::{Session, SessionId};

/// A browser or phone in which one is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionShown {
    pub id: SessionId,
    /// What it says of itself: the browser's `User-Agent`.
    pub device: Option<String>,
    /// From where one signed in.
    pub address: Option<String>,
    pub created_at: Moment,
    pub expires_at: Moment,
    /// The one that asks.
    pub is_this: bool,
}

/// How many were signed out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionsEnded {
    pub ended: i64,
}

/// Whose session it is, also for who looks as somebody else meanwhile.
///
/// # Errors
/// `Forbidden` for a key, which has no account of its own.
pub(super) async fn own_user(view: &View) -> Result<UserId> {
    let sql = Sql::new("SELECT user_id FROM session WHERE tenant_id = ? AND csrf = ? AND revoked_at IS NULL");
    let row = view.one(sql.bind(view.actor().tenant).bind(own_csrf(view)?)).await?;
    read_at(&row.ok_or(Error::Forbidden("forbidden"))?, 0)
}

fn own_csrf(view: &View) -> Result<String> {
    view.actor().csrf.clone().ok_or(Error::Forbidden("forbidden"))
}

/// `GET /account/sessions`: newest first.
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<SessionShown>> {
    let csrf = own_csrf(view)?;
    let sql = Sql::new(
        "SELECT * FROM session WHERE tenant_id = ? AND user_id = ? AND revoked_at IS NULL AND expires_at > ?
         ORDER BY created_at DESC, id LIMIT 200",
    );
    let sql = sql.bind(view.actor().tenant).bind(own_user(view).await?).bind(view.now());
    let sessions: Vec<Session> = db::select(view, sql).await?;
    let shown = |session: Session| SessionShown {
        is_this: session.csrf == csrf,
        id: session.id,
        device: session.device,
        address: session.address,
        created_at: session.created_at,
        expires_at: session.expires_at,
    };
    Ok(Page { items: sessions.into_iter().map(shown).collect(), next: None })
}

/// `POST /account/sessions/{id}/end`
///
/// # Errors
/// `NotFound` for one that is over, or somebody else's.
pub(super) async fn end(tx: &Tx, id: SessionId, _: Nothing) -> Result<SessionsEnded> {
    let sql = Sql::new(
        "UPDATE session SET revoked_at = ? WHERE tenant_id = ? AND user_id = ? AND id = ? AND revoked_at IS NULL",
    );
    let me = own_user(tx).await?;
    if tx.run(sql.bind(tx.now()).bind(tx.actor().tenant).bind(me).bind(id)).await? == 0 {
        return Err(Error::NotFound("session"));
    }
    let event = Event::new("session.ended").in_unit(tx.actor().unit).about(me).about(id);
    tx.record(event.with(json!({ "count": 1 }))).await?;
    Ok(SessionsEnded { ended: 1 })
}

/// `POST /account/sessions/end-others`: everywhere but here.
///
/// # Errors
/// `Forbidden` for a key.
pub(super) async fn end_others(tx: &Tx, (): (), _: Nothing) -> Result<SessionsEnded> {
    let sql = Sql::new(
        "UPDATE session SET revoked_at = ? WHERE tenant_id = ? AND user_id = ? AND csrf <> ? AND revoked_at IS NULL AND expires_at > ?",
    );
    let me = own_user(tx).await?;
    let sql = sql.bind(tx.now()).bind(tx.actor().tenant).bind(me).bind(own_csrf(tx)?).bind(tx.now());
    let ended = i64::try_from(tx.run(sql).await?).unwrap_or(i64::MAX);
    if ended > 0 {
        let event = Event::new("session.ended").in_unit(tx.actor().unit).about(me);
        tx.record(event.with(json!({ "count": ended }))).await?;
    }
    Ok(SessionsEnded { ended })
}
