//! Signing in with a company's account, against a provider that speaks the protocol.

mod bonds;
mod provider;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use db_test::db_test;
use serde_json::{Value, json};

use self::provider::{CLIENT, Provider, SECRET};
use crate::identity::Role;
use crate::world::World;

/// The fields of a form or a query.
fn pairs(text: &str) -> BTreeMap<String, String> {
    platform::http::input::form_of(text).unwrap()
}

fn set_up(provider: &Provider) -> Value {
    json!({ "is_on": true, "label": "企业账号登录", "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET,
        "scopes": "openid email", "claim": "email", "matched_by": "email", "opens_accounts": false })
}

/// A provider that the company uses, and the desk known by an address.
async fn company_with(world: &World) -> Provider {
    let provider = Provider::start().await;
    world.done("admin", "PUT", "/account-provider", set_up(&provider)).await;
    let path = format!("/users/{}", world.users[&Role::Desk]);
    let changed = world.done("admin", "PATCH", &path, json!({ "email": " Desk@Acme.example " })).await;
    assert_eq!(changed["email"], "desk@acme.example");
    provider
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// A browser that went to the provider.
struct Gone {
    asked: BTreeMap<String, String>,
    cookie: String,
}

async fn depart(world: &World, query: &str) -> Gone {
    let path = format!("/company-account/departure?company=acme&{query}");
    let response = world.send("", "GET", &path, Body::empty(), &[("host", "fieldloop.example")]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let there = header(&response, "location");
    let (_, asked) = there.split_once("/authorize?").unwrap_or_else(|| panic!("{there}"));
    let cookie = header(&response, "set-cookie").split(';').next().unwrap().to_owned();
    Gone { asked: pairs(asked), cookie }
}

/// The browser comes back: where it is sent, and the cookies it gets.
async fn come_back(world: &World, gone: &Gone, code: &str) -> (String, Vec<String>) {
    let path = format!("/company-account/return?code={code}&state={}", gone.asked["state"]);
    let response = world.send("", "GET", &path, Body::empty(), &[("cookie", gone.cookie.as_str())]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookies = response.headers().get_all("set-cookie");
    let cookies = cookies.iter().map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
    (header(&response, "location"), cookies)
}

/// Who is signed in with these cookies.
async fn who(world: &World, cookies: &[String]) -> Value {
    let Some(cookie) = cookies.iter().find(|cookie| cookie.starts_with("fieldloop_session=")) else {
        return Value::Null;
    };
    world.call_with("", "GET", "/session", Value::Null, &[("cookie", cookie.as_str())]).await.1
}

fn desk() -> Value {
    json!({ "email": "Desk@acme.example", "email_verified": true, "name": "测试" })
}

#[db_test]
async fn whoever_the_provider_knows_signs_in_and_comes_to_where_they_wanted(world: World) {
    let ways = world.done("", "GET", "/sign-in-ways/acme", Value::Null).await;
    assert!(ways["company_account"].is_null(), "{ways}");
    let provider = company_with(&world).await;
    let ways = world.done("", "GET", "/sign-in-ways/ACME", Value::Null).await;
    assert_eq!(ways["company_account"], "企业账号登录");
    assert!(world.done("", "GET", "/sign-in-ways/nobody", Value::Null).await["company_account"].is_null());
    for (query, wanted) in [
        ("to=/orders%3Fphase%3Dto_dispatch", "/orders?phase=to_dispatch"),
        ("to=/me&app=field", "/field/me"),
        ("to=//evil.example/", "/"),
        ("to=https://evil.example/", "/"),
        ("app=field", "/field/"),
    ] {
        let gone = depart(&world, query).await;
        assert_eq!(gone.asked["redirect_uri"], "http://fieldloop.example/api/v1/company-account/return");
        assert_eq!(gone.asked["scope"], "openid email");
        let code = provider.approve(&gone.asked, world.now().ms(), desk());
        let (there, cookies) = come_back(&world, &gone, &code).await;
        assert_eq!(there, wanted);
        assert_eq!(who(&world, &cookies).await["login"], "desk");
    }
    assert_eq!(provider.keys_asked(), 1, "keys are remembered");
    let log = world.done("admin", "GET", "/audit?kind=user.signed_in", Value::Null).await;
    assert_eq!(log["items"][0]["data"]["by"], "company_account", "{log}");
}

#[db_test]
async fn a_token_that_is_not_meant_for_this_sign_in_opens_nothing(world: World) {
    let provider = company_with(&world).await;
    let now = world.now().ms();
    for (what, claims, alg, foreign) in [
        ("nonce", json!({ "nonce": "another" }), "ES256", false),
        ("audience", json!({ "aud": "somebody-else" }), "ES256", false),
        ("audiences", json!({ "aud": [CLIENT, "somebody-else"] }), "ES256", false),
        ("issuer", json!({ "iss": "https://elsewhere.example" }), "ES256", false),
        ("over", json!({ "exp": now / 1_000 - 300 }), "ES256", false),
        ("unsigned", json!({}), "none", false),
        ("shared word", json!({}), "HS256", false),
        ("other kind", json!({}), "RS256", false),
        ("unknown key", json!({}), "ES256", true),
    ] {
        let gone = depart(&world, "to=/").await;
        let mut all = desk();
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        let code = provider.approve_as(&gone.asked, now, all, alg, foreign);
        let (there, cookies) = come_back(&world, &gone, &code).await;
        assert_eq!(there, "/sign-in?refused=company_account.not_believed", "{what}");
        assert_eq!(who(&world, &cookies).await, Value::Null, "{what}");
    }
}

#[db_test]
async fn keys_that_the_provider_has_changed_are_asked_for_anew(world: World) {
    let provider = company_with(&world).await;
    for _ in 0..2 {
        let gone = depart(&world, "to=/").await;
        let code = provider.approve(&gone.asked, world.now().ms(), desk());
        assert_eq!(come_back(&world, &gone, &code).await.0, "/");
        provider.change_keys();
    }
    assert_eq!(provider.keys_asked(), 2);
}

#[db_test]
async fn what_comes_back_counts_once_for_the_browser_that_went_and_for_ten_minutes(world: World) {
    let provider = company_with(&world).await;
    let expired = "/sign-in?refused=company_account.expired";
    let gone = depart(&world, "to=/").await;
    let code = provider.approve(&gone.asked, world.now().ms(), desk());
    // another browser finishes nothing, and takes nothing from the one that began
    let other = Gone { asked: gone.asked.clone(), cookie: "fieldloop_errand=guessed".into() };
    assert_eq!(come_back(&world, &other, &code).await.0, expired);
    let none = Gone { asked: gone.asked.clone(), cookie: "a=b".into() };
    assert_eq!(come_back(&world, &none, &code).await.0, expired);
    assert_eq!(come_back(&world, &gone, &code).await.0, "/");
    // the same once more
    let code = provider.approve(&gone.asked, world.now().ms(), desk());
    assert_eq!(come_back(&world, &gone, &code).await.0, expired);
    // a code of somebody else's sign-in, put into one's own
    let (mine, theirs) = (depart(&world, "to=/").await, depart(&world, "to=/").await);
    let code = provider.approve(&theirs.asked, world.now().ms(), desk());
    assert_eq!(come_back(&world, &mine, &code).await.0, "/sign-in?refused=company_account.refused");
    let late = depart(&world, "to=/").await;
    world.later(11);
    let code = provider.approve(&late.asked, world.now().ms(), desk());
    assert_eq!(come_back(&world, &late, &code).await.0, expired);
    for query in ["", "?state=x", "?state=acme.x&code=y", "?state=nobody.x&code=y"] {
        let path = format!("/company-account/return{query}");
        let response = world.send("", "GET", &path, Body::empty(), &[]).await;
        assert_eq!(header(&response, "location"), expired, "{query}");
    }
}

#[db_test]
async fn whom_nobody_knows_here_and_whose_account_is_closed_are_told_so(world: World) {
    let provider = company_with(&world).await;
    let told = async |claims: Value| {
        let gone = depart(&world, "app=field").await;
        let code = provider.approve(&gone.asked, world.now().ms(), claims);
        come_back(&world, &gone, &code).await.0
    };
    let refused = |code: &str| format!("/field/sign-in?refused=company_account.{code}");
    assert_eq!(told(json!({ "email": "nobody@acme.example" })).await, refused("nobody"));
    assert_eq!(told(json!({ "name": "测试" })).await, refused("no_claim"));
    let unverified = json!({ "email": "desk@acme.example", "email_verified": false });
    assert_eq!(told(unverified).await, refused("no_claim"));
    let path = format!("/users/{}", world.users[&Role::Desk]);
    world.done("admin", "PATCH", &path, json!({ "status": "disabled" })).await;
    assert_eq!(told(desk()).await, refused("closed"));
    // the provider sends somebody back without a code
    for (error, code) in [("access_denied", "given_up"), ("server_error", "refused")] {
        let gone = depart(&world, "app=field").await;
        let path = format!("/company-account/return?error={error}&state={}", gone.asked["state"]);
        let response = world.send("", "GET", &path, Body::empty(), &[("cookie", gone.cookie.as_str())]).await;
        assert_eq!(header(&response, "location"), refused(code));
    }
}

#[db_test]
async fn an_account_is_made_at_the_first_sign_in_only_where_the_company_wants_that(world: World) {
    let provider = company_with(&world).await;
    let mut wanted = set_up(&provider);
    wanted["opens_accounts"] = json!(true);
    let (status, told) = world.call("admin", "PUT", "/account-provider", wanted.clone()).await;
    assert_eq!((status, &told["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("new_role")), "{told}");
    wanted["new_role"] = json!("technician");
    wanted["new_unit_id"] = json!(world.outlet.id);
    // the secret that is kept stays where none is said
    wanted.as_object_mut().unwrap().remove("client_secret");
    let kept = world.done("admin", "PUT", "/account-provider", wanted).await;
    assert_eq!((&kept["has_secret"], kept.get("client_secret")), (&json!(true), None), "{kept}");
    let claims = json!({ "email": "desk@b.example", "preferred_username": "Desk", "name": "王新" });
    for _ in 0..2 {
        let gone = depart(&world, "to=/").await;
        let code = provider.approve(&gone.asked, world.now().ms(), claims.clone());
        let (there, cookies) = come_back(&world, &gone, &code).await;
        assert_eq!(there, "/");
        let me = who(&world, &cookies).await;
        assert_eq!(
            (&me["login"], &me["name"], &me["roles"]),
            (&json!("desk2"), &json!("王新"), &json!(["technician"]))
        );
        assert_eq!(me["unit_id"], json!(world.outlet.id));
    }
    // nobody knows its password
    let door = json!({ "company": "acme", "login": "desk2", "password": "" });
    assert_eq!(world.call("", "POST", "/session", door).await.0, StatusCode::UNAUTHORIZED);
}

#[db_test]
async fn a_person_may_be_known_by_login_or_phone_as_well(world: World) {
    let provider = company_with(&world).await;
    let path = format!("/users/{}", world.users[&Role::Dispatcher]);
    world.done("admin", "PATCH", &path, json!({ "phone": "138 0000 0001" })).await;
    for (by, claim, value, login) in [
        ("login", "preferred_username", "Manager", "manager"),
        ("phone", "phone_number", "+86 13800000001", "dispatcher"),
    ] {
        let mut wanted = set_up(&provider);
        wanted["matched_by"] = json!(by);
        wanted["claim"] = json!(claim);
        world.done("admin", "PUT", "/account-provider", wanted).await;
        let gone = depart(&world, "to=/").await;
        let code = provider.approve(&gone.asked, world.now().ms(), json!({ claim: value, "sub": login }));
        let (_, cookies) = come_back(&world, &gone, &code).await;
        assert_eq!(who(&world, &cookies).await["login"], login, "{by}");
    }
    // of two with the same number nobody is taken at a guess
    let path = format!("/users/{}", world.users[&Role::Desk]);
    world.done("admin", "PATCH", &path, json!({ "phone": "138 0000 0001" })).await;
    let gone = depart(&world, "to=/").await;
    let code =
        provider.approve(&gone.asked, world.now().ms(), json!({ "phone_number": "+86 13800000001", "sub": "u-3" }));
    assert_eq!(come_back(&world, &gone, &code).await.0, "/sign-in?refused=company_account.several");
}

#[db_test]
async fn a_provider_that_is_not_there_or_is_off_is_said_to_be_so(world: World) {
    let provider = company_with(&world).await;
    world.done("admin", "POST", "/account-provider/trial", Value::Null).await;
    let mut wanted = set_up(&provider);
    wanted["issuer"] = json!(format!("{}/realms/other", provider.issuer));
    world.done("admin", "PUT", "/account-provider", wanted.clone()).await;
    let (status, told) = world.call("admin", "POST", "/account-provider/trial", Value::Null).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("company_account.unreachable")), "{told}");
    let departed = async || {
        let path = "/company-account/departure?company=acme";
        header(&world.send("", "GET", path, Body::empty(), &[]).await, "location")
    };
    assert_eq!(departed().await, "/sign-in?refused=company_account.unreachable");
    wanted["is_on"] = json!(false);
    world.done("admin", "PUT", "/account-provider", wanted).await;
    assert_eq!(departed().await, "/sign-in?refused=company_account.off");
    assert!(world.done("", "GET", "/sign-in-ways/acme", Value::Null).await["company_account"].is_null());
}

#[db_test]
async fn an_address_is_one_persons(world: World) {
    company_with(&world).await;
    let path = format!("/users/{}", world.users[&Role::Dispatcher]);
    let (status, told) = world.call("admin", "PATCH", &path, json!({ "email": "desk@acme.example" })).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("user.email_taken")), "{told}");
    let (_, told) = world.call("admin", "PATCH", &path, json!({ "email": "desk" })).await;
    assert_eq!(told["fields"][0]["code"], "field.not_an_email", "{told}");
    assert!(world.done("admin", "PATCH", &path, json!({ "email": "" })).await["email"].is_null());
}
