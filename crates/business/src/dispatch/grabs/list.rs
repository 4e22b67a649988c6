//! The pool as a technician sees it: visits that they fit, without name and phone of the customer.

use kernel::{Moment, Page, Result};
use platform::db::{Row, Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::GrabStatus;
use crate::customers::masks::{self, Sight};
use crate::lowcode::pack::Urgency;
use crate::nouns::{GrabId, VisitId};
use crate::orders::visits::VisitStatus;

/// So many are shown at once.
const SHOWN_MAX: i64 = 50;

/// A visit that may be taken.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GrabRow {
    pub id: GrabId,
    pub visit_id: VisitId,
    pub order_number: String,
    pub r#type: String,
    pub category: String,
    pub fault: Option<String>,
    pub region: String,
    /// Shortened, as on every list.
    pub address: Option<String>,
    pub urgency: Urgency,
    pub minutes: i64,
    pub crew_size: i64,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    /// When the caller would begin, as their day was when it was put in.
    pub begins_at: Moment,
    pub travel_minutes: i64,
    pub expires_at: Moment,
}

/// `GET /grabs`
///
/// # Errors
/// Those of the database.
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<GrabRow>> {
    let sql = Sql::new(
        "SELECT g.id, g.visit_id, g.expires_at, c.begins_at, c.travel_minutes, o.number, o.type, o.category, o.fault, o.region,
           o.urgency, s.address, v.minutes, v.crew_size, v.window_from_at, v.window_to_at
         FROM grab_candidate c
         JOIN grab g ON g.tenant_id = c.tenant_id AND g.id = c.grab_id
         JOIN visit v ON v.tenant_id = g.tenant_id AND v.id = g.visit_id
         JOIN work_order o ON o.tenant_id = g.tenant_id AND o.id = g.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         WHERE c.tenant_id = ? AND c.technician_id = ? AND g.status = ? AND g.expires_at >= ? AND v.status = ?
         ORDER BY g.expires_at, g.id LIMIT ?",
    );
    let sql = sql
        .bind(view.actor().tenant)
        .bind(view.actor().user)
        .bind(GrabStatus::Open)
        .bind(view.now())
        .bind(VisitStatus::Planned)
        .bind(SHOWN_MAX);
    Ok(Page { items: view.all(sql).await?.iter().map(row).collect::<Result<_>>()?, next: None })
}

fn row(row: &Row) -> Result<GrabRow> {
    let address: Option<String> = read(row, "address")?;
    Ok(GrabRow {
        id: read(row, "id")?,
        visit_id: read(row, "visit_id")?,
        order_number: read(row, "number")?,
        r#type: read(row, "type")?,
        category: read(row, "category")?,
        fault: read(row, "fault")?,
        region: read(row, "region")?,
        address: address.map(|line| masks::address(&line, Sight::Masked)),
        urgency: read(row, "urgency")?,
        minutes: read(row, "minutes")?,
        crew_size: read(row, "crew_size")?,
        window_from_at: read(row, "window_from_at")?,
        window_to_at: read(row, "window_to_at")?,
        begins_at: read(row, "begins_at")?,
        travel_minutes: read(row, "travel_minutes")?,
        expires_at: read(row, "expires_at")?,
    })
}
