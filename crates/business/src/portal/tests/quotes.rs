//! A quote's page: read by its link, answered after the digits, replaced by a newer version.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::{by_link, text};
use crate::world::World;

/// A lead of the guide's with an offer of one machine; the lead's id and the offer's.
async fn an_offer(world: &World, phone: Option<&str>) -> (String, String) {
    let new = json!({ "code": "KF-35GW", "name": "1.5 匹挂机", "category": "ac", "price_minor": 300_000 });
    let product = text(&world.done("manager", "POST", "/products", new).await, "/id");
    let mut lead = json!({ "name": "张三", "source": "walk_in", "categories": ["ac"] });
    if let Some(phone) = phone {
        lead["phone"] = json!(phone);
    }
    let lead = text(&world.done("guide", "POST", "/leads", lead).await, "/lead/id");
    (lead.clone(), drawn(world, &lead, &product, 280_000).await)
}

async fn drawn(world: &World, lead: &str, product: &str, price: i64) -> String {
    let offer = json!({ "lines": [{ "product_id": product, "quantity": 2, "price_minor": price }],
        "promises": [{ "kind": "free_drill", "words": "送支架" }], "note": "周六上午送" });
    text(&world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await, "/quotes/0/id")
}

async fn linked(world: &World, quote: &str) -> String {
    let made = world.done("guide", "POST", &format!("/quotes/{quote}/customer-links"), json!({})).await;
    text(&made, "/path").rsplit('/').next().unwrap().to_owned()
}

async fn known(world: &World, link: &str) -> String {
    let (_, said) = by_link(world, link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    text(&said, "/secret")
}

#[db_test]
async fn whoever_holds_the_link_reads_the_offer_and_nothing_of_the_person(world: World) {
    let (_, quote) = an_offer(&world, Some("13800001234")).await;
    let link = linked(&world, &quote).await;
    let (status, seen) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(
        (status, &seen["kind"], &seen["company"]["zone"]),
        (StatusCode::OK, &json!("quote"), &json!("Asia/Shanghai"))
    );
    let shown = &seen["quote"]["quote"];
    assert_eq!(
        (&shown["total_minor"], &shown["list_minor"], &shown["lines"][0]["list_minor"], &shown["valid_until"]),
        (&json!(560_000), &json!(600_000), &json!(300_000), &json!("2026-11-28")),
        "{seen}"
    );
    assert_eq!(
        (&shown["promises"][0]["words"], &shown["guide_name"], &shown["can_reply"]),
        (&json!("送支架"), &json!("测试guide"), &json!(true))
    );
    assert!(!seen.to_string().contains("张三") && !seen.to_string().contains("1380000"), "{seen}");
    let yes = json!({ "quote_id": quote, "reply": "yes", "by_name": "张三" });
    let (status, _) = by_link(&world, &link, "POST", "/portal/quote-reply", yes).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the digits come first");
    let (status, problem) = by_link(
        &world,
        &link,
        "POST",
        "/portal/requests",
        json!({ "type": "repair", "name": "张三", "phone": "13800001234" }),
    )
    .await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("portal.not_asked_here")));
}

#[db_test]
async fn a_yes_and_a_no_by_the_link_are_the_guides_to_see(world: World) {
    let (lead, quote) = an_offer(&world, Some("13800001234")).await;
    let known = known(&world, &linked(&world, &quote).await).await;
    let no = json!({ "quote_id": quote, "reply": "no", "by_name": "张三" });
    let (status, problem) = by_link(&world, &known, "POST", "/portal/quote-reply", no.clone()).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("words")));
    let no = json!({ "quote_id": quote, "reply": "no", "by_name": "张三", "words": "比别家贵" });
    assert_eq!(by_link(&world, &known, "POST", "/portal/quote-reply", no).await.0, StatusCode::CREATED);
    world.later(5);
    let yes = json!({ "quote_id": quote, "reply": "yes", "by_name": "张三" });
    assert_eq!(by_link(&world, &known, "POST", "/portal/quote-reply", yes).await.0, StatusCode::CREATED);
    let shown = world.done("guide", "GET", &format!("/leads/{lead}"), Value::Null).await;
    let reply = &shown["quotes"][0]["reply"];
    assert_eq!(
        (&reply["reply"], &reply["by_name"], &reply["total_minor"], &shown["next_on"]),
        (&json!("yes"), &json!("张三"), &json!(560_000), &json!("2026-11-21")),
        "{shown}"
    );
    assert_eq!(shown["quotes"][0]["status"], "open", "it is sold when the guide has asked where it goes");
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["quote"]["quote"]["reply"]["reply"], "yes", "{seen}");
    // the person goes, and with them what they said and every way in
    world.done("guide", "POST", &format!("/leads/{lead}/loss"), json!({ "reason": "price" })).await;
    world.done("manager", "POST", &format!("/leads/{lead}/erasure"), json!({})).await;
    let shown = world.done("guide", "GET", &format!("/leads/{lead}"), Value::Null).await;
    assert_eq!(shown["quotes"][0]["reply"]["by_name"], "***", "{shown}");
    let (status, _) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[db_test]
async fn a_version_that_was_replaced_leads_to_the_newest_once_that_may_be_read(world: World) {
    let (lead, quote) = an_offer(&world, Some("13800001234")).await;
    let known = known(&world, &linked(&world, &quote).await).await;
    let product = text(&world.done("guide", "GET", "/products?q=KF", Value::Null).await, "/items/0/id");
    let waits = drawn(&world, &lead, &product, 200_000).await;
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let page = &seen["quote"];
    assert_eq!(
        (&page["quote"]["status"], &page["newest"], &page["is_prepared"], &page["quote"]["can_reply"]),
        (&json!("replaced"), &Value::Null, &json!(true), &json!(false)),
        "a discount that waits is not the customer's to know: {seen}"
    );
    let (_, problem) = world.call("guide", "POST", &format!("/quotes/{waits}/customer-links"), json!({})).await;
    assert_eq!(problem["code"], "quote.waits");
    let late = json!({ "quote_id": quote, "reply": "yes", "by_name": "张三" });
    let (_, problem) = by_link(&world, &known, "POST", "/portal/quote-reply", late).await;
    assert_eq!(problem["code"], "quote.not_now");
    world.done("manager", "POST", &format!("/quotes/{waits}/decision"), json!({ "approve": true })).await;
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(
        (&seen["quote"]["newest"]["total_minor"], &seen["quote"]["newest"]["can_reply"]),
        (&json!(400_000), &json!(true)),
        "{seen}"
    );
    let yes = json!({ "quote_id": waits, "reply": "yes", "by_name": "张三" });
    assert_eq!(by_link(&world, &known, "POST", "/portal/quote-reply", yes).await.0, StatusCode::CREATED);
    let other = an_other_offer(&world).await;
    let yes = json!({ "quote_id": other, "reply": "yes", "by_name": "张三" });
    assert_eq!(by_link(&world, &known, "POST", "/portal/quote-reply", yes).await.0, StatusCode::NOT_FOUND);
}

async fn an_other_offer(world: &World) -> String {
    let product = text(&world.done("guide", "GET", "/products?q=KF", Value::Null).await, "/items/0/id");
    let lead =
        world.done("guide", "POST", "/leads", json!({ "name": "李四", "source": "walk_in", "categories": ["ac"] }));
    drawn(world, &text(&lead.await, "/lead/id"), &product, 300_000).await
}

#[db_test]
async fn an_offer_past_its_day_says_so_and_its_link_is_the_guides_to_end(world: World) {
    let (_, quote) = an_offer(&world, None).await;
    let link = linked(&world, &quote).await;
    let (_, seen) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["can_verify"], false, "without a phone there are no digits: {seen}");
    world.later(8 * 24 * 60);
    let (_, seen) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(
        (&seen["quote"]["quote"]["is_expired"], &seen["quote"]["quote"]["can_reply"]),
        (&json!(true), &json!(false)),
        "{seen}"
    );
    let (_, problem) = world.call("guide", "POST", &format!("/quotes/{quote}/customer-links"), json!({})).await;
    assert_eq!(problem["code"], "quote.expired");
    let all = world.done("guide", "GET", &format!("/quotes/{quote}/customer-links"), Value::Null).await;
    let path = format!("/customer-links/{}/revocation", text(&all, "/items/0/id"));
    let (status, _) = world.call("technician", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "who does not see the lead does not see its links");
    world.done("guide", "POST", &path, json!({})).await;
    let (status, problem) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("link.ended")));
}

#[db_test]
async fn an_offer_is_printed_for_the_guide_and_by_the_link_as_its_customer_reads_it(world: World) {
    let (_, quote) = an_offer(&world, Some("13800001234")).await;
    let link = linked(&world, &quote).await;
    let bearer = format!("Bearer fll.acme.{link}");
    let by = [("authorization", bearer.as_str())];
    for (login, path, headers) in [
        ("guide", format!("/quotes/{quote}/paper"), &[][..]),
        ("", format!("/portal/quotes/{quote}/paper?lang=en"), &by[..]),
    ] {
        let answer = world.send(login, "GET", &path, Body::empty(), headers).await;
        assert_eq!(
            (answer.status(), answer.headers()["content-type"].to_str().unwrap()),
            (StatusCode::OK, "application/pdf")
        );
        let pdf = to_bytes(answer.into_body(), 5_000_000).await.unwrap();
        assert!(pdf.starts_with(b"%PDF"), "{path}");
    }
    let answer = world.send("technician", "GET", &format!("/quotes/{quote}/paper"), Body::empty(), &[]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let other = an_other_offer(&world).await;
    let answer = world.send("", "GET", &format!("/portal/quotes/{other}/paper"), Body::empty(), &by).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}
