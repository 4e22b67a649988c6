//! One visit on one screen: everything that whoever goes there needs, two taps at most (F2).

use std::collections::BTreeSet;

use kernel::{Day, Moment, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{self, EvidenceShown};
use super::queries::{self, OrderBrief};
use super::record::{Offer, VisitId};
use super::scene::Scene;
use super::share;
use super::shown::{self, OfferShown, VisitShown};
use super::sop::{self, SopShown};
use crate::catalogue::{PaperShown, papers_of};
use crate::customers::{self, Asset, AssetStatus, Custom, Sight, Site, SiteShown};
use crate::identity::may;
use crate::lowcode::pack::OrderKind;
use crate::money::{self, OrderCharges};
use crate::nouns::{AssetId, ItemId, MessageId, OrderId, ProductId, PromiseId, Verdict, VerdictReason};
use crate::orders::record::{Audience, ItemStatus, OrderItem, OrderMessage, OrderOutcome, OrderPhase};
use crate::parts::{self, PartUseShown};

/// A visit with all that is around it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitPage {
    pub visit: VisitShown,
    pub order: OrderBrief,
    /// What the customer wrote or said, verbatim.
    pub described: String,
    /// What was asked with it, by code: the trade's questions.
    pub custom: Custom,
    pub site: Option<SiteShown>,
    pub items: Vec<ItemOnPage>,
    /// Drawings and manuals of the items' products.
    pub papers: Vec<PaperShown>,
    /// What was promised at the sale, to be kept or ticked off (B7).
    pub promises: Vec<PromiseOnPage>,
    /// Earlier orders of the same machines or the same customer, newest first.
    pub history: Vec<EarlierOrder>,
    pub sop: SopShown,
    pub evidence: Vec<EvidenceShown>,
    pub parts: Vec<PartUseShown>,
    /// For those who charge or see money.
    pub charges: Option<OrderCharges>,
    /// What the crew is told, oldest first.
    pub messages: Vec<MessageOnPage>,
    /// All offers with their answers; for those who dispatch.
    pub offers: Vec<OfferShown>,
}

/// An item of the order with its machine.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemOnPage {
    pub id: ItemId,
    pub category: String,
    pub service: OrderKind,
    pub fault: Option<String>,
    pub quantity: i64,
    pub described: String,
    pub status: ItemStatus,
    pub outcome: Option<OrderOutcome>,
    pub verdict: Option<Verdict>,
    pub verdict_reason: Option<VerdictReason>,
    pub asset: Option<AssetOnPage>,
    /// The machine's model, or the one that was ordered.
    pub product_id: Option<ProductId>,
    /// This visit goes for it; of a split order, others go for the rest.
    pub of_visit: bool,
}

/// The machine of an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssetOnPage {
    pub id: AssetId,
    pub name: String,
    pub product_id: Option<ProductId>,
    pub serial: Option<String>,
    pub status: AssetStatus,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
}

/// A promise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PromiseOnPage {
    pub id: PromiseId,
    pub kind: String,
    pub words: String,
    pub due_at: Option<Moment>,
    pub status: String,
}

/// An order before this one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EarlierOrder {
    pub id: OrderId,
    pub number: String,
    pub r#type: String,
    pub phase: OrderPhase,
    pub summary: String,
    pub fault: Option<String>,
    pub outcome: Option<OrderOutcome>,
    pub opened_at: Moment,
    /// About the same machine, not only the same customer.
    pub same_machine: bool,
}

/// A line of the conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageOnPage {
    pub id: MessageId,
    pub audience: Audience,
    pub words: String,
    pub files: Vec<String>,
    pub author: String,
    pub at: Moment,
    /// The customer complained by it.
    pub is_complaint: bool,
}

/// `GET /visits/{id}`
///
/// # Errors
/// `NotFound`
pub async fn read_page(view: &View, id: VisitId, _: Nothing) -> Result<VisitPage> {
    let scene = Scene::of(view, id).await?;
    let sight = Sight::for_crew(scene.is_on_crew(view.actor().user));
    let site: Option<Site> = match scene.order.site_id {
        Some(site) => db::find(view, site).await?,
        None => None,
    };
    let items = items(view, &scene).await?;
    let products: BTreeSet<ProductId> = items.iter().filter_map(|item| item.product_id).collect();
    Ok(VisitPage {
        papers: papers_of(view, products).await?,
        visit: shown::one(view, &scene).await?,
        order: queries::brief(view, &scene.order, site.as_ref(), sight),
        described: scene.order.described.clone(),
        custom: scene.order.custom.clone(),
        site: site.map(|site| customers::site_shown(view.actor(), &site, sight)),
        items,
        promises: promises(view, &scene).await?,
        history: history(view, &scene).await?,
        sop: sop::shown(view, &scene).await?,
        evidence: evidence::of_visit(view, id).await?,
        parts: parts::of_visit(view, id).await?,
        charges: charges(view, &scene).await?,
        messages: messages(view, &scene).await?,
        offers: offers(view, &scene).await?,
    })
}

async fn charges(view: &View, scene: &Scene) -> Result<Option<OrderCharges>> {
    if view.actor().may(may::MONEY_READ) || view.actor().may(may::CHARGES_EDIT) {
        return money::order_charges(view, scene.order.id).await.map(Some);
    }
    Ok(None)
}

async fn items(view: &View, scene: &Scene) -> Result<Vec<ItemOnPage>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ? ORDER BY position LIMIT 200");
    let items: Vec<OrderItem> = db::select(view, sql.bind(tenant).bind(scene.order.id)).await?;
    let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND ").bind(tenant);
    let assets: Vec<Asset> = db::select(view, sql.within("id", scene.assets.iter().copied())).await?;
    let own = share::items_of(view, &scene.visit).await?;
    let of_item = |item: &OrderItem| assets.iter().find(|asset| Some(asset.id) == item.asset_id);
    let on_page = |item: OrderItem| ItemOnPage {
        of_visit: own.iter().any(|each| each.id == item.id),
        product_id: of_item(&item).and_then(|asset| asset.product_id).or(item.product_id),
        asset: of_item(&item).map(|asset| AssetOnPage {
            id: asset.id,
            name: asset.name.clone(),
            product_id: asset.product_id,
            serial: asset.serial.clone(),
            status: asset.status,
            sold_on: asset.sold_on,
            installed_on: asset.installed_on,
        }),
        id: item.id,
        category: item.category,
        service: item.service,
        fault: item.fault,
        quantity: item.quantity,
        described: item.described,
        status: item.status,
        outcome: item.outcome,
        verdict: item.verdict,
        verdict_reason: item.verdict_reason.map(|reason| reason.0),
    };
    Ok(items.into_iter().map(on_page).collect())
}

async fn promises(view: &View, scene: &Scene) -> Result<Vec<PromiseOnPage>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new("SELECT id, kind, words, due_at, status FROM promise WHERE tenant_id = ? AND (order_id = ?")
        .bind(tenant)
        .bind(scene.order.id)
        .and(" OR sale_id = ?", scene.order.sale_id)
        .push(") ORDER BY created_at, id LIMIT 100");
    let row = |row: &db::Row| {
        Ok(PromiseOnPage {
            id: read(row, "id")?,
            kind: read(row, "kind")?,
            words: read(row, "words")?,
            due_at: read(row, "due_at")?,
            status: read(row, "status")?,
        })
    };
    view.all(sql).await?.iter().map(row).collect()
}

async fn history(view: &View, scene: &Scene) -> Result<Vec<EarlierOrder>> {
    let tenant = view.actor().tenant;
    let sql = Sql::new("SELECT DISTINCT order_id FROM order_item WHERE tenant_id = ? AND ").bind(tenant);
    let same: Vec<OrderId> =
        view.column(sql.within("asset_id", scene.assets.iter().copied()).push(" LIMIT 200")).await?;
    let sql = Sql::new(
        "SELECT id, number, type, phase, summary, fault, outcome, opened_at FROM work_order WHERE tenant_id = ? AND id <> ? AND (",
    )
    .bind(tenant)
    .bind(scene.order.id)
    .within("id", same.iter().copied())
    .and(" OR customer_id = ?", scene.order.customer_id)
    .push(") ORDER BY opened_at DESC, id DESC LIMIT 10");
    let row = |row: &db::Row| {
        let id = read(row, "id")?;
        Ok(EarlierOrder {
            id,
            number: read(row, "number")?,
            r#type: read(row, "type")?,
            phase: read(row, "phase")?,
            summary: read(row, "summary")?,
            fault: read(row, "fault")?,
            outcome: read(row, "outcome")?,
            opened_at: read(row, "opened_at")?,
            same_machine: same.contains(&id),
        })
    };
    view.all(sql).await?.iter().map(row).collect()
}

/// What is said to the crew and to the customer; who dispatches also reads what the office says among itself.
async fn messages(view: &View, scene: &Scene) -> Result<Vec<MessageOnPage>> {
    let mut audiences = vec![Audience::Crew, Audience::Customer];
    audiences.extend(view.actor().may(may::DISPATCH_READ).then_some(Audience::Office));
    let sql = Sql::new("SELECT * FROM order_message WHERE tenant_id = ? AND order_id = ? AND ")
        .bind(view.actor().tenant)
        .bind(scene.order.id)
        .within("audience", audiences)
        .push(" ORDER BY at DESC, id DESC LIMIT 50");
    let mut messages: Vec<OrderMessage> = db::select(view, sql).await?;
    messages.reverse();
    let names = shown::names(view, messages.iter().map(|message| message.author_id)).await?;
    let on_page = |message: OrderMessage| MessageOnPage {
        author: names.get(&message.author_id).cloned().unwrap_or_default(),
        id: message.id,
        audience: message.audience,
        words: message.words,
        files: message.files.0,
        at: message.at,
        is_complaint: message.is_complaint,
    };
    Ok(messages.into_iter().map(on_page).collect())
}

async fn offers(view: &View, scene: &Scene) -> Result<Vec<OfferShown>> {
    if !view.actor().may(may::DISPATCH_READ) {
        return Ok(vec![]);
    }
    let sql = Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ? ORDER BY offered_at, id LIMIT 100");
    let offers: Vec<Offer> = db::select(view, sql.bind(view.actor().tenant).bind(scene.visit.id)).await?;
    let names = shown::names(view, offers.iter().map(|offer| offer.technician_id)).await?;
    Ok(offers.iter().map(|offer| shown::offer_shown(offer, &names)).collect())
}
