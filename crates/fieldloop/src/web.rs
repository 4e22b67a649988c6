//! The web apps, embedded: the console at `/`. Client-side routes answer the app's page, hashed assets are kept for ever.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/apps/console/dist"]
#[allow_missing = true]
struct Console;

/// What a browser may do with our pages: nothing from elsewhere, no framing.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/// Answers everything outside `/api`.
pub async fn console(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    match file(path) {
        Some(found) => found,
        // a missing asset is missing; every other path is a page of the app
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => file("index.html").unwrap_or_else(not_built),
    }
}

fn file(path: &str) -> Option<Response> {
    let found = Console::get(path)?;
    let media = mime_guess::from_path(path).first_or_octet_stream().to_string();
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(Body::from(found.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&media).ok()?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    Some(response)
}

fn not_built() -> Response {
    (
        StatusCode::NOT_FOUND,
        "the console was not built into this program: npm --prefix web run build, then build again\n",
    )
        .into_response()
}
