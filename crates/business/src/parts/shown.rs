//! Parts used, as a visit shows them.

use kernel::id::UserId;
use kernel::{Moment, Result};
use platform::db::{self, Sql, View};
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{PartUse, PartUseId};
use crate::nouns::{AssetId, ChargeId, OrderId, VisitId};

/// A part used.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartUseShown {
    pub id: PartUseId,
    pub order_id: OrderId,
    pub visit_id: VisitId,
    pub asset_id: Option<AssetId>,
    pub code: Option<String>,
    pub name: String,
    pub quantity: i64,
    pub serial: Option<String>,
    pub old_serial: Option<String>,
    pub planned: bool,
    /// In or out of warranty on the day it was fitted; absent without a machine.
    pub warranty_verdict: Option<String>,
    pub charge_id: Option<ChargeId>,
    pub used_at: Moment,
    pub used_by: UserId,
    pub undone_at: Option<Moment>,
}

impl From<PartUse> for PartUseShown {
    fn from(of: PartUse) -> Self {
        Self {
            id: of.id,
            order_id: of.order_id,
            visit_id: of.visit_id,
            asset_id: of.asset_id,
            code: of.code,
            name: of.name,
            quantity: of.quantity,
            serial: of.serial,
            old_serial: of.old_serial,
            planned: of.planned,
            warranty_verdict: of.warranty_verdict,
            charge_id: of.charge_id,
            used_at: of.used_at,
            used_by: of.used_by,
            undone_at: of.undone_at,
        }
    }
}

/// The parts of a visit, those taken back too, oldest first; who may see the visit is decided before.
///
/// # Errors
/// Those of the database.
pub async fn of_visit(view: &View, visit: VisitId) -> Result<Vec<PartUseShown>> {
    let sql = Sql::new("SELECT * FROM part_use WHERE tenant_id = ? AND visit_id = ? ORDER BY used_at, id LIMIT 500");
    let all: Vec<PartUse> = db::select(view, sql.bind(view.actor().tenant).bind(visit)).await?;
    Ok(all.into_iter().map(PartUseShown::from).collect())
}
