//! Problems: errors as `application/problem+json` (RFC 9457) with a stable code and words in the reader's language.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Lang};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::words::Words;

/// What every refused request answers with.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `/docs/errors#<code>`
    pub r#type: String,
    /// What happened, in words.
    pub title: String,
    pub status: u16,
    /// The stable code: API word, key in the words files, anchor in the docs.
    pub code: String,
    /// What the words were filled with: the other visit's number, the limit …
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
    /// Everything that is wrong with the input, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
}

/// One wrong field.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProblemField {
    /// JSON path: `items[0].fault`.
    pub path: String,
    pub code: String,
    /// In words.
    pub message: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::SignIn(_) => StatusCode::UNAUTHORIZED,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Refused { .. } => StatusCode::CONFLICT,
        Error::Stale { .. } => StatusCode::PRECONDITION_FAILED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const MEDIA: &str = "application/problem+json";
/// So much of a problem is read.
const WORDS_MAX: usize = 64 * 1024;

/// A problem as its words alone, for a window that a person looks at; any other answer as it is.
pub(super) async fn in_words(answer: Response) -> Response {
    let is_problem = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA);
    if !is_problem {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, WORDS_MAX).await.unwrap_or_default();
    let title = serde_json::from_slice::<Problem>(&bytes).map(|problem| problem.title).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Response::from_parts(parts, title.into())
}

/// The answer to a request that failed. Our own mistakes are logged here, once; their context is not shown.
pub fn problem(error: &Error, words: &Words, lang: Lang) -> Response {
    let status = status(error);
    let mut facts = Map::new();
    let mut fields = vec![];
    match error {
        Error::Bug(context) => tracing::error!(%context, "a bug was met"),
        Error::Unavailable(why) => tracing::warn!(%why, "something is unavailable"),
        Error::Refused { facts: held, code } => {
            // a violated constraint's text is the driver's, not the reader's
            if *code != "unique" {
                facts.clone_from(held);
            }
        }
        Error::Stale { noun, current } => {
            facts.insert("noun".into(), (*noun).into());
            facts.insert("current".into(), (*current).into());
        }
        Error::TooLarge { limit_bytes } => {
            facts.insert("limit_mb".into(), (limit_bytes / 1_048_576).into());
        }
        Error::TooMany { retry_after_seconds, .. } => {
            facts.insert("seconds".into(), (*retry_after_seconds).into());
        }
        Error::NotFound(noun) => {
            facts.insert("noun".into(), (*noun).into());
        }
        Error::Invalid(wrong) => {
            facts.insert("count".into(), wrong.len().into());
            fields = wrong
                .iter()
                .map(|each| ProblemField {
                    path: each.path.clone(),
                    code: each.code.to_owned(),
                    message: words.say(lang, each.code, &each.facts),
                    facts: each.facts.clone(),
                })
                .collect();
        }
        Error::SignIn(_) | Error::Forbidden(_) => {}
    }
    let code = error.code();
    // rules of the pure crates name their words by the bare code
    let spoken = format!("error.{code}");
    let title =
        words.say(lang, if words.has(lang, &spoken) { &spoken } else { code }, &told(code, &facts, words, lang));
    let body = Problem {
        r#type: format!("/docs/errors#{code}"),
        title,
        status: status.as_u16(),
        code: code.into(),
        facts,
        fields,
    };
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    if let Error::TooMany { retry_after_seconds, .. } = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
    }
    response
}

/// The facts as the reader is told them: a code that has words by its fact's name is said in words (`phase` = `on_hold` by
/// `phase.on_hold`; of a room's own codes `verb` = `transfer` of `order.…` by `order_verb.transfer`). The facts of the answer stay codes.
fn told(code: &str, facts: &Map<String, Value>, words: &Words, lang: Lang) -> Map<String, Value> {
    let room = code.split('.').next().unwrap_or_default();
    let in_words = |name: &str, fact: &str| {
        let keys = [format!("{room}_{name}.{fact}"), format!("{name}.{fact}")];
        keys.iter().find(|key| words.has(lang, key)).map(|key| words.say(lang, key, &Map::new()))
    };
    let told = facts.iter().map(|(name, fact)| {
        let said = fact.as_str().and_then(|text| in_words(name, text)).map_or_else(|| fact.clone(), Value::from);
        (name.clone(), said)
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_among_the_facts_is_said_in_words_and_everything_else_as_it_is() {
        let zh = r#"{ "order_verb.transfer": "转派", "phase.accepted": "已接单", "name.transfer": "别的" }"#;
        let words = Words::read([(Lang::Zh, zh)]).unwrap_or_default();
        let Error::Refused { code, facts } =
            Error::refused("order.not_in_phase").with("verb", "transfer").with("phase", "accepted").with("count", 2)
        else {
            return;
        };
        let told = told(code, &facts, &words, Lang::Zh);
        assert_eq!((&told["verb"], &told["phase"], &told["count"]), (&"转派".into(), &"已接单".into(), &2.into()));
        let english = super::told(code, &facts, &words, Lang::En);
        assert_eq!(english["verb"], "transfer", "no words there");
    }
}
