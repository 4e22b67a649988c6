//! The pool: what is found, in which order, by whom, and that no list reads everything.

use db_test::db_test;
use serde_json::{Value, json};

use super::{id, opened, washer_call};
use crate::world::World;

async fn numbers(world: &World, login: &str, query: &str) -> Vec<String> {
    let (status, page) = world.call(login, "GET", &format!("/orders{query}"), Value::Null).await;
    assert_eq!(status.as_u16(), 200, "{query} {page}");
    page["items"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()[12..].to_owned()).collect()
}

/// Three orders: a washer of Zhang's, a smell of gas at Li's, an air conditioner of Wang's; a minute apart.
async fn three(world: &World) -> Vec<Value> {
    let mut orders = vec![];
    for (name, phone, said) in [
        ("张三", "13800000001", "洗衣机不排水"),
        ("李四", "13800000002", "燃气灶有煤气味"),
        ("王五", "13800000003", "空调滴水"),
    ] {
        let mut call = washer_call();
        call["customer"] = json!({ "name": name, "phone": phone });
        call["described"] = json!(said);
        orders.push(opened(world, call).await);
        world.later(1);
    }
    orders
}

#[db_test]
async fn the_pool_is_sorted_by_opening_by_due_and_by_priority(world: World) {
    three(&world).await;
    assert_eq!(numbers(&world, "desk", "").await, ["0003", "0002", "0001"]);
    assert_eq!(numbers(&world, "desk", "?sort=due").await, ["0002", "0001", "0003"]);
    assert_eq!(numbers(&world, "desk", "?sort=priority").await, ["0002", "0003", "0001"]);
}

#[db_test]
async fn the_pool_is_narrowed_by_what_people_ask_for(world: World) {
    let orders = three(&world).await;
    let customer = orders[2]["customer_id"].as_str().unwrap();
    for (query, found) in [
        ("?phase=to_dispatch,accepted", vec!["0003", "0002", "0001"]),
        ("?phase=closed", vec![]),
        ("?urgency=emergency", vec!["0002"]),
        ("?category=washer", vec!["0001"]),
        ("?fault=ac_drip&type=repair", vec!["0003"]),
        ("?channel=phone&region=310101&sort=priority", vec!["0002", "0003", "0001"]),
        ("?warranty=in_warranty", vec![]),
        ("?late=true", vec![]),
        ("?due_within_minutes=30", vec!["0002"]),
        ("?text=13800000003", vec!["0003"]),
        ("?text=wx-20261121-0002", vec!["0002"]),
        ("?text=%E5%BC%A0", vec!["0001"]),
        (&format!("?customer_id={customer}"), vec!["0003"]),
        ("?opened_from_at=2026-11-21T02:31:00Z&opened_to_at=2026-11-21T02:32:00Z", vec!["0002"]),
    ] {
        assert_eq!(numbers(&world, "desk", query).await, found, "{query}");
    }
    world.later(58);
    assert_eq!(numbers(&world, "desk", "?late=true&sort=due").await, ["0002", "0001"]);
}

#[db_test]
async fn pages_follow_each_other_without_gap_or_repeat(world: World) {
    for at in 0..7 {
        let mut call = washer_call();
        call["customer"] = json!({ "name": "张三", "phone": format!("1380000001{at}") });
        opened(&world, call).await;
    }
    for sort in ["opened", "due", "priority"] {
        let (mut seen, mut after) = (vec![], String::new());
        loop {
            let path = format!("/orders?limit=3&phase=to_dispatch,received&sort={sort}{after}");
            let (_, page) = world.call("desk", "GET", &path, Value::Null).await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|row| id(row).to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (7, 7), "{sort}");
    }
    let (status, _) = world.call("desk", "GET", "/orders?after=nonsense", Value::Null).await;
    assert_eq!(status.as_u16(), 422);
}

#[db_test]
async fn a_row_shows_whom_and_where_but_neither_phone_nor_house_number(world: World) {
    opened(&world, washer_call()).await;
    let (_, page) = world.call("desk", "GET", "/orders", Value::Null).await;
    let row = &page["items"][0];
    assert_eq!(row["customer"]["name"], "张三");
    assert_eq!(row["phone"], "138 **** 0001");
    assert_eq!(row["address"], "人民路***");
    assert_eq!(row["visit"]["status"], "planned");
    assert!(row.to_string().len() < 1_500, "{}", row.to_string().len());
}

#[db_test]
async fn an_outlet_sees_its_own_orders_and_a_technician_only_those_that_concern_him(world: World) {
    let mut elsewhere = washer_call();
    elsewhere["unit_id"] = json!(world.other_outlet.id);
    opened(&world, elsewhere).await;
    assert_eq!(numbers(&world, "provider", "").await, [""; 0]);
    assert_eq!(numbers(&world, "technician", "").await, [""; 0]);
    let mut own = washer_call();
    own["unit_id"] = json!(world.outlet.id);
    own["customer"] = json!({ "name": "李四", "phone": "13800000002" });
    opened(&world, own).await;
    for sort in ["opened", "due", "priority"] {
        assert_eq!(numbers(&world, "provider", &format!("?sort={sort}")).await, ["0002"], "{sort}");
    }
    assert_eq!(numbers(&world, "provider", "?phase=to_dispatch").await, ["0002"]);
    assert_eq!(numbers(&world, "manager", "").await, ["0002", "0001"]);
}

#[db_test]
async fn the_pool_is_narrowed_by_machine_model_sale_and_when_it_was_finished(world: World) {
    let orders = three(&world).await;
    let (first, second, third) = (id(&orders[0]), id(&orders[1]), id(&orders[2]));
    let brand = world.call("admin", "POST", "/brands", json!({ "name": "新风" })).await.1["id"].clone();
    let product = json!({ "code": "XF-1", "name": "洗衣机", "category": "washer", "brand_id": brand });
    let product = world.call("admin", "POST", "/products", product).await.1["id"].clone();
    let machine =
        json!({ "category": "washer", "name": "洗衣机", "serial": "SN-0001", "customer_id": orders[0]["customer_id"] });
    let (status, machine) = world.call("desk", "POST", "/assets", machine).await;
    assert!(status.is_success(), "{machine}");
    let tx = world.begin().await;
    for (sql, values) in [
        ("UPDATE order_item SET asset_id = ? WHERE order_id = ?", (machine["id"].clone(), first)),
        ("UPDATE order_item SET product_id = ? WHERE order_id = ?", (product.clone(), second)),
        ("UPDATE order_item SET brand_id = ? WHERE order_id = ?", (brand.clone(), second)),
        ("UPDATE work_order SET sale_id = ? WHERE id = ?", (brand.clone(), third)),
    ] {
        let sql = platform::db::Sql::new(sql).bind(values.0.as_str().unwrap().to_owned()).bind(values.1.to_owned());
        assert_eq!(tx.run(sql).await.unwrap(), 1);
    }
    let finished = platform::db::Sql::new("UPDATE work_order SET finished_at = ? WHERE id = ?");
    tx.run(finished.bind(world.now()).bind(third.to_owned())).await.unwrap();
    tx.commit().await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    for (query, found) in [
        (format!("asset_id={}", text(&machine["id"])), vec!["0001"]),
        ("serial=sn0001".to_owned(), vec!["0001"]),
        (format!("product_id={}", text(&product)), vec!["0002"]),
        (format!("brand_id={}", text(&brand)), vec!["0002"]),
        (format!("sale_id={}", text(&brand)), vec!["0003"]),
        ("finished_from_at=2026-11-21T02:30:00Z".to_owned(), vec!["0003"]),
        ("finished_to_at=2026-11-21T02:30:00Z".to_owned(), vec![]),
    ] {
        for sort in ["opened", "due", "priority"] {
            assert_eq!(numbers(&world, "desk", &format!("?{query}&sort={sort}")).await, found, "{query} {sort}");
        }
        let counted = world.done("desk", "GET", &format!("/orders/count?{query}"), Value::Null).await;
        assert_eq!(counted, json!({ "count": found.len(), "more": false }), "{query}");
    }
    world.later(40);
    let late = numbers(&world, "desk", "?due_within_minutes=600&sort=due").await;
    let ahead = numbers(&world, "desk", "?due_within_minutes=600&due_ahead=true&sort=due").await;
    assert!(late.contains(&"0002".to_owned()) && !ahead.contains(&"0002".to_owned()), "{late:?} {ahead:?}");
}
