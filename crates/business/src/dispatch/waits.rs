//! What has to come before a visit: parts that are ordered (E10), what holds the order, and the legs before (E12). The number of statements
//! does not depend on the number of visits, and is nought for legs where no order has any that follow another.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::{Day, Error, Lang, Moment, Result};
use platform::db::{Row, Sql, View, read};
use serde_json::{Value, json};

use super::model::{Job, Wait};
use crate::lowcode;
use crate::lowcode::pack::OrderType;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::VisitStatus;
use crate::orders::visits::scene::Scene;
use crate::parts;
use crate::people::TechnicianStatus;

/// Orders and visits of families of legs that are looked at.
const FAMILY_MAX: i64 = 20_000;

/// A visit that is asked about.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub visit: VisitId,
    pub order: OrderId,
    pub leg: String,
    /// The order's type and its version.
    pub r#type: (String, i64),
    /// The leg of the order that it came from, which this order carries out.
    pub of_parent: Option<(OrderId, String)>,
    pub is_held: bool,
}

impl Asked {
    pub(super) fn of(scene: &Scene) -> Self {
        let order = &scene.order;
        Self {
            visit: scene.visit.id,
            order: order.id,
            leg: scene.visit.leg.clone(),
            r#type: (order.r#type.clone(), order.type_version),
            of_parent: order.previous_id.zip(order.leg.clone()),
            is_held: order.hold_reason.is_some(),
        }
    }
}

/// A visit of a leg before, that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub visit: VisitId,
    pub number: String,
    /// Its name in the reader's language.
    pub leg: String,
    pub gap_minutes: i64,
    /// The same person goes to both.
    pub same: bool,
}

/// What comes before a visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// With [`Wait::visit`] for each of `before`.
    pub waits: Vec<Wait>,
    pub before: Vec<Before>,
    /// Who did the leg before, or has it, where the same person goes on.
    pub only: Option<(UserId, String)>,
}

impl Held {
    pub(super) fn onto(self, job: Job) -> Job {
        Job { waits: self.waits, only: self.only, ..job }
    }
}

/// What comes before these visits.
///
/// # Errors
/// Those of the database.
pub(super) async fn of(view: &View, asked: &[Asked]) -> Result<BTreeMap<VisitId, Held>> {
    let mut held: BTreeMap<VisitId, Held> = BTreeMap::new();
    let awaited = parts::awaited_of(view, asked.iter().map(|each| each.visit).collect()).await?;
    for (visit, parts) in awaited {
        held.entry(visit).or_default().waits.extend(parts.into_iter().map(|part| part_wait(view, part)));
    }
    holds(view, asked, &mut held).await?;
    legs(view, asked, &mut held).await?;
    Ok(held)
}

/// What comes before one visit.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_scene(view: &View, scene: &Scene) -> Result<Held> {
    Ok(of(view, &[Asked::of(scene)]).await?.remove(&scene.visit.id).unwrap_or_default())
}

fn wait(until: Option<Moment>, code: &'static str, facts: Value) -> Wait {
    let Value::Object(facts) = facts else { return Wait { until, code, facts: serde_json::Map::new(), visit: None } };
    Wait { until, code, facts, visit: None }
}

fn part_wait(view: &View, part: parts::PartAwaited) -> Wait {
    let name = part.code.unwrap_or(part.name);
    match part.expected_on {
        Some(day) => {
            let until = view.actor().zone.start_of(day);
            wait(Some(until), "dispatch.waits_for_part", json!({ "part": name, "day": day }))
        }
        None => wait(None, "dispatch.part_not_expected", json!({ "part": name })),
    }
}

/// An order on hold goes on when it is expected to, and not before.
async fn holds(view: &View, asked: &[Asked], held: &mut BTreeMap<VisitId, Held>) -> Result<()> {
    let orders: BTreeSet<OrderId> = asked.iter().filter(|each| each.is_held).map(|each| each.order).collect();
    if orders.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT order_id, expected_until_at FROM order_hold WHERE tenant_id = ? AND to_at IS NULL AND ");
    let mut until: BTreeMap<OrderId, Moment> = BTreeMap::new();
    for row in &view.all(sql.bind(view.actor().tenant).within("order_id", orders)).await? {
        if let Some(at) = read::<Option<Moment>>(row, "expected_until_at")? {
            until.insert(read(row, "order_id")?, at);
        }
    }
    for each in asked {
        let Some(at) = until.get(&each.order).copied().filter(|at| *at > view.now()) else { continue };
        let facts = json!({ "at": written(view, at) });
        held.entry(each.visit).or_default().waits.push(wait(Some(at), "dispatch.order_held", facts));
    }
    Ok(())
}

/// `2026-12-03 14:00`
fn written(view: &View, at: Moment) -> String {
    let (day, minute): (Day, i64) = (view.actor().zone.day_of(at), view.actor().zone.minute_of_day(at));
    format!("{day} {:02}:{:02}", minute / 60, minute % 60)
}

/// A visit of a family of legs: an order with the orders that carry out legs of it.
struct Kin {
    visit: VisitId,
    order: OrderId,
    number: String,
    leg: String,
    status: VisitStatus,
    planned_to_at: Option<Moment>,
    finished_at: Option<Moment>,
    lead: Option<(UserId, String)>,
}

async fn legs(view: &View, asked: &[Asked], held: &mut BTreeMap<VisitId, Held>) -> Result<()> {
    let mut linked = vec![];
    for each in asked {
        let own = type_of(view, (&each.r#type.0, each.r#type.1)).await?;
        let has_order = own.as_ref().is_some_and(|own| own.legs.iter().any(|leg| !leg.after.is_empty()));
        if has_order || each.of_parent.is_some() {
            linked.push(each);
        }
    }
    if linked.is_empty() {
        return Ok(());
    }
    let roots: BTreeSet<OrderId> =
        linked.iter().map(|each| each.of_parent.as_ref().map_or(each.order, |parent| parent.0)).collect();
    let family = Family::of(view, roots.into_iter().chain(linked.iter().map(|each| each.order)).collect()).await?;
    for each in linked {
        let found = family.before(view, each).await?;
        let entry = held.entry(each.visit).or_default();
        entry.waits.extend(found.waits);
        entry.before.extend(found.before);
        entry.only = entry.only.take().or(found.only);
    }
    Ok(())
}

async fn type_of(view: &View, (code, version): (&str, i64)) -> Result<Option<std::sync::Arc<OrderType>>> {
    match lowcode::order_type(view, code, Some(version)).await {
        Ok(of) => Ok(Some(of)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Orders with what carries out their legs, and all their visits that were not called off.
struct Family {
    types: BTreeMap<OrderId, (String, i64)>,
    /// Which leg of which order an order carries out.
    carries: BTreeMap<OrderId, (OrderId, String)>,
    visits: Vec<Kin>,
}

impl Family {
    async fn of(view: &View, orders: BTreeSet<OrderId>) -> Result<Self> {
        let tenant = view.actor().tenant;
        let sql = Sql::new("SELECT id, type, type_version, previous_id, leg FROM work_order WHERE tenant_id = ? AND (")
            .bind(tenant)
            .within("id", orders.iter().copied())
            .push(" OR (leg IS NOT NULL AND ")
            .within("previous_id", orders.iter().copied())
            .push(")) ORDER BY id LIMIT ?")
            .bind(FAMILY_MAX);
        let mut family = Self { types: BTreeMap::new(), carries: BTreeMap::new(), visits: vec![] };
        for row in &view.all(sql).await? {
            let id: OrderId = read(row, "id")?;
            family.types.insert(id, (read(row, "type")?, read(row, "type_version")?));
            let parent: Option<OrderId> = read(row, "previous_id")?;
            if let Some(carried) = parent.zip(read::<Option<String>>(row, "leg")?) {
                family.carries.insert(id, carried);
            }
        }
        let sql = Sql::new(
            "SELECT v.id, v.order_id, v.leg, v.status, v.planned_to_at, v.finished_at, o.number, t.id AS lead_id, t.name
             FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
             LEFT JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id AND c.role = 'lead' AND c.released_at IS NULL
             LEFT JOIN technician t ON t.tenant_id = c.tenant_id AND t.id = c.technician_id AND t.status = ?
             WHERE v.tenant_id = ? AND v.status <> ? AND ",
        );
        let sql = sql.bind(TechnicianStatus::Active).bind(tenant).bind(VisitStatus::Cancelled);
        let sql = sql.within("v.order_id", family.types.keys().copied()).push(" ORDER BY v.order_id, v.number LIMIT ?");
        family.visits = view.all(sql.bind(FAMILY_MAX)).await?.iter().map(kin).collect::<Result<_>>()?;
        Ok(family)
    }

    /// What comes before a visit: earlier legs of its own order; of the order whose leg its order carries out; and orders that carry out
    /// earlier legs of its own.
    async fn before(&self, view: &View, asked: &Asked) -> Result<Held> {
        let mut found = Held::default();
        let mut levels = vec![(asked.order, asked.leg.as_str())];
        levels.extend(asked.of_parent.as_ref().map(|(parent, leg)| (*parent, leg.as_str())));
        for (root, leg) in levels {
            let Some((code, version)) = self.types.get(&root) else { continue };
            let Some(of) = type_of(view, (code, *version)).await? else { continue };
            let Some(own) = of.leg(leg) else { continue };
            let earlier = earlier(&of, leg);
            for kin in self.visits.iter().filter(|kin| kin.visit != asked.visit) {
                let carried = if kin.order == root { Some(&kin.leg) } else { self.carried(kin.order, root) };
                let Some(carried) = carried.filter(|carried| earlier.contains(carried.as_str())) else { continue };
                let name = of.leg(carried).map_or(carried.as_str(), |leg| match view.actor().lang {
                    Lang::Zh => leg.name.zh.as_str(),
                    Lang::En => leg.name.en.as_str(),
                });
                let gap = i64::from(own.gap_minutes);
                if own.same_technician {
                    found.only = kin.lead.clone().or(found.only.take());
                }
                found.note(view, kin, name, (gap, own.same_technician));
            }
        }
        Ok(found)
    }

    fn carried(&self, order: OrderId, root: OrderId) -> Option<&String> {
        self.carries.get(&order).filter(|(parent, _)| *parent == root).map(|(_, leg)| leg)
    }
}

impl Held {
    fn note(&mut self, view: &View, kin: &Kin, name: &str, (gap_minutes, same): (i64, bool)) {
        if kin.status == VisitStatus::Done {
            let until = kin.finished_at.map(|at| at.plus_minutes(gap_minutes)).filter(|until| *until > view.now());
            if let Some(until) = until {
                let facts = json!({ "leg": name, "number": kin.number, "at": written(view, until) });
                self.waits.push(wait(Some(until), "dispatch.waits_for_leg", facts));
            }
            return;
        }
        let (number, leg) = (kin.number.clone(), name.to_owned());
        self.before.push(Before { visit: kin.visit, number, leg, gap_minutes, same });
        let until = kin.planned_to_at.map(|at| at.max(view.now()).plus_minutes(gap_minutes));
        let held = match until {
            Some(at) => {
                let facts = json!({ "leg": name, "number": kin.number, "at": written(view, at) });
                wait(Some(at), "dispatch.waits_for_leg", facts)
            }
            None => wait(None, "dispatch.leg_not_planned", json!({ "leg": name, "number": kin.number })),
        };
        self.waits.push(Wait { visit: Some(kin.visit), ..held });
    }
}

fn kin(row: &Row) -> Result<Kin> {
    let (lead, name): (Option<UserId>, Option<String>) = (read(row, "lead_id")?, read(row, "name")?);
    Ok(Kin {
        visit: read(row, "id")?,
        order: read(row, "order_id")?,
        number: read(row, "number")?,
        leg: read(row, "leg")?,
        status: read(row, "status")?,
        planned_to_at: read(row, "planned_to_at")?,
        finished_at: read(row, "finished_at")?,
        lead: lead.zip(name),
    })
}

/// All legs that come before one, directly or through others.
fn earlier(of: &OrderType, leg: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut ahead = vec![leg.to_owned()];
    while let Some(next) = ahead.pop() {
        for code in of.leg(&next).map(|leg| leg.after.as_slice()).unwrap_or_default() {
            if all.insert(code.clone()) {
                ahead.push(code.clone());
            }
        }
    }
    all
}

#[cfg(test)]
#[path = "waits_tests.rs"]
mod tests;
