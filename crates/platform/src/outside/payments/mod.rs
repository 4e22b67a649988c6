//! Payment providers: a way to pay is asked for, looked up, closed and paid back, and what the provider tells by itself is read. Each is an
//! adapter behind one trait, switched on by the operator's file (decision 0050).
//!
//! Nothing here knows an order. A secret, a signature or what a payer is called is never logged.

mod alipay;
mod keys;
mod set_up;
#[cfg(test)]
mod tests;
mod wechat;

pub use set_up::Providers;

use axum::http::{HeaderMap, StatusCode};
use futures::future::BoxFuture;
use kernel::{Money, code};

code! {
    /// By what a customer pays.
    pub enum WayToPay as "way_to_pay" {
        /// A QR code that is scanned with the provider's app.
        Code = "code",
        /// A page in the browser of the phone in one's hand.
        Page = "page",
    }
}

/// So many characters of a provider's own words are told.
const TOLD_MAX: usize = 200;

/// A payment to be asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Ours, 6 to 32 letters and digits; the same at every try.
    pub number: String,
    pub amount: Money,
    /// What it is for, as the payer reads it.
    pub words: String,
    pub way: WayToPay,
    /// Where the provider tells what became of it.
    pub notify_url: String,
    /// So long it can be paid, in ms: providers reckon by their own clock.
    pub open_for_ms: i64,
    /// The payer's address on the network, which a page asks for.
    pub payer_address: Option<String>,
}

/// Money to be paid back.
#[derive(Clone, Debug)]
pub struct PayBack {
    /// Ours of the payment.
    pub number: String,
    /// Ours of this refund; the same at every try.
    pub refund_number: String,
    pub amount: Money,
    /// Of the whole payment.
    pub of: Money,
    pub reason: String,
    pub notify_url: String,
}

/// How a payment stands at its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can still be paid.
    Open,
    Paid(Receipt),
    /// It cannot be paid any more.
    Closed,
    /// The provider has never heard of it.
    Unknown,
}

/// Money that the provider took for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What the provider calls it.
    pub transaction: String,
    pub amount: Money,
}

/// How a refund stands at its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundStanding {
    /// Taken on, and on its way; what the provider calls it.
    UnderWay(String),
    /// With the payer.
    Done(String),
    /// It will not arrive.
    Failed(Trouble),
}

/// What came of closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It cannot be paid any more.
    Closed,
    /// It was paid before.
    Paid,
}

/// Why it did not go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// `payment_failure.…` words.
    pub code: &'static str,
    /// What the provider said.
    pub told: String,
    /// Trying again later may help.
    pub may_pass: bool,
}

/// What a provider told by itself, with its signature checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Payment {
        number: String,
        standing: Standing,
    },
    Refund {
        number: String,
        standing: RefundStanding,
    },
    /// Something that we did not ask for.
    Other,
}

/// Why a notification is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It was not signed by the provider, or not now.
    Signature,
    /// Signed, and not what the protocol says, or not ours.
    Content,
}

/// How a notification is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: StatusCode,
    pub media: &'static str,
    pub body: String,
}

/// Whoever takes payments for us. Each call ends within some twenty seconds.
pub trait Provider: Send + Sync {
    /// Its name in the operator's file and in addresses.
    fn name(&self) -> &'static str;
    /// By what can be paid here.
    fn ways(&self) -> &[WayToPay];
    /// Asks for a payment: the text of its QR code, or the address of its page.
    fn ask<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<String, Trouble>>;
    /// How a payment of ours stands.
    fn look_up<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Standing, Trouble>>;
    /// Makes sure that it cannot be paid any more.
    fn close<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Closing, Trouble>>;
    /// Pays back; asked again with the same number, it pays back once.
    fn pay_back<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>>;
    /// How a refund of ours stands.
    fn look_up_refund<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>>;
    /// Reads what the provider told by itself.
    ///
    /// # Errors
    /// Why it is not believed.
    fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Told, Unread>;
    /// The answer that the protocol asks for: it was kept, or it should be told again.
    fn reply(&self, is_kept: bool) -> Reply;
}

fn trouble(code: &'static str, told: &str, may_pass: bool) -> Trouble {
    Trouble { code, told: told.chars().take(TOLD_MAX).collect(), may_pass }
}
