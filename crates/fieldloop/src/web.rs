//! The web apps, embedded: the console at `/`, the staff's phones at `/field/`, customers at `/c/`. Client-side routes answer the app's page,
//! hashed assets are kept for ever.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/apps/console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "../../web/apps/field/dist"]
#[allow_missing = true]
struct Field;

#[derive(RustEmbed)]
#[folder = "../../web/apps/customer/dist"]
#[allow_missing = true]
struct Customer;

/// A built app: the bytes of a path in it.
type App = fn(&str) -> Option<rust_embed::EmbeddedFile>;

/// What a browser may do with our pages: nothing from elsewhere, no framing.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/// Answers everything outside `/api`.
pub async fn apps(uri: Uri) -> Response {
    let (app, path) = app_of(uri.path());
    match file(app, path) {
        Some(found) => found,
        // a missing asset is missing; every other path is a page of the app
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => file(app, "index.html").unwrap_or_else(not_built),
    }
}

/// The app that a path belongs to, and the path within it.
fn app_of(path: &str) -> (App, &str) {
    let path = path.trim_start_matches('/');
    let others: [(&str, App); 2] = [("field", Field::get), ("c", Customer::get)];
    for (name, app) in others {
        match path.strip_prefix(name) {
            Some("") => return (app, ""),
            Some(rest) if rest.starts_with('/') => return (app, rest.trim_start_matches('/')),
            _ => {}
        }
    }
    (Console::get, path)
}

fn file(app: App, path: &str) -> Option<Response> {
    let found = app(path)?;
    let media = mime_guess::from_path(path).first_or_octet_stream().to_string();
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let bytes = match found.data {
        Cow::Borrowed(embedded) => Body::from(embedded),
        Cow::Owned(read) => Body::from(read),
    };
    let mut response = Response::new(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&media).ok()?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    Some(response)
}

fn not_built() -> Response {
    (StatusCode::NOT_FOUND, "this page was not built into this program: npm --prefix web run build, then build again\n")
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(path: &str) -> (usize, &str) {
        let (app, rest) = app_of(path);
        let apps: [App; 3] = [Console::get, Field::get, Customer::get];
        (apps.iter().position(|each| std::ptr::fn_addr_eq(*each, app)).unwrap(), rest)
    }

    #[test]
    fn each_app_has_its_own_paths() {
        assert_eq!(within("/"), (0, ""));
        assert_eq!(within("/orders/1"), (0, "orders/1"));
        assert_eq!(within("/customers"), (0, "customers"));
        assert_eq!(within("/field"), (1, ""));
        assert_eq!(within("/field/assets/a.js"), (1, "assets/a.js"));
        assert_eq!(within("/c/l/token"), (2, "l/token"));
    }
}
