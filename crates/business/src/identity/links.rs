//! Customers' links: made for an order, printed for a machine, opened again verified once the last four digits of the phone were said.
//!
//! ```text
//! made ─► looked at ─► digits right ─► a verified link of its own ─► expires, or revoked with the first
//!                 └─► digits wrong, five times ─► locked for an hour
//! ```

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::time::{DAY, HOUR};
use kernel::{Error, Id, Lang, Moment, Result};
use platform::db::{self, Event, Sql, Tx, View};
use serde_json::json;

pub use super::record::{CustomerLink, CustomerLinkId, CustomerLinkKind};
use super::users;
use crate::nouns::{AssetId, CustomerId, LeadId, OrderId, QuoteId};

/// So many times in a row the digits may be wrong.
pub const TRIES: i64 = 5;
/// How long a link is locked then.
const LOCKED_FOR: i64 = HOUR;
/// Bytes of a secret that travels in a message, and of one that is printed: 2^144 and 2^96 to guess.
const SECRET_BYTES: usize = 18;
const PRINTED_BYTES: usize = 12;

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub kind: CustomerLinkKind,
    pub name: String,
    pub order_id: Option<OrderId>,
    pub asset_id: Option<AssetId>,
    pub quote_id: Option<QuoteId>,
    pub customer_id: Option<CustomerId>,
    /// It is printed or shown in public: its secret is kept.
    pub is_printed: bool,
    pub expires_at: Option<Moment>,
}

impl NewLink {
    /// To an order, for so many days.
    pub fn to_order(order: OrderId, customer: Option<CustomerId>, now: Moment, days: i64) -> Self {
        Self {
            kind: CustomerLinkKind::Order,
            name: String::new(),
            order_id: Some(order),
            asset_id: None,
            quote_id: None,
            customer_id: customer,
            is_printed: false,
            expires_at: Some(now + days * DAY),
        }
    }

    /// To an offer, until then.
    pub fn to_quote(quote: QuoteId, expires_at: Moment) -> Self {
        Self {
            kind: CustomerLinkKind::Quote,
            name: String::new(),
            order_id: None,
            asset_id: None,
            quote_id: Some(quote),
            customer_id: None,
            is_printed: false,
            expires_at: Some(expires_at),
        }
    }
}

/// A link with what its holder shows.
#[derive(Clone, Debug)]
pub struct Handed {
    pub link: CustomerLink,
    /// The company's code and the secret: `/c/{company}/{secret}`.
    pub company: String,
    pub secret: String,
}

impl Handed {
    /// Where the customer's page is, below the server's address.
    pub fn path(&self) -> String {
        path(&self.company, &self.secret)
    }
}

/// Where the page of a link is.
pub fn path(company: &str, secret: &str) -> String {
    format!("/c/{company}/{secret}")
}

/// Makes a link. Whoever composes it records what it was made for.
///
/// # Errors
/// `Unavailable` without randomness.
pub async fn make(tx: &Tx, new: NewLink) -> Result<Handed> {
    let secret = platform::random::secret(if new.is_printed { PRINTED_BYTES } else { SECRET_BYTES })?;
    let link = CustomerLink {
        id: CustomerLinkId::new(),
        kind: new.kind,
        name: new.name,
        order_id: new.order_id,
        asset_id: new.asset_id,
        quote_id: new.quote_id,
        customer_id: new.customer_id,
        token_hash: String::new(),
        printed: new.is_printed.then(|| secret.clone()),
        verified: false,
        opened_from: None,
        wrong_count: 0,
        locked_until_at: None,
        created_at: tx.now(),
        created_by: tx.actor().user,
        expires_at: new.expires_at,
        revoked_at: None,
        version: 1,
    };
    keep(tx, link, secret).await
}

async fn keep(tx: &Tx, link: CustomerLink, secret: String) -> Result<Handed> {
    let company = company_code(tx).await?;
    let token_hash = platform::random::sha256_hex(format!("fll.{company}.{secret}").as_bytes());
    let link = db::insert(tx, CustomerLink { token_hash, ..link }).await?;
    Ok(Handed { link, company, secret })
}

/// The code of the actor's company.
///
/// # Errors
/// Those of the database.
pub async fn company_code(view: &View) -> Result<String> {
    view.value(Sql::new("SELECT code FROM tenant WHERE id = ?").bind(view.actor().tenant)).await
}

/// The link by which the caller came.
///
/// # Errors
/// `NotFound` for a caller who came by none.
pub async fn mine(view: &View) -> Result<CustomerLink> {
    db::get(view, CustomerLinkId::from_uuid(view.actor().user.uuid())).await
}

/// What came of saying digits.
pub enum Said {
    Right(Box<Handed>),
    Wrong(Box<CustomerLink>),
}

/// What was said of the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    Wrong,
    /// Those of the contact on the order, whoever that is.
    OfContact,
    /// Those of this household.
    OfHousehold(CustomerId),
}

/// Judges the digits: right, and a verified link that ends with this one and after `until` is opened; wrong, and it is counted.
///
/// # Errors
/// `link.locked` after too many wrong ones.
pub async fn say_digits(tx: &Tx, link: CustomerLink, digits: Digits, until: Moment) -> Result<Said> {
    if link.locked_until_at.is_some_and(|locked| locked > tx.now()) {
        return Err(locked(&link, tx.now()));
    }
    let about = |kind| {
        let event = Event::new(kind).about(link.id).about_some(link.order_id);
        event.about_some(link.asset_id).about_some(link.quote_id)
    };
    if digits != Digits::Wrong {
        let link = db::update(tx, CustomerLink { wrong_count: 0, locked_until_at: None, ..link.clone() }).await?;
        let expires_at = Some(link.expires_at.map_or(until, |ends| ends.min(until)));
        let opened = CustomerLink {
            id: CustomerLinkId::new(),
            printed: None,
            verified: true,
            customer_id: match digits {
                Digits::OfHousehold(customer) => Some(customer),
                Digits::OfContact | Digits::Wrong => None,
            },
            opened_from: Some(link.id),
            created_at: tx.now(),
            created_by: UserId::from_uuid(link.id.uuid()),
            expires_at,
            version: 1,
            ..link.clone()
        };
        let handed = keep(tx, opened, platform::random::secret(SECRET_BYTES)?).await?;
        tx.record(about("customer_link.verified").with(json!({ "opened": handed.link.id }))).await?;
        return Ok(Said::Right(Box::new(handed)));
    }
    // an hour after it was locked it may be tried as often again
    let before = if link.locked_until_at.is_some() { 0 } else { link.wrong_count };
    let wrong_count = before + 1;
    let locked_until_at = (wrong_count >= TRIES).then(|| tx.now() + LOCKED_FOR);
    let told =
        about("customer_link.wrong_digits").with(json!({ "wrong": wrong_count, "locked_until": locked_until_at }));
    let link = db::update(tx, CustomerLink { wrong_count, locked_until_at, ..link }).await?;
    tx.record(told).await?;
    Ok(Said::Wrong(Box::new(link)))
}

fn locked(link: &CustomerLink, now: Moment) -> Error {
    let left = link.locked_until_at.map_or(0, |until| until.minutes_since(now)).max(1);
    Error::refused("link.locked").with("minutes", left)
}

impl CustomerLink {
    /// How often the digits may still be said.
    pub fn tries_left(&self, now: Moment) -> i64 {
        match self.locked_until_at {
            Some(until) if until > now => 0,
            Some(_) => TRIES,
            None => (TRIES - self.wrong_count).max(0),
        }
    }
    pub fn is_open(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|ends| ends > now)
    }
}

/// Revokes a link and those that were opened from it. Other nodes follow within seconds.
///
/// # Errors
/// `link.ended` when it was revoked before.
pub async fn revoke(tx: &Tx, link: CustomerLink) -> Result<CustomerLink> {
    if link.revoked_at.is_some() {
        return Err(Error::refused("link.ended"));
    }
    let below = Sql::new(
        "UPDATE customer_link SET revoked_at = ?, version = version + 1 WHERE tenant_id = ? AND opened_from = ? AND revoked_at IS NULL",
    );
    tx.run(below.bind(tx.now()).bind(tx.actor().tenant).bind(link.id)).await?;
    let event = Event::new("customer_link.revoked").about(link.id).about_some(link.order_id);
    let event = event.about_some(link.asset_id).about_some(link.quote_id);
    let link = db::update(tx, CustomerLink { revoked_at: Some(tx.now()), ..link }).await?;
    tx.record(event).await?;
    Ok(link)
}

/// Ends every link of a customer who is erased.
///
/// # Errors
/// Those of the database.
pub async fn end_of_customer(tx: &Tx, customer: CustomerId) -> Result<u64> {
    let sql = Sql::new(
        "UPDATE customer_link SET revoked_at = ?, version = version + 1 WHERE tenant_id = ? AND customer_id = ? AND revoked_at IS NULL
         AND (kind <> 'asset' OR verified)",
    );
    let of_household = tx.run(sql.bind(tx.now()).bind(tx.actor().tenant).bind(customer)).await?;
    // also of who only follows an order of theirs
    let sql = Sql::new(
        "UPDATE customer_link SET revoked_at = ?, version = version + 1 WHERE tenant_id = ? AND revoked_at IS NULL AND order_id IN
         (SELECT o.id FROM work_order o WHERE o.tenant_id = ? AND o.customer_id = ?)",
    );
    let of_orders = tx.run(sql.bind(tx.now()).bind(tx.actor().tenant).bind(tx.actor().tenant).bind(customer)).await?;
    Ok(of_household + of_orders)
}

/// Ends every link to what these leads were offered.
///
/// # Errors
/// Those of the database.
pub async fn end_of_leads(tx: &Tx, leads: &[LeadId]) -> Result<u64> {
    let sql = Sql::new(
        "UPDATE customer_link SET revoked_at = ?, version = version + 1 WHERE tenant_id = ? AND revoked_at IS NULL AND quote_id IN
         (SELECT q.id FROM quote q WHERE q.tenant_id = ? AND",
    );
    let sql = sql.bind(tx.now()).bind(tx.actor().tenant).bind(tx.actor().tenant);
    tx.run(sql.within("q.lead_id", leads.iter().copied()).push(")")).await
}

/// The names of whoever acted: people by their own, customers who came by a link as such.
///
/// # Errors
/// Those of the database.
pub async fn names(view: &View, of: impl IntoIterator<Item = UserId>) -> Result<BTreeMap<UserId, String>> {
    let ids: BTreeSet<UserId> = of.into_iter().collect();
    let tenant = view.actor().tenant;
    let mut names = users::names(view, ids.clone()).await?;
    if names.len() < ids.len() {
        let others = ids.into_iter().filter(|id| !names.contains_key(id)).collect::<Vec<_>>();
        let sql = Sql::new("SELECT id FROM customer_link WHERE tenant_id = ? AND ").bind(tenant);
        let word = if view.actor().lang == Lang::En { "Customer" } else { "客户" };
        let links: Vec<UserId> = view.column(sql.within("id", others)).await?;
        names.extend(links.into_iter().map(|id| (id, word.to_owned())));
    }
    Ok(names)
}
