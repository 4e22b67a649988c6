//! Signing in, being kept out, and doing things exactly once.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

#[db_test]
async fn a_stranger_is_asked_to_sign_in(world: World) {
    let (status, problem) = world.call("", "GET", "/session", Value::Null).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(problem["code"], "sign_in.needed");
}

#[db_test]
async fn whoever_signs_in_is_told_their_rights(world: World) {
    let (status, me) = world.call("dispatcher", "GET", "/session", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{me}");
    assert_eq!(me["roles"], json!(["dispatcher"]));
    assert!(me["permissions"].as_array().unwrap().contains(&json!("dispatch.assign")));
}

#[db_test]
async fn five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(world: World) {
    let wrong = json!({ "company": "acme", "login": "desk", "password": "wrong horse" });
    let right = json!({ "company": "acme", "login": "desk", "password": PASSWORD });
    for _ in 0..5 {
        let (status, problem) = world.call("", "POST", "/session", wrong.clone()).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("sign_in.wrong")));
    }
    let (status, problem) = world.call("", "POST", "/session", right.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("sign_in.locked")));
    world.later(16);
    let (status, _) = world.call("", "POST", "/session", right).await;
    assert_eq!(status, StatusCode::OK);
}

#[db_test]
async fn the_same_key_gives_the_same_answer_and_another_body_is_refused(world: World) {
    let new = json!({ "login": "wang", "name": "王师傅", "password": "long enough", "roles": ["technician"] });
    let key = [("idempotency-key", "once")];
    let (status, first) = world.call_with("admin", "POST", "/users", new.clone(), &key).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    let (status, again) = world.call_with("admin", "POST", "/users", new.clone(), &key).await;
    assert_eq!((status, again["id"].clone()), (StatusCode::CREATED, first["id"].clone()));
    let other = json!({ "login": "li", "name": "李师傅", "password": "long enough", "roles": ["technician"] });
    let (status, problem) = world.call_with("admin", "POST", "/users", other, &key).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("idempotency.other_request")));
    let (status, problem) = world.call("admin", "POST", "/users", new).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("user.login_taken")));
}

#[db_test]
async fn nobody_but_an_admin_opens_accounts(world: World) {
    let new = json!({ "login": "wang", "name": "王师傅", "password": "long enough", "roles": ["admin"] });
    let (status, problem) = world.call("manager", "POST", "/users", new).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
}

#[db_test]
async fn a_form_is_answered_with_everything_that_is_wrong_with_it(world: World) {
    let (status, problem) = world
        .call("admin", "POST", "/users", json!({ "login": "x", "name": " ", "password": "short", "roles": [] }))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong: Vec<&str> =
        problem["fields"].as_array().unwrap().iter().map(|field| field["path"].as_str().unwrap()).collect();
    assert_eq!(wrong, ["login", "name", "password", "roles"]);
}
