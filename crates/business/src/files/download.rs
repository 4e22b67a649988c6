//! Downloading: bytes by hash never change, so they are cached for good; parts are answered, so that a video can be wound.

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Result};
use platform::files::{FileHash, Kind, Size, Slice};
use platform::http::{Caller, input, problem};
use serde::Deserialize;

use super::read::get_visible;
use super::record::StoredFile;

/// Query of [`get_file`].
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    size: Size,
}

/// `GET /files/{sha256}?size=thumb|display|original`
pub async fn get_file(caller: Caller, request: Request) -> Response {
    match get(&caller, request).await {
        Ok(response) => response,
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn get(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let sha256 = input::path_of::<String>(&mut parts).await?;
    let file = get_visible(&caller.read(), &sha256).await?;
    send(caller, file, &parts).await
}

/// The bytes of a file that the caller may see, as the request's headers and query ask for them.
///
/// # Errors
/// `NotFound`, `Invalid`; those of reading.
pub async fn send(caller: &Caller, file: StoredFile, parts: &Parts) -> Result<Response> {
    let Asked { size } = input::query_of(parts)?;
    send_sized(caller, file, &parts.headers, size).await
}

/// As [`send`], a picture never as it came from the camera: that tells where and with what it was taken.
///
/// # Errors
/// As [`send`].
pub async fn send_copy(caller: &Caller, file: StoredFile, parts: &Parts) -> Result<Response> {
    let Asked { size } = input::query_of(parts)?;
    let size = if size == Size::Original { Size::Display } else { size };
    send_sized(caller, file, &parts.headers, size).await
}

async fn send_sized(caller: &Caller, file: StoredFile, headers: &HeaderMap, size: Size) -> Result<Response> {
    // a hash that is none is not found, like any other that does not exist
    let hash: FileHash = file.sha256.parse().map_err(|_| Error::NotFound("file"))?;
    let size = match (file.has_thumbnail, size) {
        (true, size) => size,
        (false, Size::Thumb) => return Err(Error::NotFound("thumbnail")),
        (false, _) => Size::Original,
    };
    let etag = etag(&hash, size);
    if held(headers, header::IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|each| each.trim() == etag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        caching(response.headers_mut(), &etag)?;
        return Ok(response);
    }
    let slice = match held(headers, header::IF_RANGE) {
        Some(known) if known != etag => Slice::All,
        _ => held(headers, header::RANGE).map_or(Slice::All, slice_of),
    };
    let opened = match caller.app().files()?.read(caller.actor().tenant, &hash, size, slice).await {
        Err(Error::Refused { code: "file.range", facts }) => {
            let total = facts.get("total").and_then(serde_json::Value::as_u64).unwrap_or_default();
            let range = text(format!("bytes */{total}"))?;
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response());
        }
        opened => opened?,
    };
    let mut response = Response::new(Body::from_stream(opened.body));
    let (from, to) = (opened.range.start, opened.range.end);
    describe(response.headers_mut(), &file, size)?;
    caching(response.headers_mut(), &etag)?;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    if slice != Slice::All {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = text(format!("bytes {from}-{}/{}", to.saturating_sub(1), opened.total))?;
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

fn held(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn etag(hash: &FileHash, size: Size) -> String {
    let size = match size {
        Size::Thumb => "-t",
        Size::Display => "-d",
        Size::Original => "",
    };
    format!("\"{hash}{size}\"")
}

fn caching(headers: &mut HeaderMap, etag: &str) -> Result<()> {
    headers.insert(header::ETAG, text(etag.to_owned())?);
    // the same address has the same bytes for ever; private, as it was asked with somebody's rights
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    Ok(())
}

/// What the browser is told: the kind found in the content, and to believe it.
fn describe(headers: &mut HeaderMap, file: &StoredFile, size: Size) -> Result<()> {
    let kind = Kind::of_media(&file.media).ok_or_else(|| Error::bug("a stored file of no known kind"))?;
    let shown = if size == Size::Original { kind } else { Kind::Jpeg };
    let name = shown.safe_name(&file.name);
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let disposition = format!("inline; filename=\"{ascii}\"; filename*=UTF-8''{}", percent(&name));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(shown.media()));
    headers.insert(header::CONTENT_DISPOSITION, text(disposition)?);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(())
}

/// RFC 8187: what is no plain letter or digit goes as %XX.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn text(value: String) -> Result<HeaderValue> {
    HeaderValue::from_str(&value).map_err(Error::bug)
}

/// One range of bytes (RFC 9110); several, or what is none, means the whole.
fn slice_of(range: &str) -> Slice {
    let Some((from, to)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Slice::All;
    };
    match (from.trim().parse::<u64>().ok(), to.trim().parse::<u64>().ok()) {
        (Some(from), Some(to)) if from <= to => Slice::Between(from, to),
        (Some(from), None) if to.trim().is_empty() => Slice::From(from),
        (None, Some(count)) if from.trim().is_empty() => Slice::Last(count),
        _ => Slice::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_anything_else_means_the_whole() {
        for (range, slice) in [
            ("bytes=0-99", Slice::Between(0, 99)),
            ("bytes=100-", Slice::From(100)),
            ("bytes=-5", Slice::Last(5)),
            ("bytes=5-1", Slice::All),
            ("bytes=0-1,5-9", Slice::All),
            ("bytes=-", Slice::All),
            ("lines=1-2", Slice::All),
        ] {
            assert_eq!(slice_of(range), slice, "{range}");
        }
    }
}
