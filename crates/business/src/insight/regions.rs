//! Heat: where the orders come from, district by district, and where they stand late.

use std::collections::HashMap;

use kernel::Result;
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::cockpit::{CockpitAsked, Period, open_phases};
use super::scope::{counted, rate_bp, within};
use crate::orders::OrderPhase;

/// So many districts are told of, those with the most orders.
const DISTRICTS_MAX: usize = 200;

/// The districts in which something was opened or finished in the period or stands open, most opened first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Heat {
    pub districts: Vec<DistrictHeat>,
    /// There are more than are shown.
    pub more: bool,
}

/// One district.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DistrictHeat {
    /// Its code (GB/T 2260), or nothing where the order names none.
    pub region: String,
    /// Opened in the period.
    pub opened: i64,
    /// Neither closed nor cancelled, whenever opened, as it stands now.
    pub open: i64,
    /// Open orders past their nearest due, as it stands now.
    pub late: i64,
    /// Of those finished in the period that had a due: in time, as the cockpit counts it.
    pub on_time_bp: Option<i64>,
}

/// `GET /insight/regions`
pub(super) async fn regions(view: &View, (): (), asked: CockpitAsked) -> Result<Heat> {
    let view = &within(view, asked.unit_id).await?;
    let period = Period::of(view, asked)?;
    let mut found: HashMap<String, DistrictHeat> = HashMap::new();
    for row in view.all(opened(view, period)).await? {
        let opened = read_at(&row, 1)?;
        if opened > 0 {
            entry(&mut found, read_at(&row, 0)?).opened = opened;
        }
    }
    for row in view.all(finished(view, period)).await? {
        entry(&mut found, read_at(&row, 0)?).on_time_bp = rate_bp(read_at(&row, 2)?, read_at(&row, 1)?);
    }
    // phase by phase, and grouped by an expression, so that the few open ones are looked up and not all orders read district by district
    let phases: Vec<OrderPhase> = open_phases().collect();
    let listed = vec!["(CAST(? AS TEXT))"; phases.len()].join(",");
    let open = phases
        .iter()
        .fold(Sql::new(&format!("WITH stands (phase) AS (VALUES {listed})")), |sql, phase| sql.bind(*phase));
    let open = open
        .push(
            " SELECT MIN(o.region), COUNT(*), COUNT(CASE WHEN o.next_due_at < ? THEN 1 END)
              FROM stands CROSS JOIN work_order o WHERE o.tenant_id = ? AND o.phase = stands.phase",
        )
        .bind(view.now())
        .bind(view.actor().tenant);
    for row in view.all(counted(open, view, "o").push(" GROUP BY o.region || ''")).await? {
        let region: String = read_at(&row, 0)?;
        let of = entry(&mut found, region);
        (of.open, of.late) = (read_at(&row, 1)?, read_at(&row, 2)?);
    }
    let mut districts: Vec<DistrictHeat> = found.into_values().collect();
    districts.sort_by(|a, b| (b.opened, b.open, &a.region).cmp(&(a.opened, a.open, &b.region)));
    let more = districts.len() > DISTRICTS_MAX;
    districts.truncate(DISTRICTS_MAX);
    Ok(Heat { districts, more })
}

fn entry(found: &mut HashMap<String, DistrictHeat>, region: String) -> &mut DistrictHeat {
    found.entry(region.clone()).or_insert_with(|| DistrictHeat {
        region,
        opened: 0,
        open: 0,
        late: 0,
        on_time_bp: None,
    })
}

/// What was opened in the period, district by district: each district there is, is one step along the index by district, and each count one
/// range of it, so that no order is read where all of the company count.
fn opened(view: &View, period: Period) -> Sql {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "WITH RECURSIVE district(region) AS (
           SELECT MIN(first.region) FROM work_order first WHERE first.tenant_id = ?
           UNION ALL
           SELECT (SELECT MIN(next.region) FROM work_order next WHERE next.tenant_id = ? AND next.region > district.region)
           FROM district WHERE district.region IS NOT NULL)
         SELECT district.region,
           (SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.region = district.region AND o.opened_at >= ? AND o.opened_at < ?",
    )
    .bind(tenant)
    .bind(tenant)
    .bind(tenant)
    .bind(period.since)
    .bind(period.until);
    counted(sql, view, "o").push(") FROM district WHERE district.region IS NOT NULL")
}

/// What was finished in the period, by district: how many had a due, and how many of these were in time.
fn finished(view: &View, period: Period) -> Sql {
    let sql = Sql::new(
        "SELECT o.region, COUNT(o.finish_due_at), COUNT(CASE WHEN o.finished_at <= o.finish_due_at THEN 1 END)
         FROM work_order o WHERE o.tenant_id = ? AND o.finished_at >= ? AND o.finished_at < ?",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    counted(sql, view, "o").push(" GROUP BY o.region")
}
