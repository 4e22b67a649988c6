//! Ticking, agreeing and withdrawing: who pays what, and that nobody pays what nobody agreed to.

use axum::http::StatusCode;
use db_test::db_test;
use platform::db::Sql;
use serde_json::{Value, json};

use super::{a_repair, one};
use crate::identity::Role;
use crate::nouns::Verdict;
use crate::world::World;

const OUT: Option<Verdict> = Some(Verdict::OutOfWarranty);
const IN: Option<Verdict> = Some(Verdict::InWarranty);

#[db_test]
async fn the_price_list_shows_only_what_is_offered_for_the_category(world: World) {
    let (status, page) = world.call("technician", "GET", "/price-list?category=ac&service=install", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let codes: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"ac_install_std"), "{codes:?}");
    assert!(!codes.contains(&"gas_install_std") && !codes.contains(&"visit_fee"), "{codes:?}");
}

#[db_test]
async fn the_brand_pays_in_warranty_and_the_customer_outside_each_with_its_reason(world: World) {
    let order = a_repair(&world, "ac", &[IN, OUT]).await;
    let lines = json!({ "visit_id": order.visit, "lines": [
        { "code": "visit_fee", "quantity": 1, "item_id": order.items[0] },
        { "code": "visit_fee", "quantity": 1, "item_id": order.items[1] },
        { "code": "carry_stairs", "quantity": 3, "item_id": order.items[0] },
    ] });
    let path = format!("/orders/{}/charges", order.id);
    let (status, money) = world.call("technician", "POST", &path, lines).await;
    assert_eq!(status, StatusCode::CREATED, "{money}");
    assert_eq!((&money["total_minor"], &money["customer_minor"]), (&json!(16_000), &json!(11_000)));
    let (_, shown) = world.call("technician", "GET", &path, Value::Null).await;
    let lines: Vec<_> = shown["lines"].as_array().unwrap().iter().collect();
    let told: Vec<_> =
        lines.iter().map(|line| (line["payer"].as_str(), line["reason"].as_str(), line["status"].as_str())).collect();
    assert!(told.contains(&(Some("brand"), Some("payer_reason.in_warranty"), Some("approved"))), "{told:?}");
    assert!(told.contains(&(Some("customer"), Some("payer_reason.out_of_warranty"), Some("proposed"))), "{told:?}");
    assert!(told.contains(&(Some("customer"), Some("payer_reason.not_covered"), Some("proposed"))), "{told:?}");
}

#[db_test]
async fn a_line_of_several_different_items_says_which_one_it_is_for(world: World) {
    let order = a_repair(&world, "ac", &[IN, OUT]).await;
    let (status, problem) =
        world.call("technician", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (&problem["fields"][0]["path"], &problem["fields"][0]["code"]),
        (&json!("lines[0].item_id"), &json!("field.required"))
    );
}

#[db_test]
async fn a_quantity_of_none_or_a_thousand_is_refused_with_its_line(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    for (quantity, code) in [(0, "field.too_small"), (1000, "field.too_large"), (i64::MAX, "field.too_large")] {
        let path = format!("/orders/{}/charges", order.id);
        let (status, problem) = world.call("technician", "POST", &path, one("visit_fee", quantity)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(
            (&problem["fields"][0]["path"], &problem["fields"][0]["code"]),
            (&json!("lines[0].quantity"), &json!(code))
        );
    }
}

#[db_test]
async fn a_technician_cannot_invent_a_price_and_the_office_must_say_why(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let path = format!("/orders/{}/charges", order.id);
    let own = json!({ "lines": [{ "code": "visit_fee", "quantity": 1, "price_minor": 99_900 }] });
    let (status, problem) = world.call("technician", "POST", &path, own).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.not_allowed"))
    );
    let off =
        json!({ "lines": [{ "name": "高空作业", "quantity": 1, "price_minor": 30_000, "reason": "外机在 6 楼" }] });
    let (status, problem) = world.call("technician", "POST", &path, off.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("charge.off_list_needs_office")));
    let silent = json!({ "lines": [{ "name": "高空作业", "quantity": 1, "price_minor": 30_000 }] });
    let (status, problem) = world.call("desk", "POST", &path, silent).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("lines[0].reason")));
    let (status, money) = world.call("desk", "POST", &path, off).await;
    assert_eq!((status, &money["approved"]), (StatusCode::CREATED, &json!(false)), "{money}");
    let huge = json!({ "lines": [{ "name": "x", "quantity": 999, "price_minor": i64::MAX, "reason": "y" }] });
    let (status, problem) = world.call("desk", "POST", &path, huge).await;
    assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.too_large")));
}

#[db_test]
async fn a_line_off_the_list_needs_the_customers_yes_even_where_the_company_pays(world: World) {
    let order = a_repair(&world, "ac", &[IN]).await;
    let free = json!({ "lines": [{ "name": "加固", "quantity": 1, "price_minor": 5_000, "payer": "company", "reason": "安抚" }] });
    let (_, money) = world.call("desk", "POST", &format!("/orders/{}/charges", order.id), free).await;
    assert_eq!((&money["approved"], &money["customer_minor"]), (&json!(false), &json!(0)), "{money}");
}

#[db_test]
async fn only_the_office_lets_somebody_else_pay(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let path = format!("/orders/{}/charges", order.id);
    let line =
        json!({ "lines": [{ "code": "visit_fee", "quantity": 1, "payer": "installer", "reason": "安装时接错线" }] });
    let (status, problem) = world.call("technician", "POST", &path, line.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("charge.payer_needs_office")));
    let (status, money) = world.call("desk", "POST", &path, line).await;
    assert_eq!((status, &money["by_payer"][0]["payer"]), (StatusCode::CREATED, &json!("installer")), "{money}");
}

#[db_test]
async fn what_the_list_does_not_offer_for_a_machine_is_not_ticked_on_it(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let path = format!("/orders/{}/charges", order.id);
    let (status, problem) = world.call("technician", "POST", &path, one("gas_install_std", 1)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("charge.not_offered")));
    let (status, problem) = world.call("technician", "POST", &path, one("no_such_thing", 1)).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("lines[0].code")));
}

fn yes_to(total: i64) -> Value {
    json!({ "total_minor": total, "by_name": "张三", "method": "on_phone", "signature": "a".repeat(64) })
}

#[db_test]
async fn the_customer_says_yes_only_to_the_total_as_it_was_shown(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let (charges, approvals) =
        (format!("/orders/{}/charges", order.id), format!("/orders/{}/price-approvals", order.id));
    let (_, shown) = world.call("technician", "POST", &charges, one("visit_fee", 1)).await;
    let seen = format!("prices={}", shown["prices"]);
    world.call("technician", "POST", &charges, one("carry_stairs", 2)).await;
    let (status, problem) = world.call("technician", "POST", &approvals, yes_to(5_000)).await;
    assert_eq!((status, &problem["facts"]["noun"]), (StatusCode::PRECONDITION_FAILED, &json!("prices")), "{problem}");
    // the right sum of lines that were not seen is not a yes either
    let headers = [("fieldloop-seen", seen.as_str())];
    let (status, _) = world.call_with("technician", "POST", &approvals, yes_to(9_000), &headers).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let (status, money) = world.call("technician", "POST", &approvals, yes_to(9_000)).await;
    assert_eq!(
        (status, &money["approved"], &money["due_minor"]),
        (StatusCode::CREATED, &json!(true), &json!(9_000)),
        "{money}"
    );
    let (status, problem) = world.call("technician", "POST", &approvals, yes_to(9_000)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("price.nothing_to_approve")));
}

#[db_test]
async fn whoever_works_on_an_order_hears_what_becomes_of_its_bill(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let charges = format!("/orders/{}/charges", order.id);
    world.call("technician", "POST", &charges, one("visit_fee", 1)).await;
    world.call("desk", "POST", &format!("/orders/{}/price-approvals", order.id), yes_to(5_000)).await;
    let paid = json!({ "amount_minor": 5_000, "method": "cash" });
    world.call("desk", "POST", &format!("/orders/{}/payments", order.id), paid).await;
    let sql = Sql::new(
        "SELECT e.kind FROM event e JOIN event_subject s ON s.tenant_id = e.tenant_id AND s.seq = e.seq
         WHERE e.tenant_id = ? AND s.kind = 'technician' AND s.id = ? ORDER BY e.seq",
    );
    let technician = world.users[&Role::Technician].to_string();
    let heard: Vec<String> = world.read().column(sql.bind(world.company.id).bind(technician)).await.unwrap();
    for kind in ["charges.ticked", "price.approved", "payment.received"] {
        assert_eq!(heard.iter().filter(|each| *each == kind).count(), 1, "{kind}: {heard:?}");
    }
}

#[db_test]
async fn any_later_change_takes_the_yes_back(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let (charges, approvals) =
        (format!("/orders/{}/charges", order.id), format!("/orders/{}/price-approvals", order.id));
    world.call("technician", "POST", &charges, one("visit_fee", 1)).await;
    world.call("technician", "POST", &approvals, yes_to(5_000)).await;
    let (_, money) = world.call("technician", "POST", &charges, one("carry_stairs", 1)).await;
    assert_eq!((&money["approved"], &money["due_minor"]), (&json!(false), &json!(0)), "{money}");
    world.call("technician", "POST", &approvals, yes_to(7_000)).await;
    let (_, shown) = world.call("technician", "GET", &charges, Value::Null).await;
    assert_eq!(shown["approvals"].as_array().unwrap().iter().filter(|each| each["withdrawn_at"].is_null()).count(), 1);
    let line = shown["lines"][0]["id"].as_str().unwrap();
    let path = format!("/charges/{line}/withdrawal");
    let (status, money) = world.call("technician", "POST", &path, json!({ "reason": "没有做" })).await;
    assert_eq!((status, &money["approved"]), (StatusCode::OK, &json!(false)), "{money}");
    let (status, problem) = world.call("technician", "POST", &path, json!({ "reason": "没有做" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("charge.is_voided")));
}

#[db_test]
async fn an_order_that_is_not_theirs_does_not_exist_for_a_technician(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let tx = world.begin().await;
    let sql = platform::db::Sql::new("DELETE FROM crew_member WHERE tenant_id = ?").bind(world.company.id);
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/orders/{}/charges", order.id);
    let (status, _) = world.call("technician", "POST", &path, one("visit_fee", 1)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = world.call("technician", "GET", &path, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[db_test]
async fn a_compressor_is_covered_for_longer_than_the_machine_it_is_in(world: World) {
    let order = a_repair(&world, "central_ac", &[OUT]).await;
    let tx = world.begin().await;
    let sold =
        json!({ "category": "central_ac", "name": "中央空调", "sold_on": "2023-06-01", "installed_on": "2023-06-02" });
    let (customer, _) =
        crate::customers::open_or_match(&tx, crate::customers::NewCustomer::named("张三")).await.unwrap();
    let mut new: crate::customers::NewAsset = serde_json::from_value(sold).unwrap();
    new.customer_id = Some(customer.id);
    let asset = crate::customers::open_asset(&tx, new).await.unwrap();
    let sql = platform::db::Sql::new("UPDATE order_item SET asset_id = ? WHERE tenant_id = ? AND order_id = ?");
    tx.run(sql.bind(asset.id).bind(world.company.id).bind(order.id)).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/orders/{}/charges", order.id);
    world.call("technician", "POST", &path, one("ac_compressor", 1)).await;
    world.call("technician", "POST", &path, one("visit_fee", 1)).await;
    let (_, shown) = world.call("technician", "GET", &path, Value::Null).await;
    let told = |at: usize| (shown["lines"][at]["payer"].as_str(), shown["lines"][at]["reason"].as_str());
    assert_eq!(told(0), (Some("brand"), Some("payer_reason.part_in_warranty")), "{shown}");
    assert_eq!(told(1), (Some("customer"), Some("payer_reason.out_of_warranty")));
}
