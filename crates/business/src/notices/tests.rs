//! Who is told what, on both engines.

use db_test::db_test;
use platform::db::{newest_seq, settled_seq};
use serde_json::{Value, json};

use crate::world::World;

mod sending;

async fn told(world: &World) -> Vec<Value> {
    // what was just committed is not settled while somebody else's transaction runs on the same server
    let view = world.read();
    for _ in 0..500 {
        if settled_seq(&view).await.unwrap() >= newest_seq(&view).await.unwrap() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    crate::chores::run_once(&world.db, world.now()).await.unwrap();
    world.done("desk", "GET", "/notices", Value::Null).await["items"].as_array().unwrap().clone()
}

async fn an_order(world: &World, phone: Value) -> Value {
    let new = json!({
        "type": "repair", "customer": { "name": "张三", "phone": phone }, "site": { "address": "长兴路 18 号", "region": "990101" },
        "category": "washer", "fault": "washer_not_spin", "described": "洗衣机不脱水"
    });
    world.done("desk", "POST", "/orders", new).await
}

#[db_test]
async fn a_customer_is_told_of_their_visit_with_a_link_that_works_and_nobody_is_told_twice(world: World) {
    assert!(told(&world).await.is_empty(), "what was before is not told");
    let order = an_order(&world, json!("13800001234")).await;
    let visit = order["visit_ids"][0].as_str().unwrap().to_owned();
    let window = json!({ "window_from_at": "2026-11-22T05:00:00Z", "window_to_at": "2026-11-22T09:00:00Z", "reason": "customer_asks" });
    world.done("desk", "POST", &format!("/visits/{visit}/appointment"), window).await;
    let all = told(&world).await;
    assert_eq!((all.len(), &all[0]["code"]), (1, &json!("visit_rescheduled")), "{all:?}");
    let words = all[0]["words"].as_str().unwrap();
    assert!(words.contains("11月22日 13:00–17:00") && words.contains("{link}"), "{words}");
    assert_eq!(all[0]["to_phone"], "138 **** 1234");
    let secret = all[0]["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let bearer = format!("Bearer fll.acme.{secret}");
    let (status, seen) = world.call_with("", "GET", "/portal", Value::Null, &[("authorization", &bearer)]).await;
    assert!(status.is_success() && seen["order"]["number"] == order["number"], "{seen}");
    assert_eq!(told(&world).await.len(), 1, "a second reading tells nothing again");
}

#[db_test]
async fn without_a_phone_nobody_is_told_and_it_is_seen(world: World) {
    told(&world).await;
    let order = an_order(&world, Value::Null).await;
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    world.done("desk", "POST", &path, json!({ "reason": "customer_request" })).await;
    let all = told(&world).await;
    assert_eq!(
        (&all[0]["code"], &all[0]["status"], &all[0]["link"]),
        (&json!("order_cancelled"), &json!("nobody"), &Value::Null)
    );
}

#[db_test]
async fn a_company_says_it_in_its_own_words_or_not_at_all(world: World) {
    told(&world).await;
    let wrong = json!({ "words": "您好 {nobody}", "is_on": true });
    let (_, problem) = world.call("admin", "PUT", "/notice-texts/order_cancelled", wrong).await;
    assert_eq!(problem["fields"][0]["code"], "field.unknown_name_in_text");
    let own = json!({ "words": "{customer}您好,{number} 已取消", "is_on": true });
    let kept = world.done("admin", "PUT", "/notice-texts/order_cancelled", own).await;
    assert_eq!((&kept["is_own"], &kept["version"]), (&json!(true), &json!(1)));
    let order = an_order(&world, json!("13800001234")).await;
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    world.done("desk", "POST", &path, json!({ "reason": "customer_request" })).await;
    let all = told(&world).await;
    assert_eq!(all[0]["words"], format!("张三您好,{} 已取消", order["number"].as_str().unwrap()));
    let off = json!({ "words": "{number}", "is_on": false });
    let headers = [("if-match", "1")];
    let (status, _) = world.call_with("admin", "PUT", "/notice-texts/order_cancelled", off, &headers).await;
    assert!(status.is_success());
    let order = an_order(&world, json!("13800009999")).await;
    let path = format!("/orders/{}/cancellation", order["id"].as_str().unwrap());
    world.done("desk", "POST", &path, json!({ "reason": "customer_request" })).await;
    assert_eq!(told(&world).await.len(), 1, "nothing is said");
    let reset = world.done("admin", "DELETE", "/notice-texts/order_cancelled", Value::Null).await;
    assert_eq!((&reset["is_own"], &reset["is_on"]), (&json!(false), &json!(true)));
}
