//! What is told before it is late, where the orders come from, and where each figure leads.

use super::*;

#[db_test]
async fn what_is_in_danger_is_told_before_it_is_late_and_who_has_not_set_out(world: World) {
    let now = world.now();
    let open = |name: &'static str, due: i64, phase| {
        let world = &world;
        async move {
            given(world, name, |order| {
                order.phase = phase;
                order.next_due_at = Some(now.plus_minutes(due));
                (order.finished_at, order.closed_at) = (None, None);
            })
            .await
        }
    };
    let upcoming = |visit: &mut Visit, status, from: i64| {
        visit.status = status;
        visit.planned_from_at = Some(now.plus_minutes(from));
        (visit.arrived_at, visit.finished_at) = (None, None);
    };
    let booked_late = open("booked later than due", 600, OrderPhase::Accepted).await;
    a_visit(&world, booked_late, |visit| upcoming(visit, VisitStatus::Accepted, 700)).await;
    let booked_well = open("booked before due", 600, OrderPhase::Accepted).await;
    a_visit(&world, booked_well, |visit| upcoming(visit, VisitStatus::Accepted, 300)).await;
    open("soon and nobody there", 60, OrderPhase::ToDispatch).await;
    open("soon but under way", 60, OrderPhase::Serving).await;
    open("soon but held", 60, OrderPhase::OnHold).await;
    let late = open("not set out", 6_000, OrderPhase::Accepted).await;
    a_visit(&world, late, |visit| upcoming(visit, VisitStatus::Accepted, -20)).await;
    let under_way = open("set out", 6_000, OrderPhase::Serving).await;
    a_visit(&world, under_way, |visit| upcoming(visit, VisitStatus::Departed, -20)).await;

    let told = async |query: &str| {
        let found = ask(&world, "manager", &format!("/insight/exceptions?{query}")).await;
        let items = found["items"].as_array().unwrap().iter();
        items.map(|each| each["summary"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told("kind=at_risk").await, ["soon and nobody there", "booked later than due"]);
    assert_eq!(told("kind=late_departure").await, ["not set out"]);
    // by words, by whose visit it is, by unit
    assert_eq!(told("kind=at_risk&text=BOOKED").await, ["booked later than due"]);
    assert_eq!(told("text=%25").await, Vec::<String>::new(), "a sign is a sign");
    assert_eq!(told("kind=late_departure&text=technician").await, ["not set out"], "by the name of whose it is");
    assert_eq!(told(&format!("kind=at_risk&unit_id={}", world.other_outlet.id)).await, Vec::<String>::new());
    let due = now.plus_minutes(60);
    let handled =
        json!({ "kind": "at_risk", "order_id": booked_late, "since": now.plus_minutes(600), "next_step": "改早" });
    let (status, case) = world.call("manager", "POST", "/insight/exceptions/handling", handled).await;
    assert_eq!((status, &case["next_step"]), (StatusCode::OK, &json!("改早")), "{case} {due}");
}

#[db_test]
async fn heat_is_by_district_and_every_number_leads_to_its_orders(world: World) {
    let now = world.now();
    let of = |region: &'static str, late: bool| {
        move |order: &mut WorkOrder| {
            order.region = region.into();
            order.finish_due_at = Some(now.plus_minutes(if late { -5 } else { 5 }));
            order.fixed_at_once = Some(!late);
        }
    };
    given(&world, "a", of("310115", false)).await;
    given(&world, "b", of("310115", true)).await;
    given(&world, "c", of("310101", true)).await;
    given(&world, "open", |order| {
        order.region = "310101".into();
        order.phase = OrderPhase::Received;
        order.opened_at = now.plus_days(-60);
        order.next_due_at = Some(now.plus_minutes(-1));
        (order.finished_at, order.closed_at) = (None, None);
    })
    .await;
    let heat = ask(&world, "manager", "/insight/regions").await;
    assert_eq!(
        heat["districts"],
        json!([
            { "region": "310115", "opened": 2, "open": 0, "late": 0, "on_time_bp": 5_000 },
            { "region": "310101", "opened": 1, "open": 1, "late": 1, "on_time_bp": 0 },
        ])
    );
    let from = json!(now.plus_days(-1)).as_str().unwrap().to_owned();
    let listed = async |query: &str| {
        let page = ask(&world, "manager", &format!("/orders?finished_from_at={from}&{query}")).await;
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["subject"].as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(listed("in_time=false").await, ["b".to_owned(), "c".into()].into());
    assert_eq!(listed("in_time=true").await, ["a".to_owned()].into());
    assert_eq!(listed("fixed_at_once=true").await, ["a".to_owned()].into());
    // a unit's orders are those of all below it
    let root: kernel::id::UnitId = world.outlet.parent_id.unwrap();
    assert_eq!(listed(&format!("unit_id={root}")).await.len(), 3);
    assert_eq!(listed(&format!("unit_id={}", world.other_outlet.id)).await.len(), 0);
    let nowhere = ask(&world, "manager", &format!("/orders?unit_id={}", kernel::id::UnitId::new())).await;
    assert_eq!(nowhere["items"], json!([]));
    let page = ask(&world, "provider", &format!("/orders?unit_id={root}&sort=opened")).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 4, "of what they see");
}
