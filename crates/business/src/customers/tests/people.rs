//! What is shown of a person, to whom, and how a person goes away.

use axum::http::StatusCode;
use db_test::db_test;
use platform::db::{self, Event, Sql};
use serde_json::{Value, json};

use super::files::{household, order, washer};
use crate::customers::{Customer, CustomerId, NewCustomer, open_or_match};
use crate::world::World;

#[db_test]
async fn a_phone_is_revealed_to_who_may_and_the_trail_says_who_looked_and_for_which_order(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "丁香路100弄3号楼502室").await;
    let li = household(&world, "李四", Some("13800000002"), "").await;
    let (mine, others) = (order(&world, &zhang, "accepted").await, order(&world, &li, "accepted").await);
    let path = format!("/customers/{zhang}/reveals");
    let (status, shown) = world.call("technician", "POST", &path, json!({ "what": "phone", "order_id": mine })).await;
    assert_eq!((status, &shown["value"]), (StatusCode::OK, &json!("+8613800000001")), "{shown}");
    let (_, shown) = world.call("desk", "POST", &path, json!({ "what": "address" })).await;
    assert_eq!(shown["value"], "丁香路100弄3号楼502室");
    let (status, _) = world.call("desk", "POST", &path, json!({ "what": "phone", "order_id": others })).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another household's order is no reason");
    let (status, _) = world.call("storekeeper", "POST", &path, json!({ "what": "phone" })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, trail) = world.call("manager", "GET", &format!("/customers/{zhang}/timeline"), Value::Null).await;
    let looks: Vec<&Value> =
        trail["items"].as_array().unwrap().iter().filter(|each| each["kind"] == "customer.revealed").collect();
    assert_eq!(looks.len(), 2, "{trail}");
    assert_eq!((&looks[1]["actor_name"], &looks[1]["order_id"]), (&json!("测试technician"), &json!(mine)));
    assert!(!trail.to_string().contains("13800000001"), "the trail holds no phone");
}

#[db_test]
async fn two_files_of_one_household_become_one_with_everything_on_it(world: World) {
    let old = household(&world, "张三", Some("13800000001"), "丁香路100弄").await;
    let new = household(&world, "张先生", Some("13800000002"), "碧云路8号").await;
    washer(&world, &old, "SN1").await;
    let order = order(&world, &old, "received").await;
    let path = format!("/customers/{old}/merging");
    let (status, merged) = world.call("desk", "POST", &path, json!({ "into": new })).await;
    assert_eq!((status, &merged["id"]), (StatusCode::OK, &json!(new)), "{merged}");
    let (_, file) = world.call("desk", "GET", &format!("/customers/{new}"), Value::Null).await;
    let count = |part: &str| file[part].as_array().unwrap().len();
    assert_eq!((count("sites"), count("assets"), count("contacts"), &file["orders"]), (2, 1, 1, &json!(1)), "{file}");
    let (_, gone) = world.call("desk", "GET", &format!("/customers/{old}"), Value::Null).await;
    assert_eq!(gone["customer"]["merged_into"], json!(new));
    let (_, trail) = world.call("desk", "GET", &format!("/customers/{new}/timeline"), Value::Null).await;
    let kinds: Vec<_> = trail["items"].as_array().unwrap().iter().map(|each| each["kind"].clone()).collect();
    assert!(kinds.contains(&json!("asset.opened")), "the other file's life is told on this one: {kinds:?}");
    let sql = Sql::new("SELECT customer_id, version FROM work_order WHERE tenant_id = ? AND id = ?");
    let row = world.read().one(sql.bind(world.company.id).bind(order)).await.unwrap().unwrap();
    let (owner, version): (String, i64) = (db::read(&row, "customer_id").unwrap(), db::read(&row, "version").unwrap());
    assert_eq!((&owner, version), (&new, 2));
    let tx = world.begin().await;
    let phone = Some(kernel::Phone::parse("13800000001").unwrap());
    let (found, is_new) = open_or_match(&tx, NewCustomer { phone, ..NewCustomer::named("张三") }).await.unwrap();
    assert_eq!((found.id.to_string(), is_new), (new.clone(), false), "who calls with the old phone is still known");
    drop(tx);
    for (into, code) in [(&new, "customer.merged"), (&old, "customer.into_itself")] {
        let (status, problem) = world.call("desk", "POST", &path, json!({ "into": into })).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!(code)));
    }
    let (status, _) = world.call("desk", "PATCH", &format!("/customers/{old}"), json!({ "note": "x" })).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[db_test]
async fn an_erased_person_leaves_machines_and_orders_but_no_name_phone_or_address(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "丁香路100弄3号楼502室").await;
    washer(&world, &zhang, "SN1").await;
    let contact = json!({ "name": "李梅", "phone": "13900000001" });
    world.call("desk", "POST", &format!("/customers/{zhang}/contacts"), contact).await;
    let order_id = order(&world, &zhang, "received").await;
    let path = format!("/customers/{zhang}/erasure");
    let (status, _) = world.call("desk", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, problem) = world.call("manager", "POST", &path, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("customer.has_open_orders")));
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE work_order SET phase = 'closed' WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(world.company.id).bind(order_id)).await.unwrap();
    let typed = json!({ "reason": "customer_gone", "note": "张三搬走了，电话 13800000001" });
    let called_off = Event::new("order.cancelled").about(zhang.parse::<CustomerId>().unwrap()).with(typed);
    tx.record(called_off).await.unwrap();
    tx.commit().await.unwrap();
    let (status, shown) = world.call("manager", "POST", &path, json!({})).await;
    assert_eq!((status, &shown["phone"]), (StatusCode::OK, &Value::Null), "{shown}");
    let (_, file) = world.call("admin", "GET", &format!("/customers/{zhang}"), Value::Null).await;
    assert_eq!(
        (file["assets"].as_array().unwrap().len(), &file["orders"], &file["contacts"]),
        (1, &json!(1), &json!([]))
    );
    let (_, trail) = world.call("admin", "GET", &format!("/customers/{zhang}/timeline"), Value::Null).await;
    let sql = Sql::new("SELECT contact_name, contact_phone, described FROM work_order WHERE tenant_id = ? AND id = ?");
    let row = world.read().one(sql.bind(world.company.id).bind(order_id)).await.unwrap().unwrap();
    let texts =
        ["contact_name", "contact_phone", "described"].map(|column| db::read::<Option<String>>(&row, column).unwrap());
    assert_eq!(texts, [Some("***".to_owned()), None, Some(String::new())]);
    let everything = format!("{file} {trail}");
    for word in ["张三", "李梅", "13800000001", "13900000001", "丁香路"] {
        assert!(!everything.contains(word), "{word} is still in {everything}");
    }
    let kept: Customer = db::get(&world.read(), zhang.parse().unwrap()).await.unwrap();
    assert_eq!(kept.erased_at, Some(world.now()));
    let again = household(&world, "张三", Some("13800000001"), "").await;
    assert_ne!(again, zhang, "who comes back is a new customer");
}

#[db_test]
async fn a_file_is_changed_only_at_the_version_that_was_seen_and_a_phone_belongs_to_one_file(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "").await;
    let li = household(&world, "李四", Some("13800000002"), "").await;
    let path = format!("/customers/{zhang}");
    let note = json!({ "note": "有狗" });
    let (status, changed) = world.call_with("desk", "PATCH", &path, note.clone(), &[("if-match", "1")]).await;
    assert_eq!((status, &changed["version"], &changed["phone"]), (StatusCode::OK, &json!(2), &json!("138 **** 0001")));
    let (status, _) = world.call_with("desk", "PATCH", &path, note, &[("if-match", "1")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let (status, problem) = world.call("desk", "PATCH", &path, json!({ "phone": "13800000002" })).await;
    assert_eq!((status, &problem["facts"]["customer_id"]), (StatusCode::CONFLICT, &json!(li)), "{problem}");
    let (_, changed) = world.call("desk", "PATCH", &path, json!({ "phone": null })).await;
    assert_eq!(changed["phone"], Value::Null);
    let (status, problem) = world.call("desk", "PATCH", &path, json!({ "name": " " })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("name")));
}

#[db_test]
async fn a_contact_may_be_added_changed_and_taken_away(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "").await;
    let body = json!({ "name": "李梅", "phone": "13900000001", "relation": "配偶" });
    let (_, added) = world.call("desk", "POST", &format!("/customers/{zhang}/contacts"), body.clone()).await;
    let (_, again) = world.call("desk", "POST", &format!("/customers/{zhang}/contacts"), body).await;
    assert_eq!(added["id"], again["id"], "one phone, one contact");
    let path = format!("/contacts/{}", added["id"].as_str().unwrap());
    let (_, changed) = world.call("desk", "PATCH", &path, json!({ "name": "李小梅" })).await;
    assert_eq!((&changed["name"], &changed["relation"]), (&json!("李小梅"), &json!("配偶")));
    let (status, _) = world.call("desk", "DELETE", &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let (_, file) = world.call("desk", "GET", &format!("/customers/{zhang}"), Value::Null).await;
    assert_eq!(file["contacts"], json!([]));
}
