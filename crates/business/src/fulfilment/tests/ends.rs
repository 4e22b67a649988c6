//! How orders are called off: what it costs, what shows it, and what ends with them.

use db_test::db_test;
use serde_json::{Value, json};

use super::technician;
use super::trips::{a_repair, gone};
use crate::orders::tests::stored_file;
use crate::world::World;

async fn call_off(world: &World, order: &str, body: Value) -> (u16, Value) {
    let (status, answer) = world.call("desk", "POST", &format!("/orders/{order}/cancellation"), body).await;
    (status.as_u16(), answer)
}

#[db_test]
async fn whoever_cancels_after_the_crew_set_out_pays_for_the_way(world: World) {
    let who = technician(&world).await;
    let (order, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &[]).await;
    let late = json!({ "reason": "late_cancel", "note": "客户来电取消" });
    let (status, problem) = call_off(&world, &order, late.clone()).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order.nobody_departed")), "{problem}");
    let path = format!("/visits/{visit}/cancellation");
    let (_, problem) = world.call("dispatcher", "POST", &path, late.clone()).await;
    assert_eq!(problem["code"], "order.nobody_departed", "{problem}");
    world.done("technician", "POST", &format!("/visits/{visit}/departure"), json!({})).await;
    let (status, answer) = call_off(&world, &order, late).await;
    assert_eq!((status, &answer["phase"]), (200, &json!("cancelled")), "{answer}");
    let bill = world.done("desk", "GET", &format!("/orders/{order}/charges"), Value::Null).await;
    let fee = &bill["lines"][0];
    assert_eq!(
        (&fee["code"], &fee["payer"], &fee["status"]),
        (&json!("void_trip"), &json!("customer"), &json!("posted"))
    );
    assert_eq!(bill["money"]["due_minor"], 5_000, "{bill}");
}

#[db_test]
async fn a_reason_that_has_to_be_shown_takes_a_file_and_keeps_it_with_the_order(world: World) {
    technician(&world).await;
    let (order, visit) = a_repair(&world).await;
    let unreachable = json!({ "reason": "customer_unreachable", "window_from_at": "2026-11-22T01:00:00.000Z",
        "window_to_at": "2026-11-22T03:00:00.000Z" });
    let path = format!("/visits/{visit}/appointment");
    let (status, problem) = world.call("desk", "POST", &path, unreachable.clone()).await;
    assert_eq!((status.as_u16(), &problem["fields"][0]["path"]), (422, &json!("files")), "{problem}");
    stored_file(&world, 'a').await;
    let mut shown = unreachable;
    shown["files"] = json!(["a".repeat(64)]);
    world.done("desk", "POST", &path, shown).await;
    let lost = json!({ "reason": "lost_contact", "note": "三天打了六次" });
    let (status, problem) = call_off(&world, &order, lost.clone()).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (422, &json!("files")), "{problem}");
    stored_file(&world, 'b').await;
    let mut shown = lost;
    shown["files"] = json!(["b".repeat(64)]);
    let (status, answer) = call_off(&world, &order, shown).await;
    assert_eq!(status, 200, "{answer}");
    let sql =
        platform::db::Sql::new("SELECT sha256 FROM evidence WHERE tenant_id = ? AND order_id = ? ORDER BY sha256");
    let kept: Vec<String> = world.read().column(sql.bind(world.company.id).bind(order)).await.unwrap();
    assert_eq!(kept, ["a".repeat(64), "b".repeat(64)]);
}

/// An order that is measured for first: the company's trade is bathrooms.
async fn made_to_measure(world: &World) -> (String, String) {
    let tx = world.begin().await;
    crate::lowcode::install(&tx, crate::lowcode::pack::Pack::of_trade("bathroom").unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let new = json!({
        "type": "custom_install", "customer": { "name": "李四", "phone": "13800000002" }, "unit_id": world.outlet.id,
        "site": { "region": "310101", "address": "人民路 9 号 1 栋 101" }, "category": "shower_room"
    });
    let order = super::id(&world.done("desk", "POST", "/orders", new).await, "/id");
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let linked = page["linked"].as_array().unwrap();
    assert_eq!(linked[0]["type"], "measure", "{page}");
    (order, linked[0]["id"].as_str().unwrap().to_owned())
}

#[db_test]
async fn an_order_that_is_called_off_takes_the_orders_of_its_legs_with_it(world: World) {
    let (order, measure) = made_to_measure(&world).await;
    let (status, answer) = call_off(&world, &order, json!({ "reason": "customer_request" })).await;
    assert_eq!(status, 200, "{answer}");
    let page = world.done("desk", "GET", &format!("/orders/{measure}"), Value::Null).await;
    assert_eq!((&page["phase"], &page["cancel_reason"]), (&json!("cancelled"), &json!("customer_request")), "{page}");
    assert_eq!(page["visits"][0]["status"], "cancelled");
}

#[db_test]
async fn a_leg_whose_order_was_called_off_can_be_opened_again(world: World) {
    let (order, measure) = made_to_measure(&world).await;
    let path = format!("/orders/{order}/legs");
    let (_, problem) = world.call("desk", "POST", &path, json!({})).await;
    assert_eq!(problem["code"], "order.no_leg_due", "it is under way: {problem}");
    call_off(&world, &measure, json!({ "reason": "wrong_entry", "note": "地址录错" })).await;
    let trail = world.done("desk", "GET", &format!("/orders/{order}/trail"), Value::Null).await;
    assert_eq!(trail["items"][0]["kind"], "order.leg_cancelled", "{trail}");
    let opened = world.done("desk", "POST", &path, json!({})).await;
    let again = opened["orders"][0].as_str().unwrap();
    assert_ne!(again, measure);
    let page = world.done("desk", "GET", &format!("/orders/{again}"), Value::Null).await;
    assert_eq!(
        (&page["type"], &page["leg"], &page["phase"]),
        (&json!("measure"), &json!("measure"), &json!("to_dispatch"))
    );
}

#[db_test]
async fn a_leg_goes_on_with_a_type_that_was_switched_off_and_a_new_order_is_told_which_are_on(world: World) {
    let (order, measure) = made_to_measure(&world).await;
    call_off(&world, &measure, json!({ "reason": "wrong_entry", "note": "地址录错" })).await;
    world.done("admin", "PUT", "/definitions/order_type/measure/switch", json!({ "is_off": true })).await;
    let opened = world.done("desk", "POST", &format!("/orders/{order}/legs"), json!({})).await;
    let again = opened["orders"][0].as_str().unwrap();
    let page = world.done("desk", "GET", &format!("/orders/{again}"), Value::Null).await;
    assert_eq!(page["type"], "measure", "what began goes on: {page}");
    let alone = json!({ "type": "measure", "customer": { "name": "王五", "phone": "13800000003" }, "unit_id": world.outlet.id,
        "site": { "region": "310101", "address": "人民路 9 号 1 栋 102" }, "category": "shower_room" });
    let (status, told) = world.call("desk", "POST", "/orders", alone).await;
    let field = &told["fields"][0];
    assert_eq!((status.as_u16(), &field["path"], &field["code"]), (422, &json!("type"), &json!("field.type_off")));
    let words = field["message"].as_str().unwrap_or_default();
    assert!(words.contains("已停用") && words.contains("维修"), "says what it is and what is on: {told}");
}
