//! Whose an address is, on both engines.

use db_test::db_test;
use kernel::Point;
use kernel::id::{UnitId, UserId};
use serde_json::{Value, json};

use super::{Address, Serving, serving, serving_lately};
use crate::identity::Role;
use crate::people::{open_technician, set_areas};
use crate::world::World;

/// A square from so many hundredths of a degree north and east of 31° N, 121° E.
fn square(from: f64, size: f64) -> Value {
    let at =
        |east: f64, north: f64| json!({ "lat": 31.0 + (from + north) / 100.0, "lng": 121.0 + (from + east) / 100.0 });
    json!([at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)])
}

fn place(east: f64, north: f64) -> Option<Point> {
    Point::new(31.0 + north / 100.0, 121.0 + east / 100.0)
}

async fn drawn(world: &World, name: &str, outline: Value, unit: Option<UnitId>) -> String {
    let body = json!({ "name": name, "outline": outline, "unit_id": unit });
    let area = world.done("manager", "POST", "/areas", body).await;
    area["id"].as_str().unwrap().to_owned()
}

/// A technician who goes for the other outlet.
async fn one_of_the_west(world: &World, areas: Value) -> UserId {
    let user = world.users[&Role::Technician];
    let new = json!({ "user_id": user, "unit_id": world.other_outlet.id, "areas": areas });
    let tx = world.begin().await;
    open_technician(&tx, serde_json::from_value(new).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    user
}

async fn whose(world: &World, region: &str, place: Option<Point>) -> Serving {
    let address = Address { region, place };
    let serving = serving(&world.read(), address).await.unwrap();
    assert_eq!(serving, serving_lately(&world.read(), address).await.unwrap(), "both say the same");
    serving
}

#[db_test]
async fn an_area_around_the_place_decides_before_the_district_and_the_district_where_none_does(world: World) {
    one_of_the_west(&world, json!(["310115"])).await;
    drawn(&world, "城东片", square(0.0, 4.0), Some(world.outlet.id)).await;
    let (east, west) = (world.outlet.id, world.other_outlet.id);
    assert_eq!(whose(&world, "310115", place(2.0, 2.0)).await.all(), [east], "whatever district was written");
    assert_eq!(whose(&world, "", place(2.0, 2.0)).await.all(), [east], "and without one");
    assert_eq!(whose(&world, "310115", place(5.0, 2.0)).await.all(), [west], "outside of it the district");
    assert_eq!(whose(&world, "310115", None).await.all(), [west], "as for an address that is on no map");
    assert_eq!(whose(&world, "310101", place(5.0, 2.0)).await, Serving::default());
}

#[db_test]
async fn of_two_areas_the_smaller_decides_and_a_border_is_of_both(world: World) {
    let (east, west) = (world.outlet.id, world.other_outlet.id);
    drawn(&world, "全城", square(0.0, 8.0), Some(east)).await;
    drawn(&world, "西站", square(0.0, 2.0), Some(west)).await;
    let both = Serving { nearest: vec![west], wider: vec![east] };
    assert_eq!(whose(&world, "", place(1.0, 1.0)).await, both);
    assert_eq!(whose(&world, "", place(2.0, 1.0)).await, both, "on the edge of the smaller");
    assert_eq!(whose(&world, "", place(0.0, 0.0)).await, both, "at a corner of both");
    assert_eq!(whose(&world, "", place(5.0, 5.0)).await.all(), [east]);
}

#[db_test]
async fn of_two_areas_as_large_as_each_other_the_one_drawn_first_decides(world: World) {
    let (east, west) = (world.outlet.id, world.other_outlet.id);
    // 江北 is drawn first and last by name
    drawn(&world, "江北", square(0.0, 4.0), Some(west)).await;
    drawn(&world, "城东", square(0.0, 4.0), Some(east)).await;
    for _ in 0..3 {
        assert_eq!(whose(&world, "", place(1.0, 3.0)).await, Serving { nearest: vec![west], wider: vec![east] });
    }
}

#[db_test]
async fn an_area_that_nobody_serves_decides_nothing(world: World) {
    let user = one_of_the_west(&world, json!(["310115"])).await;
    let (east, west) = (world.outlet.id, world.other_outlet.id);
    let area = drawn(&world, "空片", square(0.0, 2.0), None).await;
    drawn(&world, "城东片", square(0.0, 4.0), Some(east)).await;
    assert_eq!(whose(&world, "310115", place(1.0, 1.0)).await.all(), [east], "the next larger one does");
    let path = format!("/technicians/{user}/areas");
    world.done("manager", "PUT", &path, json!({ "areas": [], "drawn_areas": [area] })).await;
    assert_eq!(whose(&world, "", place(1.0, 1.0)).await, Serving { nearest: vec![west], wider: vec![east] });
    world.done("manager", "PATCH", &format!("/technicians/{user}"), json!({ "status": "suspended" })).await;
    assert_eq!(whose(&world, "", place(1.0, 1.0)).await.all(), [east], "whoever is suspended goes nowhere");
    let tx = world.begin().await;
    set_areas(&tx, user, vec!["310115".into()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(whose(&world, "310115", place(1.0, 1.0)).await.all(), [east]);
}
