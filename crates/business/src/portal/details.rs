//! `GET /portal`: what the link leads to. Progress for whoever holds the link; the rest after the digits were said. No address is told in
//! full: whoever lives there knows it, and whoever does not need not.

use formula::Label;
use kernel::{Moment, Money, Point, Result};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::acts::{ReasonForCustomer, cancel_reasons, is_cancellable, is_movable, visits_of};
use super::answered::{self, AnswerForCustomer};
use super::machines::{MachineCard, cards_of};
use super::progress::{self, Progress, current};
use super::quotes::{self, QuotePage};
use super::visitor::{Visitor, reading};
use crate::customers::{Sight, Site, masks};
use crate::dispatch::travel;
use crate::identity::links::{self, CustomerLinkKind};
use crate::identity::{ServiceLine, pass, service_line};
use crate::lowcode;
use crate::lowcode::pack::{Payer, ReviewTag};
use crate::money::{self, ChargeStatus};
use crate::nouns::{Verdict, VerdictReason, VisitId};
use crate::orders::flow::{OrderVerb, verbs_in};
use crate::orders::visits::{CrewRole, Evidence, EvidenceKind, Visit, VisitStatus};
use crate::orders::{Audience, OrderMessage, WorkOrder};
use crate::people::{Technician, queries::rating_hundredths};

/// What a link leads to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PortalShown {
    pub company: CompanyNamed,
    pub kind: CustomerLinkKind,
    pub verified: bool,
    /// Somebody's phone is known, so that the digits can be said.
    pub can_verify: bool,
    pub tries_left: i64,
    pub locked_until_at: Option<Moment>,
    pub order: Option<Progress>,
    /// After the digits were said.
    pub details: Option<Details>,
    /// What was scanned.
    pub machine: Option<MachineCard>,
    /// What was offered.
    pub quote: Option<QuotePage>,
    /// Whom to call: the number of the order's outlet, else the company's.
    pub service_line: Option<ServiceLine>,
    /// For plain links to what the browser opens by itself: `?pass=` behind the address of a report, a quote's paper or a manual. Good for a day.
    pub pass: String,
    pub now: Moment,
}

/// Whose page it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanyNamed {
    pub code: String,
    pub name: String,
    /// The IANA name of its time zone: the page shows every time in it.
    pub zone: String,
}

/// Everything of the order that is its customer's.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Details {
    pub contact_name: String,
    /// Masked.
    pub contact_phone: Option<String>,
    /// Its beginning.
    pub address: Option<String>,
    /// What the customer wrote or said.
    pub described: String,
    /// What they answered to the questions of the request.
    pub answers: Vec<AnswerForCustomer>,
    pub items: Vec<ItemForCustomer>,
    /// The visit that comes, is under way or was the last.
    pub visit: Option<VisitForCustomer>,
    /// Who comes, once they have set out.
    pub technician: Option<TechnicianCard>,
    pub bill: Bill,
    /// Photos of the work, once it is finished.
    pub photos: Vec<PhotoForCustomer>,
    pub messages: Vec<Line>,
    pub review: Option<ReviewForCustomer>,
    pub can: Can,
    pub cancel_reasons: Vec<ReasonForCustomer>,
    pub review_tags: Vec<ReviewTag>,
}

/// What may be done now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Can {
    pub reschedule: bool,
    pub cancel: bool,
    pub approve: bool,
    pub review: bool,
}

/// A thing to be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemForCustomer {
    pub category: String,
    pub fault: Option<String>,
    pub service: String,
    pub quantity: i64,
    pub name: Option<String>,
    pub serial: Option<String>,
    /// Who pays, and why.
    pub verdict: Option<Verdict>,
    pub verdict_reason: Option<VerdictReason>,
}

/// A visit as its customer sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitForCustomer {
    pub id: VisitId,
    pub number: i64,
    pub status: VisitStatus,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub departed_at: Option<Moment>,
    pub arrived_at: Option<Moment>,
    pub finished_at: Option<Moment>,
}

/// Who comes (G3): name and stars from setting out; position and arrival only on the way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TechnicianCard {
    pub name: String,
    pub stars_hundredths: Option<i64>,
    pub reviews: i64,
    /// The way from where their phone was last, for the map; when that was: a phone in a pocket reports nothing.
    pub way: Option<Way>,
    pub place_at: Option<Moment>,
    pub expected_at: Option<Moment>,
}

/// From the technician to the home, in metres. Neither place itself goes out by a link: who holds it need not be who lives there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Way {
    pub east_m: f64,
    pub north_m: f64,
}

impl Way {
    fn between(from: Point, to: Point) -> Self {
        let (east_m, north_m) = from.east_and_north_to(to);
        Self { east_m: east_m.round(), north_m: north_m.round() }
    }
}

/// What it costs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Bill {
    pub lines: Vec<BillLine>,
    /// The customer's part, agreed to or not.
    pub customer_minor: Money,
    pub agreed: bool,
    pub paid_minor: Money,
    pub due_minor: Money,
    /// Say it back as `Fieldloop-Seen: prices=n` with the yes.
    pub prices: i64,
}

/// A line of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BillLine {
    pub name: String,
    /// As the price list calls it now, in both languages; none for what is off the list.
    pub label: Option<Label>,
    pub quantity: i64,
    pub price_minor: Money,
    pub amount_minor: Money,
    pub payer: Payer,
    /// Why this payer.
    pub reason: String,
    pub status: ChargeStatus,
}

/// A photo of the work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PhotoForCustomer {
    pub sha256: String,
    pub kind: EvidenceKind,
    pub caption: String,
    pub at: Moment,
}

/// A line of the conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    pub words: String,
    pub files: Vec<String>,
    /// The customer's own, else the company's.
    pub is_own: bool,
    /// Said as a complaint.
    pub is_complaint: bool,
    pub author: String,
    pub at: Moment,
}

/// The review as it was given.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewForCustomer {
    pub stars: i64,
    pub tags: Vec<String>,
    pub words: String,
    pub at: Moment,
}

/// `GET /portal`
///
/// # Errors
/// `NotFound`
pub(super) async fn portal(view: &View, (): (), _: Nothing) -> Result<PortalShown> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let sql = Sql::new("SELECT code, name, zone FROM tenant WHERE id = ?").bind(view.actor().tenant);
    let company = view.one(sql).await?.ok_or(kernel::Error::NotFound("company"))?;
    let visits = match &visitor.order {
        Some(order) => visits_of(&view, order).await?,
        None => vec![],
    };
    let details = match &visitor.order {
        Some(order) if visitor.link.verified => Some(details(&view, order, &visits).await?),
        _ => None,
    };
    let book = lowcode::book(&view).await?;
    let machine = match &visitor.asset {
        Some(asset) => cards_of(&view, std::slice::from_ref(asset), visitor.link.verified).await?.pop(),
        None => None,
    };
    Ok(PortalShown {
        company: CompanyNamed {
            code: read(&company, "code")?,
            name: read(&company, "name")?,
            zone: read(&company, "zone")?,
        },
        kind: visitor.link.kind,
        verified: visitor.link.verified,
        can_verify: !visitor.link.verified && !visitor.phones(&view).await?.is_none(),
        tries_left: visitor.link.tries_left(view.now()),
        locked_until_at: visitor.link.locked_until_at.filter(|until| *until > view.now()),
        order: visitor.order.as_ref().map(|order| progress::of(order, &visits, &book.pack)),
        details,
        machine,
        quote: quotes::page(&view, &visitor).await?,
        service_line: service_line(&view, visitor.order.as_ref().and_then(|order| order.unit_id)).await?,
        pass: pass::make(&view).await?,
        now: view.now(),
    })
}

async fn details(view: &View, order: &WorkOrder, visits: &[Visit]) -> Result<Details> {
    let book = lowcode::book(view).await?;
    let site: Option<Site> = match order.site_id {
        Some(site) => db::find(view, site).await?,
        None => None,
    };
    let visit = current(visits);
    let (bill, messages, review) = (bill(view, order).await?, messages(view, order).await?, review(view, order).await?);
    let can = Can {
        reschedule: visit.is_some_and(|visit| is_movable(order, visit)),
        cancel: is_cancellable(order, visits),
        approve: !bill.agreed,
        review: review.is_none() && verbs_in(order.phase).contains(&OrderVerb::Review),
    };
    Ok(Details {
        contact_name: order.contact_name.clone(),
        contact_phone: order.contact_phone.as_ref().map(|phone| masks::phone(phone, Sight::Masked)),
        address: site.as_ref().map(|site| masks::address(&site.address, Sight::Masked)),
        described: order.described.clone(),
        answers: answered::of(order, &book.pack),
        items: items(view, order).await?,
        technician: technician(view, visit, site.and_then(|site| site.place)).await?,
        visit: visit.map(|visit| VisitForCustomer {
            id: visit.id,
            number: visit.number,
            status: visit.status,
            window_from_at: visit.window_from_at,
            window_to_at: visit.window_to_at,
            departed_at: visit.departed_at,
            arrived_at: visit.arrived_at,
            finished_at: visit.finished_at,
        }),
        photos: if order.finished_at.is_some() { photos(view, order).await? } else { vec![] },
        cancel_reasons: if can.cancel { cancel_reasons(&book.pack) } else { vec![] },
        review_tags: if can.review { book.pack.review_tags.clone() } else { vec![] },
        bill,
        messages,
        review,
        can,
    })
}

async fn items(view: &View, order: &WorkOrder) -> Result<Vec<ItemForCustomer>> {
    let sql = Sql::new(
        "SELECT i.category, i.fault, i.service, i.quantity, i.verdict, i.verdict_reason, a.name AS asset_name, a.serial, p.name AS product_name
         FROM order_item i LEFT JOIN asset a ON a.tenant_id = i.tenant_id AND a.id = i.asset_id
         LEFT JOIN product p ON p.tenant_id = i.tenant_id AND p.id = i.product_id
         WHERE i.tenant_id = ? AND i.order_id = ? AND i.status <> 'cancelled' ORDER BY i.position LIMIT 200",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(order.id)).await?;
    rows.iter()
        .map(|row| {
            let (asset, product): (Option<String>, Option<String>) =
                (read(row, "asset_name")?, read(row, "product_name")?);
            let reason: Option<kernel::Json<VerdictReason>> = read(row, "verdict_reason")?;
            Ok(ItemForCustomer {
                category: read(row, "category")?,
                fault: read(row, "fault")?,
                service: read(row, "service")?,
                quantity: read(row, "quantity")?,
                name: asset.or(product).filter(|name| !name.is_empty()),
                serial: read(row, "serial")?,
                verdict: read(row, "verdict")?,
                verdict_reason: reason.map(|reason| reason.0),
            })
        })
        .collect()
}

async fn technician(view: &View, visit: Option<&Visit>, site: Option<Point>) -> Result<Option<TechnicianCard>> {
    let Some(visit) = visit.filter(|visit| visit.departed_at.is_some()) else { return Ok(None) };
    let lead = Sql::new(
        "SELECT t.* FROM crew_member c JOIN technician t ON t.tenant_id = c.tenant_id AND t.id = c.technician_id
         WHERE c.tenant_id = ? AND c.visit_id = ? AND c.role = ? AND c.released_at IS NULL LIMIT 1",
    );
    let lead: Option<Technician> =
        db::select_one(view, lead.bind(view.actor().tenant).bind(visit.id).bind(CrewRole::Lead)).await?;
    let Some(lead) = lead else { return Ok(None) };
    let is_on_the_way = visit.status == VisitStatus::Departed;
    let place = lead.last_place.filter(|_| is_on_the_way);
    let seen_at = lead.last_place_at.filter(|at| place.is_some() && visit.departed_at.is_some_and(|left| *at >= left));
    let place = place.filter(|_| seen_at.is_some());
    // from where they were seen last, else from where they set out at an unknown place
    let started = seen_at.or(visit.departed_at).filter(|_| is_on_the_way);
    let minutes = travel::minutes(&*travel::of(view), place, site);
    let expected_at = started.map(|at| at.plus_minutes(minutes).max(view.now()));
    Ok(Some(TechnicianCard {
        stars_hundredths: rating_hundredths(&lead),
        reviews: lead.rating_count,
        name: lead.name,
        way: place.zip(site).map(|(from, to)| Way::between(from, to)),
        place_at: seen_at,
        expected_at,
    }))
}

async fn bill(view: &View, order: &WorkOrder) -> Result<Bill> {
    let (all, book) = (money::order_charges(view, order.id).await?, lowcode::book(view).await?);
    let standing = all.lines.into_iter().filter(|line| line.status != ChargeStatus::Voided);
    let lines = standing.map(|line| BillLine {
        label: book.pack.price(&line.code).filter(|_| line.from_list).map(|price| price.name.clone()),
        name: line.name,
        quantity: line.quantity,
        price_minor: line.price_minor,
        amount_minor: line.amount_minor,
        payer: line.payer,
        reason: line.reason,
        status: line.status,
    });
    Ok(Bill {
        lines: lines.collect(),
        customer_minor: all.money.customer_minor,
        agreed: all.money.approved,
        paid_minor: all.money.paid_minor,
        due_minor: all.money.due_minor,
        prices: all.money.prices,
    })
}

async fn photos(view: &View, order: &WorkOrder) -> Result<Vec<PhotoForCustomer>> {
    let sql = Sql::new(
        "SELECT * FROM evidence WHERE tenant_id = ? AND order_id = ? AND kind IN ('photo', 'video') ORDER BY added_at, id LIMIT 100",
    );
    let found: Vec<Evidence> = db::select(view, sql.bind(view.actor().tenant).bind(order.id)).await?;
    let shown = found.into_iter().map(|each| PhotoForCustomer {
        at: each.taken_at.unwrap_or(each.added_at),
        sha256: each.sha256,
        kind: each.kind,
        caption: each.caption,
    });
    Ok(shown.collect())
}

async fn messages(view: &View, order: &WorkOrder) -> Result<Vec<Line>> {
    let sql = Sql::new(
        "SELECT * FROM order_message WHERE tenant_id = ? AND order_id = ? AND audience = ? ORDER BY at DESC, id DESC LIMIT 100",
    );
    let sql = sql.bind(view.actor().tenant).bind(order.id).bind(Audience::Customer);
    let mut found: Vec<OrderMessage> = db::select(view, sql).await?;
    found.reverse();
    let names = links::names(view, found.iter().map(|line| line.author_id)).await?;
    let of_links = Sql::new("SELECT id FROM customer_link WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let own: Vec<kernel::id::UserId> =
        view.column(of_links.within("id", found.iter().map(|line| line.author_id))).await?;
    let line = |line: OrderMessage| Line {
        is_own: own.contains(&line.author_id),
        is_complaint: line.is_complaint,
        author: names.get(&line.author_id).cloned().unwrap_or_default(),
        words: line.words,
        files: line.files.0,
        at: line.at,
    };
    Ok(found.into_iter().map(line).collect())
}

async fn review(view: &View, order: &WorkOrder) -> Result<Option<ReviewForCustomer>> {
    let sql = Sql::new("SELECT * FROM review WHERE tenant_id = ? AND order_id = ? LIMIT 1");
    let given: Option<crate::quality::Review> =
        db::select_one(view, sql.bind(view.actor().tenant).bind(order.id)).await?;
    Ok(given.map(|review| ReviewForCustomer {
        stars: review.stars,
        tags: review.tags.0,
        words: review.words,
        at: review.given_at,
    }))
}
