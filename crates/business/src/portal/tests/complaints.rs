//! A complaint by the link: an exception with an owner and a next step until it is settled; districts asked for where people are sent by them.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::{a_known_link, a_link, an_order, by_link, text};
use crate::identity::Role;
use crate::world::World;

#[db_test]
async fn a_complaint_is_somebodys_with_a_next_step_until_it_is_settled(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let words = json!({ "words": "师傅态度差" });
    let (status, _) = by_link(&world, &known, "POST", "/portal/complaints", words.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    // said twice in one moment it is one
    by_link(&world, &known, "POST", "/portal/complaints", words).await;
    let path = "/insight/exceptions?kind=complaint";
    let found = world.done("quality", "GET", path, Value::Null).await;
    let one = &found["items"][0];
    assert_eq!((found["items"].as_array().unwrap().len(), &one["order_id"]), (1, &json!(order)), "{found}");
    assert_eq!(
        (&one["case"]["owner_id"], &one["case"]["next_step"]),
        (&json!(world.users[&Role::Quality]), &json!("联系客户，了解情况")),
        "{found}"
    );
    assert!(one["case"]["next_step_at"].is_string());
    let trail = world.done("desk", "GET", &format!("/orders/{order}/trail"), Value::Null).await;
    let kinds: Vec<&str> = trail["items"].as_array().unwrap().iter().filter_map(|each| each["kind"].as_str()).collect();
    assert!(kinds.contains(&"order.complained") && kinds.contains(&"exception.opened"), "{kinds:?}");
    // what nobody has settled does not go away by itself
    world.later(45 * 24 * 60);
    let left = world.done("manager", "GET", path, Value::Null).await;
    assert_eq!(left["items"].as_array().unwrap().len(), 1, "{left}");
    let settle = json!({ "kind": "complaint", "order_id": order, "since": one["since"], "note": "已上门道歉" });
    let seen = format!("\"{}\"", one["case"]["version"]);
    let (status, answer) =
        world.call_with("manager", "POST", "/insight/exceptions/settling", settle, &[("if-match", &seen)]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(world.done("manager", "GET", path, Value::Null).await["items"], json!([]));
}

#[db_test]
async fn a_reason_is_told_by_its_name_and_not_by_its_code(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let link = a_link(&world, &order).await;
    world.done("desk", "POST", &format!("/orders/{order}/holds"), json!({ "reason": "waiting_parts" })).await;
    let (_, seen) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert!(seen["order"]["hold_reason"]["zh"].as_str().unwrap().contains("配件"), "{seen}");
}

#[db_test]
async fn where_people_are_sent_by_district_a_request_says_which(world: World) {
    let page = world.done("admin", "POST", "/request-pages", json!({ "name": "官网" })).await;
    let link = text(&page, "/path").rsplit('/').next().unwrap().to_owned();
    let (_, form) = by_link(&world, &link, "GET", "/portal/form", Value::Null).await;
    assert_eq!(form["asks_region"], false, "{form}");
    let user = super::a_technician(&world).await;
    world.done("manager", "PUT", &format!("/technicians/{user}/areas"), json!({ "areas": ["310101"] })).await;
    let (_, form) = by_link(&world, &link, "GET", "/portal/form", Value::Null).await;
    assert_eq!(form["asks_region"], true, "{form}");
    let mut wish = json!({ "type": "repair", "category": "washer", "fault": "washer_not_spin", "name": "李四", "phone": "13900001111",
        "address": "人民大道 1 号", "described": "不脱水", "answers": { "usable": "no" } });
    let (_, problem) = by_link(&world, &link, "POST", "/portal/requests", wish.clone()).await;
    let paths: Vec<&str> =
        problem["fields"].as_array().unwrap().iter().filter_map(|each| each["path"].as_str()).collect();
    assert!(paths.contains(&"region"), "{problem}");
    wish["region"] = json!("310101");
    let (status, answer) = by_link(&world, &link, "POST", "/portal/requests", wish).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}
