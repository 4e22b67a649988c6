//! Asking: what is due, once, by whoever asks; until it is refused, called off or over.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Money;
use platform::outside::payments::{Providers, Wanted};
use serde_json::{Value, json};

use super::super::super::tests::a_repair;
use super::super::{queries, work_once};
use super::{FAKE, a_code, agreed, all, ask, path, till, work};
use crate::nouns::Verdict;
use crate::world::World;

#[db_test]
async fn what_is_due_is_asked_for_and_a_second_press_gives_the_same_code(world: World) {
    let order = agreed(&world).await;
    let first = ask(&world, &order).await;
    assert_eq!(
        (&first["amount_minor"], &first["status"], &first["link"]),
        (&json!(10_000), &json!("asking"), &Value::Null)
    );
    work(&world).await;
    let again = ask(&world, &order).await;
    assert_eq!((&again["id"], &again["status"]), (&first["id"], &json!("waiting")), "{again}");
    let number = first["id"].as_str().unwrap().replace('-', "");
    assert_eq!(again["link"], format!("weixin://wxpay/bizpayurl?pr={number}"));
    let asked: Vec<Wanted> = FAKE.asked.lock().unwrap().iter().filter(|each| each.number == number).cloned().collect();
    assert_eq!(asked.len(), 1, "the provider is asked once");
    assert_eq!(asked[0].notify_url, "https://service.example.com/api/v1/payments/wechat/notifications/acme");
    assert_eq!((asked[0].amount, asked[0].open_for_ms), (Money(10_000), 15 * 60_000));
    assert!(asked[0].words.starts_with("新风电器 WX-"), "{}", asked[0].words);
    assert_eq!(all(&world, &order).await["requests"].as_array().unwrap().len(), 1);
}

#[db_test]
async fn nothing_is_asked_for_that_the_customer_did_not_agree_to(world: World) {
    till();
    let order = a_repair(&world, "ac", &[Some(Verdict::OutOfWarranty)]).await;
    let lines = json!({ "lines": [{ "code": "visit_fee", "quantity": 1 }] });
    world.done("technician", "POST", &format!("/orders/{}/charges", order.id), lines).await;
    let (status, problem) = world.call("technician", "POST", &path(&order), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment_request.nothing_due")));
    let (status, problem) = world.call("technician", "POST", &path(&order), json!({ "amount_minor": 1 })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "how much is not theirs to say: {problem}");
}

#[db_test]
async fn another_bill_closes_the_code_at_the_provider_too(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    let lines = json!({ "lines": [{ "code": "visit_fee", "quantity": 1 }] });
    world.done("technician", "POST", &format!("/orders/{}/charges", order.id), lines).await;
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!((&request["status"], &request["link"]), (&json!("closed"), &Value::Null), "{request}");
    work(&world).await;
    assert!(FAKE.is_closed(&number));
    let yes = json!({ "total_minor": 15_000, "by_name": "张三", "method": "on_phone" });
    world.done("technician", "POST", &format!("/orders/{}/price-approvals", order.id), yes).await;
    let next = ask(&world, &order).await;
    assert_eq!((&next["amount_minor"], next["id"] == request["id"]), (&json!(15_000), false));
}

#[db_test]
async fn a_code_expires_once_the_provider_says_that_nobody_paid(world: World) {
    let order = agreed(&world).await;
    let (_, number) = a_code(&world, &order).await;
    world.later(16);
    FAKE.refuse(&number, "provider_down", true);
    work(&world).await;
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!(
        (&request["status"], &request["failure"]),
        (&json!("waiting"), &json!("provider_down")),
        "not asked yet"
    );
    world.later(1);
    work(&world).await;
    assert_eq!(all(&world, &order).await["requests"][0]["status"], "expired");
    assert!(FAKE.is_closed(&number), "and it can no longer be paid");
    let (status, _) = world.call("technician", "POST", &path(&order), json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "another is asked for");
}

#[db_test]
async fn a_refusal_of_the_provider_is_told_and_trouble_that_passes_is_tried_again(world: World) {
    let order = agreed(&world).await;
    FAKE.refuse(&order.id.to_string(), "provider_down", true);
    ask(&world, &order).await;
    work(&world).await;
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!((&request["status"], &request["failure"]), (&json!("asking"), &json!("provider_down")), "{request}");
    world.later(1);
    work(&world).await;
    let request = all(&world, &order).await["requests"][0].clone();
    assert_eq!((&request["status"], &request["failure"]), (&json!("waiting"), &Value::Null), "{request}");

    let other = agreed(&world).await;
    FAKE.refuse(&other.id.to_string(), "refused_credentials", false);
    ask(&world, &other).await;
    work(&world).await;
    let request = all(&world, &other).await["requests"][0].clone();
    assert_eq!(
        (&request["status"], &request["failure"]),
        (&json!("failed"), &json!("refused_credentials")),
        "{request}"
    );
}

#[db_test]
async fn two_nodes_claim_each_request_once(world: World) {
    let order = agreed(&world).await;
    ask(&world, &order).await;
    let till = till();
    let (one, two) = tokio::join!(work_once(&world.db, world.now(), &till), work_once(&world.db, world.now(), &till));
    one.unwrap();
    two.unwrap();
    let asked = FAKE.asked.lock().unwrap().iter().filter(|each| each.words.contains(&order.id.to_string())).count();
    assert_eq!(asked, 1);
}

#[test]
fn where_no_provider_is_set_up_nothing_is_offered() {
    assert!(queries::offers_of(&Providers::default()).is_empty());
    let offers = queries::offers_of(&Providers::of(vec![FAKE.clone()]));
    assert_eq!((offers.len(), offers[0].ways.len()), (1, 2));
}

#[test]
fn everything_that_can_go_wrong_is_said_in_words() {
    let words = crate::words::words().unwrap();
    let of_the_way = "no_such_host no_connection no_tls not_public too_slow broken_answer no_request";
    let of_providers =
        "provider_down refused_limit refused_credentials not_enough_money payer_account provider_refused not_signed";
    let ours = "not_installed bill_changed called_off asked_anew amount_differs";
    for code in [of_the_way, of_providers, ours].iter().flat_map(|codes| codes.split(' ')) {
        let key = format!("payment_failure.{code}");
        assert!(words.has(kernel::Lang::Zh, &key) && words.has(kernel::Lang::En, &key), "{key}");
    }
}
