//! Heat: where the orders come from, district by district, and where they stand late.

use std::collections::HashMap;

use kernel::Result;
use platform::db::{Sql, View, read_at};
use schemars::JsonSchema;
use serde::Serialize;

use super::cockpit::{CockpitAsked, Period, open_phases};
use super::scope::{counted, rate_bp, within};

/// So many districts are told of, those with the most orders.
const DISTRICTS_MAX: usize = 200;

/// The districts in which something was opened in the period or stands open, most opened first.
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
    /// Of the opened ones that were finished and had a due: in time.
    pub on_time_bp: Option<i64>,
}

/// `GET /insight/regions`
pub(super) async fn regions(view: &View, (): (), asked: CockpitAsked) -> Result<Heat> {
    let view = &within(view, asked.unit_id).await?;
    let period = Period::of(view, asked)?;
    let mut found: HashMap<String, DistrictHeat> = HashMap::new();
    for row in view.all(opened(view, period)).await? {
        let region: String = read_at(&row, 0)?;
        let of = entry(&mut found, region);
        of.opened = read_at(&row, 1)?;
        of.on_time_bp = rate_bp(read_at(&row, 3)?, read_at(&row, 2)?);
    }
    let open = Sql::new(
        "SELECT o.region, COUNT(*), COUNT(CASE WHEN o.next_due_at < ? THEN 1 END) FROM work_order o WHERE o.tenant_id = ? AND",
    )
    .bind(view.now())
    .bind(view.actor().tenant)
    .within("o.phase", open_phases());
    for row in view.all(counted(open, view, "o").push(" GROUP BY o.region")).await? {
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

/// What was opened in the period, by district, from the index over what was opened when.
fn opened(view: &View, period: Period) -> Sql {
    let sql = Sql::new(
        "SELECT o.region, COUNT(*), COUNT(CASE WHEN o.finished_at IS NOT NULL THEN o.finish_due_at END),
           COUNT(CASE WHEN o.finished_at <= o.finish_due_at THEN 1 END)
         FROM work_order o WHERE o.tenant_id = ? AND o.opened_at >= ? AND o.opened_at < ?",
    )
    .bind(view.actor().tenant)
    .bind(period.since)
    .bind(period.until);
    counted(sql, view, "o").push(" GROUP BY o.region")
}
