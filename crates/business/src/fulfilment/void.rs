//! A void trip, with its fee: the cause decides who pays, the price list how much (D11).

use kernel::Result;
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lowcode::pack::Payer;
use crate::money;
use crate::nouns::{ChargeId, VisitId};
use crate::orders::visits::{self, VisitOutcome, VoidTrip};
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
    let order_id = voided.visit.order_id;
    let fee = match voided.fee() {
        Some((code, payer)) => {
            let charge = money::void_fee(&onward, order_id, id, payer, code).await?;
            Some(FeeTaken { charge_id: charge.id, amount_minor: charge.amount_minor, payer })
        }
        None => None,
    };
    let order = phase::settle(&onward, order_id).await?;
    Ok(TripVoided { visit_id: id, outcome: voided.visit.outcome, order: OrderState::of(tx.actor(), order), fee })
}
