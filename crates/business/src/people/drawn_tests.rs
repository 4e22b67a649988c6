//! Areas drawn on the map, through the API, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Point;
use serde_json::{Value, json};

use crate::identity::Role;
use crate::people::{Address, open_technician, serving};
use crate::world::World;

/// A square of so many hundredths of a degree, its south-western corner at 31° N, 121° E.
fn square(size: f64) -> Value {
    let at = |east: f64, north: f64| json!({ "lat": 31.0 + north / 100.0, "lng": 121.0 + east / 100.0 });
    json!([at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)])
}

async fn drawn(world: &World, body: Value) -> Value {
    let (status, area) = world.call("manager", "POST", "/areas", body).await;
    assert_eq!(status, StatusCode::CREATED, "{area}");
    area
}

#[db_test]
async fn an_area_is_drawn_given_to_a_technician_and_cannot_be_removed_from_under_them(world: World) {
    let user = world.users[&Role::Technician];
    let tx = world.begin().await;
    open_technician(&tx, serde_json::from_value(json!({ "user_id": user })).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let area = drawn(&world, json!({ "name": "城东片", "outline": square(4.0) })).await;
    let given = json!({ "areas": ["310115"], "drawn_areas": [area["id"]] });
    let (status, who) = world.call("manager", "PUT", &format!("/technicians/{user}/areas"), given).await;
    assert_eq!((status, &who["areas"]), (StatusCode::OK, &json!(["310115"])), "{who}");
    assert_eq!(who["drawn_areas"], json!([{ "id": area["id"], "name": "城东片" }]));
    let (_, page) = world.call("manager", "GET", "/areas", Value::Null).await;
    assert_eq!((&page["items"][0]["technicians"], &page["items"][0]["outline"]), (&json!(1), &square(4.0)), "{page}");

    let path = format!("/areas/{}", area["id"].as_str().unwrap());
    let (status, problem) = world.call("manager", "DELETE", &path, Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("area.in_use")), "{problem}");
    let none = json!({ "areas": [], "drawn_areas": [] });
    world.call("manager", "PUT", &format!("/technicians/{user}/areas"), none).await;
    let (status, _) = world.call("manager", "DELETE", &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let gone = json!({ "areas": [], "drawn_areas": [area["id"]] });
    let (status, problem) = world.call("manager", "PUT", &format!("/technicians/{user}/areas"), gone).await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("drawn_areas[0]")),
        "{problem}"
    );
}

#[db_test]
async fn what_makes_no_area_is_refused_in_words(world: World) {
    let mut crossed = square(4.0);
    crossed.as_array_mut().unwrap().swap(1, 2);
    for (outline, code) in [
        (crossed, "field.edges_cross"),
        (json!([{ "lat": 31.0, "lng": 121.0 }, { "lat": 31.1, "lng": 121.0 }]), "field.too_few_corners"),
        (square(0.01), "field.area_too_small"),
    ] {
        let (status, problem) =
            world.call("manager", "POST", "/areas", json!({ "name": "片区", "outline": outline })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!((&problem["fields"][0]["path"], &problem["fields"][0]["code"]), (&json!("outline"), &json!(code)));
    }
    drawn(&world, json!({ "name": "城东片", "outline": square(4.0) })).await;
    let twice = json!({ "name": " 城东片 ", "outline": square(3.0) });
    let (status, problem) = world.call("manager", "POST", "/areas", twice).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("area.name_taken")), "{problem}");
}

#[db_test]
async fn an_outlet_is_found_by_the_areas_drawn_around_a_place_and_draws_only_its_own(world: World) {
    let outlet = json!({ "name": "城东片", "outline": square(4.0), "unit_id": world.outlet.id });
    let (status, area) = world.call("provider", "POST", "/areas", outlet).await;
    assert_eq!(status, StatusCode::CREATED, "{area}");
    let at = |lat: f64, lng: f64| Address { region: "", place: Some(Point { lat, lng }) };
    assert_eq!(serving(&world.read(), at(31.02, 121.02)).await.unwrap().all(), [world.outlet.id]);
    assert!(serving(&world.read(), at(31.05, 121.02)).await.unwrap().all().is_empty());

    let other = json!({ "name": "城西片", "outline": square(2.0), "unit_id": world.other_outlet.id });
    let (status, _) = world.call("provider", "POST", "/areas", other).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another outlet's");
    let (status, _) = world.call("provider", "POST", "/areas", json!({ "name": "全城", "outline": square(9.0) })).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "one of no outlet is the company's");

    let path = format!("/areas/{}", area["id"].as_str().unwrap());
    let smaller = json!({ "name": "城东片", "outline": square(1.0), "unit_id": world.outlet.id });
    let (status, problem) = world.call_with("provider", "PUT", &path, smaller.clone(), &[("if-match", "7")]).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{problem}");
    let (status, _) = world.call("provider", "PUT", &path, smaller).await;
    assert_eq!(status, StatusCode::OK);
    assert!(serving(&world.read(), at(31.02, 121.02)).await.unwrap().all().is_empty(), "it is smaller now");
}
