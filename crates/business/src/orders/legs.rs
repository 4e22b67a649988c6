//! The legs of an order (D1, D8): which of them apply, and what is opened when those before are done.

use serde_json::{Value, json};

use super::record::WorkOrder;
use crate::lowcode::pack::Leg;

/// What a condition of the order type may ask about an order, as `order.…`.
pub fn facts(order: &WorkOrder) -> Value {
    json!({ "order": {
        "type": order.r#type,
        "channel": order.channel,
        "urgency": order.urgency,
        "category": order.category,
        "fault": order.fault,
        "region": order.region,
        "warranty": order.warranty,
        "leg": order.leg,
        "attributes": order.custom.0,
    } })
}

/// Whether a leg has to be done for this order. A condition that asks for a fact which is not known does not hold.
pub fn applies(leg: &Leg, facts: &Value) -> bool {
    leg.when.as_ref().is_none_or(|condition| condition.holds(facts).unwrap_or(false))
}
