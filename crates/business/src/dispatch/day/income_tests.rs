//! Days that are even in what they bring, through the API, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::{BasisPoints, Id, Money};
use platform::db::{self, Sql};
use serde_json::{Value, json};

use crate::dispatch::policy::{DispatchRules, Evenness};
use crate::dispatch::tests::{a_mechanic, given_the_rule};
use crate::lowcode::pack::{Payer, PriceKind};
use crate::money::{Charge, ChargeStatus, LabourAsked, LabourBasis, labour};
use crate::orders::visits::tests::{a_visit, a_visit_of, at, did};
use crate::orders::visits::{CrewMember, Visit};
use crate::world::World;

/// A line of labour on a visit's order; of none of its visits where `on_visit` is not said.
async fn a_line(world: &World, visit: &Visit, on_visit: bool, amount: i64, status: ChargeStatus) {
    let tx = world.begin().await;
    let line = Charge {
        id: Id::new(),
        order_id: visit.order_id,
        visit_id: on_visit.then_some(visit.id),
        item_id: None,
        code: "repair_large".into(),
        name: "大修工时".into(),
        kind: PriceKind::Service,
        quantity: 1,
        price_minor: Money(amount),
        amount_minor: Money(amount),
        payer: Payer::Brand,
        reason: "payer_reason.in_warranty".into(),
        from_list: true,
        status,
        entry_id: None,
        created_at: tx.now(),
        version: 1,
    };
    db::insert(&tx, line).await.unwrap();
    tx.commit().await.unwrap();
}

async fn evened_by(world: &World, even_by: Evenness) {
    given_the_rule(world, DispatchRules { fairness: 20, even_by, ..DispatchRules::default() }).await;
}

async fn proposed(world: &World, login: &str) -> Value {
    world.done(login, "GET", "/dispatch/day-plan?seconds=1&day=2026-11-21", Value::Null).await
}

fn asked(visit: &Visit) -> LabourAsked {
    LabourAsked {
        visit_id: visit.id,
        order_id: visit.order_id,
        minutes: visit.minutes,
        work: None,
        items: vec![],
        is_second: false,
    }
}

/// How many visits each has.
fn counts(plan: &Value) -> Vec<usize> {
    let mut by = std::collections::BTreeMap::<&str, usize>::new();
    for each in plan["visits"].as_array().unwrap() {
        *by.entry(each["technician_id"].as_str().unwrap()).or_default() += 1;
    }
    let mut counts: Vec<usize> = by.into_values().collect();
    counts.sort_unstable();
    counts
}

#[db_test]
async fn a_day_even_in_income_gives_one_the_dear_visit_and_the_other_the_cheap_ones(world: World) {
    a_mechanic(&world, "technician", 0.5).await;
    a_mechanic(&world, "li", 0.5).await;
    for amount in [60_000, 20_000, 20_000, 20_000] {
        let visit = a_visit(&world).await;
        a_line(&world, &visit, true, amount, ChargeStatus::Approved).await;
    }
    evened_by(&world, Evenness::Hours).await;
    let by_hours = proposed(&world, "admin").await;
    assert_eq!(counts(&by_hours), [2, 2], "{by_hours}");
    assert_eq!(
        (&by_hours["evened"]["by"], &by_hours["evened"]["known"], &by_hours["visits"][0]["income"]),
        (&json!("hours"), &json!([]), &Value::Null)
    );
    evened_by(&world, Evenness::Income).await;
    let by_income = proposed(&world, "admin").await;
    assert_eq!(counts(&by_income), [1, 3], "{by_income}");
    let evened = &by_income["evened"];
    assert_eq!((&evened["by"], &evened["known"]), (&json!("income"), &json!([{ "basis": "agreed", "visits": 4 }])));
    let totals = &by_income["totals"];
    assert_eq!((&totals["most_income_minor"], &totals["least_income_minor"]), (&json!(60_000), &json!(60_000)));
    assert_eq!(totals["most_worth_minutes"], totals["least_worth_minutes"], "{totals}");
}

#[db_test]
async fn what_somebody_has_already_counts_with_their_share_of_the_crew(world: World) {
    let one = a_mechanic(&world, "technician", 0.5).await;
    let other = a_mechanic(&world, "li", 0.5).await;
    let dear = a_visit(&world).await;
    a_line(&world, &dear, true, 100_000, ChargeStatus::Approved).await;
    let taken = json!({ "technician_id": one, "planned_from_at": at("15:00"), "override_reason": "客户要求" });
    did(&world, "dispatcher", dear.id, "assignment", taken).await;
    let next = a_visit(&world).await;
    a_line(&world, &next, true, 20_000, ChargeStatus::Approved).await;
    evened_by(&world, Evenness::Income).await;
    let plan = proposed(&world, "admin").await;
    assert_eq!(plan["visits"][0]["technician_id"], json!(other), "{plan}");
    assert_eq!(plan["totals"]["most_income_minor"], 100_000, "{plan}");

    // of the dear one they have a tenth only
    let tx = world.begin().await;
    let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND visit_id = ?");
    let sql = sql.bind(world.company.id).bind(dear.id);
    let member: CrewMember = db::select_one(&tx, sql).await.unwrap().unwrap();
    db::update(&tx, CrewMember { share_bp: BasisPoints(1_000), ..member }).await.unwrap();
    tx.commit().await.unwrap();
    let plan = proposed(&world, "admin").await;
    let all: i64 =
        ["most_income_minor", "least_income_minor"].iter().map(|of| plan["totals"][of].as_i64().unwrap()).sum();
    assert_eq!(all, 30_000, "{plan}");
}

#[db_test]
async fn without_a_price_minutes_count_at_the_average_which_is_told_to_whoever_reads_the_money(world: World) {
    a_mechanic(&world, "technician", 0.5).await;
    let (done, waits) = (a_visit(&world).await, a_visit(&world).await);
    evened_by(&world, Evenness::Income).await;
    let unknown = proposed(&world, "admin").await;
    assert_eq!(unknown["evened"]["known"], json!([{ "basis": "minutes", "visits": 2 }]), "{unknown}");
    assert_eq!(unknown["evened"]["hour_minor"], Value::Null);
    assert_eq!(unknown["totals"]["most_income_minor"], Value::Null, "no money where no price is known");
    assert_eq!(unknown["totals"]["most_worth_minutes"], json!(done.minutes + waits.minutes), "{unknown}");

    a_line(&world, &done, true, done.minutes * 300, ChargeStatus::Posted).await;
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE visit SET status = 'done', finished_at = ? WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(world.now()).bind(world.company.id).bind(done.id)).await.unwrap();
    tx.commit().await.unwrap();
    let known = proposed(&world, "admin").await;
    assert_eq!(known["evened"]["known"], json!([{ "basis": "average", "visits": 1 }]), "{known}");
    assert_eq!(known["evened"]["hour_minor"], 18_000);
    let income = &known["visits"][0]["income"];
    assert_eq!((&income["basis"], &income["amount_minor"]), (&json!("average"), &json!(waits.minutes * 300)));
    let dispatcher = proposed(&world, "dispatcher").await;
    assert_eq!(dispatcher["evened"]["hour_minor"], Value::Null, "{dispatcher}");
    assert_eq!(dispatcher["visits"][0]["income"], json!({ "basis": "average", "amount_minor": null }));
    assert_eq!(dispatcher["totals"]["most_income_minor"], Value::Null);
    assert_eq!(dispatcher["totals"]["most_worth_minutes"], json!(waits.minutes));
}

#[db_test]
async fn lines_of_no_visit_are_shared_by_the_orders_visits_and_what_is_not_agreed_brings_nothing_yet(world: World) {
    let first = a_visit(&world).await;
    let second = a_visit_of(&world, first.order_id).await;
    a_line(&world, &first, false, 30_000, ChargeStatus::Approved).await;
    a_line(&world, &second, true, 5_000, ChargeStatus::Approved).await;
    let open = a_visit(&world).await;
    a_line(&world, &open, true, 9_000, ChargeStatus::Proposed).await;
    a_line(&world, &open, true, 9_000, ChargeStatus::Voided).await;
    let book = labour(&world.read(), &[asked(&first), asked(&second), asked(&open)]).await.unwrap();
    let of = |visit: &Visit| (book.of[&visit.id].amount_minor.map(Money::minor), book.of[&visit.id].basis);
    assert_eq!(of(&first), (Some(15_000), LabourBasis::Agreed));
    assert_eq!(of(&second), (Some(20_000), LabourBasis::Agreed));
    let per_minute = 35_000 * open.minutes / (first.minutes + second.minutes);
    assert_eq!(of(&open), (Some(per_minute), LabourBasis::Average), "at what the others bring");
}

#[db_test]
async fn what_is_to_be_even_is_the_companys_choice_and_hours_where_nobody_chose(world: World) {
    let rules = world.done("admin", "GET", "/dispatch-rules", Value::Null).await;
    assert_eq!(rules["even_by"], "hours", "{rules}");
    let body = json!({ "automatic": "off", "fairness": 3, "even_by": "income" });
    let (status, rules) = world.call_with("admin", "PUT", "/dispatch-rules", body, &[("if-match", "0")]).await;
    assert_eq!((status, &rules["even_by"]), (StatusCode::OK, &json!("income")), "{rules}");
    let wrong = json!({ "automatic": "off", "even_by": "luck" });
    let (status, problem) = world.call_with("admin", "PUT", "/dispatch-rules", wrong, &[("if-match", "1")]).await;
    assert!(status.is_client_error(), "{problem}");
    let plan = proposed(&world, "admin").await;
    assert_eq!((&plan["evened"]["by"], &plan["evened"]["weight"]), (&json!("income"), &json!(3)), "{plan}");
}
