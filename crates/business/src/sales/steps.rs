//! The steps of a sale: prepared, shipped, delivered, installed, accepted, or cancelled before it is delivered.

use kernel::error::Check;
use kernel::{Error, Moment, Money, Result};
use platform::db::{self, Sql, Tx, View};
use platform::http::Nothing;
use serde_json::json;

use super::cash;
use super::due::Milestone;
use super::flow::{self, SaleStep};
use super::place::event;
use super::promises::{self, Of};
use super::queries::{SaleShown, get_visible, shown};
use super::record::{Sale, SaleId, SaleStatus};
use crate::money::PaymentMethod;

/// The sale, kept to this transaction: two deeds on it come one after the other, on both engines.
pub(super) async fn hold(tx: &Tx, id: SaleId) -> Result<Sale> {
    let sql = Sql::new("UPDATE sale SET version = version WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(id)).await?;
    get_visible(tx, id).await
}

async fn take(tx: &Tx, id: SaleId, step: SaleStep) -> Result<Sale> {
    let sale = hold(tx, id).await?;
    tx.said().as_seen("sale", sale.version)?;
    let status = flow::after(sale.status, step)?;
    Ok(Sale { status, ..sale })
}

/// `POST /sales/{id}/preparation`: the goods are set aside.
pub(super) async fn prepare(tx: &Tx, id: SaleId, _: Nothing) -> Result<SaleShown> {
    let sale = take(tx, id, SaleStep::Prepare).await?;
    let sale = db::update(tx, Sale { prepared_at: Some(tx.happened_at()), ..sale }).await?;
    tx.record(event("sale.prepared", &sale)).await?;
    shown(tx, sale).await
}

/// `POST /sales/{id}/shipment`: they are on their way.
pub(super) async fn ship(tx: &Tx, id: SaleId, _: Nothing) -> Result<SaleShown> {
    let sale = take(tx, id, SaleStep::Ship).await?;
    let sale = db::update(tx, Sale { shipped_at: Some(tx.happened_at()), ..sale }).await?;
    tx.record(event("sale.shipped", &sale)).await?;
    shown(tx, sale).await
}

/// `POST /sales/{id}/delivery`: they changed hands; the balance is due from now on.
pub(super) async fn deliver(tx: &Tx, id: SaleId, _: Nothing) -> Result<SaleShown> {
    let sale = take(tx, id, SaleStep::Deliver).await?;
    let sale = handed_over(tx, sale, tx.happened_at()).await?;
    let sale = db::update(tx, sale).await?;
    shown(tx, sale).await
}

/// Everything that delivery means; the caller saves the sale.
async fn handed_over(tx: &Tx, sale: Sale, at: Moment) -> Result<Sale> {
    cash::earn(tx, &sale).await?;
    promises::come_due(tx, Of::Sale(sale.id), Milestone::Delivered, at).await?;
    tx.record(event("sale.delivered", &sale)).await?;
    Ok(Sale { delivered_at: Some(at), ..sale })
}

/// The door: all installation orders of the sale are finished. A sale that nobody called delivered is delivered with it; one that is
/// installed, accepted or cancelled already stays as it is.
///
/// # Errors
/// `NotFound("sale")`
pub async fn installed(tx: &Tx, id: SaleId) -> Result<Sale> {
    let sql = Sql::new("UPDATE sale SET version = version WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(id)).await?;
    let mut sale = db::get::<Sale>(tx, id).await?;
    let Ok(status) = flow::after(sale.status, SaleStep::Install) else { return Ok(sale) };
    let at = tx.happened_at();
    if sale.delivered_at.is_none() {
        sale = handed_over(tx, sale, at).await?;
    }
    promises::come_due(tx, Of::Sale(sale.id), Milestone::Installed, at).await?;
    let sale = db::update(tx, Sale { status, installed_at: Some(at), ..sale }).await?;
    tx.record(event("sale.installed", &sale)).await?;
    Ok(sale)
}

/// `POST /sales/{id}/acceptance`: the customer has everything as it was sold.
///
/// # Errors
/// `Refused("sale.not_installed")` while an order of the sale is under way.
pub(super) async fn accept(tx: &Tx, id: SaleId, _: Nothing) -> Result<SaleShown> {
    let sale = take(tx, id, SaleStep::Accept).await?;
    let open = open_orders(tx, id).await?;
    if open > 0 {
        return Err(Error::refused("sale.not_installed").with("orders", open));
    }
    let sale = db::update(tx, Sale { accepted_at: Some(tx.happened_at()), ..sale }).await?;
    tx.record(event("sale.accepted", &sale)).await?;
    shown(tx, sale).await
}

/// How many orders that came from the sale are not finished; read where orders keep it, changed only there.
async fn open_orders(view: &View, id: SaleId) -> Result<i64> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM work_order WHERE tenant_id = ? AND sale_id = ?
         AND phase NOT IN ('finished', 'reviewed', 'closed', 'cancelled')",
    );
    view.value(sql.bind(view.actor().tenant).bind(id)).await
}

/// How a sale is called off.
#[derive(Debug)]
pub struct CancelSale {
    pub reason: String,
    /// How the deposit goes back.
    pub refund_method: PaymentMethod,
    pub refund_reference: String,
}

/// The door: calls a sale off before it is delivered, gives its deposit back and waives its promises. Its orders are cancelled by
/// whoever knows orders.
///
/// # Errors
/// `Refused("sale.not_now")` once it was delivered; `Invalid` without a reason.
pub async fn cancel(tx: &Tx, id: SaleId, body: CancelSale) -> Result<Sale> {
    let mut check = Check::new();
    check.text("reason", &body.reason, 300).at_most("refund_reference", &body.refund_reference, 100);
    check.done()?;
    let sale = take(tx, id, SaleStep::Cancel).await?;
    let given_back: Money = cash::give_back(tx, &sale, body.refund_method, &body.refund_reference).await?;
    promises::waive_all(tx, &sale).await?;
    let sale = db::update(tx, Sale { cancelled_at: Some(tx.happened_at()), ..sale }).await?;
    debug_assert_eq!(sale.status, SaleStatus::Cancelled, "the flow leads there");
    let data = json!({ "reason": body.reason.trim(), "refund_minor": given_back });
    tx.record(event("sale.cancelled", &sale).with(data)).await?;
    Ok(sale)
}
