//! Who pays for the lines of an order after its warranty was decided by hand.

use db_test::db_test;
use serde_json::{Value, json};

use super::trips::a_repair;
use crate::orders::tests::stored_file;
use crate::world::World;

/// Code, payer and status of the standing lines.
fn lines(bill: &Value) -> Vec<[&str; 3]> {
    let standing = bill["lines"].as_array().unwrap().iter();
    standing.map(|line| ["code", "payer", "status"].map(|field| line[field].as_str().unwrap())).collect()
}

#[db_test]
async fn a_warranty_decided_by_hand_decides_who_pays_and_asks_the_customer_again(world: World) {
    let (order, _) = a_repair(&world).await;
    let path = |part: &str| format!("/orders/{order}/{part}");
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let item = page["items"][0]["id"].as_str().unwrap();
    let tick =
        json!({ "lines": [{ "code": "repair_small", "quantity": 1 }, { "code": "carry_stairs", "quantity": 2 }] });
    world.done("desk", "POST", &path("charges"), tick).await;
    let yes = json!({ "total_minor": 12_000, "by_name": "张三", "method": "desk" });
    world.done("desk", "POST", &path("price-approvals"), yes).await;

    stored_file(&world, 'a').await;
    let verdict = path(&format!("items/{item}/verdict"));
    let fault =
        json!({ "verdict": "in_warranty", "reason": "install_fault", "note": "排水管装反", "files": ["a".repeat(64)] });
    world.done("desk", "POST", &verdict, fault).await;
    let bill = world.done("desk", "GET", &path("charges"), Value::Null).await;
    // who installed it pays the repair; carrying it up was never covered, and is to be agreed to at the new total
    assert_eq!(lines(&bill), [["repair_small", "installer", "approved"], ["carry_stairs", "customer", "proposed"]]);
    assert_eq!(
        (&bill["money"]["customer_minor"], &bill["money"]["approved"]),
        (&json!(4_000), &json!(false)),
        "{bill}"
    );
    assert!(!bill["approvals"][0]["withdrawn_at"].is_null(), "{bill}");

    // the same verdict for a reason that names another payer
    let goodwill = json!({ "verdict": "in_warranty", "reason": "goodwill", "note": "老客户" });
    world.done("desk", "POST", &verdict, goodwill.clone()).await;
    let bill = world.done("desk", "GET", &path("charges"), Value::Null).await;
    assert_eq!(lines(&bill)[0], ["repair_small", "company", "approved"]);
    let (_, problem) = world.call("desk", "POST", &verdict, goodwill).await;
    assert_eq!(problem["code"], "order.verdict_unchanged", "{problem}");

    // what is ticked later follows the reason too
    let more = json!({ "lines": [{ "code": "repair_medium", "quantity": 1 }] });
    world.done("desk", "POST", &path("charges"), more).await;
    let misuse =
        json!({ "verdict": "out_of_warranty", "reason": "misuse", "note": "进硬币", "files": ["a".repeat(64)] });
    let bill = world.done("desk", "GET", &path("charges"), Value::Null).await;
    assert_eq!(lines(&bill)[2], ["repair_medium", "company", "approved"]);
    world.done("desk", "POST", &verdict, misuse).await;
    let bill = world.done("desk", "GET", &path("charges"), Value::Null).await;
    assert_eq!(lines(&bill)[0], ["repair_small", "customer", "proposed"], "asked for their yes");
}

#[db_test]
async fn a_line_whose_payer_was_chosen_for_itself_stays_with_them(world: World) {
    let (order, _) = a_repair(&world).await;
    let page = world.done("desk", "GET", &format!("/orders/{order}"), Value::Null).await;
    let line = json!({ "code": "repair_small", "quantity": 1, "payer": "installer", "reason": "装机时碰坏" });
    world.done("desk", "POST", &format!("/orders/{order}/charges"), json!({ "lines": [line] })).await;
    let verdict = format!("/orders/{order}/items/{}/verdict", page["items"][0]["id"].as_str().unwrap());
    let goodwill = json!({ "verdict": "in_warranty", "reason": "goodwill", "note": "老客户" });
    world.done("desk", "POST", &verdict, goodwill).await;
    let bill = world.done("desk", "GET", &format!("/orders/{order}/charges"), Value::Null).await;
    assert_eq!(lines(&bill), [["repair_small", "installer", "approved"]]);
}
