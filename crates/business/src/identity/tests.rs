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

#[db_test]
async fn a_view_is_its_owners_until_it_is_shared_and_nobody_elses_to_forget(world: World) {
    let view = json!({ "page": "orders", "name": "今天到期", "query": "phase=to_dispatch&sort=due" });
    let (status, own) = world.call("desk", "POST", "/saved-views", view.clone()).await;
    assert_eq!((status, &own["is_own"]), (StatusCode::CREATED, &json!(true)), "{own}");
    let seen = |list: Value| list["items"].as_array().unwrap().len();
    assert_eq!(seen(world.call("dispatcher", "GET", "/saved-views?page=orders", Value::Null).await.1), 0);
    let mut shared = view;
    shared["is_shared"] = json!(true);
    let (_, again) = world.call("desk", "POST", "/saved-views", shared).await;
    assert_eq!(again["id"], own["id"], "the same name replaces");
    assert_eq!(seen(world.call("dispatcher", "GET", "/saved-views?page=orders", Value::Null).await.1), 1);
    let path = format!("/saved-views/{}", own["id"].as_str().unwrap());
    assert_eq!(world.call("dispatcher", "DELETE", &path, Value::Null).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.call("admin", "DELETE", &path, Value::Null).await.0, StatusCode::OK);
    assert_eq!(seen(world.call("desk", "GET", "/saved-views", Value::Null).await.1), 0);
}

#[db_test]
async fn the_table_of_rights_is_the_one_that_is_acted_on(world: World) {
    let (_, roles) = world.call("manager", "GET", "/roles", Value::Null).await;
    let of = |role: &str| roles["items"].as_array().unwrap().iter().find(|each| each["role"] == role).unwrap().clone();
    for role in ["desk", "technician", "finance"] {
        let (_, me) = world.call(role, "GET", "/session", Value::Null).await;
        let mut rights: Vec<&str> =
            me["permissions"].as_array().unwrap().iter().map(|each| each.as_str().unwrap()).collect();
        rights.sort_unstable();
        let shown = of(role);
        let mut table: Vec<&str> =
            shown["permissions"].as_array().unwrap().iter().map(|each| each.as_str().unwrap()).collect();
        table.sort_unstable();
        assert_eq!(rights, table, "{role}");
    }
}
