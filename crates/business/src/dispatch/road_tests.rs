//! Travel by the company's roads, on both engines: the ranking, the day plan and the customer's windows go by the same ways.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Point;
use kernel::id::UserId;
use serde_json::{Value, json};

use super::tests::{a_mechanic, recommended};
use super::travel;
use crate::orders::visits::tests::{HOME, a_visit};
use crate::world::World;

/// Across the river from the customer: near by the line, far by road.
const ACROSS: Point = Point { lat: HOME.lat + 900.0 / 111_195.0, lng: HOME.lng };

async fn starts_at(world: &World, who: UserId, place: Point) {
    let path = format!("/technicians/{who}");
    let (status, told) = world.call("manager", "PATCH", &path, json!({ "start_place": place })).await;
    assert_eq!(status, StatusCode::OK, "{told}");
}

#[db_test]
async fn who_is_near_across_the_river_is_far_by_road_in_the_ranking_and_in_the_day_plan_alike(world: World) {
    let across = a_mechanic(&world, "technician", 0.0).await;
    starts_at(&world, across, ACROSS).await;
    let along = a_mechanic(&world, "li", 0.0).await;
    let east = HOME.lng + 5_000.0 / (111_195.0 * HOME.lat.to_radians().cos());
    starts_at(&world, along, Point { lng: east, ..HOME }).await;
    let visit = a_visit(&world).await;
    let first = recommended(&world, visit.id).await;
    assert_eq!(
        (&first["candidates"][0]["technician_id"], &first["has_roads"]),
        (&json!(across), &json!(false)),
        "by the line: {first}"
    );

    travel::drive_on_for(world.company.id, travel::tests::a_river(HOME));
    let ranking = recommended(&world, visit.id).await;
    let best = &ranking["candidates"][0];
    assert_eq!((&best["technician_id"], &best["by_road"]), (&json!(along), &json!(true)), "{ranking}");
    let metres = best["metres"].as_i64().unwrap();
    assert!((4_900..5_100).contains(&metres) && ranking["has_roads"] == json!(true), "{ranking}");
    assert!(ranking["candidates"][1]["metres"].as_i64().unwrap() > 20_000, "{ranking}");

    let path = "/dispatch/day-plan?seconds=1&day=2026-11-21";
    let plan = world.done("dispatcher", "GET", path, Value::Null).await;
    let planned = &plan["visits"][0];
    assert_eq!((&planned["technician_id"], &planned["by_road"]), (&json!(along), &json!(true)), "{plan}");
    assert_eq!((&planned["metres"], &planned["travel_minutes"]), (&best["metres"], &best["travel_minutes"]), "{plan}");

    // far from every road the line stands in, and that is told
    starts_at(&world, across, Point { lat: HOME.lat + 0.1, ..HOME }).await;
    let ranking = recommended(&world, visit.id).await;
    let off = ranking["candidates"].as_array().unwrap().iter().find(|each| each["technician_id"] == json!(across));
    assert_eq!(off.unwrap()["by_road"], json!(false), "{ranking}");
}
