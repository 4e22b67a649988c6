//! The office's side of customers' links: made for an order and sent, printed for machines, shown as the company's page, revoked.

use std::collections::BTreeMap;

use kernel::error::Check;
use kernel::{FieldError, Moment, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::{May, Nothing, Op, Routes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::quotes;
use super::request::link_to;
use crate::customers::{self, Asset};
use crate::identity::links::{self, CustomerLink, CustomerLinkId, CustomerLinkKind, NewLink};
use crate::identity::may;
use crate::leads;
use crate::nouns::{AssetId, OrderId};
use crate::orders;

/// So many labels are printed at once.
const LABELS_MAX: usize = 500;

pub(super) fn routes(routes: &mut Routes) {
    let (talk, admin) = (May::With(may::ORDERS_TALK), May::With(may::COMPANY_ADMIN));
    routes
        .command(
            Op::post(
                "/orders/{id}/customer-links",
                "linkCustomer",
                talk,
                "Makes a link by which the customer follows the order.",
            )
            .creates()
            .secret(),
            link_order,
        )
        .query(
            Op::get(
                "/orders/{id}/customer-links",
                "orderCustomerLinks",
                talk,
                "The links that lead to an order, newest first.",
            ),
            of_order,
        )
        .command(
            Op::post(
                "/customer-links/{id}/revocation",
                "revokeCustomerLink",
                talk,
                "Ends a link and what was opened from it.",
            )
            .changes_rights(),
            revoke,
        )
        .command(
            Op::post(
                "/asset-labels",
                "labelAssets",
                May::With(may::ASSETS_READ),
                "The codes of machines' labels, made where there are none.",
            ),
            label,
        )
        .command(
            Op::post("/request-pages", "openRequestPage", admin, "Makes a link to the company's page for requests.")
                .creates(),
            open_page,
        )
        .query(Op::get("/request-pages", "requestPages", admin, "The links to the company's page for requests."), pages)
        .command(
            Op::post(
                "/request-pages/{id}/revocation",
                "closeRequestPage",
                admin,
                "Ends a link to the page for requests.",
            )
            .changes_rights(),
            close_page,
        );
    quotes::routes(routes);
}

/// A link as the office sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerLinkShown {
    pub id: CustomerLinkId,
    pub kind: CustomerLinkKind,
    pub name: String,
    /// Whoever holds it has said the digits.
    pub verified: bool,
    pub is_open: bool,
    /// Where it leads, for what is printed or shown in public.
    pub path: Option<String>,
    pub wrong_count: i64,
    pub locked_until_at: Option<Moment>,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
    pub version: i64,
}

impl CustomerLinkShown {
    pub(super) fn of(link: CustomerLink, company: &str, now: Moment) -> Self {
        Self {
            is_open: link.is_open(now),
            path: link.printed.as_deref().map(|secret| links::path(company, secret)),
            id: link.id,
            kind: link.kind,
            name: link.name,
            verified: link.verified,
            wrong_count: link.wrong_count,
            locked_until_at: link.locked_until_at,
            created_at: link.created_at,
            expires_at: link.expires_at,
            revoked_at: link.revoked_at,
            version: link.version,
        }
    }
}

/// A link as it is handed over, once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkHanded {
    #[serde(flatten)]
    pub link: CustomerLinkShown,
    /// Below the server's address; it cannot be shown again.
    pub path: String,
}

async fn link_order(tx: &Tx, id: OrderId, _: Nothing) -> Result<LinkHanded> {
    let order = orders::get_writable(tx, id).await?;
    let handed = links::make(tx, link_to(&order, tx)).await?;
    let event = Event::new("customer_link.made").in_unit(order.unit_id).about(order.id).about(handed.link.id);
    tx.record(event.with(json!({ "expires_at": handed.link.expires_at }))).await?;
    let path = handed.path();
    Ok(LinkHanded { link: CustomerLinkShown::of(handed.link, &handed.company, tx.now()), path })
}

async fn of_order(view: &View, id: OrderId, _: Nothing) -> Result<Page<CustomerLinkShown>> {
    orders::get_visible(view, id).await?;
    let sql =
        Sql::new("SELECT * FROM customer_link WHERE tenant_id = ? AND order_id = ? ORDER BY created_at DESC LIMIT 100");
    shown(view, db::select(view, sql.bind(view.actor().tenant).bind(id)).await?).await
}

pub(super) async fn shown(view: &View, found: Vec<CustomerLink>) -> Result<Page<CustomerLinkShown>> {
    let company = links::company_code(view).await?;
    let items = found.into_iter().map(|link| CustomerLinkShown::of(link, &company, view.now())).collect();
    Ok(Page { items, next: None })
}

/// A link to an order that the caller may change, or to a machine or an offer that they see.
async fn revoke(tx: &Tx, id: CustomerLinkId, _: Nothing) -> Result<CustomerLinkShown> {
    let link: CustomerLink = db::get(tx, id).await?;
    match (link.order_id, link.asset_id, link.quote_id) {
        (Some(order), ..) => orders::get_writable(tx, order).await.map(|_| ())?,
        (None, Some(asset), _) => customers::get_visible_asset(tx, asset).await.map(|_| ())?,
        (None, None, Some(quote)) => leads::held(tx, quote).await.map(|_| ())?,
        (None, None, None) => return Err(kernel::Error::NotFound("customer_link")),
    }
    ended(tx, link).await
}

async fn ended(tx: &Tx, link: CustomerLink) -> Result<CustomerLinkShown> {
    tx.said().as_seen("customer_link", link.version)?;
    let link = links::revoke(tx, link).await?;
    Ok(CustomerLinkShown::of(link, &links::company_code(tx).await?, tx.now()))
}

/// Machines whose labels are printed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelsAsked {
    pub asset_ids: Vec<AssetId>,
}

/// A machine's label.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Label {
    pub asset_id: AssetId,
    /// Below the server's address: what the QR code says.
    pub path: String,
}

/// `POST /asset-labels`: printing again gives the same code, so that an old label stays good.
async fn label(tx: &Tx, (): (), body: LabelsAsked) -> Result<Page<Label>> {
    if body.asset_ids.len() > LABELS_MAX {
        return Err(kernel::Error::Invalid(vec![
            FieldError::new("asset_ids", "field.too_many").with("max", LABELS_MAX),
        ]));
    }
    let tenant = tx.actor().tenant;
    let sql = Sql::new("SELECT a.* FROM asset a WHERE a.tenant_id = ? AND ").bind(tenant);
    let sql = customers::through_customer(sql.within("a.id", body.asset_ids.iter().copied()), tx, "a");
    let assets: Vec<Asset> = db::select(tx, sql).await?;
    for (at, id) in body.asset_ids.iter().enumerate() {
        if assets.iter().all(|asset| asset.id != *id) {
            return Err(kernel::Error::invalid(format!("asset_ids[{at}]"), "field.not_found"));
        }
    }
    let sql = Sql::new("SELECT * FROM customer_link WHERE tenant_id = ? AND kind = ? AND printed IS NOT NULL AND revoked_at IS NULL AND ")
        .bind(tenant)
        .bind(CustomerLinkKind::Asset);
    let known: Vec<CustomerLink> = db::select(tx, sql.within("asset_id", body.asset_ids.iter().copied())).await?;
    let company = links::company_code(tx).await?;
    let mut secrets: BTreeMap<AssetId, String> =
        known.into_iter().filter_map(|link| Some((link.asset_id?, link.printed?))).collect();
    let had = secrets.len();
    for id in &body.asset_ids {
        if !secrets.contains_key(id) {
            secrets.insert(*id, links::make(tx, label_of(*id)).await?.secret);
        }
    }
    let path_of = |id: &AssetId| secrets.get(id).map(|secret| links::path(&company, secret));
    let items: Vec<Label> =
        body.asset_ids.iter().filter_map(|id| Some(Label { asset_id: *id, path: path_of(id)? })).collect();
    let made = secrets.len() - had;
    if made > 0 {
        tx.record(Event::new("asset.labels_made").with(json!({ "count": made }))).await?;
    }
    Ok(Page { items, next: None })
}

fn label_of(asset: AssetId) -> NewLink {
    NewLink {
        kind: CustomerLinkKind::Asset,
        name: String::new(),
        order_id: None,
        asset_id: Some(asset),
        quote_id: None,
        customer_id: None,
        is_printed: true,
        expires_at: None,
    }
}

/// A page for requests, by what the company calls it: its website, its counter, its account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestPage {
    pub name: String,
}

async fn open_page(tx: &Tx, (): (), body: NewRequestPage) -> Result<CustomerLinkShown> {
    let mut check = Check::new();
    check.text("name", &body.name, 60);
    check.done()?;
    let link = NewLink {
        kind: CustomerLinkKind::Company,
        name: kernel::text::tidy(&body.name, false),
        order_id: None,
        asset_id: None,
        quote_id: None,
        customer_id: None,
        is_printed: true,
        expires_at: None,
    };
    let handed = links::make(tx, link).await?;
    let event = Event::new("customer_link.made").about(handed.link.id).with(json!({ "name": handed.link.name }));
    tx.record(event).await?;
    Ok(CustomerLinkShown::of(handed.link, &handed.company, tx.now()))
}

async fn pages(view: &View, (): (), _: Nothing) -> Result<Page<CustomerLinkShown>> {
    let sql = Sql::new(
        "SELECT * FROM customer_link WHERE tenant_id = ? AND kind = ? AND opened_from IS NULL ORDER BY created_at DESC LIMIT 100",
    );
    shown(view, db::select(view, sql.bind(view.actor().tenant).bind(CustomerLinkKind::Company)).await?).await
}

async fn close_page(tx: &Tx, id: CustomerLinkId, _: Nothing) -> Result<CustomerLinkShown> {
    let link: CustomerLink = db::get(tx, id).await?;
    if link.kind != CustomerLinkKind::Company {
        return Err(kernel::Error::NotFound("customer_link"));
    }
    ended(tx, link).await
}
