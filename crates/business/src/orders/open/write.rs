//! Writing a new order: number, order, items, visits, links and events, each table with one statement.

use std::sync::Arc;

use kernel::id::UnitId;
use kernel::{Error, Id, Json, Moment, Result};
use platform::db::{self, Event, Tx};
use serde_json::json;

use super::ask::NewOrder;
use super::history::{History, Linked};
use super::household::Household;
use super::items::worst_verdict;
use super::shown::{Answer, OrderOpened, Recognised};
use super::split;
use crate::calendar::Calendar;
use crate::identity;
use crate::lowcode::Book;
use crate::lowcode::pack::{OrderType, Proposal, Urgency};
use crate::orders::record::{LinkId, LinkKind, OrderId, OrderItem, OrderLink, OrderPhase, SlaSet, WorkOrder};
use crate::orders::rules::{self, Dues};
use crate::orders::visits::Visit;
use crate::orders::{chase, legs};

/// Everything that is known of an order before it is written.
pub(super) struct Draft {
    pub new: NewOrder,
    pub book: Arc<Book>,
    pub r#type: Arc<OrderType>,
    pub calendar: Arc<Calendar>,
    pub household: Household,
    pub items: Vec<OrderItem>,
    pub proposal: Option<Proposal>,
    pub history: History,
    pub unit_id: Option<UnitId>,
    pub is_taken_in: bool,
}

pub(super) async fn write(tx: &Tx, draft: Draft) -> Answer {
    let number = identity::next_number(tx, &draft.r#type.prefix).await?;
    let order = draft.order(number, tx)?;
    let items: Vec<OrderItem> =
        draft.items.iter().map(|item| OrderItem { order_id: order.id, created_at: tx.now(), ..item.clone() }).collect();
    let (visits, items) = if draft.is_taken_in {
        split::first_visits(tx, &order, items, &draft.book.pack, &draft.r#type.legs).await?
    } else {
        (vec![], items)
    };
    let links = links(&order, &draft.history, tx.now());
    // sent together; the order's own refusal comes first
    let (order, items, _, visits) = tokio::try_join!(biased;
        db::insert(tx, order),
        db::insert_all(tx, items),
        db::insert_all(tx, links),
        db::insert_all(tx, visits),
    )
    .map_err(|error| taken(error, draft.new.outside_ref.as_deref()))?;
    let mut events = opened(&order, &items, &draft);
    events.extend(visits.iter().map(|visit| planned(&order, visit)));
    tx.record_all(events).await?;
    let order = if draft.is_taken_in { legs::open_first(tx, order, &draft.r#type).await? } else { order };
    let recognised = Recognised {
        is_new_customer: draft.household.is_new,
        is_earlier: false,
        proposal: draft.proposal,
        earlier: draft.history.0,
        visit_ids: visits.iter().map(|visit| visit.id).collect(),
    };
    let shown = OrderOpened::of(&order, &items, recognised);
    Ok((order, shown))
}

impl Draft {
    fn urgency(&self) -> Urgency {
        let proposed = self.proposal.as_ref().map(|proposal| proposal.urgency);
        let of_fault = self
            .items
            .iter()
            .filter_map(|item| self.book.pack.fault(item.fault.as_deref()?))
            .map(|fault| fault.urgency)
            .max();
        self.new.urgency.or(proposed.max(of_fault)).unwrap_or(Urgency::Normal)
    }

    /// The order as a row, its dues counted and its phase as [`rules`] derive it for an order without visits.
    fn order(&self, number: String, tx: &Tx) -> Result<WorkOrder> {
        let (new, now, urgency) = (&self.new, tx.now(), self.urgency());
        let sla = self.book.pack.promised(&self.r#type).map_or_else(SlaSet::none, |policy| SlaSet::of(policy, urgency));
        let dues = sla.dues(now, &Dues::default(), &[], &self.calendar, now);
        let phase = if self.is_taken_in { OrderPhase::ToDispatch } else { OrderPhase::Received };
        let main = self.items.first().ok_or_else(|| Error::bug("an order without items"))?;
        let repeat_of_id = self.history.repeat_of().map(|earlier| earlier.id);
        let customer = &self.household.customer;
        let contact_phone = new.contact_phone.clone().or_else(|| self.household.phones().cloned());
        Ok(WorkOrder {
            id: OrderId::new(),
            number,
            r#type: self.r#type.code.clone(),
            type_version: i64::from(self.r#type.version),
            channel: new.channel(),
            phase,
            stage: String::new(),
            unit_id: self.unit_id,
            customer_id: Some(customer.id),
            site_id: self.household.site.as_ref().map(|site| site.id),
            contact_name: new.contact_name.clone().unwrap_or_else(|| customer.name.clone()),
            contact_phone,
            region: self.household.region().to_owned(),
            category: main.category.clone(),
            fault: main.fault.clone(),
            summary: summary(new),
            described: new.described.clone(),
            urgency,
            priority: rules::priority(urgency, repeat_of_id.is_some(), 0),
            wanted_from_at: new.wanted_from_at,
            wanted_to_at: new.wanted_to_at,
            sla: Json(sla),
            next_due_at: dues.next(phase, &Dues::default(), false),
            dispatch_due_at: dues.dispatch,
            arrive_due_at: dues.arrive,
            finish_due_at: dues.finish,
            sale_id: new.sale_id,
            previous_id: new.previous_id,
            repeat_of_id,
            merged_into_id: None,
            leg: new.leg.clone(),
            chased_count: 0,
            warranty: worst_verdict(&self.items),
            hold_reason: None,
            cancel_reason: None,
            outcome: None,
            fixed_at_once: None,
            barrier: None,
            opened_at: now,
            opened_by: tx.actor().user,
            taken_in_at: self.is_taken_in.then_some(now),
            dispatched_at: None,
            accepted_at: None,
            arrived_at: None,
            finished_at: None,
            reviewed_at: None,
            closed_at: None,
            cancelled_at: None,
            review_due_at: None,
            changed_at: now,
            outside_ref: new.outside_ref.clone(),
            custom: new.custom_json(),
            version: 1,
        })
    }
}

/// One line for lists: the beginning of what was said.
fn summary(new: &NewOrder) -> String {
    kernel::text::tidy(&new.words(), false).chars().take(80).collect()
}

fn links(order: &WorkOrder, history: &History, at: Moment) -> Vec<OrderLink> {
    let link = |other: &Linked, kind| OrderLink { id: LinkId::new(), order_id: order.id, other_id: other.id, kind, at };
    let duplicates = history.duplicates().map(|other| link(other, LinkKind::Related));
    let repeat = history.repeat_of().map(|other| link(other, LinkKind::Repeat));
    let follows = order.previous_id.map(|other_id| OrderLink {
        id: LinkId::new(),
        order_id: other_id,
        other_id: order.id,
        kind: LinkKind::FollowUp,
        at,
    });
    duplicates.chain(repeat).chain(follows).collect()
}

fn opened(order: &WorkOrder, items: &[OrderItem], draft: &Draft) -> Vec<Event> {
    let duplicates: Vec<OrderId> = draft.history.duplicates().map(|each| each.id).collect();
    let data = json!({
        "type": order.r#type, "channel": order.channel, "phase": order.phase, "urgency": order.urgency, "priority": order.priority,
        "category": order.category, "fault": order.fault, "unit_id": order.unit_id, "items": items.len(), "warranty": order.warranty,
        "sale_id": order.sale_id, "previous_id": order.previous_id, "leg": order.leg, "duplicates": duplicates,
    });
    let event = Event::new("order.opened").in_unit(order.unit_id).about(order.id).about_some(order.customer_id);
    let event = items.iter().fold(event, |event, item| event.about_some(item.asset_id));
    let mut events = vec![event.about_some(order.sale_id).about_some(order.previous_id).with(data)];
    if let Some(earlier) = order.repeat_of_id {
        let event = Event::new("order.repeat_recognised").in_unit(order.unit_id).about(order.id).about(earlier);
        events.push(event.about_some(order.customer_id).with(json!({ "repeat_of_id": earlier })));
    }
    events
}

pub(super) fn planned(order: &WorkOrder, visit: &Visit) -> Event {
    let event = Event::new("visit.planned").in_unit(visit.unit_id).about(order.id).about(visit.id);
    let data = json!({ "number": visit.number, "leg": visit.leg, "minutes": visit.minutes });
    event.about_some(order.customer_id).with(data)
}

fn taken(error: Error, outside_ref: Option<&str>) -> Error {
    if db::is_duplicate(&error, &["work_order_outside_ref", "work_order.outside_ref"]) {
        return Error::refused("order.outside_ref_taken").with("outside_ref", outside_ref.unwrap_or_default());
    }
    error
}

/// The wish is there already: what was said goes to the earlier order, which is chased once more.
pub(super) async fn tell_earlier(
    tx: &Tx,
    new: &NewOrder,
    earlier: &Linked,
    household: Household,
    history: History,
) -> Answer {
    let order = chase::said_again(tx, earlier.id, new.channel(), &new.words()).await?;
    let recognised =
        Recognised { is_new_customer: household.is_new, is_earlier: true, earlier: history.0, ..Recognised::default() };
    let shown = OrderOpened::of(&order, &[], recognised);
    Ok((order, shown))
}
