//! Orders by API and doors, on both engines.

mod handed_over;
mod life;
mod opening;
mod pool;

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

pub(super) fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap()
}
