//! Sales on both engines: from the counter to acceptance, with the money and the promises on the way.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::time::HOUR;
use kernel::{Id, Json, Moment, Money, Zone};
use platform::db::{self, Sql, Tx};
use serde_json::{Value, json};

use super::*;
use crate::catalogue::{Product, ProductStatus};
use crate::customers::{self, NewCustomer, NewSite};
use crate::identity::Role;
use crate::money::{Account, PaymentMethod, Receive};
use crate::nouns::ProductId;
use crate::world::World;

/// What Zhang San buys: two air conditioners at 3,000 yuan, with what was promised.
async fn a_sale(world: &World, tx: &Tx, deposit: i64, promises: &[(&str, Option<Moment>)]) -> kernel::Result<Sale> {
    let product = Product {
        id: ProductId::new(),
        code: format!("KFR-{}", ProductId::new()),
        name: "壁挂空调".into(),
        brand_id: None,
        category: "ac".into(),
        model: None,
        price_minor: Some(Money(300_000)),
        status: ProductStatus::Active,
        custom: Json(serde_json::Map::new()),
        created_at: tx.now(),
        version: 1,
    };
    let product = db::insert(tx, product).await?;
    let (customer, _) = customers::open_or_match(tx, NewCustomer::named(format!("张三{}", product.id))).await?;
    let site: NewSite = serde_json::from_value(json!({ "address": "黄浦区人民路 1 号" })).unwrap();
    let site = customers::open_site(tx, customer.id, site).await?;
    let promise = |(kind, due_at): &(&str, Option<Moment>)| NewPromise {
        kind: (*kind).to_owned(),
        words: String::new(),
        due_at: *due_at,
    };
    let new = NewSale {
        customer_id: customer.id,
        site_id: site.id,
        guide_id: Some(world.users[&Role::Guide]),
        lines: vec![NewSaleLine { product_id: product.id, quantity: 2, price_minor: None }],
        deposit: (deposit > 0).then(|| cash(deposit)),
        promises: promises.iter().map(promise).collect(),
        note: String::new(),
    };
    place(tx, new).await
}

fn cash(amount: i64) -> Receive {
    Receive { amount_minor: Money(amount), method: PaymentMethod::Cash, reference: String::new() }
}

async fn placed(world: &World, deposit: i64, promises: &[(&str, Option<Moment>)]) -> Sale {
    let tx = world.begin().await;
    let sale = a_sale(world, &tx, deposit, promises).await.unwrap();
    tx.commit().await.unwrap();
    sale
}

async fn balance(world: &World, sale: SaleId, account: Account) -> i64 {
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE tenant_id = ? AND sale_id = ? AND account = ?",
    );
    world.read().value(sql.bind(world.company.id).bind(sale).bind(account)).await.unwrap()
}

async fn step(world: &World, login: &str, sale: SaleId, step: &str) -> (StatusCode, Value) {
    world.call(login, "POST", &format!("/sales/{sale}/{step}"), Value::Null).await
}

#[db_test]
async fn a_sale_goes_from_the_counter_to_acceptance_and_its_money_with_it(world: World) {
    let sale = placed(&world, 100_000, &[]).await;
    assert!(sale.number.starts_with("XS-20261121-"), "{}", sale.number);
    assert_eq!((sale.total_minor, sale.status), (Money(600_000), SaleStatus::Placed));
    assert_eq!(balance(&world, sale.id, Account::CustomerDeposits).await, -100_000);
    step(&world, "storekeeper", sale.id, "preparation").await;
    let (status, shown) = step(&world, "storekeeper", sale.id, "shipment").await;
    assert_eq!((status, &shown["status"]), (StatusCode::CREATED, &json!("shipped")), "{shown}");
    let (status, problem) = step(&world, "storekeeper", sale.id, "shipment").await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("sale.not_now")));
    let (_, shown) = step(&world, "guide", sale.id, "delivery").await;
    assert_eq!((&shown["due_minor"], &shown["paid_minor"]), (&json!(500_000), &json!(100_000)), "{shown}");
    assert_eq!(balance(&world, sale.id, Account::CustomerDeposits).await, 0);
    assert_eq!(balance(&world, sale.id, Account::Receivable).await, 500_000);
    assert_eq!(balance(&world, sale.id, Account::SalesIncome).await, -600_000);
    let path = format!("/sales/{}/payments", sale.id);
    let pay = |amount: i64| json!({ "amount_minor": amount, "method": "card", "reference": format!("R{amount}") });
    let (status, problem) = world.call("guide", "POST", &path, pay(500_001)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment.too_much")));
    let (status, shown) = world.call("guide", "POST", &path, pay(500_000)).await;
    assert_eq!((status, &shown["due_minor"]), (StatusCode::CREATED, &json!(0)), "{shown}");
    assert_eq!(balance(&world, sale.id, Account::Receivable).await, 0);
    let tx = world.begin().await;
    assert_eq!(installed(&tx, sale.id).await.unwrap().status, SaleStatus::Installed);
    tx.commit().await.unwrap();
    let (status, shown) = step(&world, "guide", sale.id, "acceptance").await;
    assert_eq!((status, &shown["status"]), (StatusCode::CREATED, &json!("accepted")), "{shown}");
}

#[db_test]
async fn what_hangs_on_the_wall_was_delivered_and_is_earned_once(world: World) {
    let sale = placed(&world, 100_000, &[]).await;
    let tx = world.begin().await;
    let done = installed(&tx, sale.id).await.unwrap();
    assert!(done.delivered_at.is_some());
    assert_eq!(installed(&tx, sale.id).await.unwrap().version, done.version, "twice changes nothing");
    tx.commit().await.unwrap();
    assert_eq!(balance(&world, sale.id, Account::SalesIncome).await, -600_000);
    assert_eq!(balance(&world, sale.id, Account::Receivable).await, 500_000);
}

#[db_test]
async fn a_cancelled_sale_gives_its_deposit_back_and_waives_its_promises(world: World) {
    let sale = placed(&world, 100_000, &[("free_drill", None)]).await;
    let tx = world.begin().await;
    let off = || CancelSale {
        reason: "客户不要了".into(),
        refund_method: PaymentMethod::Cash,
        refund_reference: String::new(),
    };
    cancel(&tx, sale.id, off()).await.unwrap();
    assert_eq!(cancel(&tx, sale.id, off()).await.unwrap_err().code(), "sale.not_now");
    tx.commit().await.unwrap();
    assert_eq!(balance(&world, sale.id, Account::CustomerDeposits).await, 0);
    assert_eq!(balance(&world, sale.id, Account::Cash).await, 0);
    let (_, shown) = world.call("guide", "GET", &format!("/sales/{}", sale.id), Value::Null).await;
    assert_eq!((&shown["promises"][0]["status"], &shown["due_minor"]), (&json!("waived"), &json!(0)), "{shown}");
    let path = format!("/sales/{}/payments", sale.id);
    let (_, problem) = world.call("guide", "POST", &path, json!({ "amount_minor": 1, "method": "cash" })).await;
    assert_eq!(problem["code"], "sale.is_cancelled");
}

#[db_test]
async fn a_deposit_above_the_total_is_refused(world: World) {
    let tx = world.begin().await;
    assert_eq!(a_sale(&world, &tx, 600_001, &[]).await.unwrap_err().code(), "payment.too_much");
}

#[db_test]
async fn a_promise_that_nobody_knows_or_that_needs_a_day_is_refused(world: World) {
    let tx = world.begin().await;
    let Err(kernel::Error::Invalid(wrong)) = a_sale(&world, &tx, 0, &[("no_such", None), ("agreed_time", None)]).await
    else {
        panic!("taken")
    };
    let told: Vec<_> = wrong.iter().map(|field| (field.path.as_str(), field.code)).collect();
    assert_eq!(told, [("promises[0].kind", "field.not_a_choice"), ("promises[1].due_at", "field.required")]);
}

#[db_test]
async fn a_promise_past_its_moment_breaks_by_itself_once_and_may_still_be_kept_late(world: World) {
    let sale = placed(&world, 0, &[("within_48h", None), ("free_drill", None)]).await;
    let chore = async || promises_break(&world.db, &world.company, world.now()).await.unwrap();
    chore().await;
    let open = async || {
        let (_, page) = world.call("desk", "GET", "/promises?status=broken", Value::Null).await;
        page["items"].as_array().unwrap().clone()
    };
    assert_eq!(open().await.len(), 0);
    world.later(48 * HOUR / 60_000 + 1);
    chore().await;
    chore().await;
    let broken = open().await;
    assert_eq!((broken.len(), &broken[0]["kind"]), (1, &json!("within_48h")), "{broken:?}");
    let events = Sql::new("SELECT COUNT(*) FROM event WHERE tenant_id = ? AND kind = 'promise.broken'");
    assert_eq!(world.read().value::<i64>(events.bind(world.company.id)).await.unwrap(), 1);
    let path = format!("/promises/{}/settlement", broken[0]["id"].as_str().unwrap());
    let (status, kept) = world.call("guide", "POST", &path, json!({ "status": "kept" })).await;
    assert_eq!((status, &kept["status"]), (StatusCode::OK, &json!("kept")), "{kept}");
    let (status, problem) = world.call("guide", "POST", &path, json!({ "status": "kept" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("promise.is_settled")));
    let (_, shown) = world.call("guide", "GET", &format!("/sales/{}", sale.id), Value::Null).await;
    assert_eq!(shown["promises"].as_array().unwrap().len(), 2);
}

#[db_test]
async fn a_guide_hears_what_others_do_with_their_sale(world: World) {
    let sale = placed(&world, 0, &[]).await;
    let tx = world.begin().await;
    installed(&tx, sale.id).await.unwrap();
    tx.commit().await.unwrap();
    let guide = sale.guide_id.unwrap().to_string();
    let sql = Sql::new(
        "SELECT COUNT(*) FROM event e JOIN event_subject s ON s.tenant_id = e.tenant_id AND s.seq = e.seq
         WHERE e.tenant_id = ? AND e.kind = 'sale.installed' AND s.kind = 'technician' AND s.id = ?",
    );
    assert_eq!(world.read().value::<i64>(sql.bind(world.company.id).bind(guide)).await.unwrap(), 1);
}

#[db_test]
async fn what_was_promised_for_the_installation_is_due_with_it(world: World) {
    let sale = placed(&world, 0, &[("free_drill", None), ("free_first_clean", None)]).await;
    let tx = world.begin().await;
    installed(&tx, sale.id).await.unwrap();
    let shown = shown(&tx, sale).await.unwrap();
    let due: Vec<_> = shown.promises.iter().map(|promise| promise.due_at).collect();
    // what belongs to the installation itself may be settled until the end of its day
    let midnight = Zone::SHANGHAI.start_of(Zone::SHANGHAI.day_of(world.now()).plus_days(1));
    assert_eq!(due, [Some(midnight), Some(world.now().plus_days(365))]);
}

#[db_test]
async fn a_waiver_is_explained_and_another_guides_sale_does_not_exist(world: World) {
    let sale = placed(&world, 0, &[("free_drill", None)]).await;
    let (_, page) = world.call("guide", "GET", "/promises", Value::Null).await;
    let path = format!("/promises/{}/settlement", page["items"][0]["id"].as_str().unwrap());
    let (status, problem) = world.call("guide", "POST", &path, json!({ "status": "waived" })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("note")));
    let (status, _) = world.call("technician", "POST", &path, json!({ "status": "kept" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE sale SET guide_id = NULL WHERE tenant_id = ?").bind(world.company.id);
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    let (status, _) = world.call("guide", "GET", &format!("/sales/{}", sale.id), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[db_test]
async fn sales_are_listed_page_by_page_and_found_by_number(world: World) {
    for _ in 0..3 {
        placed(&world, 0, &[]).await;
    }
    let (_, page) = world.call("guide", "GET", "/sales?limit=2", Value::Null).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 2, "{page}");
    assert!(page["items"][0]["customer_name"].as_str().unwrap().starts_with("张三"), "{page}");
    let path = format!("/sales?limit=2&after={}", page["next"].as_str().unwrap());
    let (_, rest) = world.call("guide", "GET", &path, Value::Null).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), rest["next"].is_null()), (1, true), "{rest}");
    let (_, found) = world.call("desk", "GET", "/sales?number=xs-20261121-0002", Value::Null).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
}
