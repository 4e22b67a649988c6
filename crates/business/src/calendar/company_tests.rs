//! A company's own working time.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::of_company;
use crate::world::World;

const PATH: &str = "/calendar?from=2026-09-19&to=2026-10-10";

fn day<'a>(shown: &'a Value, on: &str) -> &'a Value {
    shown["days"].as_array().unwrap().iter().find(|each| each["on"] == on).unwrap()
}

#[db_test]
async fn a_company_that_said_nothing_works_every_day_but_on_public_holidays(world: World) {
    let (status, shown) = world.call("technician", "GET", PATH, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert_eq!(day(&shown, "2026-09-19")["hours"], json!(["08:30-18:00"]));
    assert_eq!(day(&shown, "2026-10-01")["hours"], json!([]));
    assert_eq!(day(&shown, "2026-10-01")["holiday"]["zh"], "国庆节");
    assert_eq!((&day(&shown, "2026-10-10")["is_made_up"], &shown["version"]), (&json!(true), &json!(0)));
}

#[db_test]
async fn an_office_week_is_worked_on_made_up_saturdays_and_its_own_days_stand_above_all(world: World) {
    let hours = json!(["09:00-12:00", "13:00-17:00"]);
    let body = json!({
        "week": { "mon": hours, "tue": hours, "wed": hours, "thu": hours, "fri": hours }, "keeps_holidays": true,
        "days": [{ "on": "2026-10-01", "hours": ["10:00-12:00"], "note": "值班" }],
    });
    let (status, shown) = world.call_with("admin", "PUT", "/calendar", body.clone(), &[("if-match", "0")]).await;
    assert_eq!((status, &shown["version"]), (StatusCode::OK, &json!(1)), "{shown}");
    let (_, shown) = world.call("desk", "GET", PATH, Value::Null).await;
    assert_eq!(day(&shown, "2026-09-19")["hours"], json!([]), "a plain Saturday");
    assert_eq!(day(&shown, "2026-10-10")["hours"], hours, "a made-up Saturday");
    assert_eq!(day(&shown, "2026-10-01")["hours"], json!(["10:00-12:00"]));
    assert_eq!(day(&shown, "2026-10-01")["note"], "值班");
    let view = world.read();
    // Saturday 21 November 2026, 10:30
    assert!(!of_company(&view).await.unwrap().is_working(world.now()));

    let (status, problem) = world.call_with("admin", "PUT", "/calendar", body, &[("if-match", "0")]).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")));
}

#[db_test]
async fn a_company_that_never_opens_and_a_day_said_twice_are_refused(world: World) {
    let twice = json!([{ "on": "2026-10-01" }, { "on": "2026-10-01" }]);
    let body = json!({ "week": {}, "keeps_holidays": true, "days": twice });
    let (status, problem) = world.call("admin", "PUT", "/calendar", body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong: Vec<_> = problem["fields"].as_array().unwrap().iter().map(|each| each["path"].clone()).collect();
    assert_eq!(wrong, ["days[1].on", "week"]);
    let (status, _) = world.call("manager", "PUT", "/calendar", json!({ "week": {}, "keeps_holidays": true })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = world.call("desk", "GET", "/calendar?from=2026-01-01&to=2029-01-01", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
