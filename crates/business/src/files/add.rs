//! Adding: the bytes are judged and stored first, then noted; sending them again changes nothing. Large ones may come in pieces.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event};
use platform::files::{FileHash, PIECE_BYTES_MAX, Piece, Received, Unfinished, VIDEO_BYTES_MAX};
use platform::http::{Caller, input, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::read::{FileFacts, by_hash, is_known_already};
use super::record::{FileId, StoredFile};
use crate::orders::visits;

/// Query of [`put_file`].
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// What the file is called where it comes from.
    #[serde(default)]
    name: String,
}

/// How far a file has come that comes in pieces.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coming {
    /// Bytes that are here; the next piece begins there.
    received: u64,
}

/// `PUT /files/{sha256}`: 201 with the facts, or 200 when the company has the file already. With `Content-Range` the body is a piece, which is
/// kept: 202 with how much is here until it is whole; `bytes */total` only asks.
pub async fn put_file(caller: Caller, request: Request) -> Response {
    let put = match request.headers().get(header::CONTENT_RANGE).cloned() {
        Some(range) => put_piece(&caller, range.to_str().unwrap_or_default(), request).await,
        None => put(&caller, request).await,
    };
    put.unwrap_or_else(|error| problem(&error, &caller.app().words, caller.actor().lang))
}

/// As [`put_file`], always as a whole: for who sends by a link.
pub async fn put_whole(caller: Caller, request: Request) -> Response {
    put(&caller, request).await.unwrap_or_else(|error| problem(&error, &caller.app().words, caller.actor().lang))
}

async fn put(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let hash: FileHash = input::path_of::<String>(&mut parts).await?.parse()?;
    let Named { name } = input::query_of(&parts)?;
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > VIDEO_BYTES_MAX) {
        return Err(Error::TooLarge { limit_bytes: VIDEO_BYTES_MAX });
    }
    let files = caller.app().files()?;
    // also when the file is known: whoever names a hash must have the bytes
    let mut coming = body.into_data_stream();
    let received = match files.receive(&hash, &name, &mut coming).await {
        Ok(received) => received,
        Err(refusal) => {
            input::drain(&mut coming).await;
            return Err(refusal);
        }
    };
    keep(caller, &received, &name).await
}

async fn put_piece(caller: &Caller, range: &str, request: Request) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let hash: FileHash = input::path_of::<String>(&mut parts).await?.parse()?;
    let Named { name } = input::query_of(&parts)?;
    let piece: Piece = range.parse().map_err(|code| Error::invalid("Content-Range", code))?;
    let bytes = input::whole(body, PIECE_BYTES_MAX).await?;
    let files = caller.app().files()?;
    let file = Unfinished { tenant: caller.actor().tenant, user: caller.actor().user, hash: &hash };
    let received = match piece.from {
        Some(_) => files.append(&file, piece, &name, &bytes).await?,
        None => files.standing(&file).await?,
    };
    if piece.from.is_none() && received == 0 {
        // the answer to the last piece was lost: whoever sent the whole file need not send it again
        let sent = by_hash(&caller.read(), hash.as_str()).await?.filter(|sent| sent.added_by == caller.actor().user);
        if let Some(sent) = sent {
            return Ok((StatusCode::OK, axum::Json(FileFacts::from(sent))).into_response());
        }
    }
    if received < piece.total {
        return Ok((StatusCode::ACCEPTED, axum::Json(Coming { received })).into_response());
    }
    let whole = match files.receive(&hash, &name, files.gathered(&file).await?).await {
        Err(passing @ Error::Unavailable(_)) => return Err(passing),
        judged => judged,
    };
    let answer = match whole {
        Ok(whole) => keep(caller, &whole, &name).await?,
        Err(refusal) => {
            files.drop_pieces(&file).await;
            return Err(refusal);
        }
    };
    files.drop_pieces(&file).await;
    Ok(answer)
}

/// Stores what has come in whole, and notes it.
async fn keep(caller: &Caller, received: &Received, name: &str) -> Result<Response> {
    let (files, view, tenant, hash) = (caller.app().files()?, caller.read(), caller.actor().tenant, &received.hash);
    let answered = |status: StatusCode, facts: FileFacts| (status, axum::Json(facts)).into_response();
    let known = by_hash(&view, hash.as_str()).await?;
    let is_there = files.bytes(tenant, hash, platform::files::Size::Original).await? == Some(received.bytes);
    if !is_there {
        files.keep(tenant, received).await?;
    }
    if let Some(file) = known {
        return Ok(answered(StatusCode::OK, file.into()));
    }
    match note(caller, received, name).await {
        Ok(file) => Ok(answered(StatusCode::CREATED, file.into())),
        Err(error) if is_known_already(&error) => {
            let file = by_hash(&view, hash.as_str()).await?.ok_or_else(|| Error::bug("a known file is not there"))?;
            Ok(answered(StatusCode::OK, file.into()))
        }
        Err(error) => Err(error),
    }
}

async fn note(caller: &Caller, received: &Received, name: &str) -> Result<StoredFile> {
    let tx = caller.begin().await?;
    let picture = received.picture.as_ref();
    let file = StoredFile {
        id: FileId::new(),
        sha256: received.hash.to_string(),
        bytes: i64::try_from(received.bytes).map_err(Error::bug)?,
        media: received.kind.media().to_owned(),
        name: received.kind.safe_name(name),
        width: picture.map(|picture| picture.width.into()),
        height: picture.map(|picture| picture.height.into()),
        has_thumbnail: picture.is_some(),
        metadata: Json(picture.map(|picture| picture.taken.clone()).unwrap_or_default()),
        added_at: tx.now(),
        added_by: tx.actor().user,
    };
    let file = db::insert(&tx, file).await?;
    let data = json!({ "sha256": file.sha256, "bytes": file.bytes, "media": file.media });
    visits::evidence_arrived(&tx, &file.sha256).await?;
    tx.record(Event::new("file.added").in_unit(tx.actor().unit).about(file.id).with(data)).await?;
    tx.commit().await?;
    Ok(file)
}
