//! The live stream: events as they are stored, resumable by `Last-Event-ID`, scoped to what the listener may see.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use kernel::id::{TenantId, UserId};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::answer::credentials;
use super::app::{App, Caller};
use super::gate::Credentials;
use super::presence::{Presence, written};
use super::problem::problem;
use crate::db::{Logged, after_seq, settled_seq};

/// How often a quiet stream shows that it is alive.
const PULSE: Duration = Duration::from_secs(15);
/// Another program may have written (a node on the same server, a command on the same file): this often is looked.
const LOOK: Duration = Duration::from_secs(1);
const BATCH: i64 = 200;

struct Listening {
    app: App,
    credentials: Credentials,
    cursor: i64,
    waiting: std::collections::VecDeque<Logged>,
    changes: tokio::sync::watch::Receiver<u64>,
    present: Receiver<Arc<(TenantId, Presence)>>,
}

/// `GET /stream`: starts after `Last-Event-ID` (header or `after` in the query), or with what happens from now on.
pub async fn live(request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &()).await else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let app = caller.app.clone();
    let credentials = credentials(&app, &parts);
    let asked = match asked_from(&parts) {
        Ok(asked) => asked,
        Err(error) => return problem(&error, &app.words, credentials.lang),
    };
    // subscribed before the cursor is read, so that nothing falls between the two
    let changes = app.db.changes();
    let present = app.presences().listen();
    let cursor = match asked {
        Some(0) => 0,
        // a cursor beyond the last event is another database's: what comes from now on is told. An event may be stored a moment later
        // than one with a higher number, so that one begins where nothing can appear any more
        asked => match settled_seq(&caller.read()).await {
            Ok(newest) => asked.map_or(newest, |asked| asked.min(newest)),
            Err(error) => return problem(&error, &app.words, credentials.lang),
        },
    };
    let listening = Listening { app, credentials, cursor, waiting: Default::default(), changes, present };
    // said at once, so that the listener, and whatever stands between, knows that the stream is open
    let open = futures::stream::once(std::future::ready(Ok(Sent::default().comment("open"))));
    Sse::new(open.chain(events(listening))).keep_alive(KeepAlive::new().interval(PULSE)).into_response()
}

/// After which event the listener goes on. A number that cannot be one is refused: begun from now instead, it would lose what was missed.
fn asked_from(parts: &axum::http::request::Parts) -> kernel::Result<Option<i64>> {
    let header = parts.headers.get("last-event-id").map(|value| ("Last-Event-ID", value.to_str().unwrap_or_default()));
    let query = || parts.uri.query()?.split('&').find_map(|pair| Some(("after", pair.strip_prefix("after=")?)));
    let Some((name, text)) = header.or_else(query) else { return Ok(None) };
    let seq = text.trim().parse::<i64>().ok().filter(|seq| *seq >= 0);
    seq.map(Some).ok_or_else(|| kernel::Error::invalid(name, "field.not_a_cursor"))
}

fn events(listening: Listening) -> impl Stream<Item = Result<Sent, Infallible>> {
    futures::stream::unfold(listening, |mut at| async move {
        loop {
            if let Some(event) = at.waiting.pop_front() {
                let sent = Sent::default().id(event.seq.to_string()).json_data(&event);
                return Some((Ok(sent.unwrap_or_default()), at));
            }
            // asked anew each time, so that a revoked session or a changed scope takes effect at once
            let Ok(admitted) = at.app.admit(&at.credentials).await else { return None };
            let listener = (admitted.actor.tenant, admitted.actor.user);
            let view = at.app.db.read(admitted.actor);
            at.changes.mark_unchanged();
            // asked before reading, so that what is not found below it is not the listener's to see
            let settled = match settled_seq(&view).await {
                Ok(seq) => seq,
                Err(error) => {
                    tracing::warn!(%error, "the live stream cannot read");
                    return None;
                }
            };
            match after_seq(&view, at.cursor, BATCH).await {
                Ok(events) if !events.is_empty() => {
                    at.cursor = events.last().map_or(at.cursor, |event| event.seq);
                    let actor = view.actor();
                    at.waiting = events.into_iter().filter(|event| at.app.gate.tells(actor, &event.kind)).collect();
                }
                Ok(_) => {
                    at.cursor = at.cursor.max(settled);
                    // either something changed or it is time to look again
                    let stop = at.app.stopping();
                    tokio::select! {
                        _ = tokio::time::timeout(LOOK, at.changes.changed()) => {}
                        told = heard(&mut at.present, listener) => {
                            // not in the log: it carries no number to resume from
                            let sent = Sent::default().event("presence").data(told);
                            return Some((Ok(sent), at));
                        }
                        () = stop.stopped() => return None,
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the live stream cannot read");
                    return None;
                }
            }
        }
    })
}

/// The next word of who is where that concerns this listener.
async fn heard(present: &mut Receiver<Arc<(TenantId, Presence)>>, (tenant, user): (TenantId, UserId)) -> String {
    loop {
        match present.recv().await {
            Ok(told) if told.0 == tenant && told.1.concerns(user) => {
                if let Ok(text) = written(&told.1.clone().of_others(user)) {
                    return text;
                }
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            // the app is going away, and the stream with it
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
