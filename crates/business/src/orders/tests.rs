//! Orders by API and doors, on both engines.

mod handed_over;
mod life;
mod opening;
mod pool;
mod who;

use serde_json::{Value, json};

use crate::world::World;

/// What the desk types during a call about a washer that does not drain.
pub(super) fn washer_call() -> Value {
    json!({
        "type": "repair",
        "customer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "310101", "address": "人民路88号3栋402室" },
        "described": "洗衣机不排水，地上都是水"
    })
}

/// Opens an order as the desk and answers what it was told.
pub(super) async fn opened(world: &World, new: Value) -> Value {
    let (status, answer) = world.call("desk", "POST", "/orders", new).await;
    assert_eq!(status.as_u16(), 201, "{answer}");
    answer
}

/// A picture that was sent before: its SHA-256 is this letter over and over.
pub(crate) async fn stored_file(world: &World, letter: char) {
    let tx = world.begin().await;
    let sql = platform::db::Sql::new(
        "INSERT INTO stored_file (tenant_id, id, sha256, bytes, media, name, has_thumbnail, metadata, added_at, added_by)
         VALUES (?, ?, ?, 1, 'image/jpeg', 'x', ?, '{}', ?, ?)",
    );
    let desk = world.users[&crate::identity::Role::Desk];
    let sql = sql.bind(world.company.id).bind(<crate::nouns::FileId as kernel::Id>::new());
    tx.run(sql.bind(letter.to_string().repeat(64)).bind(false).bind(world.now()).bind(desk)).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap()
}
