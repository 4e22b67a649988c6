//! Money on both engines: what is ticked, agreed to, posted, paid and reversed.

mod bills;
mod books;
mod property;

use kernel::Id;
use kernel::id::UserId;
use platform::db::Sql;
use serde_json::{Value, json};

use crate::identity::Role;
use crate::nouns::{ItemId, OrderId, Verdict, VisitId};
use crate::world::World;

/// An order with its items, as orders would have written it: opened by the desk for the first outlet.
pub(crate) struct GivenOrder {
    pub id: OrderId,
    pub items: Vec<ItemId>,
    pub visit: VisitId,
}

/// A repair order whose items have these verdicts, with a visit by the test technician.
pub(crate) async fn a_repair(world: &World, category: &str, verdicts: &[Option<Verdict>]) -> GivenOrder {
    let tx = world.begin().await;
    let (tenant, id, visit) = (world.company.id, OrderId::new(), VisitId::new());
    let sla = json!({ "policy": "std", "policy_version": 1, "around_the_clock": false });
    let order = Sql::new(
        "INSERT INTO work_order (tenant_id, id, number, type, type_version, channel, phase, stage, unit_id, contact_name, region, category,
         summary, described, urgency, priority, sla, chased_count, opened_at, opened_by, changed_at, custom, version)
         VALUES (?, ?, ?, 'repair', 1, 'phone', 'serving', '', ?, '张三', '310104', ?, '', '', 'normal', 0, ?, 0, ?, ?, ?, '{}', 1)",
    )
    .bind(tenant)
    .bind(id)
    .bind(format!("WX-{id}"))
    .bind(world.outlet.id)
    .bind(category.to_owned())
    .bind(sla.to_string())
    .bind(world.now())
    .bind(world.users[&Role::Desk])
    .bind(world.now());
    tx.run(order).await.unwrap();
    let mut items = vec![];
    for (position, verdict) in (0i64..).zip(verdicts) {
        let item = ItemId::new();
        let sql = Sql::new(
            "INSERT INTO order_item (tenant_id, id, order_id, position, category, service, quantity, described, status, verdict, created_at, version)
             VALUES (?, ?, ?, ?, ?, 'repair', 1, '', 'open', ?, ?, 1)",
        );
        let sql = sql.bind(tenant).bind(item).bind(id).bind(position).bind(category.to_owned()).bind(*verdict);
        tx.run(sql.bind(world.now())).await.unwrap();
        items.push(item);
    }
    let sql = Sql::new(
        "INSERT INTO visit (tenant_id, id, order_id, number, leg, status, window_version, minutes, assignment_version, outcome_note, manifest,
         evidence_complete, no_candidates, created_at, version) VALUES (?, ?, ?, 1, 'repair', 'working', 1, 60, 1, '', '[]', FALSE, FALSE, ?, 1)",
    );
    tx.run(sql.bind(tenant).bind(visit).bind(id).bind(world.now())).await.unwrap();
    let sql = Sql::new(
        "INSERT INTO crew_member (tenant_id, id, visit_id, order_id, technician_id, role, share_bp, created_at, version)
         VALUES (?, ?, ?, ?, ?, 'lead', 10000, ?, 1)",
    );
    let sql = sql.bind(tenant).bind(UserId::new()).bind(visit).bind(id).bind(world.users[&Role::Technician]);
    tx.run(sql.bind(world.now())).await.unwrap();
    tx.commit().await.unwrap();
    GivenOrder { id, items, visit }
}

/// The sum over the company's whole ledger, and the unbalanced entries in it.
async fn ledger_sum(world: &World) -> (i64, i64) {
    let view = world.read();
    let sum = Sql::new("SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE tenant_id = ?");
    let odd = Sql::new(
        "SELECT COUNT(*) FROM (SELECT entry_id FROM ledger_posting WHERE tenant_id = ? GROUP BY entry_id HAVING SUM(amount_minor) <> 0) AS odd",
    );
    (view.value(sum.bind(world.company.id)).await.unwrap(), view.value(odd.bind(world.company.id)).await.unwrap())
}

async fn balance_of(world: &World, order: OrderId, account: super::Account) -> i64 {
    let sql = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE tenant_id = ? AND order_id = ? AND account = ?",
    );
    world.read().value(sql.bind(world.company.id).bind(order).bind(account)).await.unwrap()
}

fn one(code: &str, quantity: i64) -> Value {
    json!({ "lines": [{ "code": code, "quantity": quantity }] })
}
