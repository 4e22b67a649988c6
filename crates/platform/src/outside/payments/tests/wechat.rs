//! WeChat Pay's side of its protocol.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Money;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};

use super::super::{Closing, Provider, Providers, Receipt, RefundStanding, Standing, Told, Unread, WayToPay};
use super::{
    MERCHANT, MERCHANT_PKCS1, NUMBER, PROVIDER, PROVIDER_CERTIFICATE, PROVIDER_PUBLIC, back, bare, code_of, pair,
    wanted,
};
use crate::clock::Clock;

pub(super) const API_KEY: &str = "0123456789abcdef0123456789abcdef";
const KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";

/// A request as it arrived, its signature checked.
#[derive(Clone, Debug)]
struct Heard {
    method: Method,
    uri: String,
    headers: HeaderMap,
    body: Value,
}

#[derive(Clone)]
struct Platform {
    heard: Arc<Mutex<Vec<Heard>>>,
    /// The answers still to give, the last one for ever.
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
    signs_with: &'static str,
    address: String,
}

impl Platform {
    async fn answering(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        Self::signing_with(PROVIDER, answers).await
    }
    async fn signing_with(signs_with: &'static str, answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        let platform = Self { heard: Arc::default(), answers, signs_with, address };
        let router = Router::new().fallback(hear).with_state(platform.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        platform
    }
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
    fn wechat(&self) -> Arc<dyn Provider> {
        let providers = Providers::read(&file(&self.address, MERCHANT, PROVIDER_PUBLIC)).unwrap();
        providers.all()[0].clone()
    }
}

pub(super) fn file(address: &str, private: &str, public: &str) -> String {
    format!(
        "[wechat]\nmch_id = '1900000109'\napp_id = 'wxd678efh567hg6787'\nserial_no = '5157F09EFDC096DE15EBE81A47057A72'
         api_v3_key = '{API_KEY}'\npublic_key_id = '{KEY_ID}'\nh5 = true\naddress = '{address}'
         private_key = '''{private}'''\npublic_key = '''{public}'''"
    )
}

async fn hear(State(platform): State<Platform>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    check_signature(&method, &uri, &headers, &body);
    let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
    platform.heard.lock().unwrap().push(Heard { method, uri: uri.to_string(), headers, body: json });
    let mut answers = platform.answers.lock().unwrap();
    let (status, answer) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    let body = if answer.is_null() { String::new() } else { answer.to_string() };
    let mut headers = signed(platform.signs_with, &body, Clock::system().now().ms() / 1_000);
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

/// `WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",signature="…",timestamp="…",serial_no="…"` over method, path, time, nonce and body.
fn check_signature(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) {
    let all = headers["authorization"].to_str().unwrap();
    let part = |name: &str| {
        let at = all.find(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name}")) + name.len() + 2;
        all[at..].split('"').next().unwrap()
    };
    assert!(all.starts_with("WECHATPAY2-SHA256-RSA2048 "), "{all}");
    assert_eq!((part("mchid"), part("serial_no")), ("1900000109", "5157F09EFDC096DE15EBE81A47057A72"));
    assert_eq!(
        (&headers["accept"], &headers["wechatpay-serial"]),
        (&HeaderValue::from_static("application/json"), &HeaderValue::from_static(KEY_ID))
    );
    let body = std::str::from_utf8(body).unwrap();
    let message = format!("{method}\n{uri}\n{}\n{}\n{body}\n", part("timestamp"), part("nonce_str"));
    let signature = STANDARD.decode(part("signature")).unwrap();
    let merchant = pair(MERCHANT);
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, merchant.public().as_ref());
    key.verify(message.as_bytes(), &signature).expect("the merchant signed this very request");
}

fn signed(with: &str, body: &str, seconds: i64) -> HeaderMap {
    let key = pair(with);
    let mut signature = vec![0; key.public().modulus_len()];
    let message = format!("{seconds}\nthenonce\n{body}\n");
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("wechatpay-timestamp", seconds.to_string()),
        ("wechatpay-nonce", "thenonce".to_owned()),
        ("wechatpay-signature", STANDARD.encode(signature)),
        ("wechatpay-serial", KEY_ID.to_owned()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

/// A notification whose content is sealed under this key.
fn sealed(kind: &str, content: &Value, key: &str) -> String {
    let (nonce, about) = ("fdasflkja484", "transaction");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_bytes()).unwrap());
    let mut bytes = content.to_string().into_bytes();
    let nonce_bytes = Nonce::try_assume_unique_for_key(nonce.as_bytes()).unwrap();
    key.seal_in_place_append_tag(nonce_bytes, Aad::from(about.as_bytes()), &mut bytes).unwrap();
    json!({ "id": "EV-1", "create_time": "2026-11-21T10:34:56+08:00", "resource_type": "encrypt-resource", "event_type": kind,
            "summary": "支付成功", "resource": { "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": STANDARD.encode(bytes), "associated_data": about, "nonce": nonce } })
    .to_string()
}

fn paid() -> Value {
    json!({ "appid": "wxd678efh567hg6787", "mchid": "1900000109", "out_trade_no": NUMBER, "trade_state": "SUCCESS",
            "transaction_id": "4200001234202611210000000001", "trade_type": "NATIVE", "success_time": "2026-11-21T10:34:56+08:00",
            "payer": { "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
            "amount": { "total": 10_000, "payer_total": 10_000, "currency": "CNY", "payer_currency": "CNY" } })
}

fn receipt() -> Standing {
    Standing::Paid(Receipt { transaction: "4200001234202611210000000001".into(), amount: Money(10_000) })
}

#[tokio::test]
async fn a_code_is_asked_for_with_our_number_the_amount_and_an_end() {
    let platform = Platform::answering([(200, json!({ "code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz" }))]).await;
    let link = platform.wechat().ask(&wanted(WayToPay::Code)).await.unwrap();
    assert_eq!(link, "weixin://wxpay/bizpayurl?pr=p4lpSuKzz");
    let heard = platform.heard().pop().unwrap();
    assert_eq!((heard.method, heard.uri.as_str()), (Method::POST, "/v3/pay/transactions/native"));
    let body = &heard.body;
    assert_eq!((&body["mchid"], &body["appid"]), (&json!("1900000109"), &json!("wxd678efh567hg6787")));
    assert_eq!(
        (&body["out_trade_no"], &body["amount"]),
        (&json!(NUMBER), &json!({ "total": 10_000, "currency": "CNY" }))
    );
    let words = body["description"].as_str().unwrap();
    assert!(words.starts_with("新风电器 WX-20261121-0007") && words.len() <= 127, "{words}");
    let end: kernel::Moment = body["time_expire"].as_str().unwrap().parse().unwrap();
    let left = end - Clock::system().now();
    assert!((14 * 60_000..=15 * 60_000).contains(&left), "{left}");
    assert!(body.get("scene_info").is_none() && heard.headers.contains_key("user-agent"), "{body}");
}

#[tokio::test]
async fn a_page_is_asked_for_with_the_payers_address() {
    let url = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=1";
    let platform = Platform::answering([(200, json!({ "h5_url": url }))]).await;
    assert_eq!(platform.wechat().ways(), [WayToPay::Code, WayToPay::Page]);
    assert_eq!(platform.wechat().ask(&wanted(WayToPay::Page)).await.unwrap(), url);
    let heard = platform.heard().pop().unwrap();
    assert_eq!(heard.uri, "/v3/pay/transactions/h5");
    assert_eq!(heard.body["scene_info"], json!({ "payer_client_ip": "203.0.113.7", "h5_info": { "type": "Wap" } }));
}

#[tokio::test]
async fn a_payment_is_looked_up_by_our_number() {
    let mut open = paid();
    open["trade_state"] = json!("NOTPAY");
    let mut refunded = paid();
    refunded["trade_state"] = json!("REFUND");
    let mut foreign = paid();
    foreign["mchid"] = json!("1900000999");
    let platform = Platform::answering([
        (200, paid()),
        (200, open),
        (200, refunded),
        (200, json!({ "mchid": "1900000109", "out_trade_no": NUMBER, "trade_state": "CLOSED" })),
        (404, json!({ "code": "ORDER_NOT_EXIST", "message": "订单不存在" })),
        (200, foreign),
        (500, json!({ "code": "SYSTEM_ERROR", "message": "系统异常" })),
    ])
    .await;
    let wechat = platform.wechat();
    assert_eq!(wechat.look_up(NUMBER).await, Ok(receipt()));
    assert_eq!(platform.heard()[0].uri, format!("/v3/pay/transactions/out-trade-no/{NUMBER}?mchid=1900000109"));
    assert_eq!(wechat.look_up(NUMBER).await, Ok(Standing::Open));
    assert_eq!(wechat.look_up(NUMBER).await, Ok(receipt()), "what was paid back later was paid");
    assert_eq!(wechat.look_up(NUMBER).await, Ok(Standing::Closed));
    assert_eq!(wechat.look_up(NUMBER).await, Ok(Standing::Unknown));
    assert_eq!(code_of(wechat.look_up(NUMBER).await), ("broken_answer", true), "another merchant's is no news of ours");
    assert_eq!(code_of(wechat.look_up(NUMBER).await), ("provider_down", true));
}

#[tokio::test]
async fn an_answer_that_the_provider_did_not_sign_is_not_believed() {
    let platform = Platform::signing_with(MERCHANT, [(200, paid())]).await;
    assert_eq!(code_of(platform.wechat().look_up(NUMBER).await), ("not_signed", true));
    assert_eq!(code_of(platform.wechat().ask(&wanted(WayToPay::Code)).await), ("not_signed", true));
}

#[tokio::test]
async fn closing_tells_whether_it_was_paid_before() {
    let platform = Platform::answering([
        (204, Value::Null),
        (400, json!({ "code": "ORDERPAID", "message": "订单已支付" })),
        (400, json!({ "code": "ORDER_CLOSED", "message": "订单已关闭" })),
        (401, json!({ "code": "SIGN_ERROR", "message": "签名错误" })),
    ])
    .await;
    let wechat = platform.wechat();
    assert_eq!(wechat.close(NUMBER).await, Ok(Closing::Closed));
    let heard = platform.heard().pop().unwrap();
    assert_eq!((heard.uri.ends_with("/close"), &heard.body), (true, &json!({ "mchid": "1900000109" })));
    assert_eq!(wechat.close(NUMBER).await, Ok(Closing::Paid));
    assert_eq!(wechat.close(NUMBER).await, Ok(Closing::Closed));
    assert_eq!(code_of(wechat.close(NUMBER).await), ("refused_credentials", false));
}

#[tokio::test]
async fn money_is_paid_back_by_our_refund_number() {
    let answer = |status: &str| json!({ "refund_id": "50000000382019052709732678859", "status": status });
    let platform = Platform::answering([
        (200, answer("PROCESSING")),
        (200, answer("SUCCESS")),
        (200, answer("ABNORMAL")),
        (403, json!({ "code": "NOT_ENOUGH", "message": "余额不足" })),
    ])
    .await;
    let wechat = platform.wechat();
    let id = "50000000382019052709732678859".to_owned();
    assert_eq!(wechat.pay_back(&back()).await, Ok(RefundStanding::UnderWay(id.clone())));
    let heard = platform.heard().pop().unwrap();
    assert_eq!(heard.uri, "/v3/refund/domestic/refunds");
    assert_eq!(heard.body["amount"], json!({ "refund": 2_500, "total": 10_000, "currency": "CNY" }));
    assert_eq!((&heard.body["out_trade_no"], &heard.body["reason"]), (&json!(NUMBER), &json!("多收")));
    assert_eq!(wechat.look_up_refund(&back()).await, Ok(RefundStanding::Done(id)));
    assert_eq!(platform.heard()[0].uri, format!("/v3/refund/domestic/refunds/{}", back().refund_number));
    let Ok(RefundStanding::Failed(why)) = wechat.look_up_refund(&back()).await else { panic!("it failed") };
    assert_eq!(why.code, "payer_account");
    assert_eq!(code_of(wechat.pay_back(&back()).await), ("not_enough_money", false));
}

#[tokio::test]
async fn a_notification_is_believed_for_its_signature_and_opened_with_our_key() {
    let wechat = Platform::answering([(204, Value::Null)]).await.wechat();
    let now = Clock::system().now().ms() / 1_000;
    let body = sealed("TRANSACTION.SUCCESS", &paid(), API_KEY);
    let told = wechat.read(&signed(PROVIDER, &body, now), body.as_bytes());
    assert_eq!(told, Ok(Told::Payment { number: NUMBER.into(), standing: receipt() }));
    let refund = json!({ "mchid": "1900000109", "out_trade_no": NUMBER, "out_refund_no": back().refund_number, "refund_id": "5",
                         "refund_status": "SUCCESS", "amount": { "total": 10_000, "refund": 2_500 } });
    let body = sealed("REFUND.SUCCESS", &refund, API_KEY);
    let told = wechat.read(&signed(PROVIDER, &body, now), body.as_bytes());
    let standing = RefundStanding::Done("5".into());
    assert_eq!(told, Ok(Told::Refund { number: back().refund_number, standing }));
    assert_eq!((wechat.reply(true).status, wechat.reply(true).body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(wechat.reply(false).body, r#"{"code":"FAIL","message":"失败"}"#);
}

#[tokio::test]
async fn a_notification_that_was_forged_aged_or_is_anothers_is_not_believed() {
    let wechat = Platform::answering([(204, Value::Null)]).await.wechat();
    let now = Clock::system().now().ms() / 1_000;
    let body = sealed("TRANSACTION.SUCCESS", &paid(), API_KEY);
    let read = |headers: HeaderMap, body: &str| wechat.read(&headers, body.as_bytes());
    assert_eq!(read(signed(MERCHANT, &body, now), &body), Err(Unread::Signature), "another key");
    assert_eq!(read(signed(PROVIDER, &body, now - 600), &body), Err(Unread::Signature), "ten minutes old");
    assert_eq!(read(signed(PROVIDER, "{}", now), &body), Err(Unread::Signature), "another body");
    assert_eq!(read(HeaderMap::new(), &body), Err(Unread::Signature));
    let mut other_key = signed(PROVIDER, &body, now);
    other_key.insert("wechatpay-serial", HeaderValue::from_static("PUB_KEY_ID_OTHER"));
    assert_eq!(read(other_key, &body), Err(Unread::Signature));
    let other = sealed("TRANSACTION.SUCCESS", &paid(), "ffffffffffffffffffffffffffffffff");
    assert_eq!(read(signed(PROVIDER, &other, now), &other), Err(Unread::Content), "sealed for another merchant");
    let mut foreign = paid();
    foreign["mchid"] = json!("1900000999");
    let foreign = sealed("TRANSACTION.SUCCESS", &foreign, API_KEY);
    assert_eq!(read(signed(PROVIDER, &foreign, now), &foreign), Err(Unread::Content), "another merchant's");
    assert_eq!(read(signed(PROVIDER, "nonsense", now), "nonsense"), Err(Unread::Content));
}

#[tokio::test]
async fn keys_are_read_in_the_shapes_in_which_they_are_handed_out() {
    let platform = Platform::answering([(200, json!({ "code_url": "weixin://x" }))]).await;
    for (private, public) in
        [(MERCHANT_PKCS1.to_owned(), PROVIDER_CERTIFICATE.to_owned()), (bare(MERCHANT), bare(PROVIDER_PUBLIC))]
    {
        let providers = Providers::read(&file(&platform.address, &private, &public)).unwrap();
        assert_eq!(providers.all()[0].ask(&wanted(WayToPay::Code)).await.as_deref(), Ok("weixin://x"));
    }
}
