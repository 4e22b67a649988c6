//! A receiver on this machine that checks every signature, as a customer's program would.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db_test::db_test;
use hmac::{Hmac, KeyInit, Mac};
use platform::db::{Sql, newest_seq, settled_seq};
use platform::outside::Reach;
use serde_json::{Value, json};

use super::open::{NewWebhook, open_within};
use super::send_once;
use crate::world::World;

/// What a receiver has heard, and how it answers.
#[derive(Clone)]
struct Receiver {
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<Mutex<StatusCode>>,
    address: String,
}

#[derive(Clone, Debug)]
struct Heard {
    id: String,
    timestamp: i64,
    signatures: Vec<String>,
    body: String,
}

impl Heard {
    /// Is it signed with this secret? Computed here from what arrived.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.timestamp, self.body).as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.signatures.contains(&expected)
    }
    fn told(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Receiver {
    async fn listening() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/in", listener.local_addr().unwrap());
        let receiver = Self { heard: Arc::default(), answers: Arc::new(Mutex::new(StatusCode::OK)), address };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }
    fn answers(&self, status: StatusCode) {
        *self.answers.lock().unwrap() = status;
    }
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
    fn kinds(&self) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for heard in self.heard() {
            *kinds.entry(heard.told()["type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        kinds
    }
}

async fn hear(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    receiver.heard.lock().unwrap().push(Heard {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp").parse().unwrap(),
        signatures: text("webhook-signature").split(' ').map(str::to_owned).collect(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    (*receiver.answers.lock().unwrap(), "heard")
}

/// A webhook to this receiver; its path and its secret.
async fn opened(world: &World, receiver: &Receiver, kinds: &[&str]) -> (String, String) {
    all_is_final(world).await;
    let tx = world.begin().await;
    let new = NewWebhook {
        name: "ERP".into(),
        address: receiver.address.clone(),
        kinds: kinds.iter().map(|each| (*each).to_owned()).collect(),
    };
    let handed = open_within(&tx, new, Reach::Anywhere).await.unwrap();
    tx.commit().await.unwrap();
    (format!("/webhooks/{}", handed.webhook.id), handed.secret)
}

async fn brand(world: &World, name: &str) {
    let (status, told) = world.call("admin", "POST", "/brands", json!({ "name": name })).await;
    assert!(status.is_success(), "{told}");
}

/// On a server other tests' open transactions keep what is new from being final for a moment.
async fn all_is_final(world: &World) {
    while settled_seq(&world.read()).await.unwrap() < newest_seq(&world.read()).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn send(world: &World) {
    all_is_final(world).await;
    send_once(&world.db, world.now(), Reach::Anywhere).await.unwrap();
}

async fn log(world: &World, path: &str) -> Vec<Value> {
    let (status, log) = world.call("admin", "GET", &format!("{path}/deliveries"), Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{log}");
    log["items"].as_array().unwrap().clone()
}

#[db_test]
async fn what_happens_is_told_once_signed_and_without_anybodys_name(world: World) {
    let receiver = Receiver::listening().await;
    brand(&world, "早先").await;
    let (path, secret) = opened(&world, &receiver, &["brand."]).await;
    brand(&world, "新风").await;
    let unit = json!({ "code": "N", "name": "北区", "kind": "outlet" });
    assert!(world.call("admin", "POST", "/units", unit).await.0.is_success());
    send(&world).await;
    send(&world).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 1, "not what was before, not what it did not ask for, and once: {heard:?}");
    assert!(heard[0].is_signed_with(&secret));
    assert_eq!(heard[0].timestamp, world.now().ms() / 1_000);
    let told = heard[0].told();
    assert!(told["type"].as_str().unwrap().starts_with("brand."), "{told}");
    assert_eq!(told["data"]["company"], "acme");
    let items = log(&world, &path).await;
    assert_eq!((items.len(), &items[0]["status"], &items[0]["tried_count"]), (1, &json!("delivered"), &json!(1)));
}

#[db_test]
async fn a_message_that_is_not_taken_is_tried_again_ever_later_and_then_given_up(world: World) {
    let receiver = Receiver::listening().await;
    receiver.answers(StatusCode::INTERNAL_SERVER_ERROR);
    let (path, _) = opened(&world, &receiver, &["brand."]).await;
    brand(&world, "新风").await;
    send(&world).await;
    let first = receiver.heard();
    assert_eq!(first.len(), 1);
    send(&world).await;
    assert_eq!(receiver.heard().len(), 0, "not before its time");
    world.later(1);
    send(&world).await;
    let second = receiver.heard();
    assert_eq!((second.len(), &second[0].id), (1, &first[0].id), "the same message");
    assert_ne!(second[0].timestamp, first[0].timestamp, "signed anew");
    for _ in 0..9 {
        world.later(17 * 60);
        send(&world).await;
    }
    let items = log(&world, &path).await;
    assert_eq!(items.len(), 1, "what happens to webhooks is not sent");
    assert_eq!((&items[0]["status"], &items[0]["tried_count"]), (&json!("given_up"), &json!(10)));
    assert_eq!((&items[0]["last_status"], &items[0]["due_at"]), (&json!(500), &Value::Null));
    let (_, list) = world.call("admin", "GET", "/webhooks", Value::Null).await;
    assert_eq!(list["items"][0]["given_up_count"], 1, "{list}");

    receiver.answers(StatusCode::NO_CONTENT);
    receiver.heard();
    let one = format!("{path}/deliveries/{}", items[0]["id"].as_str().unwrap());
    assert_eq!(world.call("admin", "POST", &format!("{one}/replay"), json!({})).await.0, StatusCode::OK);
    send(&world).await;
    assert_eq!(receiver.heard()[0].id, first[0].id, "a replay keeps the message's id");
    let (_, shown) = world.call("admin", "GET", &one, Value::Null).await;
    assert_eq!((&shown["status"], shown["attempts"].as_array().unwrap().len()), (&json!("delivered"), 11), "{shown}");
    assert_eq!(shown["attempts"][10]["answer"], "heard");
    assert_eq!(shown["body"].to_string(), serde_json::from_str::<Value>(&first[0].body).unwrap().to_string());
}

#[db_test]
async fn while_a_secret_is_changed_both_sign_for_a_day(world: World) {
    let receiver = Receiver::listening().await;
    let (path, old) = opened(&world, &receiver, &[]).await;
    let (status, handed) = world.call("admin", "POST", &format!("{path}/secret"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{handed}");
    let new = handed["secret"].as_str().unwrap().to_owned();
    brand(&world, "新风").await;
    send(&world).await;
    let heard = receiver.heard();
    assert!(heard.iter().all(|each| each.is_signed_with(&old) && each.is_signed_with(&new)));
    world.later(25 * 60);
    brand(&world, "晨光").await;
    send(&world).await;
    let heard = receiver.heard();
    assert!(!heard.is_empty() && heard.iter().all(|each| !each.is_signed_with(&old) && each.is_signed_with(&new)));
    let (_, list) = world.call("admin", "GET", "/webhooks", Value::Null).await;
    assert!(!list.to_string().contains("whsec_"), "a list shows no secret");
}

#[db_test]
async fn a_paused_webhook_misses_nothing_and_a_closed_one_gets_nothing(world: World) {
    let receiver = Receiver::listening().await;
    let (path, _) = opened(&world, &receiver, &["brand."]).await;
    let change = |paused: bool| json!({ "is_paused": paused });
    assert_eq!(world.call("admin", "PATCH", &path, change(true)).await.0, StatusCode::OK);
    brand(&world, "新风").await;
    send(&world).await;
    assert_eq!(receiver.heard().len(), 0);
    let (status, told) = world.call("admin", "POST", &format!("{path}/trial"), json!({})).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("webhook.paused")));
    assert_eq!(world.call("admin", "PATCH", &path, change(false)).await.0, StatusCode::OK);
    send(&world).await;
    assert_eq!(receiver.heard().len(), 1);
    assert_eq!(world.call("admin", "DELETE", &path, Value::Null).await.0, StatusCode::OK);
    brand(&world, "晨光").await;
    send(&world).await;
    assert_eq!(receiver.heard().len(), 0);
    assert_eq!(world.call("admin", "DELETE", &path, Value::Null).await.0, StatusCode::NOT_FOUND);
}

#[db_test]
async fn a_trial_goes_to_its_own_webhook_alone_and_gone_is_believed(world: World) {
    let (tried, other) = (Receiver::listening().await, Receiver::listening().await);
    let (path, _) = opened(&world, &tried, &["brand."]).await;
    world.session("admin").await;
    opened(&world, &other, &[]).await;
    assert_eq!(world.call("admin", "POST", &format!("{path}/trial"), json!({})).await.0, StatusCode::OK);
    send(&world).await;
    assert_eq!(tried.kinds(), BTreeMap::from([("webhook.tried".to_owned(), 1)]));
    assert_eq!(other.kinds(), BTreeMap::new());
    tried.answers(StatusCode::GONE);
    brand(&world, "新风").await;
    send(&world).await;
    let (_, list) = world.call("admin", "GET", "/webhooks", Value::Null).await;
    let status = |name: &str| list["items"].as_array().unwrap().iter().filter(|each| each["status"] == name).count();
    assert_eq!((status("paused"), status("active")), (1, 1), "{list}");
}

#[db_test]
async fn everything_since_a_moment_is_told_again_and_what_was_never_told_too(world: World) {
    let receiver = Receiver::listening().await;
    let start = world.now();
    brand(&world, "早先").await;
    world.later(5);
    let (path, _) = opened(&world, &receiver, &["brand."]).await;
    brand(&world, "新风").await;
    send(&world).await;
    let first = receiver.heard();
    assert_eq!(first.len(), 1);
    world.later(5);
    let again = json!({ "from": start });
    let (status, told) = world.call("admin", "POST", &format!("{path}/replay"), again).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    send(&world).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 2, "the one from before the webhook too: {heard:?}");
    assert!(heard.iter().any(|each| each.id == first[0].id), "what was told keeps its id");
    send(&world).await;
    assert_eq!(receiver.heard().len(), 0);
    let early = json!({ "from": "2020-01-01T00:00:00Z" });
    let (status, _) = world.call("admin", "POST", &format!("{path}/replay"), early).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn an_address_inside_ones_own_network_or_an_unknown_kind_is_refused(world: World) {
    for (address, kinds, path, code) in [
        ("http://example.com/", json!([]), "address", "field.address_without_tls"),
        ("https://127.0.0.1/", json!([]), "address", "field.address_not_public"),
        ("ERP", json!([]), "address", "field.not_an_address"),
        ("https://example.com/", json!(["order.opened", "order.flown"]), "kinds[1]", "field.not_a_choice"),
    ] {
        let new = json!({ "name": "ERP", "address": address, "kinds": kinds });
        let (status, told) = world.call("admin", "POST", "/webhooks", new).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert_eq!((&told["fields"][0]["path"], &told["fields"][0]["code"]), (&json!(path), &json!(code)));
    }
    let good = json!({ "name": "ERP", "address": "https://example.com/in", "kinds": ["order.", "visit.accepted"] });
    let (status, told) = world.call("admin", "POST", "/webhooks", good).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    assert!(told["secret"].as_str().unwrap().starts_with("whsec_"));
    let (_, kinds) = world.call("admin", "GET", "/event-kinds", Value::Null).await;
    assert!(kinds["items"].as_array().unwrap().len() > 50, "{kinds}");
}

#[db_test]
async fn the_log_forgets_after_a_month(world: World) {
    let receiver = Receiver::listening().await;
    opened(&world, &receiver, &["brand."]).await;
    brand(&world, "新风").await;
    send(&world).await;
    let kept = async || {
        let sql = Sql::new("SELECT COUNT(*) FROM webhook_delivery WHERE tenant_id = ?").bind(world.company.id);
        world.read().value::<i64>(sql).await.unwrap()
    };
    world.later(29 * 24 * 60);
    super::forget_old(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(kept().await, 1);
    world.later(2 * 24 * 60);
    super::forget_old(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(kept().await, 0);
}
