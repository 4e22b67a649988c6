//! Money that arrives: booked once, whoever brings the news and however late.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::{FAKE, a_code, agreed, all, due, paid_news, payments, told, trail, work};
use crate::lowcode::pack::Payer;
use crate::money::Account;
use crate::world::World;

#[db_test]
async fn money_is_booked_once_however_often_the_news_comes(world: World) {
    let order = agreed(&world).await;
    let (id, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    assert_eq!(paid_news(&world, &number, 10_000).await, StatusCode::NO_CONTENT);
    assert_eq!(paid_news(&world, &number, 10_000).await, StatusCode::NO_CONTENT, "told a second time");
    world.later(1);
    work(&world).await;
    let payments = payments(&world, &order).await;
    assert_eq!(payments.len(), 1, "{payments:?}");
    assert_eq!((&payments[0]["method"], &payments[0]["reference"]), (&json!("wechat"), &json!(format!("T{number}"))));
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!(
        (&request["id"], &request["status"], &request["overpaid_minor"]),
        (&json!(id), &json!("paid"), &json!(0))
    );
    assert_eq!((due(&world, &order).await, &request["payment_id"]), (0, &payments[0]["id"]));
    // the very entry that a payment noted by hand leaves
    let ledger = world.done("finance", "GET", &format!("/ledger?order_id={}", order.id), Value::Null).await;
    let sides: Vec<(&Value, &Value, &Value)> = ledger["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["kind"], &row["account"], &row["amount_minor"]))
        .collect();
    assert_eq!(sides.len(), 2);
    assert!(sides.contains(&(&json!("payment"), &json!(Account::Cash.to_string()), &json!(10_000))), "{sides:?}");
    assert!(
        sides.contains(&(&json!("payment"), &json!(Account::Receivable.to_string()), &json!(-10_000))),
        "{sides:?}"
    );
    assert_eq!(ledger["items"][0]["payer"], json!(Payer::Customer.to_string()));
    let told = trail(&world, &order).await;
    assert_eq!(told.iter().filter(|kind| *kind == "payment_request.paid").count(), 1, "{told:?}");
}

#[db_test]
async fn news_that_is_lost_is_found_by_looking_up(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    world.later(1);
    work(&world).await;
    assert_eq!(all(&world, &order).await["requests"][0]["status"], "waiting");
    FAKE.pays(&number);
    world.later(1);
    work(&world).await;
    assert_eq!((due(&world, &order).await, payments(&world, &order).await.len()), (0, 1));
}

#[db_test]
async fn money_for_what_was_paid_in_cash_meanwhile_is_kept_and_told_to_the_office(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    let cash = json!({ "amount_minor": 10_000, "method": "cash" });
    world.done("technician", "POST", &format!("/orders/{}/payments", order.id), cash).await;
    assert_eq!(all(&world, &order).await["requests"][0]["failure"], "bill_changed");
    assert_eq!(paid_news(&world, &number, 10_000).await, StatusCode::NO_CONTENT);
    work(&world).await;
    let shown = all(&world, &order).await;
    let request = &shown["requests"][0];
    assert_eq!((&request["status"], &request["overpaid_minor"]), (&json!("paid"), &json!(10_000)), "{shown}");
    assert_eq!((shown["due_minor"].as_i64(), payments(&world, &order).await.len()), (Some(-10_000), 2));
    assert!(trail(&world, &order).await.contains(&"payment_request.overpaid".to_owned()));
}

#[db_test]
async fn another_amount_than_was_asked_for_is_not_booked_and_told_to_the_office(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    assert_eq!(paid_news(&world, &number, 1).await, StatusCode::NO_CONTENT);
    assert_eq!(paid_news(&world, &number, 1).await, StatusCode::NO_CONTENT);
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!((&request["status"], &request["failure"]), (&json!("failed"), &json!("amount_differs")), "{request}");
    assert_eq!(request["failure_told"], format!("T{number} 0.01 ≠ 100.00"));
    assert_eq!((due(&world, &order).await, payments(&world, &order).await.len()), (10_000, 0));
    let told = trail(&world, &order).await;
    assert_eq!(told.iter().filter(|kind| *kind == "payment_request.amount_differs").count(), 1, "{told:?}");
}

#[db_test]
async fn news_without_the_providers_signature_or_of_another_company_changes_nothing(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    let news = json!({ "number": number, "amount": 10_000 });
    assert_eq!(told(&world, "acme", &news, "somebody").await, StatusCode::UNAUTHORIZED);
    let founding = crate::identity::Founding {
        code: "other".into(),
        name: "另一家".into(),
        zone: kernel::Zone::SHANGHAI,
        admin_login: "admin".into(),
        admin_name: "管理员".into(),
        admin_password: crate::world::PASSWORD.into(),
    };
    crate::identity::found(&world.db, founding, world.now()).await.unwrap();
    assert_eq!(told(&world, "other", &news, "provider").await, StatusCode::INTERNAL_SERVER_ERROR, "not this company's");
    assert_eq!(told(&world, "nobody", &news, "provider").await, StatusCode::INTERNAL_SERVER_ERROR);
    let odd = json!({ "number": "../etc", "amount": 10_000 });
    assert_eq!(told(&world, "acme", &odd, "provider").await, StatusCode::INTERNAL_SERVER_ERROR);
    let path = "/payments/unknown/notifications/acme";
    let answer = world.send("", "POST", path, Body::from("{}"), &[]).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let problem: Value = serde_json::from_slice(&to_bytes(answer.into_body(), 100_000).await.unwrap()).unwrap();
    assert_eq!(problem["code"], "not_found");
    assert_eq!((due(&world, &order).await, payments(&world, &order).await.len()), (10_000, 0));
}

#[db_test]
async fn money_that_comes_at_the_last_moment_is_found_before_the_code_expires(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    world.later(60);
    work(&world).await;
    let shown = all(&world, &order).await;
    assert_eq!((&shown["requests"][0]["status"], &shown["due_minor"]), (&json!("paid"), &json!(0)), "{shown}");
}

#[db_test]
async fn money_that_comes_after_it_was_called_off_is_kept(world: World) {
    let order = agreed(&world).await;
    let (id, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    let shown = world.done("technician", "POST", &format!("/payment-requests/{id}/closing"), json!({})).await;
    assert_eq!(shown["requests"][0]["failure"], "called_off");
    let (status, problem) =
        world.call("technician", "POST", &format!("/payment-requests/{id}/closing"), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment_request.not_open")));
    work(&world).await;
    let shown = all(&world, &order).await;
    assert_eq!((&shown["requests"][0]["status"], &shown["due_minor"]), (&json!("paid"), &json!(0)), "{shown}");
    let (status, problem) = world.call("desk", "POST", &format!("/payment-requests/{id}/look-up"), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment_request.is_paid")));
}

#[db_test]
async fn a_number_that_somebody_typed_before_the_news_is_not_booked_twice(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    let by_hand = json!({ "amount_minor": 10_000, "method": "wechat", "reference": format!("T{number}") });
    world.done("desk", "POST", &format!("/orders/{}/payments", order.id), by_hand).await;
    assert_eq!(paid_news(&world, &number, 10_000).await, StatusCode::NO_CONTENT);
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!((&request["status"], &request["overpaid_minor"]), (&json!("paid"), &json!(0)), "{request}");
    assert_eq!((due(&world, &order).await, payments(&world, &order).await.len()), (0, 1));
}
