//! The open proposals as dispatchers read them: what would change, for whom, why, and what it costs.

use std::collections::BTreeMap;

use kernel::id::UserId;
use kernel::{Day, Moment, Page, Result, Scope};
use platform::db::{self, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Replan, ReplanCause, ReplanMove, ReplanStatus};
use crate::nouns::{OrderId, ReplanId, VisitId};

/// So many are open at once.
const OPEN_MAX: i64 = 50;

/// A proposal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReplanShown {
    pub id: ReplanId,
    pub day: Day,
    pub cause: ReplanCause,
    pub status: ReplanStatus,
    pub technician_name: Option<String>,
    /// The number of the order that overruns or needs a place.
    pub order_number: Option<String>,
    pub moves: Vec<MoveShown>,
    /// Minutes on the road more than if nothing changed.
    pub travel_minutes: i64,
    /// Minutes of lateness more than if nothing changed.
    pub late_minutes: i64,
    pub created_at: Moment,
    pub version: i64,
}

/// A visit that would change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MoveShown {
    #[serde(flatten)]
    pub change: ReplanMove,
    pub order_id: OrderId,
    pub order_number: String,
    pub summary: String,
    pub category: String,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub technician_name: String,
    pub before_name: Option<String>,
    pub helper_names: Vec<String>,
}

/// `GET /dispatch/replans`
///
/// # Errors
/// Those of the database.
pub async fn open(view: &View, (): (), _: Nothing) -> Result<Page<ReplanShown>> {
    let sql = Sql::new("SELECT * FROM replan WHERE tenant_id = ? AND status = ? AND day = ?")
        .bind(view.actor().tenant)
        .bind(ReplanStatus::Open)
        .bind(view.actor().today());
    let sql = match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(own) => sql.push(" AND ").within("unit_id", own.iter().copied()),
        Scope::Own => return Ok(Page { items: vec![], next: None }),
    };
    let found = db::select(view, sql.push(" ORDER BY created_at, id LIMIT ?").bind(OPEN_MAX)).await?;
    Ok(Page { items: shown(view, found).await?, next: None })
}

pub(super) async fn one(view: &View, replan: Replan) -> Result<ReplanShown> {
    let mut shown = shown(view, vec![replan]).await?;
    shown.pop().ok_or(kernel::Error::NotFound("replan"))
}

struct Order {
    id: OrderId,
    number: String,
    summary: String,
    category: String,
    window: (Option<Moment>, Option<Moment>),
}

async fn shown(view: &View, replans: Vec<Replan>) -> Result<Vec<ReplanShown>> {
    let visits = replans
        .iter()
        .flat_map(|each| each.moves.0.iter().map(|each| each.visit_id).chain(each.visit_id))
        .collect::<Vec<_>>();
    let orders = orders(view, visits).await?;
    let people = replans.iter().flat_map(|each| {
        let moved = each.moves.0.iter().flat_map(|each| {
            let before = each.before.as_ref().map(|before| before.technician_id);
            each.helpers.iter().copied().chain(before).chain([each.technician_id])
        });
        moved.chain(each.technician_id)
    });
    let names = names(view, people.collect()).await?;
    let name = |id: &UserId| names.get(id).cloned().unwrap_or_default();
    let shown = |replan: Replan| ReplanShown {
        id: replan.id,
        day: replan.day,
        cause: replan.cause,
        status: replan.status,
        technician_name: replan.technician_id.as_ref().map(name),
        order_number: replan.visit_id.and_then(|visit| orders.get(&visit)).map(|order| order.number.clone()),
        moves: replan
            .moves
            .0
            .into_iter()
            .filter_map(|change| {
                let order = orders.get(&change.visit_id)?;
                Some(MoveShown {
                    order_id: order.id,
                    order_number: order.number.clone(),
                    summary: order.summary.clone(),
                    category: order.category.clone(),
                    window_from_at: order.window.0,
                    window_to_at: order.window.1,
                    technician_name: name(&change.technician_id),
                    before_name: change.before.as_ref().map(|before| name(&before.technician_id)),
                    helper_names: change.helpers.iter().map(name).collect(),
                    change,
                })
            })
            .collect(),
        travel_minutes: replan.travel_minutes,
        late_minutes: replan.late_minutes,
        created_at: replan.created_at,
        version: replan.version,
    };
    Ok(replans.into_iter().map(shown).collect())
}

async fn orders(view: &View, visits: Vec<VisitId>) -> Result<BTreeMap<VisitId, Order>> {
    let sql = Sql::new(
        "SELECT v.id, v.order_id, v.window_from_at, v.window_to_at, o.number, o.summary, o.category
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id WHERE v.tenant_id = ? AND ",
    );
    let mut orders = BTreeMap::new();
    for row in &view.all(sql.bind(view.actor().tenant).within("v.id", visits)).await? {
        let order = Order {
            id: read(row, "order_id")?,
            number: read(row, "number")?,
            summary: read(row, "summary")?,
            category: read(row, "category")?,
            window: (read(row, "window_from_at")?, read(row, "window_to_at")?),
        };
        orders.insert(read(row, "id")?, order);
    }
    Ok(orders)
}

async fn names(view: &View, people: Vec<UserId>) -> Result<BTreeMap<UserId, String>> {
    let sql = Sql::new("SELECT id, name FROM technician WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let rows = view.all(sql.within("id", people)).await?;
    rows.iter().map(|row| Ok((read(row, "id")?, read(row, "name")?))).collect()
}
