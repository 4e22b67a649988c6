//! Somebody leaves, and nothing leaves with them.

use db_test::db_test;
use serde_json::{Value, json};

use super::trips::{a_repair, gone};
use super::{id, technician};
use crate::world::World;

/// Another user, as the admin opens one.
async fn colleague(world: &World, login: &str, role: &str) -> String {
    let new = json!({ "login": login, "name": login, "password": "long enough", "roles": [role], "unit_id": world.outlet.id });
    id(&world.done("admin", "POST", "/users", new).await, "/id")
}

#[db_test]
async fn a_guides_customers_and_open_sales_go_to_a_colleague_in_one_step(world: World) {
    let guide = id(&world.done("guide", "GET", "/session", Value::Null).await, "/user_id");
    let product = json!({ "code": "K-1", "name": "壁挂空调", "category": "ac", "price_minor": 299_900 });
    let product = world.done("admin", "POST", "/products", product).await;
    let sale = json!({ "buyer": { "name": "张三", "phone": "13800000001" }, "site": { "region": "310101", "address": "人民路88号" },
        "lines": [{ "product_id": product["id"], "quantity": 1 }] });
    let sold = world.done("guide", "POST", "/sales", sale).await;
    let customer = json!({ "name": "李四", "phone": "13800000002" });
    world.done("guide", "POST", "/customers", customer).await;
    let lead = json!({ "source": "walk_in", "phone": "13800000003", "next_on": "2026-11-22" });
    let lead = id(&world.done("guide", "POST", "/leads", lead).await, "/lead/id");
    world
        .done("guide", "POST", &format!("/leads/{lead}/follow-ups"), json!({ "kind": "call", "next_on": "2026-11-25" }))
        .await;
    let quote = json!({ "lines": [{ "product_id": product["id"], "quantity": 2 }] });
    world.done("guide", "POST", &format!("/leads/{lead}/quotes"), quote).await;
    let gone =
        id(&world.done("guide", "POST", "/leads", json!({ "source": "online", "name": "不买了" })).await, "/lead/id");
    world.done("guide", "POST", &format!("/leads/{gone}/loss"), json!({ "reason": "price" })).await;
    let to = colleague(&world, "guide2", "guide").await;
    let path = format!("/users/{guide}/handover");

    let (status, _) = world.call("dispatcher", "POST", &path, json!({ "to": to })).await;
    assert_eq!(status.as_u16(), 403);
    let (status, problem) = world.call("manager", "POST", &path, json!({ "to": guide })).await;
    assert_eq!((status.as_u16(), &problem["fields"][0]["path"]), (422, &json!("to")), "{problem}");
    let finance = id(&world.done("finance", "GET", "/session", Value::Null).await, "/user_id");
    let (status, problem) = world.call("manager", "POST", &path, json!({ "to": finance })).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("user.not_a_guide")), "{problem}");

    let new = json!({ "login": "west", "name": "城西经理", "password": crate::world::PASSWORD, "roles": ["manager"],
        "scope": "unit", "unit_id": world.other_outlet.id });
    world.done("admin", "POST", "/users", new).await;
    let (status, _) = world.call("west", "POST", &path, json!({ "to": to })).await;
    assert_eq!(status.as_u16(), 404, "people of another unit are not there");

    let over = world.done("manager", "POST", &path, json!({ "to": to, "note": "离职" })).await;
    assert_eq!((&over["sales"], &over["visits"]), (&json!(1), &json!(0)), "{over}");
    let theirs = world.done("manager", "GET", &format!("/customers?guide_id={to}"), Value::Null).await;
    assert_eq!(over["customers"].as_u64().unwrap() as usize, theirs["items"].as_array().unwrap().len());
    let left = world.done("manager", "GET", &format!("/customers?guide_id={guide}"), Value::Null).await;
    assert!(left["items"].as_array().unwrap().is_empty(), "{left}");
    let sale = world.done("manager", "GET", &format!("/sales/{}", id(&sold, "/sale/id")), Value::Null).await;
    assert_eq!(sale["guide_id"], json!(to), "{sale}");
    assert_eq!((&over["leads"], &over["quotes"]), (&json!(1), &json!(1)), "{over}");
    let moved = world.done("manager", "GET", &format!("/leads?guide_id={to}"), Value::Null).await;
    assert_eq!(
        (&moved["items"][0]["id"], &moved["items"][0]["next_on"]),
        (&json!(lead), &json!("2026-11-25")),
        "{moved}"
    );
    let whole = world.done("manager", "GET", &format!("/leads/{lead}"), Value::Null).await;
    assert_eq!(
        (&whole["follow_ups"][0]["kind"], &whole["quotes"][0]["status"]),
        (&json!("call"), &json!("open")),
        "{whole}"
    );
    let lost = world.done("manager", "GET", &format!("/leads/{gone}"), Value::Null).await;
    assert_eq!(lost["guide_id"], json!(guide), "what is closed stays with whoever had it");
    let again = world.done("manager", "POST", &path, json!({ "to": to })).await;
    assert_eq!(again, json!({ "customers": 0, "sales": 0, "leads": 0, "quotes": 0, "visits": 0 }));
}

#[db_test]
async fn a_technicians_visits_ahead_go_back_to_dispatch_and_one_under_way_is_finished_first(world: World) {
    let who = technician(&world).await;
    let (_, visit) = a_repair(&world).await;
    gone(&world, &visit, &who, &[]).await;
    let to = colleague(&world, "chief", "manager").await;
    let path = format!("/users/{who}/handover");
    let over = world.done("manager", "POST", &path, json!({ "to": to })).await;
    assert_eq!(over["visits"], 1, "{over}");
    let visit = world.done("desk", "GET", &format!("/visits/{visit}"), Value::Null).await;
    assert_eq!(visit["visit"]["status"], "planned");

    let visit = id(&visit, "/visit/id");
    gone(&world, &visit, &who, &["departure", "arrival"]).await;
    let (status, problem) = world.call("manager", "POST", &path, json!({ "to": to })).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("visit.cannot_withdraw")), "{problem}");
}
