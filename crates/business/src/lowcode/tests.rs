//! Packs become a company's own definitions, and stay so.

use axum::http::StatusCode;
use db_test::db_test;
use formula::Label;
use platform::db::{self, Sql};
use serde_json::{Value, json};

use super::pack::{OrderType, Pack};
use super::{Definition, DefinitionKind, DefinitionStatus, book, install, order_type, publish};
use crate::world::World;

/// A pack of one order type.
fn small(version: u32, prefix: &str) -> Pack {
    let order_type: OrderType = serde_json::from_value(json!({
        "code": "small_repair", "version": version, "kind": "repair", "name": { "zh": "维修", "en": "Repair" }, "prefix": prefix,
        "may_open": ["desk"], "asset": "optional", "legs": [], "sla": "standard", "review_after_days": 7, "offer_timeout_minutes": 15,
        "repeat_window_days": 30, "duplicate_window_hours": 24,
    }))
    .unwrap();
    Pack {
        code: "small".into(),
        version,
        name: Label::new("小包", "Small"),
        about: Label::new("给测试", "For tests"),
        order_types: vec![order_type],
        ..Pack::default()
    }
}

#[db_test]
async fn installing_a_pack_twice_changes_nothing(world: World) {
    let tx = world.begin().await;
    let first = install(&tx, &small(1, "WX")).await.unwrap();
    assert_eq!((first.published, first.retired), (2, 0));
    let again = install(&tx, &small(1, "WX")).await.unwrap();
    assert_eq!((again.published, again.drafts, again.retired), (0, 0, 0));
    assert_eq!(order_type(&tx, "small_repair", None).await.unwrap().prefix, "WX");
}

#[db_test]
async fn an_order_keeps_the_type_it_was_opened_with_when_a_newer_pack_comes(world: World) {
    let tx = world.begin().await;
    install(&tx, &small(1, "WX")).await.unwrap();
    install(&tx, &small(2, "BX")).await.unwrap();
    tx.commit().await.unwrap();
    let view = world.read();
    let prefix = async |version| order_type(&view, "small_repair", version).await.map(|found| found.prefix.clone());
    assert_eq!(prefix(None).await.unwrap(), "BX");
    assert_eq!(prefix(Some(1)).await.unwrap(), "WX");
    assert_eq!(prefix(Some(2)).await.unwrap(), "BX");
    assert_eq!(prefix(Some(3)).await.unwrap_err().code(), "not_found");
}

#[db_test]
async fn what_a_newer_pack_no_longer_has_is_retired_and_still_found_by_its_number(world: World) {
    let tx = world.begin().await;
    install(&tx, &small(1, "WX")).await.unwrap();
    let done = install(&tx, &Pack { order_types: vec![], ..small(2, "WX") }).await.unwrap();
    assert_eq!(done.retired, 1);
    assert_eq!(order_type(&tx, "small_repair", None).await.unwrap_err().code(), "not_found");
    assert!(order_type(&tx, "small_repair", Some(1)).await.is_ok());
}

#[db_test]
async fn what_the_company_changed_itself_stays_when_a_newer_pack_comes(world: World) {
    let tx = world.begin().await;
    install(&tx, &small(1, "WX")).await.unwrap();
    let own = serde_json::to_value(&small(1, "OWN").order_types[0]).unwrap();
    publish(&tx, DefinitionKind::OrderType, "small_repair", own.clone(), Some(1)).await.unwrap();
    let stale = publish(&tx, DefinitionKind::OrderType, "small_repair", own, Some(1)).await.unwrap_err();
    assert_eq!(stale.code(), "stale");
    let done = install(&tx, &small(2, "BX")).await.unwrap();
    assert_eq!(done.drafts, 1);
    let current = order_type(&tx, "small_repair", None).await.unwrap();
    assert_eq!((current.prefix.as_str(), current.version), ("OWN", 2), "a body bears the number it is stored under");
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND code = 'small_repair' ORDER BY number");
    let all: Vec<Definition> = db::select(&tx, sql.bind(world.company.id)).await.unwrap();
    let states: Vec<_> = all.iter().map(|each| (each.number, each.status)).collect();
    let (retired, published, draft) = (DefinitionStatus::Retired, DefinitionStatus::Published, DefinitionStatus::Draft);
    assert_eq!(states, [(1, retired), (2, published), (3, draft)]);
}

#[db_test]
async fn every_shipped_pack_comes_out_of_the_tables_as_it_went_in(world: World) {
    for pack in Pack::shipped() {
        let tx = world.begin().await;
        tx.run(Sql::new("DELETE FROM definition WHERE tenant_id = ?").bind(world.company.id)).await.unwrap();
        install(&tx, pack).await.unwrap();
        let book = book(&tx).await.unwrap();
        let versions =
            |pack: &Pack| pack.order_types.iter().map(|each| (each.code.clone(), each.version)).collect::<Vec<_>>();
        assert_eq!(versions(&book.pack), versions(pack));
        assert_eq!(book.pack, *pack, "{}", pack.code);
    }
}

#[db_test]
async fn forms_read_the_pack_and_only_an_admin_installs_one(world: World) {
    let tx = world.begin().await;
    install(&tx, &small(1, "WX")).await.unwrap();
    tx.commit().await.unwrap();
    let (status, pack) = world.call("technician", "GET", "/pack", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{pack}");
    assert!(pack["order_types"].as_array().unwrap().iter().any(|each| each["code"] == "small_repair"), "{pack}");
    let (_, page) = world.call("desk", "GET", "/definitions?kind=order_type&code=small_repair", Value::Null).await;
    assert_eq!(page["items"][0]["number"], 1, "{page}");
    let (status, _) = world.call("manager", "POST", "/packs/appliance/installation", json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = world.call("admin", "POST", "/packs/nowhere/installation", json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[db_test]
async fn what_is_switched_off_is_offered_no_more_until_it_is_switched_on(world: World) {
    let switch = async |kind: &str, code: &str, is_off: bool| {
        let path = format!("/definitions/{kind}/{code}/switch");
        world.call("admin", "PUT", &path, json!({ "is_off": is_off })).await
    };
    let call = |phone: &str| {
        json!({ "type": "repair", "customer": { "name": "张三", "phone": phone },
            "site": { "region": "310101", "address": "人民路88号3栋402室" }, "described": "洗衣机不排水，地上都是水" })
    };
    let (status, _) =
        world.call("manager", "PUT", "/definitions/order_type/repair/switch", json!({ "is_off": true })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, told) = switch("order_type", "repair", true).await;
    assert!(status.is_success() && told["body"]["is_off"] == json!(true), "{told}");
    let (_, told) = world.call("desk", "POST", "/orders", call("13800000001")).await;
    assert_eq!(told["fields"][0]["path"], json!("type"), "{told}");
    assert!(switch("order_type", "repair", false).await.0.is_success());
    assert!(world.call("desk", "POST", "/orders", call("13800000001")).await.0.is_success());
    // no promise is made of times that the company does not use
    let pack = world.done("admin", "GET", "/pack", Value::Null).await;
    let types = pack["order_types"].as_array().unwrap().clone();
    let sla = types.iter().find(|each| each["code"] == json!("repair")).unwrap()["sla"].as_str().unwrap().to_owned();
    assert!(switch("sla_policy", &sla, true).await.0.is_success());
    let (_, opened) = world.call("desk", "POST", "/orders", call("13800000002")).await;
    let row = world.done("desk", "GET", &format!("/orders?text={}", "13800000002"), Value::Null).await;
    assert_eq!(row["items"][0]["due_at"], Value::Null, "{opened} {row}");
    // a price is listed no more
    let prices = async || {
        let list = world.done("admin", "GET", "/price-list", Value::Null).await["items"].as_array().unwrap().clone();
        list.iter().map(|each| each["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = prices().await;
    assert!(switch("price", &before[0], true).await.0.is_success());
    assert_eq!(prices().await, before[1..]);
    // something can be ordered at least; what nobody switches is not found
    let mut last = StatusCode::OK;
    for each in &types {
        let (status, told) = switch("order_type", each["code"].as_str().unwrap(), true).await;
        last = status;
        assert!(status.is_success() || told["code"] == json!("definition.last_type"), "{told}");
    }
    assert_eq!(last, StatusCode::CONFLICT);
    assert_eq!(switch("skill", "any", true).await.0, StatusCode::NOT_FOUND);
}
