//! A call centre on the other side: with a key of its own, in JSON and as a form.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::world::World;

/// A key that may announce calls and nothing else.
async fn key(world: &World) -> String {
    let new = json!({ "name": "呼叫中心", "permissions": ["calls.announce"] });
    let (status, handed) = world.call("admin", "POST", "/api-keys", new).await;
    assert_eq!(status, StatusCode::CREATED, "{handed}");
    handed["token"].as_str().unwrap().to_owned()
}

async fn announce(world: &World, key: &str, kind: &str, body: &str) -> (StatusCode, Value) {
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    let answer = world.send("", "POST", "/calls", Body::from(body.to_owned()), &headers).await;
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 100_000).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn calls(world: &World, login: &str) -> Vec<Value> {
    world.call(login, "GET", "/calls", Value::Null).await.1["items"].as_array().unwrap().clone()
}

async fn at_extension(world: &World, login: &str, extension: &str) -> (StatusCode, Value) {
    world.call(login, "PUT", "/session/extension", json!({ "extension": extension })).await
}

const JSON: &str = "application/json";

#[db_test]
async fn a_call_rings_at_the_person_whose_extension_it_is_with_the_callers_name(world: World) {
    assert_eq!(at_extension(&world, "desk", "8001").await.0, StatusCode::OK);
    let new = json!({ "name": "张三", "phone": "13800000001", "kind": "household" });
    let (status, customer) = world.call("desk", "POST", "/customers", new).await;
    assert_eq!(status, StatusCode::CREATED, "{customer}");
    let key = key(&world).await;
    let body = json!({ "phone": "013800000001", "extension": "8001", "call_id": "c-1", "queue": "售后" }).to_string();
    let body = body.replace("013800000001", "138 0000 0001");
    let (status, rang) = announce(&world, &key, JSON, &body).await;
    assert_eq!((status, &rang["is_known"]), (StatusCode::CREATED, &json!(true)), "{rang}");
    let (_, again) = announce(&world, &key, JSON, &body).await;
    assert_eq!(again["id"], rang["id"], "the same call rings once");
    let ringing = calls(&world, "desk").await;
    assert_eq!(ringing.len(), 1);
    assert_eq!((&ringing[0]["is_ringing"], &ringing[0]["customer_name"]), (&json!(true), &json!("张三")));
    assert_eq!(ringing[0]["phone"], "+8613800000001");
    assert!(calls(&world, "dispatcher").await.is_empty(), "nobody else's");
    let (_, audit) = world.call("admin", "GET", "/audit?kind=call.ringing", Value::Null).await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
    assert!(!audit.to_string().contains("13800000001"), "an event holds no number");

    let taking = format!("/calls/{}/taking", rang["id"].as_str().unwrap());
    assert_eq!(world.call("dispatcher", "POST", &taking, json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call("desk", "POST", &taking, json!({})).await.0, StatusCode::OK);
    assert_eq!(world.call("desk", "POST", &taking, json!({})).await.0, StatusCode::OK, "twice is once");
    assert_eq!(calls(&world, "desk").await[0]["is_ringing"], false);
}

#[db_test]
async fn a_form_is_understood_and_what_is_wrong_is_told(world: World) {
    at_extension(&world, "desk", "8001").await;
    let key = key(&world).await;
    let form = "application/x-www-form-urlencoded";
    let (status, rang) = announce(&world, &key, form, "phone=%2B8613800000002&extension=8001&x=1").await;
    assert_eq!((status, &rang["is_known"]), (StatusCode::CREATED, &json!(false)), "{rang}");
    for (body, code) in [
        (json!({ "phone": "anonymous", "extension": "8001" }), "invalid"),
        (json!({ "extension": "8001" }), "invalid"),
        (json!({ "phone": "13800000002", "extension": "9999" }), "call.unknown_extension"),
    ] {
        let (_, told) = announce(&world, &key, JSON, &body.to_string()).await;
        assert_eq!(told["code"], code, "{body}");
    }
    let (status, _) = announce(&world, "flk.x.y", JSON, "{}").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let bearer = format!("Bearer {key}");
    let answer = world.send("", "GET", "/orders", Body::empty(), &[("authorization", &bearer)]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN, "the key announces calls and does nothing else");
}

#[db_test]
async fn an_extension_is_one_persons_and_a_call_stops_ringing_and_is_forgotten(world: World) {
    assert_eq!(at_extension(&world, "desk", "8001").await.0, StatusCode::OK);
    let (status, told) = at_extension(&world, "dispatcher", "8001").await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("user.extension_taken")));
    let key = key(&world).await;
    let body = json!({ "phone": "13800000003", "extension": "8001" }).to_string();
    announce(&world, &key, JSON, &body).await;
    world.later(2);
    assert_eq!(calls(&world, "desk").await[0]["is_ringing"], false, "nobody lets it ring for two minutes");
    assert_eq!(at_extension(&world, "desk", "").await.0, StatusCode::OK);
    assert_eq!(at_extension(&world, "dispatcher", "8001").await.0, StatusCode::OK);
    world.later(31 * 24 * 60);
    super::forget_old(&world.db, &world.company, world.now()).await.unwrap();
    let left = platform::db::Sql::new("SELECT COUNT(*) FROM incoming_call WHERE tenant_id = ?").bind(world.company.id);
    assert_eq!(world.read().value::<i64>(left).await.unwrap(), 0);
}
