//! Insight, on a handful of orders whose numbers one can count by hand.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::{Id, Json, Moment};
use platform::db;
use serde_json::{Value, json};

use crate::nouns::{Channel, CrewMemberId, OrderId, ReviewId, VisitId};
use crate::orders::history::{ClosedOrder, take_in};
use crate::orders::visits::{ArrivalJudged, CrewMember, CrewRole, Visit, VisitOutcome, VisitStatus};
use crate::orders::{OrderOutcome, OrderPhase, WorkOrder};
use crate::quality::Review;
use crate::world::World;

/// An order as it stands, written past the rules: only its numbers are looked at here.
async fn given(world: &World, name: &str, change: impl FnOnce(&mut WorkOrder)) -> OrderId {
    let tx = world.begin().await;
    let closed = ClosedOrder {
        outside_ref: name.into(),
        site_id: None,
        product_id: None,
        brand_id: None,
        category: "washer".into(),
        fault: Some("washer_not_drain".into()),
        summary: name.into(),
        described: String::new(),
        outcome: OrderOutcome::Solved,
        barrier: None,
        at: world.now(),
        custom: Json::default(),
    };
    let id = take_in(&tx, "test", vec![closed]).await.unwrap()[0];
    let mut order: WorkOrder = db::get(&tx, id).await.unwrap();
    order.channel = Channel::Phone;
    order.unit_id = Some(world.outlet.id);
    change(&mut order);
    db::update(&tx, order).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A visit of the technician's, done or not.
async fn a_visit(world: &World, order: OrderId, change: impl FnOnce(&mut Visit)) -> VisitId {
    let tx = world.begin().await;
    let technician = world.users[&crate::identity::Role::Technician];
    let mut visit: Visit = done_visit(order, world.now());
    change(&mut visit);
    let member = CrewMember {
        id: CrewMemberId::new(),
        visit_id: visit.id,
        order_id: order,
        technician_id: technician,
        role: CrewRole::Lead,
        share_bp: kernel::BasisPoints(10_000),
        started_at: None,
        ended_at: None,
        released_at: None,
        created_at: world.now(),
        version: 1,
    };
    let id = db::insert(&tx, visit).await.unwrap().id;
    db::insert(&tx, member).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn done_visit(order_id: OrderId, at: Moment) -> Visit {
    Visit {
        id: VisitId::new(),
        order_id,
        number: 1,
        leg: "repair".into(),
        status: VisitStatus::Done,
        unit_id: None,
        previous_id: None,
        cause: None,
        payer: None,
        window_from_at: Some(at),
        window_to_at: Some(at.plus_minutes(120)),
        window_version: 1,
        planned_from_at: Some(at),
        planned_to_at: Some(at.plus_minutes(60)),
        minutes: 60,
        assignment_version: 1,
        sop: None,
        sop_version: None,
        offered_at: None,
        accepted_at: None,
        departed_at: None,
        arrived_at: Some(at),
        arrived_place: None,
        arrived_metres: Some(10),
        arrived_judged: Some(ArrivalJudged::AtSite),
        started_at: None,
        finished_at: Some(at),
        cancelled_at: None,
        cancel_reason: None,
        outcome: Some(VisitOutcome::Solved),
        outcome_note: String::new(),
        void_cause: None,
        signature: None,
        signed_by: None,
        manifest: Json::default(),
        evidence_complete: true,
        no_candidates: false,
        crew_size: 1,
        created_at: at,
        version: 1,
    }
}

async fn ask(world: &World, who: &str, path: &str) -> Value {
    let (status, answer) = world.call(who, "GET", path, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

fn count_of(cockpit: &Value, phase: &str) -> (i64, i64) {
    let all = cockpit["phases"].as_array().unwrap();
    let of = all.iter().find(|each| each["phase"] == phase).unwrap();
    (of["count"].as_i64().unwrap(), of["late"].as_i64().unwrap())
}

#[db_test]
async fn the_cockpit_counts_open_orders_by_phase_with_those_that_are_late_or_soon_due(world: World) {
    let now = world.now();
    let open = |due: i64| {
        move |order: &mut WorkOrder| {
            order.phase = OrderPhase::ToDispatch;
            order.next_due_at = Some(now.plus_minutes(due));
            (order.finished_at, order.closed_at) = (None, None);
        }
    };
    given(&world, "late", open(-5)).await;
    given(&world, "soon", open(90)).await;
    given(&world, "later", open(600)).await;
    given(&world, "yesterday", |order| order.opened_at = now.plus_days(-1)).await;
    let cockpit = ask(&world, "manager", "/insight/cockpit").await;
    assert_eq!((count_of(&cockpit, "to_dispatch"), count_of(&cockpit, "closed")), ((3, 1), (1, 0)));
    assert_eq!((&cockpit["late"], &cockpit["due_soon"]), (&json!(1), &json!(1)));
    assert_eq!((&cockpit["opened_today"], &cockpit["finished_today"]), (&json!(3), &json!(1)));
    assert_eq!((&cockpit["from"], &cockpit["to"]), (&json!("2026-10-23"), &json!("2026-11-21")));
    assert_eq!(cockpit["channels"], json!([{ "channel": "phone", "count": 4 }]));
}

#[db_test]
async fn rates_are_of_the_last_thirty_days_and_tell_a_second_visit_from_a_first_fix(world: World) {
    let now = world.now();
    let first = given(&world, "first", |order| {
        (order.finish_due_at, order.fixed_at_once) = (Some(now.plus_minutes(10)), Some(true));
    })
    .await;
    let second = given(&world, "second", |order| {
        (order.finish_due_at, order.fixed_at_once) = (Some(now.plus_minutes(-10)), Some(false));
    })
    .await;
    let old = given(&world, "old", |order| {
        order.finished_at = Some(now.plus_days(-40));
        order.finish_due_at = Some(now.plus_days(-50));
    })
    .await;
    a_visit(&world, first, |_| {}).await;
    let before = a_visit(&world, second, |visit| visit.arrived_at = Some(now.plus_minutes(200))).await;
    a_visit(&world, second, |visit| (visit.number, visit.previous_id) = (2, Some(before))).await;
    a_visit(&world, old, |visit| visit.finished_at = Some(now.plus_days(-40))).await;
    let tx = world.begin().await;
    for (order_id, stars) in [(first, 5), (second, 4)] {
        let review = Review {
            id: ReviewId::new(),
            order_id,
            visit_id: None,
            technician_id: Some(world.users[&crate::identity::Role::Technician]),
            stars,
            tags: Json::default(),
            words: String::new(),
            files: Json(vec![]),
            nps: None,
            channel: Channel::CustomerPage,
            below_standard: false,
            given_at: now,
        };
        db::insert(&tx, review).await.unwrap();
    }
    tx.commit().await.unwrap();
    let cockpit = ask(&world, "manager", "/insight/cockpit").await;
    assert_eq!((&cockpit["finished"], &cockpit["on_time_bp"]), (&json!(2), &json!(5_000)));
    assert_eq!((&cockpit["first_fix_bp"], &cockpit["stars_hundredths"]), (&json!(5_000), &json!(450)));
    let best = &cockpit["technicians"][0];
    assert_eq!(
        (&best["visits"], &best["on_time_bp"], &best["stars_hundredths"]),
        (&json!(3), &json!(6_666), &json!(450))
    );
    assert_eq!(cockpit["technicians"].as_array().unwrap().len(), 1);
}

#[db_test]
async fn a_provider_sees_the_numbers_of_its_own_outlet_only(world: World) {
    let open = |order: &mut WorkOrder| (order.phase, order.closed_at) = (OrderPhase::Received, None);
    given(&world, "ours", open).await;
    let other = world.other_outlet.id;
    given(&world, "theirs", |order| {
        open(order);
        order.unit_id = Some(other);
    })
    .await;
    assert_eq!(count_of(&ask(&world, "manager", "/insight/cockpit").await, "received").0, 2);
    assert_eq!(count_of(&ask(&world, "provider", "/insight/cockpit").await, "received").0, 1);
    let failures = ask(&world, "provider", "/insight/failures?by=category").await;
    assert_eq!(failures["items"][0]["orders"], 1);
    // a manager who looks at one outlet sees the same
    let of = async |unit| {
        ask(&world, "manager", &format!("/insight/failures?by=category{unit}")).await["items"][0]["orders"].clone()
    };
    assert_eq!((of(String::new()).await, of(format!("&unit_id={other}")).await), (json!(2), json!(1)));
}

#[db_test]
async fn the_failure_list_ranks_and_says_how_it_ended(world: World) {
    let day: Moment = "2026-03-04T02:00:00Z".parse().unwrap();
    let table = "id,product_category,brand,repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem\n\
        1,Kettle,Philips,Fixed,,Cardiff,2020-01-02,x\n2,Kettle,PHILIPS,End of life,Item too worn out,Cardiff,2020-01-03,y\n\
        3,Kettle,Bosch,Unknown,,Cardiff,2021-01-03,y\n4,Iron,Bosch,Repairable,,Cardiff,2021-01-04,z\n";
    let import = crate::imports::Import {
        kind: crate::imports::ImportKind::Repairs,
        file_name: "t.csv".into(),
        bytes: table.as_bytes().to_vec(),
        mapping: crate::imports::MapChoice::Fitting,
        check_only: false,
        refuse_wrong: false,
        key: None,
    };
    crate::imports::run(&world.db, world.system(), import).await.unwrap();
    given(&world, "a washer", |order| order.opened_at = day).await;
    let page = ask(&world, "manager", "/insight/failures").await;
    let kettle = &page["items"][0];
    assert_eq!(
        (&kettle["product"], &kettle["orders"], &kettle["fixed_bp"]),
        (&json!("Kettle"), &json!(3), &json!(5_000))
    );
    assert_eq!(kettle["barriers"][0], json!({ "code": "worn_out", "name": "worn_out", "count": 1 }));
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    // page by page
    let first = ask(&world, "manager", "/insight/failures?limit=1").await;
    let next = first["next"].as_str().unwrap();
    let second = ask(&world, "manager", &format!("/insight/failures?limit=1&cursor={next}")).await;
    assert_eq!((&second["items"][0]["product"], second.get("next")), (&json!("Iron"), None));
    let brands = ask(&world, "manager", "/insight/failures?by=brand").await;
    let names: Vec<&str> = brands["items"].as_array().unwrap().iter().filter_map(|b| b["product"].as_str()).collect();
    assert_eq!(names.len(), 2, "two spellings are one brand: {names:?}");
    let of_2021 = ask(&world, "manager", "/insight/failures?from=2021-01-01&to=2021-01-03").await;
    assert_eq!((of_2021["items"].as_array().unwrap().len(), &of_2021["items"][0]["orders"]), (1, &json!(1)));
    let faults = ask(&world, "manager", "/insight/failures?by=fault").await;
    assert_eq!((&faults["items"][0]["key"], &faults["items"][0]["orders"]), (&json!("washer_not_drain"), &json!(1)));
    assert_ne!(faults["items"][0]["product"], "washer_not_drain", "the trade has a name for it");
}

#[db_test]
async fn exceptions_name_the_order_the_person_and_since_when(world: World) {
    let now = world.now();
    let far = given(&world, "far", |_| {}).await;
    a_visit(&world, far, |visit| {
        (visit.arrived_judged, visit.arrived_metres) = (Some(ArrivalJudged::FarAway), Some(4_200));
        visit.evidence_complete = false;
    })
    .await;
    given(&world, "waiting", |order| {
        order.phase = OrderPhase::Dispatched;
        order.dispatch_due_at = Some(now.plus_minutes(-30));
        order.next_due_at = order.dispatch_due_at;
        (order.finished_at, order.closed_at) = (None, None);
    })
    .await;
    let found = ask(&world, "manager", "/insight/exceptions").await;
    let kinds: Vec<(&str, &str)> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| (each["kind"].as_str().unwrap(), each["summary"].as_str().unwrap()))
        .collect();
    assert_eq!(
        kinds,
        [("not_accepted", "waiting"), ("overdue", "waiting"), ("far_away", "far"), ("no_evidence", "far")]
    );
    assert_eq!(found["items"][2]["figure"], 4_200);
    assert_eq!(found["items"][2]["technician_id"], world.users[&crate::identity::Role::Technician].to_string());
    let only = ask(&world, "manager", "/insight/exceptions?kind=overdue&limit=1").await;
    assert_eq!((only["items"].as_array().unwrap().len(), &only["more"]), (1, &json!([])));
}

#[db_test]
async fn the_cockpit_of_years_ago_counts_what_was_taken_in_of_them(world: World) {
    let now = world.now();
    let old = crate::orders::history::ClosedOrder {
        outside_ref: "A-1".into(),
        site_id: None,
        product_id: None,
        brand_id: None,
        category: "washer".into(),
        fault: None,
        summary: "坏了".into(),
        described: "坏了".into(),
        outcome: crate::orders::OrderOutcome::Solved,
        barrier: None,
        at: now.plus_days(-1_000),
        custom: kernel::Json::default(),
    };
    let tx = world.begin().await;
    crate::orders::history::take_in(&tx, "run", vec![old]).await.unwrap();
    tx.commit().await.unwrap();
    let recent = ask(&world, "manager", "/insight/cockpit").await;
    assert_eq!((count_of(&recent, "closed").0, &recent["finished"]), (0, &json!(0)));
    let then = ask(&world, "manager", "/insight/cockpit?from=2024-01-01&to=2024-12-31").await;
    assert_eq!((count_of(&then, "closed").0, &then["finished"]), (1, &json!(1)));
    assert_eq!(then["channels"], json!([{ "channel": "file", "count": 1 }]));
    let (status, wrong) =
        world.call("manager", "GET", "/insight/cockpit?from=2024-02-01&to=2024-01-01", Value::Null).await;
    assert_eq!((status.as_u16(), &wrong["fields"][0]["path"]), (422, &json!("to")));
}

#[db_test]
async fn an_exception_gets_an_owner_and_a_next_step_and_leaves_the_inbox_when_it_is_settled(world: World) {
    let due = world.now().plus_minutes(-30);
    let order = given(&world, "late", |order| {
        order.phase = OrderPhase::Accepted;
        order.next_due_at = Some(due);
    })
    .await;
    let listed = async |query: &str| ask(&world, "manager", &format!("/insight/exceptions?kind=overdue{query}")).await;
    let first = listed("").await["items"][0].clone();
    assert_eq!((&first["order_id"], &first["case"]), (&json!(order), &Value::Null));
    let desk = world.users[&crate::identity::Role::Desk];
    let which = json!({ "kind": "overdue", "order_id": order, "visit_id": null, "since": first["since"] });
    let with = |more: Value| {
        let mut body = which.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let handling = with(json!({ "owner_id": desk, "next_step": "打电话改约" }));
    let path = "/insight/exceptions/handling";
    assert_eq!(world.call("finance", "POST", path, handling.clone()).await.0, StatusCode::FORBIDDEN);
    let (status, case) = world.call("manager", "POST", path, handling.clone()).await;
    assert_eq!((status, &case["owner_name"]), (StatusCode::OK, &json!("测试desk")), "{case}");
    let stale = [("if-match", "\"0\"")];
    let (status, told) = world.call_with("quality", "POST", path, handling, &stale).await;
    assert_eq!(
        (status, &told["code"]),
        (StatusCode::PRECONDITION_FAILED, &json!("stale")),
        "somebody was quicker: {told}"
    );
    assert_eq!(listed("&state=unowned").await["items"].as_array().unwrap().len(), 0);
    assert_eq!(listed(&format!("&owner_id={desk}")).await["items"][0]["case"]["next_step"], "打电话改约");

    let settling = "/insight/exceptions/settling";
    let (status, told) = world.call("manager", "POST", settling, with(json!({ "note": "已改到周一" }))).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(listed("").await["items"].as_array().unwrap().len(), 0);
    assert_eq!(listed("&state=settled").await["items"][0]["case"]["note"], "已改到周一");
    let (_, told) = world.call("manager", "POST", settling, with(json!({}))).await;
    assert_eq!(told["code"], "exception.settled");
    assert_eq!(world.call("manager", "POST", settling, with(json!({ "reopen": true }))).await.0, StatusCode::OK);
    assert_eq!(listed("").await["items"].as_array().unwrap().len(), 1);
    assert_eq!(world.call("manager", "POST", settling, with(json!({}))).await.0, StatusCode::OK);

    // late for something else, later: that is another exception
    let tx = world.begin().await;
    let late: WorkOrder = db::get(&tx, order).await.unwrap();
    db::update(&tx, WorkOrder { next_due_at: Some(due.plus_minutes(10)), ..late }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed("").await["items"][0]["case"], Value::Null);
    let (_, told) = world.call("manager", "POST", path, with(json!({ "since": world.now(), "next_step": "" }))).await;
    assert_eq!(told["code"], "exception.gone", "one that does not stand");
}

#[db_test]
async fn exceptions_of_a_kind_come_page_by_page(world: World) {
    for at in 0..5 {
        given(&world, &format!("late {at}"), |order| {
            order.phase = OrderPhase::Accepted;
            order.next_due_at = Some(world.now().plus_minutes(-30 - (at / 2)));
        })
        .await;
    }
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), String::new());
    for _ in 0..3 {
        let page = ask(&world, "manager", &format!("/insight/exceptions?kind=overdue&limit=2{after}")).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|each| each["order_id"].to_string()));
        after = page["next"].as_str().map(|next| format!("&after={next}")).unwrap_or_default();
    }
    assert_eq!((seen.len(), after.as_str()), (5, ""));
    let (status, _) = world.call("manager", "GET", "/insight/exceptions?after=1/x", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn a_series_counts_each_day_and_a_unit_has_numbers_of_its_own(world: World) {
    let (now, other) = (world.now(), world.other_outlet.id);
    given(&world, "a", |order| {
        order.opened_at = now;
        order.finished_at = None;
    })
    .await;
    given(&world, "b", |order| {
        order.opened_at = now.plus_days(-1);
        order.finished_at = Some(now);
        order.finish_due_at = Some(now.plus_minutes(5));
        order.unit_id = Some(other);
    })
    .await;
    let of = async |query: &str| {
        ask(&world, "manager", &format!("/insight/series?from=2026-11-19&to=2026-11-21{query}")).await
    };
    let all = of("").await;
    let opened: Vec<_> = all["points"].as_array().unwrap().iter().map(|each| each["opened"].clone()).collect();
    assert_eq!(opened, [json!(0), json!(1), json!(1)], "{all}");
    assert_eq!((&all["points"][2]["finished"], &all["points"][2]["in_time"]), (&json!(1), &json!(1)));
    let unit = of(&format!("&unit_id={other}")).await;
    assert_eq!((&unit["points"][1]["opened"], &unit["points"][2]["opened"]), (&json!(1), &json!(0)), "{unit}");
    let cockpit = ask(&world, "manager", &format!("/insight/cockpit?unit_id={other}")).await;
    assert_eq!((&cockpit["finished"], &cockpit["opened_today"]), (&json!(1), &json!(0)), "{cockpit}");
    let long = ask(&world, "manager", "/insight/series?from=2026-01-01&to=2026-11-21").await;
    assert_eq!((&long["days_each"], long["points"].as_array().unwrap().len()), (&json!(4), 82));
    let back = "/insight/series?from=2026-11-21&to=2026-11-19";
    assert_eq!(world.call("manager", "GET", back, Value::Null).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

mod figures;
mod foretold;
mod parts;
