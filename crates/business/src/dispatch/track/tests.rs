//! A technician's day on the map, through the API, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::dispatch::tests::a_mechanic;
use crate::orders::visits::tests::{HOME, a_visit, did};
use crate::people;
use crate::world::World;

#[db_test]
async fn a_day_is_told_by_its_positions_with_the_way_to_each_visit(world: World) {
    let who = a_mechanic(&world, "technician", 4.0).await;
    let visit = a_visit(&world).await;
    did(&world, "dispatcher", visit.id, "assignment", json!({ "technician_id": who })).await;
    let north = |kilometres: f64| json!({ "lat": HOME.lat + kilometres / 111.195, "lng": HOME.lng });
    did(&world, "technician", visit.id, "departure", json!({ "place": north(4.0) })).await;
    let mut batch = vec![];
    for kilometres in [3.0, 2.0, 1.0] {
        let at = world.later(3);
        let mut place = north(kilometres);
        place["at"] = json!(at);
        batch.push(place);
    }
    // what comes late and twice is kept in its place, once
    batch.reverse();
    for _ in 0..2 {
        world.done("technician", "POST", "/positions", json!({ "positions": batch })).await;
    }
    world.later(3);
    did(&world, "technician", visit.id, "arrival", json!({ "place": north(0.0) })).await;

    let path = format!("/technicians/{who}/track");
    let told = world.done("dispatcher", "GET", &path, Value::Null).await;
    let clocks: Vec<&str> =
        told["points"].as_array().unwrap().iter().map(|each| each["at"].as_str().unwrap()).collect();
    assert_eq!(clocks.len(), 5, "{told}");
    assert!(clocks.is_sorted());
    let stay = &told["visits"][0];
    assert_eq!(
        (&stay["visit_id"], &stay["metres"], &stay["is_sparse"]),
        (&json!(visit.id), &json!(4_000), &json!(false)),
        "{stay}"
    );
    assert_eq!((&told["metres"], &told["gap_metres"], &told["is_sparse"]), (&json!(4_000), &json!(0), &json!(false)));
    let kinds: Vec<&Value> = told["points"].as_array().unwrap().iter().map(|each| &each["after_gap"]).collect();
    assert_eq!(kinds, [&json!(false); 5]);

    // another outlet's technician is nobody's here, and a day to come or of long ago has no track
    let (status, _) = world.call("technician", "GET", &path, Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the office's to see");
    for day in ["2026-11-22", "2026-05-01"] {
        let (status, problem) = world.call("dispatcher", "GET", &format!("{path}?day={day}"), Value::Null).await;
        assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("day")));
    }
    let empty = world.done("dispatcher", "GET", &format!("{path}?day=2026-11-20"), Value::Null).await;
    assert_eq!((&empty["points"], &empty["is_sparse"]), (&json!([]), &json!(true)));

    world.later(95 * 24 * 60);
    people::track::forget_old(&world.db, &world.company, world.now()).await.unwrap();
    let sql = platform::db::Sql::new("SELECT COUNT(*) FROM technician_position WHERE tenant_id = ?");
    assert_eq!(world.read().value::<i64>(sql.bind(world.company.id)).await.unwrap(), 0, "what is old is forgotten");
}
