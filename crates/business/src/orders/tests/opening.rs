//! Opening orders: who it is for, what is proposed, what is recognised.

use db_test::db_test;
use platform::db::Sql;
use serde_json::{Value, json};

use super::{id, opened, washer_call};
use crate::world::World;

#[db_test]
async fn a_call_becomes_an_order_with_category_fault_number_and_dues(world: World) {
    let order = opened(&world, washer_call()).await;
    assert_eq!(order["number"], "WX-20261121-0001");
    assert_eq!(order["phase"], "to_dispatch");
    assert_eq!((&order["category"], &order["fault"]), (&json!("washer"), &json!("washer_not_drain")));
    assert_eq!(order["urgency"], "high", "as the pack says of the fault");
    assert!(order["proposal"]["because"].as_array().unwrap().contains(&json!("不排水")), "{order}");
    assert_eq!(order["is_new_customer"], true);
    assert_eq!(order["warranty"], "unknown");
    // 10:30, an hour of working time
    assert_eq!(order["dispatch_due_at"], "2026-11-21T03:30:00.000Z");
    assert_eq!(order["next_due_at"], order["dispatch_due_at"]);
    assert_eq!(order["visit_ids"].as_array().unwrap().len(), 1);
}

#[db_test]
async fn an_emergency_in_the_words_is_answered_around_the_clock(world: World) {
    let mut call = washer_call();
    call["described"] = json!("燃气灶那里有煤气味，很浓");
    let order = opened(&world, call).await;
    assert_eq!(order["urgency"], "emergency", "{order}");
    assert_eq!(order["arrive_due_at"], "2026-11-21T04:30:00.000Z", "two hours");
}

#[db_test]
async fn a_second_call_from_the_same_phone_finds_the_household(world: World) {
    let first = opened(&world, washer_call()).await;
    let mut again = washer_call();
    again["described"] = json!("空调不制冷");
    let second = opened(&world, again).await;
    assert_eq!(second["is_new_customer"], false);
    assert_eq!((&first["customer_id"], &first["site_id"]), (&second["customer_id"], &second["site_id"]));
    assert_eq!(second["duplicates"], json!([]));
    assert_eq!(second["history"][0]["relation"], "same_household");
}

#[db_test]
async fn the_same_wish_twice_is_recognised_and_linked(world: World) {
    let first = opened(&world, washer_call()).await;
    let second = opened(&world, washer_call()).await;
    assert_eq!(second["duplicates"][0]["id"], first["id"]);
    assert_ne!(second["id"], first["id"]);
    let links = Sql::new("SELECT kind FROM order_link WHERE tenant_id = ? AND order_id = ?").bind(world.company.id);
    let kinds: Vec<String> = world.read().column(links.bind(id(&second).to_owned())).await.unwrap();
    assert_eq!(kinds, ["related"]);
    let mut refused = washer_call();
    refused["on_duplicate"] = json!("refuse");
    let (status, problem) = world.call("desk", "POST", "/orders", refused).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("order.duplicate")));
}

#[db_test]
async fn a_wish_that_is_there_may_go_to_the_earlier_order_instead(world: World) {
    let first = opened(&world, washer_call()).await;
    let mut again = washer_call();
    again["on_duplicate"] = json!("link");
    again["described"] = json!("洗衣机不排水，怎么还没人来");
    let told = opened(&world, again).await;
    assert_eq!((&told["id"], &told["is_earlier"]), (&first["id"], &json!(true)));
    assert!(told["priority"].as_i64() > first["priority"].as_i64());
}

#[db_test]
async fn yesterdays_wish_is_no_duplicate_after_its_window(world: World) {
    opened(&world, washer_call()).await;
    world.later(25 * 60);
    let second = opened(&world, washer_call()).await;
    assert_eq!(second["duplicates"], json!([]));
}

#[db_test]
async fn what_cannot_be_used_is_told_by_field(world: World) {
    for (change, path, code) in [
        (json!({ "type": "teleport" }), "type", "field.not_a_choice"),
        (json!({ "customer": null }), "customer", "field.required"),
        (json!({ "customer": { "name": " ", "phone": "13800000001" } }), "customer.name", "field.required"),
        (json!({ "customer": { "name": "张三", "phone": "138" } }), "customer.phone", "field.not_a_phone"),
        (json!({ "site": { "address": "x", "region": "31" } }), "site.region", "field.not_a_region"),
        (json!({ "site": null }), "site", "field.required"),
        (json!({ "described": "啊", "category": null }), "category", "field.required"),
        (json!({ "items": [{ "category": "rocket" }] }), "items[0].category", "field.not_a_choice"),
        (json!({ "items": [{ "category": "washer", "fault": "x" }] }), "items[0].fault", "field.not_a_choice"),
        (json!({ "items": [{ "category": "washer", "quantity": 0 }] }), "items[0].quantity", "field.out_of_range"),
        (json!({ "wanted_from_at": "2026-11-22T02:00:00Z" }), "wanted_to_at", "field.ends_before_start"),
        (
            json!({ "wanted_from_at": "2026-11-20T02:00:00Z", "wanted_to_at": "2026-11-20T04:00:00Z" }),
            "wanted_to_at",
            "field.in_the_past",
        ),
        (json!({ "described": "长".repeat(4_001) }), "described", "field.too_long"),
    ] {
        let mut call = washer_call();
        call.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, problem) = world.call("desk", "POST", "/orders", call).await;
        assert_eq!(status.as_u16(), 422, "{change} {problem}");
        assert_eq!(
            (&problem["fields"][0]["path"], &problem["fields"][0]["code"]),
            (&json!(path), &json!(code)),
            "{change}"
        );
    }
}

#[db_test]
async fn maintenance_is_about_a_known_machine(world: World) {
    let mut call = washer_call();
    call["type"] = json!("maintain");
    let (status, problem) = world.call("desk", "POST", "/orders", call).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("order.asset_required")));
}

#[db_test]
async fn a_type_is_opened_only_through_its_channels(world: World) {
    let mut call = washer_call();
    call["channel"] = json!("plan");
    let (status, problem) = world.call("desk", "POST", "/orders", call).await;
    assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("order.type_not_for_channel")));
}

#[db_test]
async fn an_exchange_takes_back_and_delivers_before_it_installs(world: World) {
    let asset = washer(&world).await;
    let mut call = washer_call();
    call["type"] = json!("exchange");
    call["items"] = json!([{ "asset_id": asset }]);
    let order = opened(&world, call).await;
    let legs = Sql::new("SELECT leg FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number");
    let legs: Vec<String> = world.read().column(legs.bind(world.company.id).bind(id(&order).to_owned())).await.unwrap();
    assert_eq!(legs, ["take_back", "deliver"]);
    assert_eq!(order["items"][0]["category"], "washer", "the machine says what it is");
}

/// A washer of 张三's.
async fn washer(world: &World) -> Value {
    let first = opened(world, washer_call()).await;
    let tx = world.begin().await;
    let customer = first["customer_id"].as_str().unwrap().parse().unwrap();
    let site = first["site_id"].as_str().unwrap().parse().unwrap();
    let new = serde_json::from_value(
        json!({ "category": "washer", "name": "滚筒洗衣机", "customer_id": customer_text(&first) }),
    )
    .map(|new| crate::customers::NewAsset { customer_id: Some(customer), site_id: Some(site), ..new })
    .unwrap();
    let asset = crate::customers::open_asset(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    json!(asset.id)
}

fn customer_text(order: &Value) -> &str {
    order["customer_id"].as_str().unwrap()
}

#[db_test]
async fn an_order_is_the_outlets_whose_area_is_drawn_around_its_place_else_the_districts(world: World) {
    let west = world.other_outlet.id;
    let around = |size: f64| {
        let at = |east: f64, north: f64| json!({ "lat": 31.0 + north / 100.0, "lng": 121.0 + east / 100.0 });
        json!([at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)])
    };
    let new = json!({ "user_id": world.users[&crate::identity::Role::Technician], "areas": ["310101"] });
    world.done("manager", "POST", "/technicians", new).await;
    for (name, size, unit) in [("城东片", 8.0, world.outlet.id), ("城西片", 2.0, west)] {
        let area = json!({ "name": name, "outline": around(size), "unit_id": unit });
        world.done("manager", "POST", "/areas", area).await;
    }
    let unit_of = async |lng: Option<f64>, phone: &str| {
        let mut call = washer_call();
        call["customer"]["phone"] = json!(phone);
        if let Some(lng) = lng {
            call["site"]["place"] = json!({ "lat": 31.01, "lng": lng });
        }
        let order = opened(&world, call).await;
        let sql = Sql::new("SELECT unit_id FROM work_order WHERE tenant_id = ? AND id = ?").bind(world.company.id);
        world.read().value::<kernel::id::UnitId>(sql.bind(id(&order).to_owned())).await.unwrap()
    };
    assert_eq!(unit_of(Some(121.01), "13800000001").await, west, "the smaller area, though the desk is of the larger");
    assert_eq!(unit_of(Some(121.02), "13800000002").await, west, "on its edge");
    assert_eq!(unit_of(Some(121.05), "13800000003").await, world.outlet.id, "in the larger alone");
    assert_eq!(unit_of(None, "13800000004").await, world.outlet.id, "by the district, without a place");
    assert_eq!(unit_of(Some(121.5), "13800000005").await, world.outlet.id, "and outside of all areas");
}
