//! Alipay, open platform, as a merchant of one's own: codes (当面付, `alipay.trade.precreate`). Requests and answers are signed by RSA2, the
//! answers over their very text. Protocol: <https://opendocs.alipay.com/open/194/106078>

use std::collections::BTreeMap;

use axum::http::{HeaderMap, Method, StatusCode};
use futures::future::BoxFuture;
use kernel::time::MINUTE;
use kernel::{Money, Zone};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::keys::{PrivateKey, PublicKey};
use super::{
    Closing, PayBack, Provider, Receipt, RefundStanding, Reply, Standing, Told, Trouble, Unread, Wanted, WayToPay,
    trouble,
};
use crate::clock::Clock;
use crate::http::input;
use crate::outside::{Address, Asked, Reach, ask};

/// What fits into a subject, in characters.
const WORDS_MAX: usize = 120;
/// The answer to a request that was done.
const DONE: &str = "10000";

/// Alipay's codes as kinds: `(beginning, kind, may it pass)`.
const KINDS: &[(&str, &str, bool)] = &[
    ("ACQ.SYSTEM_ERROR", "provider_down", true),
    ("aop.ACQ.SYSTEM_ERROR", "provider_down", true),
    ("isp.", "provider_down", true),
    ("isv.invalid-signature", "refused_credentials", false),
    ("isv.invalid-app-id", "refused_credentials", false),
    ("isv.insufficient-isv-permissions", "refused_credentials", false),
    ("ACQ.ACCESS_FORBIDDEN", "refused_credentials", false),
    ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "not_enough_money", false),
    ("ACQ.USER_NOT_MATCH_ERR", "payer_account", false),
];

pub(super) struct Alipay {
    pub address: Address,
    pub app_id: String,
    pub private_key: PrivateKey,
    pub public_key: PublicKey,
    pub clock: Clock,
}

/// What every answer begins with.
#[derive(Deserialize)]
struct Outcome {
    code: String,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    sub_code: String,
    #[serde(default)]
    sub_msg: String,
}

impl Provider for Alipay {
    fn name(&self) -> &'static str {
        "alipay"
    }
    fn ways(&self) -> &[WayToPay] {
        &[WayToPay::Code]
    }
    fn ask<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<String, Trouble>> {
        Box::pin(async move {
            let minutes = (wanted.open_for_ms / MINUTE).max(1);
            let content = json!({
                "out_trade_no": wanted.number, "total_amount": yuan(wanted.amount),
                "subject": wanted.words.chars().take(WORDS_MAX).collect::<String>(),
                "timeout_express": format!("{minutes}m"),
            });
            let told = self.spoken("alipay.trade.precreate", content, Some(&wanted.notify_url)).await?;
            text(&told, "qr_code").ok_or_else(|| trouble("broken_answer", "no qr_code", true))
        })
    }
    fn look_up<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Standing, Trouble>> {
        Box::pin(async move {
            match self.spoken("alipay.trade.query", json!({ "out_trade_no": number }), None).await {
                Ok(told) if text(&told, "out_trade_no").is_some_and(|theirs| theirs == number) => {
                    standing(&told).ok_or_else(|| trouble("broken_answer", "", true))
                }
                Ok(_) => Err(trouble("broken_answer", "look-up of another", true)),
                // a code that nobody has scanned is no trade yet
                Err(refused) if refused.told.starts_with("ACQ.TRADE_NOT_EXIST") => Ok(Standing::Unknown),
                Err(refused) => Err(refused),
            }
        })
    }
    fn close<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Closing, Trouble>> {
        Box::pin(async move {
            match self.spoken("alipay.trade.close", json!({ "out_trade_no": number }), None).await {
                Ok(_) => Ok(Closing::Closed),
                Err(refused) if refused.told.starts_with("ACQ.TRADE_NOT_EXIST") => Ok(Closing::Closed),
                // it is not waiting any more: the next look says what it is
                Err(refused) if refused.told.starts_with("ACQ.TRADE_STATUS_ERROR") => Ok(Closing::Paid),
                Err(refused) => Err(refused),
            }
        })
    }
    fn pay_back<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        Box::pin(async move {
            let content = json!({
                "out_trade_no": back.number, "out_request_no": back.refund_number, "refund_amount": yuan(back.amount),
                "refund_reason": back.reason,
            });
            let told = self.spoken("alipay.trade.refund", content, None).await?;
            // asked a second time nothing changes: whether it arrived is looked up
            Ok(match text(&told, "fund_change").as_deref() {
                Some("Y") => RefundStanding::Done(back.refund_number.clone()),
                _ => RefundStanding::UnderWay(back.refund_number.clone()),
            })
        })
    }
    fn look_up_refund<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        Box::pin(async move {
            let content = json!({ "out_trade_no": back.number, "out_request_no": back.refund_number });
            let told = self.spoken("alipay.trade.fastpay.refund.query", content, None).await?;
            Ok(match text(&told, "refund_status").as_deref() {
                Some("REFUND_SUCCESS") => RefundStanding::Done(back.refund_number.clone()),
                _ => RefundStanding::UnderWay(back.refund_number.clone()),
            })
        })
    }
    fn read(&self, _: &HeaderMap, body: &[u8]) -> Result<Told, Unread> {
        let form = std::str::from_utf8(body).map_err(|_| Unread::Content)?;
        let mut fields: BTreeMap<String, String> = input::form_of(form).map_err(|_| Unread::Content)?;
        let signature = fields.remove("sign").ok_or(Unread::Signature)?;
        // its kind is the one that is known; it is not signed along
        fields.remove("sign_type");
        if !self.public_key.has_signed(joined(&fields).as_bytes(), &signature) {
            return Err(Unread::Signature);
        }
        let told = serde_json::to_value(&fields).map_err(|_| Unread::Content)?;
        if fields.get("app_id") != Some(&self.app_id) {
            return Err(Unread::Content);
        }
        let number = fields.get("out_trade_no").ok_or(Unread::Content)?.clone();
        Ok(Told::Payment { number, standing: standing(&told).ok_or(Unread::Content)? })
    }
    fn reply(&self, is_kept: bool) -> Reply {
        let body = if is_kept { "success" } else { "fail" };
        Reply { status: StatusCode::OK, media: "text/plain", body: body.to_owned() }
    }
}

impl Alipay {
    /// One signed request; what stands in its answer, if Alipay signed it.
    async fn spoken(&self, method: &str, content: Value, notify_url: Option<&str>) -> Result<Value, Trouble> {
        // by the clock of Beijing, as all its times are
        let at = Zone::SHANGHAI.clock_of(self.clock.now()).format("%Y-%m-%d %H:%M:%S").to_string();
        let mut fields: BTreeMap<String, String> = [
            ("app_id", self.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &at),
            ("version", "1.0"),
            ("biz_content", &content.to_string()),
        ]
        .into_iter()
        .chain(notify_url.map(|url| ("notify_url", url)))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let signature = self.private_key.sign(joined(&fields).as_bytes());
        fields.insert("sign".to_owned(), signature.ok_or_else(|| trouble("no_request", "", true))?);
        let pairs: Vec<(String, String)> = fields.into_iter().collect();
        let headers = [("content-type", "application/x-www-form-urlencoded;charset=utf-8".to_owned())];
        let body = input::form_text(&pairs).into_bytes();
        let asked = Asked { method: Method::POST, to: &self.address, reach: Reach::Anywhere, headers: &headers, body };
        let heard = ask(asked).await.map_err(|failure| trouble(failure, "", true))?;
        let broken = || trouble("broken_answer", &format!("HTTP {}", heard.status), true);
        let answer = std::str::from_utf8(&heard.body).map_err(|_| broken())?;
        self.answered(answer, &format!("{}_response", method.replace('.', "_"))).unwrap_or_else(|| Err(broken()))
    }

    /// What an answer says; none where it cannot be read.
    fn answered(&self, answer: &str, name: &str) -> Option<Result<Value, Trouble>> {
        let whole: BTreeMap<String, Value> = serde_json::from_str(answer).ok()?;
        let node = whole.get(name).or_else(|| whole.get("error_response"))?;
        let told: Outcome = serde_json::from_value(node.clone()).ok()?;
        if told.code != DONE {
            return Some(Err(refusal(&told)));
        }
        let signature = whole.get("sign").and_then(Value::as_str).unwrap_or_default();
        if !self.public_key.has_signed(raw(answer, name)?.as_bytes(), signature) {
            return Some(Err(trouble("not_signed", "", true)));
        }
        Some(Ok(node.clone()))
    }
}

/// The text of a part of an answer, as it was signed.
fn raw<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let named = format!("\"{name}\":");
    let rest = &answer[answer.find(&named)? + named.len()..];
    let mut parts = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    parts.next()?.ok()?;
    rest.get(..parts.byte_offset())
}

/// What is signed: the fields that hold something, in the order of their names.
fn joined(fields: &BTreeMap<String, String>) -> String {
    let held = fields.iter().filter(|(_, value)| !value.is_empty());
    held.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn text(told: &Value, name: &str) -> Option<String> {
    told.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// None where it does not say what was paid.
fn standing(told: &Value) -> Option<Standing> {
    Some(match text(told, "trade_status")?.as_str() {
        "TRADE_SUCCESS" | "TRADE_FINISHED" => {
            let amount = minor(&text(told, "total_amount")?)?;
            Standing::Paid(Receipt { transaction: text(told, "trade_no")?, amount })
        }
        "TRADE_CLOSED" => Standing::Closed,
        _ => Standing::Open,
    })
}

fn refusal(told: &Outcome) -> Trouble {
    let (code, words) =
        if told.sub_code.is_empty() { (&told.code, &told.msg) } else { (&told.sub_code, &told.sub_msg) };
    let words = format!("{code}: {words}");
    match KINDS.iter().find(|(start, ..)| code.starts_with(start)) {
        Some((_, kind, may_pass)) => trouble(kind, &words, *may_pass),
        // 20000: the service is not available
        None if told.code == "20000" => trouble("provider_down", &words, true),
        None => trouble("provider_refused", &words, false),
    }
}

/// `88.80`, as Alipay writes amounts.
fn yuan(amount: Money) -> String {
    format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
}

/// An amount as Alipay writes it, in 分.
fn minor(text: &str) -> Option<Money> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_figures = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_figures(whole) || !is_figures(part) {
        return None;
    }
    let (whole, part): (i64, i64) = (whole.parse().ok()?, format!("{part:0<2}").parse().ok()?);
    whole.checked_mul(100)?.checked_add(part).map(Money)
}

#[cfg(test)]
mod amounts {
    use super::*;

    #[test]
    fn an_amount_is_written_and_read_to_the_last_fen() {
        for (typed, amount) in [("88.88", 8_888), ("0.01", 1), ("88.8", 8_880), ("88", 8_800), ("10000.00", 1_000_000)]
        {
            assert_eq!(minor(typed), Some(Money(amount)), "{typed}");
        }
        for wrong in ["", ".5", "1.234", "-1.00", "1,000.00", "99999999999999999999.00"] {
            assert_eq!(minor(wrong), None, "{wrong}");
        }
        assert_eq!((yuan(Money(1)), yuan(Money(8_880))), ("0.01".into(), "88.80".into()));
    }
}
