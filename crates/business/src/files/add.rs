//! Adding: the bytes are judged and stored first, then noted; sending them again changes nothing.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event};
use platform::files::{FileHash, Received, VIDEO_BYTES_MAX};
use platform::http::{Caller, input, problem};
use serde::Deserialize;
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

/// `PUT /files/{sha256}`: 201 with the facts, or 200 when the company has the file already.
pub async fn put_file(caller: Caller, request: Request) -> Response {
    match put(&caller, request).await {
        Ok((status, facts)) => (status, axum::Json(facts)).into_response(),
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn put(caller: &Caller, request: Request) -> Result<(StatusCode, FileFacts)> {
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
    let tenant = caller.actor().tenant;
    let view = caller.read();
    let known = by_hash(&view, hash.as_str()).await?;
    let is_there = files.bytes(tenant, &hash, platform::files::Size::Original).await? == Some(received.bytes);
    if !is_there {
        files.keep(tenant, &received).await?;
    }
    if let Some(file) = known {
        return Ok((StatusCode::OK, file.into()));
    }
    match note(caller, &received, &name).await {
        Ok(file) => Ok((StatusCode::CREATED, file.into())),
        Err(error) if is_known_already(&error) => {
            let file = by_hash(&view, hash.as_str()).await?.ok_or_else(|| Error::bug("a known file is not there"))?;
            Ok((StatusCode::OK, file.into()))
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
