//! A technician's number, shown once to who may call them, with a line in the trail of who looked and for which order.

use kernel::id::UserId;
use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::queries::get_visible;
use crate::identity::AppUser;
use crate::nouns::OrderId;

/// What somebody wants to call a technician about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealTechnician {
    /// An order whose visit they are on, were on, or were offered; kept in the trail.
    pub order_id: Option<OrderId>,
}

/// The number; `null` where there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TechnicianPhone {
    pub value: Option<String>,
}

/// `POST /technicians/{id}/reveals`
///
/// # Errors
/// `NotFound` for a technician out of sight, and for an order that they have nothing to do with.
pub(super) async fn reveal(tx: &Tx, id: UserId, body: RevealTechnician) -> Result<TechnicianPhone> {
    let technician = get_visible(tx, id).await?;
    if let Some(order) = body.order_id {
        is_about(tx, id, order).await?;
    }
    let user: AppUser = db::get(tx, id).await?;
    let event = Event::new("technician.revealed").in_unit(Some(technician.unit_id)).about(id);
    tx.record(event.about_some(body.order_id)).await?;
    Ok(TechnicianPhone { value: user.phone.map(|phone| phone.e164().to_owned()) })
}

async fn is_about(tx: &Tx, technician: UserId, order: OrderId) -> Result<()> {
    let tenant = tx.actor().tenant;
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM crew_member WHERE tenant_id = ? AND order_id = ? AND technician_id = ?)
         + (SELECT COUNT(*) FROM offer f JOIN visit v ON v.tenant_id = f.tenant_id AND v.id = f.visit_id
            WHERE v.tenant_id = ? AND v.order_id = ? AND f.technician_id = ?)",
    );
    let sql = sql.bind(tenant).bind(order).bind(technician).bind(tenant).bind(order).bind(technician);
    let found: i64 = tx.value(sql).await?;
    if found > 0 { Ok(()) } else { Err(Error::NotFound("order")) }
}
