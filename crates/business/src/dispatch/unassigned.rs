//! Visits that nobody goes to yet, the most urgent first: what a dispatcher works down.

use kernel::id::UnitId;
use kernel::{Day, Error, FieldError, Moment, Page, Phone, Point, Result, page};
use platform::db::{Row, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lowcode::pack::Urgency;
use crate::nouns::{OrderId, VisitId};
use crate::orders::visits::VisitStatus;
use crate::orders::{OrderPhase, visible_sql};
use crate::parts;

/// So much can be typed to search with.
const SOUGHT_MAX: usize = 60;

/// A visit that waits for somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unassigned {
    pub visit_id: VisitId,
    pub order_id: OrderId,
    pub order_number: String,
    /// Order type of the pack.
    pub r#type: String,
    pub leg: String,
    pub summary: String,
    pub category: String,
    pub region: String,
    pub place: Option<Point>,
    pub urgency: Urgency,
    pub priority: i64,
    pub unit_id: Option<UnitId>,
    pub minutes: i64,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
    pub next_due_at: Option<Moment>,
    /// The last look by rule found nobody.
    pub no_candidates: bool,
    /// The part that comes last of those it waits for, and when, as far as anybody knows.
    pub awaited_part: Option<String>,
    pub awaited_on: Option<Day>,
    /// It is in the pool of grabs until then.
    pub grab_until_at: Option<Moment>,
    pub version: i64,
}

/// What the list can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnassignedFilter {
    pub unit: Option<UnitId>,
    pub region: Option<String>,
    pub r#type: Option<String>,
    /// Only visits for which nobody was found.
    pub no_candidates: Option<bool>,
    /// The beginning of an order number or of a contact's name, a whole phone, or words of what is wrong.
    pub q: Option<String>,
    pub sort: Option<UnassignedSort>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// By what the list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnassignedSort {
    /// What is due next first, what has no due last.
    #[default]
    Due,
    /// The nearest window first, those told nothing last.
    Window,
    /// The most urgent first.
    Priority,
    /// Longest waiting first.
    Waiting,
}

impl UnassignedSort {
    /// A number by which rows rise; what is absent is beyond all others, as the engines order an absence differently.
    fn key(self) -> String {
        match self {
            Self::Due => format!("COALESCE(o.next_due_at, {})", i64::MAX),
            Self::Window => format!("COALESCE(v.window_from_at, {})", i64::MAX),
            Self::Priority => "(0 - o.priority)".to_owned(),
            Self::Waiting => "v.created_at".to_owned(),
        }
    }
}

/// Lists planned visits of running orders, by due time unless told.
///
/// # Errors
/// `Invalid` for a cursor that is none.
pub(super) async fn list(view: &View, _: (), filter: UnassignedFilter) -> Result<Page<Unassigned>> {
    let limit = page::limit_of(filter.limit);
    let sort = filter.sort.unwrap_or_default().key();
    let sql = Sql::new(&format!(
        "SELECT v.id, v.order_id, o.number, o.type, v.leg, o.summary, o.category, o.region, s.place, o.urgency, o.priority,
                COALESCE(v.unit_id, o.unit_id) AS unit_id, v.minutes, v.window_from_at, v.window_to_at, o.next_due_at,
                v.no_candidates, v.version, g.expires_at AS grab_until_at, {sort} AS sort_key
         FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         LEFT JOIN site s ON s.tenant_id = o.tenant_id AND s.id = o.site_id
         LEFT JOIN grab g ON g.tenant_id = v.tenant_id AND g.visit_id = v.id AND g.status = 'open'
         WHERE v.tenant_id = ? AND v.status = ? AND "
    ))
    .bind(view.actor().tenant)
    .bind(VisitStatus::Planned)
    .within("o.phase", [OrderPhase::ToDispatch, OrderPhase::Dispatched, OrderPhase::Accepted, OrderPhase::Serving])
    .and(" AND COALESCE(v.unit_id, o.unit_id) = ?", filter.unit)
    .and(" AND o.region = ?", filter.region)
    .and(" AND o.type = ?", filter.r#type)
    .and(" AND v.no_candidates = ?", filter.no_candidates);
    let mut sql = visible_sql(sought(sql, filter.q.as_deref())?, view, "o");
    if let Some((at, id)) = filter.after.as_deref().map(cursor).transpose()? {
        sql = sql.push(&format!(" AND ({sort} > ? OR ({sort} = ? AND v.id > ?))")).bind(at).bind(at).bind(id);
    }
    let rows = view.all(sql.push(" ORDER BY sort_key, v.id LIMIT ?").bind(limit + 1)).await?;
    let keyed = |row: &Row| Ok((read::<i64>(row, "sort_key")?, unassigned(row)?));
    let mut rows = rows.iter().map(keyed).collect::<Result<Vec<(i64, Unassigned)>>>()?;
    let mut awaited = parts::awaited_of(view, rows.iter().map(|(_, each)| each.visit_id).collect()).await?;
    for (_, each) in &mut rows {
        // those without a day stand last
        if let Some(part) = awaited.remove(&each.visit_id).and_then(|mut parts| parts.pop()) {
            (each.awaited_part, each.awaited_on) = (Some(part.code.unwrap_or(part.name)), part.expected_on);
        }
    }
    Ok(Page::of(rows, limit, |(key, each)| format!("{key}/{}", each.visit_id)).map(|(_, each)| each))
}

/// Narrows to what was typed. Planned visits are few beside all orders: they are looked through.
fn sought(sql: Sql, typed: Option<&str>) -> Result<Sql> {
    let typed = typed.map(str::trim).unwrap_or_default();
    if typed.chars().count() > SOUGHT_MAX {
        return Err(Error::Invalid(vec![FieldError::new("q", "field.too_long").with("max", SOUGHT_MAX)]));
    }
    if typed.is_empty() {
        return Ok(sql);
    }
    let plain = typed.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let sql = sql
        .push(" AND (LOWER(o.number) LIKE ? ESCAPE '\\' OR LOWER(o.contact_name) LIKE ? ESCAPE '\\' OR LOWER(o.summary) LIKE ? ESCAPE '\\'")
        .bind(format!("{plain}%"))
        .bind(format!("{plain}%"))
        .bind(format!("%{plain}%"));
    Ok(sql.and(" OR o.contact_phone = ?", Phone::parse(typed).ok()).push(")"))
}

fn cursor(after: &str) -> Result<(i64, VisitId)> {
    let parts = after.split_once('/').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| Error::invalid("after", "field.not_a_cursor"))
}

fn unassigned(row: &Row) -> Result<Unassigned> {
    Ok(Unassigned {
        visit_id: read(row, "id")?,
        order_id: read(row, "order_id")?,
        order_number: read(row, "number")?,
        r#type: read(row, "type")?,
        leg: read(row, "leg")?,
        summary: read(row, "summary")?,
        category: read(row, "category")?,
        region: read(row, "region")?,
        place: read(row, "place")?,
        urgency: read(row, "urgency")?,
        priority: read(row, "priority")?,
        unit_id: read(row, "unit_id")?,
        minutes: read(row, "minutes")?,
        window_from_at: read(row, "window_from_at")?,
        window_to_at: read(row, "window_to_at")?,
        next_due_at: read(row, "next_due_at")?,
        no_candidates: read(row, "no_candidates")?,
        awaited_part: None,
        awaited_on: None,
        grab_until_at: read(row, "grab_until_at")?,
        version: read(row, "version")?,
    })
}
