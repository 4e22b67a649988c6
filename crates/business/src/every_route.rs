//! Every route as a stranger: generated from the declarations, so that a new route cannot be forgotten.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::code::Code;
use platform::http::{May, Op};
use serde_json::{Value, json};

use crate::identity::Role;
use crate::world::World;

/// An id of nobody's.
const NOWHERE: &str = "01890000-0000-7000-8000-00000000dead";

fn path_of(op: &Op) -> String {
    op.path
        .split('/')
        .map(|part| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some("sha256") => "0".repeat(64),
            Some(name) if name.ends_with("id") => NOWHERE.to_owned(),
            Some(_) => "x".to_owned(),
            None => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn ops() -> Vec<Op> {
    crate::routes().ops().to_vec()
}

#[db_test]
async fn whoever_is_not_signed_in_gets_nothing(world: World) {
    for op in ops().iter().filter(|op| !matches!(op.may, May::Anyone(_))) {
        let (status, problem) = world.call("", op.method.as_str(), &path_of(op), json!({})).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}: {problem}", op.method, op.path);
    }
}

#[db_test]
async fn a_role_without_the_permission_is_forbidden(world: World) {
    for op in ops() {
        let May::With(permission) = op.may else { continue };
        for role in Role::ALL.iter().filter(|role| !role.permissions().contains(&permission)) {
            let (status, problem) = world.call(&role.to_string(), op.method.as_str(), &path_of(&op), json!({})).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role}: {} {}: {problem}", op.method, op.path);
        }
    }
}

#[db_test]
async fn an_id_of_another_company_is_not_found_and_nothing_is_a_bug(world: World) {
    for op in ops().iter().filter(|op| !matches!(op.may, May::Anyone(_)) && !["/stream", "/session"].contains(&op.path))
    {
        let (status, problem) = world.call("admin", op.method.as_str(), &path_of(op), json!({})).await;
        assert!(!status.is_server_error(), "{} {}: {status} {problem}", op.method, op.path);
        // a body that is wrong is told first; without one to be wrong, an unknown id is not found
        let has_id = op.path.contains("id}");
        let told = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::FORBIDDEN];
        assert!(!has_id || told.contains(&status), "{} {}: {status} {problem}", op.method, op.path);
    }
}

#[db_test]
async fn a_body_that_is_no_json_is_told_so(world: World) {
    for op in ops().iter().filter(|op| op.shape.is_command) {
        let (status, problem) =
            world.call("admin", op.method.as_str(), &path_of(op), Value::String("\u{0}".into())).await;
        assert!(!status.is_server_error() && !status.is_success(), "{} {}: {status} {problem}", op.method, op.path);
    }
}

#[test]
fn every_route_has_its_own_id_and_a_sentence() {
    let ops = ops();
    let mut ids: Vec<&str> = ops.iter().map(|op| op.id).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "operation ids are unique");
    for op in &ops {
        assert!(op.summary.ends_with('.'), "{} has no sentence", op.id);
    }
}
