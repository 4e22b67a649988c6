//! Planning a day through the API, on both engines: what is proposed can be carried out as it is.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::dispatch::tests::{a_mechanic, a_visit_in_the_afternoon};
use crate::orders::visits::tests::{a_technician, a_visit, at, did, stored};
use crate::orders::visits::{self, VisitStatus};
use crate::world::World;

async fn proposed(world: &World, query: &str) -> Value {
    let path = format!("/dispatch/day-plan?seconds=1&{query}");
    let (status, answer) = world.call("dispatcher", "GET", &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[db_test]
async fn what_waits_is_spread_over_who_works_and_each_proposal_can_be_carried_out(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    a_technician(&world, "zhao").await;
    // one is booked in the afternoon, at a customer's
    let booked = a_visit(&world).await;
    let taken = json!({ "technician_id": near, "planned_from_at": at("15:00"), "override_reason": "客户要求" });
    did(&world, "dispatcher", booked.id, "assignment", taken).await;
    let in_the_afternoon = a_visit_in_the_afternoon(&world).await;
    let mut waiting = vec![in_the_afternoon.id];
    for _ in 0..6 {
        waiting.push(a_visit(&world).await.id);
    }
    let plan = proposed(&world, "day=2026-11-21").await;
    let all = plan["visits"].as_array().unwrap();
    assert_eq!((all.len(), plan["left"].as_array().unwrap().len(), &plan["more"]), (7, 0, &json!(false)), "{plan}");
    let of = |id: &Value| all.iter().filter(|each| &each["technician_id"] == id).count();
    assert_eq!(of(&json!(near)) + of(&json!(far)), 7, "who has no skill gets nothing");
    let told = all.iter().find(|each| each["visit_id"] == json!(in_the_afternoon.id)).unwrap();
    let from: kernel::Moment = serde_json::from_value(told["planned_from_at"].clone()).unwrap();
    assert!((at("14:00")..=at("16:00")).contains(&from), "the customer's window is kept: {told}");
    assert!(plan["totals"]["travel_minutes"].as_i64().unwrap() > 0);
    assert_eq!(stored(&world, waiting[1]).await.status, VisitStatus::Planned, "a proposal changes nothing");

    for each in all {
        let choice = json!({
            "technician_id": each["technician_id"], "planned_from_at": each["planned_from_at"], "override_reason": "整日排程"
        });
        let path = format!("/visits/{}/assignment", each["visit_id"].as_str().unwrap());
        let (status, answer) = world.call("dispatcher", "POST", &path, choice).await;
        assert_eq!(status, StatusCode::OK, "{each}: {answer}");
    }
    let after = proposed(&world, "day=2026-11-21").await;
    assert_eq!((&after["visits"], &after["left"]), (&json!([]), &json!([])));
}

#[db_test]
async fn what_nobody_can_do_is_left_with_the_reasons_and_how_many_they_rule_out(world: World) {
    a_technician(&world, "technician").await;
    a_technician(&world, "li").await;
    let visit = a_visit(&world).await;
    let plan = proposed(&world, "day=2026-11-21").await;
    let left = &plan["left"][0];
    assert_eq!(left["visit_id"], json!(visit.id));
    let reasons: Vec<_> =
        left["reasons"].as_array().unwrap().iter().map(|each| each["code"].as_str().unwrap()).collect();
    assert!(reasons.contains(&"dispatch.skill_missing") && reasons.contains(&"dispatch.no_shift"), "{left}");
    assert_eq!(left["reasons"][0]["people"], 2, "{left}");

    // another day's window is not this day's question
    a_mechanic(&world, "zhang", 1.0).await;
    a_visit_in_the_afternoon(&world).await;
    let tomorrow = proposed(&world, "day=2026-11-22").await;
    let ids: Vec<_> = tomorrow["visits"].as_array().unwrap().iter().map(|each| each["visit_id"].clone()).collect();
    assert_eq!(ids, [json!(visit.id)], "{tomorrow}");
    let other = proposed(&world, &format!("day=2026-11-21&unit_id={}", world.other_outlet.id)).await;
    assert_eq!(other["visits"], json!([]));
}

#[db_test]
async fn who_has_declined_is_not_asked_again_and_a_crew_is_left_to_the_dispatcher(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    did(&world, "dispatcher", visit.id, "offers", json!({ "technician_id": who })).await;
    let reason = json!({ "reason": "too_far", "note": "" });
    let (status, told) = world.call("technician", "POST", &format!("/visits/{}/declining", visit.id), reason).await;
    assert!(status.is_success(), "{told}");
    let plan = proposed(&world, "day=2026-11-21").await;
    assert_eq!(plan["visits"], json!([]), "{plan}");
    assert_eq!(plan["left"][0]["reasons"][0]["code"], "dispatch.declined_before", "{plan}");

    let heavy = a_visit(&world).await;
    let tx = world.begin().await;
    let visit: visits::Visit = platform::db::get(&tx, heavy.id).await.unwrap();
    platform::db::update(&tx, visits::Visit { crew_size: 2, ..visit }).await.unwrap();
    tx.commit().await.unwrap();
    let plan = proposed(&world, "day=2026-11-21").await;
    let of_heavy = plan["left"].as_array().unwrap().iter().find(|each| each["visit_id"] == json!(heavy.id)).unwrap();
    assert_eq!(of_heavy["reasons"][0]["code"], "dispatch.needs_crew", "{plan}");
}

#[db_test]
async fn a_day_that_is_over_or_far_away_is_not_planned_and_who_may_not_dispatch_does_not_ask(world: World) {
    for day in ["2026-11-20", "2027-06-01"] {
        let path = format!("/dispatch/day-plan?day={day}");
        let (status, told) = world.call("dispatcher", "GET", &path, Value::Null).await;
        assert_eq!((status, &told["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("day")), "{told}");
    }
    let path = "/dispatch/day-plan?day=2026-11-21";
    assert_eq!(world.call("desk", "GET", path, Value::Null).await.0, StatusCode::FORBIDDEN);
    let long = format!("{path}&seconds=60");
    assert_eq!(world.call("dispatcher", "GET", &long, Value::Null).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}
