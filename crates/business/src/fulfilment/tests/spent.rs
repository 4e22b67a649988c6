//! What a visit cost somebody on the way, from the receipt to the ledger.

use db_test::db_test;
use platform::db::Sql;
use serde_json::{Value, json};

use super::trips::{a_repair, gone};
use super::{id, technician};
use crate::world::World;

async fn balance(world: &World, account: &str) -> i64 {
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE tenant_id = ? AND account = ?",
    );
    world.read().value(sql.bind(world.company.id).bind(account.to_owned())).await.unwrap()
}

/// A technician at work, and the visit's paths.
async fn at_work(world: &World) -> (String, String) {
    let who = technician(world).await;
    let (order, visit) = a_repair(world).await;
    gone(world, &visit, &who, &["departure", "arrival"]).await;
    (format!("/orders/{order}/charges"), format!("/visits/{visit}/expenses"))
}

fn parking(receipt: &str) -> Value {
    json!({ "kind": "parking", "amount_minor": 1_500, "receipt": receipt.repeat(64) })
}

#[db_test]
async fn an_approved_expense_is_a_cost_of_the_order_and_nothing_of_it_the_customers(world: World) {
    let (charges, path) = at_work(&world).await;
    let key = [("idempotency-key", "01890000-0000-7000-8000-0000000000bb")];
    let (_, first) = world.call_with("technician", "POST", &path, parking("a"), &key).await;
    let (_, again) = world.call_with("technician", "POST", &path, parking("a"), &key).await;
    assert_eq!(
        (&first["expenses"][0]["status"], again["expenses"].as_array().unwrap().len()),
        (&json!("waiting"), 1),
        "{first}"
    );
    assert_eq!(balance(&world, "visit_expenses").await, 0, "nothing is booked before somebody agreed");
    let waiting = world.done("manager", "GET", "/expenses", Value::Null).await;
    assert_eq!(
        (&waiting["items"][0]["spent_by_name"], &waiting["items"][0]["amount_minor"]),
        (&json!("测试technician"), &json!(1_500))
    );
    let decision = format!("/expenses/{}/decision", id(&waiting, "/items/0/id"));
    let approved = world.done("finance", "POST", &decision, json!({ "approve": true })).await;
    assert_eq!(approved["status"], "approved", "{approved}");
    let (_, problem) = world.call("manager", "POST", &decision, json!({ "approve": true })).await;
    assert_eq!(problem["code"], "expense.is_decided", "it is booked once");
    let money = world.done("manager", "GET", &charges, Value::Null).await;
    assert_eq!((&money["expenses_minor"], &money["money"]["customer_minor"]), (&json!(1_500), &json!(0)), "{money}");
    assert_eq!((balance(&world, "visit_expenses").await, balance(&world, "owed_to_staff").await), (1_500, -1_500));
    let entry = approved["entry_id"].as_str().unwrap();
    let back = json!({ "reason": "批错了" });
    world.done("finance", "POST", &format!("/ledger/{entry}/reversal"), back).await;
    let money = world.done("manager", "GET", &charges, Value::Null).await;
    assert_eq!((&money["expenses"][0]["status"], &money["expenses_minor"]), (&json!("reversed"), &json!(0)));
    assert_eq!(balance(&world, "visit_expenses").await, 0);
}

#[db_test]
async fn a_receipt_is_handed_in_once_and_again_only_after_it_was_declined(world: World) {
    let (_, path) = at_work(&world).await;
    world.done("technician", "POST", &path, parking("a")).await;
    let (_, problem) = world.call("technician", "POST", &path, parking("a")).await;
    assert_eq!(problem["code"], "expense.receipt_taken");
    let waiting = world.done("manager", "GET", "/expenses", Value::Null).await;
    let decision = format!("/expenses/{}/decision", id(&waiting, "/items/0/id"));
    let (status, _) = world.call("manager", "POST", &decision, json!({ "approve": false })).await;
    assert_eq!(status.as_u16(), 422, "a refusal has its reason");
    let declined = world.done("manager", "POST", &decision, json!({ "approve": false, "reason": "看不清金额" })).await;
    assert_eq!((&declined["status"], &declined["reason"]), (&json!("declined"), &json!("看不清金额")));
    world.done("technician", "POST", &path, parking("a")).await;
    let decided = world.done("manager", "GET", "/expenses?status=declined", Value::Null).await;
    assert_eq!(decided["items"].as_array().unwrap().len(), 1);
}

#[db_test]
async fn an_expense_has_an_amount_within_limits_and_a_receipt_or_words(world: World) {
    let (_, path) = at_work(&world).await;
    for (body, field) in [
        (json!({ "kind": "toll", "amount_minor": 0, "note": "x" }), "amount_minor"),
        (json!({ "kind": "toll", "amount_minor": 500_001, "note": "x" }), "amount_minor"),
        (json!({ "kind": "toll", "amount_minor": 100 }), "note"),
        (json!({ "kind": "other", "amount_minor": 100, "receipt": "a".repeat(64) }), "note"),
        (json!({ "kind": "toll", "amount_minor": 100, "receipt": "zz" }), "receipt[0]"),
    ] {
        let (_, problem) = world.call("technician", "POST", &path, body).await;
        assert_eq!(problem["fields"][0]["path"], field, "{problem}");
    }
    for _ in 0..20 {
        world.done("technician", "POST", &path, json!({ "kind": "toll", "amount_minor": 100, "note": "过江" })).await;
    }
    let (_, problem) =
        world.call("technician", "POST", &path, json!({ "kind": "toll", "amount_minor": 100, "note": "x" })).await;
    assert_eq!(problem["code"], "expense.too_many");
}

#[db_test]
async fn nobody_decides_on_their_own_and_others_see_only_what_is_theirs(world: World) {
    let (charges, path) = at_work(&world).await;
    let seen =
        world.done("technician", "POST", &path, json!({ "kind": "toll", "amount_minor": 100, "note": "过江" })).await;
    let expense = id(&seen, "/expenses/0/id");
    let desk = world.done("desk", "GET", &charges, Value::Null).await;
    assert_eq!(desk["expenses"].as_array().unwrap().len(), 1, "who deals with money sees all");
    let sql = Sql::new("UPDATE expense SET spent_by = ? WHERE tenant_id = ?");
    let tx = world.begin().await;
    tx.run(sql.bind(world.users[&crate::identity::Role::Manager]).bind(world.company.id)).await.unwrap();
    tx.commit().await.unwrap();
    let own = world.done("technician", "GET", &charges, Value::Null).await;
    assert!(own["expenses"].as_array().unwrap().is_empty(), "another's expenses are nobody's business: {own}");
    let (_, problem) =
        world.call("manager", "POST", &format!("/expenses/{expense}/decision"), json!({ "approve": true })).await;
    assert_eq!(problem["code"], "expense.own");
}
