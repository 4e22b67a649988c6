//! Planning, offering, accepting, declining, taking back.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use platform::db;
use serde_json::json;

use super::super::{NewVisit, Offer, OfferAnswer, VisitId, VisitStatus, expire, plan, put_offer};
use super::{
    a_technician, a_visit, an_accepted_visit, an_order, at, booked, did, offered, offering, refused, stored, trail,
};
use crate::world::World;

#[db_test]
async fn visits_are_numbered_within_their_order_and_take_minutes_and_sop_from_the_leg(world: World) {
    let order = an_order(&world).await;
    let tx = world.begin().await;
    let first = plan(&tx, NewVisit::of(order, "repair")).await.unwrap();
    let second = plan(&tx, NewVisit { minutes: Some(30), ..NewVisit::of(order, "repair") }).await.unwrap();
    assert_eq!((first.number, first.minutes, first.sop.as_deref()), (1, 75, Some("ac_repair")));
    assert_eq!((first.sop_version, first.unit_id), (Some(1), Some(world.outlet.id)));
    assert_eq!((second.number, second.minutes), (2, 30));
    let other_leg = plan(&tx, NewVisit::of(order, "paint")).await.unwrap_err();
    assert_eq!(other_leg.to_string(), "invalid: leg=field.not_a_choice");
    let window = NewVisit {
        window_from_at: Some(at("12:00")),
        window_to_at: Some(at("11:00")),
        ..NewVisit::of(order, "repair")
    };
    assert_eq!(plan(&tx, window).await.unwrap_err().to_string(), "invalid: window_to_at=field.not_a_span");
}

#[db_test]
async fn whoever_accepts_becomes_the_lead_and_the_stay_is_booked(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = a_visit(&world).await;
    offered(&world, visit.id, technician, at("14:00")).await;
    assert_eq!(booked(&world, visit.id, technician).await, 0, "an offer books nobody");
    let shown = did(&world, "technician", visit.id, "acceptance", json!({})).await;
    assert_eq!(shown["status"], "accepted");
    assert_eq!(shown["crew"][0]["role"], "lead");
    assert_eq!(shown["crew"][0]["share_bp"], 10_000);
    assert_eq!(shown["crew"][0]["technician_id"], json!(technician));
    assert_eq!((&shown["offer"], &shown["assignment_version"]), (&json!(null), &json!(1)));
    assert_eq!(booked(&world, visit.id, technician).await, 15, "75 minutes in 5-minute slots");
    assert_eq!(trail(&world, visit.id).await, ["visit.planned", "visit.offered", "visit.accepted"]);
}

#[db_test]
async fn an_offer_of_somebody_else_does_not_exist_for_a_technician_and_is_refused_to_the_office(world: World) {
    let asked = a_technician(&world, "asked").await;
    a_technician(&world, "technician").await;
    let visit = a_visit(&world).await;
    offered(&world, visit.id, asked, at("14:00")).await;
    let not_found = (StatusCode::NOT_FOUND, "not_found".to_owned());
    assert_eq!(refused(&world, "technician", visit.id, "acceptance", json!({})).await, not_found);
    let refusal = refused(&world, "admin", visit.id, "acceptance", json!({})).await;
    assert_eq!(refusal, (StatusCode::CONFLICT, "visit.not_offered_to_you".into()));
    assert_eq!(refused(&world, "technician", VisitId::new(), "acceptance", json!({})).await, not_found);
    assert_eq!(refused(&world, "desk", visit.id, "acceptance", json!({})).await.0, StatusCode::FORBIDDEN);
}

#[db_test]
async fn declining_needs_a_reason_of_the_list_and_frees_the_visit_for_the_next(world: World) {
    let first = a_technician(&world, "technician").await;
    let second = a_technician(&world, "second").await;
    let visit = a_visit(&world).await;
    offered(&world, visit.id, first, at("14:00")).await;
    let busy = put_offer(&world.begin().await, visit.id, second, offering(&world, at("14:00"))).await.unwrap_err();
    assert_eq!(busy.code(), "visit.cannot_offer");
    let (status, problem) = world
        .call("technician", "POST", &format!("/visits/{}/declining", visit.id), json!({ "reason": "tired" }))
        .await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason")));
    let (_, problem) = world
        .call("technician", "POST", &format!("/visits/{}/declining", visit.id), json!({ "reason": "other" }))
        .await;
    assert_eq!(problem["fields"][0]["path"], "note", "{problem}");
    did(&world, "technician", visit.id, "declining", json!({ "reason": "too_far" })).await;
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Planned);
    // who declined and thinks better of it is told why it is too late
    let late = refused(&world, "technician", visit.id, "acceptance", json!({})).await;
    assert_eq!(late.1, "visit.offer_gone");
    offered(&world, visit.id, second, at("15:00")).await;
    did(&world, "second", visit.id, "acceptance", json!({})).await;
}

#[db_test]
async fn an_offer_not_answered_in_time_expires_once_and_cannot_be_accepted_afterwards(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = a_visit(&world).await;
    let offer = offered(&world, visit.id, technician, at("14:00")).await;
    let tx = world.begin().await;
    assert!(!expire(&tx, &offer).await.unwrap(), "it still has time");
    tx.undo().await.unwrap();
    world.later(31);
    let late = refused(&world, "technician", visit.id, "acceptance", json!({})).await;
    assert_eq!(late, (StatusCode::CONFLICT, "visit.offer_expired".into()));
    let tx = world.begin().await;
    assert!(expire(&tx, &offer).await.unwrap());
    assert!(!expire(&tx, &offer).await.unwrap(), "only once");
    tx.commit().await.unwrap();
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Planned);
    let late = refused(&world, "technician", visit.id, "acceptance", json!({})).await;
    assert_eq!(late.1, "visit.offer_expired");
    assert_eq!(trail(&world, visit.id).await, ["visit.planned", "visit.offered", "visit.offer_expired"]);
}

#[db_test]
async fn a_yes_said_in_time_without_signal_counts_when_it_comes_in_late(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = a_visit(&world).await;
    offered(&world, visit.id, technician, at("14:00")).await;
    let said = world.now().plus_minutes(5).to_string();
    world.later(40);
    let path = format!("/visits/{}/acceptance", visit.id);
    let headers = [("fieldloop-happened-at", said.as_str()), ("fieldloop-seen", "assignment=0;window=0")];
    let (status, shown) = world.call_with("technician", "POST", &path, json!({}), &headers).await;
    assert_eq!((status, &shown["accepted_at"]), (StatusCode::OK, &json!(said)), "{shown}");
}

#[db_test]
async fn a_yes_to_another_window_than_the_true_one_is_stale(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = a_visit(&world).await;
    offered(&world, visit.id, technician, at("14:00")).await;
    let path = format!("/visits/{}/acceptance", visit.id);
    let (status, problem) =
        world.call_with("technician", "POST", &path, json!({}), &[("fieldloop-seen", "window=3")]).await;
    assert_eq!((status, &problem["facts"]["noun"]), (StatusCode::PRECONDITION_FAILED, &json!("window")));
}

#[db_test]
async fn what_the_office_takes_back_frees_the_time_and_tells_the_technician_so(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    assert_eq!(refused(&world, "technician", visit, "withdrawal", json!({})).await.0, StatusCode::FORBIDDEN);
    let shown = did(&world, "dispatcher", visit, "withdrawal", json!({ "note": "车坏了" })).await;
    assert_eq!(
        (&shown["status"], &shown["crew"], &shown["assignment_version"]),
        (&json!("planned"), &json!([]), &json!(2))
    );
    assert_eq!(booked(&world, visit, technician).await, 0);
    let sql = platform::db::Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ?");
    let offers: Vec<Offer> = db::select(&world.read(), sql.bind(world.company.id).bind(visit)).await.unwrap();
    assert_eq!(offers[0].answer, OfferAnswer::Withdrawn);
    let again = refused(&world, "technician", visit, "acceptance", json!({})).await;
    assert_eq!(again.1, "visit.offer_gone");
    // the same technician may be asked again, and comes back on the same row
    offered(&world, visit, technician, at("16:00")).await;
    let shown = did(&world, "technician", visit, "acceptance", json!({})).await;
    assert_eq!(shown["crew"].as_array().unwrap().len(), 1);
}

#[db_test]
async fn an_outlet_does_not_find_another_outlets_visit(world: World) {
    let visit = a_visit(&world).await;
    let tx = world.begin().await;
    let sql = db::Sql::new("UPDATE app_user SET unit_id = ? WHERE tenant_id = ? AND login = 'provider'");
    tx.run(sql.bind(world.other_outlet.id).bind(world.company.id)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(refused(&world, "provider", visit.id, "withdrawal", json!({})).await.0, StatusCode::NOT_FOUND);
}
