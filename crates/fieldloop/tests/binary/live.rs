//! The live stream: what happens is heard at once, a reconnect misses nothing, and nobody hears of another unit.

use crate::served::{PASSWORD, Served};
use serde_json::{Value, json};

fn opened(event: &Value) -> bool {
    event["kind"] == "unit.opened"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_at_once_and_misses_nothing_over_a_reconnect() {
    let folder = tempfile::tempdir().unwrap();
    crate::served::found(folder.path());
    let server = Served::start(folder.path()).await;
    let admin = server.sign_in("admin").await;
    let mut listening = admin.listen(None).await;
    admin.post("/units", "a", &json!({ "code": "A", "name": "城东", "kind": "outlet" })).await.unwrap();
    let heard = listening.next().await.unwrap();
    assert!(opened(&heard), "{heard}");
    drop(listening);
    for code in ["B", "C"] {
        admin.post("/units", code, &json!({ "code": code, "name": "城西", "kind": "outlet" })).await.unwrap();
    }
    let mut again = admin.listen(heard["seq"].as_i64()).await;
    let (second, third) = (again.next().await.unwrap(), again.next().await.unwrap());
    assert!(opened(&second) && opened(&third));
    assert!(second["seq"].as_i64() > heard["seq"].as_i64() && third["seq"].as_i64() > second["seq"].as_i64());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_one_unit_hears_of_that_unit_only() {
    let folder = tempfile::tempdir().unwrap();
    crate::served::found(folder.path());
    let server = Served::start(folder.path()).await;
    let admin = server.sign_in("admin").await;
    let mut units = vec![];
    for code in ["EAST", "WEST"] {
        let (_, unit) =
            admin.post("/units", code, &json!({ "code": code, "name": code, "kind": "outlet" })).await.unwrap();
        units.push(unit["id"].as_str().unwrap().to_owned());
    }
    let provider =
        json!({ "login": "east", "name": "东区", "password": PASSWORD, "roles": ["provider"], "unit_id": units[0] });
    assert_eq!(admin.post("/users", "east", &provider).await.unwrap().0, 201);
    let east = server.sign_in("east").await;
    let mut listening = east.listen(None).await;
    // an account is for who reads the audit trail, even one of one's own unit
    let new =
        json!({ "login": "e1", "name": "师傅", "password": PASSWORD, "roles": ["technician"], "unit_id": units[0] });
    assert_eq!(admin.post("/users", "e1", &new).await.unwrap().0, 201);
    for (unit, name) in [(&units[1], "张三"), (&units[0], "李四")] {
        let new = json!({ "name": name, "unit_id": unit });
        assert_eq!(admin.post("/customers", unit, &new).await.unwrap().0, 201);
    }
    let heard = listening.next().await.unwrap();
    assert_eq!(
        (&heard["kind"], &heard["unit"]),
        (&json!("customer.opened"), &json!(units[0])),
        "the first thing heard is of one's own unit: {heard}"
    );
}
