//! Input: path, query and body as what a handler asks for, and what is wrong with them told by field and code.

use std::borrow::Cow;

use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request};
use axum::http::Uri;
use axum::http::request::Parts;
use futures::StreamExt;
use kernel::{Error, FieldError, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::gate::PASS;

/// So much of a body that is refused is still taken, so that its sender reads the answer instead of a broken connection.
const DRAINED_MAX: usize = 64 << 20;

/// The whole body, up to a limit.
///
/// # Errors
/// `TooLarge`; `body.interrupted` when the connection broke off.
pub async fn whole(body: Body, limit: usize) -> Result<Bytes> {
    let mut all = Vec::new();
    let mut coming = body.into_data_stream();
    while let Some(chunk) = coming.next().await {
        let chunk = chunk.map_err(|_| Error::refused("body.interrupted"))?;
        if all.len() + chunk.len() > limit {
            drain(&mut coming).await;
            return Err(Error::TooLarge { limit_bytes: limit as u64 });
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.into())
}

/// Takes the rest of a body that is refused, within a bound.
pub async fn drain<S, E>(rest: &mut S)
where
    S: futures::Stream<Item = std::result::Result<Bytes, E>> + Unpin,
{
    let mut left = DRAINED_MAX;
    while let Some(Ok(chunk)) = rest.next().await {
        match left.checked_sub(chunk.len()) {
            Some(less) => left = less,
            None => return,
        }
    }
}

/// The parameters of the path. An id that is none is not found: it looks like any other id that does not exist.
///
/// # Errors
/// `NotFound`
pub async fn path_of<P: DeserializeOwned + Send + 'static>(parts: &mut Parts) -> Result<P> {
    // a character of a name in the path that no name has
    if parts.uri.path().contains("%0") || parts.uri.path().contains("%1") {
        return Err(Error::NotFound("path"));
    }
    let mut request = Request::new(Body::empty());
    *request.extensions_mut() = parts.extensions.clone();
    request.extract_parts::<Path<P>>().await.map(|Path(path)| path).map_err(|_| Error::NotFound("path"))
}

/// The parameters of the query.
///
/// # Errors
/// `Invalid` by field.
pub fn query_of<Q: DeserializeOwned>(parts: &Parts) -> Result<Q> {
    if let Some(name) = named_control_character(parts.uri.query().unwrap_or_default()) {
        return Err(Error::invalid(name, "field.control_character"));
    }
    Query::try_from_uri(&without_pass(&parts.uri)).map(|Query(asked)| asked).map_err(|rejection| {
        let text = std::error::Error::source(&rejection).map_or_else(|| rejection.to_string(), ToString::to_string);
        let (path, why) = text.split_once(": ").unwrap_or(("", &text));
        Error::Invalid(vec![unreadable(path, why)])
    })
}

/// The pass of a plain link is the gate's to read, and no field of any route's.
fn without_pass(uri: &Uri) -> Cow<'_, Uri> {
    let query = uri.query().unwrap_or_default();
    if !query.split('&').any(|pair| pair.starts_with(PASS)) {
        return Cow::Borrowed(uri);
    }
    let left: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(PASS)).collect();
    format!("/?{}", left.join("&")).parse().map_or(Cow::Borrowed(uri), Cow::Owned)
}

/// A form's fields (`application/x-www-form-urlencoded`).
///
/// # Errors
/// `Invalid` by field.
pub fn form_of<B: DeserializeOwned>(text: &str) -> Result<B> {
    let request = Request::builder().uri(format!("/?{}", text.trim())).body(Body::empty());
    let request = request.map_err(|_| Error::invalid("", "field.wrong_type"))?;
    query_of(&request.into_parts().0)
}

/// Fields as the text of a form or a query.
pub fn form_text(pairs: &[(String, String)]) -> String {
    let all: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value))).collect();
    all.join("&")
}

/// A text as it may stand in an address.
pub fn percent_encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A JSON body's fields; nothing is an empty object.
///
/// # Errors
/// `Invalid` by field.
pub fn body_of<B: DeserializeOwned>(bytes: &[u8]) -> Result<B> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // fields have names: their values in a row would be taken by their places
    if bytes.trim_ascii_start().starts_with(b"[") && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        return Err(Error::invalid("", "field.wrong_type"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let path = e.path().to_string();
        let path = if path == "." { "" } else { &path };
        // what breaks off or is no JSON at all has no field to blame; a number where a word belongs is told by the reader as if it were none
        if e.inner().is_syntax() || e.inner().is_eof() {
            return match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
                Ok(_) => Error::invalid(path, "field.wrong_type"),
                Err(_) => Error::invalid("", "field.not_json"),
            };
        }
        Error::Invalid(vec![unreadable(path, &e.inner().to_string())])
    })?;
    reader.end().map_err(|_| Error::invalid("", "field.not_json"))?;
    // a short form for one thing only: nearly every body has no such character
    if bytes.windows(4).any(|some| some.eq_ignore_ascii_case(b"\\u00"))
        && let Ok(whole) = serde_json::from_slice(bytes)
        && let Some(path) = control_character(&whole, String::new())
    {
        return Err(Error::invalid(path, "field.control_character"));
    }
    Ok(body)
}

/// Characters that no text of a person's has, and that one of the engines cannot keep: NUL and its like.
fn is_forbidden(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Where a body holds such a character.
fn control_character(value: &Value, path: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains(is_forbidden).then_some(path),
        Value::Array(all) => {
            all.iter().enumerate().find_map(|(at, each)| control_character(each, format!("{path}[{at}]")))
        }
        Value::Object(all) => all.iter().find_map(|(name, each)| {
            let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if name.contains(is_forbidden) { Some(path.clone()) } else { control_character(each, inside) }
        }),
        _ => None,
    }
}

/// The first name of a query whose value holds such a character.
fn named_control_character(query: &str) -> Option<String> {
    let coded = |at: usize| query.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    let at = query.match_indices('%').find(|(at, _)| coded(*at).is_some_and(|byte| is_forbidden(byte.into())))?.0;
    let pair = query[..at].rsplit('&').next().unwrap_or_default();
    Some(pair.split('=').next().unwrap_or_default().to_owned())
}

/// Tells serde's words as one of our codes. The text it is read from is serde's own and is checked by the tests below.
fn unreadable(path: &str, why: &str) -> FieldError {
    let quoted = why.split('`').nth(1).unwrap_or_default();
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if why.starts_with("missing field") {
        return FieldError::new(inside(quoted), "field.required");
    }
    if why.starts_with("unknown field") {
        // the path serde gives already ends with the unknown name
        let path = if path.ends_with(quoted) { path.to_owned() } else { inside(quoted) };
        return FieldError::new(path, "field.unknown");
    }
    let code = if why.starts_with("unknown variant") {
        "field.not_a_choice"
    } else if why.contains("expected a phone number") {
        "field.not_a_phone"
    } else if why.contains("expected a moment") {
        "field.not_a_moment"
    } else if why.contains("expected a day") {
        "field.not_a_day"
    } else if why.contains("UUID") {
        "field.not_an_id"
    } else if why.starts_with("invalid type") || why.starts_with("invalid value") || why.starts_with("invalid length") {
        "field.wrong_type"
    } else if path.is_empty() {
        "field.not_json"
    } else {
        "field.wrong_type"
    };
    FieldError::new(path, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Form {
        count: i64,
        on: Option<kernel::Day>,
        phone: Option<kernel::Phone>,
        items: Option<Vec<Form>>,
        note: Option<String>,
    }

    #[test]
    fn a_body_that_cannot_be_read_is_told_by_field_and_code() {
        for (body, path, code) in [
            ("{}", "count", "field.required"),
            ("", "count", "field.required"),
            (r#"{"count": "many"}"#, "count", "field.wrong_type"),
            (r#"{"count": 1, "on": "31 Feb"}"#, "on", "field.not_a_day"),
            (r#"{"count": 1, "phone": "abc"}"#, "phone", "field.not_a_phone"),
            (r#"{"count": 1, "colour": "red"}"#, "colour", "field.unknown"),
            (r#"{"count": 1, "items": [{"count": 1}, {}]}"#, "items[1].count", "field.required"),
            (r#"{"count": 1"#, "", "field.not_json"),
            (r#"{"count": 1} x"#, "", "field.not_json"),
            (r" [1]", "", "field.wrong_type"),
            (r"[1", "", "field.not_json"),
            ("\u{1}", "", "field.not_json"),
            (r#"{"count": 1, "note": "a\u0000b"}"#, "note", "field.control_character"),
            (
                r#"{"count": 1, "items": [{"count": 2, "note": "\u001b[2J"}]}"#,
                "items[0].note",
                "field.control_character",
            ),
            (r#"{"count": 1, "items": [{"count": 2, "on": 5}]}"#, "items[0].on", "field.wrong_type"),
        ] {
            let Err(Error::Invalid(fields)) = body_of::<Form>(body.as_bytes()) else { panic!("{body} was taken") };
            assert_eq!((fields[0].path.as_str(), fields[0].code), (path, code), "{body}");
        }
    }

    #[test]
    fn a_query_with_a_character_that_no_text_has_names_its_parameter() {
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "only its reading is tested")]
        struct Asked {
            text: Option<String>,
        }
        let parts = |uri: &str| Request::builder().uri(uri).body(Body::empty()).unwrap().into_parts().0;
        match query_of::<Asked>(&parts("/x?limit=1&text=%E5%BC%A0%00")) {
            Err(Error::Invalid(wrong)) => {
                assert_eq!((wrong[0].path.as_str(), wrong[0].code), ("text", "field.control_character"));
            }
            other => panic!("{other:?}"),
        }
        assert!(query_of::<Asked>(&parts("/x?text=%E5%BC%A0%0A")).is_ok(), "a line break is a character");
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_taken_to_its_end_and_one_that_breaks_off_is_told_so() {
        assert_eq!(whole(Body::from(vec![b' '; 10]), 10).await.unwrap().len(), 10);
        assert!(matches!(whole(Body::from(vec![b' '; 11]), 10).await, Err(Error::TooLarge { limit_bytes: 10 })));
        let broken = futures::stream::iter([Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("gone"))]);
        let told = whole(Body::from_stream(broken), 10).await;
        assert!(matches!(told, Err(Error::Refused { code: "body.interrupted", .. })), "{told:?}");
    }
}
