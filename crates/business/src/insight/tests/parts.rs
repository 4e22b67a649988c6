//! The use of parts: what each figure counts, and that it opens just that in the pool.

use super::figures::{SINCE, UNTIL, pool, technician};
use super::*;
use crate::parts::record::{PartUse, PartUseId};

/// Two brackets, used under the machine's terms without having been foreseen, but for what is changed.
async fn fitted(world: &World, (order_id, visit_id): (OrderId, VisitId), change: impl FnOnce(&mut PartUse)) {
    let mut used = PartUse {
        id: PartUseId::new(),
        order_id,
        visit_id,
        asset_id: None,
        code: None,
        name: "定制支架".into(),
        quantity: 2,
        serial: None,
        old_serial: None,
        planned: false,
        warranty_verdict: Some("in_warranty".into()),
        charge_id: None,
        used_at: world.now(),
        used_by: technician(world),
        undone_at: None,
    };
    change(&mut used);
    let tx = world.begin().await;
    db::insert(&tx, used).await.unwrap();
    tx.commit().await.unwrap();
}

#[db_test]
async fn a_part_counts_once_an_order_and_again_where_the_machine_had_it_before(world: World) {
    let now = world.now();
    let order = given(&world, "finished in two hours", |order| {
        order.opened_at = now.plus_minutes(-120);
        order.finished_at = Some(now);
    })
    .await;
    let off = given(&world, "called off", |order| {
        (order.phase, order.cancelled_at) = (OrderPhase::Cancelled, Some(now));
    })
    .await;
    let (visit, other) = (a_visit(&world, order, |_| {}).await, a_visit(&world, off, |_| {}).await);
    let machine = crate::nouns::AssetId::new();
    for (of, code, days, undone) in [
        ((order, visit), Some("pump"), 0, false),
        ((order, visit), Some("pump"), -40, false),
        ((order, visit), None, 0, false),
        ((order, visit), Some("pump"), 0, true),
        ((off, other), Some("pump"), 0, false),
    ] {
        fitted(&world, of, |used| {
            (used.asset_id, used.code) = (Some(machine), code.map(str::to_owned));
            (used.used_at, used.undone_at) = (now.plus_days(days), undone.then_some(now));
        })
        .await;
    }
    let found = ask(&world, "manager", "/insight/part-use").await;
    let parts = found["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 2, "{found}");
    let pump = parts.iter().find(|part| part["key"] == "pump").unwrap();
    assert_eq!(
        (
            &pump["quantity"],
            &pump["orders"],
            &pump["machines"],
            &pump["again"],
            &pump["unplanned"],
            &pump["in_warranty"]
        ),
        (&json!(2), &json!(1), &json!(1), &json!(1), &json!(1), &json!(1)),
        "{pump}"
    );
    assert_eq!(pump["repair_minutes"], 120);
    assert!(parts.iter().any(|part| part["key"] == "定制支架" && part["again"] == 0), "{found}");
    assert_eq!(pool(&world, &format!("part=pump&used_from_at={SINCE}&used_to_at={UNTIL}")).await, 1);
    assert_eq!(pool(&world, &format!("part=pump&used_to_at={SINCE}")).await, 1, "the one of forty days ago");
    assert_eq!(pool(&world, "part=valve").await, 0);
}

#[db_test]
async fn each_figure_of_a_part_opens_just_the_orders_that_it_counts(world: World) {
    let now = world.now();
    let (first, second, third, fourth) = (
        given(&world, "again, twice on one order", |_| {}).await,
        given(&world, "the one before is too long ago", |_| {}).await,
        given(&world, "the one before was taken back", |_| {}).await,
        given(&world, "another part", |_| {}).await,
    );
    let earlier = given(&world, "forty days ago", |_| {}).await;
    let off = given(&world, "called off", |order| {
        (order.phase, order.cancelled_at) = (OrderPhase::Cancelled, Some(now));
    })
    .await;
    let machine = [(); 3].map(|()| crate::nouns::AssetId::new());
    let (covered, not_covered) = (Some("in_warranty"), Some("out_of_warranty"));
    let uses = [
        (first, 0, "pump", false, covered, 0, false),
        (first, 0, "pump", true, not_covered, -1, false),
        (earlier, 0, "pump", true, covered, -40, false),
        (second, 1, "pump", true, not_covered, 0, false),
        (earlier, 1, "pump", true, covered, -200, false),
        (third, 2, "pump", false, None, 0, false),
        (third, 2, "pump", false, covered, -3, true),
        (fourth, 0, "valve", false, covered, 0, false),
        (off, 2, "pump", false, covered, -1, false),
    ];
    for (number, (order_id, at, part, planned, verdict, days, undone)) in (1_i64..).zip(uses) {
        let visit_id = a_visit(&world, order_id, |visit| visit.number = number).await;
        fitted(&world, (order_id, visit_id), |used| {
            (used.asset_id, used.code, used.planned) = (Some(machine[at]), Some(part.to_owned()), planned);
            (used.warranty_verdict, used.used_at) = (verdict.map(str::to_owned), now.plus_days(days));
            used.undone_at = undone.then_some(now);
        })
        .await;
    }
    let found = ask(&world, "manager", "/insight/part-use").await;
    let parts = found["parts"].as_array().unwrap();
    let pump = parts.iter().find(|part| part["key"] == "pump").unwrap();
    let figures = ["orders", "again", "unplanned", "in_warranty", "out_of_warranty"].map(|name| pump[name].clone());
    // the one that was called off had the part a day before the third order, and does not keep it
    assert_eq!(figures, [json!(3), json!(2), json!(2), json!(1), json!(2)], "{pump}");
    for part in parts {
        let of = format!("part={}&used_from_at={SINCE}&used_to_at={UNTIL}", part["key"].as_str().unwrap());
        for (figure, filter) in [
            ("orders", ""),
            ("again", "&part_again=true"),
            ("unplanned", "&part_planned=false"),
            ("in_warranty", "&part_warranty=in_warranty"),
            ("out_of_warranty", "&part_warranty=out_of_warranty"),
        ] {
            let counted = part[figure].as_u64().unwrap();
            assert_eq!(pool(&world, &format!("{of}{filter}")).await as u64, counted, "{figure} of {part}");
        }
    }
    let days = format!("used_from_at={SINCE}&used_to_at={UNTIL}");
    assert_eq!(pool(&world, &format!("{days}&part_planned=false")).await, 3, "of any part");
    assert_eq!(pool(&world, &days).await, 4);
    assert_eq!(pool(&world, "part=pump&part_planned=false").await, 2, "of all days");
    assert_eq!(pool(&world, &format!("part=pump&{days}&part_again=false")).await, 1);
    assert_eq!(pool(&world, &format!("{days}&unit_id={}", world.other_outlet.id)).await, 0);
    let used_to = format!("used_to_at={UNTIL}");
    for all_there_are in ["part_again=true", "part_planned=false", "part_warranty=in_warranty", &used_to] {
        let (status, told) = world.call("manager", "GET", &format!("/orders?{all_there_are}"), Value::Null).await;
        assert_eq!((status.as_u16(), &told["fields"][0]["path"]), (422, &json!("used_from_at")), "{all_there_are}");
    }
}
