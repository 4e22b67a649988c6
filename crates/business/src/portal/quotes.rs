//! A quote's page for its customer (C3): the guide sends a link to a version; whoever holds it reads what was offered, and says yes or no
//! after the last digits of the phone. A version that was replaced says so and leads to the newest.

use formula::Label;
use kernel::{Day, Error, Moment, Money, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::{May, Nothing, Op, Routes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::office::{CustomerLinkShown, LinkHanded, shown as links_shown};
use super::visitor::{Visitor, acting, reading};
use crate::identity::links::{self, NewLink};
use crate::identity::may;
use crate::leads::{self, NewReply, Quote, QuoteReply, QuoteStatus, ReplyShown};
use crate::lowcode::{self, Book};
use crate::nouns::QuoteId;

/// A link is good for so long after the last day of what it leads to, so that whoever comes late reads that it is over.
const DAYS_AFTER: i64 = 30;

pub(super) fn routes(routes: &mut Routes) {
    let edit = May::With(may::LEADS_EDIT);
    routes
        .command(
            Op::post(
                "/quotes/{id}/customer-links",
                "linkQuote",
                edit,
                "Makes a link by which the customer reads an offer.",
            )
            .creates()
            .secret(),
            link,
        )
        .query(
            Op::get(
                "/quotes/{id}/customer-links",
                "quoteLinks",
                May::With(may::LEADS_READ),
                "The links to an offer in all its versions, newest first.",
            ),
            of_quote,
        )
        .command(
            Op::post("/portal/quote-reply", "portalReply", May::With(may::PORTAL_ACT), "Says yes or no to an offer.")
                .creates(),
            reply,
        );
}

/// What the link leads to, and what has replaced it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuotePage {
    pub quote: QuoteForCustomer,
    /// The newest version that may be read, where it is another.
    pub newest: Option<QuoteForCustomer>,
    /// A newer version is being prepared.
    pub is_prepared: bool,
}

/// A version of an offer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuoteForCustomer {
    pub id: QuoteId,
    pub number: String,
    pub edition: i64,
    pub status: QuoteStatus,
    /// Its last day is over.
    pub is_expired: bool,
    pub lines: Vec<LineForCustomer>,
    pub promises: Vec<PromiseForCustomer>,
    pub list_minor: Money,
    pub total_minor: Money,
    pub valid_until: Day,
    pub note: String,
    pub drawn_at: Moment,
    pub guide_name: String,
    pub reply: Option<ReplyShown>,
    /// It can be answered now.
    pub can_reply: bool,
}

/// A line of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineForCustomer {
    pub name: String,
    pub quantity: i64,
    /// Of one by the catalogue, where that is more.
    pub list_minor: Option<Money>,
    pub price_minor: Money,
    pub amount_minor: Money,
}

/// What is promised with it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PromiseForCustomer {
    /// The company's name of its kind.
    pub name: Option<Label>,
    pub words: String,
    pub due_at: Option<Moment>,
}

/// The offer that the visitor's link leads to.
///
/// # Errors
/// Those of the database.
pub(super) async fn page(view: &View, visitor: &Visitor) -> Result<Option<QuotePage>> {
    let Some((lead, quote)) = &visitor.offer else { return Ok(None) };
    let view = reading(view);
    let book = lowcode::book(&view).await?;
    let editions = leads::editions_of(&view, lead.id).await?;
    let mut replies = leads::replies_of(&view, lead.id).await?;
    let names = links::names(&view, [lead.guide_id]).await?;
    let guide = names.get(&lead.guide_id).cloned().unwrap_or_default();
    let may_be_read = |each: &&Quote| !matches!(each.status, QuoteStatus::Waiting | QuoteStatus::Declined);
    let newer = || editions.iter().filter(|each| each.edition > quote.edition);
    let mut shown =
        |quote: &Quote| for_customer(quote, &book, (&guide, replies.remove(&quote.id)), view.actor().today());
    let newest = newer().find(may_be_read).map(&mut shown);
    Ok(Some(QuotePage { is_prepared: newest.is_none() && newer().next().is_some(), newest, quote: shown(quote) }))
}

/// The door: an offer of a lead that the actor sees, as its customer reads it.
///
/// # Errors
/// `NotFound("quote")`
pub async fn quote_for_customer(view: &View, id: QuoteId) -> Result<QuoteForCustomer> {
    let quote: Quote = db::get(view, id).await?;
    let lead = match leads::lead_of(view, quote.lead_id).await {
        Err(Error::NotFound(_)) => Err(Error::NotFound("quote")),
        other => other,
    }?;
    let book = lowcode::book(view).await?;
    let names = links::names(view, [lead.guide_id]).await?;
    let guide = names.get(&lead.guide_id).map(String::as_str).unwrap_or_default();
    Ok(for_customer(&quote, &book, (guide, None), view.actor().today()))
}

/// The door: a version that the caller's link leads to, itself or the newest that may be read.
///
/// # Errors
/// `NotFound("quote")`
pub async fn quote_of_link(view: &View, id: QuoteId) -> Result<QuoteForCustomer> {
    let visitor = Visitor::of(view).await?;
    let shown = page(view, &visitor).await?.ok_or(Error::NotFound("quote"))?;
    let versions = [Some(shown.quote), shown.newest];
    versions.into_iter().flatten().find(|each| each.id == id).ok_or(Error::NotFound("quote"))
}

fn for_customer(
    quote: &Quote,
    book: &Book,
    (guide, reply): (&str, Option<ReplyShown>),
    today: Day,
) -> QuoteForCustomer {
    let line = |line: &leads::QuoteLine| LineForCustomer {
        name: line.name.clone(),
        quantity: line.quantity,
        list_minor: Some(line.list_minor).filter(|list| *list > line.price_minor),
        price_minor: line.price_minor,
        amount_minor: line.amount_minor,
    };
    let name = |kind: &str| book.pack.promises.iter().find(|each| each.code == kind).map(|each| each.name.clone());
    let promise = |each: &leads::QuotePromise| PromiseForCustomer {
        name: name(&each.kind),
        words: each.words.clone(),
        due_at: each.due_at,
    };
    let is_expired = quote.status == QuoteStatus::Open && quote.valid_until < today;
    QuoteForCustomer {
        id: quote.id,
        number: quote.number.clone(),
        edition: quote.edition,
        status: quote.status,
        is_expired,
        lines: quote.lines.0.iter().map(line).collect(),
        promises: quote.promises.0.iter().map(promise).collect(),
        list_minor: quote.list_minor,
        total_minor: quote.total_minor,
        valid_until: quote.valid_until,
        note: quote.note.clone(),
        drawn_at: quote.created_at,
        guide_name: guide.to_owned(),
        reply,
        can_reply: quote.status == QuoteStatus::Open && !is_expired,
    }
}

/// A yes or a no.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerReply {
    /// The version that was read.
    pub quote_id: QuoteId,
    pub reply: QuoteReply,
    pub by_name: String,
    /// Needed with a no.
    #[serde(default)]
    pub words: String,
}

/// `POST /portal/quote-reply`: to the version that the link leads to, or a newer one.
///
/// # Errors
/// `NotFound("quote")` for another's; those of [`leads::reply`].
async fn reply(tx: &Tx, (): (), body: CustomerReply) -> Result<ReplyShown> {
    let visitor = Visitor::of(tx).await?;
    let tx = acting(tx)?.onward();
    let (lead, _) = visitor.offer.as_ref().ok_or(Error::NotFound("quote"))?;
    let quote: Option<Quote> = db::find(&tx, body.quote_id).await?;
    let quote = quote.filter(|quote| quote.lead_id == lead.id).ok_or(Error::NotFound("quote"))?;
    leads::reply(&tx, quote.id, NewReply { reply: body.reply, by_name: body.by_name, words: body.words }).await
}

/// `POST /quotes/{id}/customer-links`
///
/// # Errors
/// `NotFound`; `Refused("quote.waits")` while its discount waits for a manager; `quote.not_now` for one that does not hold; `quote.expired`.
async fn link(tx: &Tx, id: QuoteId, _: Nothing) -> Result<LinkHanded> {
    let (lead, quote) = leads::held(tx, id).await?;
    leads::may_accept(&quote, tx.actor().today())?;
    leads::flow::quote_after(quote.status, leads::flow::QuoteStep::Accept)?;
    let expires_at = tx.actor().zone.at(quote.valid_until.plus_days(DAYS_AFTER), 0);
    let handed = links::make(tx, NewLink::to_quote(quote.id, expires_at)).await?;
    let event = Event::new("customer_link.made").in_unit(lead.unit_id).about(lead.id).about(quote.id);
    tx.record(event.about(handed.link.id).with(json!({ "expires_at": expires_at }))).await?;
    let path = handed.path();
    Ok(LinkHanded { link: CustomerLinkShown::of(handed.link, &handed.company, tx.now()), path })
}

/// `GET /quotes/{id}/customer-links`
///
/// # Errors
/// `NotFound`
async fn of_quote(view: &View, id: QuoteId, _: Nothing) -> Result<Page<CustomerLinkShown>> {
    let quote: Quote = db::get(view, id).await?;
    leads::lead_of(view, quote.lead_id).await?;
    let sql = Sql::new(
        "SELECT * FROM customer_link WHERE tenant_id = ? AND quote_id IN (SELECT q.id FROM quote q WHERE q.tenant_id = ? AND q.lead_id = ?)
         ORDER BY created_at DESC LIMIT 100",
    );
    let tenant = view.actor().tenant;
    links_shown(view, db::select(view, sql.bind(tenant).bind(tenant).bind(quote.lead_id)).await?).await
}
