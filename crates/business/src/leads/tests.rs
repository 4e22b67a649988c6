//! Leads on both engines: from the counter to a sale or to nothing, seen by whom it concerns.

mod quotes;

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use serde_json::{Value, json};

use super::*;
use crate::world::World;

async fn product(world: &World, price_minor: i64) -> String {
    let code = format!("P-{}", LeadId::new());
    let new = json!({ "code": code, "name": "壁挂空调", "category": "ac", "price_minor": price_minor });
    world.done("admin", "POST", "/products", new).await["id"].as_str().unwrap().to_owned()
}

async fn a_lead(world: &World, login: &str, body: Value) -> Value {
    let mut new = json!({ "source": "walk_in" });
    new.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    world.done(login, "POST", "/leads", new).await
}

fn id(lead: &Value) -> String {
    lead["lead"]["id"].as_str().or_else(|| lead["id"].as_str()).unwrap().to_owned()
}

/// Another guide of the same outlet.
async fn guide2(world: &World) -> String {
    let new = json!({ "login": "guide2", "name": "苏晴", "password": crate::world::PASSWORD, "roles": ["guide"],
        "unit_id": world.outlet.id });
    world.done("admin", "POST", "/users", new).await["id"].as_str().unwrap().to_owned()
}

async fn listed(world: &World, login: &str, query: &str) -> Vec<String> {
    let page = world.done(login, "GET", &format!("/leads?{query}"), Value::Null).await;
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[db_test]
async fn somebody_without_a_phone_or_a_name_is_noted_down_with_what_they_looked_at(world: World) {
    let ac = product(&world, 300_000).await;
    let lead = a_lead(
        &world,
        "guide",
        json!({ "categories": ["ac"], "products": [ac], "budget_minor": 500_000,
        "wanted_on": "2026-12-01", "note": "阳台小，要窄的", "next_on": "2026-11-23" }),
    )
    .await;
    assert_eq!((&lead["lead"]["status"], &lead["lead"]["phone"]), (&json!("new"), &Value::Null), "{lead}");
    assert_eq!(lead["lead"]["products"][0]["name"], "壁挂空调");
    assert_eq!(listed(&world, "guide", "").await, [id(&lead)]);
    for (body, path) in [
        (json!({}), "name"),
        (json!({ "name": "  " }), "name"),
        (json!({ "categories": ["no_such"] }), "categories[0]"),
        (json!({ "products": [LeadId::new().to_string()] }), "products[0]"),
        (json!({ "name": "张", "budget_minor": -1 }), "budget_minor"),
        (json!({ "name": "张", "next_on": "2026-11-20" }), "next_on"),
        (json!({ "name": "张", "next_on": "2028-11-20" }), "next_on"),
    ] {
        let mut new = json!({ "source": "walk_in" });
        new.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let (status, problem) = world.call("guide", "POST", "/leads", new).await;
        assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)), "{body}");
    }
}

#[db_test]
async fn a_number_that_somebody_looks_after_is_said_to_be_and_both_leads_stay(world: World) {
    guide2(&world).await;
    let first = a_lead(&world, "guide", json!({ "name": "张三", "phone": "13800000001", "note": "嫌贵" })).await;
    let known = world.done("guide2", "GET", "/leads/known?phone=13800000001", Value::Null).await;
    assert_eq!(
        (&known["leads"][0]["guide_name"], &known["leads"][0]["id"]),
        (&json!("测试guide"), &Value::Null),
        "{known}"
    );
    assert!(!known.to_string().contains("张三") && !known.to_string().contains("嫌贵"), "{known}");
    let second = a_lead(&world, "guide2", json!({ "name": "张先生", "phone": "13800000001" })).await;
    assert_eq!(second["known"]["leads"].as_array().unwrap().len(), 1, "{second}");
    let mine = world.done("guide", "GET", &format!("/leads/{}", id(&first)), Value::Null).await;
    assert_eq!(mine["same_phone"][0]["guide_name"], "苏晴", "{mine}");
    let (status, _) = world.call("guide", "GET", &format!("/leads/{}", id(&second)), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a neighbour's file stays closed");
    let both = listed(&world, "manager", "q=13800000001").await;
    assert_eq!(both.len(), 2);
}

#[db_test]
async fn a_household_is_linked_by_its_number_where_it_is_ones_own_to_see(world: World) {
    guide2(&world).await;
    let theirs = json!({ "name": "李四", "phone": "13800000002" });
    world.done("guide2", "POST", "/customers", theirs).await;
    let mine = json!({ "name": "王五", "phone": "13800000003" });
    let mine = world.done("guide", "POST", "/customers", mine).await;
    let lead = a_lead(&world, "guide", json!({ "phone": "13800000002" })).await;
    assert_eq!((&lead["known"]["customer"], &lead["lead"]["customer_id"]), (&Value::Null, &Value::Null), "{lead}");
    let lead = a_lead(&world, "guide", json!({ "phone": "13800000003" })).await;
    assert_eq!(lead["lead"]["customer_id"], mine["customer"]["id"], "{lead}");
    let whole = world.done("guide", "GET", &format!("/leads/{}", id(&lead)), Value::Null).await;
    assert_eq!((&whole["customer_name"], &whole["phone"]), (&json!("王五"), &json!("138 **** 0003")), "{whole}");
    let shown = world.done("guide", "POST", &format!("/leads/{}/reveals", id(&lead)), json!({})).await;
    assert_eq!(shown["value"], "+8613800000003");
    let (_, trail) = world.call("admin", "GET", "/audit?kind=lead.revealed", Value::Null).await;
    assert_eq!(trail["items"].as_array().unwrap().len(), 1, "each look is written down");
}

#[db_test]
async fn whoever_is_to_be_asked_first_stands_on_top_until_asked(world: World) {
    let later = id(&a_lead(&world, "guide", json!({ "name": "后天", "next_on": "2026-11-23" })).await);
    let never = id(&a_lead(&world, "guide", json!({ "name": "不急" })).await);
    world.done("guide", "POST", &format!("/leads/{never}/follow-ups"), json!({ "kind": "call" })).await;
    let today = id(&a_lead(&world, "guide", json!({ "name": "今天", "next_on": "2026-11-21" })).await);
    assert_eq!(listed(&world, "guide", "").await, [today.clone(), later.clone(), never.clone()]);
    assert_eq!(listed(&world, "guide", "state=due").await, std::slice::from_ref(&today));
    let page = world.done("guide", "GET", "/leads?limit=1", Value::Null).await;
    let next = page["next"].as_str().unwrap();
    assert_eq!(listed(&world, "guide", &format!("limit=2&after={next}")).await, [later.clone(), never.clone()]);
    let path = format!("/leads/{today}/follow-ups");
    let note = json!({ "kind": "note", "words": "喜欢白色" });
    let noted = world.done("guide", "POST", &path, note).await;
    assert_eq!((&noted["status"], &noted["next_on"]), (&json!("new"), &json!("2026-11-21")), "a note is no contact");
    let call = json!({ "kind": "call", "result": "undecided", "words": "要和爱人商量", "next_on": "2026-11-28" });
    let called = world.done("guide", "POST", &path, call).await;
    assert_eq!((&called["status"], &called["next_on"]), (&json!("contacted"), &json!("2026-11-28")), "{called}");
    assert_eq!(called["follow_ups"][0]["words"], "要和爱人商量");
    assert!(listed(&world, "guide", "state=due").await.is_empty());
    world.later(8 * 24 * 60);
    assert_eq!(listed(&world, "guide", "state=due").await, [later, today], "overdue ones stay on it, the oldest first");
}

#[db_test]
async fn whoever_is_noted_down_without_a_day_is_asked_after_the_companys_usual_days(world: World) {
    let noted = a_lead(&world, "guide", json!({ "name": "没约时间" })).await;
    assert_eq!(noted["lead"]["next_on"], "2026-11-28", "a week, as long as the company says nothing else: {noted}");
    world.done("admin", "PUT", "/company-settings", json!({ "ask_again_days": 3 })).await;
    let told = world.done("guide", "GET", "/company-settings", Value::Null).await;
    assert_eq!(told["ask_again_days"], 3, "the form shows it before it is saved");
    let soon = a_lead(&world, "guide", json!({ "name": "也没约" })).await;
    assert_eq!(soon["lead"]["next_on"], "2026-11-24");
    let own = a_lead(&world, "guide", json!({ "name": "约了", "next_on": "2026-12-20" })).await;
    assert_eq!(own["lead"]["next_on"], "2026-12-20", "a day that was said stays");
    assert!(listed(&world, "guide", "state=due").await.is_empty());
    world.later(7 * 24 * 60);
    assert_eq!(listed(&world, "guide", "state=due").await, [id(&soon), id(&noted)]);
}

#[db_test]
async fn what_was_lost_has_a_reason_is_not_followed_up_and_can_come_back(world: World) {
    let lead = id(&a_lead(&world, "guide", json!({ "name": "张三", "next_on": "2026-11-21" })).await);
    let (status, _) = world.call("guide", "POST", &format!("/leads/{lead}/loss"), json!({ "reason": "other" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "any other reason is said in words");
    let lost =
        world.done("guide", "POST", &format!("/leads/{lead}/loss"), json!({ "reason": "bought_elsewhere" })).await;
    assert_eq!((&lost["status"], &lost["next_on"]), (&json!("lost"), &Value::Null), "{lost}");
    assert!(listed(&world, "guide", "").await.is_empty());
    assert_eq!(listed(&world, "guide", "state=lost").await, std::slice::from_ref(&lead));
    let call = json!({ "kind": "call" });
    let (status, problem) = world.call("guide", "POST", &format!("/leads/{lead}/follow-ups"), call.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("lead.not_now")));
    let back = world.done("guide", "POST", &format!("/leads/{lead}/reopening"), json!({})).await;
    assert_eq!((&back["status"], &back["next_on"]), (&json!("contacted"), &json!("2026-11-21")), "{back}");
    world.done("guide", "POST", &format!("/leads/{lead}/follow-ups"), call).await;
}

#[db_test]
async fn a_phone_that_was_away_brings_its_lead_and_what_followed_exactly_once(world: World) {
    let chosen = LeadId::new().to_string();
    let new = json!({ "id": chosen, "name": "张三", "source": "walk_in", "next_on": "2026-11-22" });
    let key = [("idempotency-key", "01890000-0000-7000-8000-0000000000aa")];
    let (status, first) = world.call_with("guide", "POST", "/leads", new.clone(), &key).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    let (_, again) = world.call_with("guide", "POST", "/leads", new.clone(), &key).await;
    assert_eq!(again["lead"]["id"], json!(chosen));
    let (status, problem) = world.call("guide", "POST", "/leads", new).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("lead.exists")));
    assert_eq!(listed(&world, "guide", "").await.len(), 1);
    world.done("guide", "POST", &format!("/leads/{chosen}/follow-ups"), json!({ "kind": "wechat" })).await;
}

#[db_test]
async fn a_manager_sees_their_stores_leads_guide_by_guide_and_gives_one_to_another(world: World) {
    let other = guide2(&world).await;
    let new = json!({ "login": "west", "name": "城西经理", "password": crate::world::PASSWORD, "roles": ["manager"],
        "scope": "unit", "unit_id": world.other_outlet.id });
    world.done("admin", "POST", "/users", new).await;
    let lead = a_lead(&world, "guide", json!({ "name": "张三", "next_on": "2026-11-21" })).await;
    a_lead(&world, "guide2", json!({ "name": "李四" })).await;
    assert!(listed(&world, "west", "").await.is_empty(), "another store's are not theirs");
    let figures = world.done("manager", "GET", "/leads/figures?from=2026-11-01&to=2026-11-30", Value::Null).await;
    assert_eq!(figures["items"].as_array().unwrap().len(), 2, "{figures}");
    let path = format!("/leads/{}/assignment", id(&lead));
    let (status, _) = world.call("guide", "POST", &path, json!({ "guide_id": other })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let desk = world.done("desk", "GET", "/session", Value::Null).await["user_id"].clone();
    let (_, problem) = world.call("manager", "POST", &path, json!({ "guide_id": desk })).await;
    assert_eq!(problem["fields"][0]["path"], "guide_id", "{problem}");
    let given = world.done("manager", "POST", &path, json!({ "guide_id": other })).await;
    assert_eq!(given["guide_name"], "苏晴", "{given}");
    assert_eq!(listed(&world, "guide2", "state=due").await, [id(&lead)]);
    assert!(listed(&world, "guide", "").await.is_empty());
}

#[db_test]
async fn erasing_a_person_takes_their_leads_words_with_it(world: World) {
    let ac = product(&world, 300_000).await;
    let customer = json!({ "name": "王小明", "phone": "13800000003" });
    let customer = world.done("guide", "POST", "/customers", customer).await;
    let lead =
        id(&a_lead(&world, "guide", json!({ "name": "王小明", "phone": "13800000003", "note": "住302室" })).await);
    let call = json!({ "kind": "call", "words": "王小明说周末来" });
    world.done("guide", "POST", &format!("/leads/{lead}/follow-ups"), call).await;
    let offer = json!({ "lines": [{ "product_id": ac, "quantity": 1 }], "note": "给王小明留一台",
        "promises": [{ "kind": "free_drill", "words": "王小明家送支架" }] });
    world.done("guide", "POST", &format!("/leads/{lead}/quotes"), offer).await;
    let path = format!("/customers/{}/erasure", customer["customer"]["id"].as_str().unwrap());
    world.done("manager", "POST", &path, json!({})).await;
    let shown = world.done("manager", "GET", &format!("/leads/{lead}"), Value::Null).await.to_string();
    for word in ["王小明", "302室", "周末", "0003"] {
        assert!(!shown.contains(word), "{word} is still in {shown}");
    }
    let sql = platform::db::Sql::new("SELECT COUNT(*) FROM idempotency WHERE tenant_id = ? AND answer LIKE '%王小明%'");
    assert_eq!(world.read().value::<i64>(sql.bind(world.company.id)).await.unwrap(), 0);

    let stranger = id(&a_lead(&world, "guide", json!({ "name": "过路客", "phone": "13800000009" })).await);
    let path = format!("/leads/{stranger}/erasure");
    let (_, problem) = world.call("manager", "POST", &path, json!({})).await;
    assert_eq!(problem["code"], "lead.is_open");
    world.done("guide", "POST", &format!("/leads/{stranger}/loss"), json!({ "reason": "no_need" })).await;
    let shown = world.done("manager", "POST", &path, json!({})).await;
    assert_eq!((&shown["name"], &shown["phone"]), (&json!("***"), &Value::Null), "{shown}");
    let (_, problem) = world.call("guide", "POST", &format!("/leads/{stranger}/reopening"), json!({})).await;
    assert_eq!(problem["code"], "lead.erased");
}

#[db_test]
async fn a_number_that_comes_later_links_the_household_and_a_correction_is_of_what_was_seen(world: World) {
    let mine = world.done("guide", "POST", "/customers", json!({ "name": "王五", "phone": "13800000003" })).await;
    let lead = id(&a_lead(&world, "guide", json!({ "categories": ["ac"] })).await);
    let path = format!("/leads/{lead}");
    let edit = json!({ "name": "王女士", "phone": "13800000003", "note": "阳台窄", "next_on": "2026-11-24" });
    let (status, edited) = world.call_with("guide", "PATCH", &path, edit.clone(), &[("if-match", "1")]).await;
    assert_eq!((status, &edited["customer_id"]), (StatusCode::OK, &mine["customer"]["id"]), "{edited}");
    assert_eq!(
        (&edited["categories"], &edited["next_on"]),
        (&json!(["ac"]), &json!("2026-11-24")),
        "what is absent stays"
    );
    let (status, _) = world.call_with("guide", "PATCH", &path, edit, &[("if-match", "1")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let (_, problem) = world.call("guide", "PATCH", &path, json!({ "note": "长".repeat(1_001) })).await;
    assert_eq!(problem["fields"][0]["path"], "note", "{problem}");
    world.done("guide", "POST", &format!("{path}/loss"), json!({ "reason": "price" })).await;
    let (_, problem) = world.call("guide", "PATCH", &path, json!({ "note": "x" })).await;
    assert_eq!(problem["code"], "lead.not_now");
}
