//! Planning the rest of a day anew, on both engines: who is away, what is urgent, what a dispatcher decides, and what a rule does.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::id::UserId;
use platform::db::Sql;
use serde_json::{Value, json};

use super::watch;
use crate::dispatch::policy::Replanning;
use crate::dispatch::tests::{a_mechanic, given_the_rule};
use crate::dispatch::{Automatic, DispatchRules};
use crate::nouns::VisitId;
use crate::orders::visits::tests::{a_visit, at, booked, did, stored, trail};
use crate::orders::visits::{Visit, VisitStatus};
use crate::people;
use crate::world::World;

async fn looked(world: &World) {
    watch(&world.db, &world.company, world.now()).await.unwrap();
}

async fn open(world: &World) -> Vec<Value> {
    world.done("dispatcher", "GET", "/dispatch/replans", Value::Null).await["items"].as_array().unwrap().clone()
}

async fn decided(world: &World, replan: &Value, how: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/dispatch/replans/{}/{how}", replan["id"].as_str().unwrap());
    world.call("dispatcher", "POST", &path, body).await
}

async fn a_visit_of(world: &World, who: UserId, from: &str) -> Visit {
    let visit = a_visit(world).await;
    let taken = json!({ "technician_id": who, "planned_from_at": at(from), "override_reason": "客户要求" });
    did(world, "dispatcher", visit.id, "assignment", taken).await;
    stored(world, visit.id).await
}

async fn is_away(world: &World, who: UserId) {
    let tx = world.begin().await;
    let day = json!({ "technician_id": who, "day": "2026-11-21", "work": ["08:30-17:30"], "leave": ["08:30-17:30"] });
    people::put_shifts(&tx, vec![serde_json::from_value(day).unwrap()]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Nobody reaches it in time but by moving what the only mechanic has at a quarter past eleven.
async fn an_emergency(world: &World) -> (UserId, Visit, VisitId) {
    let who = a_mechanic(world, "technician", 1.0).await;
    let first = a_visit_of(world, who, "11:15").await;
    let leak = a_visit(world).await;
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE work_order SET urgency = 'emergency', arrive_due_at = ? WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(at("11:30")).bind(world.company.id).bind(leak.order_id)).await.unwrap();
    tx.commit().await.unwrap();
    world.later(3);
    (who, first, leak.id)
}

#[db_test]
async fn who_falls_ill_has_visits_that_others_could_take_and_a_dispatcher_says_so(world: World) {
    let ill = a_mechanic(&world, "technician", 1.0).await;
    let well = a_mechanic(&world, "li", 6.0).await;
    let visit = a_visit_of(&world, ill, "14:00").await;
    let begun = a_visit_of(&world, well, "15:30").await;
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0, "nothing has happened");
    is_away(&world, ill).await;
    looked(&world).await;
    let all = open(&world).await;
    let [replan] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((&replan["cause"], replan["moves"].as_array().unwrap().len()), (&json!("absence"), 1), "{replan}");
    let change = &replan["moves"][0];
    assert_eq!((&change["visit_id"], &change["technician_id"]), (&json!(visit.id), &json!(well)), "{replan}");
    assert_eq!((&change["before"]["technician_id"], &change["planned_from_at"]), (&json!(ill), &json!(at("14:00"))));
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Accepted, "a proposal changes nothing");
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 1, "it is proposed once");

    assert_eq!(world.call("guide", "GET", "/dispatch/replans", Value::Null).await.0, StatusCode::FORBIDDEN);
    let (status, told) = decided(&world, replan, "acceptance", json!({})).await;
    assert_eq!((status, &told["status"]), (StatusCode::OK, &json!("accepted")), "{told}");
    assert!(booked(&world, visit.id, well).await > 0 && booked(&world, visit.id, ill).await == 0);
    assert_eq!(stored(&world, begun.id).await.planned_from_at, Some(at("15:30")), "the other stays");
    let kinds = trail(&world, visit.id).await;
    assert!(kinds.iter().any(|kind| kind == "dispatch.replan_accepted"), "{kinds:?}");
    let (status, again) = decided(&world, replan, "dismissal", json!({})).await;
    assert_eq!((status, &again["code"]), (StatusCode::CONFLICT, &json!("replan.is_decided")), "{again}");
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0);
}

#[db_test]
async fn an_emergency_goes_first_and_what_was_booked_a_little_later(world: World) {
    let (who, first, leak) = an_emergency(&world).await;
    looked(&world).await;
    let all = open(&world).await;
    let [replan] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((&replan["cause"], replan["moves"].as_array().unwrap().len()), (&json!("emergency"), 2), "{replan}");
    let part = json!({ "visits": [leak] });
    let (status, told) = decided(&world, replan, "acceptance", part).await;
    assert_eq!(status, StatusCode::CONFLICT, "its place is taken as long as the other stays: {told}");
    let (status, told) = decided(&world, replan, "acceptance", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let (urgent, moved) = (stored(&world, leak).await, stored(&world, first.id).await);
    assert!(urgent.planned_from_at.unwrap() < at("11:15") && moved.planned_from_at.unwrap() > at("11:15"));
    assert!(booked(&world, leak, who).await > 0 && booked(&world, first.id, who).await > 0);
}

#[db_test]
async fn what_was_dismissed_is_not_proposed_again_and_what_changed_meanwhile_is_closed(world: World) {
    let ill = a_mechanic(&world, "technician", 1.0).await;
    let well = a_mechanic(&world, "li", 6.0).await;
    let visit = a_visit_of(&world, ill, "14:00").await;
    is_away(&world, ill).await;
    looked(&world).await;
    let replan = open(&world).await.remove(0);
    // somebody else decides meanwhile
    let given = json!({ "technician_id": well, "planned_from_at": at("16:00"), "override_reason": "客户改到四点", "reassign": true });
    did(&world, "dispatcher", visit.id, "assignment", given).await;
    let (status, told) = decided(&world, &replan, "acceptance", json!({})).await;
    assert_eq!((status, &told["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{told}");
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0);

    a_visit_of(&world, ill, "15:00").await;
    looked(&world).await;
    let again = open(&world).await.remove(0);
    let (status, told) = decided(&world, &again, "dismissal", json!({})).await;
    assert_eq!((status, &told["status"]), (StatusCode::OK, &json!("dismissed")), "{told}");
    world.later(20);
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0);
}

#[db_test]
async fn by_rule_it_is_carried_out_at_once_or_nothing_is_proposed_at_all(world: World) {
    let (who, _, leak) = an_emergency(&world).await;
    let rule = |replanning| DispatchRules { automatic: Automatic::Off, replanning, ..DispatchRules::default() };
    given_the_rule(&world, rule(Replanning::Off)).await;
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0);
    given_the_rule(&world, rule(Replanning::Apply)).await;
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0, "nothing is left to decide");
    assert!(booked(&world, leak, who).await > 0);
    assert_eq!(stored(&world, leak).await.status, VisitStatus::Accepted);
}

#[db_test]
async fn a_visit_that_overruns_gives_the_next_one_to_somebody_who_is_in_time(world: World) {
    let busy = a_mechanic(&world, "technician", 1.0).await;
    let free = a_mechanic(&world, "li", 2.0).await;
    let long = a_visit_of(&world, busy, "10:30").await;
    let next = a_visit_of(&world, busy, "13:00").await;
    for deed in ["departure", "arrival", "start"] {
        did(&world, "technician", long.id, deed, json!({})).await;
    }
    world.later(160);
    assert!(stored(&world, long.id).await.planned_to_at.unwrap() < world.now());
    looked(&world).await;
    let all = open(&world).await;
    let [replan] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(replan["cause"], "overrun", "{replan}");
    let change = &replan["moves"][0];
    assert_eq!((&change["visit_id"], &change["technician_id"]), (&json!(next.id), &json!(free)), "{replan}");
}

#[db_test]
async fn who_was_called_off_gets_what_waits_for_today_as_a_proposal(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let off = a_visit_of(&world, who, "14:00").await;
    let waits = crate::dispatch::tests::a_visit_in_the_afternoon(&world).await;
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0, "nothing has happened");
    did(&world, "dispatcher", off.id, "cancellation", json!({ "reason": "customer_request" })).await;
    looked(&world).await;
    let all = open(&world).await;
    let [replan] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (&replan["cause"], &replan["moves"][0]["visit_id"]),
        (&json!("cancelled"), &json!(waits.id)),
        "{replan}"
    );
    assert_eq!(replan["moves"][0]["technician_id"], json!(who), "{replan}");
    let (status, told) = decided(&world, replan, "acceptance", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert!(booked(&world, waits.id, who).await > 0);
    looked(&world).await;
    assert_eq!(open(&world).await.len(), 0, "it is filled");
    let sql = Sql::new("SELECT override_reason FROM offer WHERE tenant_id = ? AND visit_id = ?");
    let why: Option<String> = world.read().value(sql.bind(world.company.id).bind(waits.id)).await.unwrap();
    assert_eq!(why.as_deref(), Some("replan.trail_cancelled"), "everybody reads it in their language");
}
