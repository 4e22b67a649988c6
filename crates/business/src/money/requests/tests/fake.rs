//! A provider in this process: all tests share it, each by its own numbers and orders.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::http::{HeaderMap, StatusCode};
use futures::future::{BoxFuture, ready};
use kernel::Money;
use platform::outside::payments::{
    Closing, PayBack, Provider, Receipt, RefundStanding, Reply, Standing, Told, Trouble, Unread, Wanted, WayToPay,
};
use serde_json::Value;

/// What the provider knows of a number.
#[derive(Clone, Debug)]
pub enum Known {
    Open(Money),
    Paid(Money),
    Closed,
}

/// A provider that keeps what it is asked for.
#[derive(Default)]
pub struct Fake {
    pub known: Mutex<BTreeMap<String, Known>>,
    pub asked: Mutex<Vec<Wanted>>,
    /// Refusals still to give, by what the order's words hold or by number.
    pub refuses: Mutex<Vec<(String, Trouble)>>,
    pub refunds: Mutex<BTreeMap<String, (Money, RefundStanding)>>,
}

impl Fake {
    fn refused(&self, of: &str) -> Option<Trouble> {
        let mut all = self.refuses.lock().unwrap();
        let at = all.iter().position(|(which, _)| of.contains(which.as_str()))?;
        Some(all.remove(at).1)
    }
    pub fn refuse(&self, of: &str, code: &'static str, may_pass: bool) {
        let trouble = Trouble { code, told: "no".into(), may_pass };
        self.refuses.lock().unwrap().push((of.to_owned(), trouble));
    }
    pub fn pays(&self, number: &str) {
        let mut known = self.known.lock().unwrap();
        let Some(Known::Open(amount)) = known.get(number).cloned() else { panic!("{number} cannot be paid") };
        known.insert(number.to_owned(), Known::Paid(amount));
    }
    pub fn is_closed(&self, number: &str) -> bool {
        matches!(self.known.lock().unwrap().get(number), Some(Known::Closed))
    }
}

impl Provider for Fake {
    fn name(&self) -> &'static str {
        "wechat"
    }
    fn ways(&self) -> &[WayToPay] {
        &[WayToPay::Code, WayToPay::Page]
    }
    fn ask<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<String, Trouble>> {
        self.asked.lock().unwrap().push(wanted.clone());
        if let Some(trouble) = self.refused(&wanted.words) {
            return Box::pin(ready(Err(trouble)));
        }
        self.known.lock().unwrap().insert(wanted.number.clone(), Known::Open(wanted.amount));
        Box::pin(ready(Ok(format!("weixin://wxpay/bizpayurl?pr={}", wanted.number))))
    }
    fn look_up<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Standing, Trouble>> {
        if let Some(trouble) = self.refused(number) {
            return Box::pin(ready(Err(trouble)));
        }
        let standing = match self.known.lock().unwrap().get(number) {
            None => Standing::Unknown,
            Some(Known::Open(_)) => Standing::Open,
            Some(Known::Closed) => Standing::Closed,
            Some(Known::Paid(amount)) => Standing::Paid(receipt(number, *amount)),
        };
        Box::pin(ready(Ok(standing)))
    }
    fn close<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Closing, Trouble>> {
        let mut known = self.known.lock().unwrap();
        let closing = match known.get(number) {
            Some(Known::Paid(_)) => Closing::Paid,
            _ => {
                known.insert(number.to_owned(), Known::Closed);
                Closing::Closed
            }
        };
        Box::pin(ready(Ok(closing)))
    }
    fn pay_back<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        if let Some(trouble) = self.refused(&back.reason) {
            return Box::pin(ready(Err(trouble)));
        }
        let standing = RefundStanding::UnderWay(format!("R{}", back.refund_number));
        self.refunds.lock().unwrap().insert(back.refund_number.clone(), (back.amount, standing.clone()));
        Box::pin(ready(Ok(standing)))
    }
    fn look_up_refund<'a>(&'a self, back: &'a PayBack) -> BoxFuture<'a, Result<RefundStanding, Trouble>> {
        Box::pin(ready(Ok(RefundStanding::Done(format!("R{}", back.refund_number)))))
    }
    fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Told, Unread> {
        if headers.get("x-signed").is_none_or(|by| by != "provider") {
            return Err(Unread::Signature);
        }
        let told: Value = serde_json::from_slice(body).map_err(|_| Unread::Content)?;
        let number = told["number"].as_str().ok_or(Unread::Content)?.to_owned();
        if let Some(id) = told["refunded"].as_str() {
            return Ok(Told::Refund { number, standing: RefundStanding::Done(id.to_owned()) });
        }
        let amount = Money(told["amount"].as_i64().ok_or(Unread::Content)?);
        Ok(Told::Payment { standing: Standing::Paid(receipt(&number, amount)), number })
    }
    fn reply(&self, is_kept: bool) -> Reply {
        let status = if is_kept { StatusCode::NO_CONTENT } else { StatusCode::INTERNAL_SERVER_ERROR };
        Reply { status, media: "application/json", body: String::new() }
    }
}

fn receipt(number: &str, amount: Money) -> Receipt {
    Receipt { transaction: format!("T{number}"), amount }
}
