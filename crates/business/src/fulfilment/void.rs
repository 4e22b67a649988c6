//! A void trip, with its fee: the cause decides who pays, the price list how much (D11).

use kernel::Result;
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lowcode::pack::Payer;
use crate::money;
use crate::nouns::{ChargeId, VisitId};
use crate::orders::visits::{self, VisitOutcome, VoidTrip, Voided};
use crate::orders::{OrderState, phase};

/// What a void trip did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TripVoided {
    pub visit_id: VisitId,
    pub outcome: Option<VisitOutcome>,
    pub order: OrderState,
    /// The fee for the way, where the cause has one.
    pub fee: Option<FeeTaken>,
}

/// The fee of a void trip.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeeTaken {
    pub charge_id: ChargeId,
    pub amount_minor: kernel::Money,
    pub payer: Payer,
}

/// `POST /visits/{id}/void-trip`
///
/// # Errors
/// Those of [`visits::void_trip`].
pub async fn void_trip(tx: &Tx, id: VisitId, body: VoidTrip) -> Result<TripVoided> {
    let voided = visits::void_trip(tx, id, body).await?;
    let onward = tx.onward();
    let fee = take_fee(&onward, &voided).await?;
    let order = phase::settle(&onward, voided.visit.order_id).await?;
    let order = OrderState::of(tx, order).await?;
    Ok(TripVoided { visit_id: id, outcome: voided.visit.outcome, order, fee })
}

/// The fee that the cause of a void trip names, in the ledger at once.
pub(super) async fn take_fee(tx: &Tx, voided: &Voided) -> Result<Option<FeeTaken>> {
    let Some((code, payer)) = voided.fee() else { return Ok(None) };
    let charge = money::void_fee(tx, voided.visit.order_id, voided.visit.id, payer, code).await?;
    Ok(Some(FeeTaken { charge_id: charge.id, amount_minor: charge.amount_minor, payer }))
}
