//! Lists of visits: mine, a day's, a unit's; a page at a time, with what a list has to show of their orders.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Page, Point, Result, Scope};
use platform::db::{self, Record, Sql, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{CrewMember, Offer, OfferAnswer, Visit, VisitId, VisitStatus};
use super::shown::{self, VisitShown};
use crate::customers::{Sight, Site, masks};
use crate::identity::may;
use crate::lowcode::pack::Urgency;
use crate::nouns::{OrderId, SiteId};
use crate::orders::record::{OrderPhase, WorkOrder};
use crate::orders::visible_sql;

/// Which visits.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFilter {
    /// Only those of the caller: on the crew, or asked. A technician sees no others in any case.
    pub mine: Option<bool>,
    pub technician_id: Option<UserId>,
    /// Planned for this day in the company's zone, in the order of their times; without a day the newest come first.
    pub day: Option<Day>,
    pub unit_id: Option<UnitId>,
    pub order_id: Option<OrderId>,
    pub status: Option<VisitStatus>,
    /// Only those that are not over.
    pub open: Option<bool>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// A visit on a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitRow {
    pub visit: VisitShown,
    pub order: OrderBrief,
}

/// What a list of visits shows of the order. Phone and address are clear for the crew only.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderBrief {
    pub id: OrderId,
    pub number: String,
    pub r#type: String,
    pub phase: OrderPhase,
    pub summary: String,
    pub category: String,
    pub fault: Option<String>,
    pub urgency: Urgency,
    pub region: String,
    pub contact_name: String,
    pub contact_phone: Option<String>,
    pub address: Option<String>,
    /// For the map and the way there; absent for roles that may not reveal addresses.
    pub place: Option<Point>,
    pub next_due_at: Option<Moment>,
    pub warranty: Option<crate::nouns::Verdict>,
}

/// `GET /visits`
///
/// # Errors
/// `Invalid` at `cursor`.
pub async fn list(view: &View, _: (), filter: VisitFilter) -> Result<Page<VisitRow>> {
    let limit = kernel::page::limit_of(filter.limit);
    let by_day = filter.day.is_some();
    let visits: Vec<Visit> = db::select(view, list_sql(view, &filter, limit)?).await?;
    let page = Page::of(visits, limit, |visit| match visit.planned_from_at.filter(|_| by_day) {
        Some(from) => format!("{}_{}", from.ms(), visit.id),
        None => visit.id.to_string(),
    });
    Ok(Page { items: rows(view, &page.items).await?, next: page.next })
}

fn list_sql(view: &View, filter: &VisitFilter, limit: i64) -> Result<Sql> {
    let actor = view.actor();
    let sees_own_only = actor.scope == Scope::Own && actor.may(may::VISITS_WORK);
    let mine = (filter.mine == Some(true) || sees_own_only).then_some(actor.user);
    let mut sql = Sql::new(
        "SELECT v.* FROM visit v JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id WHERE v.tenant_id = ?",
    )
    .bind(actor.tenant)
    .and(" AND v.order_id = ?", filter.order_id)
    .and(" AND v.unit_id = ?", filter.unit_id)
    .and(" AND v.status = ?", filter.status);
    if filter.open == Some(true) {
        sql = sql.push(" AND v.status NOT IN (?, ?)").bind(VisitStatus::Done).bind(VisitStatus::Cancelled);
    }
    for who in mine.into_iter().chain(filter.technician_id) {
        sql = sql
            .push(
                " AND v.id IN (SELECT m.visit_id FROM crew_member m WHERE m.tenant_id = ? AND m.technician_id = ? AND m.released_at IS NULL
                   UNION SELECT f.visit_id FROM offer f WHERE f.tenant_id = ? AND f.technician_id = ? AND f.answer = ?)",
            )
            .bind(actor.tenant)
            .bind(who)
            .bind(actor.tenant)
            .bind(who)
            .bind(OfferAnswer::Waiting);
    }
    if mine.is_none() {
        sql = visible_sql(sql, view, "o");
    }
    let bad_cursor = || Error::invalid("cursor", "field.not_a_cursor");
    let Some(day) = filter.day else {
        let after: Option<VisitId> = filter.cursor.as_deref().map(str::parse).transpose().map_err(|_| bad_cursor())?;
        return Ok(sql.and(" AND v.id < ?", after).push(" ORDER BY v.id DESC LIMIT ?").bind(limit + 1));
    };
    let (from, to) = (actor.zone.start_of(day), actor.zone.start_of(day.plus_days(1)));
    sql = sql.push(" AND v.planned_from_at >= ? AND v.planned_from_at < ?").bind(from).bind(to);
    if let Some(cursor) = &filter.cursor {
        let (ms, id) = cursor.split_once('_').ok_or_else(bad_cursor)?;
        let (ms, id): (i64, VisitId) = (ms.parse().map_err(|_| bad_cursor())?, id.parse().map_err(|_| bad_cursor())?);
        sql =
            sql.push(" AND (v.planned_from_at > ? OR (v.planned_from_at = ? AND v.id > ?))").bind(ms).bind(ms).bind(id);
    }
    Ok(sql.push(" ORDER BY v.planned_from_at, v.id LIMIT ?").bind(limit + 1))
}

/// Visits with crew, offer, names and order, in a fixed number of statements.
///
/// # Errors
/// Those of the database.
pub async fn rows(view: &View, visits: &[Visit]) -> Result<Vec<VisitRow>> {
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.id).collect();
    let crews = crews(view, &ids).await?;
    let offers = open_offers(view, &ids).await?;
    let orders: Vec<WorkOrder> = all_of(view, visits.iter().map(|visit| visit.order_id).collect()).await?;
    let sites: Vec<Site> = all_of(view, orders.iter().filter_map(|order| order.site_id).collect()).await?;
    let sites: BTreeMap<SiteId, Site> = sites.into_iter().map(|site| (site.id, site)).collect();
    let orders: BTreeMap<OrderId, WorkOrder> = orders.into_iter().map(|order| (order.id, order)).collect();
    let people = crews.values().flatten().map(|member| member.technician_id);
    let names = shown::names(view, people.chain(offers.values().map(|offer| offer.technician_id))).await?;
    let row = |visit: &Visit| {
        let order = orders.get(&visit.order_id)?;
        let crew = crews.get(&visit.id).map(Vec::as_slice).unwrap_or_default();
        let is_on_crew = crew.iter().any(|member| member.technician_id == view.actor().user);
        let site = order.site_id.and_then(|site| sites.get(&site));
        Some(VisitRow {
            visit: shown::shown(visit, &order.number, crew, offers.get(&visit.id), &names),
            order: brief(view, order, site, Sight::for_crew(is_on_crew)),
        })
    };
    Ok(visits.iter().filter_map(row).collect())
}

/// What is shown of an order beside its visit.
pub(super) fn brief(view: &View, order: &WorkOrder, site: Option<&Site>, sight: Sight) -> OrderBrief {
    let may_reveal = sight == Sight::Clear || view.actor().may(may::CUSTOMERS_REVEAL);
    OrderBrief {
        id: order.id,
        number: order.number.clone(),
        r#type: order.r#type.clone(),
        phase: order.phase,
        summary: order.summary.clone(),
        category: order.category.clone(),
        fault: order.fault.clone(),
        urgency: order.urgency,
        region: order.region.clone(),
        contact_name: order.contact_name.clone(),
        contact_phone: order.contact_phone.as_ref().map(|held| masks::phone(held, sight)),
        address: site.map(|site| masks::address(&site.address, sight)),
        place: site.and_then(|site| site.place).filter(|_| may_reveal),
        next_due_at: order.next_due_at,
        warranty: order.warranty,
    }
}

async fn crews(view: &View, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Vec<CrewMember>>> {
    let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND released_at IS NULL AND ");
    let sql = sql.bind(view.actor().tenant).within("visit_id", visits.iter().copied());
    let members: Vec<CrewMember> = db::select(view, sql.push(" ORDER BY created_at, id")).await?;
    let mut by_visit: BTreeMap<VisitId, Vec<CrewMember>> = BTreeMap::new();
    for member in members {
        by_visit.entry(member.visit_id).or_default().push(member);
    }
    by_visit.values_mut().for_each(|crew| crew.sort_by_key(|member| member.role));
    Ok(by_visit)
}

async fn open_offers(view: &View, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Offer>> {
    let sql = Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND answer = ? AND ");
    let sql = sql.bind(view.actor().tenant).bind(OfferAnswer::Waiting).within("visit_id", visits.iter().copied());
    let offers: Vec<Offer> = db::select(view, sql).await?;
    Ok(offers.into_iter().map(|offer| (offer.visit_id, offer)).collect())
}

/// All records with these ids, in one look-up.
async fn all_of<R: Record>(view: &View, ids: BTreeSet<R::Id>) -> Result<Vec<R>> {
    let sql = Sql::new(&format!("SELECT * FROM {} WHERE tenant_id = ? AND ", R::TABLE));
    db::select(view, sql.bind(view.actor().tenant).within("id", ids)).await
}
