//! Service reports through the API, on both engines: who issues and reads them, what a version is, what is left after an erasure.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use platform::db::Sql;
use platform::random::sha256_hex;
use serde_json::{Value, json};

use crate::fulfilment::tests::{finish, technician};
use crate::world::World;

fn text(answer: &Value, path: &str) -> String {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {answer}")).to_owned()
}

async fn an_order(world: &World) -> String {
    let new = json!({
        "type": "repair", "customer": { "name": "张三", "phone": "13800001234" },
        "site": { "address": "长兴路 18 号翠湖花园 3 号楼 402", "region": "990101" },
        "category": "washer", "fault": "washer_not_spin", "described": "洗衣机不脱水"
    });
    text(&world.done("desk", "POST", "/orders", new).await, "/id")
}

/// A repair that was finished by the technician, with a photo whose bytes are there.
async fn a_finished_order(world: &World) -> String {
    technician(world).await;
    let order = an_order(world).await;
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let visit = text(&page, "/visits/0/id");
    finish(world, &visit, json!({})).await;
    let photo = crate::files::tests::PIXEL;
    let path = format!("/files/{}", sha256_hex(photo));
    let put = world.send("technician", "PUT", &path, Body::from(photo.to_vec()), &[]).await;
    assert_eq!(put.status(), StatusCode::CREATED);
    let evidence = json!({ "sha256": sha256_hex(photo), "kind": "photo", "caption": "铭牌" });
    world.done("technician", "POST", &format!("/visits/{visit}/evidence"), evidence).await;
    order
}

async fn chores(world: &World) {
    crate::chores::run_once(&world.db, world.now()).await.unwrap();
}

async fn reports_of(world: &World, login: &str, order: &str) -> Value {
    world.done(login, "GET", &format!("/orders/{order}/reports"), Value::Null).await
}

/// The bytes of a PDF, or the problem.
async fn pdf(world: &World, login: &str, path: &str, headers: &[(&str, &str)]) -> (StatusCode, Vec<u8>) {
    let response = world.send(login, "GET", path, Body::empty(), headers).await;
    let status = response.status();
    if status == StatusCode::OK {
        assert_eq!(response.headers()["content-type"], "application/pdf");
    }
    (status, to_bytes(response.into_body(), 50_000_000).await.unwrap().to_vec())
}

#[db_test]
async fn a_finished_order_is_reported_by_itself_and_a_change_makes_another_version_beside_the_first(world: World) {
    let order = a_finished_order(&world).await;
    chores(&world).await;
    let all = reports_of(&world, "desk", &order).await;
    let first = &all["items"][0];
    assert_eq!((&first["version"], &first["is_current"], &first["issued_by"]), (&json!(1), &json!(true), &json!("")));
    assert_eq!((&all["can_issue"], &all["is_outdated"]), (&json!(false), &json!(false)), "{all}");
    let path = format!("/orders/{order}/reports");
    let (status, problem) = world.call("desk", "POST", &path, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("report.unchanged")), "{problem}");
    let (status, before) = pdf(&world, "technician", &format!("{path}/1"), &[]).await;
    assert!(status == StatusCode::OK && before.starts_with(b"%PDF") && before.len() > 20_000, "{}", before.len());
    // money comes in afterwards
    let paid = json!({ "amount_minor": 5_000, "method": "cash" });
    world.done("desk", "POST", &format!("/orders/{order}/payments"), paid).await;
    let all = reports_of(&world, "desk", &order).await;
    assert_eq!((&all["can_issue"], &all["is_outdated"]), (&json!(true), &json!(true)), "{all}");
    let issued = world.done("desk", "POST", &path, json!({})).await;
    assert_eq!((&issued["version"], &issued["is_current"]), (&json!(2), &json!(true)), "{issued}");
    let all = reports_of(&world, "desk", &order).await;
    assert_eq!((&all["items"][1]["version"], &all["items"][1]["is_current"]), (&json!(1), &json!(false)), "{all}");
    let (_, after) = pdf(&world, "desk", &format!("{path}/1"), &[]).await;
    let (_, second) = pdf(&world, "desk", &format!("{path}/2"), &[]).await;
    assert!(before == after, "the first is as it was, whoever of the two reads it");
    assert!(second != after);
    // closing says nothing new, and the chores say nothing twice
    world.done("desk", "POST", &format!("/orders/{order}/closing"), json!({})).await;
    chores(&world).await;
    chores(&world).await;
    assert_eq!(reports_of(&world, "desk", &order).await["items"].as_array().unwrap().len(), 2);
    let trail = world.done("desk", "GET", &format!("/orders/{order}/trail"), Value::Null).await;
    let issued = trail["items"].as_array().unwrap().iter().filter(|each| each["kind"] == "report.issued").count();
    assert_eq!(issued, 2, "{trail}");
}

#[db_test]
async fn a_report_is_for_who_sees_the_order_and_its_prices_for_who_sees_prices(world: World) {
    let order = an_order(&world).await;
    let path = format!("/orders/{order}/reports");
    let (status, problem) = world.call("desk", "POST", &path, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("report.nothing_done")), "{problem}");
    let order = a_finished_order(&world).await;
    let path = format!("/orders/{order}/reports");
    // the technician issues it at the customer's, before anything is due
    let issued = world.done("technician", "POST", &path, json!({})).await;
    assert_eq!((&issued["version"], &issued["issued_by"]), (&json!(1), &json!("测试technician")), "{issued}");
    for path in [path.clone(), format!("{path}/1")] {
        let (status, _) = world.call("guide", "GET", &path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, _) = world.call("desk", "GET", &format!("{path}/2"), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, with_prices) = pdf(&world, "desk", &format!("{path}/1"), &[]).await;
    let (_, without) = pdf(&world, "quality", &format!("{path}/1"), &[]).await;
    assert!(without.len() < with_prices.len(), "{} {}", without.len(), with_prices.len());
    let (status, english) = pdf(&world, "desk", &format!("{path}/1?lang=en"), &[]).await;
    assert!(status == StatusCode::OK && english != with_prices);
    let (status, _) = pdf(&world, "desk", &format!("{path}/1?lang=fr"), &[]).await;
    assert!(status.is_client_error());
}

#[db_test]
async fn a_customer_reads_the_report_by_the_link_once_the_digits_were_said(world: World) {
    let order = a_finished_order(&world).await;
    chores(&world).await;
    let made = world.done("desk", "POST", &format!("/orders/{order}/customer-links"), json!({})).await;
    let secret = text(&made, "/path").rsplit('/').next().unwrap().to_owned();
    let bearer = format!("Bearer fll.acme.{secret}");
    let header = [("authorization", bearer.as_str())];
    let (status, _) = world.call_with("", "GET", "/portal/reports", Value::Null, &header).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = pdf(&world, "", "/portal/reports/1", &header).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, said) = world.call_with("", "POST", "/portal/digits", json!({ "last_four": "1234" }), &header).await;
    let bearer = format!("Bearer fll.acme.{}", text(&said, "/secret"));
    let header = [("authorization", bearer.as_str())];
    let (status, all) = world.call_with("", "GET", "/portal/reports", Value::Null, &header).await;
    assert_eq!((status, &all["items"][0]["version"]), (StatusCode::OK, &json!(1)), "{all}");
    let (status, read) = pdf(&world, "", "/portal/reports/1", &header).await;
    assert!(status == StatusCode::OK && read.starts_with(b"%PDF"));
    let (status, _) = pdf(&world, "", &format!("/orders/{order}/reports/1"), &header).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "a link reaches the portal and nothing else");
}

#[db_test]
async fn a_machines_file_has_the_newest_report_of_each_of_its_orders(world: World) {
    technician(&world).await;
    let product = json!({ "code": "XQG-100", "name": "云风滚筒洗衣机", "category": "washer", "price_minor": 299_900 });
    let product = world.done("admin", "POST", "/products", product).await;
    let sale = json!({
        "buyer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "990101", "address": "长兴路 18 号翠湖花园 3 号楼 402" },
        "lines": [{ "product_id": product["id"], "quantity": 1 }]
    });
    let sold = world.done("guide", "POST", "/sales", sale).await;
    for step in ["preparation", "shipment"] {
        let path = format!("/sales/{}/{step}", text(&sold, "/sale/id"));
        world.done("storekeeper", "POST", &path, json!({})).await;
    }
    let page = world.done("desk", "GET", "/visits/unassigned", Value::Null).await;
    finish(&world, &text(&page, "/items/0/visit_id"), json!({})).await;
    chores(&world).await;
    let path = format!("/assets/{}/reports", text(&sold, "/assets/0"));
    let all = world.done("desk", "GET", &path, Value::Null).await;
    assert_eq!(
        (all["items"].as_array().unwrap().len(), &all["items"][0]["order_id"]),
        (1, &sold["orders"][0]),
        "{all}"
    );
}

#[db_test]
async fn anybody_may_ask_whether_a_report_is_genuine_and_learns_nothing_of_what_it_says(world: World) {
    let order = a_finished_order(&world).await;
    chores(&world).await;
    let code = text(&reports_of(&world, "desk", &order).await, "/items/0/code");
    let path = format!("/report-checks/acme/{}", code.to_lowercase());
    let (status, known) = world.call("", "GET", &path, Value::Null).await;
    assert_eq!((status, &known["version"], &known["is_current"]), (StatusCode::OK, &json!(1), &json!(true)), "{known}");
    assert!(!known.to_string().contains("张三") && !known.to_string().contains("1234"), "{known}");
    world
        .done("desk", "POST", &format!("/orders/{order}/payments"), json!({ "amount_minor": 100, "method": "cash" }))
        .await;
    world.done("desk", "POST", &format!("/orders/{order}/reports"), json!({})).await;
    let (_, known) = world.call("", "GET", &path, Value::Null).await;
    assert_eq!((&known["is_current"], &known["newest_version"]), (&json!(false), &json!(2)), "{known}");
    for unknown in [
        "/report-checks/acme/000000000000".to_owned(),
        path.replace("acme", "other"),
        path.replace(&code.to_lowercase(), "x"),
    ] {
        let (status, problem) = world.call("", "GET", &unknown, Value::Null).await;
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{unknown}");
    }
    let mut asked = StatusCode::OK;
    for _ in 0..40 {
        asked = world.call("", "GET", &path, Value::Null).await.0;
    }
    assert_eq!(asked, StatusCode::TOO_MANY_REQUESTS);
}

#[db_test]
async fn an_erased_customers_reports_say_nothing_any_longer_and_are_still_known(world: World) {
    let order = a_finished_order(&world).await;
    chores(&world).await;
    let path = format!("/orders/{order}/reports");
    let (status, _) = pdf(&world, "desk", &format!("{path}/1"), &[]).await;
    assert_eq!(status, StatusCode::OK);
    let code = text(&reports_of(&world, "desk", &order).await, "/items/0/code");
    world.done("desk", "POST", &format!("/orders/{order}/closing"), json!({})).await;
    let customer = text(&world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await, "/customer/id");
    world.done("manager", "POST", &format!("/customers/{customer}/erasure"), json!({})).await;
    let (status, problem) = world.call("desk", "GET", &format!("{path}/1"), Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("report.erased")), "{problem}");
    let kept = Sql::new("SELECT COUNT(*) FROM service_report WHERE tenant_id = ? AND facts IS NOT NULL");
    assert_eq!(world.read().value::<i64>(kept.bind(world.company.id)).await.unwrap(), 0);
    chores(&world).await;
    let all = reports_of(&world, "desk", &order).await;
    assert_eq!((all["items"].as_array().unwrap().len(), &all["items"][0]["is_erased"]), (1, &json!(true)), "{all}");
    let (status, _) = world.call("", "GET", &format!("/report-checks/acme/{code}"), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
}
