//! What is said on each occasion: as it comes with the program, or in the company's own words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::code::Code;
use kernel::error::Check;
use kernel::{Error, Id, Lang, Moment, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::words::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{NoticeAudience, NoticeCode, NoticeText, NoticeTextId};

/// A message of more than this is three SMS.
const WORDS_MAX: usize = 200;
/// What a text may name.
pub(super) const NAMES: [&str; 7] = ["company", "number", "type", "customer", "technician", "window", "link"];
/// What a template's places may hold besides: the link without the server's name, for a template that has that in it.
pub(super) const PATH: &str = "path";

static WORDS: LazyLock<Words> = LazyLock::new(|| crate::words::words().unwrap_or_default());

/// A text as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoticeTextShown {
    pub code: NoticeCode,
    pub audience: NoticeAudience,
    pub words: String,
    /// As it comes with the program.
    pub default_words: String,
    pub is_on: bool,
    pub is_own: bool,
    /// What stands for what: `{number}`, `{link}` …
    pub names: Vec<String>,
    pub changed_at: Option<Moment>,
    /// 0 while it is as it comes.
    pub version: i64,
}

/// As it comes with the program; people are told in Chinese.
pub(super) fn default_words(code: NoticeCode) -> String {
    WORDS.say(Lang::Zh, &format!("notice_text.{}", code.code()), &serde_json::Map::new())
}

/// The company's own texts by occasion.
///
/// # Errors
/// Those of the database.
pub(super) async fn own(view: &View) -> Result<BTreeMap<NoticeCode, NoticeText>> {
    let sql = Sql::new("SELECT * FROM notice_text WHERE tenant_id = ? LIMIT 100").bind(view.actor().tenant);
    let texts: Vec<NoticeText> = db::select(view, sql).await?;
    Ok(texts.into_iter().map(|text| (text.code, text)).collect())
}

fn shown(code: NoticeCode, own: Option<&NoticeText>) -> NoticeTextShown {
    let default_words = default_words(code);
    let names = NAMES.iter().filter(|name| **name != "link" || code.has_link());
    NoticeTextShown {
        code,
        audience: code.audience(),
        words: own.map_or_else(|| default_words.clone(), |text| text.words.clone()),
        default_words,
        is_on: own.is_none_or(|text| text.is_on),
        is_own: own.is_some(),
        names: names.map(|name| format!("{{{name}}}")).collect(),
        changed_at: own.map(|text| text.changed_at),
        version: own.map_or(0, |text| text.version),
    }
}

/// `GET /notice-texts`
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<NoticeTextShown>> {
    let own = own(view).await?;
    let items = NoticeCode::ALL.iter().map(|code| shown(*code, own.get(code))).collect();
    Ok(Page { items, next: None })
}

/// A company's own words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutNoticeText {
    pub words: String,
    pub is_on: bool,
}

/// `PUT /notice-texts/{code}`
///
/// # Errors
/// `NotFound` for no occasion; `Stale`; `Invalid` at `words` for a name that stands for nothing.
pub(super) async fn put(tx: &Tx, code: String, body: PutNoticeText) -> Result<NoticeTextShown> {
    let code = NoticeCode::from_code(&code).ok_or(Error::NotFound("notice_text"))?;
    let mut check = Check::new();
    check.text("words", &body.words, WORDS_MAX);
    let known = |name: &str| NAMES.contains(&name) && (name != "link" || code.has_link());
    check.that(names_in(&body.words).all(known), "words", "field.unknown_name_in_text");
    check.done()?;
    let kept = own(tx).await?.remove(&code);
    tx.said().as_seen("notice_text", kept.as_ref().map_or(0, |text| text.version))?;
    let new = NoticeText {
        id: kept.as_ref().map_or_else(NoticeTextId::new, |text| text.id),
        code,
        words: kernel::text::tidy(&body.words, true),
        is_on: body.is_on,
        changed_at: tx.now(),
        version: kept.as_ref().map_or(1, |text| text.version),
    };
    let text = if kept.is_some() { db::update(tx, new).await? } else { db::insert(tx, new).await? };
    tx.record(Event::new("notice_text.changed").about(text.id).with(json!({ "code": code, "is_on": text.is_on })))
        .await?;
    Ok(shown(code, Some(&text)))
}

/// `DELETE /notice-texts/{code}`
///
/// # Errors
/// `NotFound`
pub(super) async fn reset(tx: &Tx, code: String, _: Nothing) -> Result<NoticeTextShown> {
    let code = NoticeCode::from_code(&code).ok_or(Error::NotFound("notice_text"))?;
    let sql = Sql::new("DELETE FROM notice_text WHERE tenant_id = ? AND code = ?").bind(tx.actor().tenant).bind(code);
    if tx.run(sql).await? > 0 {
        tx.record(Event::new("notice_text.changed").with(json!({ "code": code, "is_on": true }))).await?;
    }
    Ok(shown(code, None))
}

/// What stands in braces.
pub(super) fn names_in(words: &str) -> impl Iterator<Item = &str> {
    words.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occasion_has_words_that_name_only_what_there_is() {
        for code in NoticeCode::ALL {
            let words = default_words(*code);
            assert!(!words.starts_with("notice_text."), "{code} has no words");
            assert!(words.chars().count() <= WORDS_MAX, "{code}");
            assert!(names_in(&words).all(|name| NAMES.contains(&name)), "{words}");
            assert_eq!(words.contains("{link}"), code.has_link(), "{words}");
        }
    }
}
