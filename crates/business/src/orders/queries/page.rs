//! One order on one page: everything of it, with a fixed number of statements.

use kernel::id::UnitId;
use kernel::{Json, Moment, Money, Result};
use platform::db::{Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::appointments::{VisitOnPage, visits_of};
use super::lists::{household, with_lists};
use crate::customers::masks::{self, Sight};
use crate::customers::{Customer, CustomerShown, Site, SiteShown, shown, site_shown};
use crate::lowcode::pack::{OrderKind, Payer, Urgency};
use crate::money::{Charge, ChargeStatus, Payment, PaymentKind};
use crate::nouns::{AssetId, Channel, ChargeId, ItemId, OrderId, ProductId, PromiseId, SaleId, Verdict, VerdictReason};
use crate::orders::door::verbs_for;
use crate::orders::flow::OrderVerb;
use crate::orders::record::{ItemStatus, LinkKind, OrderHold, OrderOutcome, OrderPhase};
use crate::orders::sla::SlaShown;

/// An order with everything that belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderPage {
    pub id: OrderId,
    pub number: String,
    pub version: i64,
    pub r#type: String,
    pub type_version: i64,
    pub phase: OrderPhase,
    pub stage: String,
    /// What it takes now.
    pub verbs: Vec<OrderVerb>,
    pub channel: Channel,
    pub urgency: Urgency,
    pub priority: i64,
    pub category: String,
    pub fault: Option<String>,
    /// Verbatim.
    pub described: String,
    pub chased: i64,
    pub unit_id: Option<UnitId>,
    pub customer: Option<CustomerShown>,
    pub contact_name: String,
    pub contact_phone: Option<String>,
    pub site: Option<SiteShown>,
    pub wanted_from_at: Option<Moment>,
    pub wanted_to_at: Option<Moment>,
    pub warranty: Option<Verdict>,
    pub items: Vec<ItemOnPage>,
    pub promises: Vec<PromiseOnPage>,
    pub sla: Vec<SlaShown>,
    pub visits: Vec<VisitOnPage>,
    pub charges: Vec<ChargeOnPage>,
    pub payment: PaymentOnPage,
    pub linked: Vec<LinkedOnPage>,
    pub holds: Vec<HoldOnPage>,
    pub review: Option<ReviewOnPage>,
    pub sale_id: Option<SaleId>,
    pub previous_id: Option<OrderId>,
    pub repeat_of_id: Option<OrderId>,
    pub merged_into_id: Option<OrderId>,
    pub leg: Option<String>,
    pub hold_reason: Option<String>,
    pub cancel_reason: Option<String>,
    pub outcome: Option<OrderOutcome>,
    pub opened_at: Moment,
    pub taken_in_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub reviewed_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub custom: crate::customers::Custom,
}

/// An item with its machine and its verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemOnPage {
    pub id: ItemId,
    pub service: OrderKind,
    pub category: String,
    pub fault: Option<String>,
    pub quantity: i64,
    pub described: String,
    pub status: ItemStatus,
    pub outcome: Option<OrderOutcome>,
    pub asset_id: Option<AssetId>,
    pub serial: Option<String>,
    pub product_id: Option<ProductId>,
    pub product: Option<String>,
    pub model: Option<String>,
    pub verdict: Option<Verdict>,
    pub reason: Option<VerdictReason>,
    /// Somebody decided otherwise, for this reason of the company's.
    pub override_reason: Option<String>,
    pub version: i64,
}

/// A promise that this order has to keep.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PromiseOnPage {
    pub id: PromiseId,
    pub kind: String,
    pub words: String,
    pub due_at: Option<Moment>,
    pub status: String,
    pub version: i64,
}

/// A line of what it costs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChargeOnPage {
    pub id: ChargeId,
    pub code: String,
    pub name: String,
    pub quantity: i64,
    pub price_minor: Money,
    pub amount_minor: Money,
    pub payer: Payer,
    pub status: ChargeStatus,
}

/// What the customer is to pay and has paid. What is due by now stands with the order's charges: it asks what was agreed to.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct PaymentOnPage {
    /// Of the customer's standing lines, agreed to or not, as in the sums of the charges.
    pub customer_minor: Money,
    pub paid_minor: Money,
}

/// Another order that belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkedOnPage {
    pub id: OrderId,
    pub number: String,
    pub relation: LinkKind,
    /// The link was made from the other order to this one.
    pub is_from_other: bool,
    pub r#type: String,
    pub phase: OrderPhase,
    pub subject: String,
    pub opened_at: Moment,
}

/// A stretch on hold.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HoldOnPage {
    pub reason: String,
    pub note: String,
    pub pauses_sla: bool,
    pub from_at: Moment,
    pub expected_until_at: Option<Moment>,
    pub to_at: Option<Moment>,
}

/// The customer's review.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewOnPage {
    pub stars: i64,
    pub tags: Vec<String>,
    pub words: String,
    pub at: Moment,
}

/// The page: first what only the order's id is needed for, all together, then what those answers say is there.
pub(crate) async fn page(view: &View, id: OrderId, _: Nothing) -> Result<OrderPage> {
    let ((order, lists), customer, site, items, visits) = tokio::try_join!(
        with_lists(view, id),
        household::<Customer>(view, id, "customer"),
        household::<Site>(view, id, "site"),
        items(view, id),
        visits_of(view, id),
    )?;
    let (verbs, holds, charges, payments, promises, linked, review) = tokio::try_join!(
        verbs_for(view, &order),
        lists.read::<OrderHold>(view, "order_hold", "from_at"),
        lists.read::<Charge>(view, "charge", "id"),
        lists.read::<Payment>(view, "payment", "received_at"),
        async { if lists.has("promise") { promises(view, id).await } else { Ok(vec![]) } },
        async { if lists.has("order_link") { linked(view, id).await } else { Ok(vec![]) } },
        async { if lists.has("review") { review(view, id).await } else { Ok(None) } },
    )?;
    let me = view.actor().user;
    let sight = Sight::for_crew(visits.iter().any(|visit| visit.crew.iter().any(|member| member.id == me)));
    let paused_at = holds.iter().find(|hold| hold.pauses_sla && hold.to_at.is_none()).map(|hold| hold.from_at);
    Ok(OrderPage {
        sla: order.targets(paused_at, view.now()),
        verbs,
        customer: customer.map(|held| shown(&held, sight)),
        site: site.map(|held| site_shown(view.actor(), &held, sight)),
        contact_phone: order.contact_phone.as_ref().map(|phone| masks::phone(phone, sight)),
        items,
        promises,
        payment: paid(&charges, &payments),
        charges: charges.into_iter().map(charge).collect(),
        linked,
        holds: holds.into_iter().map(hold).collect(),
        review,
        visits,
        id,
        number: order.number,
        version: order.version,
        r#type: order.r#type,
        type_version: order.type_version,
        phase: order.phase,
        stage: order.stage,
        channel: order.channel,
        urgency: order.urgency,
        priority: order.priority,
        category: order.category,
        fault: order.fault,
        described: order.described,
        chased: order.chased_count,
        unit_id: order.unit_id,
        contact_name: order.contact_name,
        wanted_from_at: order.wanted_from_at,
        wanted_to_at: order.wanted_to_at,
        warranty: order.warranty,
        sale_id: order.sale_id,
        previous_id: order.previous_id,
        repeat_of_id: order.repeat_of_id,
        merged_into_id: order.merged_into_id,
        leg: order.leg,
        hold_reason: order.hold_reason,
        cancel_reason: order.cancel_reason,
        outcome: order.outcome,
        opened_at: order.opened_at,
        taken_in_at: order.taken_in_at,
        finished_at: order.finished_at,
        reviewed_at: order.reviewed_at,
        closed_at: order.closed_at,
        cancelled_at: order.cancelled_at,
        custom: order.custom,
    })
}

async fn items(view: &View, id: OrderId) -> Result<Vec<ItemOnPage>> {
    let sql = Sql::new(
        "SELECT i.*, a.serial, p.name AS product, p.model FROM order_item i
         LEFT JOIN asset a ON a.tenant_id = i.tenant_id AND a.id = i.asset_id
         LEFT JOIN product p ON p.tenant_id = i.tenant_id AND p.id = i.product_id
         WHERE i.tenant_id = ? AND i.order_id = ? ORDER BY i.position LIMIT 200",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(id)).await?;
    let item = |row| {
        Ok(ItemOnPage {
            id: read(row, "id")?,
            service: read(row, "service")?,
            category: read(row, "category")?,
            fault: read(row, "fault")?,
            quantity: read(row, "quantity")?,
            described: read(row, "described")?,
            status: read(row, "status")?,
            outcome: read(row, "outcome")?,
            asset_id: read(row, "asset_id")?,
            serial: read(row, "serial")?,
            product_id: read(row, "product_id")?,
            product: read(row, "product")?,
            model: read(row, "model")?,
            verdict: read(row, "verdict")?,
            reason: read::<Option<Json<VerdictReason>>>(row, "verdict_reason")?.map(|held| held.0),
            override_reason: read(row, "override_reason")?,
            version: read(row, "version")?,
        })
    };
    rows.iter().map(item).collect()
}

async fn promises(view: &View, id: OrderId) -> Result<Vec<PromiseOnPage>> {
    let sql =
        Sql::new("SELECT * FROM promise WHERE tenant_id = ? AND order_id = ? ORDER BY due_at NULLS LAST LIMIT 200");
    let rows = view.all(sql.bind(view.actor().tenant).bind(id)).await?;
    let promise = |row| {
        Ok(PromiseOnPage {
            id: read(row, "id")?,
            kind: read(row, "kind")?,
            words: read(row, "words")?,
            due_at: read(row, "due_at")?,
            status: read(row, "status")?,
            version: read(row, "version")?,
        })
    };
    rows.iter().map(promise).collect()
}

fn charge(charge: Charge) -> ChargeOnPage {
    ChargeOnPage {
        id: charge.id,
        code: charge.code,
        name: charge.name,
        quantity: charge.quantity,
        price_minor: charge.price_minor,
        amount_minor: charge.amount_minor,
        payer: charge.payer,
        status: charge.status,
    }
}

fn paid(charges: &[Charge], payments: &[Payment]) -> PaymentOnPage {
    let owed = charges.iter().filter(|line| line.payer == Payer::Customer && line.status != ChargeStatus::Voided);
    let counted = payments.iter().filter(|each| each.reversed_at.is_none());
    let paid =
        counted.map(|each| if each.kind == PaymentKind::Refund { -each.amount_minor } else { each.amount_minor });
    PaymentOnPage { customer_minor: owed.map(|line| line.amount_minor).sum(), paid_minor: paid.sum() }
}

fn hold(hold: OrderHold) -> HoldOnPage {
    HoldOnPage {
        reason: hold.reason,
        note: hold.note,
        pauses_sla: hold.pauses_sla,
        from_at: hold.from_at,
        expected_until_at: hold.expected_until_at,
        to_at: hold.to_at,
    }
}

async fn linked(view: &View, id: OrderId) -> Result<Vec<LinkedOnPage>> {
    let tenant = view.actor().tenant;
    let columns = "l.kind, o.id, o.number, o.type, o.phase, o.summary, o.opened_at";
    let sql = Sql::new(&format!(
        "SELECT {columns}, FALSE AS is_from_other FROM order_link l
         JOIN work_order o ON o.tenant_id = l.tenant_id AND o.id = l.other_id WHERE l.tenant_id = ? AND l.order_id = ?
         UNION ALL SELECT {columns}, TRUE AS is_from_other FROM order_link l
         JOIN work_order o ON o.tenant_id = l.tenant_id AND o.id = l.order_id WHERE l.tenant_id = ? AND l.other_id = ?
         ORDER BY 7 DESC LIMIT 100"
    ));
    let rows = view.all(sql.bind(tenant).bind(id).bind(tenant).bind(id)).await?;
    let link = |row| {
        Ok(LinkedOnPage {
            id: read(row, "id")?,
            number: read(row, "number")?,
            relation: read(row, "kind")?,
            is_from_other: read(row, "is_from_other")?,
            r#type: read(row, "type")?,
            phase: read(row, "phase")?,
            subject: read(row, "summary")?,
            opened_at: read(row, "opened_at")?,
        })
    };
    rows.iter().map(link).collect()
}

async fn review(view: &View, id: OrderId) -> Result<Option<ReviewOnPage>> {
    let sql = Sql::new("SELECT stars, tags, words, given_at FROM review WHERE tenant_id = ? AND order_id = ?");
    let Some(row) = view.one(sql.bind(view.actor().tenant).bind(id)).await? else { return Ok(None) };
    let tags: Json<Vec<String>> = read(&row, "tags")?;
    Ok(Some(ReviewOnPage {
        stars: read(&row, "stars")?,
        tags: tags.0,
        words: read(&row, "words")?,
        at: read(&row, "given_at")?,
    }))
}
