//! Planning a day through the API, on both engines: what is proposed can be carried out as it is.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::dispatch::DispatchRules;
use crate::dispatch::tests::{a_mechanic, a_visit_in_the_afternoon, given_the_rule};
use crate::orders::visits::tests::{HOME, a_technician, a_visit, at, did, stored};
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
async fn a_visit_that_may_come_at_any_time_is_proposed_before_what_is_booked_for_the_afternoon(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let booked = a_visit(&world).await;
    let taken = json!({ "technician_id": who, "planned_from_at": at("15:00"), "override_reason": "客户要求" });
    did(&world, "dispatcher", booked.id, "assignment", taken).await;
    let quiet = a_visit(&world).await;
    let plan = proposed(&world, "day=2026-11-21").await;
    assert_eq!(plan["visits"][0]["visit_id"], json!(quiet.id), "{plan}");
    let from: kernel::Moment = serde_json::from_value(plan["visits"][0]["planned_from_at"].clone()).unwrap();
    assert!(from < at("12:00"), "as near before as after, so before: {plan}");
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
async fn who_has_declined_is_not_asked_again_and_nobody_goes_alone_where_two_are_needed(world: World) {
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

async fn carried(world: &World, visits: &[Value]) -> (StatusCode, Value) {
    let each = |visit: &Value| {
        let helpers: Vec<&Value> =
            visit["helpers"].as_array().unwrap().iter().map(|helper| &helper["technician_id"]).collect();
        json!({ "visit_id": visit["visit_id"], "version": visit["version"], "technician_id": visit["technician_id"],
            "planned_from_at": visit["planned_from_at"], "helpers": helpers })
    };
    let body = json!({ "visits": visits.iter().map(each).collect::<Vec<_>>(), "reason": "整日排程" });
    world.call("dispatcher", "POST", "/dispatch/moves", body).await
}

#[db_test]
async fn a_visit_for_two_gets_both_at_the_same_time(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    let heavy = a_visit(&world).await;
    let tx = world.begin().await;
    let visit: visits::Visit = platform::db::get(&tx, heavy.id).await.unwrap();
    platform::db::update(&tx, visits::Visit { crew_size: 2, ..visit }).await.unwrap();
    tx.commit().await.unwrap();
    let plan = proposed(&world, "day=2026-11-21").await;
    let [both] = plan["visits"].as_array().unwrap().as_slice() else { panic!("{plan}") };
    assert_eq!(both["helpers"].as_array().unwrap().len(), 1, "{plan}");
    let (status, told) = carried(&world, std::slice::from_ref(both)).await;
    assert_eq!((status, &told["visits"]), (StatusCode::OK, &json!(1)), "{told}");
    let slots = crate::orders::visits::tests::booked(&world, heavy.id, near).await;
    assert!(slots > 0 && slots == crate::orders::visits::tests::booked(&world, heavy.id, far).await);
    let (status, told) = carried(&world, std::slice::from_ref(both)).await;
    assert_eq!((status, &told["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{told}");
}

#[db_test]
async fn what_is_booked_far_away_may_be_moved_where_that_is_asked_for_and_stays_otherwise(world: World) {
    let far = a_mechanic(&world, "li", 40.0).await;
    let visit = a_visit(&world).await;
    let taken = json!({ "technician_id": far, "planned_from_at": at("15:00") });
    did(&world, "dispatcher", visit.id, "assignment", taken).await;
    let near = a_mechanic(&world, "technician", 1.0).await;
    let waits = a_visit(&world).await;
    let plan = proposed(&world, "day=2026-11-21").await;
    let ids = |plan: &Value| -> Vec<Value> {
        plan["visits"].as_array().unwrap().iter().map(|each| each["visit_id"].clone()).collect()
    };
    assert_eq!((ids(&plan), &plan["stands"]), (vec![json!(waits.id)], &Value::Null), "{plan}");

    let plan = proposed(&world, "day=2026-11-21&moves=true").await;
    let all = plan["visits"].as_array().unwrap();
    let moved = all.iter().find(|each| each["visit_id"] == json!(visit.id)).unwrap();
    assert_eq!((&moved["technician_id"], &moved["before"]["technician_id"]), (&json!(near), &json!(far)), "{plan}");
    assert_eq!((&moved["planned_from_at"], &moved["before"]["is_told"]), (&json!(at("15:00")), &json!(true)), "{plan}");
    let minutes = |of: &str| plan[of]["travel_minutes"].as_i64().unwrap();
    assert!(minutes("totals") < minutes("stands"), "{plan}");
    let (status, told) = carried(&world, all).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let moved = stored(&world, visit.id).await;
    assert_eq!((moved.status, moved.planned_from_at), (VisitStatus::Accepted, Some(at("15:00"))));
    let after = proposed(&world, "day=2026-11-21&moves=true").await;
    assert_eq!((ids(&after), &after["totals"]), (vec![], &after["stands"]), "{after}");
}

#[db_test]
async fn moves_are_all_or_nothing_and_a_window_that_is_left_is_told_anew(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let told = a_visit_in_the_afternoon(&world).await;
    did(&world, "dispatcher", told.id, "assignment", json!({ "technician_id": who })).await;
    let other = a_visit(&world).await;
    let version = async |id| stored(&world, id).await.version;
    let moved = |id: crate::nouns::VisitId, version: i64, from: &str| json!({ "visit_id": id, "version": version, "technician_id": who, "planned_from_at": at(from), "helpers": [] });
    let send = async |visits: Vec<Value>| {
        let body = json!({ "visits": visits, "reason": "整日排程" });
        world.call("dispatcher", "POST", "/dispatch/moves", body).await
    };
    let (first, second) = (version(told.id).await, version(other.id).await);
    let (status, refused) = send(vec![moved(told.id, first, "11:30"), moved(other.id, second, "11:45")]).await;
    assert_eq!(status, StatusCode::CONFLICT, "{refused}");
    assert!(refused["facts"]["number"].is_string(), "{refused}");
    assert_eq!(stored(&world, told.id).await.window_from_at, Some(at("14:00")), "nothing has changed");
    let (status, done) = send(vec![moved(told.id, first, "16:15"), moved(other.id, second, "14:00")]).await;
    assert_eq!((status, &done["windows"]), (StatusCode::OK, &json!(1)), "{done}");
    let after = stored(&world, told.id).await;
    assert_eq!((after.window_from_at, after.planned_from_at), (Some(at("16:15")), Some(at("16:15"))));
    for (path, body) in [
        ("visits", json!({ "visits": [], "reason": "无" })),
        ("reason", json!({ "visits": [moved(other.id, 1, "16:00")], "reason": " " })),
    ] {
        let (status, told) = world.call("dispatcher", "POST", "/dispatch/moves", body).await;
        assert_eq!((status, &told["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)), "{told}");
    }
}

#[db_test]
async fn nobody_is_planned_for_a_place_outside_the_areas_that_were_drawn_for_them(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    let visit = a_visit(&world).await;
    let at = |north: f64, east: f64| json!({ "lat": HOME.lat + north, "lng": HOME.lng + east });
    let area = |name: &str, off: f64| {
        let outline = json!([at(off, -0.01), at(off, 0.01), at(off + 0.02, 0.01), at(off + 0.02, -0.01)]);
        json!({ "name": name, "outline": outline })
    };
    let mut given = vec![];
    for (who, name, off) in [(near, "城东片", 0.1), (far, "城中片", -0.01)] {
        let (_, drawn) = world.call("manager", "POST", "/areas", area(name, off)).await;
        let areas = json!({ "areas": [], "drawn_areas": [drawn["id"]] });
        let (status, told) = world.call("manager", "PUT", &format!("/technicians/{who}/areas"), areas).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        given.push(drawn);
    }
    let plan = proposed(&world, "day=2026-11-21").await;
    assert_eq!(plan["visits"][0]["technician_id"], json!(far), "{plan}");
    let ranked = crate::dispatch::tests::recommended(&world, visit.id).await;
    assert_eq!(ranked["candidates"][0]["technician_id"], json!(far), "{ranked}");
    let reason = &ranked["excluded"][0]["reasons"][0];
    assert_eq!((&reason["code"], &reason["facts"]["name"]), (&json!("dispatch.outside_area"), &json!("城东片")));

    let path = format!("/areas/{}", given[1]["id"].as_str().unwrap());
    world.call("manager", "PUT", &path, area("城中片", 0.2)).await;
    let plan = proposed(&world, "day=2026-11-21").await;
    assert_eq!(plan["left"][0]["reasons"], json!([{ "code": "dispatch.outside_area", "people": 2 }]), "{plan}");
}

#[db_test]
async fn with_the_weight_of_fairness_the_work_of_a_day_is_spread_over_both(world: World) {
    a_mechanic(&world, "technician", 0.2).await;
    a_mechanic(&world, "li", 8.0).await;
    for _ in 0..4 {
        a_visit(&world).await;
    }
    let near = proposed(&world, "day=2026-11-21").await;
    let rules = DispatchRules { fairness: 20, ..DispatchRules::default() };
    given_the_rule(&world, rules).await;
    let even = proposed(&world, "day=2026-11-21").await;
    let spread = |plan: &Value| {
        let of = |what: &str| plan["totals"][what].as_i64().unwrap();
        of("busiest_minutes") - of("quietest_minutes")
    };
    assert!(spread(&even) < spread(&near), "{near} {even}");
    assert_eq!(even["totals"]["people"], 2, "{even}");
    let much = json!({ "automatic": "off", "fairness": 21 });
    let (status, problem) = world.call_with("admin", "PUT", "/dispatch-rules", much, &[("if-match", "1")]).await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("fairness")),
        "{problem}"
    );
}
