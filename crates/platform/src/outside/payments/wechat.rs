//! WeChat Pay, API v3, as a merchant of one's own: Native codes and H5 pages. Requests are signed with the merchant's key; answers and
//! notifications are believed for WeChat Pay's signature (微信支付公钥, or a platform certificate in its place).
//! Protocol: <https://pay.weixin.qq.com/doc/v3/merchant/4012081606>

use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use kernel::Money;
use kernel::time::{MINUTE, SECOND};
use serde::Deserialize;
use serde_json::{Value, json};

use super::keys::{PrivateKey, PublicKey, unsealed};
use super::{
    Closing, PayBack, Provider, Receipt, RefundStanding, Reply, Standing, Told, Trouble, Unread, Wanted, WayToPay,
    trouble,
};
use crate::clock::Clock;
use crate::outside::{Address, Asked, Heard, Reach, ask};

/// A signature is good for so long, before and after.
const SIGNED_WITHIN: i64 = 5 * MINUTE;
/// What fits into a description, and into the reason of a refund, in bytes.
const WORDS_MAX: usize = 127;
const REASON_MAX: usize = 80;

/// WeChat's codes as kinds: `(code, kind, may it pass)`.
const KINDS: &[(&str, &str, bool)] = &[
    ("SYSTEM_ERROR", "provider_down", true),
    ("BANK_ERROR", "provider_down", true),
    ("FREQUENCY_LIMITED", "refused_limit", true),
    ("FREQUENCY_LIMIT_EXCEED", "refused_limit", true),
    ("SIGN_ERROR", "refused_credentials", false),
    ("NO_AUTH", "refused_credentials", false),
    ("MCH_NOT_EXISTS", "refused_credentials", false),
    ("APPID_MCHID_NOT_MATCH", "refused_credentials", false),
    ("NOT_ENOUGH", "not_enough_money", false),
    ("USER_ACCOUNT_ABNORMAL", "payer_account", false),
];

pub(super) struct WechatPay {
    pub address: Address,
    pub mch_id: String,
    pub app_id: String,
    /// Of the merchant's certificate.
    pub serial_no: String,
    pub private_key: PrivateKey,
    /// APIv3 密钥.
    pub api_key: Vec<u8>,
    pub public_key_id: String,
    pub public_key: PublicKey,
    pub ways: Vec<WayToPay>,
    pub clock: Clock,
}

#[derive(Deserialize)]
struct Transaction {
    appid: Option<String>,
    mchid: String,
    out_trade_no: String,
    trade_state: String,
    transaction_id: Option<String>,
    amount: Option<Amount>,
}
#[derive(Deserialize)]
struct Amount {
    total: i64,
}
#[derive(Deserialize)]
struct RefundAnswered {
    refund_id: String,
    status: String,
}
#[derive(Deserialize)]
struct RefundTold {
    mchid: String,
    out_refund_no: String,
    refund_id: String,
    refund_status: String,
}
#[derive(Deserialize)]
struct Notification {
    event_type: String,
    resource: Sealed,
}
#[derive(Deserialize)]
struct Sealed {
    algorithm: String,
    ciphertext: String,
    nonce: String,
    #[serde(default)]
    associated_data: String,
}
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: String,
    message: String,
}

impl Provider for WechatPay {
    fn name(&self) -> &'static str {
        "wechat"
    }
    fn ways(&self) -> &[WayToPay] {
        &self.ways
    }
    fn ask<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<String, Trouble>> {
        Box::pin(async move {
            let (path, field) = match wanted.way {
                WayToPay::Code => ("/v3/pay/transactions/native", "code_url"),
                WayToPay::Page => ("/v3/pay/transactions/h5", "h5_url"),
            };
            let answer = self.spoken(Method::POST, path, Some(self.body(wanted))).await?;
            let told: Value = read(&answer)?;
            let text = told.get(field).and_then(Value::as_str).map(str::to_owned);
            text.ok_or_else(|| trouble("broken_answer", &format!("no {field}"), true))
        })
    }
    fn look_up<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Standing, Trouble>> {
        Box::pin(async move {
            let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={}", self.mch_id);
            match self.spoken(Method::GET, &path, None).await {
                Ok(answer) => {
                    let told: Transaction = read(&answer)?;
                    self.standing(&told).filter(|_| told.out_trade_no == number).ok_or_else(|| foreign("look-up"))
                }
                Err(refused) if refused.told.starts_with("ORDER_NOT_EXIST") => Ok(Standing::Unknown),
                Err(refused) if refused.told.starts_with("RESOURCE_NOT_EXISTS") => Ok(Standing::Unknown),
                Err(refused) => Err(refused),
            }
        })
    }
    fn close<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Closing, Trouble>> {
        Box::pin(async move {
            let path = format!("/v3/pay/transactions/out-trade-no/{number}/close");
            match self.spoken(Method::POST, &path, Some(json!({ "mchid": self.mch_id }))).await {
                Ok(_) => Ok(Closing::Closed),
                Err(refused) => match refused.told.split(':').next().unwrap_or_default() {
                    "ORDERPAID" | "ORDER_PAID" => Ok(Closing::Paid),
                    "ORDER_CLOSED" | "ORDERCLOSED" | "ORDER_NOT_EXIST" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS" => {
                        Ok(Closing::Closed)
                    }
                    _ => Err(refused),
                },
            }
        })
    }
    fn pay_back<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        Box::pin(async move {
            let body = json!({
                "out_trade_no": back.number, "out_refund_no": back.refund_number, "reason": cut(&back.reason, REASON_MAX),
                "notify_url": back.notify_url,
                "amount": { "refund": back.amount.0, "total": back.of.0, "currency": "CNY" },
            });
            let answer = self.spoken(Method::POST, "/v3/refund/domestic/refunds", Some(body)).await?;
            let told: RefundAnswered = read(&answer)?;
            Ok(refund_standing(&told.status, told.refund_id))
        })
    }
    fn look_up_refund<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        Box::pin(async move {
            let path = format!("/v3/refund/domestic/refunds/{}", back.refund_number);
            let told: RefundAnswered = read(&self.spoken(Method::GET, &path, None).await?)?;
            Ok(refund_standing(&told.status, told.refund_id))
        })
    }
    fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Told, Unread> {
        if !self.is_signed(headers, body) {
            return Err(Unread::Signature);
        }
        self.told(body).ok_or(Unread::Content)
    }
    fn reply(&self, is_kept: bool) -> Reply {
        if is_kept {
            return Reply { status: StatusCode::NO_CONTENT, media: "application/json", body: String::new() };
        }
        let body = json!({ "code": "FAIL", "message": "失败" }).to_string();
        Reply { status: StatusCode::INTERNAL_SERVER_ERROR, media: "application/json", body }
    }
}

impl WechatPay {
    fn body(&self, wanted: &Wanted) -> Value {
        let until = (self.clock.now() + wanted.open_for_ms).to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut body = json!({
            "appid": self.app_id, "mchid": self.mch_id, "description": cut(&wanted.words, WORDS_MAX),
            "out_trade_no": wanted.number, "time_expire": until,
            "notify_url": wanted.notify_url, "amount": { "total": wanted.amount.0, "currency": "CNY" },
        });
        if wanted.way == WayToPay::Page {
            let address = wanted.payer_address.as_deref().unwrap_or("127.0.0.1");
            body["scene_info"] = json!({ "payer_client_ip": address, "h5_info": { "type": "Wap" } });
        }
        body
    }

    /// One signed request; its answer, if WeChat Pay signed it.
    async fn spoken(&self, method: Method, path: &str, body: Option<Value>) -> Result<Heard, Trouble> {
        let to = self.address.at(path);
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let signed = self.authorization(&method, &to.path, &body);
        let headers = [
            ("accept", "application/json".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("wechatpay-serial", self.public_key_id.clone()),
            ("authorization", signed.ok_or_else(|| trouble("no_request", "", true))?),
        ];
        let asked = Asked { method, to: &to, reach: Reach::Anywhere, headers: &headers, body: body.into_bytes() };
        let heard = ask(asked).await.map_err(|failure| trouble(failure, "", true))?;
        if !(200..300).contains(&heard.status) {
            return Err(refusal(&heard));
        }
        if !self.is_signed(&heard.headers, &heard.body) {
            return Err(trouble("not_signed", "", true));
        }
        Ok(heard)
    }

    fn authorization(&self, method: &Method, path: &str, body: &str) -> Option<String> {
        let timestamp = self.clock.now().ms() / SECOND;
        let nonce = crate::random::secret(24).ok()?.replace(['-', '_'], "0");
        let signature =
            self.private_key.sign(format!("{method}\n{path}\n{timestamp}\n{nonce}\n{body}\n").as_bytes())?;
        Some(format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{}\"",
            self.mch_id, self.serial_no
        ))
    }

    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (timestamp, nonce) = (header("wechatpay-timestamp"), header("wechatpay-nonce"));
        let Ok(seconds) = timestamp.parse::<i64>() else { return false };
        let is_now = (self.clock.now().ms() - seconds.saturating_mul(SECOND)).abs() <= SIGNED_WITHIN;
        let message = [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
        is_now
            && header("wechatpay-serial") == self.public_key_id
            && self.public_key.has_signed(&message, header("wechatpay-signature"))
    }

    fn told(&self, body: &[u8]) -> Option<Told> {
        let told: Notification = serde_json::from_slice(body).ok()?;
        let Sealed { algorithm, ciphertext, nonce, associated_data } = told.resource;
        if algorithm != "AEAD_AES_256_GCM" {
            return None;
        }
        let sealed = STANDARD.decode(ciphertext).ok()?;
        let open = unsealed(&self.api_key, nonce.as_bytes(), associated_data.as_bytes(), &sealed)?;
        match told.event_type.split('.').next() {
            Some("TRANSACTION") => {
                let told: Transaction = serde_json::from_slice(&open).ok()?;
                let standing = self.standing(&told)?;
                Some(Told::Payment { number: told.out_trade_no, standing })
            }
            Some("REFUND") => {
                let told: RefundTold = serde_json::from_slice(&open).ok()?;
                let standing = refund_standing(&told.refund_status, told.refund_id);
                (told.mchid == self.mch_id).then_some(Told::Refund { number: told.out_refund_no, standing })
            }
            _ => Some(Told::Other),
        }
    }

    /// None where it is another merchant's or does not say what was paid.
    fn standing(&self, told: &Transaction) -> Option<Standing> {
        if told.mchid != self.mch_id || told.appid.as_ref().is_some_and(|app| *app != self.app_id) {
            return None;
        }
        Some(match told.trade_state.as_str() {
            // what was paid back later was paid
            "SUCCESS" | "REFUND" => Standing::Paid(Receipt {
                transaction: told.transaction_id.clone()?,
                amount: Money(told.amount.as_ref()?.total),
            }),
            "CLOSED" | "REVOKED" => Standing::Closed,
            // NOTPAY, USERPAYING, PAYERROR: the payer may try again
            _ => Standing::Open,
        })
    }
}

fn refund_standing(status: &str, id: String) -> RefundStanding {
    match status {
        "SUCCESS" => RefundStanding::Done(id),
        "PROCESSING" => RefundStanding::UnderWay(id),
        "ABNORMAL" => RefundStanding::Failed(trouble("payer_account", status, false)),
        _ => RefundStanding::Failed(trouble("provider_refused", status, false)),
    }
}

fn read<T: serde::de::DeserializeOwned>(answer: &Heard) -> Result<T, Trouble> {
    serde_json::from_slice(&answer.body).map_err(|_| trouble("broken_answer", "", true))
}

fn foreign(what: &str) -> Trouble {
    trouble("broken_answer", &format!("{what} of another"), true)
}

/// A refusal: not signed, so that it is never taken for money.
fn refusal(heard: &Heard) -> Trouble {
    let told: Refusal = serde_json::from_slice(&heard.body).unwrap_or_default();
    let words = if told.code.is_empty() {
        format!("HTTP {}", heard.status)
    } else {
        format!("{}: {}", told.code, told.message)
    };
    match KINDS.iter().find(|(code, ..)| *code == told.code) {
        Some((_, kind, may_pass)) => trouble(kind, &words, *may_pass),
        None if heard.status >= 500 || heard.status == 429 || told.code.is_empty() => {
            trouble("provider_down", &words, true)
        }
        None => trouble("provider_refused", &words, false),
    }
}

/// The beginning that fits, in bytes, without breaking a character.
fn cut(words: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(words.len())).rev().find(|at| words.is_char_boundary(*at));
    &words[..end.unwrap_or_default()]
}
