//! Visits that did not solve what they went for: coming again, trips in vain, work that is not safe.

use db_test::db_test;
use serde_json::{Value, json};

use super::{id, technician};
use crate::world::World;

/// A repair order of a household with a washer, and its visit.
pub(super) async fn a_repair(world: &World) -> (String, String) {
    let call = json!({
        "type": "repair", "customer": { "name": "张三", "phone": "13800000001" }, "unit_id": world.outlet.id,
        "site": { "region": "310101", "address": "人民路88号3栋402室" }, "described": "洗衣机不排水"
    });
    let order = world.done("desk", "POST", "/orders", call).await;
    (id(&order, "/id"), id(&order, "/visit_ids/0"))
}

/// The technician is assigned and does these deeds.
pub(super) async fn gone(world: &World, visit: &str, technician: &str, deeds: &[&str]) {
    let choice = json!({ "technician_id": technician, "override_reason": "唯一在班" });
    world.done("dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    for deed in deeds {
        world.done("technician", "POST", &format!("/visits/{visit}/{deed}"), json!({})).await;
    }
}

async fn completed(world: &World, visit: &str, ending: Value) -> Value {
    world.done("technician", "POST", &format!("/visits/{visit}/completion"), json!({ "visit": ending })).await
}

#[db_test]
async fn whoever_finishes_a_visit_is_told_of_the_second_one(world: World) {
    let who = technician(&world).await;
    let (order, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &["departure", "arrival", "start"]).await;
    let answer = completed(&world, &visit, json!({ "outcome": "needs_parts", "reason": "parts_needed" })).await;
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let second = page["visits"].as_array().unwrap().iter().find(|each| each["number"] == 2).unwrap();
    assert_eq!(answer["next_visits"], json!([second["id"]]), "{answer}");
}

#[db_test]
async fn an_absent_customer_pays_the_way_whether_told_as_a_void_trip_or_as_an_outcome(world: World) {
    let who = technician(&world).await;
    let (order, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &["departure", "arrival"]).await;
    let absent = json!({ "outcome": "customer_absent", "reason": "nobody_home" });
    let path = format!("/visits/{visit}/completion");
    let (status, problem) = world.call("technician", "POST", &path, json!({ "visit": absent })).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("visit.evidence_missing")), "{problem}");
    let absent = json!({ "outcome": "customer_absent", "reason": "nobody_home", "manifest": ["a".repeat(64)] });
    let answer = completed(&world, &visit, absent).await;
    assert_eq!(
        (&answer["fee"]["amount_minor"], &answer["fee"]["payer"]),
        (&json!(5_000), &json!("customer")),
        "{answer}"
    );
    let bill = world.done("desk", "GET", &format!("/orders/{order}/charges"), Value::Null).await;
    assert_eq!((&bill["lines"][0]["code"], &bill["lines"][0]["status"]), (&json!("void_trip"), &json!("posted")));
}

#[db_test]
async fn a_void_trip_is_shown_only_where_its_cause_asks_for_it(world: World) {
    let who = technician(&world).await;
    let (_, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &["departure"]).await;
    let path = format!("/visits/{visit}/void-trip");
    let blind = json!({ "cause": "blocked_entry" });
    let (_, problem) = world.call("technician", "POST", &path, blind).await;
    assert_eq!(problem["code"], "visit.evidence_missing", "{problem}");
    let (_, problem) = world
        .call("technician", "POST", &path, json!({ "cause": "wrong_address", "note": "楼道漏电", "outcome": "unsafe" }))
        .await;
    assert_eq!(problem["fields"][0]["path"], "outcome", "what is unsafe holds the order: {problem}");
    let answer =
        world.done("technician", "POST", &path, json!({ "cause": "wrong_address", "note": "3 栋不是 8 栋" })).await;
    assert_eq!((&answer["outcome"], &answer["fee"]), (&json!("customer_absent"), &Value::Null), "{answer}");
}

#[db_test]
async fn work_that_is_not_safe_puts_the_order_on_hold_with_its_reason(world: World) {
    let who = technician(&world).await;
    for (reason, note, stands_still) in [("waiting_site", "", true), ("internal_check", "燃气阀漏气", false)] {
        let (order, visit) = a_repair(&world).await;
        gone(&world, &visit, &who, &["departure", "arrival", "start"]).await;
        let unsafe_end = json!({ "outcome": "unsafe", "reason": reason, "note": note });
        let answer = completed(&world, &visit, unsafe_end).await;
        assert_eq!(
            (&answer["order"]["phase"], &answer["order"]["hold_reason"]),
            (&json!("on_hold"), &json!(reason)),
            "{answer}"
        );
        assert_eq!(answer["order"]["next_due_at"].is_null(), stands_still, "{answer}");
        let released = world.done("desk", "POST", &format!("/orders/{order}/release"), json!({})).await;
        assert_eq!(released["phase"], "to_dispatch", "{released}");
    }
}

#[db_test]
async fn what_is_wrong_inside_a_body_is_told_by_its_whole_path(world: World) {
    let who = technician(&world).await;
    let (_, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &["departure", "arrival", "start"]).await;
    let (_, problem) = world
        .call(
            "technician",
            "POST",
            &format!("/visits/{visit}/completion"),
            json!({ "visit": { "outcome": "needs_parts" } }),
        )
        .await;
    assert_eq!(problem["fields"][0]["path"], "visit.reason", "{problem}");
    let sale = json!({ "buyer": { "name": "李四", "phone": "13800000002" }, "site": { "address": "" }, "lines": [] });
    let (_, problem) = world.call("guide", "POST", "/sales", sale).await;
    assert_eq!(problem["fields"][0]["path"], "site.address", "{problem}");
    let sale = json!({ "buyer": { "name": "" }, "site": { "address": "人民路 1 号" }, "lines": [] });
    let (_, problem) = world.call("guide", "POST", "/sales", sale).await;
    assert_eq!(problem["fields"][0]["path"], "buyer.name", "{problem}");
}
