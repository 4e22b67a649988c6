//! The requests of an order as they are shown, with what was paid back of each.

use std::collections::BTreeMap;

use kernel::id::UserId;
use kernel::{Moment, Money, Result};
use platform::db::{self, Sql, View};
use platform::outside::payments::{Providers, WayToPay};
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{PaymentProvider, PaymentRefund, PaymentRefundStatus, PaymentRequest, PaymentRequestStatus};
use super::{ask, installed};
use crate::identity::links;
use crate::nouns::{OrderId, PaymentId, PaymentRefundId, PaymentRequestId};

/// Whoever takes payments here, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PaymentOffer {
    pub provider: PaymentProvider,
    pub ways: Vec<WayToPay>,
}

/// What was asked for an order through providers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderPaymentRequests {
    /// Empty where the operator has set up no provider.
    pub offers: Vec<PaymentOffer>,
    /// What would be asked for now; negative where too much was paid.
    pub due_minor: Money,
    /// The newest first, fifty at most.
    pub requests: Vec<PaymentRequestShown>,
    pub now: Moment,
}

/// A request as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaymentRequestShown {
    pub id: PaymentRequestId,
    pub amount_minor: Money,
    pub provider: PaymentProvider,
    pub way: WayToPay,
    pub status: PaymentRequestStatus,
    /// What its QR code says, or where its page is, while it can be paid.
    pub link: Option<String>,
    pub expires_at: Moment,
    /// What the provider calls it.
    pub transaction_id: Option<String>,
    pub payment_id: Option<PaymentId>,
    /// So much of it was not due when it arrived.
    pub overpaid_minor: Money,
    /// `payment_failure.…` words, and the provider's own.
    pub failure: Option<String>,
    pub failure_told: Option<String>,
    pub asked_by_name: String,
    pub asked_at: Moment,
    pub settled_at: Option<Moment>,
    /// What can still be given back of it by its provider.
    pub refundable_minor: Money,
    pub refunds: Vec<PaymentRefundShown>,
}

/// A refund as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaymentRefundShown {
    pub id: PaymentRefundId,
    pub amount_minor: Money,
    pub reason: String,
    pub status: PaymentRefundStatus,
    pub failure: Option<String>,
    pub failure_told: Option<String>,
    pub asked_by_name: String,
    pub asked_at: Moment,
    pub settled_at: Option<Moment>,
}

/// By whom and by what can be paid on this installation.
pub fn offers() -> Vec<PaymentOffer> {
    installed().map_or_else(Vec::new, |till| offers_of(&till.providers))
}

pub(super) fn offers_of(providers: &Providers) -> Vec<PaymentOffer> {
    let offer = |provider: &std::sync::Arc<dyn platform::outside::payments::Provider>| {
        let name = ask::named(provider.as_ref())?;
        Some(PaymentOffer { provider: name, ways: provider.ways().to_vec() })
    };
    providers.all().iter().filter_map(offer).collect()
}

/// The door; who may see the order is decided before.
///
/// # Errors
/// Those of the database.
pub async fn requests_of(view: &View, order_id: OrderId) -> Result<OrderPaymentRequests> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT * FROM payment_request WHERE tenant_id = ? AND order_id = ? ORDER BY asked_at DESC, id DESC LIMIT 50",
    );
    let requests: Vec<PaymentRequest> = db::select(view, sql.bind(tenant).bind(order_id)).await?;
    let sql =
        Sql::new("SELECT * FROM payment_refund WHERE tenant_id = ? AND order_id = ? ORDER BY asked_at, id LIMIT 200");
    let refunds: Vec<PaymentRefund> = db::select(view, sql.bind(tenant).bind(order_id)).await?;
    let people = requests.iter().map(|each| each.asked_by).chain(refunds.iter().map(|each| each.asked_by));
    let names = links::names(view, people).await?;
    let mut by_request: BTreeMap<PaymentRequestId, Vec<PaymentRefund>> = BTreeMap::new();
    for refund in refunds {
        by_request.entry(refund.request_id).or_default().push(refund);
    }
    let mut shown = |request: PaymentRequest| {
        let refunds = by_request.remove(&request.id).unwrap_or_default();
        shown_of(request, refunds, &names)
    };
    Ok(OrderPaymentRequests {
        offers: offers(),
        due_minor: ask::due(view, order_id).await?,
        requests: requests.into_iter().map(&mut shown).collect(),
        now: view.now(),
    })
}

fn shown_of(
    request: PaymentRequest,
    refunds: Vec<PaymentRefund>,
    names: &BTreeMap<UserId, String>,
) -> PaymentRequestShown {
    let name = |user: UserId| names.get(&user).cloned().unwrap_or_default();
    let is_waiting = request.status == PaymentRequestStatus::Waiting;
    let is_paid = request.status == PaymentRequestStatus::Paid;
    let stands = |refund: &&PaymentRefund| refund.status != PaymentRefundStatus::Failed;
    let given: Money = refunds.iter().filter(stands).map(|refund| refund.amount_minor).sum();
    PaymentRequestShown {
        id: request.id,
        amount_minor: request.amount_minor,
        provider: request.provider,
        way: request.way,
        status: request.status,
        link: request.link.filter(|_| is_waiting),
        expires_at: request.expires_at,
        transaction_id: request.transaction_id,
        payment_id: request.payment_id,
        overpaid_minor: request.overpaid_minor,
        failure: request.failure,
        failure_told: request.failure_told,
        asked_by_name: name(request.asked_by),
        asked_at: request.asked_at,
        settled_at: request.settled_at,
        refundable_minor: if is_paid { request.amount_minor - given } else { Money::ZERO },
        refunds: refunds
            .into_iter()
            .map(|refund| PaymentRefundShown {
                id: refund.id,
                amount_minor: refund.amount_minor,
                reason: refund.reason,
                status: refund.status,
                failure: refund.failure,
                failure_told: refund.failure_told,
                asked_by_name: name(refund.asked_by),
                asked_at: refund.asked_at,
                settled_at: refund.settled_at,
            })
            .collect(),
    }
}
