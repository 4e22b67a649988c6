//! Money that goes back the way it came.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Money;
use serde_json::json;

use super::{FAKE, a_code, agreed, all, due, paid_news, payments, told, trail, work};
use crate::world::World;

#[db_test]
async fn the_office_gives_back_through_the_provider_and_never_more_than_was_paid(world: World) {
    let order = agreed(&world).await;
    let (id, number) = a_code(&world, &order).await;
    let refunds = format!("/payment-requests/{id}/refunds");
    let some = |amount: i64| json!({ "amount_minor": amount, "reason": "多收" });
    let (status, problem) = world.call("finance", "POST", &refunds, some(1)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment_request.not_paid")));
    FAKE.pays(&number);
    paid_news(&world, &number, 10_000).await;
    assert_eq!(world.call("technician", "POST", &refunds, some(1)).await.0, StatusCode::FORBIDDEN);
    let (status, problem) = world.call("finance", "POST", &refunds, json!({ "amount_minor": 1, "reason": " " })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    let shown = world.done("finance", "POST", &refunds, some(6_000)).await;
    let refund = &shown["requests"][0]["refunds"][0];
    assert_eq!(
        (&refund["status"], &shown["requests"][0]["refundable_minor"]),
        (&json!("asked"), &json!(4_000)),
        "{shown}"
    );
    let (status, problem) = world.call("finance", "POST", &refunds, some(6_000)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("refund.too_much")), "refunded twice");
    assert_eq!(problem["facts"]["paid_minor"], 4_000);
    work(&world).await;
    assert_eq!(all(&world, &order).await["requests"][0]["refunds"][0]["status"], "under_way");
    let number = refund["id"].as_str().unwrap().replace('-', "");
    assert_eq!(FAKE.refunds.lock().unwrap()[&number].0, Money(6_000));
    let news = json!({ "number": number, "refunded": "R1" });
    assert_eq!(told(&world, "acme", &news, "provider").await, StatusCode::NO_CONTENT);
    assert_eq!(told(&world, "acme", &news, "provider").await, StatusCode::NO_CONTENT);
    assert_eq!(all(&world, &order).await["requests"][0]["refunds"][0]["status"], "done");
    assert_eq!((due(&world, &order).await, payments(&world, &order).await.len()), (6_000, 2));
}

#[db_test]
async fn a_refund_that_the_provider_refuses_is_booked_back(world: World) {
    let order = agreed(&world).await;
    let (id, number) = a_code(&world, &order).await;
    FAKE.pays(&number);
    paid_news(&world, &number, 10_000).await;
    let reason = format!("退 {number}");
    FAKE.refuse(&reason, "not_enough_money", false);
    let body = json!({ "amount_minor": 10_000, "reason": reason });
    world.done("finance", "POST", &format!("/payment-requests/{id}/refunds"), body.clone()).await;
    assert_eq!(due(&world, &order).await, 10_000);
    work(&world).await;
    let shown = all(&world, &order).await;
    let refund = &shown["requests"][0]["refunds"][0];
    assert_eq!((&refund["status"], &refund["failure"]), (&json!("failed"), &json!("not_enough_money")), "{shown}");
    assert_eq!((&shown["due_minor"], &shown["requests"][0]["refundable_minor"]), (&json!(0), &json!(10_000)));
    assert!(trail(&world, &order).await.contains(&"payment_refund.failed".to_owned()));
    // once the merchant's account is filled it goes
    world.done("finance", "POST", &format!("/payment-requests/{id}/refunds"), body).await;
    work(&world).await;
    world.later(10);
    work(&world).await;
    let refunds = all(&world, &order).await["requests"][0]["refunds"].clone();
    assert_eq!((&refunds[1]["status"], refunds.as_array().unwrap().len()), (&json!("done"), 2), "{refunds}");
}
