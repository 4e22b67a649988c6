//! Planning a visit: an appointment of an order for one leg, not yet offered to anybody.

use kernel::error::Check;
use kernel::id::UnitId;
use kernel::{Error, Id, Json, Moment, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::record::{Visit, VisitId, VisitOutcome, VisitStatus};
use super::scene::Scene;
use super::shown::{self, VisitShown};
use super::{rules, settled, share, terms};
use crate::lowcode::pack::{CarriedBy, Leg, Payer};
use crate::nouns::OrderId;
use crate::orders::record::{OrderItem, WorkOrder};

/// What a new visit is for. Minutes and SOP come from the leg unless said otherwise.
#[derive(Clone, Debug)]
pub struct NewVisit {
    pub order_id: OrderId,
    pub leg: String,
    pub minutes: Option<i64>,
    /// What the customer was told.
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    /// When the stay is meant to begin, where that is known.
    pub planned_from_at: Option<Moment>,
    /// The outlet whose people go; the order's unless said otherwise.
    pub unit_id: Option<UnitId>,
    pub because: Option<Because>,
}

/// A visit that the office plans: after a void trip, for another day of a long job, or because one was called off.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlanVisit {
    /// A leg of the order's type; that of the last visit which solved nothing, or the first, unless said otherwise.
    pub leg: Option<String>,
    /// The planned stay; the leg's unless said otherwise.
    pub minutes: Option<i64>,
    /// What the customer was told.
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
}

/// Plans a visit of an order that is open and has none waiting for the same leg.
///
/// # Errors
/// `NotFound`; `order.read_only`; `Invalid` by field; `visit.order_not_open`; `visit.leg_is_planned` with the number of the visit that waits already.
pub(in crate::orders) async fn plan_by_office(tx: &Tx, order_id: OrderId, body: PlanVisit) -> Result<VisitShown> {
    let order = crate::orders::get_writable(tx, order_id).await?;
    rules::order_is_open(&order)?;
    let of = terms::order_type(tx, &order).await?;
    let sql = Sql::new("SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number DESC LIMIT 500");
    let others: Vec<Visit> = db::select(tx, sql.bind(tx.actor().tenant).bind(order.id)).await?;
    let left =
        || others.iter().find(|visit| visit.status == VisitStatus::Done && visit.outcome != Some(VisitOutcome::Solved));
    let asked = body.leg.clone().or_else(|| left().map(|visit| visit.leg.clone()));
    let leg = match asked
        .or_else(|| of.legs.iter().find(|leg| leg.carried_by == CarriedBy::Visit).map(|leg| leg.code.clone()))
    {
        Some(code) => terms::leg(&of, &code)?,
        None => return Err(Error::invalid("leg", "field.required")),
    };
    if let Some(waiting) = others.iter().find(|visit| visit.status == VisitStatus::Planned && visit.leg == leg.code) {
        return Err(Error::refused("visit.leg_is_planned").with("number", waiting.number));
    }
    let mut check = Check::new();
    check.that(leg.carried_by == CarriedBy::Visit, "leg", "field.not_a_choice");
    check.that(body.window_to_at.is_none_or(|to| to > tx.now()), "window_to_at", "field.in_the_past");
    check.done()?;
    let new = NewVisit {
        minutes: body.minutes,
        window_from_at: body.window_from_at,
        window_to_at: body.window_to_at,
        ..NewVisit::of(order.id, leg.code.clone())
    };
    let visit = plan(tx, new).await?;
    shown::one(tx, &Scene::around(tx, visit).await?).await
}

/// The visit that made this one necessary, why, and who pays for coming again (D7).
#[derive(Clone, Copy, Debug)]
pub struct Because {
    pub visit_id: VisitId,
    pub outcome: VisitOutcome,
    pub payer: Option<Payer>,
}

impl NewVisit {
    /// A visit for a leg with nothing else said.
    pub fn of(order_id: OrderId, leg: impl Into<String>) -> Self {
        Self {
            order_id,
            leg: leg.into(),
            minutes: None,
            window_from_at: None,
            window_to_at: None,
            planned_from_at: None,
            unit_id: None,
            because: None,
        }
    }
}

/// Plans a visit: numbered within its order, with the leg's SOP at its present version.
///
/// # Errors
/// `NotFound`, `Invalid` by field, `visit.order_not_open`.
pub async fn plan(tx: &Tx, new: NewVisit) -> Result<Visit> {
    let visit = insert(tx, new).await?;
    let order_id = visit.order_id;
    settled(tx, order_id).await?;
    Ok(visit)
}

/// As [`plan`], for verbs that settle the order themselves when they are done.
pub(super) async fn insert(tx: &Tx, new: NewVisit) -> Result<Visit> {
    let order: WorkOrder = db::get(tx, new.order_id).await?;
    rules::order_is_open(&order)?;
    let of = terms::order_type(tx, &order).await?;
    let leg = terms::leg(&of, &new.leg)?;
    let minutes = new.minutes.unwrap_or_else(|| i64::from(leg.minutes_for(&order.category)));
    let mut check = Check::new();
    check.that((1..=rules::MINUTES_MAX).contains(&minutes), "minutes", "field.too_large").that(
        rules::is_span(new.window_from_at, new.window_to_at),
        "window_to_at",
        "field.not_a_span",
    );
    check.done()?;
    let because = match new.because {
        Some(because) => Some(because),
        None => unfollowed(tx, order.id, &new.leg).await?,
    };
    let number = Sql::new("SELECT COALESCE(MAX(number), 0) + 1 FROM visit WHERE tenant_id = ? AND order_id = ?");
    let number: i64 = tx.value(number.bind(tx.actor().tenant).bind(order.id)).await?;
    let visit = Visit {
        unit_id: new.unit_id.or(order.unit_id),
        previous_id: because.map(|because| because.visit_id),
        cause: because.map(|because| because.outcome),
        payer: because.and_then(|because| because.payer),
        window_from_at: new.window_from_at,
        window_to_at: new.window_to_at,
        minutes,
        ..blank(&order, new.leg, number, tx.now())
    };
    let items = share::items_of(tx, &visit).await?;
    let main = items.first().map_or(order.category.as_str(), |item| item.category.as_str());
    let (sop, sop_version) = terms::sop_for(tx, leg, main).await?.unzip();
    let crew_size = crew_of(leg, main, &items);
    let visit = Visit { sop, sop_version, crew_size, ..visit };
    let visit = match new.planned_from_at {
        Some(from) => rules::planned_from(visit, from),
        None => visit,
    };
    let visit = db::insert(tx, visit).await.map_err(|error| {
        // somebody plans another visit of the same order at this moment
        let taken = db::is_duplicate(&error, &["visit_number", "visit.number"]);
        if taken { Error::Unavailable("the visit's number was just taken".into()) } else { error }
    })?;
    let scene = Scene::around(tx, visit).await?;
    let data = json!({ "number": scene.visit.number, "leg": scene.visit.leg, "minutes": minutes,
        "previous_id": scene.visit.previous_id, "cause": scene.visit.cause, "payer": scene.visit.payer });
    tx.record(scene.event("visit.planned").with(data)).await?;
    Ok(scene.visit)
}

/// A visit of an order as it begins: planned, for nobody and no time yet, with nothing said of what it goes for.
pub(in crate::orders) fn blank(order: &WorkOrder, leg: String, number: i64, now: Moment) -> Visit {
    Visit {
        id: VisitId::new(),
        order_id: order.id,
        number,
        leg,
        status: VisitStatus::Planned,
        unit_id: order.unit_id,
        previous_id: None,
        cause: None,
        payer: None,
        window_from_at: None,
        window_to_at: None,
        window_version: 0,
        planned_from_at: None,
        planned_to_at: None,
        minutes: 0,
        assignment_version: 0,
        sop: None,
        sop_version: None,
        offered_at: None,
        accepted_at: None,
        departed_at: None,
        arrived_at: None,
        arrived_place: None,
        arrived_metres: None,
        arrived_judged: None,
        started_at: None,
        finished_at: None,
        cancelled_at: None,
        cancel_reason: None,
        outcome: None,
        outcome_note: String::new(),
        void_cause: None,
        signature: None,
        signed_by: None,
        manifest: Json(vec![]),
        evidence_complete: false,
        no_candidates: false,
        created_at: now,
        crew_size: 1,
        version: 1,
    }
}

/// How many people a leg takes for these items: as many as the one that takes most.
pub(in crate::orders) fn crew_of(leg: &Leg, main: &str, items: &[OrderItem]) -> i64 {
    let categories = items.iter().map(|item| item.category.as_str()).chain([main]);
    categories.map(|category| i64::from(leg.crew_for(category))).max().unwrap_or(1)
}

/// The last visit of this leg that ended without solving it and was not followed by another: the new one follows it.
async fn unfollowed(tx: &Tx, order: OrderId, leg: &str) -> Result<Option<Because>> {
    let sql = Sql::new(
        "SELECT v.* FROM visit v WHERE v.tenant_id = ? AND v.order_id = ? AND v.leg = ? AND v.status = ? AND v.outcome <> ?
         AND NOT EXISTS (SELECT 1 FROM visit n WHERE n.tenant_id = v.tenant_id AND n.previous_id = v.id AND n.status <> ?)
         ORDER BY v.number DESC LIMIT 1",
    )
    .bind(tx.actor().tenant)
    .bind(order)
    .bind(leg.to_owned())
    .bind(VisitStatus::Done)
    .bind(VisitOutcome::Solved)
    .bind(VisitStatus::Cancelled);
    let Some(before) = db::select_one::<Visit>(tx, sql).await? else { return Ok(None) };
    let payer = terms::payer_of_void(tx, before.void_cause.as_deref()).await?;
    Ok(before.outcome.map(|outcome| Because { visit_id: before.id, outcome, payer }))
}
