//! Files, lists and timelines as the office reads them, each within its scope.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use platform::db::Sql;
use serde_json::{Value, json};

use crate::identity::Role;
use crate::nouns::OrderId;
use crate::world::World;

/// Opens a household by the desk; its id.
pub(super) async fn household(world: &World, name: &str, phone: Option<&str>, address: &str) -> String {
    let site = (!address.is_empty()).then(|| json!({ "address": address }));
    let body = json!({ "name": name, "phone": phone, "site": site });
    let (status, opened) = world.call("desk", "POST", "/customers", body).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    opened["customer"]["id"].as_str().unwrap().to_owned()
}

pub(super) async fn washer(world: &World, customer: &str, serial: &str) -> Value {
    let body = json!({ "customer_id": customer, "category": "washer", "name": "滚筒洗衣机", "serial": serial, "sold_on": "2026-01-31" });
    let (status, asset) = world.call("desk", "POST", "/assets", body).await;
    assert_eq!(status, StatusCode::CREATED, "{asset}");
    asset
}

/// An order of the customer's in a phase, written as it stands in the table, with the technician on its crew.
pub(super) async fn order(world: &World, customer: &str, phase: &str) -> OrderId {
    let (id, tx) = (OrderId::new(), world.begin().await);
    let sql = Sql::new(
        "INSERT INTO work_order (tenant_id, id, number, type, type_version, channel, phase, stage, unit_id, customer_id, contact_name,
           contact_phone, region, category, summary, described, urgency, priority, sla, chased_count, opened_at, opened_by, changed_at,
           custom, version)
         VALUES (?, ?, ?, 'repair', 1, 'phone', ?, '', ?, ?, '张三', '+8613800000001', '', 'washer', '', '张三家的洗衣机', 'normal', 0,
           'null', 0, ?, ?, ?, '{}', 1)",
    )
    .bind(world.company.id)
    .bind(id)
    .bind(format!("WX-{id}"))
    .bind(phase.to_owned())
    .bind(world.outlet.id)
    .bind(customer.to_owned())
    .bind(world.now())
    .bind(world.users[&Role::Desk])
    .bind(world.now());
    tx.run(sql).await.unwrap();
    let sql = Sql::new(
        "INSERT INTO crew_member (tenant_id, id, visit_id, order_id, technician_id, role, share_bp, created_at, version)
         VALUES (?, ?, ?, ?, ?, 'lead', 10000, ?, 1)",
    )
    .bind(world.company.id)
    .bind(OrderId::new())
    .bind(id)
    .bind(id)
    .bind(world.users[&Role::Technician])
    .bind(world.now());
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[db_test]
async fn one_file_shows_people_sites_machines_and_open_orders(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "丁香路100弄3号楼502室").await;
    washer(&world, &zhang, "SN1").await;
    order(&world, &zhang, "received").await;
    order(&world, &zhang, "closed").await;
    let contact = json!({ "name": "李梅", "phone": "13900000001", "relation": "配偶" });
    let (status, _) = world.call("desk", "POST", &format!("/customers/{zhang}/contacts"), contact).await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, file) = world.call("desk", "GET", &format!("/customers/{zhang}"), Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    assert_eq!((&file["orders_open"], &file["orders"]), (&json!(1), &json!(2)));
    assert_eq!(file["customer"]["phone"], "138 **** 0001");
    assert_eq!(file["contacts"][0]["phone"], "139 **** 0001");
    assert_eq!(file["sites"][0]["address"], "丁香路***");
    let asset = &file["assets"][0];
    assert_eq!((&asset["warranty_until"], &asset["warranty"]), (&json!("2027-01-31"), &json!("in_warranty")));
}

#[db_test]
async fn a_household_is_found_by_phone_name_number_and_serial_of_its_machine(world: World) {
    let zhang = household(&world, "张三丰", Some("13800000001"), "丁香路100弄").await;
    let li = household(&world, "李四", Some("13800000002"), "").await;
    washer(&world, &zhang, "SN-2026 77").await;
    let contact = json!({ "name": "李梅", "phone": "13900000001" });
    world.call("desk", "POST", &format!("/customers/{zhang}/contacts"), contact).await;
    let found = async |q: &str| {
        let (status, page) = world.call("desk", "GET", &format!("/customers?q={q}"), Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page["items"].as_array().unwrap().iter().map(|each| each["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let zhang_only = vec![zhang.clone()];
    for q in ["138-0000-0001", "13900000001", "%E5%BC%A0%E4%B8%89", "sn202677", "kh-20261121-0001"] {
        assert_eq!(found(q).await, zhang_only, "{q}");
    }
    for q in ["1380000000", "%25", "_"] {
        assert!(found(q).await.is_empty(), "{q}");
    }
    let (_, page) = world.call("desk", "GET", "/customers?limit=1", Value::Null).await;
    assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(li), &json!(li)));
    let (_, page) = world.call("desk", "GET", &format!("/customers?limit=1&after={li}"), Value::Null).await;
    assert_eq!((&page["items"][0]["id"], &page["items"][0]["address"]), (&json!(zhang), &json!("丁香路***")));
    assert_eq!((&page["items"][0]["assets_count"], page.get("next")), (&json!(1), None));
    let (_, page) = world.call("desk", "GET", "/assets?q=sn2026", Value::Null).await;
    assert_eq!(page["items"][0]["customer_id"], json!(zhang), "{page}");
}

#[db_test]
async fn a_household_is_seen_by_its_unit_its_guide_and_who_works_there_and_by_nobody_else(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "丁香路100弄").await;
    let asset = washer(&world, &zhang, "SN1").await["id"].as_str().unwrap().to_owned();
    let status = async |login: &str, path: String| world.call(login, "GET", &path, Value::Null).await.0;
    let (file, machine) = (format!("/customers/{zhang}"), format!("/assets/{asset}"));
    assert_eq!(status("provider", file.clone()).await, StatusCode::OK, "the outlet's own");
    for login in ["technician", "guide"] {
        assert_eq!(status(login, file.clone()).await, StatusCode::NOT_FOUND, "{login}");
        assert_eq!(status(login, machine.clone()).await, StatusCode::NOT_FOUND, "{login}");
        assert_eq!(status(login, format!("{file}/timeline")).await, StatusCode::NOT_FOUND, "{login}");
        let (_, page) = world.call(login, "GET", "/customers", Value::Null).await;
        assert_eq!(page["items"], json!([]), "{login}");
    }
    order(&world, &zhang, "accepted").await;
    assert_eq!(status("technician", file.clone()).await, StatusCode::OK);
    assert_eq!(status("technician", machine).await, StatusCode::OK);
    let guide = json!({ "guide_id": world.users[&Role::Guide] });
    let (changed, _) = world.call("desk", "PATCH", &file, guide).await;
    assert_eq!(changed, StatusCode::OK);
    assert_eq!(status("guide", file.clone()).await, StatusCode::OK);
    let away = json!({ "unit_id": world.other_outlet.id, "guide_id": null });
    let (changed, body) = world.call("desk", "PATCH", &file, away).await;
    assert_eq!((changed, &body["guide_id"]), (StatusCode::OK, &Value::Null), "{body}");
    assert_eq!(status("guide", file.clone()).await, StatusCode::NOT_FOUND);
    assert_eq!(status("provider", file).await, StatusCode::OK, "an order of theirs is still the outlet's");
}

#[db_test]
async fn a_machines_timeline_runs_from_sale_to_scrapping_newest_first(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "丁香路100弄").await;
    let asset = washer(&world, &zhang, "SN1").await["id"].as_str().unwrap().to_owned();
    let order = order(&world, &zhang, "accepted").await;
    let tx = world.begin().await;
    let id = asset.parse().unwrap();
    crate::customers::install_asset(&tx, id, None, "2026-02-01".parse().unwrap(), order).await.unwrap();
    let part = crate::customers::PartChange {
        code: Some("washer_motor"),
        name: "电机",
        quantity: 1,
        serial: Some("M2"),
        old_serial: Some("M1"),
    };
    crate::customers::change_part(&tx, id, part, order).await.unwrap();
    tx.commit().await.unwrap();
    let readings = json!({ "readings": { "water_pressure": 0.3 } });
    let (status, _) = world.call("desk", "POST", &format!("/assets/{asset}/commissioning"), readings).await;
    assert_eq!(status, StatusCode::OK);
    let scrapped = json!({ "status": "scrapped" });
    let (status, shown) = world.call("manager", "POST", &format!("/assets/{asset}/retirement"), scrapped).await;
    assert_eq!((status, &shown["warranty"]), (StatusCode::OK, &json!("out_of_warranty")), "{shown}");
    let path = format!("/assets/{asset}/timeline?limit=3");
    let (_, first) = world.call("technician", "GET", &path, Value::Null).await;
    let kinds =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|each| each["kind"].clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&first), ["asset.retired", "asset.commissioned", "asset.part_changed"], "{first}");
    let changed = &first["items"][2];
    assert_eq!(
        (&changed["order_number"], &changed["data"]["old_serial"]),
        (&json!(format!("WX-{order}")), &json!("M1"))
    );
    assert_eq!(first["items"][0]["actor_name"], "测试manager");
    assert_eq!(first["items"][0]["actor_roles"], json!(["manager"]));
    let next = format!("{path}&after={}", first["next"].as_str().unwrap());
    let (_, second) = world.call("technician", "GET", &next, Value::Null).await;
    assert_eq!(kinds(&second), ["asset.installed", "asset.opened"]);
    let (_, all) = world.call("desk", "GET", &format!("/customers/{zhang}/timeline"), Value::Null).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 7, "the household's has its own two as well: {all}");
}

#[db_test]
async fn a_form_for_a_machine_says_everything_that_is_wrong(world: World) {
    let zhang = household(&world, "张三", Some("13800000001"), "").await;
    let li = household(&world, "李四", Some("13800000002"), "碧云路8号").await;
    let (_, file) = world.call("desk", "GET", &format!("/customers/{li}"), Value::Null).await;
    let body = json!({ "customer_id": zhang, "site_id": file["sites"][0]["id"], "category": "washer" });
    let (status, problem) = world.call("desk", "POST", "/assets", body).await;
    assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.not_theirs")));
    for (body, path) in [
        (json!({ "category": "washer" }), "customer_id"),
        (json!({ "customer_id": zhang, "category": "spaceship" }), "category"),
        (json!({ "customer_id": zhang, "category": "washer", "extended_months": -1 }), "extended_months"),
        (
            json!({ "customer_id": zhang, "category": "washer", "produced_on": "2026-02-01", "sold_on": "2026-01-01" }),
            "produced_on",
        ),
        (json!({ "customer_id": zhang, "category": "washer", "installed_on": "2026-11-22" }), "installed_on"),
    ] {
        let (status, problem) = world.call("desk", "POST", "/assets", body).await;
        assert_eq!(
            (status, &problem["fields"][0]["path"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)),
            "{problem}"
        );
    }
    let asset = washer(&world, &zhang, "SN1").await["id"].as_str().unwrap().to_owned();
    let other = washer(&world, &li, "SN2").await["id"].as_str().unwrap().to_owned();
    let path = format!("/assets/{other}");
    let (status, problem) = world.call("desk", "PATCH", &path, json!({ "serial": "sn 1" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("asset.serial_taken")));
    assert_eq!(problem["facts"]["asset_id"], json!(asset), "{problem}");
    let (status, changed) =
        world.call_with("desk", "PATCH", &path, json!({ "extended_months": 12 }), &[("if-match", "1")]).await;
    assert_eq!((status, &changed["warranty_until"]), (StatusCode::OK, &json!("2028-01-31")), "{changed}");
    let (status, _) =
        world.call_with("desk", "PATCH", &path, json!({ "extended_months": 0 }), &[("if-match", "1")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
}
