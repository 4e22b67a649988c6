//! Asking for simulations, playing, stopping and reading them, on both engines.

use std::time::Duration;

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::play_due;
use crate::world::World;

fn asked() -> Value {
    json!({ "technicians": 3, "days": 1, "weeks": 2, "loads": [2.0], "policies": ["nearest-free", "greedy"],
        "what_if_load": 2.0, "what_ifs": ["one-more"], "seed": 7 })
}

async fn started(world: &World, body: Value) -> String {
    let made = world.done("manager", "POST", "/simulations", body).await;
    made["id"].as_str().unwrap().to_owned()
}

/// Looks after it as the chore does until it is over.
async fn over(world: &World, id: &str) -> Value {
    looked_after(world, id, |shown| shown["ended_at"].is_string()).await
}

/// Looks after it as the chore does until it is as told. What plays has the lowest priority: whoever waits without a pause takes its processor.
async fn looked_after(world: &World, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    loop {
        play_due(&world.db, &world.company, world.now()).await.unwrap();
        let shown = world.done("manager", "GET", &format!("/simulations/{id}"), Value::Null).await;
        if is_so(&shown) {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[db_test]
async fn a_manager_compares_ways_to_dispatch_and_takes_the_report_away(world: World) {
    let id = started(&world, asked()).await;
    let waiting = world.done("manager", "GET", &format!("/simulations/{id}"), Value::Null).await;
    // two ways at one load, and one more technician for the dispatcher
    assert_eq!((&waiting["state"], &waiting["weeks_all"]), (&json!("waiting"), &json!(6)), "{waiting}");
    let path = format!("/simulations/{id}/file");
    let (status, problem) = world.call("manager", "GET", &path, Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("simulations.not_done")));
    let done = over(&world, &id).await;
    assert_eq!((&done["state"], &done["weeks_done"]), (&json!("done"), &json!(6)), "{done}");
    let result = &done["result"];
    let lines = result["lines"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        lines.iter().map(|line| (line["policy"].as_str().unwrap(), line["change"].as_str().unwrap())).collect();
    assert_eq!(told, [("nearest-free", "nothing"), ("greedy", "nothing"), ("greedy", "one-more")]);
    assert!(lines.iter().all(|line| line["estimates"].as_array().unwrap().len() == 10));
    assert!(lines[0]["estimates"][1]["half_width"].is_number(), "two weeks give an interval");
    assert!(result["assumptions"].as_array().unwrap().len() > 10);
    let (status, _) = world.call("manager", "GET", &format!("{path}?lang=en"), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let list = world.done("manager", "GET", "/simulations", Value::Null).await;
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["result"]), (&json!(id), &Value::Null));
    let (status, problem) = world.call("manager", "POST", &format!("/simulations/{id}/cancellation"), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("simulations.is_over")));
}

#[db_test]
async fn what_runs_is_stopped_and_what_nobody_plays_any_more_is_told_so(world: World) {
    // far more than a test would wait for
    let mut long = asked();
    (long["technicians"], long["days"], long["weeks"]) = (json!(12), json!(2), json!(20));
    let id = started(&world, long).await;
    looked_after(&world, &id, |shown| shown["state"] == "running").await;
    world.done("manager", "POST", &format!("/simulations/{id}/cancellation"), json!({})).await;
    assert_eq!(over(&world, &id).await["state"], "stopped");

    let waiting = started(&world, asked()).await;
    let stopped = world.done("manager", "POST", &format!("/simulations/{waiting}/cancellation"), json!({})).await;
    assert_eq!(stopped["state"], "stopped");
    let lost = started(&world, asked()).await;
    let tx = world.begin().await;
    let sql = platform::db::Sql::new("UPDATE simulation SET state = 'running' WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(world.company.id).bind(lost.clone())).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(over(&world, &lost).await["state"], "interrupted");
}

#[db_test]
async fn what_is_too_much_or_not_known_is_refused_in_words(world: World) {
    let mut much = asked();
    (much["technicians"], much["weeks"], much["days"]) = (json!(100), json!(20), json!(10));
    much["loads"] = json!([2, 4, 6, 8]);
    much["policies"] = json!(["broadcast", "nearest-free", "greedy", "recommended", "replanned"]);
    let (status, problem) = world.call("manager", "POST", "/simulations", much).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("simulations.too_much")),
        "{problem}"
    );
    for (field, value) in [
        ("technicians", json!(1)),
        ("weeks", json!(1)),
        ("loads", json!([])),
        ("loads", json!([90])),
        ("policies", json!([])),
        ("policies", json!(["greedy", "greedy"])),
        ("what_if_load", Value::Null),
    ] {
        let mut wrong = asked();
        wrong[field] = value;
        let (status, problem) = world.call("manager", "POST", "/simulations", wrong).await;
        assert_eq!(
            (status, &problem["fields"][0]["path"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    let mut own = asked();
    own["own_weeks"] = json!(true);
    let (status, problem) = world.call("manager", "POST", "/simulations", own).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("simulations.no_own_weeks")));
    assert_eq!(world.done("manager", "GET", "/simulation-weeks", Value::Null).await["weeks"], Value::Null);
    for _ in 0..5 {
        started(&world, asked()).await;
    }
    let (status, problem) = world.call("manager", "POST", "/simulations", asked()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("simulations.too_many_waiting")));
}
