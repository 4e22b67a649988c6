//! Signing in with a code: switching it on, proving it once, being kept out, and getting back in.

use axum::http::StatusCode;
use db_test::db_test;
use platform::one_time;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

/// The code of a secret, so many half minutes from now.
fn code(world: &World, secret: &str, off: i64) -> String {
    one_time::code(secret, one_time::step_at(world.now()) + off).unwrap()
}

/// A code that fits at no time near.
fn wrong(world: &World, secret: &str) -> String {
    let near: Vec<String> = (-2..=2).map(|off| code(world, secret, off)).collect();
    (0..10).map(|nth| format!("{nth}12345")).find(|each| !near.contains(each)).unwrap()
}

/// Switches it on for somebody: the secret, and the recovery codes.
async fn switched_on(world: &World, login: &str) -> (String, Vec<String>) {
    let begun = world.done(login, "POST", "/account/second-step/secret", json!({ "password": PASSWORD })).await;
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["address"].as_str().unwrap().starts_with("otpauth://totp/"), "{begun}");
    let told = world.done(login, "POST", "/account/second-step", json!({ "code": code(world, &secret, 0) })).await;
    let codes = told["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (secret, codes)
}

fn door(login: &str) -> Value {
    json!({ "company": "acme", "login": login, "password": PASSWORD })
}

/// The password is said; the ticket for the next step.
async fn ticket(world: &World, login: &str) -> String {
    let told = world.done("", "POST", "/session", door(login)).await;
    assert_eq!((&told["signed_in"], &told["codes"]), (&json!(false), &json!([])), "{told}");
    told["ticket"].as_str().unwrap().to_owned()
}

async fn say(world: &World, ticket: &str, code: &str) -> (StatusCode, Value) {
    world.call("", "POST", "/session/code", json!({ "ticket": ticket, "code": code })).await
}

#[db_test]
async fn whoever_switches_it_on_signs_in_with_a_code_and_no_code_counts_twice(world: World) {
    let (secret, codes) = switched_on(&world, "desk").await;
    assert_eq!(codes.len(), 10);
    let standing = world.done("desk", "GET", "/account/second-step", Value::Null).await;
    assert_eq!((&standing["codes_left"], &standing["is_required"]), (&json!(10), &json!(false)), "{standing}");
    let ticket = ticket(&world, "desk").await;
    // the code with which it was switched on is used
    let (status, told) = say(&world, &ticket, &code(&world, &secret, 0)).await;
    assert_eq!((status, &told["code"]), (StatusCode::UNAUTHORIZED, &json!("sign_in.wrong_code")), "{told}");
    world.later(1);
    let (status, told) = say(&world, &ticket, &code(&world, &secret, 0)).await;
    assert_eq!((status, &told["signed_in"]), (StatusCode::OK, &json!(true)), "{told}");
    assert_eq!(say(&world, &ticket, &code(&world, &secret, 0)).await.0, StatusCode::UNAUTHORIZED);
    // a phone that is half a minute ahead; what it showed before is over then
    assert_eq!(say(&world, &ticket, &code(&world, &secret, 1)).await.0, StatusCode::OK);
    assert_eq!(say(&world, &ticket, &code(&world, &secret, -1)).await.0, StatusCode::UNAUTHORIZED);
    let log = world.done("admin", "GET", "/audit?kind=user.second_step_on", Value::Null).await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");
}

#[db_test]
async fn the_password_alone_opens_nothing(world: World) {
    switched_on(&world, "desk").await;
    let response = world.send("", "POST", "/session", axum::body::Body::from(door("desk").to_string()), &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().get("set-cookie").is_none());
    let ticket = ticket(&world, "desk").await;
    let bearer = format!("Bearer {ticket}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(world.call_with("", "GET", "/session", Value::Null, &headers).await.0, StatusCode::UNAUTHORIZED);
    // it is for the code and for nothing else, for this person, and for ten minutes
    let (status, told) = world.call("", "POST", "/session/code/secret", json!({ "ticket": ticket })).await;
    assert_eq!((status, &told["code"]), (StatusCode::UNAUTHORIZED, &json!("sign_in.ticket_ended")), "{told}");
    let other = world.users[&crate::identity::Role::Dispatcher].to_string();
    let forged = ticket.replace(&world.users[&crate::identity::Role::Desk].to_string(), &other);
    assert_eq!(say(&world, &forged, "000000").await.1["code"], "sign_in.ticket_ended");
    assert_eq!(say(&world, "flt.code", "000000").await.1["code"], "sign_in.ticket_ended");
    world.later(11);
    assert_eq!(say(&world, &ticket, "000000").await.1["code"], "sign_in.ticket_ended");
}

#[db_test]
async fn wrong_codes_lock_the_account_as_wrong_passwords_do(world: World) {
    let (secret, _) = switched_on(&world, "desk").await;
    let ticket = ticket(&world, "desk").await;
    for _ in 0..5 {
        let (_, told) = say(&world, &ticket, &wrong(&world, &secret)).await;
        assert_eq!(told["code"], "sign_in.wrong_code", "{told}");
    }
    world.later(1);
    let (status, told) = say(&world, &ticket, &code(&world, &secret, 0)).await;
    assert_eq!((status, &told["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("sign_in.locked")), "{told}");
    let (status, _) = world.call("", "POST", "/session", door("desk")).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    world.later(16);
    let ticket = self::ticket(&world, "desk").await;
    assert_eq!(say(&world, &ticket, &code(&world, &secret, 0)).await.0, StatusCode::OK);
}

#[db_test]
async fn a_recovery_code_counts_once_however_it_is_written(world: World) {
    let (_, codes) = switched_on(&world, "desk").await;
    let ticket = ticket(&world, "desk").await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(say(&world, &ticket, &typed).await.0, StatusCode::OK);
    assert_eq!(say(&world, &ticket, &codes[3]).await.0, StatusCode::UNAUTHORIZED);
    let standing = world.done("desk", "GET", "/account/second-step", Value::Null).await;
    assert_eq!(standing["codes_left"], 9, "{standing}");
    let log = world.done("admin", "GET", "/audit?kind=user.recovery_code_used", Value::Null).await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");
}

#[db_test]
async fn new_codes_and_switching_off_ask_for_password_and_code(world: World) {
    let (secret, codes) = switched_on(&world, "desk").await;
    world.later(1);
    let both = |password: &str, code: &str| json!({ "password": password, "code": code });
    let fits = code(&world, &secret, 0);
    for (path, body, field, told) in [
        ("/account/second-step/end", both("not this one", &fits), "password", "field.password_wrong"),
        ("/account/second-step/end", both(PASSWORD, &wrong(&world, &secret)), "code", "field.code_wrong"),
        ("/account/second-step/codes", both(PASSWORD, "AAAA-AAAA-AAAA-AAAA"), "code", "field.code_wrong"),
    ] {
        let (status, problem) = world.call("desk", "POST", path, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!((&problem["fields"][0]["path"], &problem["fields"][0]["code"]), (&json!(field), &json!(told)));
    }
    let renewed = world.done("desk", "POST", "/account/second-step/codes", both(PASSWORD, &fits)).await;
    assert_eq!(renewed["codes"].as_array().unwrap().len(), 10);
    // those of before are over
    let ticket = ticket(&world, "desk").await;
    assert_eq!(say(&world, &ticket, &codes[0]).await.0, StatusCode::UNAUTHORIZED);
    let last = renewed["codes"][0].as_str().unwrap();
    world.done("desk", "POST", "/account/second-step/end", both(PASSWORD, last)).await;
    assert_eq!(world.done("", "POST", "/session", door("desk")).await["signed_in"], true);
    let (status, told) = world.call("desk", "POST", "/account/second-step/end", both(PASSWORD, last)).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("second_step.is_off")), "{told}");
}

#[db_test]
async fn nothing_is_on_before_the_first_code_and_nothing_begins_without_the_password(world: World) {
    let (status, told) =
        world.call("desk", "POST", "/account/second-step/secret", json!({ "password": "not this one" })).await;
    assert_eq!(
        (status, &told["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.password_wrong"))
    );
    let (_, told) = world.call("desk", "POST", "/account/second-step", json!({ "code": "000000" })).await;
    assert_eq!(told["code"], "second_step.not_begun", "{told}");
    let begun = world.done("desk", "POST", "/account/second-step/secret", json!({ "password": PASSWORD })).await;
    let secret = begun["secret"].as_str().unwrap();
    let body = json!({ "code": wrong(&world, secret) });
    let (_, told) = world.call("desk", "POST", "/account/second-step", body).await;
    assert_eq!(told["fields"][0]["code"], "field.code_wrong", "{told}");
    assert_eq!(world.done("", "POST", "/session", door("desk")).await["signed_in"], true);
}

#[db_test]
async fn an_administrator_resets_it_and_the_log_says_so(world: World) {
    switched_on(&world, "desk").await;
    let desk = world.users[&crate::identity::Role::Desk];
    let path = format!("/users/{desk}/second-step/reset");
    assert_eq!(world.call("manager", "POST", &path, json!({})).await.0, StatusCode::FORBIDDEN);
    let users = world.done("admin", "GET", "/users?q=desk", Value::Null).await;
    assert!(users["items"][0]["second_step_since_at"].is_string(), "{users}");
    let shown = world.done("admin", "POST", &path, json!({})).await;
    assert!(shown["second_step_since_at"].is_null(), "{shown}");
    // they are signed out, and come in with the password alone
    assert_eq!(world.call("desk", "GET", "/session", Value::Null).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.done("", "POST", "/session", door("desk")).await["signed_in"], true);
    let (_, told) = world.call("admin", "POST", &path, json!({})).await;
    assert_eq!(told["code"], "second_step.is_off", "{told}");
    let log = world.done("admin", "GET", "/audit?kind=user.second_step_reset", Value::Null).await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");
}

#[db_test]
async fn where_the_company_asks_for_it_one_sets_it_up_before_anything_else(world: World) {
    // an open session goes on under a new rule
    world.session("desk").await;
    let rule = world.done("admin", "GET", "/sign-in-rule", Value::Null).await;
    assert_eq!((&rule["version"], &rule["second_step_for_all"]), (&json!(0), &json!(false)), "{rule}");
    let body = json!({ "second_step_for_all": false, "second_step_roles": ["finance", "desk", "desk"] });
    let rule = world.done("admin", "PUT", "/sign-in-rule", body.clone()).await;
    assert_eq!(rule["second_step_roles"], json!(["desk", "finance"]), "{rule}");
    let (status, _) = world.call_with("admin", "PUT", "/sign-in-rule", body, &[("if-match", "\"0\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    // who is not in such a role comes in as ever
    assert_eq!(world.done("", "POST", "/session", door("dispatcher")).await["signed_in"], true);
    let told = world.done("", "POST", "/session", door("desk")).await;
    assert_eq!((&told["signed_in"], &told["next"]), (&json!(false), &json!("set_up")), "{told}");
    let ticket = told["ticket"].as_str().unwrap();
    assert_eq!(say(&world, ticket, "000000").await.1["code"], "sign_in.ticket_ended");
    let begun = world.done("", "POST", "/session/code/secret", json!({ "ticket": ticket })).await;
    let secret = begun["secret"].as_str().unwrap();
    let confirm = |code: String| json!({ "ticket": ticket, "code": code });
    let (_, told) = world.call("", "POST", "/session/code/confirmation", confirm(wrong(&world, secret))).await;
    assert_eq!(told["fields"][0]["code"], "field.code_wrong", "{told}");
    let told = world.done("", "POST", "/session/code/confirmation", confirm(code(&world, secret, 0))).await;
    assert_eq!((&told["signed_in"], told["codes"].as_array().unwrap().len()), (&json!(true), 10), "{told}");
    let (_, told) = world.call("", "POST", "/session/code/secret", json!({ "ticket": ticket })).await;
    assert_eq!(told["code"], "second_step.is_on", "{told}");
    // nobody switches off what the company asks for
    world.later(1);
    let both = json!({ "password": PASSWORD, "code": code(&world, secret, 0) });
    let (_, told) = world.call("desk", "POST", "/account/second-step/end", both).await;
    assert_eq!(told["code"], "second_step.required", "{told}");
}

#[db_test]
async fn a_key_goes_on_without_a_code_and_has_no_account_of_its_own(world: World) {
    let new = json!({ "name": "呼叫中心", "permissions": ["orders.read"] });
    let token = world.done("admin", "POST", "/api-keys", new).await["token"].as_str().unwrap().to_owned();
    switched_on(&world, "admin").await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(world.call_with("", "GET", "/orders", Value::Null, &headers).await.0, StatusCode::OK);
    for path in ["/account/second-step", "/account/sessions"] {
        assert_eq!(world.call_with("", "GET", path, Value::Null, &headers).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}

#[db_test]
async fn one_sees_where_one_is_signed_in_and_signs_out_elsewhere(world: World) {
    world.done("desk", "GET", "/session", Value::Null).await;
    world.done("dispatcher", "GET", "/session", Value::Null).await;
    for _ in 0..2 {
        world.later(1);
        world.done("", "POST", "/session", door("desk")).await;
    }
    let list = world.done("desk", "GET", "/account/sessions", Value::Null).await;
    let list = list["items"].as_array().unwrap();
    assert_eq!(list.iter().map(|each| each["is_this"].as_bool().unwrap()).collect::<Vec<_>>(), [false, false, true]);
    let path = format!("/account/sessions/{}/end", list[0]["id"].as_str().unwrap());
    // somebody else's is not there
    assert_eq!(world.call("dispatcher", "POST", &path, json!({})).await.0, StatusCode::NOT_FOUND);
    world.done("desk", "POST", &path, json!({})).await;
    assert_eq!(world.call("desk", "POST", &path, json!({})).await.0, StatusCode::NOT_FOUND);
    let ended = world.done("desk", "POST", "/account/sessions/end-others", json!({})).await;
    assert_eq!(ended["ended"], 1, "{ended}");
    let list = world.done("desk", "GET", "/account/sessions", Value::Null).await;
    assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["is_this"]), (1, &json!(true)), "{list}");
}
