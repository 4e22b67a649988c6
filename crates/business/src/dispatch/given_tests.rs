//! Giving a visit to somebody else, finding what waits, and what a bar of the board says, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::tests::{a_mechanic, a_visit_in_the_afternoon, asked};
use crate::orders::visits::VisitStatus;
use crate::orders::visits::tests::{a_visit, booked, did, refused, stored, trail};
use crate::world::World;

#[db_test]
async fn a_visit_is_given_to_somebody_else_in_one_deed_and_stays_where_it_was_when_that_is_refused(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    let visit = a_visit(&world).await;
    did(&world, "dispatcher", visit.id, "assignment", json!({ "technician_id": near })).await;
    let plain = json!({ "technician_id": far, "override_reason": "师傅病了" });
    assert_eq!(refused(&world, "dispatcher", visit.id, "assignment", plain).await.1, "visit.cannot_offer");
    let unreasoned = json!({ "technician_id": far, "reassign": true });
    let path = format!("/visits/{}/assignment", visit.id);
    let (status, problem) = world.call("dispatcher", "POST", &path, unreasoned).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("dispatch.reason_needed")));
    assert_eq!(problem["facts"]["is_accepted"], true, "{problem}");

    // somebody who is booked then: nothing has changed
    let other = a_visit(&world).await;
    let from = stored(&world, visit.id).await.planned_from_at.unwrap();
    let taken = json!({ "technician_id": far, "planned_from_at": from, "override_reason": "顺路" });
    did(&world, "dispatcher", other.id, "assignment", taken.clone()).await;
    let mut again = taken;
    again["reassign"] = json!(true);
    assert_eq!(refused(&world, "dispatcher", visit.id, "assignment", again).await.1, "dispatch.double_booking");
    assert!(booked(&world, visit.id, near).await > 0, "still with whom it was");
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Accepted);

    let given = json!({ "technician_id": far, "override_reason": "师傅病了", "reassign": true });
    let shown = did(&world, "dispatcher", visit.id, "assignment", given).await;
    assert_eq!(shown["status"], "accepted", "{shown}");
    assert_eq!(booked(&world, visit.id, near).await, 0);
    assert!(booked(&world, visit.id, far).await > 0);
    let offered = json!({ "technician_id": near, "override_reason": "又能来了", "reassign": true });
    did(&world, "dispatcher", visit.id, "offers", offered).await;
    assert_eq!(asked(&world, visit.id).await, Some((near, false)));
    let kinds = trail(&world, visit.id).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "visit.withdrawn").count(), 2, "{kinds:?}");
}

#[db_test]
async fn what_waits_is_found_by_number_name_phone_or_words_and_sorted_as_asked(world: World) {
    let first = a_visit(&world).await;
    world.later(1);
    let told = a_visit_in_the_afternoon(&world).await;
    let listed = async |query: &str| {
        let (status, page) = world.call("dispatcher", "GET", &format!("/visits/unassigned{query}"), Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page["items"].as_array().unwrap().iter().map(|each| each["visit_id"].clone()).collect::<Vec<_>>()
    };
    for query in ["?q=13800000000", "?q=%E5%BC%A0", "?q=%E4%B8%8D%E5%88%B6%E5%86%B7", "?q=wx-"] {
        assert_eq!(listed(query).await.len(), 2, "{query}");
    }
    for query in ["?q=13900000000", "?q=%25", "?q=nobody"] {
        assert_eq!(listed(query).await.len(), 0, "{query}");
    }
    assert_eq!(listed("?sort=window").await, [json!(told.id), json!(first.id)], "told nothing comes last");
    assert_eq!(listed("?sort=waiting").await, [json!(first.id), json!(told.id)]);
    let (_, page) = world.call("dispatcher", "GET", "/visits/unassigned?sort=priority&limit=1", Value::Null).await;
    let next = page["next"].as_str().unwrap();
    let rest = listed(&format!("?sort=priority&limit=1&after={next}")).await;
    assert!(rest.len() == 1 && rest[0] != page["items"][0]["visit_id"]);
}

#[db_test]
async fn a_bar_says_whom_where_as_what_and_how_far(world: World) {
    let who = a_mechanic(&world, "technician", 3.0).await;
    let visit = a_visit(&world).await;
    let board = async || {
        let path = "/board?from=2026-11-21&to=2026-11-21";
        let (_, page) = world.call("dispatcher", "GET", path, Value::Null).await;
        let rows = page["items"].as_array().unwrap();
        rows.iter().find(|row| row["technician_id"] == json!(who)).unwrap()["visits"][0].clone()
    };
    did(&world, "dispatcher", visit.id, "offers", json!({ "technician_id": who })).await;
    let bar = board().await;
    assert!(bar["offer_expires_at"].is_string() && bar["crew_role"].is_null(), "{bar}");
    assert!(bar["travel_metres"].as_i64().unwrap() >= 3_000 && bar["travel_minutes"].as_i64().unwrap() > 0, "{bar}");
    did(&world, "technician", visit.id, "acceptance", json!({})).await;
    let bar = board().await;
    assert_eq!((&bar["crew_role"], &bar["crew_size"]), (&json!("lead"), &json!(1)), "{bar}");
    assert_eq!((&bar["customer_name"], &bar["address"]), (&json!("张三"), &json!("人民大道***")));
    assert!(bar["travel_metres"].is_i64() && bar["offer_expires_at"].is_null(), "{bar}");
}
