//! Dispatch through the API and the chores, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::id::UserId;
use kernel::{Day, Point};
use platform::db::Sql;
use serde_json::{Value, json};

use super::{Automatic, DispatchRules, assign_by_rule, offers_expire, policy};
use crate::nouns::VisitId;
use crate::orders::visits::tests::{HOME, a_technician, a_visit, at, booked, did, refused, stored, trail};
use crate::orders::visits::{NewVisit, Visit, VisitStatus, plan};
use crate::people::{self, NewCertificate, SkillLevel};
use crate::world::World;

/// Somebody who can mend air conditioners, starts so many kilometres north of the test's home, and works today and tomorrow.
pub(super) async fn a_mechanic(world: &World, login: &str, kilometres: f64) -> UserId {
    let id = a_technician(world, login).await;
    let tx = world.begin().await;
    people::set_skills(&tx, id, vec![SkillLevel { skill: "ac".into(), level: 2 }]).await.unwrap();
    let cooling =
        NewCertificate { certificate: "cert_cooling".into(), number: "T-1".into(), expires_on: Day::ymd(2027, 3, 31) };
    people::set_certificates(&tx, id, vec![cooling]).await.unwrap();
    let day = |day: &str| json!({ "technician_id": id, "day": day, "work": ["08:30-17:30"] });
    let days = ["2026-11-21", "2026-11-22"].map(|each| serde_json::from_value(day(each)).unwrap());
    people::put_shifts(&tx, days.into()).await.unwrap();
    tx.commit().await.unwrap();
    let start = Point { lat: HOME.lat + kilometres / 111.195, lng: HOME.lng };
    let (status, shown) =
        world.call("manager", "PATCH", &format!("/technicians/{id}"), json!({ "start_place": start })).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    id
}

pub(super) async fn a_visit_in_the_afternoon(world: &World) -> Visit {
    let order = crate::orders::visits::tests::an_order(world).await;
    let tx = world.begin().await;
    let new = NewVisit {
        window_from_at: Some(at("14:00")),
        window_to_at: Some(at("16:00")),
        ..NewVisit::of(order, "repair")
    };
    let visit = plan(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    visit
}

pub(super) async fn recommended(world: &World, visit: VisitId) -> Value {
    let (status, answer) =
        world.call("dispatcher", "GET", &format!("/visits/{visit}/recommendations"), Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

pub(super) async fn given_the_rule(world: &World, rules: DispatchRules) {
    let tx = world.begin().await;
    policy::set_rules(&tx, (), rules).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_tick(world: &World) {
    offers_expire(&world.db, &world.company, world.now()).await.unwrap();
    assign_by_rule(&world.db, &world.company, world.now()).await.unwrap();
}

/// To whom the visit is offered now, and whether by rule.
pub(super) async fn asked(world: &World, visit: VisitId) -> Option<(UserId, bool)> {
    let sql = Sql::new(
        "SELECT technician_id, by_rule FROM offer WHERE tenant_id = ? AND visit_id = ? AND answer = 'waiting'",
    );
    let row = world.read().one(sql.bind(world.company.id).bind(visit)).await.unwrap()?;
    Some((platform::db::read(&row, "technician_id").unwrap(), platform::db::read(&row, "by_rule").unwrap()))
}

#[db_test]
async fn the_nearest_who_can_goes_first_and_whoever_cannot_is_told_why(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    let unskilled = a_technician(&world, "zhao").await;
    let visit = a_visit(&world).await;
    let answer = recommended(&world, visit.id).await;
    let candidates = answer["candidates"].as_array().unwrap();
    let ids: Vec<_> = candidates.iter().map(|each| each["technician_id"].clone()).collect();
    assert_eq!(ids, [json!(near), json!(far)], "{answer}");
    for each in candidates {
        let sum: i64 = each["terms"].as_array().unwrap().iter().map(|term| term["points"].as_i64().unwrap()).sum();
        assert_eq!(json!(sum), each["score"], "the bill adds up: {each}");
    }
    let out = &answer["excluded"][0];
    assert_eq!(out["technician_id"], json!(unskilled));
    let reasons: Vec<_> = out["reasons"].as_array().unwrap().iter().map(|each| each["code"].clone()).collect();
    assert_eq!(reasons, ["dispatch.skill_missing", "dispatch.certificate_missing", "dispatch.no_shift"], "{out}");
    assert_eq!(out["reasons"][0]["facts"]["name"], "空调安装维修");
}

#[db_test]
async fn what_is_booked_pushes_the_next_proposal_back(world: World) {
    let who = a_mechanic(&world, "technician", 0.0).await;
    let first = a_visit(&world).await;
    did(&world, "dispatcher", first.id, "assignment", json!({ "technician_id": who })).await;
    let booked_until = stored(&world, first.id).await.planned_to_at.unwrap();
    let next = recommended(&world, a_visit(&world).await.id).await;
    assert_eq!(next["candidates"][0]["planned_from_at"], json!(booked_until), "{next}");
    let load =
        next["candidates"][0]["terms"].as_array().unwrap().iter().any(|term| term["code"] == "dispatch.term.load");
    assert!(load, "{next}");
}

#[db_test]
async fn who_came_early_is_proposed_for_no_time_that_is_still_booked(world: World) {
    let who = a_mechanic(&world, "technician", 0.0).await;
    let first = a_visit(&world).await;
    let choice = json!({ "technician_id": who, "planned_from_at": at("11:30") });
    did(&world, "dispatcher", first.id, "assignment", choice).await;
    let booked_until = stored(&world, first.id).await.planned_to_at.unwrap();
    for deed in ["departure", "arrival"] {
        did(&world, "technician", first.id, deed, json!({})).await;
    }
    let next = a_visit(&world).await;
    let ranked = recommended(&world, next.id).await;
    assert_eq!(ranked["candidates"][0]["planned_from_at"], json!(booked_until), "{ranked}");
    did(&world, "dispatcher", next.id, "offers", json!({ "technician_id": who })).await;
}

#[db_test]
async fn a_region_of_the_rule_is_a_district_city_or_province(world: World) {
    let rule = json!({ "automatic": "by_region", "regions": ["310115", "pudong"] });
    let headers = [("if-match", "0")];
    let (status, problem) = world.call_with("admin", "PUT", "/dispatch-rules", rule, &headers).await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("regions[1]")),
        "{problem}"
    );
}

#[db_test]
async fn somebody_else_than_the_first_needs_a_reason(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 6.0).await;
    let visit = a_visit(&world).await;
    let choice = json!({ "technician_id": far });
    assert_eq!(
        refused(&world, "dispatcher", visit.id, "offers", choice).await,
        (StatusCode::CONFLICT, "dispatch.reason_needed".into())
    );
    let choice = json!({ "technician_id": far, "override_reason": "客户点名要李师傅" });
    let shown = did(&world, "dispatcher", visit.id, "offers", choice).await;
    assert_eq!((&shown["status"], &shown["offer"]["rank"]), (&json!("offered"), &json!(2)), "{shown}");
    assert_eq!(shown["offer"]["override_reason"], "客户点名要李师傅");
}

#[db_test]
async fn somebody_ruled_out_is_sent_only_with_the_right_to(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let unskilled = a_technician(&world, "zhao").await;
    let visit = a_visit(&world).await;
    let plain = json!({ "technician_id": unskilled });
    let path = format!("/visits/{}/offers", visit.id);
    let (status, problem) = world.call("dispatcher", "POST", &path, plain).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("dispatch.excluded")));
    assert_eq!(problem["facts"]["reasons"][0]["code"], "dispatch.skill_missing", "{problem}");
    let reasoned = json!({ "technician_id": unskilled, "override_reason": "带徒弟去学习" });
    assert_eq!(
        refused(&world, "provider", visit.id, "offers", reasoned.clone()).await,
        (StatusCode::CONFLICT, "dispatch.override_not_allowed".into())
    );
    did(&world, "dispatcher", visit.id, "offers", reasoned).await;
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Offered);
}

#[db_test]
async fn nothing_overrides_a_double_booking(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let first = a_visit(&world).await;
    let choice = json!({ "technician_id": who, "planned_from_at": at("14:00") });
    did(&world, "dispatcher", first.id, "assignment", choice).await;
    let second = a_visit(&world).await;
    let choice = json!({ "technician_id": who, "planned_from_at": at("14:30"), "override_reason": "加急" });
    for deed in ["offers", "assignment"] {
        let told = refused(&world, "dispatcher", second.id, deed, choice.clone()).await;
        assert_eq!(told, (StatusCode::CONFLICT, "dispatch.double_booking".into()));
    }
    assert_eq!(
        (stored(&world, second.id).await.status, booked(&world, second.id, who).await),
        (VisitStatus::Planned, 0)
    );
}

#[db_test]
async fn of_two_dispatchers_who_assign_the_same_hour_at_once_one_is_refused(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let (one, other) = (a_visit(&world).await, a_visit(&world).await);
    let assign = async |login: &str, visit: VisitId, from: &str| {
        let choice = json!({ "technician_id": who, "planned_from_at": at(from), "override_reason": "两人同时派" });
        world.call(login, "POST", &format!("/visits/{visit}/assignment"), choice).await
    };
    // both are signed in before they race
    world.call("dispatcher", "GET", "/session", Value::Null).await;
    world.call("manager", "GET", "/session", Value::Null).await;
    let answers = tokio::join!(assign("dispatcher", one.id, "14:00"), assign("manager", other.id, "14:45"));
    let mut told = [answers.0, answers.1].map(|(status, answer)| (status.as_u16(), answer["code"].clone()));
    told.sort_by_key(|each| each.0);
    assert_eq!(told, [(200, Value::Null), (409, json!("dispatch.double_booking"))]);
    let slots = booked(&world, one.id, who).await + booked(&world, other.id, who).await;
    assert_eq!(slots, 15, "one stay of 75 minutes is booked, and nothing of the other");
}

#[db_test]
async fn another_time_than_the_customer_was_told_needs_a_reason(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit_in_the_afternoon(&world).await;
    let answer = recommended(&world, visit.id).await;
    assert_eq!(answer["candidates"][0]["planned_from_at"], json!(at("14:00")));
    let early = json!({ "technician_id": who, "planned_from_at": at("12:00") });
    assert_eq!(refused(&world, "dispatcher", visit.id, "offers", early).await.1, "dispatch.reason_needed");
    let past = json!({ "technician_id": who, "planned_from_at": at("09:00") });
    assert_eq!(refused(&world, "dispatcher", visit.id, "offers", past).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = json!({ "technician_id": who, "planned_from_at": at("15:00") });
    let shown = did(&world, "dispatcher", visit.id, "assignment", kept).await;
    assert_eq!((&shown["status"], &shown["planned_from_at"]), (&json!("accepted"), &json!(at("15:00"))));
    assert_eq!(shown["crew"][0]["technician_id"], json!(who));
}

#[db_test]
async fn an_assignment_taken_back_frees_the_hour(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    did(&world, "dispatcher", visit.id, "assignment", json!({ "technician_id": who })).await;
    assert_eq!(booked(&world, visit.id, who).await, 15);
    let path = format!("/visits/{}/assignment", visit.id);
    let (status, shown) = world.call("dispatcher", "DELETE", &path, json!({})).await;
    assert_eq!((status, &shown["status"]), (StatusCode::OK, &json!("planned")), "{shown}");
    assert_eq!(booked(&world, visit.id, who).await, 0);
}

#[db_test]
async fn an_outlets_head_dispatches_the_outlets_orders_and_people_only(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let tx = world.begin().await;
    let move_away = Sql::new("UPDATE technician SET unit_id = ? WHERE tenant_id = ? AND id = ?");
    tx.run(move_away.bind(world.other_outlet.id).bind(world.company.id).bind(who)).await.unwrap();
    tx.commit().await.unwrap();
    let visit = a_visit(&world).await;
    let choice = json!({ "technician_id": who, "override_reason": "借人" });
    let told = refused(&world, "provider", visit.id, "offers", choice.clone()).await;
    assert_eq!(told.0, StatusCode::UNPROCESSABLE_ENTITY, "not theirs to send: {}", told.1);
    let borrowed = json!({ "technician_id": who });
    assert_eq!(refused(&world, "dispatcher", visit.id, "offers", borrowed).await.1, "dispatch.excluded");
    did(&world, "dispatcher", visit.id, "offers", choice).await;
}

#[db_test]
async fn nothing_is_dispatched_by_itself_until_the_rule_is_turned_on(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, None);
    let (_, rules) = world.call("dispatcher", "GET", "/dispatch-rules", Value::Null).await;
    assert_eq!((&rules["automatic"], &rules["version"]), (&json!("off"), &json!(0)));
    let (status, rules) = world.call("admin", "PUT", "/dispatch-rules", json!({ "automatic": "all" })).await;
    assert_eq!((status, &rules["version"]), (StatusCode::OK, &json!(1)), "{rules}");
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((near, true)));
    a_tick(&world).await;
    assert_eq!(trail(&world, visit.id).await, ["visit.planned", "visit.offered"], "twice does nothing twice");
}

#[db_test]
async fn who_declines_or_stays_silent_is_passed_over_for_the_next(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let middle = a_mechanic(&world, "li", 4.0).await;
    let far = a_mechanic(&world, "zhao", 8.0).await;
    let visit = a_visit(&world).await;
    given_the_rule(&world, DispatchRules { automatic: Automatic::All, ..DispatchRules::default() }).await;
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((near, true)));
    did(&world, "technician", visit.id, "declining", json!({ "reason": "too_far" })).await;
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((middle, true)));
    world.later(14);
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((middle, true)), "a quarter of an hour is theirs");
    world.later(2);
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((far, true)));
    let out = recommended(&world, visit.id).await["excluded"].to_string();
    assert_eq!(out.matches("dispatch.declined_before").count(), 2, "{out}");
}

#[db_test]
async fn that_nobody_fits_is_said_once_and_taken_back_when_somebody_does(world: World) {
    a_technician(&world, "zhao").await;
    let visit = a_visit(&world).await;
    given_the_rule(&world, DispatchRules { automatic: Automatic::All, ..DispatchRules::default() }).await;
    for _ in 0..3 {
        a_tick(&world).await;
        world.later(1);
    }
    assert!(stored(&world, visit.id).await.no_candidates);
    assert_eq!(trail(&world, visit.id).await, ["visit.planned", "visit.no_candidates"]);
    let (_, page) = world.call("dispatcher", "GET", "/visits/unassigned?no_candidates=true", Value::Null).await;
    assert_eq!(page["items"][0]["visit_id"], json!(visit.id), "{page}");
    let found = a_mechanic(&world, "technician", 1.0).await;
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((found, true)));
    assert!(!stored(&world, visit.id).await.no_candidates);
}

#[db_test]
async fn a_rule_by_type_or_district_leaves_the_others_to_the_dispatcher(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    let rule = |automatic, types: &[&str], regions: &[&str]| DispatchRules {
        automatic,
        types: types.iter().map(|each| (*each).to_owned()).collect(),
        regions: regions.iter().map(|each| (*each).to_owned()).collect(),
        ..DispatchRules::default()
    };
    for passed_over in
        [rule(Automatic::ByType, &["install"], &[]), rule(Automatic::ByRegion, &[], &["310115", "330000"])]
    {
        given_the_rule(&world, passed_over).await;
        a_tick(&world).await;
        assert_eq!(asked(&world, visit.id).await, None);
    }
    given_the_rule(&world, rule(Automatic::ByRegion, &[], &["310000"])).await;
    a_tick(&world).await;
    assert_eq!(asked(&world, visit.id).await, Some((who, true)), "the city holds the district");
}

#[db_test]
async fn the_rule_names_what_is_wrong_with_it_and_is_changed_at_the_version_seen(world: World) {
    let put = async |body: Value, seen: &str| {
        world.call_with("admin", "PUT", "/dispatch-rules", body, &[("if-match", seen)]).await
    };
    let (status, problem) = put(json!({ "automatic": "by_type", "types": ["no_such_type"] }), "0").await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("types[0]")));
    let (status, problem) = put(json!({ "automatic": "by_region" }), "0").await;
    assert_eq!((status, &problem["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.required")));
    assert_eq!(put(json!({ "automatic": "by_type", "types": ["repair"] }), "0").await.0, StatusCode::OK);
    assert_eq!(put(json!({ "automatic": "all" }), "0").await.0, StatusCode::PRECONDITION_FAILED);
}

#[db_test]
async fn the_board_shows_shifts_bookings_and_offers_and_what_is_wrong_with_them(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let (early, late) = (a_visit(&world).await, a_visit(&world).await);
    let choice = json!({ "technician_id": who, "planned_from_at": at("14:00") });
    did(&world, "dispatcher", early.id, "assignment", choice).await;
    let evening = json!({ "technician_id": who, "planned_from_at": at("17:00"), "override_reason": "客户晚上在家" });
    did(&world, "dispatcher", late.id, "offers", evening).await;
    let (status, board) = world.call("provider", "GET", "/board?from=2026-11-21&to=2026-11-22", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{board}");
    let row = &board["items"][0];
    assert_eq!((row["technician_id"].clone(), row["shifts"].as_array().unwrap().len()), (json!(who), 2));
    let flags = |at: usize| (row["visits"][at]["is_offer"].clone(), row["visits"][at]["is_outside_shift"].clone());
    assert_eq!((flags(0), flags(1)), ((json!(false), json!(false)), (json!(true), json!(true))), "{row}");
    let elsewhere = format!("/board?from=2026-11-21&to=2026-11-22&unit={}", world.other_outlet.id);
    assert_eq!(world.call("dispatcher", "GET", &elsewhere, Value::Null).await.1["items"], json!([]));
    let (status, _) = world.call("dispatcher", "GET", "/board?from=2026-11-01&to=2026-12-31", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn visits_without_anybody_are_listed_page_by_page(world: World) {
    let mut all = vec![];
    for _ in 0..3 {
        all.push(a_visit(&world).await.id);
    }
    let (mut seen, mut after): (Vec<VisitId>, String) = (vec![], String::new());
    loop {
        let path = format!("/visits/unassigned?limit=2{after}");
        let (status, page) = world.call("dispatcher", "GET", &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let ids = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["visit_id"].as_str().unwrap().parse::<VisitId>().unwrap());
        seen.extend(ids);
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    all.sort();
    seen.sort();
    assert_eq!(seen, all);
    assert_eq!(world.call("technician", "GET", "/visits/unassigned", Value::Null).await.0, StatusCode::FORBIDDEN);
}
