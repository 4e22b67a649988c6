//! Crews: helpers, shares, working time (D6).

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::{a_technician, an_accepted_visit, at, booked, did, refused, trail};
use crate::world::World;

fn shares(shown: &Value) -> Vec<i64> {
    shown["crew"].as_array().unwrap().iter().map(|member| member["share_bp"].as_i64().unwrap()).collect()
}

#[db_test]
async fn a_helper_joins_with_a_share_is_booked_too_and_sees_the_visit(world: World) {
    let lead = a_technician(&world, "technician").await;
    let helper = a_technician(&world, "helper").await;
    let visit = an_accepted_visit(&world, lead, "technician", at("14:00")).await;
    let not_found = world.call("helper", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    assert_eq!(not_found.0, StatusCode::NOT_FOUND);
    let shown = did(&world, "dispatcher", visit, "crew", json!({ "technician_id": helper, "share_bp": 3_000 })).await;
    assert_eq!(shares(&shown), [7_000, 3_000]);
    assert_eq!((&shown["crew"][1]["role"], &shown["assignment_version"]), (&json!("helper"), &json!(2)));
    assert_eq!(booked(&world, visit, helper).await, 15);
    assert_eq!(world.call("helper", "GET", &format!("/visits/{visit}/sop"), Value::Null).await.0, StatusCode::OK);
    let twice = refused(&world, "dispatcher", visit, "crew", json!({ "technician_id": helper })).await;
    assert_eq!(twice.1, "visit.already_on_crew");
    let third = a_technician(&world, "third").await;
    let shown = did(&world, "dispatcher", visit, "crew", json!({ "technician_id": third })).await;
    assert_eq!(shares(&shown), [4_667, 2_000, 3_333], "an equal part, the others in proportion, to the last point");
    assert_eq!(trail(&world, visit).await.last().unwrap(), "visit.crew_joined");
}

#[db_test]
async fn somebody_booked_elsewhere_cannot_help_at_the_same_time(world: World) {
    let lead = a_technician(&world, "technician").await;
    let helper = a_technician(&world, "helper").await;
    an_accepted_visit(&world, helper, "helper", at("13:30")).await;
    let visit = an_accepted_visit(&world, lead, "technician", at("14:00")).await;
    let refusal = refused(&world, "dispatcher", visit, "crew", json!({ "technician_id": helper })).await;
    assert_eq!(refusal, (StatusCode::CONFLICT, "dispatch.double_booking".into()));
    let nobody = refused(
        &world,
        "dispatcher",
        visit,
        "crew",
        json!({ "technician_id": world.users[&crate::identity::Role::Desk] }),
    )
    .await;
    assert_eq!(nobody.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn shares_and_working_time_are_each_persons_own_and_shares_always_add_up(world: World) {
    let lead = a_technician(&world, "technician").await;
    let helper = a_technician(&world, "helper").await;
    let visit = an_accepted_visit(&world, lead, "technician", at("14:00")).await;
    let shown = did(&world, "dispatcher", visit, "crew", json!({ "technician_id": helper })).await;
    let member = |shown: &Value, at: usize| shown["crew"][at]["id"].as_str().unwrap().to_owned();
    let path = format!("/visits/{visit}/crew/{}", member(&shown, 1));
    let (status, shown) = world.call("dispatcher", "PATCH", &path, json!({ "share_bp": 2_500 })).await;
    assert_eq!((status, shares(&shown)), (StatusCode::OK, vec![7_500, 2_500]));
    let time = json!({ "started_at": at("14:10"), "ended_at": at("13:00") });
    let (status, problem) = world.call("dispatcher", "PATCH", &path, time).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("ended_at")));
    let (status, _) = world.call("dispatcher", "PATCH", &path, json!({ "share_bp": 10_001 })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) =
        world.call_with("dispatcher", "PATCH", &path, json!({ "share_bp": 1 }), &[("if-match", "1")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "somebody changed the member in between");
    let lead_path = format!("/visits/{visit}/crew/{}", member(&shown, 0));
    let (_, problem) = world.call("dispatcher", "DELETE", &lead_path, Value::Null).await;
    assert_eq!(problem["code"], "visit.lead_stays");
    let (status, shown) = world.call("dispatcher", "DELETE", &path, Value::Null).await;
    assert_eq!((status, shares(&shown)), (StatusCode::OK, vec![10_000]));
    assert_eq!(booked(&world, visit, helper).await, 0);
    let gone = world.call("helper", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    assert_eq!(gone.1["code"], "visit.no_longer_yours");
    let (_, problem) = world.call("dispatcher", "PATCH", &lead_path, json!({ "share_bp": 5_000 })).await;
    assert_eq!(problem["code"], "visit.share_of_one");
}
