//! What customers wish, on both engines: in the ranking, in the day plan, and on the file.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::dispatch::tests::{a_mechanic, recommended};
use crate::orders::WorkOrder;
use crate::orders::visits::tests::a_visit;
use crate::world::World;

#[db_test]
async fn whom_the_customer_prefers_goes_first_and_whom_they_refuse_not_at_all(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    let far = a_mechanic(&world, "li", 4.0).await;
    let visit = a_visit(&world).await;
    let order: WorkOrder = platform::db::get(&world.read(), visit.order_id).await.unwrap();
    let file = format!("/customers/{}/technicians", order.customer_id.unwrap());
    let wish = async |who: kernel::id::UserId, wish: &str| {
        world.done("desk", "PUT", &format!("{file}/{who}"), json!({ "wish": wish })).await
    };
    wish(far, "preferred").await;
    let ranking = recommended(&world, visit.id).await;
    assert_eq!(ranking["candidates"][0]["technician_id"], json!(far), "{ranking}");
    assert!(ranking["candidates"][0].to_string().contains("dispatch.term.preferred"), "{ranking}");

    let shown = wish(far, "refused").await;
    assert_eq!((shown["items"].as_array().unwrap().len(), &shown["items"][0]["wish"]), (1, &json!("refused")));
    let ranking = recommended(&world, visit.id).await;
    assert_eq!(ranking["candidates"].as_array().unwrap().len(), 1, "{ranking}");
    let reasons = ranking["excluded"].as_array().unwrap().iter().find(|each| each["technician_id"] == json!(far));
    assert_eq!(reasons.unwrap()["reasons"][0]["code"], "dispatch.refused_by_customer", "{ranking}");

    wish(near, "refused").await;
    let path = "/dispatch/day-plan?seconds=1&day=2026-11-21";
    let plan = world.done("dispatcher", "GET", path, Value::Null).await;
    assert_eq!(plan["visits"], json!([]), "{plan}");
    assert!(plan["left"][0]["reasons"].to_string().contains("dispatch.refused_by_customer"), "{plan}");

    let (status, _) = world.call("desk", "DELETE", &format!("{file}/{near}"), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let plan = world.done("dispatcher", "GET", path, Value::Null).await;
    assert_eq!(plan["visits"][0]["technician_id"], json!(near), "{plan}");
    assert_eq!(world.call("desk", "DELETE", &format!("{file}/{near}"), Value::Null).await.0, StatusCode::NOT_FOUND);
}
