//! Crews and split orders: who else goes, and which skills a visit of several asks for.

use db_test::db_test;
use kernel::Id;
use platform::db::{self, Sql};
use serde_json::{Value, json};

use super::tests::{a_mechanic, given_the_rule, recommended};
use super::{Automatic, DispatchRules, crews_by_rule};
use crate::nouns::{ItemId, VisitId};
use crate::orders::OrderItem;
use crate::orders::visits::tests::{a_technician, a_visit, an_order, at, booked, did, stored};
use crate::orders::visits::{CrewMember, CrewRole, NewVisit, Visit, plan};
use crate::world::World;

async fn crew(world: &World, visit: VisitId) -> Vec<CrewMember> {
    let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND visit_id = ? ORDER BY created_at, id");
    db::select(&world.read(), sql.bind(world.company.id).bind(visit)).await.unwrap()
}

/// A visit that takes two, led by `lead`.
async fn a_visit_for_two(world: &World, lead: kernel::id::UserId) -> Visit {
    let visit = a_visit(world).await;
    let tx = world.begin().await;
    let visit = db::update(&tx, Visit { crew_size: 2, ..visit }).await.unwrap();
    tx.commit().await.unwrap();
    let choice = json!({ "technician_id": lead, "planned_from_at": at("14:00") });
    did(world, "dispatcher", visit.id, "assignment", choice).await;
    stored(world, visit.id).await
}

#[db_test]
async fn a_crew_that_is_short_gets_its_helper_by_rule_with_half_the_share_and_the_time_booked(world: World) {
    let lead = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit_for_two(&world, lead).await;
    // works today, and has no skill of the trade: a helper brings hands
    let hands = a_mechanic(&world, "hands", 3.0).await;
    let tx = world.begin().await;
    crate::people::set_skills(&tx, hands, vec![]).await.unwrap();
    tx.commit().await.unwrap();
    crews_by_rule(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(crew(&world, visit.id).await.len(), 1, "nothing by itself while the rule is off");
    given_the_rule(&world, DispatchRules { automatic: Automatic::All, ..DispatchRules::default() }).await;
    for _ in 0..2 {
        crews_by_rule(&world.db, &world.company, world.now()).await.unwrap();
    }
    let crew = crew(&world, visit.id).await;
    assert_eq!(crew.len(), 2, "two are enough");
    assert_eq!((crew[1].technician_id, crew[1].role), (hands, CrewRole::Helper));
    assert_eq!(crew.iter().map(|each| each.share_bp.0).collect::<Vec<_>>(), [5_000, 5_000]);
    assert_eq!(booked(&world, visit.id, hands).await, booked(&world, visit.id, lead).await);
}

#[db_test]
async fn helpers_are_ranked_for_the_time_of_the_lead_and_only_once_there_is_one(world: World) {
    let lead = a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    let path = format!("/visits/{}/recommendations?role=helper", visit.id);
    let (_, early) = world.call("dispatcher", "GET", &path, Value::Null).await;
    assert_eq!(early["code"], "visit.no_crew_yet");
    let visit = a_visit_for_two(&world, lead).await;
    let free = a_mechanic(&world, "li", 2.0).await;
    let off_today = a_technician(&world, "zhao").await;
    let path = format!("/visits/{}/recommendations?role=helper", visit.id);
    let (_, answer) = world.call("dispatcher", "GET", &path, Value::Null).await;
    let candidates = answer["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 1, "{answer}");
    assert_eq!(candidates[0]["technician_id"], json!(free));
    assert_eq!(candidates[0]["planned_from_at"], json!(visit.planned_from_at));
    assert_eq!(answer["excluded"][0]["technician_id"], json!(off_today), "{answer}");
}

#[db_test]
async fn a_visit_that_was_split_off_asks_for_the_skills_of_its_own_items_only(world: World) {
    let cooling = a_mechanic(&world, "technician", 1.0).await;
    let order = an_order(&world).await;
    let tx = world.begin().await;
    let first = plan(&tx, NewVisit::of(order, "repair")).await.unwrap();
    let second = plan(&tx, NewVisit::of(order, "repair")).await.unwrap();
    // the air conditioner with the first visit, a gas heater with the second
    let own = Sql::new("UPDATE order_item SET visit_number = 1 WHERE tenant_id = ? AND order_id = ?");
    tx.run(own.bind(world.company.id).bind(order)).await.unwrap();
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ?");
    let item: OrderItem = db::select_one(&tx, sql.bind(world.company.id).bind(order)).await.unwrap().unwrap();
    let heater = OrderItem {
        id: ItemId::new(),
        position: 2,
        asset_id: None,
        category: "gas_heater".into(),
        visit_number: Some(2),
        ..item
    };
    db::insert(&tx, heater).await.unwrap();
    tx.commit().await.unwrap();
    let able = |answer: &Value| {
        answer["candidates"].as_array().unwrap().iter().any(|each| each["technician_id"] == json!(cooling))
    };
    assert!(able(&recommended(&world, first.id).await), "the mechanic can mend what the first visit goes for");
    let answer = recommended(&world, second.id).await;
    assert!(!able(&answer), "{answer}");
    assert!(answer["excluded"].to_string().contains("dispatch.skill_missing"), "{answer}");
}

#[db_test]
async fn what_the_customer_wished_for_is_looked_for_before_anything_was_agreed(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE work_order SET wanted_from_at = ?, wanted_to_at = ? WHERE tenant_id = ? AND id = ?");
    let sql = sql.bind(at("14:00")).bind(at("16:00")).bind(world.company.id).bind(visit.order_id);
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    let answer = recommended(&world, visit.id).await;
    assert_eq!(answer["candidates"][0]["planned_from_at"], json!(at("14:00")), "{answer}");
}
