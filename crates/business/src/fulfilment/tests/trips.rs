//! Visits that did not solve what they went for: coming again, trips in vain, work that is not safe.

use db_test::db_test;
use serde_json::{Value, json};

use super::{done, id, technician};
use crate::world::World;

/// A repair order of a household with a washer, and its visit.
async fn a_repair(world: &World) -> (String, String) {
    let call = json!({
        "type": "repair", "customer": { "name": "张三", "phone": "13800000001" }, "unit_id": world.outlet.id,
        "site": { "region": "310101", "address": "人民路88号3栋402室" }, "described": "洗衣机不排水"
    });
    let order = done(world, "desk", "POST", "/orders", call).await;
    (id(&order, "/id"), id(&order, "/visit_ids/0"))
}

/// The technician is assigned and does these deeds.
async fn gone(world: &World, visit: &str, technician: &str, deeds: &[&str]) {
    let choice = json!({ "technician_id": technician, "override_reason": "唯一在班" });
    done(world, "dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    for deed in deeds {
        done(world, "technician", "POST", &format!("/visits/{visit}/{deed}"), json!({})).await;
    }
}

async fn completed(world: &World, visit: &str, ending: Value) -> Value {
    done(world, "technician", "POST", &format!("/visits/{visit}/completion"), json!({ "visit": ending })).await
}

#[db_test]
async fn whoever_finishes_a_visit_is_told_of_the_second_one(world: World) {
    let who = technician(&world).await;
    let (order, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &["departure", "arrival", "start"]).await;
    let answer = completed(&world, &visit, json!({ "outcome": "needs_parts", "reason": "parts_needed" })).await;
    let page = done(&world, "desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let second = page["visits"].as_array().unwrap().iter().find(|each| each["number"] == 2).unwrap();
    assert_eq!(answer["next_visits"], json!([second["id"]]), "{answer}");
}
