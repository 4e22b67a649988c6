//! Slots for the desk, quotas and capacity through the API, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use platform::db::Sql;
use serde_json::{Value, json};

use crate::dispatch::tests::a_mechanic;
use crate::orders::visits::tests::{HOME, a_visit, an_order, refused};
use crate::orders::visits::{NewVisit, plan};
use crate::world::World;

async fn slots(world: &World, visit: impl std::fmt::Display) -> Vec<Value> {
    let page = world.done("desk", "GET", &format!("/visits/{visit}/slots"), Value::Null).await;
    page["items"].as_array().unwrap().clone()
}

fn kept(slots: &[Value]) -> Vec<String> {
    let kept = slots.iter().filter(|each| each["can_be_kept"] == true);
    kept.map(|each| format!("{} {}", each["day"].as_str().unwrap(), each["part"].as_str().unwrap())).collect()
}

async fn capped(world: &World, who: kernel::id::UserId, minutes: i64) {
    world.done("manager", "PATCH", &format!("/technicians/{who}"), json!({ "daily_minutes_max": minutes })).await;
}

#[db_test]
async fn the_desk_is_offered_what_can_be_kept_with_what_it_adds_to_whose_way(world: World) {
    let near = a_mechanic(&world, "technician", 2.0).await;
    a_mechanic(&world, "li", 12.0).await;
    let visit = a_visit(&world).await;
    let offered = slots(&world, visit.id).await;
    let (first, second) = ("2026-11-21", "2026-11-22");
    let all = [
        format!("{first} morning"),
        format!("{first} afternoon"),
        format!("{second} morning"),
        format!("{second} afternoon"),
    ];
    assert_eq!(kept(&offered), all, "nobody has shifts later");
    let tomorrow = &offered[2];
    assert_eq!((&tomorrow["technician_id"], &tomorrow["people"]), (&json!(near), &json!(2)), "{tomorrow}");
    assert_eq!((&tomorrow["extra_minutes"], &tomorrow["extra_metres"]), (&json!(7), &json!(2_700)), "{tomorrow}");
    assert_eq!((&offered[4]["why"], &offered[4]["technician_id"]), (&json!("slots.full"), &Value::Null));

    // a promise of another customer's takes the only place of the day, though nobody is sent yet
    capped(&world, near, visit.minutes).await;
    let order = an_order(&world).await;
    let tx = world.begin().await;
    let window =
        (tomorrow["from_at"].as_str().unwrap().parse().unwrap(), tomorrow["to_at"].as_str().unwrap().parse().unwrap());
    let promised =
        NewVisit { window_from_at: Some(window.0), window_to_at: Some(window.1), ..NewVisit::of(order, "repair") };
    plan(&tx, promised).await.unwrap();
    tx.commit().await.unwrap();
    let left = slots(&world, visit.id).await;
    assert_eq!(left[2]["people"], 1, "the near one is promised: {}", left[2]);
    assert_ne!(left[2]["technician_id"], json!(near));

    // before there is an order, by what it is and where
    let asked = world.done("desk", "GET", "/slots?type=repair&category=ac&region=310101", Value::Null).await;
    assert_eq!(kept(asked["items"].as_array().unwrap()), all, "{asked}");
    let (status, problem) = world.call("desk", "GET", "/slots?type=none&category=ac", Value::Null).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("type")));
}

#[db_test]
async fn the_first_appointment_needs_no_reason_and_the_next_does(world: World) {
    a_mechanic(&world, "technician", 2.0).await;
    let visit = a_visit(&world).await;
    let offered = slots(&world, visit.id).await;
    let window = json!({ "window_from_at": offered[2]["from_at"], "window_to_at": offered[2]["to_at"] });
    let path = format!("/visits/{}/appointment", visit.id);
    let shown = world.done("desk", "POST", &path, window.clone()).await;
    assert_eq!(shown["window_from_at"], offered[2]["from_at"], "{shown}");
    let trail = crate::orders::visits::tests::trail(&world, visit.id).await;
    assert_eq!(trail.iter().filter(|kind| kind.starts_with("visit.appointed")).count(), 1, "{trail:?}");
    let (status, problem) = refused(&world, "desk", visit.id, "appointment", window).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
}

#[db_test]
async fn a_dispatcher_closes_a_half_day_and_it_is_seen_who_did_it(world: World) {
    a_mechanic(&world, "technician", 2.0).await;
    let visit = a_visit(&world).await;
    let body =
        json!({ "unit_id": world.outlet.id, "day": "2026-11-22", "part": "morning", "visits_max": 0, "note": "培训" });
    world.done("dispatcher", "PUT", "/slot-quotas", body.clone()).await;
    let offered = slots(&world, visit.id).await;
    assert_eq!(
        (&offered[2]["can_be_kept"], &offered[2]["why"]),
        (&json!(false), &json!("slots.closed")),
        "{}",
        offered[2]
    );
    assert_eq!(offered[3]["can_be_kept"], true);

    let path = format!("/slots/capacity?unit_id={}", world.outlet.id);
    let capacity = world.done("dispatcher", "GET", &path, Value::Null).await;
    let tomorrow = &capacity["days"][1];
    let morning = &tomorrow["parts"][0];
    assert_eq!(
        (&morning["is_closed"], &morning["people"], &morning["minutes"]),
        (&json!(true), &json!(1), &json!(210)),
        "{morning}"
    );
    assert_eq!(
        (&morning["quota"]["note"], &morning["quota"]["set_by_name"]),
        (&json!("培训"), &json!("测试dispatcher")),
        "{morning}"
    );
    let none = world.done("dispatcher", "GET", &format!("{path}&skill=laundry"), Value::Null).await;
    assert_eq!(none["days"][1]["parts"][0]["people"], 0);
    let audit = world.done("admin", "GET", "/audit?limit=5", Value::Null).await;
    assert!(audit["items"].as_array().unwrap().iter().any(|each| each["kind"] == "slots.quota_set"), "{audit}");

    // one visit in the whole day: the visit itself is not counted against its own moving, another is
    let mut day = body.clone();
    (day["part"], day["visits_max"]) = (json!("day"), json!(1));
    world.done("dispatcher", "PUT", "/slot-quotas", day).await;
    assert_eq!(slots(&world, visit.id).await[3]["can_be_kept"], true);
    let other = a_visit(&world).await;
    let window = json!({ "window_from_at": offered[3]["from_at"], "window_to_at": offered[3]["to_at"] });
    world.done("desk", "POST", &format!("/visits/{}/appointment", other.id), window).await;
    assert_eq!(slots(&world, visit.id).await[3]["why"], "slots.closed");

    let mut open = body.clone();
    open["visits_max"] = Value::Null;
    world.done("dispatcher", "PUT", "/slot-quotas", open).await;
    let mut past = body.clone();
    past["day"] = json!("2026-11-20");
    let (status, _) = world.call("dispatcher", "PUT", "/slot-quotas", past).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut foreign = body;
    foreign["unit_id"] = json!(world.other_outlet.id);
    let (status, _) = world.call("provider", "PUT", "/slot-quotas", foreign).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another outlet's day is not theirs");
}

#[db_test]
async fn slots_and_rankings_ask_those_whose_area_is_drawn_around_the_place(world: World) {
    let east = a_mechanic(&world, "technician", 2.0).await;
    let west = a_mechanic(&world, "li", 2.0).await;
    let unit = json!({ "unit_id": world.other_outlet.id });
    world.done("manager", "PATCH", &format!("/technicians/{west}"), unit).await;
    world
        .done(
            "manager",
            "PUT",
            &format!("/technicians/{east}/areas"),
            json!({ "areas": ["310101"], "drawn_areas": [] }),
        )
        .await;
    let at = |east: f64, north: f64| json!({ "lat": HOME.lat + north / 100.0, "lng": HOME.lng + east / 100.0 });
    let outline = json!([at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)]);
    let area = json!({ "name": "城西片", "outline": outline, "unit_id": world.other_outlet.id });
    world.done("manager", "POST", "/areas", area).await;
    let asked = async |place: &str| {
        let path = format!("/slots?type=repair&category=ac&region=310101{place}");
        let page = world.done("admin", "GET", &path, Value::Null).await;
        page["items"][2]["technician_id"].clone()
    };
    assert_eq!(asked("").await, json!(east), "by the district, without a place");
    assert_eq!(asked(&format!("&lat={}&lng={}", HOME.lat, HOME.lng)).await, json!(west), "by the area around it");
    assert_eq!(asked(&format!("&lat={}&lng={}", HOME.lat + 0.02, HOME.lng)).await, json!(east), "outside of it again");

    let visit = a_visit(&world).await;
    let tx = world.begin().await;
    for table in ["visit", "work_order"] {
        let sql = Sql::new(&format!("UPDATE {table} SET unit_id = NULL WHERE tenant_id = ?"));
        tx.run(sql.bind(world.company.id)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ranked = world.done("admin", "GET", &format!("/visits/{}/recommendations", visit.id), Value::Null).await;
    let ids: Vec<_> =
        ranked["candidates"].as_array().unwrap().iter().map(|each| each["technician_id"].clone()).collect();
    assert_eq!(ids, [json!(west)], "{ranked}");
}
