//! Customers taking times, two at once among them.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::{a_known_link, a_technician, an_order, by_link, text};
use crate::world::World;

#[db_test]
async fn of_two_who_want_the_last_time_the_second_is_told_and_offered_others(world: World) {
    let user = a_technician(&world).await;
    let one = text(&an_order(&world).await, "/id");
    let neighbour = json!({
        "type": "repair", "customer": { "name": "李四", "phone": "13900001234" },
        "site": { "address": "长兴路 20 号翠湖花园 5 号楼 101", "region": "990101", "place": { "lat": 31.24, "lng": 121.47 } },
        "category": "washer", "fault": "washer_not_spin", "described": "洗衣机不脱水"
    });
    let other = text(&world.done("desk", "POST", "/orders", neighbour).await, "/id");
    // one visit a day is all that there is
    let minutes =
        world.done("desk", "GET", &format!("/orders/{one}"), Value::Null).await["visits"][0]["minutes"].clone();
    let cap = json!({ "daily_minutes_max": minutes });
    world.done("manager", "PATCH", &format!("/technicians/{user}"), cap).await;
    let links = [a_known_link(&world, &one).await, a_known_link(&world, &other).await];
    let (_, windows) = by_link(&world, &links[0], "GET", "/portal/windows", Value::Null).await;
    let wanted = windows["items"].as_array().unwrap().iter().find(|each| each["can_be_kept"] == true).unwrap().clone();
    let body = json!({ "from_at": wanted["from_at"], "to_at": wanted["to_at"] });
    let (first, second) = tokio::join!(
        by_link(&world, &links[0], "POST", "/portal/appointment", body.clone()),
        by_link(&world, &links[1], "POST", "/portal/appointment", body.clone()),
    );
    let mut statuses = [first.0, second.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT], "{first:?} {second:?}");
    let (loser, problem) = if first.0 == StatusCode::OK { (&links[1], second.1) } else { (&links[0], first.1) };
    assert_eq!(problem["code"], "portal.window_taken");
    let (_, left) = by_link(&world, loser, "GET", "/portal/windows", Value::Null).await;
    let left = left["items"].as_array().unwrap();
    let same = left.iter().find(|each| each["from_at"] == wanted["from_at"]).unwrap();
    assert_eq!(same["can_be_kept"], false, "{left:?}");
    let next = left.iter().find(|each| each["can_be_kept"] == true).unwrap_or_else(|| panic!("{left:?}"));
    let body = json!({ "from_at": next["from_at"], "to_at": next["to_at"] });
    let (status, answer) = by_link(&world, loser, "POST", "/portal/appointment", body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[db_test]
async fn a_request_can_wish_only_for_what_can_be_kept(world: World) {
    let user = a_technician(&world).await;
    let order = text(&an_order(&world).await, "/id");
    let minutes =
        world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await["visits"][0]["minutes"].clone();
    let page = world.done("admin", "POST", "/request-pages", json!({ "name": "官网" })).await;
    let link = text(&page, "/path").rsplit('/').next().unwrap().to_owned();
    let form = "/portal/form?type=repair&category=washer&fault=washer_not_spin";
    let (_, asked) = by_link(&world, &link, "GET", form, Value::Null).await;
    let windows = asked["windows"].as_array().unwrap().clone();
    let days: std::collections::BTreeSet<&str> =
        windows.iter().map(|each| &each["from_at"].as_str().unwrap()[..10]).collect();
    assert!(!days.is_empty() && days.iter().all(|day| *day <= "2026-11-28"), "on shift until then: {days:?}");
    let wish = |window: &Value, phone: &str| {
        json!({ "type": "repair", "category": "washer", "fault": "washer_not_spin", "answers": { "usable": "no" },
            "name": "李四", "phone": phone, "address": "长兴路 20 号", "wanted": window })
    };
    let (status, answer) = by_link(&world, &link, "POST", "/portal/requests", wish(&windows[0], "13900000001")).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    // one visit a day: a wish not taken in yet counts
    let cap = json!({ "daily_minutes_max": minutes });
    world.done("manager", "PATCH", &format!("/technicians/{user}"), cap).await;
    let (status, problem) = by_link(&world, &link, "POST", "/portal/requests", wish(&windows[0], "13900000002")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("portal.window_taken")), "{problem}");
    let never = json!({ "from_at": "2026-11-21T20:00:00Z", "to_at": "2026-11-21T22:00:00Z" });
    let (status, problem) = by_link(&world, &link, "POST", "/portal/requests", wish(&never, "13900000003")).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wanted.from_at")));
}
