//! Alipay's side of its protocol.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Money;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};

use super::super::{Closing, Provider, Providers, Receipt, RefundStanding, Standing, Told, Unread, WayToPay};
use super::{MERCHANT, NUMBER, PROVIDER, PROVIDER_PUBLIC, back, bare, code_of, pair, wanted};

#[derive(Clone)]
struct Gateway {
    heard: Arc<Mutex<Vec<BTreeMap<String, String>>>>,
    /// The answers still to give, the last one for ever.
    answers: Arc<Mutex<Vec<Value>>>,
    signs_with: &'static str,
    address: String,
}

impl Gateway {
    async fn answering(signs_with: &'static str, answers: impl IntoIterator<Item = Value>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/gateway.do", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        let gateway = Self { heard: Arc::default(), answers, signs_with, address };
        let router = Router::new().fallback(hear).with_state(gateway.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        gateway
    }
    fn alipay(&self) -> Arc<dyn Provider> {
        let (private, public) = (bare(MERCHANT), bare(PROVIDER_PUBLIC));
        let file = format!(
            "[alipay]\napp_id = '2021001'\nprivate_key = '{private}'\npublic_key = '{public}'\naddress = '{}'",
            self.address
        );
        Providers::read(&file).unwrap().all()[0].clone()
    }
    fn heard(&self) -> (String, Value) {
        let fields = self.heard.lock().unwrap().pop().unwrap();
        (fields["method"].clone(), serde_json::from_str(&fields["biz_content"]).unwrap())
    }
}

/// Checks the signature over the sorted fields, and signs the very text that stands in the answer.
async fn hear(State(gateway): State<Gateway>, body: Bytes) -> (StatusCode, String) {
    let mut fields: BTreeMap<String, String> = pairs(std::str::from_utf8(&body).unwrap());
    let signature = STANDARD.decode(fields.remove("sign").unwrap()).unwrap();
    let merchant = pair(MERCHANT);
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, merchant.public().as_ref());
    key.verify(joined(&fields).as_bytes(), &signature).expect("the merchant signed these fields");
    assert_eq!((fields["sign_type"].as_str(), fields["app_id"].as_str()), ("RSA2", "2021001"));
    assert_eq!(fields["timestamp"].len(), "2026-11-21 10:30:00".len());
    let name = format!("{}_response", fields["method"].replace('.', "_"));
    gateway.heard.lock().unwrap().push(fields);
    let mut answers = gateway.answers.lock().unwrap();
    let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    // as Alipay does: with slashes escaped, so that only the text itself fits its signature
    let text = answer.to_string().replace('/', "\\/");
    (StatusCode::OK, format!("{{\"{name}\":{text},\"sign\":\"{}\"}}", signed(gateway.signs_with, &text)))
}

fn pairs(form: &str) -> BTreeMap<String, String> {
    let decode =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    form.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect()
}

fn joined(fields: &BTreeMap<String, String>) -> String {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn signed(with: &str, text: &str) -> String {
    let key = pair(with);
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    STANDARD.encode(signature)
}

fn trade(status: &str) -> Value {
    json!({ "code": "10000", "msg": "Success", "out_trade_no": NUMBER, "trade_no": "2026112122001", "trade_status": status,
            "total_amount": "100.00", "buyer_logon_id": "159****5620" })
}

fn refused(sub_code: &str) -> Value {
    json!({ "code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "不行" })
}

fn receipt() -> Standing {
    Standing::Paid(Receipt { transaction: "2026112122001".into(), amount: Money(10_000) })
}

#[tokio::test]
async fn a_code_is_asked_for_in_yuan_with_an_end() {
    let answer = json!({ "code": "10000", "msg": "Success", "out_trade_no": NUMBER, "qr_code": "https://qr.alipay.com/bax03431" });
    let gateway = Gateway::answering(PROVIDER, [answer]).await;
    assert_eq!(gateway.alipay().ask(&wanted(WayToPay::Code)).await.as_deref(), Ok("https://qr.alipay.com/bax03431"));
    assert!(gateway.heard.lock().unwrap()[0]["notify_url"].ends_with("/notifications/acme"));
    let (method, content) = gateway.heard();
    assert_eq!((method.as_str(), &content["total_amount"]), ("alipay.trade.precreate", &json!("100.00")));
    assert_eq!((&content["out_trade_no"], &content["timeout_express"]), (&json!(NUMBER), &json!("15m")));
}

#[tokio::test]
async fn a_trade_is_looked_up_closed_and_paid_back() {
    let answers = [
        trade("TRADE_SUCCESS"),
        trade("WAIT_BUYER_PAY"),
        trade("TRADE_CLOSED"),
        refused("ACQ.TRADE_NOT_EXIST"),
        refused("ACQ.SYSTEM_ERROR"),
        json!({ "code": "10000", "msg": "Success" }),
        refused("ACQ.TRADE_STATUS_ERROR"),
        json!({ "code": "10000", "msg": "Success", "fund_change": "Y" }),
        json!({ "code": "10000", "msg": "Success", "fund_change": "N" }),
        json!({ "code": "10000", "msg": "Success", "refund_status": "REFUND_SUCCESS" }),
        refused("ACQ.SELLER_BALANCE_NOT_ENOUGH"),
    ];
    let gateway = Gateway::answering(PROVIDER, answers).await;
    let alipay = gateway.alipay();
    for standing in [receipt(), Standing::Open, Standing::Closed, Standing::Unknown] {
        assert_eq!(alipay.look_up(NUMBER).await, Ok(standing));
    }
    assert_eq!(code_of(alipay.look_up(NUMBER).await), ("provider_down", true));
    assert_eq!(alipay.close(NUMBER).await, Ok(Closing::Closed));
    assert_eq!(alipay.close(NUMBER).await, Ok(Closing::Paid));
    let id = back().refund_number;
    assert_eq!(alipay.pay_back(&back()).await, Ok(RefundStanding::Done(id.clone())));
    let (method, content) = gateway.heard();
    assert_eq!((method.as_str(), &content["refund_amount"]), ("alipay.trade.refund", &json!("25.00")));
    assert_eq!(content["out_request_no"], json!(id));
    assert_eq!(alipay.pay_back(&back()).await, Ok(RefundStanding::UnderWay(id.clone())), "asked a second time");
    assert_eq!(alipay.look_up_refund(&back()).await, Ok(RefundStanding::Done(id)));
    assert_eq!(code_of(alipay.pay_back(&back()).await), ("not_enough_money", false));
}

#[tokio::test]
async fn an_answer_that_alipay_did_not_sign_is_not_believed() {
    let gateway = Gateway::answering(MERCHANT, [trade("TRADE_SUCCESS")]).await;
    assert_eq!(code_of(gateway.alipay().look_up(NUMBER).await), ("not_signed", true));
}

#[tokio::test]
async fn a_notification_is_believed_for_its_signature() {
    let alipay = Gateway::answering(PROVIDER, [trade("")]).await.alipay();
    let form = |with: &str, app_id: &str, amount: &str| {
        let fields = [
            ("app_id", app_id),
            ("notify_type", "trade_status_sync"),
            ("out_trade_no", NUMBER),
            ("trade_no", "2026112122001"),
            ("trade_status", "TRADE_SUCCESS"),
            ("subject", "新风电器 WX-1 & 上门"),
            ("total_amount", amount),
        ];
        let fields: BTreeMap<String, String> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let sign = signed(with, &joined(&fields));
        let mut pairs: Vec<(String, String)> = fields.into_iter().collect();
        pairs.extend([("sign".to_owned(), sign), ("sign_type".to_owned(), "RSA2".to_owned())]);
        crate::http::input::form_text(&pairs)
    };
    let read = |form: &str| alipay.read(&HeaderMap::new(), form.as_bytes());
    let told = Told::Payment { number: NUMBER.into(), standing: receipt() };
    assert_eq!(read(&form(PROVIDER, "2021001", "100.00")), Ok(told));
    assert_eq!(read(&form(MERCHANT, "2021001", "100.00")), Err(Unread::Signature));
    assert_eq!(read(&form(PROVIDER, "2021001", "100.00").replace("100%2E00", "1%2E00")), Err(Unread::Signature));
    assert_eq!(read(&form(PROVIDER, "2021999", "100.00")), Err(Unread::Content), "another merchant's");
    assert_eq!(read("out_trade_no=1"), Err(Unread::Signature));
    assert_eq!((alipay.reply(true).body.as_str(), alipay.reply(false).body.as_str()), ("success", "fail"));
}
