//! Payments through a provider on both engines. The provider is one in this process: that its protocol is spoken as it checks it is tested
//! beside the adapter.

mod arriving;
mod asking;
mod fake;
mod refunds;

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::StatusCode;
use platform::outside::payments::Providers;
use serde_json::{Value, json};

use self::fake::Fake;
use super::super::tests::{GivenOrder, a_repair};
use super::{Till, install, work_once};
use crate::nouns::Verdict;
use crate::world::World;

static FAKE: LazyLock<Arc<Fake>> = LazyLock::new(Arc::default);

pub(crate) fn till() -> Till {
    let till =
        Till { providers: Providers::of(vec![FAKE.clone()]), public_url: "https://service.example.com".to_owned() };
    install(till.clone());
    till
}

async fn work(world: &World) {
    work_once(&world.db, world.now(), &till()).await.unwrap();
}

/// A repair whose customer said yes to 100 yuan.
async fn agreed(world: &World) -> GivenOrder {
    till();
    let order = a_repair(world, "ac", &[Some(Verdict::OutOfWarranty)]).await;
    let lines = json!({ "lines": [{ "code": "visit_fee", "quantity": 2 }] });
    world.done("technician", "POST", &format!("/orders/{}/charges", order.id), lines).await;
    let yes = json!({ "total_minor": 10_000, "by_name": "张三", "method": "on_phone" });
    world.done("technician", "POST", &format!("/orders/{}/price-approvals", order.id), yes).await;
    order
}

fn path(order: &GivenOrder) -> String {
    format!("/orders/{}/payment-requests", order.id)
}

async fn ask(world: &World, order: &GivenOrder) -> Value {
    world.done("technician", "POST", &path(order), json!({})).await["requests"][0].clone()
}

async fn all(world: &World, order: &GivenOrder) -> Value {
    world.done("desk", "GET", &path(order), Value::Null).await
}

/// A request with a code that can be paid: its id, and our number of it.
async fn a_code(world: &World, order: &GivenOrder) -> (String, String) {
    let id = ask(world, order).await["id"].as_str().unwrap().to_owned();
    work(world).await;
    let number = id.replace('-', "");
    (id, number)
}

async fn told(world: &World, company: &str, body: &Value, signed: &str) -> StatusCode {
    let path = format!("/payments/wechat/notifications/{company}");
    world.send("", "POST", &path, Body::from(body.to_string()), &[("x-signed", signed)]).await.status()
}

async fn paid_news(world: &World, number: &str, amount: i64) -> StatusCode {
    told(world, "acme", &json!({ "number": number, "amount": amount }), "provider").await
}

async fn payments(world: &World, order: &GivenOrder) -> Vec<Value> {
    let shown = world.done("desk", "GET", &format!("/orders/{}/charges", order.id), Value::Null).await;
    shown["payments"].as_array().unwrap().clone()
}

async fn due(world: &World, order: &GivenOrder) -> i64 {
    all(world, order).await["due_minor"].as_i64().unwrap()
}

async fn trail(world: &World, order: &GivenOrder) -> Vec<String> {
    let trail = world.done("desk", "GET", &format!("/orders/{}/trail", order.id), Value::Null).await;
    trail["items"].as_array().unwrap().iter().map(|each| each["kind"].as_str().unwrap().to_owned()).collect()
}
