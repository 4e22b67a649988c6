//! What an outlet may still do with an order that it handed over: read it and talk about it (D9).

use db_test::db_test;
use kernel::Id;
use kernel::id::UserId;
use platform::db::Sql;
use platform::http::Op;
use serde_json::{Value, json};

use super::{id, opened, washer_call};
use crate::identity::{self, Role, ScopeKind};
use crate::world::World;

/// Somebody who may do everything, of the first outlet and all below it.
async fn head_of_outlet(world: &World) {
    let tx = world.begin().await;
    let sql = Sql::new("SELECT password_hash FROM app_user WHERE tenant_id = ? AND login = 'desk'");
    let hash: String = tx.value(sql.bind(world.company.id)).await.unwrap();
    let new = identity::users::NewUser {
        login: "head".into(),
        name: "网点负责人".into(),
        password: crate::world::PASSWORD.into(),
        phone: None,
        unit_id: Some(world.outlet.id),
        roles: vec![Role::Admin],
        scope: Some(ScopeKind::Subtree),
    };
    identity::users::create_hashed(&tx, new, hash).await.unwrap();
    tx.commit().await.unwrap();
}

/// An order of the first outlet, handed over to the other one.
async fn handed_over(world: &World) -> Value {
    head_of_outlet(world).await;
    let mut call = washer_call();
    call["unit_id"] = json!(world.outlet.id);
    let order = opened(world, call).await;
    let body = json!({ "unit_id": world.other_outlet.id, "reason": "capacity" });
    let (status, moved) = world.call("head", "POST", &format!("/orders/{}/transfers", id(&order)), body).await;
    assert_eq!((status.as_u16(), &moved["verbs"]), (200, &json!(["chase", "talk"])), "{moved}");
    order
}

/// A body that the route can read, for every command about an order or a visit; none for a route that this test does not know.
fn body_of(op: &Op, world: &World) -> Option<Value> {
    let paid = json!({ "amount_minor": 100, "method": "cash" });
    Some(match op.id {
        "takeInOrder" | "releaseOrder" | "closeOrder" | "planVisit" | "editOrder" | "openLegs" | "issueReport" => {
            json!({})
        }
        "holdOrder" => json!({ "reason": "waiting_parts" }),
        "cancelOrder" | "cancelVisit" => json!({ "reason": "customer_request" }),
        "escalateOrder" => json!({ "note": "催了三次" }),
        "transferOrder" => json!({ "unit_id": world.outlet.id, "reason": "capacity" }),
        "linkOrder" => json!({ "other_id": UserId::new(), "kind": "related" }),
        "mergeOrder" => json!({ "into_id": UserId::new() }),
        "overrideWarranty" => json!({ "verdict": "in_warranty", "reason": "goodwill", "note": "老客户" }),
        "reviewOrder" => json!({ "stars": 5, "channel": "phone" }),
        "tickCharges" => json!({ "lines": [] }),
        "approvePrice" => json!({ "total_minor": 0, "by_name": "张三", "method": "desk" }),
        "receivePayment" => paid,
        "askForPayment" => json!({}),
        "refundPayment" => json!({ "amount_minor": 100, "method": "cash", "reason": "多收" }),
        "rescheduleVisit" => json!({ "reason": "customer_asks", "window_from_at": "2026-11-22T01:00:00.000Z",
            "window_to_at": "2026-11-22T03:00:00.000Z" }),
        "addCrewMember" | "offerVisit" | "assignVisit" => json!({ "technician_id": UserId::new() }),
        "declineVisit" => json!({ "reason": "too_far" }),
        "answerSopStep" => json!({ "value": true }),
        "answerSopSteps" => json!({ "answers": {} }),
        "withdrawEvidence" => json!({ "sha256": "a".repeat(64) }),
        "addEvidence" => json!({ "sha256": "a".repeat(64), "kind": "photo" }),
        "recordExpense" => json!({ "kind": "parking", "amount_minor": 1_000, "note": "停车" }),
        "openGrab" | "withdrawGrab" => json!({}),
        "awaitParts" => json!({ "parts": [] }),
        "usePart" => json!({ "name": "螺丝" }),
        "completeVisit" => json!({ "visit": { "outcome": "solved" } }),
        "voidTrip" => json!({ "cause": "nobody_home" }),
        "linkCustomer" | "acceptVisit" | "withdrawVisit" | "takeBackVisit" | "changeCrewMember"
        | "removeCrewMember" | "undoPart" | "departToVisit" | "arriveAtVisit" | "startVisit" => json!({}),
        _ => return None,
    })
}

#[db_test]
async fn an_outlet_that_handed_an_order_over_changes_nothing_of_it_by_any_route(world: World) {
    let order = handed_over(&world).await;
    let (order_id, visit) = (id(&order), order["visit_ids"][0].as_str().unwrap());
    let ops = crate::routes().ops().to_vec();
    let about = |op: &&Op| op.path.starts_with("/orders/{id}/") || op.path.starts_with("/visits/{id}/");
    let mut tried = 0;
    for op in ops.iter().filter(|op| op.shape.is_command && (about(op) || op.path == "/orders/{id}")) {
        if ["chaseOrder", "postMessage"].contains(&op.id) {
            continue;
        }
        let body = body_of(op, &world).unwrap_or_else(|| panic!("this test knows no body for {}", op.id));
        let which = if op.path.starts_with("/orders") { order_id } else { visit };
        let other = UserId::new().to_string();
        let path = op.path.replace("{id}", which).replace("{item}", &other).replace("{member}", &other);
        let path = path.replace("{part}", &other).replace("{step}", "explain");
        let (status, problem) = world.call("head", op.method.as_str(), &path, body).await;
        let code = problem["code"].as_str().unwrap_or_default();
        // what the crew does, only the crew does; whom to send is decided by the outlet that has it
        let is_refused = ["order.read_only", "visit.not_on_crew", "visit.not_offered_to_you", "dispatch.not_your_unit"];
        assert!(is_refused.contains(&code), "{} {}: {status} {problem}", op.method, op.path);
        tried += 1;
    }
    assert!(tried > 30, "the routes are found");
    let (_, page) = world.call("desk", "GET", &format!("/orders/{order_id}"), Value::Null).await;
    assert_eq!((&page["unit_id"], &page["phase"]), (&json!(world.other_outlet.id), &json!("to_dispatch")), "{page}");
}

#[db_test]
async fn an_outlet_that_handed_an_order_over_reads_it_and_writes_to_it(world: World) {
    let order = handed_over(&world).await;
    let path = format!("/orders/{}", id(&order));
    for part in ["", "/trail", "/messages", "/charges", "/promises"] {
        let (status, answer) = world.call("head", "GET", &format!("{path}{part}"), Value::Null).await;
        assert_eq!(status.as_u16(), 200, "{part}: {answer}");
    }
    let (_, page) = world.call("head", "GET", &path, Value::Null).await;
    assert_eq!(page["verbs"], json!(["chase", "talk"]));
    let words = json!({ "audience": "office", "words": "客户下午才在家" });
    let (status, answer) = world.call("head", "POST", &format!("{path}/messages"), words).await;
    assert_eq!(status.as_u16(), 201, "{answer}");
    let (status, chased) = world.call("head", "POST", &format!("{path}/chases"), json!({ "words": "到哪了" })).await;
    assert_eq!((status.as_u16(), &chased["chased_count"]), (200, &json!(1)), "{chased}");
    let (_, problem) = world.call("head", "POST", &format!("{path}/holds"), json!({ "reason": "waiting_parts" })).await;
    assert_eq!(problem["code"], "order.read_only");
    assert!(problem["title"].as_str().unwrap().contains(order["number"].as_str().unwrap()), "{problem}");
}

#[db_test]
async fn whoever_opened_an_order_or_looks_after_its_customer_may_change_it_wherever_it_is(world: World) {
    let served = handed_over(&world).await;
    let path = format!("/orders/{}", id(&served));
    let (_, problem) = world.call("head", "PATCH", &path, json!({ "described": "排水慢" })).await;
    assert_eq!(problem["code"], "order.read_only", "{problem}");
    let tx = world.begin().await;
    let sql =
        Sql::new("UPDATE customer SET guide_id = (SELECT id FROM app_user WHERE login = 'head') WHERE tenant_id = ?");
    tx.run(sql.bind(world.company.id)).await.unwrap();
    tx.commit().await.unwrap();
    let (status, edited) = world.call("head", "PATCH", &path, json!({ "described": "排水慢" })).await;
    assert_eq!(status.as_u16(), 200, "{edited}");
    assert!(edited["verbs"].as_array().unwrap().len() > 2, "{edited}");

    let mut call = washer_call();
    call["unit_id"] = json!(world.outlet.id);
    let (_, order) = world.call("head", "POST", "/orders", call).await;
    let path = format!("/orders/{}", id(&order));
    let body = json!({ "unit_id": world.other_outlet.id, "reason": "capacity" });
    world.call("desk", "POST", &format!("{path}/transfers"), body).await;
    let (status, edited) = world.call("head", "PATCH", &path, json!({ "described": "排水慢" })).await;
    assert_eq!(status.as_u16(), 200, "{edited}");
}
