//! What a customer may do with an order: move it, call it off, add to it, complain, say yes to the price, review it (G4–G6).

use formula::Label;
use kernel::error::Check;
use kernel::{Error, Moment, Money, Result};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::progress::current;
use super::visitor::{Visitor, acting};
use crate::dispatch;
use crate::fulfilment;
use crate::lowcode;
use crate::lowcode::pack::{Cause, Pack, Reason, ReasonKind};
use crate::money::{self, ApprovalMethod, Approve};
use crate::nouns::{Channel, MessageId, VisitId};
use crate::orders::flow::{OrderVerb, verbs_in};
use crate::orders::visits::{self, Appointment, Visit};
use crate::orders::{self, Audience, Cancel, Chase, MessagePosted, NewMessage, OrderPhase, WorkOrder};
use crate::quality::{self, Complaint, GiveReview};

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Done {
    pub phase: OrderPhase,
}

/// The visits of an order, in the order of their numbers.
///
/// # Errors
/// Those of the database.
pub(super) async fn visits_of(view: &View, order: &WorkOrder) -> Result<Vec<Visit>> {
    let sql = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number LIMIT 200");
    db::select(view, sql.bind(view.actor().tenant).bind(order.id)).await
}

/// The visit that the customer may still move: planned, offered or accepted, on an order that is open.
///
/// # Errors
/// `portal.not_movable`
pub(super) async fn movable(view: &View, order: &WorkOrder) -> Result<Visit> {
    let visits = visits_of(view, order).await?;
    let visit = current(&visits).filter(|visit| is_movable(order, visit));
    visit.cloned().ok_or_else(|| Error::refused("portal.not_movable"))
}

pub(super) fn is_movable(order: &WorkOrder, visit: &Visit) -> bool {
    let is_open = verbs_in(order.phase).contains(&OrderVerb::PlanVisit);
    is_open && !visit.status.is_over() && !visit.status.is_under_way()
}

/// An order may be called off by its customer until somebody sets out.
pub(super) fn is_cancellable(order: &WorkOrder, visits: &[Visit]) -> bool {
    let somebody_went = visits.iter().any(|visit| visit.departed_at.is_some() && visit.cancelled_at.is_none());
    verbs_in(order.phase).contains(&OrderVerb::Cancel) && !somebody_went
}

/// Reasons that are the customer's to give: on their side, needing neither proof nor a fee nor words of the office.
pub(super) fn reasons_of(pack: &Pack, kind: ReasonKind) -> impl Iterator<Item = &Reason> {
    pack.reasons.iter().filter(move |reason| {
        reason.kind == kind
            && reason.cause == Cause::Customer
            && !reason.evidence
            && !reason.note
            && reason.fee.is_none()
    })
}

/// A reason that the customer may give, in words of their own.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReasonForCustomer {
    pub code: String,
    pub name: Label,
}

/// Why an order may be called off by its customer.
pub(super) fn cancel_reasons(pack: &Pack) -> Vec<ReasonForCustomer> {
    let choice = |reason: &Reason| ReasonForCustomer { code: reason.code.clone(), name: reason.said_by_customer() };
    reasons_of(pack, ReasonKind::Cancel).map(choice).collect()
}

/// Another window.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherWindow {
    pub from_at: Moment,
    pub to_at: Moment,
    #[serde(default)]
    pub note: String,
}

/// `POST /portal/appointment`
///
/// # Errors
/// `portal.not_movable`, `portal.window_taken` where nobody keeps that time any more, `Invalid` by field.
pub(super) async fn reschedule(tx: &Tx, (): (), body: OtherWindow) -> Result<Done> {
    let visitor = Visitor::of(tx).await?;
    let tx = acting(tx)?.onward();
    let visit = movable(&tx, visitor.order()?).await?;
    // the first time is nobody's to give a reason for
    let reason = if !visit.is_without_time() {
        let book = lowcode::book(&tx).await?;
        let reason = reasons_of(&book.pack, ReasonKind::Reschedule).next();
        reason.ok_or_else(|| Error::refused("portal.not_movable"))?.code.clone()
    } else {
        String::new()
    };
    let begins = dispatch::take_slot(&tx, visit.id, body.from_at, body.to_at).await.map_err(renamed)?;
    let wanted = Appointment {
        window_from_at: body.from_at,
        window_to_at: body.to_at,
        // of whoever goes already, the time that is free; who goes otherwise is yet to be chosen
        planned_from_at: visit.status.is_booked().then_some(begins),
        reason,
        note: body.note,
        files: vec![],
    };
    visits::reschedule(&tx, visit.id, wanted).await.map_err(renamed)?;
    done(&tx, &visitor).await
}

/// Fields as the customer's body calls them; by what a technician's time is taken is not the customer's to know.
fn renamed(error: Error) -> Error {
    let mut fields = match error {
        Error::Invalid(fields) => fields,
        Error::Refused { code: "dispatch.double_booking" | "slots.taken", .. } => {
            return Error::refused("portal.window_taken");
        }
        other => return other,
    };
    for field in &mut fields {
        if field.code == "slots.not_offered" {
            field.code = "portal.window_not_offered";
        }
        field.path = match field.path.as_str() {
            "window_from_at" | "planned_from_at" => "from_at".into(),
            "window_to_at" => "to_at".into(),
            _ => continue,
        };
    }
    Error::Invalid(fields)
}

async fn done(tx: &Tx, visitor: &Visitor) -> Result<Done> {
    let order: WorkOrder = db::get(tx, visitor.order()?.id).await?;
    Ok(Done { phase: order.phase })
}

/// Why it is called off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallOffByCustomer {
    /// One of the reasons that the portal lists.
    pub reason: String,
    #[serde(default)]
    pub note: String,
}

/// `POST /portal/cancellation`
///
/// # Errors
/// `portal.not_cancellable` once somebody has set out; `Invalid`.
pub(super) async fn cancel(tx: &Tx, (): (), body: CallOffByCustomer) -> Result<Done> {
    let visitor = Visitor::of(tx).await?;
    let tx = acting(tx)?.onward();
    let order = visitor.order()?;
    let book = lowcode::book(&tx).await?;
    let mut check = Check::new();
    let is_listed = reasons_of(&book.pack, ReasonKind::Cancel).any(|reason| reason.code == body.reason);
    check.that(is_listed, "reason", "field.not_a_choice").at_most("note", &body.note, 500);
    check.done()?;
    if !is_cancellable(order, &visits_of(&tx, order).await?) {
        return Err(Error::refused("portal.not_cancellable"));
    }
    let why = Cancel { reason: body.reason, note: body.note, files: vec![] };
    fulfilment::cancel_order(&tx, order.id, why).await?;
    done(&tx, &visitor).await
}

/// Words and photos.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerWords {
    pub words: String,
    /// SHA-256 of photos sent before, ten at most.
    #[serde(default)]
    pub files: Vec<String>,
}

/// What was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    pub id: MessageId,
    pub at: Moment,
}

/// `POST /portal/messages`
///
/// # Errors
/// `portal.no_order`; `Invalid` by field.
pub(super) async fn write(tx: &Tx, (): (), body: CustomerWords) -> Result<Written> {
    let visitor = Visitor::of(tx).await?;
    say(&acting(tx)?.onward(), visitor.order()?, body.words, body.files).await
}

/// A line of the customer's on the order.
///
/// # Errors
/// `Invalid` by field.
pub(super) async fn say(tx: &Tx, order: &WorkOrder, words: String, files: Vec<String>) -> Result<Written> {
    orders::say(tx, order.id, by_customer(words, files)).await.map(Written::from)
}

fn by_customer(words: String, files: Vec<String>) -> NewMessage {
    NewMessage { audience: Audience::Customer, words, files }
}

impl From<MessagePosted> for Written {
    fn from(posted: MessagePosted) -> Self {
        Self { id: posted.id, at: posted.at }
    }
}

/// A complaint as it was made.
pub struct Complained {
    pub order: WorkOrder,
    pub complaint: Complaint,
    pub written: Written,
    /// The customer as whoever may write to the order.
    pub tx: Tx,
}

/// The door: kept as the customer's words, counted like a chase while the order is open, and told to the office. Whose it is then, and what
/// is done next, is decided above.
///
/// # Errors
/// `portal.no_order`; `Invalid` by field.
pub async fn complain(tx: &Tx, body: CustomerWords) -> Result<Complained> {
    let visitor = Visitor::of(tx).await?;
    let order = visitor.order()?.clone();
    let tx = acting(tx)?.onward();
    let words = by_customer(body.words, body.files);
    let written = Written::from(orders::say_complaint(&tx, order.id, words).await?);
    if verbs_in(order.phase).contains(&OrderVerb::Chase) {
        let chase = Chase { channel: Some(Channel::CustomerPage), words: String::new() };
        orders::chase(&tx, order.id, chase).await?;
    }
    let complaint = quality::record_complaint(&tx, order.id, written.id).await?;
    let event = Event::new("order.complained").in_unit(order.unit_id).about(order.id).about_some(order.customer_id);
    tx.record(event.with(json!({ "message_id": written.id }))).await?;
    Ok(Complained { order, complaint, written, tx })
}

/// A yes to the price.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YesToPrice {
    /// What the page showed as the customer's to pay, in 分.
    pub total_minor: Money,
    pub by_name: String,
    /// SHA-256 of the signature's picture, sent before.
    #[serde(default)]
    pub signature: Option<String>,
}

/// `POST /portal/price-approval`
///
/// # Errors
/// `Stale` when a line changed meanwhile; `price.nothing_to_approve`, `charge.order_is_over`; `Invalid`.
pub(super) async fn approve(tx: &Tx, (): (), body: YesToPrice) -> Result<Done> {
    let visitor = Visitor::of(tx).await?;
    let order = visitor.order()?;
    // the version of the prices that the page showed is judged below
    let tx = acting(tx)?;
    let visit: Option<VisitId> = current(&visits_of(&tx, order).await?).map(|visit| visit.id);
    let yes = Approve {
        visit_id: visit,
        total_minor: body.total_minor,
        by_name: body.by_name,
        method: ApprovalMethod::Link,
        signature: body.signature,
    };
    money::approve(&tx, order.id, yes).await?;
    done(&tx, &visitor).await
}

/// The customer's review.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerReview {
    /// 1 to 5.
    pub stars: i64,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub words: String,
    /// SHA-256 of photos sent before, ten at most.
    #[serde(default)]
    pub files: Vec<String>,
    /// Would recommend: 0 to 10.
    #[serde(default)]
    pub nps: Option<i64>,
}

/// `POST /portal/review`
///
/// # Errors
/// `review.not_finished`, `review.already_given`; `Invalid` by field.
pub(super) async fn review(tx: &Tx, (): (), body: CustomerReview) -> Result<Done> {
    let visitor = Visitor::of(tx).await?;
    let tx = acting(tx)?.onward();
    let given = GiveReview {
        stars: body.stars,
        tags: body.tags,
        words: body.words,
        files: body.files,
        nps: body.nps,
        channel: Channel::CustomerPage,
    };
    fulfilment::review_order(&tx, visitor.order()?.id, given).await?;
    done(&tx, &visitor).await
}
