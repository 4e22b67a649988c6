//! Signing in, being kept out, and doing things exactly once.

mod settings;

use axum::body::Body;
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
async fn whoever_knows_their_password_chooses_another_and_is_signed_out_everywhere_else(world: World) {
    let sign_in = |password: &str| json!({ "company": "acme", "login": "desk", "password": password });
    let change = |current: &str, password: &str| json!({ "current": current, "password": password });
    let (status, told) = world.call("desk", "PUT", "/session/password", change("not this one", "my own horse")).await;
    assert_eq!(
        (status, &told["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.password_wrong"))
    );
    let (_, told) = world.call("desk", "PUT", "/session/password", change(PASSWORD, PASSWORD)).await;
    assert_eq!(told["fields"][0]["code"], json!("field.password_same"));
    let (_, told) = world.call("desk", "PUT", "/session/password", change(PASSWORD, "short")).await;
    assert_eq!(told["fields"][0]["code"], json!("field.password_too_short"));
    let elsewhere = world.send("", "POST", "/session", Body::from(sign_in(PASSWORD).to_string()), &[]).await;
    let cookie = elsewhere.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let there = async || world.call_with("", "GET", "/session", Value::Null, &[("cookie", cookie.as_str())]).await.0;
    assert_eq!(there().await, StatusCode::OK);
    world.done("desk", "PUT", "/session/password", change(PASSWORD, "my own horse")).await;
    assert_eq!(there().await, StatusCode::UNAUTHORIZED);
    // here one stays signed in; the old password is over
    world.done("desk", "GET", "/session", Value::Null).await;
    assert_eq!(world.call("", "POST", "/session", sign_in(PASSWORD)).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.call("", "POST", "/session", sign_in("my own horse")).await.0, StatusCode::OK);
    let log = world.done("admin", "GET", "/audit?kind=user.password_changed", Value::Null).await;
    assert_eq!(log["items"][0]["kind"], json!("user.password_changed"));
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

#[db_test]
async fn an_admin_sees_as_a_role_reading_only_and_goes_back(world: World) {
    let new = json!({ "name": "张三", "phone": "13800000001" });
    let (_, customer) = world.call("admin", "POST", "/customers", new).await;
    let as_of = |role: &str, unit: &str| json!({ "role": role, "unit_id": unit });
    let (outlet, other) = (world.outlet.id.to_string(), world.other_outlet.id.to_string());
    assert_eq!(world.call("manager", "PUT", "/session/sight", as_of("desk", &outlet)).await.0, StatusCode::FORBIDDEN);
    let (status, told) = world.call("admin", "PUT", "/session/sight", as_of("provider", &other)).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let (_, me) = world.call("admin", "GET", "/session", Value::Null).await;
    assert_eq!((&me["roles"], &me["scope"], &me["unit_id"]), (&json!(["provider"]), &json!("subtree"), &json!(other)));
    assert!(!me["permissions"].as_array().unwrap().contains(&json!("company.admin")), "{me}");
    assert_eq!(me["sight"]["role"], "provider");
    assert_eq!(world.call("admin", "GET", "/api-keys", Value::Null).await.0, StatusCode::FORBIDDEN, "not the role's");
    let path = format!("/customers/{}", customer["customer"]["id"].as_str().unwrap());
    assert_eq!(world.call("admin", "GET", &path, Value::Null).await.0, StatusCode::NOT_FOUND, "not of that unit");
    let (status, told) = world.call("admin", "POST", "/orders", json!({})).await;
    assert_eq!((status, &told["code"]), (StatusCode::FORBIDDEN, &json!("sight.read_only")));
    assert_eq!(world.call("admin", "DELETE", "/session/sight", Value::Null).await.0, StatusCode::OK);
    assert_eq!(world.call("admin", "DELETE", "/session/sight", Value::Null).await.0, StatusCode::OK, "twice is once");
    let (_, me) = world.call("admin", "GET", "/session", Value::Null).await;
    assert_eq!((&me["roles"], &me["sight"]), (&json!(["admin"]), &Value::Null));
    assert_eq!(world.call("admin", "GET", &path, Value::Null).await.0, StatusCode::OK);
    let (_, audit) = world.call("admin", "GET", "/audit?kind=session.", Value::Null).await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 2, "{audit}");
}

#[db_test]
async fn an_admin_sees_what_a_technician_sees_and_one_of_a_unit_no_more_than_their_own(world: World) {
    let technician = world.users[&crate::identity::Role::Technician];
    let wanted = json!({ "role": "technician", "user_id": technician });
    let (status, told) = world.call("admin", "PUT", "/session/sight", wanted.clone()).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let (_, me) = world.call("admin", "GET", "/session", Value::Null).await;
    assert_eq!(
        (&me["user_id"], &me["scope"], &me["sight"]["user_id"]),
        (&json!(technician), &json!("own"), &json!(technician))
    );
    assert_eq!(world.call("admin", "DELETE", "/session/sight", Value::Null).await.0, StatusCode::OK);
    let (_, me) = world.call("admin", "GET", "/session", Value::Null).await;
    assert_eq!((&me["roles"], &me["sight"]), (&json!(["admin"]), &Value::Null));
    let wrong = json!({ "role": "desk", "user_id": technician });
    let (status, told) = world.call("admin", "PUT", "/session/sight", wrong).await;
    assert_eq!((status, &told["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("user_id")), "{told}");

    let all = json!({ "scope": "subtree", "unit_id": world.outlet.id });
    let admin = world.users[&crate::identity::Role::Admin];
    let second =
        json!({ "login": "admin2", "name": "二号", "password": "long enough 1", "roles": ["admin"], "scope": "all" });
    let (status, told) = world.call("admin", "POST", "/users", second).await;
    assert!(status.is_success(), "{told}");
    let (status, told) = world.call("admin", "PATCH", &format!("/users/{admin}"), all).await;
    assert!(status.is_success(), "{told}");
    let wide = json!({ "role": "manager", "scope": "all", "unit_id": world.outlet.id });
    let (status, told) = world.call("admin", "PUT", "/session/sight", wide).await;
    assert_eq!((status, &told["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("scope")), "{told}");
    let other = json!({ "role": "manager", "scope": "unit", "unit_id": world.other_outlet.id });
    assert_eq!(world.call("admin", "PUT", "/session/sight", other).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn a_saved_view_is_changed_by_its_owner_at_the_version_seen(world: World) {
    let view = json!({ "page": "orders", "name": "今天到期", "query": "sort=due", "is_shared": true });
    let (_, saved) = world.call("desk", "POST", "/saved-views", view).await;
    world.call("desk", "POST", "/saved-views", json!({ "page": "orders", "name": "急单", "query": "" })).await;
    let path = format!("/saved-views/{}", saved["id"].as_str().unwrap());
    let change = json!({ "name": "今天和明天", "query": "sort=due&late=1", "is_shared": true });
    assert_eq!(world.call("dispatcher", "PUT", &path, change.clone()).await.0, StatusCode::NOT_FOUND);
    let (status, changed) = world.call_with("desk", "PUT", &path, change.clone(), &[("if-match", "\"1\"")]).await;
    assert_eq!((status, &changed["name"]), (StatusCode::OK, &json!("今天和明天")), "{changed}");
    let (status, _) = world.call_with("desk", "PUT", &path, change, &[("if-match", "\"1\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let taken = json!({ "name": "急单", "query": "" });
    assert_eq!(world.call("desk", "PUT", &path, taken).await.1["code"], "saved_view.name_taken");
    let (_, seen) = world.call("dispatcher", "GET", "/saved-views?page=orders", Value::Null).await;
    assert_eq!(seen["items"][0]["owner_name"], "测试desk", "{seen}");
}

#[db_test]
async fn users_are_found_by_login_name_phone_or_extension(world: World) {
    world.call("desk", "PUT", "/session/extension", json!({ "extension": "8001" })).await;
    let found = async |q: &str| {
        let (_, page) = world.call("admin", "GET", &format!("/users?q={q}"), Value::Null).await;
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["login"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("DES").await, ["desk"]);
    assert_eq!(found("8001").await, ["desk"]);
    assert_eq!(found("%E7%AE%A1%E7%90%86").await, ["admin"]);
    assert_eq!(found("%25").await, Vec::<String>::new());
}

#[db_test]
async fn a_unit_is_renamed_moved_and_closed_only_when_nothing_is_left_in_it(world: World) {
    let path = format!("/units/{}", world.other_outlet.id);
    let (status, changed) = world.call("admin", "PATCH", &path, json!({ "name": "城西新店" })).await;
    assert_eq!((status, &changed["name"]), (StatusCode::OK, &json!("城西新店")), "{changed}");
    let below = json!({ "parent_id": world.other_outlet.id });
    let outlet = format!("/units/{}", world.outlet.id);
    assert_eq!(world.call("admin", "PATCH", &outlet, below).await.0, StatusCode::OK);
    let circle = json!({ "parent_id": world.outlet.id });
    assert_eq!(world.call("admin", "PATCH", &path, circle).await.1["code"], "unit.below_itself");
    let (_, told) = world.call("admin", "PATCH", &path, json!({ "is_closed": true })).await;
    assert_eq!((&told["code"], &told["facts"]["units"]), (&json!("unit.in_use"), &json!(1)), "{told}");
    let (_, told) = world.call("admin", "PATCH", &outlet, json!({ "is_closed": true })).await;
    assert!(told["facts"]["users"].as_i64().unwrap() > 0, "{told}");
    let new = json!({ "code": "N", "name": "北区", "kind": "outlet" });
    let (_, fresh) = world.call("admin", "POST", "/units", new).await;
    let fresh = format!("/units/{}", fresh["id"].as_str().unwrap());
    let (status, closed) = world.call("admin", "PATCH", &fresh, json!({ "is_closed": true })).await;
    assert!(status.is_success() && closed["closed_at"].is_string(), "{closed}");
}

#[db_test]
async fn the_log_tells_what_was_done_to_one_thing(world: World) {
    let desk = world.users[&crate::identity::Role::Desk];
    let path = format!("/audit?subject_kind=user&subject_id={desk}");
    world.call("desk", "PUT", "/session/extension", json!({ "extension": "8001" })).await;
    let (_, log) = world.call("admin", "GET", &path, Value::Null).await;
    let kinds: Vec<&str> = log["items"].as_array().unwrap().iter().map(|each| each["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["user.extension_set", "user.signed_in", "user.created"], "{log}");
    let (status, _) = world.call("admin", "GET", "/audit?subject_id=x", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Opens a customer's file; its number.
async fn next_customer(world: &World, phone: &str) -> String {
    let opened = world.done("desk", "POST", "/customers", json!({ "name": "张三", "phone": phone })).await;
    opened["customer"]["number"].as_str().unwrap().to_owned()
}

async fn numbered(world: &World, series: &str) -> Value {
    let all = world.done("admin", "GET", "/number-series", Value::Null).await;
    all["items"].as_array().unwrap().iter().find(|each| each["series"] == series).unwrap().clone()
}

#[db_test]
async fn a_series_is_numbered_otherwise_from_the_next_number_on_and_none_comes_twice(world: World) {
    assert_eq!(next_customer(&world, "13800000001").await, "KH-20261121-0001");
    assert_eq!(numbered(&world, "KH").await["next"], "KH-20261121-0002");
    let wanted = "prefix=sh-kh&digits=5&period=month";
    let preview = world.done("admin", "GET", &format!("/number-series/KH/preview?{wanted}"), Value::Null).await;
    assert_eq!(preview["next"], "SH-KH-202611-00001");
    let body = json!({ "prefix": "sh-kh", "digits": 5, "period": "month" });
    let changed = world.done("admin", "PUT", "/number-series/KH", body.clone()).await;
    assert_eq!((&changed["next"], &changed["is_own"]), (&json!("SH-KH-202611-00001"), &json!(true)));
    assert_eq!(next_customer(&world, "13800000002").await, "SH-KH-202611-00001");
    assert_eq!(next_customer(&world, "13800000003").await, "SH-KH-202611-00002");
    // whoever saw it as it came is told that it has changed
    let (status, problem) = world.call_with("admin", "PUT", "/number-series/KH", body, &[("if-match", "\"0\"")]).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{problem}");
    // back again: it goes on where it was
    let back = json!({ "prefix": "KH", "digits": 4, "period": "day" });
    world.done("admin", "PUT", "/number-series/KH", back).await;
    assert_eq!(next_customer(&world, "13800000004").await, "KH-20261121-0002");
    let log = world.done("admin", "GET", "/audit?kind=number_series.changed", Value::Null).await;
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
}

#[db_test]
async fn two_series_never_share_a_prefix_and_a_prefix_is_no_period(world: World) {
    for (body, path, code) in [
        (json!({ "prefix": "XS", "digits": 4, "period": "day" }), "prefix", "field.prefix_taken"),
        (json!({ "prefix": "KH-2026", "digits": 4, "period": "never" }), "prefix", "field.not_a_prefix"),
        (json!({ "prefix": "客户", "digits": 4, "period": "day" }), "prefix", "field.not_a_prefix"),
        (json!({ "prefix": "KH", "digits": 3, "period": "day" }), "digits", "field.digits_out_of_range"),
    ] {
        let (status, problem) = world.call("admin", "PUT", "/number-series/KH", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!((&problem["fields"][0]["path"], &problem["fields"][0]["code"]), (&json!(path), &json!(code)));
    }
    // a prefix that another series gave up may be had
    let body = |prefix: &str| json!({ "prefix": prefix, "digits": 4, "period": "day" });
    world.done("admin", "PUT", "/number-series/XS", body("DD")).await;
    world.done("admin", "PUT", "/number-series/KH", body("XS")).await;
    assert_eq!(next_customer(&world, "13800000001").await, "XS-20261121-0001");
    let (status, _) = world.call("admin", "PUT", "/number-series/NOTHING", body("ZZ")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = world.call("manager", "PUT", "/number-series/KH", body("ZZ")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
