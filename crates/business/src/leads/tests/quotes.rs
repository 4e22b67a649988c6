//! Quotes on both engines: versions, discounts, the last day, and the sale that comes of a yes.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use serde_json::{Value, json};

use super::{LeadId, a_lead, id, listed, product};
use crate::world::World;

#[db_test]
async fn a_changed_offer_is_a_new_version_and_a_deep_discount_waits_for_the_manager(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001" })).await);
    let path = format!("/leads/{lead}/quotes");
    let offer = |price: i64| {
        json!({ "lines": [{ "product_id": ac, "quantity": 2, "price_minor": price }],
        "promises": [{ "kind": "free_drill", "words": "送支架" }] })
    };
    let drawn = world.done("guide", "POST", &path, offer(270_000)).await;
    let first = &drawn["quotes"][0];
    assert_eq!((&first["status"], &first["discount_bp"]), (&json!("open"), &json!(1_000)), "{drawn}");
    assert_eq!((&first["valid_until"], &drawn["status"]), (&json!("2026-11-28"), &json!("quoted")));
    let drawn = world.done("guide", "POST", &path, offer(250_000)).await;
    let (second, first) = (&drawn["quotes"][0], &drawn["quotes"][1]);
    assert_eq!((&second["status"], &first["status"]), (&json!("waiting"), &json!("replaced")), "{drawn}");
    assert_eq!((&second["number"], &second["edition"]), (&first["number"], &json!(2)));
    assert_eq!(listed(&world, "manager", "state=waiting").await, std::slice::from_ref(&lead));
    let decision = format!("/quotes/{}/decision", second["id"].as_str().unwrap());
    let (status, _) = world.call("guide", "POST", &decision, json!({ "approve": true })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = world.call("manager", "POST", &decision, json!({ "approve": false })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal has its reason");
    let accept = format!("/quotes/{}/acceptance", second["id"].as_str().unwrap());
    let site = json!({ "site": { "address": "人民路88号" } });
    let (_, problem) = world.call("guide", "POST", &accept, site.clone()).await;
    assert_eq!(problem["code"], "quote.waits");
    let decided = world.done("manager", "POST", &decision, json!({ "approve": true })).await;
    assert_eq!(decided["quotes"][0]["status"], "open", "{decided}");
    let (_, problem) = world.call("manager", "POST", &decision, json!({ "approve": true })).await;
    assert_eq!(problem["code"], "quote.not_now");
    let drawn = world.done("manager", "POST", &path, offer(100_000)).await;
    assert_eq!(drawn["quotes"][0]["status"], "open", "who may give it need not ask");
    for (body, path) in [
        (json!({ "lines": [] }), "lines"),
        (json!({ "lines": [{ "product_id": LeadId::new(), "quantity": 1 }] }), "lines[0].product_id"),
        (json!({ "lines": [{ "product_id": ac, "quantity": 0 }] }), "lines[0].quantity"),
        (json!({ "lines": [{ "product_id": ac, "quantity": 1, "price_minor": -1 }] }), "lines[0].price_minor"),
        (json!({ "lines": [{ "product_id": ac, "quantity": 1 }], "valid_until": "2026-11-20" }), "valid_until"),
        (json!({ "lines": [{ "product_id": ac, "quantity": 1 }], "promises": [{ "kind": "x" }] }), "promises[0].kind"),
    ] {
        let (_, problem) = world.call("guide", "POST", &format!("/leads/{lead}/quotes"), body).await;
        assert_eq!(problem["fields"][0]["path"], path, "{problem}");
    }
}

#[db_test]
async fn a_yes_makes_a_sale_with_the_lines_promises_and_deposit_and_nothing_typed_twice(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001" })).await);
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 2, "price_minor": 280_000 }], "note": "周六上午送",
        "promises": [{ "kind": "free_drill", "words": "送支架，旧机搬下楼" }, { "kind": "agreed_time", "due_at": "2026-11-28T02:00:00Z" }] });
    let drawn = world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await;
    let path = format!("/quotes/{}/acceptance", drawn["quotes"][0]["id"].as_str().unwrap());
    let yes = json!({ "site": { "address": "人民路88号" }, "deposit": { "amount_minor": 100_000, "method": "qr", "reference": "W1" } });
    let sold = world.done("guide", "POST", &path, yes.clone()).await;
    let sale = &sold["sale"];
    assert_eq!(
        (&sale["total_minor"], &sale["paid_minor"], &sale["customer_name"]),
        (&json!(560_000), &json!(100_000), &json!("张三"))
    );
    assert_eq!(
        (sale["promises"].as_array().unwrap().len(), &sale["promises"][0]["words"]),
        (2, &json!("送支架，旧机搬下楼"))
    );
    assert_eq!((sold["orders"].as_array().unwrap().len(), sold["assets"].as_array().unwrap().len()), (1, 2), "{sold}");
    let won = world.done("guide", "GET", &format!("/leads/{lead}"), Value::Null).await;
    assert_eq!(
        (&won["status"], &won["sale_id"], &won["quotes"][0]["status"]),
        (&json!("won"), &sale["id"], &json!("accepted"))
    );
    assert_eq!(won["customer_id"], sale["customer_id"]);
    let (_, problem) = world.call("guide", "POST", &path, yes).await;
    assert_eq!(problem["code"], "quote.not_now", "it is sold once");
    let figures = "/leads/figures?from=2026-11-01&to=2026-11-30";
    let figures = world.done("guide", "GET", figures, Value::Null).await;
    let mine = &figures["items"][0];
    assert_eq!(
        (&mine["came"], &mine["quoted"], &mine["won"], &mine["won_minor"]),
        (&json!(1), &json!(1), &json!(1), &json!(560_000))
    );
}

#[db_test]
async fn what_has_expired_is_renewed_before_it_is_accepted(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001" })).await);
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 1 }], "valid_until": "2026-11-21" });
    let drawn = world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer.clone()).await;
    let path = format!("/quotes/{}/acceptance", drawn["quotes"][0]["id"].as_str().unwrap());
    let said_at = world.now().to_string();
    world.later(24 * 60);
    let yes = json!({ "site": { "address": "人民路88号" } });
    let (status, problem) = world.call("guide", "POST", &path, yes.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("quote.expired")), "{problem}");
    let shown = world.done("guide", "GET", &format!("/leads/{lead}"), Value::Null).await;
    assert_eq!(shown["quotes"][0]["is_expired"], true);
    let in_time = [("fieldloop-happened-at", said_at.as_str())];
    let renewed = json!({ "lines": [{ "product_id": ac, "quantity": 1 }], "valid_until": "2026-11-30" });
    let drawn = world.done("guide", "POST", &format!("/leads/{lead}/quotes"), renewed).await;
    let (_, problem) = world.call_with("guide", "POST", &path, yes.clone(), &in_time).await;
    assert_eq!(problem["code"], "quote.not_now", "the old version is replaced");
    let path = format!("/quotes/{}/acceptance", drawn["quotes"][0]["id"].as_str().unwrap());
    let (status, sold) = world.call_with("guide", "POST", &path, yes, &in_time).await;
    assert_eq!(status, StatusCode::CREATED, "{sold}");
}

#[db_test]
async fn a_sale_without_an_offer_wins_the_lead_and_withdraws_what_was_offered(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001" })).await);
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 1 }] });
    world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await;
    let sale = json!({ "lead_id": lead, "buyer": {}, "site": { "address": "人民路88号" },
        "lines": [{ "product_id": ac, "quantity": 1 }] });
    let sold = world.done("guide", "POST", "/sales", sale.clone()).await;
    assert_eq!(sold["sale"]["customer_name"], "张三");
    let won = world.done("guide", "GET", &format!("/leads/{lead}"), Value::Null).await;
    assert_eq!((&won["status"], &won["quotes"][0]["status"]), (&json!("won"), &json!("withdrawn")), "{won}");
    let (_, problem) = world.call("guide", "POST", "/sales", sale).await;
    assert_eq!(problem["code"], "lead.not_now", "a lead is won once");
}

#[db_test]
async fn a_company_says_how_much_a_guide_may_take_off(world: World) {
    let ac = product(&world, 300_000).await;
    let terms = world.done("guide", "GET", "/quote-terms", Value::Null).await;
    assert_eq!((&terms["discount_max_bp"], &terms["valid_days"]), (&json!(1_000), &json!(7)), "{terms}");
    let (status, _) =
        world.call("manager", "PUT", "/quote-terms", json!({ "discount_max_bp": 0, "valid_days": 3 })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, problem) =
        world.call("admin", "PUT", "/quote-terms", json!({ "discount_max_bp": 10_001, "valid_days": 0 })).await;
    assert_eq!(problem["fields"].as_array().unwrap().len(), 2, "{problem}");
    let set = json!({ "discount_max_bp": 500, "valid_days": 3 });
    let (_, terms) = world.call_with("admin", "PUT", "/quote-terms", set.clone(), &[("if-match", "0")]).await;
    assert_eq!((&terms["discount_max_bp"], &terms["version"]), (&json!(500), &json!(1)), "{terms}");
    let (status, _) = world.call_with("admin", "PUT", "/quote-terms", set, &[("if-match", "0")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "somebody said otherwise meanwhile");
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三" })).await);
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 1, "price_minor": 284_000 }] });
    let drawn = world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await;
    assert_eq!(
        (&drawn["quotes"][0]["status"], &drawn["quotes"][0]["valid_until"]),
        (&json!("waiting"), &json!("2026-11-24"))
    );
}

#[db_test]
async fn two_yeses_at_once_sell_once(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001" })).await);
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 1 }] });
    let drawn = world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await;
    let path = format!("/quotes/{}/acceptance", drawn["quotes"][0]["id"].as_str().unwrap());
    let yes = || world.call("guide", "POST", &path, json!({ "site": { "address": "人民路88号" } }));
    let ((one, _), (other, _)) = tokio::join!(yes(), yes());
    let mut both = [one, other];
    both.sort();
    assert_eq!(both, [StatusCode::CREATED, StatusCode::CONFLICT]);
}
