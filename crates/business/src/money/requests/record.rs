//! The tables of payments through a provider as structs.

use kernel::id::UserId;
use kernel::{Id, Moment, Money, code};
use platform::outside::payments::WayToPay;
use platform::record;

use super::super::record::PaymentMethod;
use crate::nouns::{OrderId, PaymentId, PaymentRefundId, PaymentRequestId};

code! {
    /// Whoever takes a payment for the company.
    pub enum PaymentProvider as "payment_provider" { Wechat = "wechat", Alipay = "alipay" }
}
code! {
    /// How a payment that was asked for stands.
    pub enum PaymentRequestStatus as "payment_request_status" {
        /// The provider is being asked for a code.
        Asking = "asking",
        /// It can be paid.
        Waiting = "waiting",
        Paid = "paid",
        /// Called off, or the bill is another one.
        Closed = "closed",
        /// Nobody paid in time.
        Expired = "expired",
        /// The provider refused, or what it tells does not fit.
        Failed = "failed",
    }
}
code! {
    /// How a refund at a provider stands.
    pub enum PaymentRefundStatus as "payment_refund_status" {
        Asked = "asked",
        UnderWay = "under_way",
        /// With the customer.
        Done = "done",
        /// The provider refused it: it was booked back.
        Failed = "failed",
    }
}

impl PaymentProvider {
    /// How a payment by it is booked.
    pub fn method(self) -> PaymentMethod {
        match self {
            Self::Wechat => PaymentMethod::Wechat,
            Self::Alipay => PaymentMethod::Alipay,
        }
    }
}

impl PaymentRequestStatus {
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asking | Self::Waiting)
    }
}

record! {
    /// A payment that a customer was asked for through a provider.
    pub struct PaymentRequest in "payment_request" as "payment_request" (PaymentRequestId), versioned {
        /// Without its hyphens also our number at the provider.
        pub id: PaymentRequestId,
        pub order_id: OrderId,
        pub amount_minor: Money,
        pub provider: PaymentProvider,
        pub way: WayToPay,
        pub status: PaymentRequestStatus,
        /// What the code says, or where the page is.
        pub link: Option<String>,
        /// The payer's address on the network, kept until the provider was asked for a page.
        pub payer_address: Option<String>,
        pub expires_at: Moment,
        /// What the provider calls the payment.
        pub transaction_id: Option<String>,
        pub payment_id: Option<PaymentId>,
        /// So much of it was not due when it arrived.
        pub overpaid_minor: Money,
        /// `payment_failure.…` words, and the provider's own.
        pub failure: Option<String>,
        pub failure_told: Option<String>,
        pub asked_by: UserId,
        pub asked_at: Moment,
        pub settled_at: Option<Moment>,
        pub tried_count: i64,
        /// When the provider is spoken to next.
        pub due_at: Option<Moment>,
    }
}
record! {
    /// Money that a provider is to pay back of a payment.
    pub struct PaymentRefund in "payment_refund" as "payment_refund" (PaymentRefundId), versioned {
        /// Without its hyphens also our number at the provider.
        pub id: PaymentRefundId,
        pub request_id: PaymentRequestId,
        pub order_id: OrderId,
        pub amount_minor: Money,
        pub reason: String,
        pub status: PaymentRefundStatus,
        /// The refund as it was booked.
        pub payment_id: PaymentId,
        pub vendor_id: Option<String>,
        pub failure: Option<String>,
        pub failure_told: Option<String>,
        pub asked_by: UserId,
        pub asked_at: Moment,
        pub settled_at: Option<Moment>,
        pub tried_count: i64,
        pub due_at: Option<Moment>,
    }
}

/// An id as our number at a provider: 32 letters and digits.
pub(super) fn number_of(id: impl Id) -> String {
    id.uuid().simple().to_string()
}

/// The id behind a number of ours; none for one that is not ours.
pub(super) fn id_of<I: Id>(number: &str) -> Option<I> {
    let is_ours = number.len() == 32 && number.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_ours { number.parse().ok() } else { None }
}
