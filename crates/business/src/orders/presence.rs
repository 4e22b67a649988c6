//! Who else is looking at an order right now: said by each console that shows it, told to the others on the live stream.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Result};
use platform::db::{Sql, Subject};
use platform::http::{Caller, Presence, input, problem};

use super::record::OrderId;
use super::visible::get_visible;

/// `PUT /orders/{id}/presence`: the caller looks at the order, and is taken for gone when this is not said again in time.
pub(super) async fn stay(caller: Caller, request: Request) -> Response {
    answer(&caller, stayed(&caller, request).await)
}

/// `DELETE /orders/{id}/presence`: the caller looks no longer.
pub(super) async fn leave(caller: Caller, request: Request) -> Response {
    answer(&caller, left(&caller, request).await)
}

async fn stayed(caller: &Caller, request: Request) -> Result<Presence> {
    let subject = seen(caller, request).await?;
    let view = caller.read();
    let name = Sql::new("SELECT name FROM app_user WHERE tenant_id = ? AND id = ?");
    let name: String = view.value(name.bind(view.actor().tenant).bind(view.actor().user)).await?;
    let actor = caller.actor();
    let presences = caller.app().presences();
    Ok(presences.stay(actor.tenant, subject, (actor.user, name), actor.now).of_others(actor.user))
}

async fn left(caller: &Caller, request: Request) -> Result<Presence> {
    let subject = seen(caller, request).await?;
    let actor = caller.actor();
    Ok(caller.app().presences().leave(actor.tenant, subject, actor.user, actor.now).of_others(actor.user))
}

/// The order as a subject, if the caller sees it.
async fn seen(caller: &Caller, request: Request) -> Result<Subject> {
    let id: OrderId = input::path_of(&mut request.into_parts().0).await?;
    get_visible(&caller.read(), id).await?;
    Ok(Subject { kind: OrderId::NOUN.to_owned(), id: id.to_string() })
}

fn answer(caller: &Caller, made: Result<Presence>) -> Response {
    match made.and_then(|presence| serde_json::to_vec(&presence).map_err(Error::bug)) {
        Ok(bytes) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (StatusCode::OK, headers, bytes).into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}
