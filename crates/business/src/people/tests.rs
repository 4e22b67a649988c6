//! Profiles, rosters, positions and ratings of technicians.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::id::UserId;
use kernel::{Day, Error, Point};
use serde_json::{Value, json};

use super::queries::units_serving;
use super::*;
use crate::identity::Role;
use crate::world::World;

fn profile(user: UserId) -> NewTechnician {
    serde_json::from_value(json!({
        "user_id": user,
        "skills": [{ "skill": "ac", "level": 3 }],
        "certificates": [{ "certificate": "cert_electric", "number": "E-1", "expires_on": "2027-01-31" }],
        "areas": ["310115"],
    }))
    .unwrap()
}

async fn given_a_technician(world: &World) -> UserId {
    let user = world.users[&Role::Technician];
    let tx = world.begin().await;
    open_technician(&tx, profile(user)).await.unwrap();
    tx.commit().await.unwrap();
    user
}

#[db_test]
async fn a_technician_has_skills_certificates_and_areas_from_the_first_day(world: World) {
    let user = world.users[&Role::Technician];
    let (status, shown) = world
        .call(
            "dispatcher",
            "POST",
            "/technicians",
            json!({
                "user_id": user,
                "grade": 3,
                "skills": [{ "skill": "ac", "level": 3 }],
                "certificates": [{ "certificate": "cert_electric", "number": "E-1", "expires_on": "2027-01-31" }],
                "areas": ["310115"],
            }),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED, "{shown}");
    assert_eq!(
        (&shown["grade"], &shown["daily_minutes_max"], &shown["rating_hundredths"]),
        (&json!(3), &json!(480), &Value::Null)
    );
    let (_, page) = world.call("dispatcher", "GET", "/technicians?skill=ac&region=310115", Value::Null).await;
    assert_eq!(page["items"][0]["certificates"][0]["expires_on"], "2027-01-31", "{page}");
    let (_, page) = world.call("dispatcher", "GET", "/technicians?skill=gas", Value::Null).await;
    assert_eq!(page["items"], json!([]));
    let (_, own) = world.call("technician", "GET", "/technician", Value::Null).await;
    assert_eq!(own["areas"], json!(["310115"]));
}

#[db_test]
async fn a_profile_is_opened_once_and_only_for_a_technician(world: World) {
    let user = given_a_technician(&world).await;
    let (status, problem) = world.call("manager", "POST", "/technicians", json!({ "user_id": user })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("technician.exists")));
    let desk = json!({ "user_id": world.users[&Role::Desk] });
    let (status, problem) = world.call("manager", "POST", "/technicians", desk).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("technician.role_missing")));
}

#[db_test]
async fn an_outlet_head_sees_only_the_technicians_of_the_outlet(world: World) {
    let user = given_a_technician(&world).await;
    let (_, page) = world.call("provider", "GET", "/technicians", Value::Null).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let moved = json!({ "unit_id": world.other_outlet.id });
    let (status, problem) = world.call("provider", "PATCH", &format!("/technicians/{user}"), moved.clone()).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
    let (status, _) = world.call("dispatcher", "PATCH", &format!("/technicians/{user}"), moved).await;
    assert_eq!(status, StatusCode::OK);
    let (_, page) = world.call("provider", "GET", "/technicians", Value::Null).await;
    assert_eq!(page["items"], json!([]));
    let (status, _) = world.call("provider", "GET", &format!("/technicians/{user}"), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[db_test]
async fn a_change_relying_on_an_old_version_is_refused(world: World) {
    let user = given_a_technician(&world).await;
    let path = format!("/technicians/{user}");
    let (_, shown) = world.call("manager", "PATCH", &path, json!({ "grade": 4 })).await;
    assert_eq!(shown["grade"], 4);
    let seen = [("if-match", "1")];
    let (status, _) = world.call_with("manager", "PATCH", &path, json!({ "status": "left" }), &seen).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let (status, problem) = world.call("manager", "PATCH", &path, json!({ "grade": 6 })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("grade")));
}

#[db_test]
async fn putting_skills_replaces_the_list_and_a_skill_named_twice_is_refused(world: World) {
    let user = given_a_technician(&world).await;
    let path = format!("/technicians/{user}/skills");
    let twice = json!({ "skills": [{ "skill": "cold", "level": 2 }, { "skill": "cold", "level": 9 }] });
    let (status, problem) = world.call("manager", "PUT", &path, twice).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong: Vec<_> = problem["fields"].as_array().unwrap().iter().map(|each| each["path"].clone()).collect();
    assert_eq!(wrong, [json!("skills[1].skill"), json!("skills[1].level")]);
    let unknown = json!({ "skills": [{ "skill": "aircon", "level": 2 }, { "skill": "cert_gas", "level": 2 }] });
    let (status, problem) = world.call("manager", "PUT", &path, unknown).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "neither unknown nor a certificate is a skill");
    assert_eq!(problem["fields"].as_array().unwrap().len(), 2, "{problem}");
    let (_, shown) = world.call("manager", "PUT", &path, json!({ "skills": [{ "skill": "cold", "level": 2 }] })).await;
    assert_eq!(shown["skills"], json!([{ "skill": "cold", "level": 2 }]));
}

#[db_test]
async fn a_day_of_the_roster_is_put_as_a_whole_in_the_companys_zone(world: World) {
    let user = given_a_technician(&world).await;
    let day = |work: Value, leave: Value| json!({ "days": [{ "technician_id": user, "day": "2026-11-23", "work": work, "leave": leave }] });
    let (status, put) =
        world.call("dispatcher", "PUT", "/shifts", day(json!(["08:30-12:00", "13:00-17:30"]), json!([]))).await;
    assert_eq!((status, &put["days"]), (StatusCode::OK, &json!(1)), "{put}");
    let (_, put) =
        world.call("dispatcher", "PUT", "/shifts", day(json!(["09:00-18:00"]), json!(["14:00-18:00"]))).await;
    assert_eq!(put["technicians"], 1);
    let (_, page) = world.call("dispatcher", "GET", "/shifts?from=2026-11-23&to=2026-11-29", Value::Null).await;
    let shifts = page["items"].as_array().unwrap();
    assert_eq!(shifts.len(), 2, "{page}");
    assert!(
        shifts.iter().any(|each| each["kind"] == "work" && each["from_at"] == "2026-11-23T01:00:00.000Z"),
        "{page}"
    );
    let (_, own) =
        world.call("technician", "GET", "/technician/shifts?from=2026-11-23&to=2026-11-23", Value::Null).await;
    assert_eq!(own.as_array().unwrap().len(), 2);
    let overlapping = day(json!(["08:30-12:00", "11:00-17:30"]), json!([]));
    let (status, problem) = world.call("dispatcher", "PUT", "/shifts", overlapping).await;
    assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.overlaps")));
    let stranger = json!({ "days": [{ "technician_id": world.users[&Role::Desk], "day": "2026-11-23" }] });
    let (status, problem) = world.call("dispatcher", "PUT", "/shifts", stranger).await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("days[0].technician_id"))
    );
}

#[db_test]
async fn the_newest_position_wins_whatever_order_batches_arrive_in(world: World) {
    given_a_technician(&world).await;
    let at =
        |minute: u32, lat: f64| json!({ "lat": lat, "lng": 121.5, "at": format!("2026-11-21T02:{minute:02}:00Z") });
    let (status, last) =
        world.call("technician", "POST", "/positions", json!({ "positions": [at(20, 31.22), at(10, 31.21)] })).await;
    assert_eq!((status, &last["place"]["lat"]), (StatusCode::OK, &json!(31.22)), "{last}");
    let (_, last) = world.call("technician", "POST", "/positions", json!({ "positions": [at(15, 31.0)] })).await;
    assert_eq!(last["place"]["lat"], 31.22);
    let (status, _) = world.call("technician", "POST", "/positions", json!({ "positions": [at(25, 91.0)] })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = world.call("desk", "POST", "/positions", json!({ "positions": [at(25, 31.0)] })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, problem) = world.call("admin", "POST", "/positions", json!({ "positions": [at(25, 31.0)] })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("technician.no_profile")));
}

#[db_test]
async fn the_rating_is_the_mean_of_all_stars(world: World) {
    let user = given_a_technician(&world).await;
    let tx = world.begin().await;
    note_rating(&tx, user, 5).await.unwrap();
    note_rating(&tx, user, 4).await.unwrap();
    assert!(matches!(note_rating(&tx, user, 6).await, Err(Error::Invalid(_))));
    note_position(&tx, user, Point { lat: 31.2, lng: 121.5 }, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    let (_, shown) = world.call("manager", "GET", &format!("/technicians/{user}"), Value::Null).await;
    assert_eq!(
        (&shown["rating_hundredths"], &shown["rating_count"], &shown["version"]),
        (&json!(450), &json!(2), &json!(4))
    );
}

#[db_test]
async fn a_district_is_served_by_units_whose_people_serve_it_or_its_city(world: World) {
    let user = given_a_technician(&world).await;
    let view = world.read();
    assert_eq!(units_serving(&view, "310115").await.unwrap(), [world.outlet.id]);
    assert!(units_serving(&view, "310101").await.unwrap().is_empty());
    let tx = world.begin().await;
    set_areas(&tx, user, vec!["310000".into()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(units_serving(&world.read(), "310101").await.unwrap(), [world.outlet.id]);
}

#[db_test]
async fn a_unit_of_many_is_read_in_five_statements_with_the_shifts_asked_for(world: World) {
    let user = given_a_technician(&world).await;
    let monday = Day::ymd(2026, 11, 23).unwrap();
    let day = |day: Day| {
        serde_json::from_value(json!({ "technician_id": user, "day": day, "work": ["09:00-18:00"] })).unwrap()
    };
    let tx = world.begin().await;
    put_shifts(&tx, (0..7).map(|after| day(monday.plus_days(after))).collect()).await.unwrap();
    tx.commit().await.unwrap();
    let sheets = sheets(&world.read(), Some(&[world.outlet.id]), monday, monday.plus_days(1)).await.unwrap();
    assert_eq!((sheets.len(), sheets[0].shifts.len(), sheets[0].skills.len()), (1, 2, 1));
}

#[db_test]
async fn a_technicians_number_is_shown_to_who_dispatches_and_each_look_is_written_down(world: World) {
    let user = given_a_technician(&world).await;
    let path = format!("/technicians/{user}/reveals");
    let none = world.done("manager", "POST", &path, json!({})).await;
    assert_eq!(none["value"], Value::Null, "somebody without a number");
    world.done("admin", "PATCH", &format!("/users/{user}"), json!({ "phone": "13800007777" })).await;
    for login in ["manager", "provider"] {
        assert_eq!(world.done(login, "POST", &path, json!({})).await["value"], "+8613800007777");
    }
    let (status, _) = world.call("guide", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let nothing_to_do_with = json!({ "order_id": "01890000-0000-7000-8000-00000000dead" });
    let (status, _) = world.call("manager", "POST", &path, nothing_to_do_with).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let trail = world.done("admin", "GET", "/audit?kind=technician.revealed", Value::Null).await;
    assert_eq!(trail["items"].as_array().unwrap().len(), 3);
    assert!(!trail.to_string().contains("13800007777"), "{trail}");
    world
        .done("dispatcher", "PATCH", &format!("/technicians/{user}"), json!({ "unit_id": world.other_outlet.id }))
        .await;
    let (status, _) = world.call("provider", "POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "another outlet's");
}
