//! Booking slots: the parts of the coming fortnight in which a visit can be promised, because somebody who can do it has time beside
//! all that is booked and all that is promised already, and their unit takes visits then (E11).
//!
//! ```text
//! calendar ─► windows ─┐
//! people, bookings ────┼─► promises put into people's days ─► who keeps each window with the least way more ─► slots
//! quotas ──────────────┘
//! ```

mod asked;
mod capacity;
mod load;
mod quotas;
pub mod rules;

use kernel::id::UserId;
use kernel::{Day, Error, Moment, Page, Result};
use platform::db::{Tx, View};
use platform::http::{May, Nothing, Op, Routes};
use schemars::JsonSchema;
use serde::Serialize;

pub use asked::{SlotsAsked, wishes_kept};
pub use rules::{DayPart, Window, windows};

use self::rules::{Kept, NotKept, Quotas};
use super::load::{Question, question};
use super::model::{Job, Person};
use super::travel;
use crate::calendar;
use crate::identity::may;
use crate::nouns::VisitId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::take_turn;

/// So many days are looked at, today included.
pub const DAYS: i64 = 14;

/// A part of a day, and whether and at what price it can be promised.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SlotShown {
    pub day: Day,
    pub part: DayPart,
    pub from_at: Moment,
    pub to_at: Moment,
    pub can_be_kept: bool,
    /// `slots.…` words: why it cannot.
    pub why: Option<&'static str>,
    /// How many people could lead it then.
    pub people: i64,
    /// For whom it is the least way more, what it adds to their driving, and when they would begin.
    pub technician_id: Option<UserId>,
    pub technician_name: Option<String>,
    pub extra_minutes: Option<i64>,
    pub extra_metres: Option<i64>,
    pub begins_at: Option<Moment>,
}

/// A window with what it is worth.
pub struct Slot {
    pub window: Window,
    pub kept: std::result::Result<Kept, NotKept>,
}

/// The job, and the people with what is booked and promised in their days.
struct Ground {
    job: Job,
    people: Vec<Person>,
    quotas: Quotas,
}

impl Ground {
    fn slots(&self, view: &View, windows: Vec<Window>) -> Vec<Slot> {
        let times = travel::of(view);
        let keep = |window: &Window| rules::keep(&self.job, window, &self.people, &self.quotas, (view.now(), &*times));
        windows.into_iter().map(|window| Slot { kept: keep(&window), window }).collect()
    }

    fn shown(&self, slot: Slot) -> SlotShown {
        // why it is not kept is told below, as `why`
        let kept = slot.kept.as_ref().ok();
        let best = kept.map(|kept| &kept.best);
        let name = best.and_then(|(who, _)| self.people.iter().find(|person| person.id == *who));
        SlotShown {
            day: slot.window.day,
            part: slot.window.part,
            from_at: slot.window.from,
            to_at: slot.window.to,
            can_be_kept: kept.is_some(),
            why: slot.kept.as_ref().err().map(|why| match why {
                NotKept::Closed => "slots.closed",
                NotKept::Full => "slots.full",
            }),
            people: kept.map_or(0, |kept| kept.people),
            technician_id: best.map(|(who, _)| *who),
            technician_name: name.map(|person| person.name.clone()),
            extra_minutes: best.map(|(_, insertion)| insertion.extra_minutes),
            extra_metres: best.and_then(|(_, insertion)| insertion.extra_metres),
            begins_at: best.map(|(_, insertion)| insertion.from),
        }
    }
}

/// The slots of a visit: of whoever leads it, or of anybody who could. Windows in order of time.
///
/// # Errors
/// `NotFound`; those of the database.
pub async fn slots_of_visit(view: &View, visit: VisitId, windows: Vec<Window>) -> Result<Vec<Slot>> {
    let ground = ground_of_visit(view, visit, &windows).await?;
    Ok(ground.slots(view, windows))
}

async fn ground_of_visit(view: &View, visit: VisitId, windows: &[Window]) -> Result<Ground> {
    let mut scene = Scene::of(view, visit).await?;
    let lead = scene.crew.first().map(|member| member.technician_id);
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return Err(Error::bug("slots without windows"));
    };
    (scene.visit.window_from_at, scene.visit.window_to_at) = (Some(first.from), Some(last.to));
    let Question { job, mut people } = question(view, &scene, lead).await?;
    let units = super::load::units(view, scene.visit.unit_id.or(scene.order.unit_id), &job.region, job.place).await?;
    let without = (Some(visit), Some(scene.order.id));
    let promised = load::promised(view, units.as_deref(), whole_days(view, first, last), without).await?;
    rules::place(&promised, &mut people, view.now());
    people.retain(|person| lead.is_none_or(|lead| person.id == lead));
    // whoever goes already was judged when they were chosen
    let job =
        if lead.is_some() { Job { needs: vec![], region: String::new(), crew: 1, only: None, ..job } } else { job };
    for person in people.iter_mut().filter(|person| lead == Some(person.id)) {
        (person.is_of_unit, person.has_declined, person.wish) = (true, false, None);
        person.drawn.clear();
    }
    let quotas = load::quotas(view, windows, Some(visit)).await?;
    Ok(Ground { job, people, quotas })
}

/// From the first window's midnight to the last's: what is promised at another time of the day fills the day all the same.
fn whole_days(view: &View, first: &Window, last: &Window) -> (Moment, Moment) {
    let zone = view.actor().zone;
    (zone.start_of(first.day), zone.start_of(last.day.plus_days(1)))
}

/// Takes a slot for a visit, the only one who does so for that day at this moment: of two who want the last one, the second is told so
/// once the first has it. Answers when the stay begins for whoever leads the visit.
///
/// # Errors
/// `slots.not_offered` in `from_at` for a window that is none; `slots.taken` where nobody keeps it any more.
pub async fn take_slot(tx: &Tx, visit: VisitId, from: Moment, to: Moment) -> Result<Moment> {
    let wanted = |window: &Window| (window.from, window.to) == (from, to);
    let calendar = calendar::of_company(tx).await?;
    let window = windows(&calendar, tx.now(), DAYS).into_iter().find(wanted);
    let window = window.ok_or_else(|| Error::invalid("from_at", "slots.not_offered"))?;
    take_turn(tx, from).await?;
    let slot = slots_of_visit(tx, visit, vec![window]).await?.pop();
    match slot.map(|slot| slot.kept) {
        Some(Ok(kept)) => Ok(kept.best.1.from),
        _ => Err(Error::refused("slots.taken")),
    }
}

/// `GET /visits/{id}/slots`
///
/// # Errors
/// `NotFound`
async fn of_visit(view: &View, id: VisitId, _: Nothing) -> Result<Page<SlotShown>> {
    let windows = windows(&*calendar::of_company(view).await?, view.now(), DAYS);
    if windows.is_empty() {
        Scene::of(view, id).await?;
        return Ok(Page { items: vec![], next: None });
    }
    let ground = ground_of_visit(view, id, &windows).await?;
    let slots = ground.slots(view, windows);
    Ok(Page { items: slots.into_iter().map(|slot| ground.shown(slot)).collect(), next: None })
}

pub fn routes(routes: &mut Routes) {
    const READ: May = May::With(may::DISPATCH_READ);
    routes
        .query(
            Op::get(
                "/visits/{id}/slots",
                "visitSlots",
                May::With(may::ORDERS_EDIT),
                "When a visit can be promised in the coming fortnight, and what each time adds to somebody's way.",
            ),
            of_visit,
        )
        .query(
            Op::get(
                "/slots",
                "slots",
                May::With(may::ORDERS_OPEN),
                "When an order that is being taken down can be promised.",
            ),
            asked::read,
        )
        .query(
            Op::get(
                "/slots/capacity",
                "readCapacity",
                READ,
                "Working time, bookings, promises and quotas of a unit by day and part.",
            ),
            capacity::read,
        )
        .command(
            Op::put(
                "/slot-quotas",
                "setSlotQuota",
                May::With(may::DISPATCH_ASSIGN),
                "Closes a unit's part of a day for appointments, or says how many it takes; without a number it is open again.",
            ),
            quotas::set,
        );
}

#[cfg(test)]
mod tests;
