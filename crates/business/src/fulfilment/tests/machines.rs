//! What orders do to machines: put to use, exchanged, taken back.

use db_test::db_test;
use serde_json::{Value, json};

use super::{done, finish, id, technician};
use crate::orders::visits::{self, NewVisit};
use crate::world::World;

/// A household that bought washers, and the order that installs them: sale, order, assets.
async fn washers_sold(world: &World, quantity: i64) -> Value {
    let product = json!({ "code": "XQG-100", "name": "云风滚筒洗衣机", "category": "washer", "price_minor": 299_900 });
    let product = done(world, "admin", "POST", "/products", product).await;
    let sale = json!({
        "buyer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "990101", "address": "长兴路 18 号翠湖花园 3 号楼 402" },
        "lines": [{ "product_id": product["id"], "quantity": quantity }]
    });
    done(world, "guide", "POST", "/sales", sale).await
}

async fn asset(world: &World, id: &Value) -> Value {
    let file = done(world, "desk", "GET", &format!("/assets/{}", id.as_str().unwrap()), Value::Null).await;
    file["asset"].clone()
}

async fn order(world: &World, id: &Value) -> Value {
    done(world, "desk", "GET", &format!("/orders/{}", id.as_str().unwrap()), Value::Null).await
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
