//! Finishing, second visits, void trips, parts.

use db_test::db_test;
use kernel::{Id, Result};
use platform::db::{self, Said, Sql};
use serde_json::{Value, json};

use super::super::{
    Evidence, Finishing, Visit, VisitId, VisitOutcome, VisitStatus, VoidTrip, Voided, evidence_arrived, finish,
    void_trip,
};
use super::{
    HOME, a_technician, accepted_of, an_accepted_visit, an_order, an_order_for, at, at_work_on, booked, did, picture,
    refused, stored, trail,
};
use crate::identity;
use crate::lowcode::pack::Payer;
use crate::nouns::{AssetId, OrderId};
use crate::orders::{ItemStatus, OrderItem, OrderPhase, WorkOrder};
use crate::parts::PartUse;
use crate::world::World;

/// As the technician: the doors below are routes of the room above.
async fn tx_of(world: &World, technician: kernel::id::UserId, facts: &[(&str, i64)]) -> db::Tx {
    let actor = kernel::Actor {
        user: technician,
        unit: Some(world.outlet.id),
        permissions: std::sync::Arc::new(identity::role::permissions_of(&[identity::Role::Technician])),
        scope: kernel::Scope::Own,
        via: kernel::Via { channel: "field", ..Default::default() },
        ..world.system()
    };
    let facts = facts.iter().map(|(fact, seen)| ((*fact).to_owned(), *seen)).collect();
    world.db.begin_said(actor, Said { facts, ..Default::default() }).await.unwrap()
}

async fn finished(world: &World, technician: kernel::id::UserId, visit: VisitId, body: Value) -> Result<Visit> {
    let body: Finishing = serde_json::from_value(body).unwrap();
    let tx = tx_of(world, technician, &[]).await;
    let visit = finish(&tx, visit, body).await?;
    tx.commit().await?;
    Ok(visit)
}

async fn voided(world: &World, technician: kernel::id::UserId, visit: VisitId, body: Value) -> Result<Voided> {
    let body: VoidTrip = serde_json::from_value(body).unwrap();
    let tx = tx_of(world, technician, &[]).await;
    let voided = void_trip(&tx, visit, body).await?;
    tx.commit().await?;
    Ok(voided)
}

/// Everything the SOP asks of a repair without a leak.
async fn all_steps(world: &World, visit: VisitId) {
    let answers = json!({ "answers": {
        "dress": true, "symptom": "不制冷", "before": [picture('a')], "cause": "install", "current": 5.2, "leak_found": "no",
        "temp_diff": 11, "test_minutes": 20, "after": [picture('b')], "site_clean": [picture('c')], "explain": true,
        "customer_sign": picture('d') } });
    did(world, "technician", visit, "sop-answers", answers).await;
}

fn files() -> Value {
    json!([picture('a'), picture('b'), picture('c'), picture('d')])
}

async fn order_of(world: &World, visit: VisitId) -> WorkOrder {
    db::get(&world.read(), stored(world, visit).await.order_id).await.unwrap()
}

async fn visits_of(world: &World, order: OrderId) -> Vec<Visit> {
    let sql = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number");
    db::select(&world.read(), sql.bind(world.company.id).bind(order)).await.unwrap()
}

#[db_test]
async fn a_visit_is_solved_when_steps_photos_and_signature_are_there_and_the_order_is_finished(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("10:30")).await;
    let empty = finished(&world, technician, visit, json!({ "outcome": "solved" })).await.unwrap_err();
    assert_eq!(empty.code(), "visit.sop_incomplete");
    all_steps(&world, visit).await;
    // a forced photo that was taken back is missing again
    let mistake = json!({ "sha256": picture('a'), "step": "before" });
    did(&world, "technician", visit, "evidence-withdrawals", mistake).await;
    let kernel::Error::Refused { code, facts } =
        finished(&world, technician, visit, json!({ "outcome": "solved", "manifest": files() })).await.unwrap_err()
    else {
        panic!()
    };
    assert_eq!((code, &facts["steps"][0]["step"]), ("visit.sop_incomplete", &json!("before")));
    let again = json!({ "answers": { "before": [picture('a')] } });
    did(&world, "technician", visit, "sop-answers", again).await;
    // photos that the manifest does not name will never come
    let short = json!({ "outcome": "solved", "manifest": [picture('a'), picture('b'), picture('d')] });
    let kernel::Error::Refused { code, facts } = finished(&world, technician, visit, short).await.unwrap_err() else {
        panic!()
    };
    assert_eq!((code, &facts["steps"][0]["step"]), ("visit.sop_incomplete", &json!("site_clean")));
    assert_eq!((&facts["count"], &facts["names"]), (&json!(1), &json!("清场照片")));
    world.later(20);
    let done =
        finished(&world, technician, visit, json!({ "outcome": "solved", "manifest": files(), "signed_by": "张三" }))
            .await
            .unwrap();
    assert_eq!((done.status, done.outcome), (VisitStatus::Done, Some(VisitOutcome::Solved)));
    assert_eq!((done.signature, done.evidence_complete), (Some(picture('d')), false));
    let order = order_of(&world, visit).await;
    assert_eq!(order.phase, OrderPhase::Finished);
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ?");
    let items: Vec<OrderItem> = db::select(&world.read(), sql.bind(world.company.id).bind(order.id)).await.unwrap();
    assert_eq!(items[0].status, ItemStatus::Done);
    assert_eq!(booked(&world, visit, technician).await, 4, "what was left of the stay is free again");
    let sql = Sql::new("SELECT ended_at FROM crew_member WHERE tenant_id = ? AND visit_id = ?");
    let ended: Option<kernel::Moment> = world.read().value(sql.bind(world.company.id).bind(visit)).await.unwrap();
    assert_eq!(ended, Some(world.now()), "the working time of the crew has ended");
    let again = finished(&world, technician, visit, json!({ "outcome": "solved" })).await.unwrap_err();
    assert_eq!(again.code(), "visit.cannot_finish");
    assert_eq!(trail(&world, visit).await.last().unwrap(), "visit.finished");
}

#[db_test]
async fn evidence_is_complete_when_the_last_bytes_have_come(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("10:30")).await;
    all_steps(&world, visit).await;
    finished(&world, technician, visit, json!({ "outcome": "solved", "manifest": files() })).await.unwrap();
    let sql = Sql::new("SELECT * FROM evidence WHERE tenant_id = ? AND visit_id = ? ORDER BY sha256");
    let evidence: Vec<Evidence> = db::select(&world.read(), sql.bind(world.company.id).bind(visit)).await.unwrap();
    let steps: Vec<&str> = evidence.iter().map(|each| each.step.as_deref().unwrap_or("")).collect();
    assert_eq!(steps, ["before", "after", "site_clean", "customer_sign"]);
    for (at, letter) in ['a', 'b', 'c', 'd'].into_iter().enumerate() {
        assert!(!stored(&world, visit).await.evidence_complete, "{at} of 4 are there");
        let tx = world.begin().await;
        let sql = Sql::new(
            "INSERT INTO stored_file (tenant_id, id, sha256, bytes, media, name, has_thumbnail, metadata, added_at, added_by)
             VALUES (?, ?, ?, 1, 'image/jpeg', 'x', ?, '{}', ?, ?)",
        );
        let sql = sql.bind(world.company.id).bind(VisitId::new()).bind(picture(letter)).bind(false).bind(world.now());
        tx.run(sql.bind(technician)).await.unwrap();
        evidence_arrived(&tx, &picture(letter)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(stored(&world, visit).await.evidence_complete);
    assert_eq!(trail(&world, visit).await.last().unwrap(), "visit.evidence_completed");
}

#[db_test]
async fn missing_parts_plan_a_second_visit_that_names_its_cause_and_payer(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("10:30")).await;
    let without = finished(&world, technician, visit, json!({ "outcome": "needs_parts" })).await.unwrap_err();
    assert_eq!(without.to_string(), "invalid: reason=field.required");
    let body = json!({ "outcome": "needs_parts", "reason": "parts_needed",
        "awaits": [{ "name": "P-204", "expected_on": "2026-11-21" }],
        "again": { "window_from_at": at("16:00"), "window_to_at": at("18:00") } });
    finished(&world, technician, visit, body).await.unwrap();
    let order = order_of(&world, visit).await;
    let visits = visits_of(&world, order.id).await;
    let second = &visits[1];
    assert_eq!((visits.len(), second.number, second.previous_id), (2, 2, Some(visit)));
    assert_eq!((second.cause, second.payer), (Some(VisitOutcome::NeedsParts), Some(Payer::Brand)));
    assert_eq!((second.status, second.window_from_at), (VisitStatus::Planned, Some(at("16:00"))));
    assert_eq!(order.phase, OrderPhase::ToDispatch);
    let waits = crate::parts::awaited_of(&world.read(), vec![second.id]).await.unwrap();
    assert_eq!(waits[&second.id][0].name, "P-204");
    // solved on the second one, the order is finished
    super::offered(&world, second.id, technician, at("16:00")).await;
    for deed in ["acceptance", "departure", "arrival", "start"] {
        did(&world, "technician", second.id, deed, json!({})).await;
    }
    all_steps(&world, second.id).await;
    finished(&world, technician, second.id, json!({ "outcome": "solved", "manifest": files() })).await.unwrap();
    assert_eq!(order_of(&world, visit).await.phase, OrderPhase::Finished);
}

#[db_test]
async fn a_void_trip_needs_a_cause_and_something_that_shows_it_and_the_order_goes_on(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let early = voided(&world, technician, visit, json!({ "cause": "nobody_home", "here": { "place": HOME } })).await;
    assert_eq!(early.unwrap_err().code(), "visit.cannot_void");
    did(&world, "technician", visit, "departure", json!({})).await;
    let blind = voided(&world, technician, visit, json!({ "cause": "nobody_home" })).await.unwrap_err();
    assert_eq!(blind.code(), "visit.evidence_missing");
    let wrong =
        voided(&world, technician, visit, json!({ "cause": "bored", "here": { "place": HOME } })).await.unwrap_err();
    assert_eq!(wrong.to_string(), "invalid: cause=field.not_a_choice");
    let trip = json!({ "cause": "nobody_home", "manifest": [picture('a')] });
    let voided = voided(&world, technician, visit, trip).await.unwrap();
    assert_eq!(voided.fee(), Some(("void_trip", Payer::Customer)));
    assert_eq!((voided.visit.status, voided.visit.outcome), (VisitStatus::Done, Some(VisitOutcome::CustomerAbsent)));
    assert_eq!(voided.visit.void_cause.as_deref(), Some("nobody_home"));
    assert_eq!(booked(&world, visit, technician).await, 0);
    let order = order_of(&world, visit).await;
    assert_eq!(order.phase, OrderPhase::ToDispatch);
    let next = super::a_visit_of(&world, order.id).await;
    assert_eq!((next.previous_id, next.payer), (Some(visit), Some(Payer::Customer)), "the next one follows it");
}

#[db_test]
async fn nothing_is_finished_before_it_began_or_on_prices_nobody_saw(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = accepted_of(&world, an_order(&world).await, technician, "technician", at("14:00")).await;
    for deed in ["departure", "arrival"] {
        did(&world, "technician", visit, deed, json!({})).await;
    }
    let early = finished(&world, technician, visit, json!({ "outcome": "solved" })).await.unwrap_err();
    assert_eq!(early.code(), "visit.not_started");
    did(&world, "technician", visit, "start", json!({})).await;
    let tx = tx_of(&world, technician, &[("prices", 7)]).await;
    let body = serde_json::from_value(json!({ "outcome": "solved" })).unwrap();
    assert!(matches!(finish(&tx, visit, body).await, Err(kernel::Error::Stale { noun: "prices", .. })));
}

#[db_test]
async fn work_is_not_done_while_the_customer_has_not_agreed_to_the_price(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("10:30")).await;
    all_steps(&world, visit).await;
    let tx = world.begin().await;
    let sql = Sql::new(
        "INSERT INTO charge (tenant_id, id, order_id, visit_id, code, name, kind, quantity, price_minor, amount_minor, payer, reason, from_list, status, created_at, version)
         VALUES (?, ?, ?, ?, 'x', 'x', 'service', 1, 100, 100, 'customer', 'x', ?, 'proposed', ?, 1)",
    );
    let order = order_of(&world, visit).await.id;
    let sql = sql.bind(world.company.id).bind(VisitId::new()).bind(order).bind(visit).bind(true).bind(world.now());
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    let refusal =
        finished(&world, technician, visit, json!({ "outcome": "solved", "manifest": files() })).await.unwrap_err();
    assert_eq!(refusal.code(), "visit.price_not_approved");
}

#[db_test]
async fn a_part_is_noted_with_both_serials_once_and_can_be_taken_back(world: World) {
    let technician = a_technician(&world, "technician").await;
    let asset = AssetId::new();
    let visit = at_work_on(&world, an_order_for(&world, asset).await, technician, "technician", at("10:30")).await;
    let part = json!({ "name": "内机主板", "serial": "PCB-001", "old_serial": "PCB-000" });
    let used = did(&world, "technician", visit, "parts", part.clone()).await;
    assert_eq!((&used["asset_id"], &used["quantity"]), (&json!(asset), &json!(1)));
    assert!(used["warranty_verdict"].is_string());
    let twice = refused(&world, "technician", visit, "parts", json!({ "name": "主板", "serial": "pcb 001" })).await;
    assert_eq!(twice.1, "part.serial_used");
    for (body, path) in [
        (json!({}), "name"),
        (json!({ "code": "no_such_part" }), "code"),
        (json!({ "name": "螺丝", "quantity": 0 }), "quantity"),
        (json!({ "name": "主板", "serial": "A", "quantity": 2 }), "quantity"),
        (json!({ "name": "主板", "asset_id": AssetId::new() }), "asset_id"),
    ] {
        let (_, problem) = world.call("technician", "POST", &format!("/visits/{visit}/parts"), body).await;
        assert_eq!(problem["fields"][0]["path"], path, "{problem}");
    }
    let path = format!("/visits/{visit}/parts/{}", used["id"].as_str().unwrap());
    let (_, undone) = world.call("technician", "DELETE", &path, Value::Null).await;
    assert!(undone["undone_at"].is_string(), "{undone}");
    did(&world, "technician", visit, "parts", part).await;
    let sql = Sql::new("SELECT * FROM part_use WHERE tenant_id = ? AND visit_id = ? AND undone_at IS NULL");
    let standing: Vec<PartUse> = db::select(&world.read(), sql.bind(world.company.id).bind(visit)).await.unwrap();
    assert_eq!(standing.len(), 1);
    // a part may also come with the finishing verb
    let body =
        json!({ "outcome": "needs_parts", "reason": "parts_needed", "parts": [{ "name": "铜管", "quantity": 3 }] });
    finished(&world, technician, visit, body).await.unwrap();
    let (_, page) = world.call("technician", "GET", &format!("/visits/{visit}"), Value::Null).await;
    assert_eq!(page["parts"].as_array().unwrap().len(), 3, "{page}");
    let late = refused(&world, "technician", visit, "parts", json!({ "name": "铜管" })).await;
    assert_eq!(late.1, "visit.parts_not_now");
}

#[db_test]
async fn after_a_void_trip_the_dispatcher_plans_the_next_visit_which_follows_it(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("11:00")).await;
    for deed in ["departure", "arrival"] {
        did(&world, "technician", visit, deed, json!({ "place": HOME })).await;
    }
    let body = json!({ "cause": "nobody_home", "here": { "place": HOME }, "manifest": [picture('a')] });
    voided(&world, technician, visit, body).await.unwrap();
    let order = stored(&world, visit).await.order_id;
    let path = format!("/orders/{order}/visits");
    let window = json!({ "window_from_at": at("15:00"), "window_to_at": at("17:00") });
    let (status, planned) = world.call("dispatcher", "POST", &path, window).await;
    assert_eq!(status, axum::http::StatusCode::CREATED, "{planned}");
    let next = stored(&world, planned["id"].as_str().unwrap().parse().unwrap()).await;
    assert_eq!((next.number, next.previous_id, next.window_from_at), (2, Some(visit), Some(at("15:00"))));
    let (_, twice) = world.call("dispatcher", "POST", &path, json!({})).await;
    assert_eq!(twice["code"], "visit.leg_is_planned", "{twice}");
    let (_, past) = world.call("dispatcher", "POST", &path, json!({ "leg": "nonsense" })).await;
    assert_eq!(past["fields"][0]["path"], "leg", "{past}");
}
