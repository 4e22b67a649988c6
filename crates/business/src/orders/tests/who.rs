//! Who may open what for whom, and what is not taken down.

use db_test::db_test;
use serde_json::{Value, json};

use super::{id, opened, washer_call};
use crate::world::World;

async fn told(world: &World, login: &str, change: Value) -> (u16, Value) {
    let mut call = washer_call();
    call.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let (status, answer) = world.call(login, "POST", "/orders", call).await;
    (status.as_u16(), answer)
}

#[db_test]
async fn a_type_is_opened_only_by_the_roles_that_the_pack_lists(world: World) {
    for (login, r#type, may) in [
        ("desk", "install", true),
        ("manager", "install", true),
        ("dispatcher", "repair", true),
        ("dispatcher", "install", false),
        ("technician", "repair", true),
        ("technician", "install", false),
        ("provider", "install", true),
        ("provider", "return", false),
        ("guide", "repair", true),
        ("guide", "install", true),
    ] {
        let change = json!({ "type": r#type, "category": "washer", "on_duplicate": "open" });
        let (status, answer) = told(&world, login, change).await;
        let is_refused = (status, &answer["code"]) == (409, &json!("order.type_not_for_role"));
        assert_eq!((status == 201, is_refused), (may, !may), "{login} {type}: {answer}");
    }
    let (_, answer) = told(&world, "technician", json!({ "type": "install", "category": "washer" })).await;
    assert_eq!(answer["title"], "您的岗位不能登记“安装”类工单");
    let (status, _) = told(&world, "storekeeper", json!({})).await;
    assert_eq!(status, 403);
}

#[db_test]
async fn an_order_for_another_units_customer_site_or_machine_is_not_found(world: World) {
    let order = opened(&world, json!({ "unit_id": world.other_outlet.id, "type": "repair", "category": "washer",
        "customer": { "name": "李四", "phone": "13800000009" }, "site": { "region": "310101", "address": "南京路 1 号" } })).await;
    let tx = world.begin().await;
    // the desk that took it down belongs to the first outlet; the household is the other one's
    let sql = platform::db::Sql::new("UPDATE customer SET unit_id = ? WHERE tenant_id = ? AND id = ?");
    let customer = order["customer_id"].as_str().unwrap();
    tx.run(sql.bind(world.other_outlet.id).bind(world.company.id).bind(customer.to_owned())).await.unwrap();
    let new = crate::customers::NewAsset {
        customer_id: Some(customer.parse().unwrap()),
        category: "washer".into(),
        ..Default::default()
    };
    let asset = crate::customers::open_asset(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    let order_for = |named: Value| {
        let mut new = json!({ "type": "repair", "described": "不排水", "category": "washer" });
        new.as_object_mut().unwrap().extend(named.as_object().unwrap().clone());
        new
    };
    for named in [
        json!({ "customer_id": customer }),
        json!({ "customer": { "name": "王五", "phone": "13800000008" }, "site_id": order["site_id"] }),
        json!({ "items": [{ "asset_id": asset.id }] }),
    ] {
        for login in ["provider", "technician", "guide"] {
            let (status, problem) = world.call(login, "POST", "/orders", order_for(named.clone())).await;
            assert_eq!(status.as_u16(), 404, "{login} {named}: {problem}");
        }
        if named["site_id"].is_null() {
            let mut seen = order_for(named.clone());
            seen["unit_id"] = json!(world.other_outlet.id);
            let (status, answer) = world.call("desk", "POST", "/orders", seen).await;
            assert_eq!(status.as_u16(), 201, "{named}: {answer}");
        }
    }
}

#[db_test]
async fn what_cannot_be_so_is_not_taken_down(world: World) {
    let many: serde_json::Map<String, Value> = (0..51).map(|at| (format!("f{at}"), json!(1))).collect();
    for (change, path, code) in [
        (json!({ "category": "washer", "fault": "ac_not_cooling" }), "fault", "field.not_a_choice"),
        (
            json!({ "items": [{ "category": "washer" }, { "category": "ac", "fault": "washer_not_drain" }] }),
            "items[1].fault",
            "field.not_a_choice",
        ),
        (json!({ "items": [{ "category": "washer" }], "fault": "ac_not_cooling" }), "fault", "field.not_a_choice"),
        (json!({ "custom": { "color": { "r": 1 } } }), "custom.color", "field.wrong_type"),
        (json!({ "custom": { "color": "长".repeat(1_001) } }), "custom.color", "field.too_long"),
        (json!({ "custom": many }), "custom", "field.too_many"),
        (
            json!({ "wanted_from_at": "2028-11-22T02:00:00Z", "wanted_to_at": "2028-11-22T04:00:00Z" }),
            "wanted_to_at",
            "field.too_far_ahead",
        ),
        (json!({ "items": vec![json!({ "category": "washer" }); 51] }), "items", "field.too_many"),
        (json!({ "customer": { "name": "" } }), "customer.name", "field.required"),
        (json!({ "site": { "address": "" } }), "site.address", "field.required"),
        (json!({ "site": { "address": "人民路 1 号", "region": "x" } }), "site.region", "field.not_a_region"),
    ] {
        let (status, problem) = told(&world, "desk", change.clone()).await;
        assert_eq!(status, 422, "{change} {problem}");
        let field = &problem["fields"][0];
        assert_eq!((&field["path"], &field["code"]), (&json!(path), &json!(code)), "{change}");
        assert!(!field["message"].as_str().unwrap().contains('{'), "{problem}");
    }
    let (status, order) = told(
        &world,
        "desk",
        json!({ "fault": "washer_not_drain", "custom": { "color": "白", "floor": 3 },
        "items": [{ "category": "washer" }, { "category": "ac" }] }),
    )
    .await;
    assert_eq!(status, 201, "{order}");
    assert_eq!((&order["items"][0]["fault"], &order["items"][1]["fault"]), (&json!("washer_not_drain"), &Value::Null));
    let words = json!({ "audience": "office", "words": "看照片", "files": vec!["a".repeat(64); 11] });
    let (_, problem) = world.call("desk", "POST", &format!("/orders/{}/messages", id(&order)), words).await;
    assert_eq!(problem["fields"][0]["message"], "最多 10 个", "{problem}");
}

#[db_test]
async fn two_at_one_order_see_each_other_and_nobody_else_is_told(world: World) {
    let mut call = washer_call();
    call["unit_id"] = json!(world.outlet.id);
    let order = opened(&world, call).await;
    let path = format!("/orders/{}/presence", id(&order));
    let names = |presence: &Value| -> Vec<String> {
        presence["people"].as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap().to_owned()).collect()
    };
    let (status, alone) = world.call("desk", "PUT", &path, Value::Null).await;
    assert_eq!((status.as_u16(), names(&alone).len()), (200, 0), "{alone}");
    let (_, both) = world.call("dispatcher", "PUT", &path, Value::Null).await;
    assert_eq!(names(&both), ["测试desk"]);
    assert_eq!(names(&world.call("desk", "PUT", &path, Value::Null).await.1), ["测试dispatcher"]);
    assert_eq!(world.call("technician", "PUT", &path, Value::Null).await.0.as_u16(), 404, "not an order of theirs");
    world.call("desk", "DELETE", &path, Value::Null).await;
    assert!(names(&world.call("dispatcher", "PUT", &path, Value::Null).await.1).is_empty());
    world.call("desk", "PUT", &path, Value::Null).await;
    world.later(1);
    assert!(names(&world.call("dispatcher", "PUT", &path, Value::Null).await.1).is_empty(), "silent for a minute");
}
