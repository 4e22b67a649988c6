//! What orders do to machines: put to use, exchanged, taken back.

use db_test::db_test;
use serde_json::{Value, json};

use super::{finish, id, technician};
use crate::orders::visits::{self, NewVisit};
use crate::world::World;

/// A household that bought washers, and the order that installs them: sale, order, assets.
async fn washers_sold(world: &World, quantity: i64) -> Value {
    let product = json!({ "code": "XQG-100", "name": "云风滚筒洗衣机", "category": "washer", "price_minor": 299_900 });
    let product = world.done("admin", "POST", "/products", product).await;
    let sale = json!({
        "buyer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "990101", "address": "长兴路 18 号翠湖花园 3 号楼 402" },
        "lines": [{ "product_id": product["id"], "quantity": quantity }]
    });
    world.done("guide", "POST", "/sales", sale).await
}

async fn asset(world: &World, id: &Value) -> Value {
    let file = world.done("desk", "GET", &format!("/assets/{}", id.as_str().unwrap()), Value::Null).await;
    file["asset"].clone()
}

async fn order(world: &World, id: &Value) -> Value {
    world.done("desk", "GET", &format!("/orders/{}", id.as_str().unwrap()), Value::Null).await
}

#[db_test]
async fn the_first_visit_of_a_split_order_puts_only_its_own_machine_to_use(world: World) {
    technician(&world).await;
    let sold = washers_sold(&world, 2).await;
    let page = order(&world, &sold["orders"][0]).await;
    let tx = world.begin().await;
    let sql = platform::db::Sql::new("UPDATE order_item SET visit_number = position WHERE tenant_id = ?");
    tx.run(sql.bind(world.company.id)).await.unwrap();
    visits::plan(&tx, NewVisit::of(id(&page, "/id").parse().unwrap(), "install")).await.unwrap();
    tx.commit().await.unwrap();
    let answer = finish(&world, &id(&page, "/visits/0/id"), json!({})).await;
    let (first, second) = (&page["items"][0]["asset_id"], &page["items"][1]["asset_id"]);
    assert_eq!(answer["assets"], json!([first]), "{answer}");
    assert_eq!(asset(&world, first).await["status"], "in_use");
    assert_eq!(asset(&world, second).await["status"], "sold", "nobody has been there for it");
}

/// The order's machine put to use with this serial.
async fn installed(world: &World, sold: &Value) -> Value {
    let page = order(world, &sold["orders"][0]).await;
    finish(world, &id(&page, "/visits/0/id"), json!({})).await;
    page["items"][0]["asset_id"].clone()
}

async fn desk_opens(world: &World, r#type: &str, asset: &Value) -> (axum::http::StatusCode, Value) {
    world.call("desk", "POST", "/orders", json!({ "type": r#type, "items": [{ "asset_id": asset }] })).await
}

#[db_test]
async fn an_exchanged_machine_goes_on_with_the_sale_and_the_warranty_of_the_one_before(world: World) {
    technician(&world).await;
    let sold = washers_sold(&world, 1).await;
    let old = installed(&world, &sold).await;
    let before = asset(&world, &old).await;
    let (status, exchange) = desk_opens(&world, "exchange", &old).await;
    assert_eq!(status.as_u16(), 201, "{exchange}");
    let visits = exchange["visit_ids"].as_array().unwrap().clone();
    let mut next = vec![];
    for visit in &visits {
        let answer = finish(&world, visit.as_str().unwrap(), json!({})).await;
        next.extend(answer["next_visits"].as_array().unwrap().clone());
    }
    let item = &exchange["items"][0]["id"];
    let put = json!({ "assets": [{ "item_id": item, "serial": "SN-0002" }] });
    let answer = finish(&world, next[0].as_str().unwrap(), put).await;
    let new = asset(&world, &answer["assets"][0]).await;
    assert_ne!(new["id"], old);
    assert_eq!((&new["serial"], &new["status"]), (&json!("SN-0002"), &json!("in_use")), "{new}");
    assert_eq!((&new["sold_on"], &new["sale_id"]), (&before["sold_on"], &before["sale_id"]), "{new}");
    assert_eq!((&new["warranty"], &new["warranty_until"]), (&json!("in_warranty"), &before["warranty_until"]));
    assert_eq!(asset(&world, &old).await["status"], "exchanged");
}

#[db_test]
async fn a_returned_machine_takes_no_order_and_is_not_returned_twice(world: World) {
    technician(&world).await;
    let sold = washers_sold(&world, 1).await;
    let machine = installed(&world, &sold).await;
    let (_, first) = desk_opens(&world, "return", &machine).await;
    let (status, second) = desk_opens(&world, "return", &machine).await;
    assert_eq!(status.as_u16(), 201, "as long as it stands there: {second}");
    finish(&world, &id(&first, "/visit_ids/0"), json!({})).await;
    assert_eq!(asset(&world, &machine).await["status"], "returned");
    for r#type in ["repair", "return", "exchange"] {
        let (status, problem) = desk_opens(&world, r#type, &machine).await;
        assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("asset.not_in_service")), "{type}");
    }
    let path = format!("/assets/{}/retirement", machine.as_str().unwrap());
    let (_, problem) = world.call("desk", "POST", &path, json!({ "status": "returned" })).await;
    assert_eq!(problem["code"], "asset.not_in_service", "{problem}");
}

#[db_test]
async fn a_sale_that_is_called_off_leaves_no_machine_with_the_household(world: World) {
    let sold = washers_sold(&world, 1).await;
    let machine = &sold["assets"][0];
    let off = json!({ "reason": "customer_request", "refund_method": "cash" });
    world.done("manager", "POST", &format!("/sales/{}/cancellation", id(&sold, "/sale/id")), off).await;
    assert_eq!(asset(&world, machine).await["status"], "returned");
    let (_, problem) = desk_opens(&world, "repair", machine).await;
    assert_eq!(problem["code"], "asset.not_in_service", "{problem}");
    let path = format!("/assets/{}/timeline", machine.as_str().unwrap());
    let life = world.done("desk", "GET", &path, Value::Null).await;
    assert!(life.to_string().contains("asset.retired"), "{life}");
}
