//! The customer says yes to what was offered: its lines, prices and promises become a sale, and nothing is typed twice (C3, C4).

use kernel::{Moment, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::sell::{Buyer, InstallOrders, Sell, Sold, buyer_of, sell};
use crate::customers::NewSite;
use crate::leads::{self, QuoteLine, QuotePromise};
use crate::money::Receive;
use crate::nouns::{QuoteId, SiteId};
use crate::sales::{NewPromise, NewSaleLine};

/// What an offer does not say: where it goes, what is paid down, when it is installed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptQuote {
    /// Who buys, where the lead does not say it all.
    #[serde(default)]
    pub buyer: Buyer,
    /// A known site of the buyer's.
    pub site_id: Option<SiteId>,
    /// Or where it goes.
    pub site: Option<NewSite>,
    pub deposit: Option<Receive>,
    #[serde(default)]
    pub install: InstallOrders,
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
}

/// `POST /quotes/{id}/acceptance`: on the day it was said, so that a yes without a network is not too late.
///
/// # Errors
/// `NotFound`; `Refused("quote.expired")`, `quote.waits`, `quote.not_now`; those of placing a sale.
pub(super) async fn accept(tx: &Tx, id: QuoteId, body: AcceptQuote) -> Result<Sold> {
    let (lead, quote) = leads::held(tx, id).await?;
    leads::may_accept(&quote, tx.actor().zone.day_of(tx.happened_at()))?;
    leads::flow::quote_after(quote.status, leads::flow::QuoteStep::Accept)?;
    let line = |line: &QuoteLine| NewSaleLine {
        product_id: line.product_id,
        quantity: line.quantity,
        price_minor: Some(line.price_minor),
    };
    // a day that was agreed and is over by now is agreed anew by the rule of its kind, or asked for
    let due = |at: Moment| Some(at).filter(|at| *at > tx.happened_at());
    let promise = |each: &QuotePromise| NewPromise {
        kind: each.kind.clone(),
        words: each.words.clone(),
        due_at: each.due_at.and_then(due),
    };
    let order = Sell {
        buyer: buyer_of(tx, &lead, body.buyer).await?,
        site_id: body.site_id,
        site: body.site,
        guide_id: Some(lead.guide_id),
        lines: quote.lines.0.iter().map(line).collect(),
        deposit: body.deposit,
        promises: quote.promises.0.iter().map(promise).collect(),
        note: quote.note.clone(),
        install: body.install,
        wanted_from_at: body.wanted_from_at,
        wanted_to_at: body.wanted_to_at,
        lead_id: None,
    };
    let sold = sell(tx, order).await?;
    leads::accepted(tx, lead, quote, sold.sale.sale.id).await?;
    Ok(sold)
}
