//! The pool of grabs, through the API and the chores, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use super::grabs_expire;
use crate::dispatch::tests::{a_mechanic, asked, given_the_rule};
use crate::dispatch::{Automatic, DispatchRules, assign_by_rule, offers_expire};
use crate::nouns::VisitId;
use crate::orders::visits::VisitStatus;
use crate::orders::visits::tests::{a_technician, a_visit, did, stored, trail};
use crate::world::World;

async fn put_in(world: &World, visit: VisitId) -> Value {
    let (status, grab) = world.call("dispatcher", "POST", &format!("/visits/{visit}/grab"), json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{grab}");
    grab
}

async fn pool_of(world: &World, login: &str) -> Vec<Value> {
    let (status, page) = world.call(login, "GET", "/grabs", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["items"].as_array().unwrap().clone()
}

fn taking(grab: &Value) -> String {
    format!("/grabs/{}/taking", grab["id"].as_str().unwrap())
}

#[db_test]
async fn all_who_fit_see_it_and_of_two_at_once_one_has_it_and_the_other_is_told_who_was_quicker(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    a_mechanic(&world, "li", 3.0).await;
    a_technician(&world, "zhao").await;
    let visit = a_visit(&world).await;
    let grab = put_in(&world, visit.id).await;
    assert_eq!(grab["people"], 2, "{grab}");
    let seen = pool_of(&world, "technician").await;
    assert_eq!((seen.len(), &seen[0]["visit_id"]), (1, &json!(visit.id)));
    assert!(!seen[0].to_string().contains("13800000000") && !seen[0].to_string().contains("张三"), "{seen:?}");
    assert_eq!((pool_of(&world, "li").await.len(), pool_of(&world, "zhao").await.len()), (1, 0));
    let (status, _) = world.call("zhao", "POST", &taking(&grab), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "who does not fit is shown nothing");

    let path = taking(&grab);
    let take = |login: &'static str| world.call(login, "POST", &path, json!({}));
    let (one, other) = tokio::join!(take("technician"), take("li"));
    let (won, lost) = if one.0 == StatusCode::OK { (one, other) } else { (other, one) };
    assert_eq!((won.0, &won.1["status"]), (StatusCode::OK, &json!("accepted")), "{won:?}");
    assert_eq!((lost.0, &lost.1["code"]), (StatusCode::CONFLICT, &json!("grab.taken")), "{lost:?}");
    let quicker = lost.1["facts"]["name"].as_str().unwrap();
    assert!(["technician 师傅", "li 师傅"].contains(&quicker), "{lost:?}");
    assert_eq!(stored(&world, visit.id).await.status, VisitStatus::Accepted);
    assert!(pool_of(&world, "li").await.is_empty() && pool_of(&world, "technician").await.is_empty());
    assert!(trail(&world, visit.id).await.iter().any(|kind| kind == "visit.grab_taken"));
}

#[db_test]
async fn nobody_in_time_and_it_is_the_dispatchers_again(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    let grab = put_in(&world, visit.id).await;
    let path = format!("/visits/{}/grab", visit.id);
    let (status, problem) = world.call("dispatcher", "POST", &path, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("grab.is_open")), "{problem}");
    let (_, list) = world.call("dispatcher", "GET", "/visits/unassigned", Value::Null).await;
    assert_eq!(list["items"][0]["grab_until_at"], grab["expires_at"], "{list}");
    world.later(120);
    let (status, problem) = world.call("technician", "POST", &taking(&grab), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("grab.expired")), "{problem}");
    grabs_expire(&world.db, &world.company, world.now()).await.unwrap();
    assert!(trail(&world, visit.id).await.iter().any(|kind| kind == "visit.grab_expired"));
    let (status, problem) = world.call("dispatcher", "DELETE", &path, Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("grab.not_open")), "{problem}");
}

#[db_test]
async fn whoever_a_dispatcher_sends_has_it_and_the_pool_lets_go(world: World) {
    let near = a_mechanic(&world, "technician", 1.0).await;
    a_mechanic(&world, "li", 3.0).await;
    let visit = a_visit(&world).await;
    let grab = put_in(&world, visit.id).await;
    did(&world, "dispatcher", visit.id, "assignment", json!({ "technician_id": near })).await;
    assert!(pool_of(&world, "li").await.is_empty());
    grabs_expire(&world.db, &world.company, world.now()).await.unwrap();
    let (status, problem) = world.call("li", "POST", &taking(&grab), json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("grab.withdrawn")), "{problem}");
    let nobody = a_visit(&world).await;
    let path = format!("/visits/{}/grab", nobody.id);
    let (status, problem) = world.call("dispatcher", "POST", &path, json!({ "minutes": 1 })).await;
    assert_eq!((status, &problem["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("minutes")));
}

#[db_test]
async fn by_the_rule_it_comes_into_the_pool_when_so_many_have_let_it_pass(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    a_mechanic(&world, "li", 3.0).await;
    let visit = a_visit(&world).await;
    let rules = DispatchRules { automatic: Automatic::All, grab_after: 1, ..DispatchRules::default() };
    given_the_rule(&world, rules).await;
    assign_by_rule(&world.db, &world.company, world.now()).await.unwrap();
    assert!(asked(&world, visit.id).await.is_some(), "the best is asked first");
    world.later(60);
    offers_expire(&world.db, &world.company, world.now()).await.unwrap();
    assign_by_rule(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(asked(&world, visit.id).await, None);
    assert_eq!((pool_of(&world, "li").await.len(), pool_of(&world, "technician").await.len()), (1, 1));
    // what nobody takes is left to the dispatchers: the rule asks nobody further
    world.later(120);
    grabs_expire(&world.db, &world.company, world.now()).await.unwrap();
    assign_by_rule(&world.db, &world.company, world.now()).await.unwrap();
    assert_eq!(asked(&world, visit.id).await, None);
    assert!(pool_of(&world, "li").await.is_empty());
}
