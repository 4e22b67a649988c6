//! What a customer is to pay, and paying it by their phone (G5): only what they said yes to is ever asked for.

use kernel::{Moment, Money, Result};
use platform::db::{Tx, View};
use platform::http::{May, Nothing, Op, Routes};
use platform::outside::payments::WayToPay;
use schemars::JsonSchema;
use serde::Serialize;

use super::visitor::{Visitor, acting, reading};
use crate::identity::may;
use crate::money::requests::{
    self, AskForPayment, OrderPaymentRequests, PaymentOffer, PaymentProvider, PaymentRequestShown, PaymentRequestStatus,
};
use crate::nouns::PaymentRequestId;
use crate::orders::WorkOrder;

pub(super) fn routes(routes: &mut Routes) {
    let act = May::With(may::PORTAL_ACT);
    routes
        .query(
            Op::get("/portal/payment", "portalPayment", act, "What is due, how it can be paid, and how paying stands."),
            read,
        )
        .command(
            Op::post("/portal/payment", "portalPay", act, "Asks for a way to pay what is due; an open one again.")
                .creates(),
            pay,
        );
}

/// Paying, as the customer sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PortalPayment {
    /// Empty where nothing can be paid by phone.
    pub offers: Vec<PaymentOffer>,
    /// What they said yes to and have not paid.
    pub due_minor: Money,
    /// The newest one.
    pub request: Option<PortalRequest>,
    pub now: Moment,
}

/// One request, as the customer sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PortalRequest {
    pub id: PaymentRequestId,
    pub amount_minor: Money,
    pub provider: PaymentProvider,
    pub way: WayToPay,
    pub status: PaymentRequestStatus,
    /// What the QR code says, or where the page is, while it can be paid.
    pub link: Option<String>,
    pub expires_at: Moment,
    /// `payment_failure.…` words.
    pub failure: Option<String>,
    /// So much of it is paid back, or on its way.
    pub refunded_minor: Money,
}

/// `GET /portal/payment`
///
/// # Errors
/// `portal.no_order`
async fn read(view: &View, (): (), _: Nothing) -> Result<PortalPayment> {
    let visitor = Visitor::of(view).await?;
    shown(&reading(view), visitor.order()?).await
}

/// `POST /portal/payment`
///
/// # Errors
/// `portal.no_order`; those of [`requests::ask`].
async fn pay(tx: &Tx, (): (), body: AskForPayment) -> Result<PortalPayment> {
    let visitor = Visitor::of(tx).await?;
    let tx = acting(tx)?.onward();
    let order = visitor.order()?;
    requests::ask(&tx, order.id, body).await?;
    shown(&tx, order).await
}

async fn shown(view: &View, order: &WorkOrder) -> Result<PortalPayment> {
    let OrderPaymentRequests { offers, due_minor, requests, now } = requests::requests_of(view, order.id).await?;
    Ok(PortalPayment { offers, due_minor, request: requests.into_iter().next().map(PortalRequest::from), now })
}

impl From<PaymentRequestShown> for PortalRequest {
    fn from(request: PaymentRequestShown) -> Self {
        let is_paid = request.status == PaymentRequestStatus::Paid;
        Self {
            id: request.id,
            amount_minor: request.amount_minor,
            provider: request.provider,
            way: request.way,
            status: request.status,
            link: request.link,
            expires_at: request.expires_at,
            failure: request.failure,
            refunded_minor: if is_paid { request.amount_minor - request.refundable_minor } else { Money::ZERO },
        }
    }
}
