//! The whole loop, each deed by the role that does it, through the API: from the sale to the close.

mod ends;
mod leavers;
mod machines;
mod payers;
mod spent;
mod trips;

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::world::World;

fn id(answer: &Value, path: &str) -> String {
    answer.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path} in {answer}")).to_owned()
}

/// A technician who can do everything, on shift for the week.
pub(crate) async fn technician(world: &World) -> String {
    let me = world.done("technician", "GET", "/session", Value::Null).await;
    let user = id(&me, "/user_id");
    let pack = crate::lowcode::pack::Pack::of_trade("appliance").unwrap();
    let skills: Vec<Value> = pack
        .skills
        .iter()
        .filter(|skill| !skill.certificate)
        .map(|skill| json!({ "skill": skill.code, "level": 5 }))
        .collect();
    let certificates: Vec<Value> = pack
        .skills
        .iter()
        .filter(|skill| skill.certificate)
        .map(|skill| json!({ "certificate": skill.code, "number": "C-1", "expires_on": "2029-01-01" }))
        .collect();
    let new = json!({ "user_id": user, "unit_id": world.outlet.id, "grade": 4, "skills": skills, "certificates": certificates });
    world.done("manager", "POST", "/technicians", new).await;
    let days: Vec<Value> = (21..=28)
        .map(|day| json!({ "technician_id": user, "day": format!("2026-11-{day}"), "work": ["08:00-20:00"] }))
        .collect();
    world.done("manager", "PUT", "/shifts", json!({ "days": days })).await;
    user
}

#[db_test]
async fn a_sale_goes_from_deposit_to_acceptance_and_its_machine_lives_in_the_household(world: World) {
    technician(&world).await;
    let product = json!({ "code": "XQG-100", "name": "云风滚筒洗衣机", "category": "washer", "price_minor": 299_900 });
    let product = world.done("admin", "POST", "/products", product).await;
    let sale = json!({
        "buyer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "990101", "address": "长兴路 18 号翠湖花园 3 号楼 402" },
        "lines": [{ "product_id": product["id"], "quantity": 1 }],
        "deposit": { "amount_minor": 50_000, "method": "qr", "reference": "P-1" },
        "note": "周六上午装"
    });
    let sold = world.done("guide", "POST", "/sales", sale).await;
    assert_eq!(sold["customer_is_new"], true);
    let (sale, order) = (id(&sold, "/sale/id"), id(&sold, "/orders/0"));
    for step in ["preparation", "shipment"] {
        world.done("storekeeper", "POST", &format!("/sales/{sale}/{step}"), json!({})).await;
    }
    let page = world.done("desk", "GET", "/visits/unassigned", Value::Null).await;
    let visit = id(&page, "/items/0/visit_id");
    finish(&world, &visit, json!({})).await;
    let sale = world.done("guide", "GET", &format!("/sales/{sale}"), Value::Null).await;
    assert_eq!(sale["status"], "installed", "{sale}");
    let asset = world.done("desk", "GET", &format!("/assets/{}", id(&sold, "/assets/0")), Value::Null).await;
    assert_eq!(
        (&asset["asset"]["status"], &asset["asset"]["serial"]),
        (&json!("in_use"), &json!("SN-0001")),
        "{asset}"
    );
    let cockpit = world.done("manager", "GET", "/insight/cockpit", Value::Null).await;
    assert_eq!((&cockpit["finished"], &cockpit["first_fix_bp"]), (&json!(1), &json!(10_000)), "the first visit did it");
    let review = json!({ "stars": 5, "channel": "customer_page", "nps": 10 });
    world.done("desk", "POST", &format!("/orders/{order}/review"), review.clone()).await;
    let (status, problem) = world.call("desk", "POST", &format!("/orders/{order}/review"), review).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("review.already_given")));
    let closed = world.done("desk", "POST", &format!("/orders/{order}/closing"), json!({})).await;
    assert_eq!(closed["phase"], "closed");
    let balance = world.done("finance", "GET", "/ledger/trial-balance", Value::Null).await;
    assert_eq!(balance["total_minor"], 0, "{balance}");
}

/// Assigns, goes there, does all the SOP asks for, has the price approved, and finishes as solved.
pub(crate) async fn finish(world: &World, visit: &str, more: Value) -> Value {
    let user = id(&world.done("technician", "GET", "/session", Value::Null).await, "/user_id");
    let choice = json!({ "technician_id": user, "override_reason": "唯一在班" });
    world.done("dispatcher", "POST", &format!("/visits/{visit}/assignment"), choice).await;
    for deed in ["departure", "arrival", "start"] {
        world.done("technician", "POST", &format!("/visits/{visit}/{deed}"), json!({})).await;
    }
    let (answers, manifest) = answer_all(world, visit).await;
    world.done("technician", "POST", &format!("/visits/{visit}/sop-answers"), json!({ "answers": answers })).await;
    // answers may have opened further steps
    let (rest, photos) = answer_all(world, visit).await;
    if !rest.is_empty() {
        world.done("technician", "POST", &format!("/visits/{visit}/sop-answers"), json!({ "answers": rest })).await;
    }
    let manifest: Vec<String> = manifest.into_iter().chain(photos).collect();
    let mut body = json!({ "visit": { "outcome": "solved", "manifest": manifest, "signature": "f".repeat(64), "signed_by": "张三" } });
    if let Some(more) = more.as_object() {
        for (key, value) in more {
            body[key] = value.clone();
        }
    }
    world.done("technician", "POST", &format!("/visits/{visit}/completion"), body).await
}

/// An answer for every open forced step, and the photos that go with them.
async fn answer_all(world: &World, visit: &str) -> (serde_json::Map<String, Value>, Vec<String>) {
    let run = world.done("technician", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    let (mut answers, mut photos) = (serde_json::Map::new(), vec![]);
    for (at, step) in run["steps"].as_array().unwrap().iter().enumerate() {
        if !step["answer"].is_null() || step["asked"] == false {
            continue;
        }
        let step = &step["step"];
        let files = |count: u64| (0..count).map(|n| format!("{:064x}", at as u64 * 100 + n + 1)).collect::<Vec<_>>();
        let value = match step["kind"].as_str().unwrap() {
            "photo" | "video" => {
                let files = files(step["min"].as_f64().map_or(1, |min| min as u64));
                photos.extend(files.clone());
                json!(files)
            }
            "signature" => {
                photos.push("e".repeat(64));
                json!("e".repeat(64))
            }
            "reading" => json!(step["min"].as_f64().unwrap_or(0.0).midpoint(step["max"].as_f64().unwrap_or(1.0))),
            "tick" => json!(true),
            "choice" => step["options"][0]["code"].clone(),
            "scan" => json!("SN-0001"),
            _ => json!("已确认"),
        };
        answers.insert(step["code"].as_str().unwrap().to_owned(), value);
    }
    (answers, photos)
}
