//! Under way: departing, arriving, starting, evidence.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Point;
use serde_json::json;

use super::super::evidence_arrived;
use super::{HOME, a_technician, an_accepted_visit, an_order, at, at_work_on, did, picture, refused, trail};
use crate::people::Technician;
use crate::world::World;

#[db_test]
async fn the_crew_departs_arrives_at_the_site_and_starts_each_with_its_time(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    assert_eq!(refused(&world, "technician", visit, "arrival", json!({})).await.1, "visit.cannot_arrive");
    did(&world, "technician", visit, "departure", json!({})).await;
    assert_eq!(refused(&world, "technician", visit, "departure", json!({})).await.1, "visit.cannot_depart");
    let mars = json!({ "place": { "lat": 123.0, "lng": 0.0 } });
    assert_eq!(refused(&world, "technician", visit, "arrival", mars).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let happened = world.now().plus_minutes(20).to_string();
    world.later(60);
    let body = json!({ "place": { "lat": HOME.lat + 0.001, "lng": HOME.lng } });
    let headers = [("fieldloop-happened-at", happened.as_str())];
    let (_, shown) = world.call_with("technician", "POST", &format!("/visits/{visit}/arrival"), body, &headers).await;
    assert_eq!((&shown["arrived_judged"], &shown["arrived_metres"]), (&json!("at_site"), &json!(111)), "{shown}");
    assert_eq!(shown["arrived_at"], json!(happened), "the phone's time, not the server's");
    let place: Technician = platform::db::get(&world.read(), technician).await.unwrap();
    assert!(place.last_place.is_some());
    let shown = did(&world, "technician", visit, "start", json!({})).await;
    assert_eq!(shown["crew"][0]["started_at"], shown["started_at"]);
    assert_eq!(
        trail(&world, visit).await[3..],
        ["visit.departed", "visit.arrived", "visit.started"].map(str::to_owned)
    );
}

#[db_test]
async fn an_arrival_far_away_is_kept_and_marked(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    did(&world, "technician", visit, "departure", json!({})).await;
    let far = Point { lat: HOME.lat + 0.05, ..HOME };
    let shown = did(&world, "technician", visit, "arrival", json!({ "place": far })).await;
    assert_eq!((&shown["arrived_judged"], &shown["status"]), (&json!("far_away"), &json!("arrived")));
}

#[db_test]
async fn another_technician_cannot_act_and_the_office_is_told_it_is_not_on_the_crew(world: World) {
    let technician = a_technician(&world, "technician").await;
    a_technician(&world, "other").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    assert_eq!(refused(&world, "other", visit, "departure", json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(refused(&world, "admin", visit, "departure", json!({})).await.1, "visit.not_on_crew");
    assert_eq!(refused(&world, "dispatcher", visit, "departure", json!({})).await.0, StatusCode::FORBIDDEN);
}

#[db_test]
async fn photos_used_before_old_or_far_away_are_flagged(world: World) {
    let technician = a_technician(&world, "technician").await;
    let first = at_work_on(&world, an_order(&world).await, technician, "technician", at("11:00")).await;
    let photo = json!({ "sha256": picture('a'), "kind": "photo", "taken_at": world.now(), "place": HOME });
    let fresh = did(&world, "technician", first, "evidence", photo.clone()).await;
    assert_eq!(fresh["flags"], json!([]));
    let again = did(&world, "technician", first, "evidence", photo).await;
    assert_eq!(again["id"], fresh["id"], "the same photo for the same visit is the same piece");
    let second = at_work_on(&world, an_order(&world).await, technician, "technician", at("14:00")).await;
    let reused = json!({ "sha256": picture('a'), "kind": "photo", "taken_at": world.now().plus_minutes(-600),
        "place": { "lat": HOME.lat + 0.05, "lng": HOME.lng } });
    let flagged = did(&world, "technician", second, "evidence", reused).await;
    assert_eq!(flagged["flags"], json!(["reused", "old", "far_away"]));
    let bad = json!({ "sha256": "abc", "kind": "photo" });
    assert_eq!(refused(&world, "technician", second, "evidence", bad).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let tx = world.begin().await;
    evidence_arrived(&tx, &picture('a')).await.unwrap();
}

#[db_test]
async fn what_was_captured_stays_with_the_order_when_the_visit_was_taken_away_meanwhile(world: World) {
    let technician = a_technician(&world, "technician").await;
    a_technician(&world, "other").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    did(&world, "dispatcher", visit, "withdrawal", json!({})).await;
    assert_eq!(refused(&world, "technician", visit, "departure", json!({})).await.1, "visit.no_longer_yours");
    let photo = json!({ "sha256": picture('b'), "kind": "photo" });
    did(&world, "technician", visit, "evidence", photo.clone()).await;
    assert_eq!(refused(&world, "other", visit, "evidence", photo).await.0, StatusCode::NOT_FOUND);
}

#[db_test]
async fn nobody_sets_out_days_before_the_planned_stay(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("11:00").plus_days(3)).await;
    let early = refused(&world, "technician", visit, "departure", json!({})).await;
    assert_eq!(early, (StatusCode::CONFLICT, "visit.too_early".into()));
}
