//! Posting, paying, refunding and reversing: the ledger on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Money;
use serde_json::{Value, json};

use super::{a_repair, balance_of, ledger_sum, one};
use crate::lowcode::pack::Payer;
use crate::money::{self, Account};
use crate::nouns::{OrderId, Verdict};
use crate::world::World;

const OUT: Option<Verdict> = Some(Verdict::OutOfWarranty);

async fn agreed(world: &World, order: OrderId, total: i64) {
    let yes = json!({ "total_minor": total, "by_name": "张三", "method": "desk" });
    let (status, money) = world.call("desk", "POST", &format!("/orders/{order}/price-approvals"), yes).await;
    assert_eq!(status, StatusCode::CREATED, "{money}");
}

async fn posted(world: &World, order: OrderId) -> money::Posted {
    let tx = world.begin().await;
    let posted = money::post_charges(&tx, order).await.unwrap();
    tx.commit().await.unwrap();
    posted
}

#[db_test]
async fn finishing_books_what_was_agreed_to_once(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 2)).await;
    assert_eq!(posted(&world, order.id).await.left_open, 1, "nobody agreed");
    assert_eq!(balance_of(&world, order.id, Account::Receivable).await, 0);
    agreed(&world, order.id, 10_000).await;
    assert_eq!(posted(&world, order.id).await.total_minor, Money(10_000));
    assert_eq!(posted(&world, order.id).await, money::Posted::default());
    assert_eq!(balance_of(&world, order.id, Account::Receivable).await, 10_000);
    assert_eq!(balance_of(&world, order.id, Account::ServiceIncome).await, -10_000);
    assert_eq!(ledger_sum(&world).await, (0, 0));
}

#[db_test]
async fn nobody_pays_more_than_they_agreed_to(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let payments = format!("/orders/{}/payments", order.id);
    world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    let pay = |amount: i64, reference: &str| json!({ "amount_minor": amount, "method": "qr", "reference": reference });
    let (status, problem) = world.call("technician", "POST", &payments, pay(5_000, "A1")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment.too_much")), "nobody agreed yet");
    agreed(&world, order.id, 5_000).await;
    let (_, money) = world.call("technician", "POST", &payments, pay(2_000, "A1")).await;
    assert_eq!((&money["paid_minor"], &money["due_minor"]), (&json!(2_000), &json!(3_000)), "{money}");
    let (status, problem) = world.call("technician", "POST", &payments, pay(2_000, "A1")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment.reference_taken")));
    let (status, problem) = world.call("technician", "POST", &payments, pay(3_001, "A2")).await;
    assert_eq!((status, &problem["facts"]["due_minor"]), (StatusCode::CONFLICT, &json!(3_000)));
    let (status, problem) = world.call("technician", "POST", &payments, pay(-5, "A2")).await;
    assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.too_small")));
    posted(&world, order.id).await;
    assert_eq!(balance_of(&world, order.id, Account::Receivable).await, 3_000);
}

#[db_test]
async fn the_same_payment_sent_twice_is_received_once(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    agreed(&world, order.id, 5_000).await;
    let body = json!({ "amount_minor": 2_000, "method": "cash" });
    let key = [("idempotency-key", "paid-once")];
    let path = format!("/orders/{}/payments", order.id);
    let (_, first) = world.call_with("technician", "POST", &path, body.clone(), &key).await;
    let (_, again) = world.call_with("technician", "POST", &path, body, &key).await;
    assert_eq!(first, again);
    assert_eq!(balance_of(&world, order.id, Account::Cash).await, 2_000);
}

#[db_test]
async fn only_finance_gives_money_back_and_never_more_than_was_received(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    agreed(&world, order.id, 5_000).await;
    let pay = json!({ "amount_minor": 5_000, "method": "cash" });
    world.call("desk", "POST", &format!("/orders/{}/payments", order.id), pay).await;
    let path = format!("/orders/{}/refunds", order.id);
    let back = |amount: i64| json!({ "amount_minor": amount, "method": "cash", "reason": "没修好" });
    let (status, _) = world.call("technician", "POST", &path, back(100)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, problem) = world.call("finance", "POST", &path, back(5_001)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("refund.too_much")));
    let (status, money) = world.call("finance", "POST", &path, back(5_000)).await;
    assert_eq!((status, &money["paid_minor"]), (StatusCode::CREATED, &json!(0)), "{money}");
    assert_eq!(ledger_sum(&world).await, (0, 0));
}

#[db_test]
async fn an_entry_is_reversed_once_and_its_charge_with_it(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    agreed(&world, order.id, 5_000).await;
    let entry = posted(&world, order.id).await.entries[0];
    let path = format!("/ledger/{entry}/reversal");
    let (status, reversal) = world.call("finance", "POST", &path, json!({ "reason": "录错" })).await;
    assert_eq!((status, &reversal["reverses_id"]), (StatusCode::CREATED, &json!(entry)), "{reversal}");
    let (status, problem) = world.call("finance", "POST", &path, json!({ "reason": "录错" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("ledger.already_reversed")));
    let again = format!("/ledger/{}/reversal", reversal["id"].as_str().unwrap());
    let (status, problem) = world.call("finance", "POST", &again, json!({ "reason": "录错" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("ledger.is_reversal")));
    assert_eq!(balance_of(&world, order.id, Account::Receivable).await, 0);
    let (_, shown) = world.call("desk", "GET", &format!("/orders/{}/charges", order.id), Value::Null).await;
    assert_eq!(shown["lines"][0]["status"], "voided");
}

#[db_test]
async fn a_trip_in_vain_costs_its_fee_once_and_whoever_caused_it_owes_it(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    let tx = world.begin().await;
    let charge = money::void_fee(&tx, order.id, order.visit, Payer::Customer, "void_trip").await.unwrap();
    assert_eq!(charge.amount_minor, Money(5_000));
    let twice = money::void_fee(&tx, order.id, order.visit, Payer::Customer, "void_trip").await.unwrap_err();
    assert_eq!(twice.code(), "charge.void_fee_taken");
    let no_fee = money::void_fee(&tx, order.id, order.visit, Payer::Customer, "visit_fee").await.unwrap_err();
    assert_eq!(no_fee.code(), "charge.no_such_fee");
    tx.commit().await.unwrap();
    assert_eq!(balance_of(&world, order.id, Account::Receivable).await, 5_000);
    assert_eq!(balance_of(&world, order.id, Account::FeeIncome).await, -5_000);
}

#[db_test]
async fn the_ledger_is_read_page_by_page_and_sums_to_zero(world: World) {
    let order = a_repair(&world, "ac", &[OUT]).await;
    for _ in 0..3 {
        world.call("desk", "POST", &format!("/orders/{}/charges", order.id), one("visit_fee", 1)).await;
    }
    agreed(&world, order.id, 15_000).await;
    posted(&world, order.id).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut path = format!("/ledger?order_id={}&limit=4", order.id);
    for pages in [4, 2] {
        let (status, page) = world.call("finance", "GET", &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), pages);
        seen.extend(items.iter().map(|item| item["id"].to_string()));
        path = format!("/ledger?order_id={}&limit=4&after={}", order.id, page["next"].as_str().unwrap_or_default());
    }
    assert_eq!(seen.len(), 6);
    let (_, trial) = world.call("finance", "GET", "/ledger/trial-balance", Value::Null).await;
    assert_eq!((&trial["total_minor"], trial["accounts"].as_array().unwrap().len()), (&json!(0), 2), "{trial}");
    let (status, _) = world.call("technician", "GET", "/ledger", Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
