//! Bonds: whose an account is, is decided once; from then on by the provider's own name of it.

use super::*;

/// Somebody goes to the provider, which says this of them; where they are sent then, and who they are.
async fn signs_in(world: &World, provider: &Provider, claims: Value) -> (String, Value) {
    let gone = depart(world, "to=/").await;
    let code = provider.approve(&gone.asked, world.now().ms(), claims);
    let (there, cookies) = come_back(world, &gone, &code).await;
    (there, who(world, &cookies).await)
}

fn account(sub: &str, email: &str) -> Value {
    json!({ "sub": sub, "email": email, "email_verified": true, "name": "王丽" })
}

fn refused(code: &str) -> String {
    format!("/sign-in?refused=company_account.{code}")
}

async fn desk_of(world: &World) -> Value {
    let users = world.done("admin", "GET", "/users?q=desk", Value::Null).await;
    users["items"].as_array().unwrap().iter().find(|user| user["login"] == "desk").unwrap().clone()
}

async fn events(world: &World, kind: &str) -> usize {
    let log = world.done("admin", "GET", &format!("/audit?kind={kind}"), Value::Null).await;
    log["items"].as_array().unwrap().len()
}

fn loosening(world: &World) -> String {
    format!("/users/{}/company-account/loosening", world.users[&Role::Desk])
}

#[db_test]
async fn the_first_sign_in_binds_and_from_then_on_the_account_is_known_by_its_own_name(world: World) {
    let provider = company_with(&world).await;
    assert!(desk_of(&world).await["account_bound_at"].is_null());
    let (there, me) = signs_in(&world, &provider, account("u-1", "desk@acme.example")).await;
    assert_eq!((there.as_str(), &me["login"]), ("/", &json!("desk")));
    let desk = desk_of(&world).await;
    assert_eq!((&desk["account_bound_at"], &desk["account_issuer"]), (&json!(world.now()), &json!(provider.issuer)));
    assert!(desk.get("account_subject").is_none(), "the provider's name of the account stays here: {desk}");
    // another address there, one that it does not vouch for, and none at all: it is the same account
    for claims in [
        account("u-1", "wang@acme.example"),
        json!({ "sub": "u-1", "email": "desk@acme.example", "email_verified": false }),
        json!({ "sub": "u-1" }),
    ] {
        let (there, me) = signs_in(&world, &provider, claims).await;
        assert_eq!((there.as_str(), &me["login"]), ("/", &json!("desk")));
    }
    assert_eq!(desk_of(&world).await["account_bound_at"], desk["account_bound_at"]);
    assert_eq!(events(&world, "user.account_bound").await, 1, "bound once");
    // an address of somebody else's does not make two of them
    let path = format!("/users/{}", world.users[&Role::Manager]);
    world.done("admin", "PATCH", &path, json!({ "email": "manager@acme.example" })).await;
    let (_, me) = signs_in(&world, &provider, account("u-1", "manager@acme.example")).await;
    assert_eq!(me["login"], "desk");
}

#[db_test]
async fn whoever_was_given_the_address_of_somebody_bound_does_not_become_them(world: World) {
    let provider = company_with(&world).await;
    signs_in(&world, &provider, account("u-1", "desk@acme.example")).await;
    // nor are they given an account of their own, where accounts are opened
    for opens in [false, true] {
        let mut wanted = set_up(&provider);
        (wanted["opens_accounts"], wanted["new_role"]) = (json!(opens), json!("technician"));
        world.done("admin", "PUT", "/account-provider", wanted).await;
        let (there, me) = signs_in(&world, &provider, account("u-2", "desk@acme.example")).await;
        assert_eq!((there, me), (refused("another"), Value::Null));
    }
    assert_eq!(events(&world, "user.account_bound").await, 1);
    // an account that is closed stays closed to both
    let path = format!("/users/{}", world.users[&Role::Desk]);
    world.done("admin", "PATCH", &path, json!({ "status": "disabled" })).await;
    assert_eq!(signs_in(&world, &provider, account("u-1", "new@acme.example")).await.0, refused("closed"));
    assert_eq!(signs_in(&world, &provider, account("u-2", "desk@acme.example")).await.0, refused("another"));
}

#[db_test]
async fn a_bond_that_was_loosened_is_tied_anew_at_the_next_sign_in(world: World) {
    let provider = company_with(&world).await;
    let (status, told) = world.call("admin", "POST", &loosening(&world), Value::Null).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("company_account.not_bound")), "{told}");
    let gone = depart(&world, "to=/").await;
    let code = provider.approve(&gone.asked, world.now().ms(), account("u-1", "desk@acme.example"));
    let (_, cookies) = come_back(&world, &gone, &code).await;
    assert_eq!(who(&world, &cookies).await["login"], "desk");
    let loose = world.done("admin", "POST", &loosening(&world), Value::Null).await;
    assert!(loose["account_bound_at"].is_null() && loose["account_issuer"].is_null(), "{loose}");
    assert_ne!(who(&world, &cookies).await["login"], "desk", "sessions have ended");
    assert_eq!(world.call("admin", "POST", &loosening(&world), Value::Null).await.0, StatusCode::CONFLICT);
    assert_eq!(events(&world, "user.account_loosened").await, 1);
    let (there, me) = signs_in(&world, &provider, account("u-2", "desk@acme.example")).await;
    assert_eq!((there.as_str(), &me["login"]), ("/", &json!("desk")));
    assert_eq!(signs_in(&world, &provider, account("u-1", "desk@acme.example")).await.0, refused("another"));
    assert_eq!(world.call("desk", "POST", &loosening(&world), Value::Null).await.0, StatusCode::FORBIDDEN);
}

#[db_test]
async fn of_two_who_come_at_once_one_is_bound(world: World) {
    let provider = company_with(&world).await;
    let two = async |one: Value, other: Value| {
        let (mine, theirs) = (depart(&world, "to=/").await, depart(&world, "to=/").await);
        let now = world.now().ms();
        let codes = (provider.approve(&mine.asked, now, one), provider.approve(&theirs.asked, now, other));
        let came = tokio::join!(come_back(&world, &mine, &codes.0), come_back(&world, &theirs, &codes.1));
        let mut there = [came.0.0, came.1.0];
        there.sort();
        there
    };
    // two strangers with one address
    let there = two(account("u-1", "desk@acme.example"), account("u-2", "desk@acme.example")).await;
    assert_eq!(there, ["/".to_owned(), refused("another")]);
    assert_eq!(events(&world, "user.account_bound").await, 1);
    // one person in two browsers
    world.done("admin", "POST", &loosening(&world), Value::Null).await;
    let there = two(account("u-3", "desk@acme.example"), account("u-3", "desk@acme.example")).await;
    assert_eq!(there, ["/", "/"]);
    // one account that is believed to be two people's: it is one's
    let path = format!("/users/{}", world.users[&Role::Manager]);
    world.done("admin", "PATCH", &path, json!({ "email": "manager@acme.example" })).await;
    world.done("admin", "POST", &loosening(&world), Value::Null).await;
    let there = two(account("u-4", "desk@acme.example"), account("u-4", "manager@acme.example")).await;
    assert_eq!(there, ["/", "/"]);
    let users = world.done("admin", "GET", "/users?limit=200", Value::Null).await;
    let bound = users["items"].as_array().unwrap().iter().filter(|user| !user["account_bound_at"].is_null());
    assert_eq!(bound.count(), 1, "{users}");
}

#[db_test]
async fn an_account_that_is_opened_is_bound_and_opened_once(world: World) {
    let provider = company_with(&world).await;
    let mut wanted = set_up(&provider);
    (wanted["opens_accounts"], wanted["new_role"]) = (json!(true), json!("technician"));
    world.done("admin", "PUT", "/account-provider", wanted).await;
    let (mine, theirs) = (depart(&world, "to=/").await, depart(&world, "to=/").await);
    let claims = || account("u-7", "new@acme.example");
    let codes = (
        provider.approve(&mine.asked, world.now().ms(), claims()),
        provider.approve(&theirs.asked, world.now().ms(), claims()),
    );
    let came = tokio::join!(come_back(&world, &mine, &codes.0), come_back(&world, &theirs, &codes.1));
    assert_eq!((came.0.0.as_str(), came.1.0.as_str()), ("/", "/"));
    let (_, me) = signs_in(&world, &provider, json!({ "sub": "u-7" })).await;
    assert_eq!(me["login"], "new");
    let found = world.done("admin", "GET", "/users?q=new", Value::Null).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert!(!found["items"][0]["account_bound_at"].is_null());
}

#[db_test]
async fn at_another_provider_people_are_bound_anew(world: World) {
    let provider = company_with(&world).await;
    signs_in(&world, &provider, account("u-1", "desk@acme.example")).await;
    let next = Provider::start().await;
    world.done("admin", "PUT", "/account-provider", set_up(&next)).await;
    // its names are its own: the same one may be somebody else there
    assert_eq!(signs_in(&world, &next, account("u-1", "nobody@acme.example")).await.0, refused("nobody"));
    let (there, me) = signs_in(&world, &next, account("u-9", "desk@acme.example")).await;
    assert_eq!((there.as_str(), &me["login"]), ("/", &json!("desk")));
    assert_eq!(desk_of(&world).await["account_issuer"], json!(next.issuer));
    assert_eq!(signs_in(&world, &next, account("u-8", "desk@acme.example")).await.0, refused("another"));
}
