//! The first visits of an order: one for each leg that can begin now; a combined order (D5) is one coordinated visit where a single
//! technician of the outlet can do everything on it, else it is split so that each visit has somebody who can.

use std::collections::BTreeSet;

use kernel::{Day, Result};
use platform::db::{self, Tx};

use super::write;
use crate::lowcode::Book;
use crate::lowcode::pack::{CarriedBy, Leg, OrderType, Pack};
use crate::orders::legs;
use crate::orders::record::{OrderItem, WorkOrder};
use crate::orders::visits::{self, Visit, VisitId};
use crate::people::{self, Sheet};

/// The visits to begin with, and the items with the visit that goes for each.
pub(super) async fn first_visits(
    tx: &Tx,
    order: &WorkOrder,
    items: Vec<OrderItem>,
    pack: &Pack,
    all: &[Leg],
) -> Result<(Vec<Visit>, Vec<OrderItem>)> {
    let facts = legs::facts(order);
    let begins = |leg: &&Leg| leg.carried_by == CarriedBy::Visit && leg.after.is_empty() && legs::applies(leg, &facts);
    let first: Vec<&Leg> = all.iter().filter(begins).collect();
    let [leg] = first[..] else {
        let planned = first.iter().enumerate().map(|(at, leg)| visit(order, leg, pack, at, &items)).collect();
        return Ok((planned, items));
    };
    let groups = groups(tx, order, &items, pack, leg).await?;
    if groups.len() <= 1 {
        return Ok((vec![visit(order, leg, pack, 0, &items)], items));
    }
    let mut visits = vec![];
    let mut numbered = vec![];
    for (at, group) in groups.into_iter().enumerate() {
        let own: Vec<OrderItem> = items.iter().filter(|item| group.contains(&item.position)).cloned().collect();
        let new = visit(order, leg, pack, at, &own);
        numbered.extend(own.into_iter().map(|item| OrderItem { visit_number: Some(new.number), ..item }));
        visits.push(new);
    }
    numbered.sort_by_key(|item| item.position);
    Ok((visits, numbered))
}

/// Which items go together, by position.
async fn groups(tx: &Tx, order: &WorkOrder, items: &[OrderItem], pack: &Pack, leg: &Leg) -> Result<Vec<BTreeSet<i64>>> {
    let together = || vec![items.iter().map(|item| item.position).collect::<BTreeSet<i64>>()];
    let categories: BTreeSet<&str> = items.iter().map(|item| item.category.as_str()).collect();
    let Some(unit) = order.unit_id.filter(|_| categories.len() > 1) else { return Ok(together()) };
    let today = tx.actor().today();
    let sheets = people::sheets(tx, Some(&[unit]), today, today).await?;
    let mut groups: Vec<(BTreeSet<i64>, Vec<&Sheet>)> = vec![];
    for item in items {
        let able: Vec<&Sheet> = sheets.iter().filter(|sheet| can(sheet, pack, &item.category, leg, today)).collect();
        let joins = groups.iter_mut().find_map(|(positions, who)| {
            let both: Vec<&Sheet> = who.iter().copied().filter(|each| has(&able, each)).collect();
            (!both.is_empty()).then_some((positions, who, both))
        });
        match joins {
            Some((positions, who, both)) => {
                positions.insert(item.position);
                *who = both;
            }
            None => groups.push(([item.position].into(), able)),
        }
    }
    Ok(groups.into_iter().map(|(positions, _)| positions).collect())
}

fn has(able: &[&Sheet], sheet: &Sheet) -> bool {
    able.iter().any(|each| each.technician.id == sheet.technician.id)
}

/// Whether somebody has the skills and valid certificates that this work on this category asks for.
fn can(sheet: &Sheet, pack: &Pack, category: &str, leg: &Leg, on: Day) -> bool {
    pack.needs(category, leg.work).into_iter().all(|need| {
        let level = sheet.skills.iter().any(|held| held.skill == need.skill && held.level >= i64::from(need.level));
        let paper = sheet
            .certificates
            .iter()
            .any(|held| held.certificate == need.skill && held.expires_on.is_none_or(|until| until >= on));
        level || paper
    })
}

/// Plans the visit of a later leg, with its event. The order is settled by the caller.
pub(in crate::orders) async fn plan_leg(
    tx: &Tx,
    order: &WorkOrder,
    leg: &Leg,
    book: &Book,
    number: i64,
    items: &[OrderItem],
) -> Result<VisitId> {
    let at = usize::try_from(number - 1).unwrap_or(0);
    let visit = db::insert(tx, Visit { created_at: tx.now(), ..visit(order, leg, &book.pack, at, items) }).await?;
    tx.record(write::planned(order, &visit)).await?;
    Ok(visit.id)
}

/// Plans what an order that is taken in now begins with.
pub(in crate::orders) async fn plan_first(
    tx: &Tx,
    order: &WorkOrder,
    items: Vec<OrderItem>,
    book: &Book,
    r#type: &OrderType,
) -> Result<()> {
    let before = items.clone();
    let (visits, items) = first_visits(tx, order, items, &book.pack, &r#type.legs).await?;
    for (item, before) in items.into_iter().zip(before) {
        if item.visit_number != before.visit_number {
            db::update(tx, item).await?;
        }
    }
    if visits.is_empty() {
        return Ok(());
    }
    let visits = db::insert_all(tx, visits).await?;
    tx.record_all(visits.iter().map(|visit| write::planned(order, visit)).collect()).await
}

/// A planned visit as a row: `at` others stand before it, and it goes for these items.
fn visit(order: &WorkOrder, leg: &Leg, pack: &Pack, at: usize, items: &[OrderItem]) -> Visit {
    let main = items.first().map_or(order.category.as_str(), |item| item.category.as_str());
    let sop = pack.sop_for(leg, main);
    let minutes =
        items.iter().map(|item| i64::from(leg.minutes_for(&item.category)) * item.quantity.clamp(1, 20)).sum();
    let number = i64::try_from(at).unwrap_or(0) + 1;
    Visit {
        minutes,
        sop: sop.map(|sop| sop.code.clone()),
        sop_version: sop.map(|sop| i64::from(sop.version)),
        crew_size: visits::crew_of(leg, main, items),
        ..visits::blank(order, leg.code.clone(), number, order.changed_at)
    }
}
