//! What money knows of an order: read from the order's tables, where it is kept; never changed from here.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Result};
use platform::db::{self, Event, Row, Sql, Tx, View, read};

use super::ledger::About;
use super::record::Charge;
use crate::lowcode::pack::{OrderKind, Payer};
use crate::nouns::{AssetId, CustomerId, ItemId, OrderId, Verdict, VisitId};

/// An order as the one who bills it sees it.
#[derive(Clone, Debug)]
pub struct Bill {
    pub order_id: OrderId,
    pub unit_id: Option<UnitId>,
    pub customer_id: Option<CustomerId>,
    /// The day from which its warranty is judged.
    pub opened_on: Day,
    /// Closed or cancelled: nothing is added any more.
    pub is_over: bool,
    /// In the order in which they stand on the order; without the cancelled ones.
    pub items: Vec<BilledItem>,
}

/// One thing on the order, as far as it decides a price and who pays it.
#[derive(Clone, Debug)]
pub struct BilledItem {
    pub id: ItemId,
    pub asset_id: Option<AssetId>,
    pub category: String,
    pub service: OrderKind,
    pub verdict: Option<Verdict>,
    /// Somebody decided the verdict by hand: it stands for every line.
    pub is_overridden: bool,
    /// For this reason of the company's.
    pub override_reason: Option<String>,
}

impl Bill {
    /// Reads an order.
    ///
    /// # Errors
    /// `NotFound("order")`
    pub async fn read(view: &View, order_id: OrderId) -> Result<Self> {
        let tenant = view.actor().tenant;
        let sql =
            Sql::new("SELECT unit_id, customer_id, phase, opened_at FROM work_order WHERE tenant_id = ? AND id = ?");
        let row = view.one(sql.bind(tenant).bind(order_id)).await?.ok_or(Error::NotFound("order"))?;
        let sql = Sql::new(
            "SELECT id, asset_id, category, service, verdict, overridden_by, override_reason FROM order_item
             WHERE tenant_id = ? AND order_id = ? AND status <> 'cancelled' ORDER BY position LIMIT 200",
        );
        let items = view.all(sql.bind(tenant).bind(order_id)).await?;
        let phase: String = read(&row, "phase")?;
        Ok(Self {
            order_id,
            unit_id: read(&row, "unit_id")?,
            customer_id: read(&row, "customer_id")?,
            opened_on: view.actor().zone.day_of(read(&row, "opened_at")?),
            is_over: phase == "closed" || phase == "cancelled",
            items: items.iter().map(item_of).collect::<Result<_>>()?,
        })
    }

    /// Reads an order and keeps its money to this transaction: two deeds on it come one after the other, on both engines.
    ///
    /// # Errors
    /// `NotFound("order")`
    pub async fn hold(tx: &Tx, order_id: OrderId) -> Result<Self> {
        let sql = Sql::new("UPDATE work_order SET version = version WHERE tenant_id = ? AND id = ?");
        tx.run(sql.bind(tx.actor().tenant).bind(order_id)).await?;
        Self::read(tx, order_id).await
    }

    /// An event of its money: about the order and its customer, and heard by whoever works on it, so that a bill open on a phone follows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn event(&self, view: &View, kind: &'static str) -> Result<Event> {
        let event = Event::new(kind).in_unit(self.unit_id).about(self.order_id).about_some(self.customer_id);
        heard_by_crew(view, event, Some(self.order_id)).await
    }

    /// The dimensions of whatever is posted for this order.
    pub fn about(&self, visit_id: Option<VisitId>, payer: Payer) -> About {
        About {
            order_id: Some(self.order_id),
            visit_id,
            sale_id: None,
            payer: Some(payer),
            unit_id: self.unit_id,
            customer_id: self.customer_id,
        }
    }
}

fn item_of(row: &Row) -> Result<BilledItem> {
    let overridden_by: Option<UserId> = read(row, "overridden_by")?;
    Ok(BilledItem {
        id: read(row, "id")?,
        asset_id: read(row, "asset_id")?,
        category: read(row, "category")?,
        service: read(row, "service")?,
        verdict: read(row, "verdict")?,
        is_overridden: overridden_by.is_some(),
        override_reason: read(row, "override_reason")?,
    })
}

/// Refuses a visit that is not one of the order's.
///
/// # Errors
/// `Invalid` at `visit_id`.
pub(super) async fn visit_is_of(view: &View, order_id: OrderId, visit_id: Option<VisitId>) -> Result<()> {
    let Some(visit_id) = visit_id else { return Ok(()) };
    let sql = Sql::new("SELECT COUNT(*) FROM visit WHERE tenant_id = ? AND id = ? AND order_id = ?");
    match view.value::<i64>(sql.bind(view.actor().tenant).bind(visit_id).bind(order_id)).await? {
        0 => Err(Error::invalid("visit_id", "field.not_found")),
        _ => Ok(()),
    }
}

/// The event, heard by whoever works on the order: they follow what becomes of its money.
///
/// # Errors
/// Those of the database.
pub(super) async fn heard_by_crew(view: &View, event: Event, order_id: Option<OrderId>) -> Result<Event> {
    let Some(order_id) = order_id else { return Ok(event) };
    let sql = Sql::new(
        "SELECT DISTINCT technician_id FROM crew_member WHERE tenant_id = ? AND order_id = ? AND released_at IS NULL LIMIT 50",
    );
    let crew: Vec<UserId> = view.column(sql.bind(view.actor().tenant).bind(order_id)).await?;
    Ok(crew.into_iter().fold(event, |event, user| event.concerning(Some(user))))
}

/// All lines of an order, the voided ones too, in the order in which they were ticked.
///
/// # Errors
/// Those of the database.
pub async fn charges(view: &View, order_id: OrderId) -> Result<Vec<Charge>> {
    let sql = Sql::new("SELECT * FROM charge WHERE tenant_id = ? AND order_id = ? ORDER BY created_at, id LIMIT 1000");
    db::select(view, sql.bind(view.actor().tenant).bind(order_id)).await
}
