//! A WeChat official account: template messages or one-time subscriptions to whoever's openid is known.

use std::time::Duration;

use futures::future::BoxFuture;
use kernel::Moment;
use kernel::time::{MINUTE, SECOND};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{Carried, Carrier, Kinds, Message, no_answer, refusal, trouble};
use crate::clock::Clock;
use crate::outside::{Address, Reach, post};

/// So long before its end a token is no longer used.
const SPARE: i64 = 5 * MINUTE;
/// So long another message waits for the token that is being fetched.
const PATIENCE: Duration = Duration::from_secs(16);
/// The token is no longer good: it is fetched anew, once.
const STALE: [i64; 3] = [40_001, 40_014, 42_001];

const KINDS: &Kinds = &[
    ("-1", "vendor_down", true),
    ("40001", "refused_credentials", true),
    ("40014", "refused_credentials", true),
    ("42001", "refused_credentials", true),
    ("45009", "refused_limit", true),
    ("45011", "refused_limit", true),
    ("40003", "refused_address", false),
    ("43004", "refused_address", false),
    ("43101", "refused_address", false),
    ("43107", "refused_address", false),
    ("40036", "refused_template", false),
    ("40037", "refused_template", false),
    ("47003", "refused_template", false),
    ("40013", "refused_credentials", false),
    ("40125", "refused_credentials", false),
    ("40164", "refused_credentials", false),
    ("48001", "refused_credentials", false),
];

/// Which of the account's two kinds of message is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// `message/template/send`
    #[default]
    Template,
    /// `message/subscribe/bizsend`
    Subscribe,
}

pub(super) struct Wechat {
    pub address: Address,
    pub app_id: String,
    pub secret: String,
    pub way: Way,
    pub clock: Clock,
    pub token: Mutex<Option<Token>>,
}

#[derive(Clone)]
pub(super) struct Token {
    text: String,
    until: Moment,
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    #[serde(default)]
    msgid: Option<Value>,
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    expires_in: i64,
}

impl Carrier for Wechat {
    fn vendor(&self) -> &'static str {
        "wechat"
    }
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            for is_last in [false, true] {
                let token = match self.token().await {
                    Ok(token) => token,
                    Err(why) => return why,
                };
                let path = match self.way {
                    Way::Template => "/cgi-bin/message/template/send",
                    Way::Subscribe => "/cgi-bin/message/subscribe/bizsend",
                };
                let to = self.address.at(&format!("{path}?access_token={token}"));
                let answer = post(&to, Reach::Anywhere, &[], self.body(message).to_string().into_bytes()).await;
                let Ok(told) = serde_json::from_str::<Answered>(&answer.text) else { return no_answer(&answer) };
                if told.errcode == 0 {
                    return Carried::Taken(told.msgid.map(|id| id.to_string()).unwrap_or_default());
                }
                if is_last || !STALE.contains(&told.errcode) {
                    return refusal(KINDS, &told.errcode.to_string(), &told.errmsg);
                }
                self.forget(&token).await;
            }
            Carried::NotNow(trouble("refused_credentials", ""))
        })
    }
}

impl Wechat {
    fn body(&self, message: &Message) -> Value {
        let data: serde_json::Map<String, Value> = message
            .places
            .iter()
            .map(|(name, words)| (name.clone(), json!({ "value": fitting(name, words) })))
            .collect();
        match self.way {
            Way::Template => json!({
                "touser": message.to, "template_id": message.template, "url": message.link,
                "client_msg_id": message.id.replace('-', ""), "data": data,
            }),
            Way::Subscribe => json!({
                "touser": message.to, "template_id": message.template, "page": message.link, "data": data,
            }),
        }
    }

    /// The token, fetched where there is none or it ends soon; messages that wait for it share one.
    async fn token(&self) -> Result<String, Carried> {
        let waited = tokio::time::timeout(PATIENCE, self.token.lock()).await;
        let mut kept = waited.map_err(|_| Carried::NotNow(trouble("too_slow", "")))?;
        let now = self.clock.now();
        if let Some(token) = kept.as_ref().filter(|token| token.until > now) {
            return Ok(token.text.clone());
        }
        let asked = json!({ "grant_type": "client_credential", "appid": self.app_id, "secret": self.secret });
        let to = self.address.at("/cgi-bin/stable_token");
        let answer = post(&to, Reach::Anywhere, &[], asked.to_string().into_bytes()).await;
        let Ok(told) = serde_json::from_str::<Answered>(&answer.text) else { return Err(no_answer(&answer)) };
        let Some(text) = told.access_token else {
            return Err(refusal(KINDS, &told.errcode.to_string(), &told.errmsg));
        };
        let until = now + (told.expires_in * SECOND - SPARE).max(MINUTE);
        *kept = Some(Token { text: text.clone(), until });
        Ok(text)
    }

    async fn forget(&self, token: &str) {
        let mut kept = self.token.lock().await;
        if kept.as_ref().is_some_and(|kept| kept.text == token) {
            *kept = None;
        }
    }
}

/// What fits into a place: the account refuses longer words. The kinds of places and their lengths are its own.
fn fitting(name: &str, words: &str) -> String {
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let most = match kind {
        "thing" | "const" => 20,
        "name" => 10,
        "phrase" => 5,
        "character_string" => 32,
        _ => return words.to_owned(),
    };
    words.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_to_what_a_place_takes() {
        assert_eq!(fitting("thing12", &"字".repeat(30)).chars().count(), 20);
        assert_eq!(fitting("phrase3", "已经安排好了师傅"), "已经安排好");
        assert_eq!(fitting("time2", "2026年11月21日 10:30").chars().count(), 17);
    }
}
