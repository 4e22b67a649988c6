//! Photos that come by a link, and those of its order that go out by it.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use kernel::time::DAY;
use kernel::{Error, Result};
use platform::db::{Sql, View};
use platform::http::{Caller, input, problem};

use super::bounds;
use super::visitor::Visitor;
use crate::files::{self, StoredFile};
use crate::identity::links::{self, CustomerLinkKind};
use crate::orders::Audience;

/// So many files come by one label or one order in a day.
const FILES_A_DAY: i64 = 60;

/// `PUT /portal/files/{sha256}`: as the staff's, with a bound, since whoever scans a label can send.
pub(super) async fn put_file(caller: Caller, request: Request) -> Response {
    match may_send(&caller).await {
        Ok(()) => files::put_whole(caller, request).await,
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang).into_response(),
    }
}

async fn may_send(caller: &Caller) -> Result<()> {
    bounds::may_send(caller.actor())?;
    let view = caller.read();
    if links::mine(&view).await?.kind == CustomerLinkKind::Company {
        return Ok(());
    }
    let sql = Sql::new("SELECT COUNT(*) FROM stored_file WHERE tenant_id = ? AND added_by = ? AND added_at > ?");
    let sent: i64 = view.value(sql.bind(view.actor().tenant).bind(view.actor().user).bind(view.now() + -DAY)).await?;
    if sent < FILES_A_DAY {
        return Ok(());
    }
    Err(Error::TooMany { code: "portal.too_many_files", retry_after_seconds: 3_600 })
}

/// `GET /portal/files/{sha256}`: what was sent by this link, and what its order shows to its customer.
pub(super) async fn get_file(caller: Caller, request: Request) -> Response {
    match get(&caller, request).await {
        Ok(response) => response,
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn get(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let sha256 = input::path_of::<String>(&mut parts).await?;
    let file = shown(&caller.read(), &sha256).await?;
    files::send_copy(caller, file, &parts).await
}

async fn shown(view: &View, sha256: &str) -> Result<StoredFile> {
    let not_found = || Error::NotFound("file");
    if !kernel::text::is_sha256(sha256) {
        return Err(not_found());
    }
    let visitor = Visitor::of(view).await?;
    let file = files::by_hash(view, sha256).await?.ok_or_else(not_found)?;
    if file.added_by == view.actor().user {
        return Ok(file);
    }
    let order = visitor.order()?;
    let tenant = view.actor().tenant;
    let said = Sql::new(
        "SELECT COUNT(*) FROM order_message WHERE tenant_id = ? AND order_id = ? AND audience = ? AND files LIKE ?",
    );
    let said = said.bind(tenant).bind(order.id).bind(Audience::Customer).bind(format!("%{sha256}%"));
    // photos of the work are shown with its end
    let done = Sql::new(
        "SELECT COUNT(*) FROM evidence WHERE tenant_id = ? AND order_id = ? AND sha256 = ? AND kind IN ('photo', 'video')",
    );
    let done = done.bind(tenant).bind(order.id).bind(sha256.to_owned());
    let is_shown =
        view.value::<i64>(said).await? > 0 || order.finished_at.is_some() && view.value::<i64>(done).await? > 0;
    if is_shown { Ok(file) } else { Err(not_found()) }
}
