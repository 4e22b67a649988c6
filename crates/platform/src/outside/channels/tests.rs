//! The vendors' side of each protocol on this machine: it checks what arrives as they would, from their pages, and not with our code.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::{Carried, Carriers, Message};

/// What arrived, as it came over the wire.
#[derive(Clone, Debug)]
struct Heard {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Vec<u8>,
}

#[derive(Clone)]
struct Vendor {
    heard: Arc<Mutex<Vec<Heard>>>,
    /// The answers still to give, the last one for ever.
    answers: Arc<Mutex<Vec<(u16, Value)>>>,
    address: String,
}

impl Vendor {
    async fn answering(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        let vendor = Self { heard: Arc::default(), answers, address };
        let router = Router::new().fallback(hear).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        vendor
    }
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

async fn hear(
    State(vendor): State<Vendor>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, axum::Json<Value>) {
    vendor.heard.lock().unwrap().push(Heard { method, uri, headers, body: body.to_vec() });
    let mut answers = vendor.answers.lock().unwrap();
    let (status, answer) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
    (StatusCode::from_u16(status).unwrap(), axum::Json(answer))
}

impl Heard {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
    fn query(&self) -> BTreeMap<String, String> {
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let pairs = self.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (decode(name), decode(value))).collect()
    }
    /// What stands behind `name=` in the Authorization.
    fn authorized(&self, name: &str) -> String {
        let all = self.header("authorization");
        let at = all.find(&format!("{name}=")).unwrap() + name.len() + 1;
        all[at..].split([',', ' ']).next().unwrap().to_owned()
    }
    /// The request as both vendors spell it to check a signature.
    fn canonical(&self) -> String {
        let names = self.authorized("SignedHeaders");
        let lines: String = names.split(';').map(|name| format!("{name}:{}\n", self.header(name).trim())).collect();
        let query = self.uri.query().unwrap_or_default();
        format!("{}\n{}\n{query}\n{lines}\n{names}\n{}", self.method, self.uri.path(), hash(&self.body))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn message() -> Message {
    Message {
        id: "0193-ab".into(),
        to: "+8613800001234".into(),
        sign: "新风电器".into(),
        template: "SMS_154950909".into(),
        places: vec![("number".into(), "WX-1".into()), ("window".into(), "11月22日 13:00–17:00 & *".into())],
        words: "【新风电器】单号 WX-1".into(),
        subject: "新风电器 WX-1".into(),
        link: Some("https://service.example.com/c/acme/secret".into()),
        mention: None,
    }
}

fn code_of(carried: &Carried) -> &'static str {
    match carried {
        Carried::Taken(_) => "taken",
        Carried::NotNow(why) | Carried::Never(why) => why.code,
    }
}

#[tokio::test]
async fn alibaba_takes_an_sms_whose_signature_it_can_check() {
    let vendor = Vendor::answering([
        (200, json!({ "Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "1" })),
        (400, json!({ "Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched" })),
        (200, json!({ "Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "13800001234 invalid mobile number" })),
        (200, json!({ "Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控" })),
        (503, json!("busy")),
    ])
    .await;
    let file = format!("[aliyun]\nkey_id = 'LTAI-test'\nkey_secret = 'shh'\naddress = '{}'", vendor.address);
    let sms = Carriers::read(&file).unwrap().sms.unwrap();
    assert_eq!(sms.carry(&message()).await, Carried::Taken("900619746936498440^0".into()));
    let heard = vendor.heard().remove(0);
    let query = heard.query();
    assert_eq!((query["PhoneNumbers"].as_str(), query["SignName"].as_str()), ("13800001234", "新风电器"));
    assert_eq!(query["TemplateCode"], "SMS_154950909");
    assert_eq!(query["TemplateParam"], r#"{"number":"WX-1","window":"11月22日 13:00–17:00 & *"}"#);
    assert_eq!((heard.header("x-acs-action"), heard.header("x-acs-version")), ("SendSms", "2017-05-25"));
    assert_eq!(heard.header("x-acs-content-sha256"), hash(b""));
    let must = ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];
    assert_eq!(heard.authorized("SignedHeaders"), must.join(";"), "each that counts is signed");
    let expected = hmac(b"shh", &format!("ACS3-HMAC-SHA256\n{}", hash(heard.canonical().as_bytes())));
    assert_eq!((heard.authorized("Signature"), heard.authorized("Credential")), (hex(&expected), "LTAI-test".into()));
    let mut nonces = vec![heard.header("x-acs-signature-nonce").to_owned()];
    for (code, is_final) in
        [("refused_credentials", true), ("refused_address", true), ("refused_limit", false), ("broken_answer", false)]
    {
        let carried = sms.carry(&message()).await;
        assert_eq!((code_of(&carried), matches!(carried, Carried::Never(_))), (code, is_final));
        assert!(!format!("{carried:?}").contains("13800001234"), "{carried:?}");
        nonces.push(vendor.heard()[0].header("x-acs-signature-nonce").to_owned());
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 5, "no nonce comes twice");
}

#[tokio::test]
async fn tencent_takes_an_sms_whose_signature_it_can_check() {
    let status = |code: &str, message: &str| {
        let one = json!({ "SerialNo": "5000:1045710669157053657849499619", "PhoneNumber": "+8613800001234", "Fee": 1,
                          "SessionContext": "0193-ab", "Code": code, "Message": message, "IsoCode": "CN" });
        json!({ "Response": { "SendStatusSet": [one], "RequestId": "1" } })
    };
    let vendor = Vendor::answering([
        (200, status("Ok", "send success")),
        (200, status("LimitExceeded.PhoneNumberThirtySecondLimit", "limit")),
        (200, status("FailedOperation.TemplateIncorrectOrUnapproved", "no such template")),
        (200, json!({ "Response": { "Error": { "Code": "AuthFailure.SignatureFailure", "Message": "x" }, "RequestId": "1" } })),
    ])
    .await;
    let file = format!(
        "[tencent]\nsecret_id = 'AKID-test'\nsecret_key = 'shh'\napp_id = '1400006666'\naddress = '{}'",
        vendor.address
    );
    let sms = Carriers::read(&file).unwrap().sms.unwrap();
    assert_eq!(sms.carry(&message()).await, Carried::Taken("5000:1045710669157053657849499619".into()));
    let heard = vendor.heard().remove(0);
    assert_eq!(
        heard.json(),
        json!({ "PhoneNumberSet": ["+8613800001234"], "SmsSdkAppId": "1400006666", "SignName": "新风电器", "TemplateId": "SMS_154950909",
                "TemplateParamSet": ["WX-1", "11月22日 13:00–17:00 & *"], "SessionContext": "0193-ab" })
    );
    assert_eq!((heard.header("x-tc-action"), heard.header("x-tc-version")), ("SendSms", "2021-01-11"));
    assert_eq!(heard.header("x-tc-region"), "ap-guangzhou");
    assert_eq!(heard.authorized("SignedHeaders"), "content-type;host");
    let seconds: i64 = heard.header("x-tc-timestamp").parse().unwrap();
    let day = chrono::DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%d").to_string();
    let scope = format!("{day}/sms/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{seconds}\n{scope}\n{}", hash(heard.canonical().as_bytes()));
    let key = hmac(&hmac(&hmac(b"TC3shh", &day), "sms"), "tc3_request");
    assert_eq!(heard.authorized("Signature"), hex(&hmac(&key, &text)));
    assert_eq!(heard.authorized("Credential"), format!("AKID-test/{scope}"));
    for (code, is_final) in [("refused_limit", false), ("refused_template", true), ("refused_credentials", true)] {
        let carried = sms.carry(&message()).await;
        assert_eq!((code_of(&carried), matches!(carried, Carried::Never(_))), (code, is_final));
    }
}

fn to_openid() -> Message {
    Message { to: "oABCD1234567890".into(), places: vec![("thing1".into(), "洗衣机维修".into())], ..message() }
}

#[tokio::test]
async fn wechat_is_asked_for_a_token_once_and_again_when_it_ends() {
    let token = |text: &str, seconds: i64| (200, json!({ "access_token": text, "expires_in": seconds }));
    let ok = || (200, json!({ "errcode": 0, "errmsg": "ok", "msgid": 200228332 }));
    let vendor = Vendor::answering([
        token("T1", 7200),
        ok(),
        ok(),
        (200, json!({ "errcode": 42001, "errmsg": "access_token expired" })),
        token("T2", 7200),
        ok(),
        (200, json!({ "errcode": 43004, "errmsg": "require subscribe hint" })),
        (200, json!({ "errcode": -1, "errmsg": "system error" })),
    ])
    .await;
    let file = format!("[wechat]\napp_id = 'wx1'\nsecret = 'shh'\naddress = '{}'", vendor.address);
    let wechat = Carriers::read(&file).unwrap().wechat.unwrap();
    for _ in 0..3 {
        assert_eq!(wechat.carry(&to_openid()).await, Carried::Taken("200228332".into()));
    }
    let heard = vendor.heard();
    let paths: Vec<String> = heard.iter().map(|each| each.uri.to_string()).collect();
    let (stable, send) = ("/cgi-bin/stable_token", "/cgi-bin/message/template/send?access_token=");
    let expected =
        [stable, &format!("{send}T1"), &format!("{send}T1"), &format!("{send}T1"), stable, &format!("{send}T2")];
    assert_eq!(paths, expected);
    assert_eq!(heard[0].json(), json!({ "grant_type": "client_credential", "appid": "wx1", "secret": "shh" }));
    assert_eq!(
        heard[1].json(),
        json!({ "touser": "oABCD1234567890", "template_id": "SMS_154950909", "url": "https://service.example.com/c/acme/secret",
                "client_msg_id": "0193ab", "data": { "thing1": { "value": "洗衣机维修" } } })
    );
    assert_eq!(code_of(&wechat.carry(&to_openid()).await), "refused_address");
    assert!(matches!(wechat.carry(&to_openid()).await, Carried::NotNow(why) if why.code == "vendor_down"));
}

#[tokio::test]
async fn a_subscription_goes_its_own_way_and_a_wrong_secret_is_told() {
    let vendor =
        Vendor::answering([(200, json!({ "access_token": "T1", "expires_in": 7200 })), (200, json!({ "errcode": 0 }))])
            .await;
    let file = format!("[wechat]\napp_id = 'wx1'\nsecret = 'shh'\nway = 'subscribe'\naddress = '{}'", vendor.address);
    let wechat = Carriers::read(&file).unwrap().wechat.unwrap();
    assert_eq!(wechat.carry(&to_openid()).await, Carried::Taken(String::new()));
    let heard = vendor.heard();
    assert_eq!(heard[1].uri.path(), "/cgi-bin/message/subscribe/bizsend");
    assert_eq!(heard[1].json()["page"], "https://service.example.com/c/acme/secret");
    let vendor = Vendor::answering([(200, json!({ "errcode": 40125, "errmsg": "invalid appsecret" }))]).await;
    let file = format!("[wechat]\napp_id = 'wx1'\nsecret = 'shh'\naddress = '{}'", vendor.address);
    let wechat = Carriers::read(&file).unwrap().wechat.unwrap();
    assert!(matches!(wechat.carry(&to_openid()).await, Carried::Never(why) if why.code == "refused_credentials"));
}

#[tokio::test]
async fn a_group_reads_the_words_and_whoever_is_meant_is_called() {
    let vendor = Vendor::answering([
        (200, json!({ "errcode": 0, "errmsg": "ok" })),
        (200, json!({ "errcode": 93000, "errmsg": "invalid webhook url" })),
        (200, json!({ "errcode": 45009, "errmsg": "api freq out of limit" })),
    ])
    .await;
    let robot = Carriers::read(&format!("[wecom]\naddress = '{}'", vendor.address)).unwrap().robot.unwrap();
    let to_group = Message { to: "693a-key".into(), mention: Some("+8613900002222".into()), ..message() };
    assert_eq!(robot.carry(&to_group).await, Carried::Taken(String::new()));
    let heard = vendor.heard().remove(0);
    assert_eq!(heard.uri.to_string(), "/cgi-bin/webhook/send?key=693a-key");
    let text = json!({ "content": "【新风电器】单号 WX-1", "mentioned_mobile_list": ["13900002222"] });
    assert_eq!(heard.json(), json!({ "msgtype": "text", "text": text }));
    assert_eq!(code_of(&robot.carry(&to_group).await), "refused_address");
    assert!(matches!(robot.carry(&to_group).await, Carried::NotNow(why) if why.code == "refused_limit"));
}

async fn spoken(tcp: tokio::net::TcpStream, heard: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = tcp.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await.unwrap();
    let plain = format!("AUTH PLAIN {}", STANDARD.encode("\0me@example.com\0shh"));
    let mut is_letter = false;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.as_str() {
            "." if is_letter => {
                is_letter = false;
                "250 taken"
            }
            _ if is_letter => "",
            line if line.starts_with("EHLO") => "250-here\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            line if line.starts_with("AUTH") && line == plain => "235 come in",
            line if line.starts_with("AUTH") => "535 who are you",
            line if line.contains("nobody@") => "550 no such mailbox",
            "DATA" => {
                is_letter = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        heard.lock().unwrap().push(line);
        if !answer.is_empty() {
            write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
    }
}

/// A mail server that lets in who knows the password, and refuses one mailbox; the lines it was told.
async fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = Arc::new(Mutex::new(vec![]));
    let heard = told.clone();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tokio::spawn(spoken(tcp, heard.clone()));
        }
    });
    (port, told)
}

#[tokio::test]
async fn a_letter_is_handed_to_the_mail_server_by_who_may() {
    let (port, told) = mail_server().await;
    let file = |password: &str| {
        format!(
            "[smtp]\nhost = '127.0.0.1'\nport = {port}\nsecurity = 'none'\nuser = 'me@example.com'\npassword = '{password}'\nfrom = '新风电器 <service@example.com>'"
        )
    };
    let mail = Carriers::read(&file("shh")).unwrap().mail.unwrap();
    let letter = Message { to: "office@example.com, boss@example.com".into(), ..message() };
    assert_eq!(mail.carry(&letter).await, Carried::Taken("<0193-ab@example.com>".into()));
    let all = std::mem::take(&mut *told.lock().unwrap());
    assert!(all.iter().any(|line| line.starts_with("MAIL FROM:<service@example.com>")), "{all:?}");
    assert_eq!(all.iter().filter(|line| line.starts_with("RCPT TO:")).count(), 2, "{all:?}");
    assert!(all.contains(&"Message-ID: <0193-ab@example.com>".to_owned()), "{all:?}");
    let text = all.join("\n");
    assert!(
        text.contains("【新风电器】单号 WX-1") || text.contains(&STANDARD.encode("【新风电器】单号 WX-1")),
        "{text}"
    );
    let to_nobody = Message { to: "nobody@example.com".into(), ..message() };
    assert!(matches!(mail.carry(&to_nobody).await, Carried::Never(why) if why.code == "refused_address"));
    let stranger = Carriers::read(&file("wrong")).unwrap().mail.unwrap();
    assert!(matches!(stranger.carry(&letter).await, Carried::Never(why) if why.code == "refused_credentials"));
}

#[tokio::test]
async fn who_does_not_answer_is_tried_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let file = format!(
        "[aliyun]\nkey_id = 'a'\nkey_secret = 'b'\naddress = 'http://127.0.0.1:{port}'\n[wecom]\naddress = 'http://127.0.0.1:{port}'
         [wechat]\napp_id = 'a'\nsecret = 'b'\naddress = 'http://127.0.0.1:{port}'
         [smtp]\nhost = '127.0.0.1'\nport = {port}\nsecurity = 'none'\nfrom = 'a@example.com'"
    );
    let all = Carriers::read(&file).unwrap();
    let to_mailbox = Message { to: "b@example.com".into(), ..message() };
    for (carrier, message) in
        [(all.sms, message()), (all.robot, message()), (all.wechat, message()), (all.mail, to_mailbox)]
    {
        let carrier = carrier.unwrap();
        let carried = carrier.carry(&message).await;
        assert!(
            matches!(&carried, Carried::NotNow(why) if why.code == "no_connection"),
            "{}: {carried:?}",
            carrier.vendor()
        );
    }
}
