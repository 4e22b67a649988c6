//! What is done to an order as a whole.

use db_test::db_test;
use serde_json::{Value, json};

use super::{id, opened, washer_call};
use crate::world::World;

async fn post(world: &World, order: &Value, deed: &str, body: Value) -> (u16, Value) {
    let (status, answer) = world.call("desk", "POST", &format!("/orders/{}/{deed}", id(order)), body).await;
    (status.as_u16(), answer)
}

#[db_test]
async fn a_hold_for_parts_stops_the_clocks_and_release_moves_the_dues(world: World) {
    let order = opened(&world, washer_call()).await;
    world.later(30);
    let (status, held) = post(&world, &order, "holds", json!({ "reason": "waiting_parts" })).await;
    assert_eq!((status, &held["phase"], &held["next_due_at"]), (200, &json!("on_hold"), &Value::Null), "{held}");
    let (status, problem) = post(&world, &order, "holds", json!({ "reason": "waiting_parts" })).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order.not_in_phase")));
    world.later(120);
    let (status, on) = post(&world, &order, "release", json!({})).await;
    assert_eq!((status, &on["phase"]), (200, &json!("to_dispatch")), "{on}");
    // 10:30 and an hour, half of which had passed: due at 11:30, now two hours later
    assert_eq!(on["dispatch_due_at"], "2026-11-21T05:30:00.000Z");
}

#[db_test]
async fn a_hold_for_the_companys_own_sake_stops_no_clock(world: World) {
    let order = opened(&world, washer_call()).await;
    let (status, _) = post(&world, &order, "holds", json!({ "reason": "no_technician" })).await;
    assert_eq!(status, 422, "it has to be explained");
    let (_, held) = post(&world, &order, "holds", json!({ "reason": "no_technician", "note": "周末无人" })).await;
    assert_eq!((&held["phase"], &held["next_due_at"]), (&json!("on_hold"), &order["next_due_at"]));
    let (status, problem) = post(&world, &order, "holds", json!({ "reason": "boredom" })).await;
    assert_eq!(status, 409, "{problem}");
}

#[db_test]
async fn nothing_pauses_the_clocks_of_an_emergency(world: World) {
    let mut call = washer_call();
    call["described"] = json!("燃气灶有煤气味");
    let order = opened(&world, call).await;
    let (_, held) = post(&world, &order, "holds", json!({ "reason": "waiting_parts" })).await;
    assert_eq!(held["next_due_at"], order["next_due_at"]);
}

#[db_test]
async fn chasing_is_counted_and_raises_attention(world: World) {
    let order = opened(&world, washer_call()).await;
    for count in 1..=3 {
        let (status, chased) = post(&world, &order, "chases", json!({ "words": "什么时候来？" })).await;
        assert_eq!((status, &chased["chased_count"]), (200, &json!(count)));
    }
    let (_, page) = world.call("desk", "GET", "/orders", Value::Null).await;
    assert_eq!(page["items"][0]["chased"], 3);
    assert_eq!(page["items"][0]["priority"], order["priority"].as_i64().unwrap() + 30);
}

#[db_test]
async fn what_a_customer_sent_waits_for_the_desk(world: World) {
    let mut page = washer_call();
    page["channel"] = json!("customer_page");
    page["described"] = json!("坏了");
    let order = opened(&world, page).await;
    assert_eq!((&order["phase"], &order["category"]), (&json!("received"), &json!("")));
    assert_eq!(order["visit_ids"], json!([]));
    let (status, problem) = post(&world, &order, "intake", json!({})).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (422, &json!("category")), "{problem}");
    let (status, taken) =
        post(&world, &order, "intake", json!({ "category": "washer", "fault": "washer_not_drain", "urgency": "high" }))
            .await;
    assert_eq!((status, &taken["phase"]), (200, &json!("to_dispatch")), "{taken}");
    let (_, list) = world.call("desk", "GET", "/orders?category=washer", Value::Null).await;
    assert_eq!(list["items"][0]["visit"]["status"], "planned");
    let (status, problem) = post(&world, &order, "intake", json!({})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order.not_in_phase")));
}

#[db_test]
async fn an_order_elsewhere_is_not_found(world: World) {
    let mut elsewhere = washer_call();
    elsewhere["unit_id"] = json!(world.other_outlet.id);
    let order = opened(&world, elsewhere).await;
    let path = format!("/orders/{}/holds", id(&order));
    let (status, _) = world.call("provider", "POST", &path, json!({ "reason": "waiting_parts" })).await;
    assert_eq!(status.as_u16(), 404);
    let (status, _) = world.call("finance", "POST", &path, json!({ "reason": "waiting_parts" })).await;
    assert_eq!(status.as_u16(), 403);
}
