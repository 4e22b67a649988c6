//! Finishing a visit, with everything that follows from it: machines, parts, charges and money, promises, the next leg, the sale.

use kernel::Result;
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::void::{self, FeeTaken};
use super::{assets, promises};
use crate::money;
use crate::nouns::{AssetId, ItemId, OrderId, PromiseId, VisitId};
use crate::orders::visits::{self, Finishing, Visit, VisitOutcome, Voided};
use crate::orders::{self, OrderState, WorkOrder, phase};
use crate::sales::{self, SettlePromise};

/// How a visit is finished.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    pub visit: Finishing,
    /// Which machine an item became, where the scan of the SOP does not say it.
    #[serde(default)]
    pub assets: Vec<AssetPut>,
    /// Promises that were kept here, or not.
    #[serde(default)]
    pub promises: Vec<PromiseTold>,
}

/// The machine of an item.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetPut {
    pub item_id: ItemId,
    #[serde(default)]
    pub asset_id: Option<AssetId>,
    /// As on the plate.
    #[serde(default)]
    pub serial: Option<String>,
}

/// How a promise ended.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseTold {
    pub promise_id: PromiseId,
    pub settlement: SettlePromise,
}

/// What finishing did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Completed {
    pub visit_id: VisitId,
    pub outcome: Option<VisitOutcome>,
    /// All bytes of the files it named are there.
    pub evidence_complete: bool,
    pub order: OrderState,
    pub assets: Vec<AssetId>,
    /// Planned because of it: coming again, and the legs that can begin now.
    pub next_visits: Vec<VisitId>,
    pub next_orders: Vec<OrderId>,
    /// The fee for the way, where the customer was absent or refused and the cause has one.
    pub fee: Option<FeeTaken>,
}

/// `POST /visits/{id}/completion`
///
/// # Errors
/// Those of [`visits::finish`]: `visit.sop_incomplete`, `visit.price_not_approved`, `visit.signature_missing` …; those of machines:
/// `asset.serial_taken`, `asset.already_installed`; `promise.is_settled`. Nothing of it is stored then.
pub async fn complete_visit(tx: &Tx, id: VisitId, body: Completion) -> Result<Completed> {
    let visit = visits::finish(tx, id, body.visit).await.map_err(|error| error.below("visit"))?;
    let onward = tx.onward();
    let order: WorkOrder = db::get(tx, visit.order_id).await?;
    for (at, told) in body.promises.into_iter().enumerate() {
        let settled = promises::settle_on(&onward, &order, told.promise_id, told.settlement).await;
        settled.map_err(|error| error.below(&format!("promises[{at}].settlement")))?;
    }
    let mut touched = vec![];
    if visit.outcome == Some(VisitOutcome::Solved)
        && let Some(r#type) = phase::type_of(tx, &order).await?
    {
        touched = assets::bring_up(&onward, &order, &visit, &r#type, &body.assets).await?;
    }
    // however it was told: a trip in vain costs what the cause says
    let fee = match Voided::of(tx, visit.clone()).await? {
        Some(voided) => void::take_fee(&onward, &voided).await?,
        None => None,
    };
    money::post_charges(&onward, order.id).await?;
    let order = phase::settle(&onward, order.id).await?;
    let next = orders::open_next_leg(&onward, &order).await?;
    let order = phase::settle(&onward, order.id).await?;
    sale_goes_on(&onward, &order).await?;
    let visit: Visit = db::get(tx, visit.id).await?;
    let mut next_visits = following(tx, visit.id).await?;
    next_visits.extend(next.visits);
    Ok(Completed {
        visit_id: visit.id,
        outcome: visit.outcome,
        evidence_complete: visit.evidence_complete,
        order: OrderState::of(tx, order).await?,
        assets: touched,
        next_visits,
        next_orders: next.orders,
        fee,
    })
}

/// The visits that were made necessary by this one.
async fn following(tx: &Tx, id: VisitId) -> Result<Vec<VisitId>> {
    let sql = Sql::new(
        "SELECT id FROM visit WHERE tenant_id = ? AND previous_id = ? AND status <> 'cancelled' ORDER BY number LIMIT 100",
    );
    tx.column(sql.bind(tx.actor().tenant).bind(id)).await
}

/// A sale whose orders are all finished is installed.
async fn sale_goes_on(tx: &Tx, order: &WorkOrder) -> Result<()> {
    let Some(sale) = order.sale_id.filter(|_| order.finished_at.is_some()) else { return Ok(()) };
    let sql = Sql::new(
        "SELECT COUNT(*) FROM work_order WHERE tenant_id = ? AND sale_id = ?
         AND phase NOT IN ('finished', 'reviewed', 'closed', 'cancelled')",
    );
    let open: i64 = tx.value(sql.bind(tx.actor().tenant).bind(sale)).await?;
    if open == 0 {
        sales::installed(tx, sale).await?;
    }
    Ok(())
}
