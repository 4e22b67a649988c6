//! Asking for a payment: what is due now, as one open request of an order, however often somebody asks.

use kernel::time::DAY;
use kernel::{Error, Id, Money, Result};
use platform::db::{self, Sql, Tx, View};
use platform::outside::payments::{Provider, Providers, WayToPay};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::bill::{self, Bill};
use super::super::{order_money, rules};
use super::follow::closed;
use super::record::{PaymentProvider, PaymentRequest, PaymentRequestStatus};
use super::{flow, installed};
use crate::nouns::{OrderId, PaymentRequestId};

/// Requests of one order in a day.
const A_DAY_MAX: i64 = 30;

/// How somebody wants to pay. How much is not theirs to say: it is what is due.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForPayment {
    /// The first that this installation has, where it is not said.
    pub provider: Option<PaymentProvider>,
    /// A code where it is not said.
    pub way: Option<WayToPay>,
}

/// The door: asks for what is due. An open request for the same amount by the same way is the answer again; one for another amount is closed.
///
/// # Errors
/// `payment_request.no_provider`, `payment_request.nothing_due`, `payment_request.too_many`; `Invalid` at `way`.
pub async fn ask(tx: &Tx, order_id: OrderId, body: AskForPayment) -> Result<PaymentRequest> {
    let none = Providers::default();
    let providers = installed().map_or(&none, |till| &till.providers);
    let (provider, ways) = chosen(providers, body.provider)?;
    let way = body.way.unwrap_or(WayToPay::Code);
    if !ways.contains(&way) {
        return Err(Error::invalid("way", "field.not_a_choice"));
    }
    let bill = Bill::hold(tx, order_id).await?;
    let due = due(tx, order_id).await?;
    if due <= Money::ZERO {
        return Err(Error::refused("payment_request.nothing_due"));
    }
    if let Some(open) = open_of(tx, order_id).await? {
        let is_same = (open.amount_minor, open.provider, open.way) == (due, provider, way);
        if is_same && open.expires_at - tx.now() >= flow::SHOWN_AGAIN {
            return Ok(open);
        }
        let why = if open.amount_minor == due { "asked_anew" } else { "bill_changed" };
        closed(tx, &bill, open.id, why).await?;
    }
    let since = tx.now() + -DAY;
    let sql = Sql::new("SELECT COUNT(*) FROM payment_request WHERE tenant_id = ? AND order_id = ? AND asked_at > ?");
    let asked: i64 = tx.value(sql.bind(tx.actor().tenant).bind(order_id).bind(since)).await?;
    if asked >= A_DAY_MAX {
        return Err(Error::refused("payment_request.too_many"));
    }
    let payer_address = tx.actor().via.address.clone().filter(|_| way == WayToPay::Page);
    let request = PaymentRequest {
        id: PaymentRequestId::new(),
        order_id,
        amount_minor: due,
        provider,
        way,
        status: PaymentRequestStatus::Asking,
        link: None,
        payer_address,
        expires_at: tx.now() + flow::OPEN_FOR,
        transaction_id: None,
        payment_id: None,
        overpaid_minor: Money::ZERO,
        failure: None,
        failure_told: None,
        asked_by: tx.actor().user,
        asked_at: tx.now(),
        settled_at: None,
        tried_count: 0,
        due_at: Some(tx.now()),
        version: 1,
    };
    let request = db::insert(tx, request).await?;
    let data = json!({ "request": request.id, "amount_minor": due, "provider": provider, "way": way });
    leave(tx, "payment_request.asked", &bill, &request, data).await?;
    Ok(request)
}

fn chosen(providers: &Providers, wanted: Option<PaymentProvider>) -> Result<(PaymentProvider, &[WayToPay])> {
    let known = providers.all().iter().filter_map(|each| named(each.as_ref()).map(|name| (name, each.ways())));
    let mut known = known.filter(|(name, _)| wanted.is_none_or(|wanted| wanted == *name));
    known.next().ok_or_else(|| Error::refused("payment_request.no_provider"))
}

/// A provider as our records call it.
pub(super) fn named(provider: &dyn Provider) -> Option<PaymentProvider> {
    kernel::code::Code::from_code(provider.name())
}

/// What the customer agreed to and has not paid.
pub(super) async fn due(view: &View, order_id: OrderId) -> Result<Money> {
    let agreed = rules::customer_agreed(&bill::charges(view, order_id).await?);
    Ok(agreed - rules::paid(&order_money::payments(view, order_id).await?))
}

/// The one request of an order that can still be paid as it was meant.
pub(super) async fn open_of(view: &View, order_id: OrderId) -> Result<Option<PaymentRequest>> {
    let sql = Sql::new(
        "SELECT * FROM payment_request WHERE tenant_id = ? AND order_id = ? AND status IN ('asking', 'waiting') LIMIT 1",
    );
    db::select_one(view, sql.bind(view.actor().tenant).bind(order_id)).await
}

/// Leaves an event of a request: about its order, and told to whoever works there.
pub(super) async fn leave(
    tx: &Tx,
    kind: &'static str,
    bill: &Bill,
    request: &PaymentRequest,
    data: Value,
) -> Result<()> {
    let event = bill.event(tx, kind).await?.about(request.id);
    tx.record(event.with(data)).await
}
