//! The analyses, on a handful of visits, parts, reviews and bookings; what each leads to in the pool is as many.

use kernel::{BasisPoints, Money};
use platform::db::Sql;

use super::*;
use crate::lowcode::pack::Payer;
use crate::money::{About, Account, Booking, EntryKind, book};

/// From the first of thirty days to the end of today, as the pool is asked.
pub(super) const SINCE: &str = "2026-10-22T16:00:00.000Z";
pub(super) const UNTIL: &str = "2026-11-21T16:00:00.000Z";

pub(super) async fn pool(world: &World, query: &str) -> usize {
    let found = ask(world, "manager", &format!("/orders?{query}")).await;
    let counted = ask(world, "manager", &format!("/orders/count?{query}")).await;
    let rows = found["items"].as_array().unwrap().len();
    assert_eq!(counted["count"].as_u64().unwrap(), rows as u64, "{query}");
    rows
}

pub(super) fn technician(world: &World) -> kernel::id::UserId {
    world.users[&crate::identity::Role::Technician]
}

/// Somebody who went along.
async fn a_helper(world: &World, order_id: OrderId, visit_id: VisitId) -> kernel::id::UserId {
    let helper = world.users[&crate::identity::Role::Dispatcher];
    let tx = world.begin().await;
    let member = CrewMember {
        id: CrewMemberId::new(),
        visit_id,
        order_id,
        technician_id: helper,
        role: CrewRole::Helper,
        share_bp: BasisPoints(0),
        started_at: None,
        ended_at: None,
        released_at: None,
        created_at: world.now(),
        version: 1,
    };
    db::insert(&tx, member).await.unwrap();
    tx.commit().await.unwrap();
    helper
}

async fn a_review(world: &World, order_id: OrderId, stars: i64, nps: Option<i64>, given_at: Moment) {
    let tx = world.begin().await;
    let review = Review {
        id: ReviewId::new(),
        order_id,
        visit_id: None,
        technician_id: Some(technician(world)),
        stars,
        tags: Json::default(),
        words: String::new(),
        files: Json(vec![]),
        nps,
        channel: Channel::CustomerPage,
        below_standard: stars <= 3,
        given_at,
    };
    db::insert(&tx, review).await.unwrap();
    tx.commit().await.unwrap();
}

/// Books `amount` of work or cost for the order.
async fn booked(world: &World, order_id: OrderId, amount: i64, debit: Account, credit: Account, payer: Option<Payer>) {
    let tx = world.begin().await;
    let about = About { order_id: Some(order_id), payer, ..About::default() };
    book(&tx, Booking::of(EntryKind::Charge, "test", Money(amount), debit, credit, about)).await.unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_technicians_visits_days_and_minutes_are_those_that_ended_in_the_period(world: World) {
    let now = world.now();
    let (first, second) = (given(&world, "first", |_| {}).await, given(&world, "second", |_| {}).await);
    let went = a_visit(&world, first, |visit| {
        visit.departed_at = Some(now.plus_minutes(-90));
        visit.arrived_at = Some(now.plus_minutes(-60));
    })
    .await;
    // the day before, in vain: ten minutes of way, and none on site
    let yesterday = now.plus_days(-1);
    a_visit(&world, first, |visit| {
        (visit.number, visit.void_cause, visit.outcome) =
            (2, Some("customer_absent".into()), Some(VisitOutcome::CustomerAbsent));
        (visit.departed_at, visit.arrived_at) = (Some(yesterday.plus_minutes(-20)), Some(yesterday.plus_minutes(-10)));
        visit.finished_at = Some(yesterday);
    })
    .await;
    a_visit(&world, second, |visit| {
        visit.arrived_at = Some(now.plus_minutes(-30));
        visit.outcome = Some(VisitOutcome::NeedsParts);
    })
    .await;
    // before the period, and one that was called off
    a_visit(&world, second, |visit| (visit.number, visit.finished_at) = (2, Some(now.plus_days(-40)))).await;
    a_visit(&world, second, |visit| (visit.number, visit.status) = (3, VisitStatus::Cancelled)).await;
    let helper = a_helper(&world, first, went).await;
    a_review(&world, first, 4, None, now).await;

    let found = ask(&world, "manager", "/insight/productivity").await;
    let [lead, helped] = &found["technicians"].as_array().unwrap()[..] else { panic!("{found}") };
    let figure = |name: &str| lead[name].clone();
    assert_eq!(figure("technician_id"), json!(technician(&world)));
    assert_eq!((figure("visits"), figure("orders"), figure("days")), (json!(3), json!(2), json!(2)), "{lead}");
    assert_eq!((figure("per_day_hundredths"), figure("void_trips")), (json!(150), json!(1)));
    // one of two that were no void trips; (60 + 30) / 2 on site; (30 + 10) / 2 on the way
    assert_eq!(
        (figure("solved_bp"), figure("site_minutes"), figure("way_minutes")),
        (json!(5_000), json!(45), json!(20))
    );
    assert_eq!((figure("stars_hundredths"), figure("reviews")), (json!(400), json!(1)));
    assert_eq!(
        (&helped["technician_id"], &helped["helped"], &helped["visits"]),
        (&json!(helper), &json!(1), &json!(0))
    );

    let visited = format!("technician_id={}&visited_from_at={SINCE}&visited_to_at={UNTIL}", technician(&world));
    assert_eq!(pool(&world, &visited).await, 2, "as many orders as are counted");
    assert_eq!(pool(&world, &format!("{visited}&void_trip=true")).await, 1);
    assert_eq!(
        pool(&world, &format!("technician_id={helper}&visited_from_at={SINCE}")).await,
        0,
        "who helped did not lead"
    );
    // the days before, and another outlet
    let before = ask(&world, "manager", "/insight/productivity?from=2026-09-23&to=2026-10-22").await;
    assert_eq!(before["technicians"][0]["visits"], 1, "{before}");
    let other = format!("/insight/productivity?unit_id={}", world.other_outlet.id);
    assert_eq!(ask(&world, "manager", &other).await["technicians"], json!([]));
    let (status, told) =
        world.call("manager", "GET", "/insight/productivity?from=2025-01-01&to=2026-11-21", Value::Null).await;
    assert_eq!((status.as_u16(), &told["fields"][0]["code"]), (422, &json!("field.period_too_long")));
}

#[db_test]
async fn repeats_are_counted_after_whom_they_came_with_what_they_cost(world: World) {
    let now = world.now();
    let first = given(&world, "first", |_| {}).await;
    a_visit(&world, first, |_| {}).await;
    let again = |order: &mut WorkOrder| order.repeat_of_id = Some(first);
    let repeat = given(&world, "again", again).await;
    a_visit(&world, repeat, |visit| {
        visit.departed_at = Some(now.plus_minutes(-80));
        visit.arrived_at = Some(now.plus_minutes(-60));
    })
    .await;
    given(&world, "again, called off", |order| {
        again(order);
        (order.phase, order.cancelled_at) = (OrderPhase::Cancelled, Some(now));
    })
    .await;
    booked(&world, repeat, 1_500, Account::VisitExpenses, Account::OwedToStaff, None).await;
    booked(&world, repeat, 8_000, Account::Goodwill, Account::ServiceIncome, Some(Payer::Company)).await;
    booked(&world, repeat, 3_000, Account::WarrantyReceivable, Account::PartsIncome, Some(Payer::Brand)).await;
    booked(&world, repeat, 2_000, Account::Receivable, Account::ServiceIncome, Some(Payer::Customer)).await;
    let found = ask(&world, "manager", "/insight/repeats").await;
    let row = &found["rows"][0];
    assert_eq!((found["rows"].as_array().unwrap().len(), &row["key"]), (1, &json!(technician(&world))), "{found}");
    assert_eq!((&row["orders"], &row["visits"], &row["minutes"]), (&json!(1), &json!(1), &json!(80)));
    assert_eq!(
        (&row["expenses_minor"], &row["goodwill_minor"], &row["lost_minor"]),
        (&json!(1_500), &json!(8_000), &json!(9_500))
    );
    assert_eq!((&row["others_minor"], &row["charged_minor"]), (&json!(3_000), &json!(2_000)), "{row}");
    // one of the two that count
    assert_eq!((&found["opened"], &found["share_bp"]), (&json!(2), &json!(5_000)));
    let fault = ask(&world, "manager", "/insight/repeats?by=fault").await;
    assert_eq!((&fault["rows"][0]["key"], &fault["rows"][0]["orders"]), (&json!("washer_not_drain"), &json!(1)));
    let opened = format!("repeat=true&repairs=true&opened_from_at={SINCE}&opened_to_at={UNTIL}");
    assert_eq!(pool(&world, &format!("{opened}&repeat_of_technician_id={}", technician(&world))).await, 1);
    assert_eq!(pool(&world, &format!("{opened}&fault=washer_not_drain")).await, 1);
    assert_eq!(pool(&world, "repeat=true").await, 2, "the pool alone shows what was called off too");
    assert_eq!(pool(&world, "repeat=false").await, 1);
}

#[db_test]
async fn satisfaction_is_told_piece_by_piece_and_as_a_whole(world: World) {
    let now = world.now();
    for (name, stars, nps, days) in [
        ("a", 5, Some(10), 0),
        ("b", 4, Some(9), 0),
        ("c", 1, Some(2), -1),
        ("d", 5, None, -1),
        ("old", 1, Some(0), -40),
    ] {
        let order = given(&world, name, |_| {}).await;
        a_review(&world, order, stars, nps, now.plus_days(days)).await;
    }
    let found = ask(&world, "manager", "/insight/satisfaction?from=2026-11-19&to=2026-11-21").await;
    let whole = &found["whole"];
    // (5 + 4 + 1 + 5) / 4; two recommend, one warns, of three
    assert_eq!(
        (&whole["reviews"], &whole["stars_hundredths"], &whole["below_standard"]),
        (&json!(4), &json!(375), &json!(1))
    );
    assert_eq!((&whole["nps_answers"], &whole["nps"]), (&json!(3), &json!(33)), "{whole}");
    assert_eq!(found["by_stars"], json!([1, 0, 0, 1, 2]));
    let stars: Vec<_> =
        found["points"].as_array().unwrap().iter().map(|each| each["judged"]["stars_hundredths"].clone()).collect();
    assert_eq!(stars, [Value::Null, json!(300), json!(450)], "{found}");
    let reviews = ask(&world, "manager", "/reviews?from=2026-11-19&to=2026-11-21").await;
    assert_eq!(reviews["items"].as_array().unwrap().len(), 4);
    let year = ask(&world, "manager", "/insight/satisfaction?from=2025-11-22&to=2026-11-21").await;
    assert_eq!((&year["days_each"], &year["whole"]["reviews"]), (&json!(12), &json!(5)), "{year}");
}

#[db_test]
async fn margin_is_what_the_ledger_says_of_orders(world: World) {
    let (washer, fridge) = (
        given(&world, "washer", |_| {}).await,
        given(&world, "fridge", |order| order.category = "fridge".into()).await,
    );
    booked(&world, washer, 10_000, Account::Receivable, Account::ServiceIncome, Some(Payer::Customer)).await;
    booked(&world, washer, 5_000, Account::Goodwill, Account::PartsIncome, Some(Payer::Company)).await;
    booked(&world, washer, 1_000, Account::VisitExpenses, Account::OwedToStaff, None).await;
    booked(&world, fridge, 2_000, Account::Receivable, Account::FeeIncome, Some(Payer::Customer)).await;
    let tx = world.begin().await;
    // money received is no income
    let about = About { order_id: Some(washer), ..About::default() };
    let paid = Booking::of(EntryKind::Payment, "test", Money(10_000), Account::Cash, Account::Receivable, about);
    book(&tx, paid).await.unwrap();
    tx.commit().await.unwrap();
    let found = ask(&world, "manager", "/insight/margin").await;
    let [first, second] = &found["rows"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!((&first["key"], &second["key"]), (&json!("washer"), &json!("fridge")));
    let of = |row: &Value, name: &str| row["sums"][format!("{name}_minor")].as_i64().unwrap();
    assert_eq!((of(first, "income"), of(first, "service"), of(first, "parts")), (15_000, 10_000, 5_000));
    // 15,000 − 5,000 − 1,000, which is 60 % of the income
    assert_eq!((of(first, "goodwill"), of(first, "expenses"), of(first, "margin")), (5_000, 1_000, 9_000));
    assert_eq!((&first["sums"]["margin_bp"], of(second, "fees")), (&json!(6_000), 2_000));
    assert_eq!((&found["whole"]["orders"], &found["whole"]["margin_minor"]), (&json!(2), &json!(11_000)));
    let booked_then = "booked_from=2026-10-23&booked_to=2026-11-21";
    assert_eq!(pool(&world, &format!("{booked_then}&category=washer")).await, 1);
    assert_eq!(pool(&world, booked_then).await, 2);
    assert_eq!(pool(&world, "booked_from=2026-11-22").await, 0);
    let units = ask(&world, "manager", "/insight/margin?by=unit").await;
    assert_eq!(
        (&units["rows"][0]["key"], &units["rows"][0]["name"]),
        (&json!(world.outlet.id), &json!("城东服务网点"))
    );
    for by in ["product", "region", "type"] {
        let rows = ask(&world, "manager", &format!("/insight/margin?by={by}")).await;
        assert_eq!(rows["rows"].as_array().unwrap().len(), 1, "{by}: {rows}");
    }
}

#[db_test]
async fn an_area_is_as_full_as_its_people_have_time_for_what_is_asked_there(world: World) {
    let now = world.now();
    // somebody works twelve hours a day from the 21st to the 28th, and serves two districts; one day they are half away
    let person = crate::fulfilment::tests::technician(&world).await;
    let areas = json!({ "areas": ["310101", "310104"] });
    world.done("manager", "PUT", &format!("/technicians/{person}/areas"), areas).await;
    let half = json!({ "days": [{ "technician_id": person, "day": "2026-11-22", "work": ["08:00-20:00"], "leave": ["14:00-24:00"] }] });
    world.done("manager", "PUT", "/shifts", half).await;
    for (name, region, minutes, crew) in [("a", "310101", 60, 2), ("b", "310104", 60, 1), ("c", "310115", 30, 1)] {
        let order = given(&world, name, |order| order.region = region.into()).await;
        a_visit(&world, order, |visit| {
            (visit.minutes, visit.crew_size, visit.planned_from_at) = (minutes, crew, Some(now.plus_days(1)));
        })
        .await;
    }
    let found = ask(&world, "manager", "/insight/areas?from=2026-11-21&to=2026-11-22").await;
    let of = |region: &str| {
        let all = found["districts"].as_array().unwrap();
        all.iter().find(|each| each["region"] == region).unwrap().clone()
    };
    let (full, other, nobody) = (of("310101"), of("310104"), of("310115"));
    // 720 + 360 minutes, two thirds of which go where 120 of the 180 minutes are asked
    assert_eq!(
        (&full["visits"], &full["minutes_asked"], &full["technicians"]),
        (&json!(1), &json!(120), &json!(1)),
        "{full}"
    );
    assert_eq!((&full["minutes_there"], &full["saturation_bp"]), (&json!(720), &json!(1_666)));
    assert_eq!((&other["minutes_there"], &other["saturation_bp"]), (&json!(360), &json!(1_666)), "{other}");
    assert_eq!(
        (&nobody["technicians"], &nobody["minutes_there"], nobody.get("saturation_bp")),
        (&json!(0), &json!(0), Some(&Value::Null))
    );
    assert_eq!(full["opened"], 1);
}

#[db_test]
async fn a_failing_model_leads_to_just_the_repairs_that_are_counted(world: World) {
    let now = world.now();
    let product = world
        .done("admin", "POST", "/products", json!({ "code": "XQG-1", "name": "滚筒洗衣机", "category": "washer" }))
        .await["id"]
        .clone();
    let machines = async |tx: &platform::db::Tx, many: usize| {
        for _ in 0..many {
            let new = serde_json::from_value(
                json!({ "category": "washer", "name": "洗衣机", "product_id": product, "status": "in_use" }),
            )
            .unwrap();
            crate::customers::open_asset(tx, new).await.unwrap();
        }
    };
    let tx = world.begin().await;
    machines(&tx, 4).await;
    tx.commit().await.unwrap();
    let mut ids = vec![];
    for (name, minutes) in [("a", 60), ("b", 180), ("called off", 0)] {
        let id = given(&world, name, |order| {
            order.opened_at = now.plus_minutes(-minutes);
            if minutes == 0 {
                (order.phase, order.cancelled_at, order.finished_at) = (OrderPhase::Cancelled, Some(now), None);
            }
        })
        .await;
        ids.push(id);
    }
    let tx = world.begin().await;
    let asset = "(SELECT MIN(id) FROM asset WHERE tenant_id = order_item.tenant_id)";
    let sql = Sql::new(&format!("UPDATE order_item SET product_id = ?, asset_id = {asset} WHERE tenant_id = ?"));
    tx.run(sql.bind(product.as_str().unwrap().to_owned()).bind(world.company.id)).await.unwrap();
    tx.commit().await.unwrap();
    let found = ask(&world, "manager", "/insight/failures").await;
    let row = &found["items"][0];
    assert_eq!((&row["orders"], &row["assets"], &row["in_service"]), (&json!(2), &json!(1), &json!(4)), "{row}");
    // one machine of four; (60 + 180) / 2 minutes
    assert_eq!((&row["failed_bp"], &row["repair_minutes"]), (&json!(2_500), &json!(120)));
    let repairs = format!("repairs=true&product_id={}", product.as_str().unwrap());
    assert_eq!(pool(&world, &repairs).await, 2, "what was called off is not shown");
    assert_eq!(pool(&world, &format!("{repairs}&fault=washer_not_drain")).await, 2);
    assert_eq!(pool(&world, &format!("{repairs}&fault=washer_leak")).await, 0);
    assert_eq!(pool(&world, &format!("{repairs}&repeat=true")).await, 0);
    let tx = world.begin().await;
    for again in [ids[1], ids[2]] {
        let order: WorkOrder = db::get(&tx, again).await.unwrap();
        db::update(&tx, WorkOrder { repeat_of_id: Some(ids[0]), ..order }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let found = ask(&world, "manager", "/insight/failures").await;
    assert_eq!(found["items"][0]["repeats"], 1, "{found}");
    assert_eq!(pool(&world, &format!("{repairs}&repeat=true")).await, 1, "as many as are counted");
    assert_eq!(pool(&world, "repairs=true&category=washer").await, 2);
    assert_eq!(pool(&world, &format!("product_id={}", product.as_str().unwrap())).await, 3);
}
