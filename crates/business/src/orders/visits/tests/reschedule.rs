//! Other appointments: rescheduling and cancelling (D4).

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::json;

use super::super::{NewVisit, VisitStatus, plan};
use super::{a_technician, a_visit, an_accepted_visit, an_order, at, booked, did, offered, refused, stored, trail};
use crate::world::World;

#[db_test]
async fn what_is_booked_moves_with_the_window(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let window = json!({ "window_from_at": at("16:00"), "window_to_at": at("18:00"), "reason": "customer_asks" });
    let shown = did(&world, "desk", visit, "appointment", window).await;
    assert_eq!((&shown["window_version"], &shown["planned_from_at"]), (&json!(1), &json!(at("16:00"))));
    assert_eq!(shown["status"], "accepted");
    assert_eq!(booked(&world, visit, technician).await, 15);
    // the old time is free again
    an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let path = format!("/visits/{visit}/departure");
    let (status, problem) =
        world.call_with("technician", "POST", &path, json!({}), &[("fieldloop-seen", "window=0")]).await;
    assert_eq!((status, &problem["facts"]["noun"]), (StatusCode::PRECONDITION_FAILED, &json!("window")));
    assert_eq!(trail(&world, visit).await.last().unwrap(), "visit.rescheduled");
}

#[db_test]
async fn a_visit_cannot_be_moved_onto_another_of_its_crew_and_stays_where_it_was(world: World) {
    let technician = a_technician(&world, "technician").await;
    an_accepted_visit(&world, technician, "technician", at("16:00")).await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let window = json!({ "window_from_at": at("16:00"), "window_to_at": at("18:00"), "reason": "customer_asks", "planned_from_at": at("16:30") });
    let refusal = refused(&world, "desk", visit, "appointment", window).await;
    assert_eq!(refusal, (StatusCode::CONFLICT, "dispatch.double_booking".into()));
    assert_eq!(stored(&world, visit).await.planned_from_at, Some(at("14:00")));
    assert_eq!(booked(&world, visit, technician).await, 15);
}

#[db_test]
async fn nobody_is_told_another_time_once_the_technician_is_on_the_way(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    did(&world, "technician", visit, "departure", json!({})).await;
    let window =
        |from: &str, to: &str| json!({ "window_from_at": at(from), "window_to_at": at(to), "reason": "customer_asks" });
    assert_eq!(refused(&world, "desk", visit, "appointment", window("16:00", "18:00")).await.1, "visit.is_under_way");
    let planned = a_visit(&world).await;
    for (body, path) in [
        (window("18:00", "16:00"), "window_to_at"),
        (window("08:00", "09:00"), "window_to_at"),
        (json!({ "window_from_at": at("16:00"), "window_to_at": at("18:00"), "reason": "bored" }), "reason"),
        (
            json!({ "window_from_at": at("16:00"), "window_to_at": at("18:00"), "reason": "weather", "planned_from_at": at("19:00") }),
            "planned_from_at",
        ),
    ] {
        let (status, problem) = world.call("desk", "POST", &format!("/visits/{}/appointment", planned.id), body).await;
        assert_eq!(
            (status, &problem["fields"][0]["path"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)),
            "{problem}"
        );
    }
}

#[db_test]
async fn a_cancelled_visit_frees_the_time_and_its_technician_still_sees_why(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    did(&world, "dispatcher", visit, "cancellation", json!({ "reason": "customer_request" })).await;
    assert_eq!(booked(&world, visit, technician).await, 0);
    assert_eq!(refused(&world, "technician", visit, "departure", json!({})).await.1, "visit.cannot_depart");
    let waiting = a_visit(&world).await;
    offered(&world, waiting.id, technician, at("14:00")).await;
    did(&world, "dispatcher", waiting.id, "cancellation", json!({ "reason": "customer_request" })).await;
    assert_eq!(refused(&world, "technician", waiting.id, "acceptance", json!({})).await.1, "visit.offer_gone");
    assert_eq!(stored(&world, waiting.id).await.status, VisitStatus::Cancelled);
    let order = an_order(&world).await;
    let tx = world.begin().await;
    let again = plan(&tx, NewVisit::of(order, "repair")).await.unwrap();
    assert_eq!((again.number, again.previous_id), (1, None));
}
