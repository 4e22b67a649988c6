//! The customer's side through its links, on both engines.

mod complaints;
mod papers;
mod quotes;
mod slots;
mod whom_to_call;

use axum::body::Body;
use axum::http::StatusCode;
use db_test::db_test;
use platform::http::May;
use platform::random::sha256_hex;
use serde_json::{Value, json};

use crate::world::World;

/// Calls by a link.
async fn by_link(world: &World, secret: &str, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    by_link_seen(world, secret, method, path, body, "").await
}
async fn by_link_seen(
    world: &World,
    secret: &str,
    method: &str,
    path: &str,
    body: Value,
    seen: &str,
) -> (StatusCode, Value) {
    let bearer = format!("Bearer fll.acme.{secret}");
    world.call_with("", method, path, body, &[("authorization", &bearer), ("fieldloop-seen", seen)]).await
}

fn text(answer: &Value, path: &str) -> String {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {answer}")).to_owned()
}

/// A repair of a washer, as the desk typed it.
async fn an_order(world: &World) -> Value {
    let new = json!({
        "type": "repair", "customer": { "name": "张三", "phone": "13800001234" },
        "site": { "address": "长兴路 18 号翠湖花园 3 号楼 402", "region": "990101", "place": { "lat": 31.24, "lng": 121.47 } },
        "category": "washer", "fault": "washer_not_spin", "described": "洗衣机不脱水"
    });
    world.done("desk", "POST", "/orders", new).await
}

/// The secret of a new link to an order.
async fn a_link(world: &World, order: &str) -> String {
    let made = world.done("desk", "POST", &format!("/orders/{order}/customer-links"), json!({})).await;
    text(&made, "/path").rsplit('/').next().unwrap().to_owned()
}

/// A link whose holder has said the digits.
async fn a_known_link(world: &World, order: &str) -> String {
    let link = a_link(world, order).await;
    let (_, said) = by_link(world, &link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    text(&said, "/secret")
}

/// A technician who can do everything, on shift for a week.
async fn a_technician(world: &World) -> String {
    let user = text(&world.done("technician", "GET", "/session", Value::Null).await, "/user_id");
    let new = json!({ "user_id": user, "unit_id": world.outlet.id, "grade": 4, "skills": [{ "skill": "laundry", "level": 5 }] });
    world.done("manager", "POST", "/technicians", new).await;
    let days: Vec<Value> = (21..=28)
        .map(|day| json!({ "technician_id": user, "day": format!("2026-11-{day}"), "work": ["08:00-20:00"] }))
        .collect();
    world.done("manager", "PUT", "/shifts", json!({ "days": days })).await;
    user
}

async fn visit_of(world: &World, order: &str) -> String {
    text(&world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await, "/visits/0/id")
}

#[db_test]
async fn a_link_shows_progress_and_the_rest_after_the_digits(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let link = a_link(&world, &order).await;
    let (status, seen) = by_link(&world, &link, "GET", "/portal", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert_eq!((&seen["verified"], &seen["can_verify"], &seen["details"]), (&json!(false), &json!(true), &Value::Null));
    assert_eq!(seen["order"]["steps"][0]["step"], "received");
    assert!(!seen.to_string().contains("张三"), "{seen}");
    let (status, problem) = by_link(&world, &link, "POST", "/portal/messages", json!({ "words": "快点" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    let (status, problem) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "12a4" })).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.not_four_digits"))
    );
    for left in (0..5).rev() {
        let (_, said) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "0000" })).await;
        assert_eq!((&said["right"], &said["tries_left"]), (&json!(false), &json!(left)), "{said}");
    }
    let (status, problem) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("link.locked")));
    world.later(61);
    let (_, said) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    assert_eq!(said["right"], true, "{said}");
    let known = text(&said, "/secret");
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["details"]["contact_name"], "张三", "{seen}");
    assert_eq!(seen["details"]["contact_phone"], "138 **** 1234");
    assert!(!seen.to_string().contains("402"), "no full address goes out: {seen}");
    let trail = world.done("desk", "GET", &format!("/orders/{order}/trail"), Value::Null).await;
    assert_eq!(
        (&trail["items"][0]["kind"], &trail["items"][0]["actor"]["name"]),
        (&json!("customer_link.verified"), &json!("客户"))
    );
}

#[db_test]
async fn a_revoked_or_expired_link_and_what_was_opened_from_it_are_over(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let link = a_link(&world, &order).await;
    let (_, said) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    let known = text(&said, "/secret");
    let all = world.done("desk", "GET", &format!("/orders/{order}/customer-links"), Value::Null).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let first = all["items"].as_array().unwrap().iter().find(|each| each["verified"] == false).unwrap();
    let path = format!("/customer-links/{}/revocation", text(first, "/id"));
    world.done("desk", "POST", &path, json!({})).await;
    let all = world.done("desk", "GET", &format!("/orders/{order}/customer-links"), Value::Null).await;
    assert!(all["items"].as_array().unwrap().iter().all(|each| each["is_open"] == false), "{all}");
    let (status, problem) = by_link(&world, "nobody-has-such-a-secret", "GET", "/portal", Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("link.unknown")));
    world.later(40 * 24 * 60);
    let (status, problem) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("link.ended")));
    let (status, _) = world.call("guide", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "who does not see the order does not see its links");
}

#[db_test]
async fn a_link_reaches_the_portal_and_nothing_else(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    for op in crate::routes().ops() {
        if matches!(op.may, May::Anyone(_)) || op.path.starts_with("/portal") {
            continue;
        }
        let path = op.path.replace("{id}", &order).replace("{sha256}", &"0".repeat(64)).replace(['{', '}'], "");
        let (status, problem) = by_link(&world, &known, op.method.as_str(), &path, json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{} {}: {problem}", op.method, op.path);
    }
}

#[db_test]
async fn a_leak_is_reported_by_the_label_and_its_answers_make_it_urgent(world: World) {
    let customer = json!({ "name": "李四", "phone": "13900005678" });
    let customer = world.done("desk", "POST", "/customers", customer).await;
    let site = json!({ "address": "丁香路 100 弄 3 号", "region": "990101" });
    let site = world.done("desk", "POST", &format!("/customers/{}/sites", text(&customer, "/customer/id")), site).await;
    let machine = json!({ "customer_id": customer["customer"]["id"], "site_id": site["id"], "category": "washer", "serial": "SN-LEAK-1", "name": "滚筒洗衣机" });
    let machine = world.done("desk", "POST", "/assets", machine).await;
    let asked = json!({ "asset_ids": [machine["id"]] });
    let labels = world.done("desk", "POST", "/asset-labels", asked.clone()).await;
    let again = world.done("desk", "POST", "/asset-labels", asked).await;
    assert_eq!(labels, again, "an old label stays good");
    let label = text(&labels, "/items/0/path").rsplit('/').next().unwrap().to_owned();
    let (_, seen) = by_link(&world, &label, "GET", "/portal", Value::Null).await;
    assert_eq!((&seen["kind"], &seen["machine"]["serial"]), (&json!("asset"), &json!("…AK-1")), "{seen}");
    assert!(!seen.to_string().contains("李四"), "{seen}");
    let (_, form) = by_link(&world, &label, "GET", "/portal/form?type=repair&fault=water_leak", Value::Null).await;
    assert_eq!(form["categories"].as_array().unwrap().len(), 1, "{form}");
    let asked: Vec<&str> =
        form["fields"].as_array().unwrap().iter().filter_map(|field| field["code"].as_str()).collect();
    assert!(asked.contains(&"water_running") && asked.contains(&"photos"), "{asked:?}");
    let photo = b"%PDF-1.7\nno picture, and kept all the same";
    let hash = sha256_hex(photo);
    let bearer = format!("Bearer fll.acme.{label}");
    let sent = world
        .send("", "PUT", &format!("/portal/files/{hash}"), Body::from(photo.to_vec()), &[("authorization", &bearer)])
        .await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let request = json!({
        "type": "repair", "fault": "washer_noise", "name": "路过的邻居", "phone": "13700004321", "described": "在响",
        "answers": { "usable": "partly" }
    });
    let (status, problem) = by_link(
        &world,
        &label,
        "POST",
        "/portal/requests",
        json!({ "type": "repair", "name": "邻", "phone": "13700004321" }),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["fields"][0]["path"], "answers.usable", "{problem}");
    let leak = json!({
        "type": "repair", "fault": "water_leak", "name": "路过的邻居", "phone": "13700004321", "described": "漏水了",
        "address": "丁香路 200 弄 8 号", "answers": { "usable": "no", "water_running": true, "near_power": false, "photos": [hash] }
    });
    let (status, answer) = by_link(&world, &label, "POST", "/portal/requests", leak).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!((&answer["urgency"], &answer["is_known"]), (&json!("emergency"), &json!(false)));
    let (_, noise) = by_link(&world, &label, "POST", "/portal/requests", request).await;
    assert!(noise["number"].is_string(), "{noise}");
    let pool = world.done("desk", "GET", "/orders?phase=received&sort=priority", Value::Null).await;
    let order = text(&pool, "/items/0/id");
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    assert_eq!(
        (&page["channel"], &page["phase"], &page["customer"]["name"]),
        (&json!("customer_page"), &json!("received"), &json!("李四"))
    );
    assert_eq!(page["custom"]["water_running"], true);
    let said = world.done("desk", "GET", &format!("/orders/{order}/messages"), Value::Null).await;
    assert_eq!(said["items"][0]["files"][0], json!(hash), "{said}");
    // the machine's own address counts; another one that was written is not lost
    assert!(text(&said, "/items/0/words").contains("丁香路 200 弄 8 号"), "{said}");
    // the neighbour follows the order, and does not see the household's machines
    let link = text(&answer, "/secret");
    let (_, digits) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "4321" })).await;
    let known = text(&digits, "/secret");
    let (_, machines) = by_link(&world, &known, "GET", "/portal/machines", Value::Null).await;
    assert_eq!(machines["items"], json!([]));
    // nor by the household's digits, which the household says at its own label
    let (_, digits) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "5678" })).await;
    assert_eq!(digits["right"], false, "{digits}");
    let (_, digits) = by_link(&world, &label, "POST", "/portal/digits", json!({ "last_four": "5678" })).await;
    let (_, machines) = by_link(&world, &text(&digits, "/secret"), "GET", "/portal/machines", Value::Null).await;
    assert_eq!(machines["items"][0]["serial"], "SN-LEAK-1", "{machines}");
    world.done("desk", "POST", &format!("/orders/{order}/intake"), json!({})).await;
}

#[db_test]
async fn whoever_names_somebody_elses_phone_sees_nothing_of_theirs(world: World) {
    let earlier = an_order(&world).await;
    let page = world.done("admin", "POST", "/request-pages", json!({ "name": "官网" })).await;
    let page = text(&page, "/path").rsplit('/').next().unwrap().to_owned();
    let wish = |fault: &str| {
        json!({
            "type": "repair", "category": "washer", "fault": fault, "name": "冒名者", "phone": "13800001234", "described": "不转",
            "address": "别处 1 号", "answers": { "usable": "no" }
        })
    };
    // slips of the hand are not counted
    for _ in 0..6 {
        let slip = json!({ "type": "repair", "category": "washer", "name": "冒名者", "phone": "13800001234" });
        let (status, _) = by_link(&world, &page, "POST", "/portal/requests", slip).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // the same wish is known, and whoever repeats it gets no page of it
    let (status, known) = by_link(&world, &page, "POST", "/portal/requests", wish("washer_not_spin")).await;
    assert_eq!(status, StatusCode::CREATED, "{known}");
    assert_eq!((&known["number"], &known["is_known"]), (&earlier["number"], &json!(true)));
    assert_eq!((&known["path"], &known["secret"]), (&Value::Null, &Value::Null));
    // another wish has a page, which knows nothing of the household
    let (_, other) = by_link(&world, &page, "POST", "/portal/requests", wish("washer_noise")).await;
    let link = text(&other, "/secret");
    let (_, digits) = by_link(&world, &link, "POST", "/portal/digits", json!({ "last_four": "1234" })).await;
    let (_, machines) = by_link(&world, &text(&digits, "/secret"), "GET", "/portal/machines", Value::Null).await;
    assert_eq!(machines["items"], json!([]));
    // and a phone is asked for a few times an hour only
    let mut last = StatusCode::CREATED;
    for _ in 0..5 {
        last = by_link(&world, &page, "POST", "/portal/requests", wish("washer_not_spin")).await.0;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[db_test]
async fn a_customer_moves_the_visit_to_a_window_that_can_be_kept(world: World) {
    let user = a_technician(&world).await;
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let visit = visit_of(&world, &order).await;
    let choice = json!({ "technician_id": user, "override_reason": "唯一在班" });
    world.done("dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    let (_, windows) = by_link(&world, &known, "GET", "/portal/windows", Value::Null).await;
    let windows = windows["items"].as_array().unwrap().clone();
    let kept = windows.iter().find(|each| each["can_be_kept"] == true).unwrap_or_else(|| panic!("{windows:?}"));
    // on shift until the 28th: nobody comes later
    assert!(windows.iter().any(|each| each["can_be_kept"] == false), "{windows:?}");
    let wanted = json!({ "from_at": kept["from_at"], "to_at": kept["to_at"], "note": "下午才在家" });
    let (status, answer) = by_link(&world, &known, "POST", "/portal/appointment", wanted).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["order"]["window_from_at"], kept["from_at"]);
    let (status, problem) = by_link(
        &world,
        &known,
        "POST",
        "/portal/appointment",
        json!({ "from_at": kept["to_at"], "to_at": kept["from_at"] }),
    )
    .await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("from_at")),
        "{problem}"
    );
    assert_eq!(problem["fields"][0]["code"], "portal.window_not_offered");
    // a time of long ago that ends tomorrow is no window
    let begun = json!({ "from_at": "2020-01-01T00:00:00Z", "to_at": kept["to_at"] });
    let (status, _) = by_link(&world, &known, "POST", "/portal/appointment", begun).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn who_comes_is_shown_from_setting_out_and_where_they_are_until_they_arrive(world: World) {
    let user = a_technician(&world).await;
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let visit = visit_of(&world, &order).await;
    let choice = json!({ "technician_id": user, "override_reason": "唯一在班" });
    world.done("dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    let (_, before) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!((&before["details"]["technician"], &before["details"]["can"]["cancel"]), (&Value::Null, &json!(true)));
    let here = json!({ "place": { "lat": 31.23, "lng": 121.47 } });
    world.done("technician", "POST", &format!("/visits/{visit}/departure"), here.clone()).await;
    let (_, under_way) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let card = &under_way["details"]["technician"];
    // a hundredth of a degree to the north; neither place is told
    assert_eq!(
        (&card["name"], &card["way"]),
        (&json!("测试technician"), &json!({ "east_m": 0.0, "north_m": 1112.0 })),
        "{under_way}"
    );
    assert!(!under_way.to_string().contains("31.2"), "{under_way}");
    assert!(card["expected_at"].is_string() && card["place_at"].is_string());
    let (status, problem) =
        by_link(&world, &known, "POST", "/portal/cancellation", json!({ "reason": "customer_request" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("portal.not_cancellable")));
    let (status, problem) = by_link(&world, &known, "GET", "/portal/windows", Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("portal.not_movable")));
    world.done("technician", "POST", &format!("/visits/{visit}/arrival"), here).await;
    let (_, there) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let card = &there["details"]["technician"];
    assert_eq!(
        (&card["way"], &card["expected_at"], &card["name"]),
        (&Value::Null, &Value::Null, &json!("测试technician"))
    );
}

#[db_test]
async fn a_price_is_agreed_to_by_the_link_as_it_was_shown(world: World) {
    let user = a_technician(&world).await;
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let visit = visit_of(&world, &order).await;
    let choice = json!({ "technician_id": user, "override_reason": "唯一在班" });
    world.done("dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    let price = crate::lowcode::pack::Pack::of_trade("appliance").unwrap().prices.iter().find(|price| {
        price.kind == crate::lowcode::pack::PriceKind::Service
            && (price.categories.is_empty() || price.categories.iter().any(|code| code == "washer"))
    });
    let line = json!({ "visit_id": visit, "lines": [{ "code": price.unwrap().code, "quantity": 1 }] });
    world.done("technician", "POST", &format!("/orders/{order}/charges"), line).await;
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let bill = &seen["details"]["bill"];
    assert_eq!((&bill["agreed"], &seen["details"]["can"]["approve"]), (&json!(false), &json!(true)), "{seen}");
    let yes = json!({ "total_minor": bill["customer_minor"], "by_name": "张三" });
    let (status, problem) =
        by_link_seen(&world, &known, "POST", "/portal/price-approval", yes.clone(), "prices=0").await;
    assert_eq!((status, &problem["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{problem}");
    let seen_prices = format!("prices={}", bill["prices"]);
    let (status, answer) = by_link_seen(&world, &known, "POST", "/portal/price-approval", yes, &seen_prices).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let money = world.done("desk", "GET", &format!("/orders/{order}/charges"), Value::Null).await;
    assert_eq!(
        (&money["approvals"][0]["method"], &money["money"]["approved"]),
        (&json!("link"), &json!(true)),
        "{money}"
    );
}

#[db_test]
async fn a_customer_calls_off_writes_and_complains(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    let reasons: Vec<&str> =
        seen["details"]["cancel_reasons"].as_array().unwrap().iter().filter_map(|each| each["code"].as_str()).collect();
    assert!(reasons.contains(&"customer_request") && !reasons.contains(&"late_cancel"), "{reasons:?}");
    let offered = seen["details"]["cancel_reasons"].as_array().unwrap();
    let asked = offered.iter().find(|each| each["code"] == "customer_request").unwrap();
    assert_eq!(asked["name"], json!({ "zh": "不需要了", "en": "I no longer need it" }), "in the customer's words");
    assert!(offered.iter().all(|each| !each.to_string().contains("客户")), "{offered:?}");
    let (status, _) =
        by_link(&world, &known, "POST", "/portal/messages", json!({ "words": "门铃坏了,请打电话" })).await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, _) = by_link(&world, &known, "POST", "/portal/complaints", json!({ "words": "三天没人联系" })).await;
    assert_eq!(status, StatusCode::CREATED);
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    assert_eq!(page["chased"], 1);
    let said = world.done("desk", "GET", &format!("/orders/{order}/messages"), Value::Null).await;
    assert_eq!(
        (&said["items"][0]["words"], &said["items"][0]["author"]["name"]),
        (&json!("三天没人联系"), &json!("客户"))
    );
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["details"]["messages"][0]["is_own"], true, "{seen}");
    let (status, problem) =
        by_link(&world, &known, "POST", "/portal/cancellation", json!({ "reason": "late_cancel" })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    let (status, answer) =
        by_link(&world, &known, "POST", "/portal/cancellation", json!({ "reason": "customer_request" })).await;
    assert_eq!((status, &answer["phase"]), (StatusCode::OK, &json!("cancelled")), "{answer}");
    let (_, seen) = by_link(&world, &known, "GET", "/portal", Value::Null).await;
    assert_eq!(seen["order"]["cancel_reason"]["zh"], "不需要了", "{seen}");
}

#[db_test]
async fn a_customer_pays_what_they_said_yes_to_by_their_link(world: World) {
    let order = text(&an_order(&world).await, "/id");
    let known = a_known_link(&world, &order).await;
    let (status, shown) = by_link(&world, &known, "GET", "/portal/payment", Value::Null).await;
    assert_eq!((status, &shown["due_minor"], &shown["request"]), (StatusCode::OK, &json!(0), &Value::Null), "{shown}");
    let link = a_link(&world, &order).await;
    assert_eq!(by_link(&world, &link, "GET", "/portal/payment", Value::Null).await.0, StatusCode::FORBIDDEN);
    crate::money::requests::tests::till();
    let (status, problem) = by_link(&world, &known, "POST", "/portal/payment", json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("payment_request.nothing_due")));
    let lines = json!({ "lines": [{ "code": "visit_fee", "quantity": 1 }] });
    world.done("desk", "POST", &format!("/orders/{order}/charges"), lines).await;
    let yes = json!({ "total_minor": 5_000, "by_name": "张三" });
    let (status, told) = by_link(&world, &known, "POST", "/portal/price-approval", yes).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let (status, shown) = by_link(&world, &known, "POST", "/portal/payment", json!({ "way": "page" })).await;
    assert_eq!((status, &shown["request"]["amount_minor"]), (StatusCode::CREATED, &json!(5_000)), "{shown}");
    let (_, again) = by_link(&world, &known, "POST", "/portal/payment", json!({ "way": "page" })).await;
    assert_eq!(again["request"]["id"], shown["request"]["id"]);
    let (_, code) = by_link(&world, &known, "POST", "/portal/payment", json!({ "way": "code" })).await;
    assert_ne!(code["request"]["id"], shown["request"]["id"], "another way is another request");
    // the technician's phone shows the same one
    let all = world.done("desk", "GET", &format!("/orders/{order}/payment-requests"), Value::Null).await;
    assert_eq!((&all["requests"][0]["id"], &all["requests"][1]["status"]), (&code["request"]["id"], &json!("closed")));
}
