//! What is done to an order as a whole.

use db_test::db_test;
use platform::db;
use serde_json::{Value, json};

use super::{id, opened, stored_file, washer_call};
use crate::nouns::OrderId;
use crate::orders::WorkOrder;
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

#[db_test]
async fn one_page_shows_everything_of_an_order(world: World) {
    let order = opened(&world, washer_call()).await;
    let (status, page) = world.call("desk", "GET", &format!("/orders/{}", id(&order)), Value::Null).await;
    assert_eq!(status.as_u16(), 200, "{page}");
    assert_eq!((&page["customer"]["name"], &page["customer"]["phone"]), (&json!("张三"), &json!("138 **** 0001")));
    assert_eq!(page["site"]["address"], "人民路***");
    assert_eq!(page["described"], "洗衣机不排水，地上都是水");
    assert_eq!(page["items"][0]["reason"]["code"], "warranty.no_asset");
    assert_eq!(page["sla"][0]["state"], "running");
    assert_eq!((&page["visits"][0]["status"], &page["visits"][0]["sop"]["done"]), (&json!("planned"), &json!(0)));
    assert!(page["visits"][0]["sop"]["total"].as_i64() > Some(0));
    assert!(page["verbs"].as_array().unwrap().contains(&json!("hold")));
    let (status, _) = world.call("technician", "GET", &format!("/orders/{}", id(&order)), Value::Null).await;
    assert_eq!(status.as_u16(), 404, "not his");
}

#[db_test]
async fn the_trail_tells_who_did_what_newest_first(world: World) {
    let order = opened(&world, washer_call()).await;
    post(&world, &order, "holds", json!({ "reason": "waiting_parts" })).await;
    let path = format!("/orders/{}/trail", id(&order));
    let (_, trail) = world.call("desk", "GET", &path, Value::Null).await;
    let kinds: Vec<&str> =
        trail["items"].as_array().unwrap().iter().map(|each| each["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["order.phase_changed", "order.held", "visit.planned", "order.opened"]);
    assert_eq!(trail["items"][0]["actor"]["name"], "测试desk");
    let (_, first) = world.call("desk", "GET", &format!("{path}?limit=3"), Value::Null).await;
    let next = first["next"].as_str().unwrap();
    let (_, rest) = world.call("desk", "GET", &format!("{path}?limit=3&after={next}"), Value::Null).await;
    assert_eq!(rest["items"][0]["kind"], "order.opened");
}

#[db_test]
async fn an_outlet_that_handed_an_order_over_keeps_reading_it(world: World) {
    let mut call = washer_call();
    call["unit_id"] = json!(world.outlet.id);
    let order = opened(&world, call).await;
    let path = format!("/orders/{}", id(&order));
    let (status, _) = world.call("provider", "GET", &path, Value::Null).await;
    assert_eq!(status.as_u16(), 200);
    let body = json!({ "unit_id": world.other_outlet.id, "reason": "capacity" });
    let (status, moved) = post(&world, &order, "transfers", body.clone()).await;
    assert_eq!((status, &moved["unit_id"]), (200, &body["unit_id"]), "{moved}");
    let (status, _) = world.call("provider", "GET", &path, Value::Null).await;
    assert_eq!(status.as_u16(), 200, "read access is kept");
    let (_, list) = world.call("provider", "GET", "/orders", Value::Null).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let (status, problem) = post(&world, &order, "transfers", body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order.same_unit")));
    let shop = json!({ "code": "shop", "name": "城南店", "kind": "store", "parent_id": world.outlet.parent_id });
    let (_, shop) = world.call("admin", "POST", "/units", shop).await;
    let (status, problem) =
        post(&world, &order, "transfers", json!({ "unit_id": shop["id"], "reason": "capacity" })).await;
    assert_eq!((status, &problem["code"]), (409, &json!("order.unit_serves_nobody")));
}

#[db_test]
async fn an_edit_at_an_older_version_is_stale_and_another_urgency_has_other_dues(world: World) {
    let order = opened(&world, washer_call()).await;
    let path = format!("/orders/{}", id(&order));
    let body = json!({ "urgency": "emergency" });
    let (status, changed) = world.call_with("desk", "PATCH", &path, body.clone(), &[("if-match", "1")]).await;
    assert_eq!((status.as_u16(), &changed["arrive_due_at"]), (200, &json!("2026-11-21T04:30:00.000Z")), "{changed}");
    let (_, problem) = world.call_with("desk", "PATCH", &path, body, &[("if-match", "1")]).await;
    assert_eq!(problem["code"], "stale");
}

#[db_test]
async fn a_duplicate_goes_into_the_order_that_stays(world: World) {
    let first = opened(&world, washer_call()).await;
    let second = opened(&world, washer_call()).await;
    let (status, stays) = post(&world, &second, "merging", json!({ "into_id": first["id"] })).await;
    assert_eq!((status, &stays["id"], &stays["chased_count"]), (200, &first["id"], &json!(1)), "{stays}");
    let (_, gone) = world.call("desk", "GET", &format!("/orders/{}", id(&second)), Value::Null).await;
    assert_eq!((&gone["phase"], &gone["merged_into_id"]), (&json!("cancelled"), &first["id"]));
    assert_eq!(gone["visits"][0]["status"], "cancelled");
    let (_, talk) = world.call("desk", "GET", &format!("/orders/{}/messages", id(&first)), Value::Null).await;
    assert_eq!(talk["items"][0]["words"], "洗衣机不排水，地上都是水");
    let (status, _) = post(&world, &first, "merging", json!({ "into_id": first["id"] })).await;
    assert_eq!(status, 409);
}

#[db_test]
async fn merging_a_duplicate_calls_off_what_carries_out_its_legs(world: World) {
    let first = opened(&world, washer_call()).await;
    let second = opened(&world, washer_call()).await;
    let leg: OrderId = opened(&world, washer_call()).await["id"].as_str().unwrap().parse().unwrap();
    let tx = world.begin().await;
    let order: WorkOrder = db::get(&tx, leg).await.unwrap();
    let of: OrderId = id(&second).parse().unwrap();
    db::update(&tx, WorkOrder { previous_id: Some(of), leg: Some("install".into()), ..order }).await.unwrap();
    tx.commit().await.unwrap();
    let (status, stays) = post(&world, &second, "merging", json!({ "into_id": first["id"] })).await;
    assert_eq!(status, 200, "{stays}");
    let (_, leg) = world.call("desk", "GET", &format!("/orders/{leg}"), Value::Null).await;
    assert_eq!((&leg["phase"], &leg["visits"][0]["status"]), (&json!("cancelled"), &json!("cancelled")), "{leg}");
}

#[db_test]
async fn a_warranty_is_decided_by_hand_only_with_a_reason(world: World) {
    let order = opened(&world, washer_call()).await;
    let item = order["items"][0]["id"].as_str().unwrap();
    let deed = format!("items/{item}/verdict");
    let (status, _) = post(&world, &order, &deed, json!({ "verdict": "in_warranty", "reason": "because" })).await;
    assert_eq!(status, 422);
    let body = json!({ "verdict": "in_warranty", "reason": "proof_found" });
    let (status, problem) = post(&world, &order, &deed, body.clone()).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (422, &json!("files")), "the proof has to be shown");
    let mut body = body;
    body["files"] = json!(["a".repeat(64)]);
    let (status, problem) = post(&world, &order, &deed, body.clone()).await;
    assert_eq!((status, &problem["fields"][0]["code"]), (422, &json!("field.not_a_file")), "nobody sent it");
    stored_file(&world, 'a').await;
    let (status, answer) = post(&world, &order, &deed, body).await;
    assert_eq!(status, 200, "{answer}");
    let (_, page) = world.call("desk", "GET", &format!("/orders/{}", id(&order)), Value::Null).await;
    let item = &page["items"][0];
    assert_eq!((&page["warranty"], &item["override_reason"]), (&json!("in_warranty"), &json!("proof_found")));
    let sql = platform::db::Sql::new("SELECT sha256 FROM evidence WHERE tenant_id = ? AND order_id = ?");
    let kept: Vec<String> = world.read().column(sql.bind(world.company.id).bind(id(&order).to_owned())).await.unwrap();
    assert_eq!(kept, ["a".repeat(64)], "what showed it stays with the order");
}

#[db_test]
async fn a_missed_target_is_told_once(world: World) {
    let order = opened(&world, washer_call()).await;
    world.later(90);
    for _ in 0..3 {
        crate::orders::upkeep::tell_overdue(&world.db, &world.company, world.now()).await.unwrap();
    }
    let (_, trail) = world.call("desk", "GET", &format!("/orders/{}/trail", id(&order)), Value::Null).await;
    let told = trail["items"].as_array().unwrap().iter().filter(|each| each["kind"] == "order.overdue").count();
    assert_eq!(told, 1);
}

#[db_test]
async fn a_refusal_says_phase_and_step_in_the_readers_words(world: World) {
    let order = opened(&world, washer_call()).await;
    let (_, problem) = post(&world, &order, "release", json!({})).await;
    assert_eq!(problem["title"], "工单现在是“待派单”，不能做这一步（恢复）");
    assert_eq!(problem["facts"], json!({ "verb": "release", "phase": "to_dispatch" }), "codes stay codes");
}
