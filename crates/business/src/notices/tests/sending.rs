//! Notices that really go out, to vendors on this machine, on both engines. That each protocol is spoken as its vendor checks it is
//! tested beside the adapters.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use db_test::db_test;
use platform::outside::channels::Carriers;
use serde_json::{Value, json};

use super::super::channels::{PutNoticeChannel, put_where};
use super::super::record::{NoticeChannel, NoticeCode, NoticeTemplate};
use super::super::send::{Post, send_once};
use super::{an_order, told};
use crate::world::World;

/// All vendors in one: what each was asked for, and how the next ones are answered.
#[derive(Clone)]
struct Vendor {
    heard: Arc<Mutex<Vec<(String, Value)>>>,
    /// The code that Alibaba or WeChat answers; OK where none is left.
    refuses: Arc<Mutex<Vec<&'static str>>>,
    post: Post,
}

impl Vendor {
    async fn listening() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let file = format!(
            "[aliyun]\nkey_id = 'a'\nkey_secret = 'b'\naddress = '{address}'\n[wecom]\naddress = '{address}'
             [wechat]\napp_id = 'a'\nsecret = 'b'\naddress = '{address}'"
        );
        let post =
            Post { carriers: Carriers::read(&file).unwrap(), public_url: "https://service.example.com".to_owned() };
        let vendor = Self { heard: Arc::default(), refuses: Arc::default(), post };
        let router = Router::new().fallback(hear).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        vendor
    }
    fn refuses(&self, codes: &[&'static str]) {
        *self.refuses.lock().unwrap() = codes.to_vec();
    }
    /// What was asked for since: paths with their queries, and bodies.
    fn heard(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
    async fn send(&self, world: &World) {
        send_once(&world.db, world.now(), &self.post).await.unwrap();
    }
}

async fn hear(State(vendor): State<Vendor>, uri: Uri, body: Bytes) -> (StatusCode, axum::Json<Value>) {
    let path = uri.to_string();
    let refused = if path.contains("stable_token") { None } else { vendor.refuses.lock().unwrap().pop() };
    vendor.heard.lock().unwrap().push((path.clone(), serde_json::from_slice(&body).unwrap_or(Value::Null)));
    let answer = match (refused, path.as_str()) {
        (Some("503"), _) => return (StatusCode::SERVICE_UNAVAILABLE, axum::Json(json!("busy"))),
        (_, "/cgi-bin/stable_token") => json!({ "access_token": "T", "expires_in": 7200 }),
        (Some(code), path) if path.starts_with("/cgi-bin/") => {
            json!({ "errcode": code.parse::<i64>().unwrap(), "errmsg": "no" })
        }
        (None, path) if path.starts_with("/cgi-bin/") => json!({ "errcode": 0, "errmsg": "ok", "msgid": 7 }),
        (Some(code), _) => json!({ "Code": code, "Message": "13800001234 no" }),
        (None, _) => json!({ "Code": "OK", "Message": "OK", "BizId": "biz-1" }),
    };
    (StatusCode::OK, axum::Json(answer))
}

async fn channel(world: &World, channel: NoticeChannel, address: &str, templates: &[(NoticeCode, &str, &str)]) {
    let template = |(code, template, places): &(NoticeCode, &str, &str)| NoticeTemplate {
        code: *code,
        template: (*template).to_owned(),
        places: (*places).to_owned(),
    };
    let put = PutNoticeChannel {
        is_on: true,
        sign: "新风电器".into(),
        address: Some(address.to_owned()),
        templates: templates.iter().map(template).collect(),
    };
    let tx = world.begin().await;
    put_where(&tx, channel, put, true).await.unwrap();
    tx.commit().await.unwrap();
}

async fn sms(world: &World) {
    channel(world, NoticeChannel::Sms, "", &[(NoticeCode::OrderCancelled, "SMS_1", "number, who=customer")]).await;
}

async fn wechat(world: &World) {
    channel(world, NoticeChannel::Wechat, "", &[(NoticeCode::OrderCancelled, "TM1", "thing1=type")]).await;
}

/// An order that was called off: its customer is told.
async fn a_cancelled_order(world: &World) -> Value {
    let order = an_order(world, json!("13800001234")).await;
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    world.done("desk", "POST", &path, json!({ "reason": "customer_request" })).await;
    order
}

async fn listed(world: &World) -> Vec<Value> {
    world.done("desk", "GET", "/notices", Value::Null).await["items"].as_array().unwrap().clone()
}

#[db_test]
async fn an_sms_goes_out_once_with_its_template_and_its_places(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    let order = a_cancelled_order(&world).await;
    let waiting = told(&world).await;
    assert_eq!((waiting.len(), &waiting[0]["status"], &waiting[0]["channel"]), (1, &json!("waiting"), &json!("sms")));
    vendor.send(&world).await;
    vendor.send(&world).await;
    let heard = vendor.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let number = order["number"].as_str().unwrap();
    let query = &heard[0].0;
    assert!(query.contains("PhoneNumbers=13800001234&") && query.contains("TemplateCode=SMS_1"), "{query}");
    assert!(query.contains(&format!("%22number%22%3A%22{number}%22%2C%22who%22")), "{query}");
    let sent = listed(&world).await;
    assert_eq!((&sent[0]["status"], &sent[0]["vendor_id"]), (&json!("sent"), &json!("biz-1")), "{sent:?}");
    assert_eq!(
        (&sent[0]["due_at"], &sent[0]["tried_count"], &sent[0]["failure"]),
        (&Value::Null, &json!(1), &Value::Null)
    );
    assert_eq!(sent[0]["may_resend"], false);
    let path = format!("/notices/{}/sending", sent[0]["id"].as_str().unwrap());
    let (status, told) = world.call("desk", "POST", &path, json!({})).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("notice.not_failed")));
}

#[db_test]
async fn a_link_goes_out_whole_and_as_a_path(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    let places = [(NoticeCode::VisitRescheduled, "SMS_2", "link, path")];
    channel(&world, NoticeChannel::Sms, "", &places).await;
    let order = an_order(&world, json!("13800001234")).await;
    let visit = order["visit_ids"][0].as_str().unwrap().to_owned();
    let window = json!({ "window_from_at": "2026-11-22T05:00:00Z", "window_to_at": "2026-11-22T09:00:00Z", "reason": "customer_asks" });
    world.done("desk", "POST", &format!("/visits/{visit}/appointment"), window).await;
    told(&world).await;
    vendor.send(&world).await;
    let (query, _) = vendor.heard().remove(0);
    assert!(query.contains("https%3A%2F%2Fservice.example.com%2Fc%2Facme%2F"), "{query}");
    assert!(query.contains("%22path%22%3A%22c%2Facme%2F"), "{query}");
}

#[db_test]
async fn what_is_not_taken_is_tried_again_then_fails_and_is_sent_again_by_hand(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    vendor.refuses(&["503"; 6]);
    let order = a_cancelled_order(&world).await;
    told(&world).await;
    vendor.send(&world).await;
    vendor.send(&world).await;
    assert_eq!(vendor.heard().len(), 1, "not before its time");
    let tried = listed(&world).await;
    assert_eq!((&tried[0]["status"], &tried[0]["failure"]), (&json!("waiting"), &json!("broken_answer")));
    assert!(tried[0]["due_at"].is_string());
    for _ in 0..8 {
        world.later(31);
        vendor.send(&world).await;
    }
    assert_eq!(vendor.heard().len(), 5, "six tries in all");
    let failed = listed(&world).await;
    assert_eq!((&failed[0]["status"], &failed[0]["tried_count"]), (&json!("failed"), &json!(6)), "{failed:?}");
    let trail =
        world.done("desk", "GET", &format!("/orders/{}/trail", order["id"].as_str().unwrap()), Value::Null).await;
    assert!(trail.to_string().contains("notice.failed"), "the order's page tells: {trail}");
    let path = format!("/notices/{}/sending", failed[0]["id"].as_str().unwrap());
    let (status, _) = world.call("technician", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let again = world.done("desk", "POST", &path, json!({})).await;
    assert_eq!((&again["status"], &again["tried_count"]), (&json!("waiting"), &json!(0)));
    vendor.send(&world).await;
    assert_eq!(listed(&world).await[0]["status"], "sent");
}

#[db_test]
async fn what_is_refused_for_good_fails_at_once_in_words_without_the_number(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    vendor.refuses(&["isv.SMS_TEMPLATE_ILLEGAL"]);
    a_cancelled_order(&world).await;
    told(&world).await;
    vendor.send(&world).await;
    let failed = listed(&world).await;
    assert_eq!((&failed[0]["status"], &failed[0]["failure"]), (&json!("failed"), &json!("refused_template")));
    assert_eq!(failed[0]["failure_told"], "isv.SMS_TEMPLATE_ILLEGAL: *** no");
}

#[db_test]
async fn two_nodes_that_send_at_once_send_nothing_twice(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    for _ in 0..12 {
        a_cancelled_order(&world).await;
    }
    assert_eq!(told(&world).await.len(), 12);
    futures::join!(vendor.send(&world), vendor.send(&world), vendor.send(&world));
    let mut heard: Vec<String> = vendor.heard().into_iter().map(|(query, _)| query).collect();
    assert_eq!(heard.len(), 12);
    heard.sort();
    heard.dedup();
    assert_eq!(heard.len(), 12, "each its own");
    assert!(listed(&world).await.iter().all(|notice| notice["status"] == "sent"));
}

#[db_test]
async fn what_a_node_died_with_in_its_hands_goes_out_later(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    a_cancelled_order(&world).await;
    told(&world).await;
    let claimed = super::super::send::claim(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(claimed.len(), 1, "a node has it, and dies");
    vendor.send(&world).await;
    assert_eq!(vendor.heard().len(), 0);
    world.later(6);
    vendor.send(&world).await;
    assert_eq!((vendor.heard().len(), &listed(&world).await[0]["status"]), (1, &json!("sent")));
}

#[db_test]
async fn a_customer_without_an_openid_is_not_told_until_somebody_enters_it(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    wechat(&world).await;
    let order = a_cancelled_order(&world).await;
    let all = told(&world).await;
    assert_eq!((&all[0]["status"], &all[0]["failure"]), (&json!("skipped"), &json!("no_address")), "{all:?}");
    vendor.send(&world).await;
    assert_eq!(vendor.heard().len(), 0);
    let path = format!("/customers/{}/notice-addresses/wechat", order["customer_id"].as_str().unwrap());
    let (status, told) = world.call("desk", "PUT", &path, json!({ "address": "张三" })).await;
    assert_eq!(
        (status, &told["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.not_such_an_address"))
    );
    let known = world.done("desk", "PUT", &path, json!({ "address": "oABCD1234567890efghijklmnopq" })).await;
    assert_eq!(known["items"][0], json!({ "channel": "wechat", "address": "oABC***nopq" }));
    world.done("desk", "POST", &format!("/notices/{}/sending", all[0]["id"].as_str().unwrap()), json!({})).await;
    vendor.send(&world).await;
    let (_, body) = vendor.heard().remove(1);
    assert_eq!(
        (&body["touser"], &body["template_id"]),
        (&json!("oABCD1234567890efghijklmnopq"), &json!("TM1")),
        "{body}"
    );
    assert_eq!(listed(&world).await[0]["status"], "sent");
}

#[db_test]
async fn what_wechat_refuses_goes_by_sms(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    wechat(&world).await;
    sms(&world).await;
    let order = an_order(&world, json!("13800001234")).await;
    let path = format!("/customers/{}/notice-addresses/wechat", order["customer_id"].as_str().unwrap());
    world.done("desk", "PUT", &path, json!({ "address": "oABCD1234567890efghijklmnopq" })).await;
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    world.done("desk", "POST", &path, json!({ "reason": "customer_request" })).await;
    assert_eq!(told(&world).await.len(), 1, "one way at a time");
    vendor.refuses(&["43004"]);
    vendor.send(&world).await;
    vendor.send(&world).await;
    let mut all: Vec<String> =
        listed(&world).await.iter().map(|each| format!("{} {}", each["channel"], each["status"])).collect();
    all.sort();
    assert_eq!(all, ["\"sms\" \"sent\"", "\"wechat\" \"failed\""]);
}

#[db_test]
async fn the_office_reads_in_its_group_what_is_overdue(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    an_order(&world, json!("13800001234")).await;
    told(&world).await;
    assert!(
        listed(&world).await.iter().all(|each| each["audience"] != "office"),
        "without a group nothing is kept for it"
    );
    channel(&world, NoticeChannel::Robot, "693a-key", &[]).await;
    world.later(60 * 24 * 5);
    crate::chores::run_once(&world.db, world.now()).await.unwrap();
    let all = told(&world).await;
    assert_eq!((&all[0]["code"], &all[0]["channel"]), (&json!("office_overdue"), &json!("robot")), "{all:?}");
    vendor.send(&world).await;
    let (path, body) = vendor.heard().remove(0);
    assert_eq!(path, "/cgi-bin/webhook/send?key=693a-key");
    assert!(body["text"]["content"].as_str().unwrap().starts_with("【新风电器】WX-"), "{body}");
    let shown = world.done("admin", "GET", "/notice-channels", Value::Null).await;
    assert!(!shown.to_string().contains("693a-key") && shown.to_string().contains("***-key"), "{shown}");
}

#[db_test]
async fn whoever_was_erased_is_told_nothing_more(world: World) {
    told(&world).await;
    let vendor = Vendor::listening().await;
    sms(&world).await;
    let order = a_cancelled_order(&world).await;
    let all = told(&world).await;
    assert_eq!(all[0]["status"], "waiting");
    let customer = order["customer_id"].as_str().unwrap();
    let path = format!("/customers/{customer}/notice-addresses/mail");
    world.done("desk", "PUT", &path, json!({ "address": "zhang@example.com" })).await;
    world.done("admin", "POST", &format!("/customers/{customer}/erasure"), json!({})).await;
    vendor.send(&world).await;
    assert_eq!(vendor.heard().len(), 0);
    assert_eq!(listed(&world).await[0]["status"], "skipped");
    let left = platform::db::Sql::new("SELECT id FROM notice_address WHERE tenant_id = ?").bind(world.company.id);
    assert!(world.read().all(left).await.unwrap().is_empty());
}

#[db_test]
async fn a_channel_is_switched_on_only_as_it_can_work(world: World) {
    let on = |more: Value| {
        let mut body = json!({ "is_on": true });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let template = |places: &str| json!([{ "code": "order_cancelled", "template": "SMS_1", "places": places }]);
    for (channel, body, path, code) in [
        ("sms", on(json!({})), "sign", "field.required"),
        (
            "sms",
            on(json!({ "sign": "x", "templates": template("nobody") })),
            "templates[0].places",
            "field.unknown_name_in_text",
        ),
        (
            "sms",
            on(json!({ "sign": "x", "templates": template(&"number,".repeat(20)) })),
            "templates[0].places",
            "field.too_many",
        ),
        ("robot", on(json!({})), "address", "field.required"),
        ("robot", on(json!({ "address": "不是 key" })), "address", "field.not_such_an_address"),
        ("mail", on(json!({ "address": "office@example.com, nobody" })), "address", "field.not_such_an_address"),
    ] {
        let (status, told) = world.call("admin", "PUT", &format!("/notice-channels/{channel}"), body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert_eq!((&told["fields"][0]["path"], &told["fields"][0]["code"]), (&json!(path), &json!(code)));
    }
    let good = on(json!({ "sign": "新风电器", "templates": template("number") }));
    let (status, told) = world.call("admin", "PUT", "/notice-channels/sms", good.clone()).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("notice_channel.not_installed")), "{told}");
    let mut off = good;
    off["is_on"] = json!(false);
    let kept = world.done("admin", "PUT", "/notice-channels/sms", off).await;
    assert_eq!((&kept["sign"], &kept["version"], &kept["vendor"]), (&json!("新风电器"), &json!(1), &Value::Null));
    assert_eq!(
        world.call("admin", "PUT", "/notice-channels/fax", json!({ "is_on": true })).await.0,
        StatusCode::NOT_FOUND
    );
}
