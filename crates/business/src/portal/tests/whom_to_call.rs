//! Whom a customer calls, and what they said and answered shown to them again.

use axum::http::StatusCode;
use db_test::db_test;
use platform::db::Sql;
use serde_json::{Value, json};

use super::{a_known_link, a_link, an_order, by_link, text};
use crate::world::World;

async fn the_company_has_a_number(world: &World) {
    let wanted = json!({ "service_phone": "400-820-8820", "service_hours": "每天 8–20 点", "ask_again_days": 7 });
    world.done("admin", "PUT", "/company-settings", wanted).await;
}

/// What a holder of this secret reads, whatever became of it.
async fn whom_to_call(world: &World, company: &str, secret: &str) -> Value {
    let (status, told) = by_link(world, secret, "GET", &format!("/portal/service-line/{company}"), Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    told
}

#[db_test]
async fn every_page_says_whom_to_call_the_orders_outlet_first(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE work_order SET unit_id = ? WHERE id = ?").bind(world.outlet.id);
    tx.run(sql.bind(order.parse::<crate::nouns::OrderId>().unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    let link = a_link(&world, &order).await;
    let line = async || by_link(&world, &link, "GET", "/portal", Value::Null).await.1["service_line"].clone();
    assert_eq!(line().await, Value::Null, "a company that wrote none");
    the_company_has_a_number(&world).await;
    let of_company = json!({ "phone": "+864008208820", "dial": "4008208820", "hours": "每天 8–20 点" });
    assert_eq!(line().await, of_company, "before the digits were said, too");
    let own = json!({ "service_phone": "021-6327 1234" });
    world.done("admin", "PATCH", &format!("/units/{}", world.outlet.id), own).await;
    let of_outlet = json!({ "phone": "+862163271234", "dial": "02163271234", "hours": "" });
    assert_eq!(line().await, of_outlet);
    let page = world.done("admin", "POST", "/request-pages", json!({ "name": "官网" })).await;
    let public = text(&page, "/path").rsplit('/').next().unwrap().to_owned();
    let (_, seen) = by_link(&world, &public, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["service_line"], of_company);
    let wish = json!({ "type": "repair", "category": "washer", "fault": "washer_not_spin", "name": "李四", "phone": "13900001111",
        "address": "人民大道 1 号", "answers": { "usable": "no" } });
    let (status, asked) = by_link(&world, &public, "POST", "/portal/requests", wish).await;
    assert_eq!((status, &asked["service_line"]["dial"]), (StatusCode::CREATED, &json!("4008208820")), "{asked}");

    world.later(400 * 24 * 60);
    let (status, _) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(whom_to_call(&world, "acme", &link).await["service_line"], of_outlet, "also by a link that has ended");
    assert_eq!(whom_to_call(&world, "acme", "nobody-has-such-a-secret").await["service_line"], of_company);
    assert_eq!(whom_to_call(&world, "no-such", &link).await, json!({ "company": null, "service_line": null }));
}

#[db_test]
async fn a_complaint_is_told_apart_and_answers_are_shown_again(world: World) {
    let page = world.done("admin", "POST", "/request-pages", json!({ "name": "官网" })).await;
    let public = text(&page, "/path").rsplit('/').next().unwrap().to_owned();
    let leak = json!({ "type": "repair", "category": "washer", "fault": "water_leak", "name": "张三", "phone": "13800001234",
        "address": "人民大道 1 号", "answers": { "usable": "no", "water_running": true, "near_power": false } });
    let (status, asked) = by_link(&world, &public, "POST", "/portal/requests", leak).await;
    assert_eq!(status, StatusCode::CREATED, "{asked}");
    let pool = world.done("desk", "GET", "/orders?phase=received&sort=priority", Value::Null).await;
    let order = text(&pool, "/items/0/id");
    let known = a_known_link(&world, &order).await;
    by_link(&world, &known, "POST", "/portal/messages", json!({ "words": "门铃坏了" })).await;
    by_link(&world, &known, "POST", "/portal/complaints", json!({ "words": "等了三天" })).await;
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let marks = |lines: &Value| -> Vec<(String, bool)> {
        let of = |line: &Value| (text(line, "/words"), line["is_complaint"].as_bool().unwrap());
        let mut marks: Vec<_> = lines.as_array().unwrap().iter().map(of).collect();
        marks.sort();
        marks
    };
    let expected = [("等了三天".to_owned(), true), ("门铃坏了".to_owned(), false)];
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(marks(&seen["details"]["messages"]), expected);
    let said = world.done("desk", "GET", &format!("/orders/{order}/messages"), Value::Null).await;
    assert_eq!(marks(&said["items"]), expected);
    let answers = seen["details"]["answers"].as_array().unwrap();
    assert!(answers.len() >= 3, "{seen}");
    assert!(
        answers.iter().any(|each| each["answer"]["zh"] == "是")
            && answers.iter().any(|each| each["answer"]["zh"] == "否")
    );
    assert!(
        answers.iter().all(|each| !each["question"]["zh"].as_str().unwrap().is_ascii()),
        "no raw code: {answers:?}"
    );
    let link = a_link(&world, &order).await;
    let (_, stranger) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(stranger["details"], Value::Null, "only who said the digits reads them");
}
