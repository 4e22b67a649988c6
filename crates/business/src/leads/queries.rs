//! Leads as a list, whoever is to be asked first on top, and one on a page.

use std::collections::{BTreeMap, BTreeSet};

use kernel::code;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Moment, Money, Page, Phone, Result, Scope, page};
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known::{Known, known};
use super::quote;
use super::record::{
    FollowUp, FollowUpId, FollowUpKind, FollowUpResult, Lead, LeadId, LeadSource, LeadStatus, LostReason, Quote,
    QuoteId, QuoteLine, QuotePromise, QuoteStatus,
};
use super::reply::{self, ReplyShown};
use crate::catalogue::rules::beginning;
use crate::catalogue::{Product, ProductStatus};
use crate::customers::masks::{self, Sight};
use crate::identity::users;
use crate::nouns::{CustomerId, ProductId, SaleId};

code! {
    /// Which of the leads a list shows.
    pub enum LeadState as "lead_state" {
        /// To be asked today, or before.
        Due = "due",
        Open = "open",
        /// A discount waits for a manager.
        Waiting = "waiting",
        Won = "won",
        Lost = "lost",
    }
}

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadFilter {
    /// Open ones where absent.
    pub state: Option<LeadState>,
    pub status: Option<LeadStatus>,
    pub guide_id: Option<UserId>,
    pub unit_id: Option<UnitId>,
    pub customer_id: Option<CustomerId>,
    /// A whole phone, or the beginning of a name.
    pub q: Option<String>,
    /// The cursor of the page before.
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A lead in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeadRow {
    pub id: LeadId,
    /// Empty where nobody said one.
    pub name: String,
    /// Masked; in full in a sheet for who asked for that.
    pub phone: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub guide_id: UserId,
    pub guide_name: String,
    pub unit_id: Option<UnitId>,
    pub status: LeadStatus,
    pub source: LeadSource,
    pub categories: Vec<String>,
    /// With their names as they are now.
    pub products: Vec<LeadProduct>,
    pub budget_minor: Option<Money>,
    pub wanted_on: Option<Day>,
    pub note: String,
    pub next_on: Option<Day>,
    pub contacted_at: Option<Moment>,
    pub quoted_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub lost_reason: Option<LostReason>,
    pub lost_note: String,
    pub sale_id: Option<SaleId>,
    pub created_at: Moment,
    pub version: i64,
}

/// Something that interested them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeadProduct {
    pub id: ProductId,
    pub name: String,
    pub category: String,
    pub price_minor: Option<Money>,
    /// It is sold no longer.
    pub is_retired: bool,
}

/// A lead on a page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeadShown {
    #[serde(flatten)]
    pub lead: LeadRow,
    /// Where the caller sees the household's file.
    pub customer_name: Option<String>,
    /// The newest first.
    pub follow_ups: Vec<FollowUpShown>,
    /// All versions, the newest first.
    pub quotes: Vec<QuoteShown>,
    /// Others of the store with the same number.
    pub same_phone: Vec<super::known::KnownLead>,
}

/// What was done about a lead.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FollowUpShown {
    pub id: FollowUpId,
    pub kind: FollowUpKind,
    pub result: Option<FollowUpResult>,
    pub words: String,
    pub next_on: Option<Day>,
    pub done_by: UserId,
    pub done_by_name: String,
    pub done_at: Moment,
}

/// A version of what was offered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuoteShown {
    pub id: QuoteId,
    pub number: String,
    pub edition: i64,
    pub status: QuoteStatus,
    /// Its last day is over: it can be renewed, not accepted.
    pub is_expired: bool,
    pub lines: Vec<QuoteLine>,
    pub promises: Vec<QuotePromise>,
    pub list_minor: Money,
    pub total_minor: Money,
    /// In ten-thousandths of the catalogue's sum.
    pub discount_bp: i64,
    pub valid_until: Day,
    pub note: String,
    pub drawn_by_name: String,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<Moment>,
    pub decision_note: String,
    pub accepted_at: Option<Moment>,
    pub sale_id: Option<SaleId>,
    /// What the customer last said to it by a link.
    pub reply: Option<ReplyShown>,
    pub created_at: Moment,
    pub version: i64,
}

/// The lead, if this actor may see it: of one's units, one's own as a guide, or all.
///
/// # Errors
/// `NotFound("lead")`, also for what exists and is not theirs to see.
pub(super) async fn get_visible(view: &View, id: LeadId) -> Result<Lead> {
    let sql = Sql::new("SELECT l.* FROM lead l WHERE l.tenant_id = ? AND l.id = ?").bind(view.actor().tenant).bind(id);
    db::select_one(view, visible_sql(sql, view)).await?.ok_or(Error::NotFound("lead"))
}

pub(super) fn visible_sql(sql: Sql, view: &View) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql
            .push(" AND (l.guide_id = ? OR ")
            .bind(view.actor().user)
            .within("l.unit_id", units.iter().copied())
            .push(")"),
        Scope::Own => sql.push(" AND l.guide_id = ?").bind(view.actor().user),
    }
}

/// Nobody is to be asked on this day.
const NEVER: &str = "9999-12-31";

/// `GET /leads`: open ones by the day of their next contact, those without one last; closed ones by when they were closed, newest first.
pub(super) async fn list(view: &View, _: (), filter: LeadFilter) -> Result<Page<LeadRow>> {
    list_at(view, filter, Sight::Masked).await
}

/// The list with phones at this sight.
pub(super) async fn list_at(view: &View, filter: LeadFilter, sight: Sight) -> Result<Page<LeadRow>> {
    let limit = page::limit_of(filter.limit);
    let state = filter.state.unwrap_or(LeadState::Open);
    let sql = Sql::new("SELECT l.* FROM lead l WHERE l.tenant_id = ?").bind(view.actor().tenant);
    let sql = match state {
        LeadState::Due => sql.push(" AND l.next_on <= ?").bind(view.actor().today()),
        LeadState::Open => sql.push(" AND l.closed_at IS NULL"),
        LeadState::Waiting => sql
            .push(" AND l.id IN (SELECT w.lead_id FROM quote w WHERE w.tenant_id = ? AND w.status = ?)")
            .bind(view.actor().tenant)
            .bind(QuoteStatus::Waiting),
        LeadState::Won => sql.push(" AND l.status = ?").bind(LeadStatus::Won),
        LeadState::Lost => sql.push(" AND l.status = ?").bind(LeadStatus::Lost),
    };
    let sql = sql
        .and(" AND l.status = ?", filter.status)
        .and(" AND l.guide_id = ?", filter.guide_id)
        .and(" AND l.unit_id = ?", filter.unit_id)
        .and(" AND l.customer_id = ?", filter.customer_id);
    let sql = match filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) => match Phone::parse(q) {
            Ok(phone) => sql.push(" AND l.phone = ?").bind(phone),
            Err(_) => sql.push(" AND l.name LIKE ? ESCAPE '\\'").bind(beginning(q)),
        },
        None => sql,
    };
    let is_closed = matches!(state, LeadState::Won | LeadState::Lost);
    let sql = visible_sql(cursor(sql, filter.after.as_deref(), is_closed)?, view);
    let sql = match is_closed {
        true => sql.push(" ORDER BY l.closed_at DESC, l.id DESC LIMIT ?").bind(limit + 1),
        false => sql.push(" ORDER BY COALESCE(l.next_on, ?), l.id LIMIT ?").bind(NEVER.to_owned()).bind(limit + 1),
    };
    let leads: Vec<Lead> = db::select(view, sql).await?;
    let page = Page::of(leads, limit, |lead| match is_closed {
        true => format!("{}_{}", lead.closed_at.map_or(0, Moment::ms), lead.id),
        false => format!("{}_{}", lead.next_on.map_or_else(|| NEVER.to_owned(), |day| day.to_string()), lead.id),
    });
    let names = users::names(view, page.items.iter().map(|lead| lead.guide_id).collect()).await?;
    let products = products(view, &page.items).await?;
    Ok(page.map(|lead| row(lead, sight, &names, &products)))
}

fn cursor(sql: Sql, after: Option<&str>, is_closed: bool) -> Result<Sql> {
    let Some(after) = after else { return Ok(sql) };
    let wrong = || Error::invalid("after", "field.not_an_id");
    let (at, id) = after.split_once('_').ok_or_else(wrong)?;
    let id: LeadId = id.parse().map_err(|_| wrong())?;
    if is_closed {
        let at = Moment(at.parse().map_err(|_| wrong())?);
        return Ok(sql.push(" AND (l.closed_at, l.id) < (?, ?)").bind(at).bind(id));
    }
    let day: Day = at.parse().map_err(|_| wrong())?;
    let sql = sql.push(" AND (COALESCE(l.next_on, ?), l.id) > (?, ?)");
    Ok(sql.bind(NEVER.to_owned()).bind(day).bind(id))
}

/// `GET /leads/{id}`.
pub(super) async fn one(view: &View, id: LeadId, _: Nothing) -> Result<LeadShown> {
    let lead = get_visible(view, id).await?;
    shown(view, lead).await
}

/// A lead with everything that was done and offered.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(view: &View, lead: Lead) -> Result<LeadShown> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT * FROM lead_follow_up WHERE tenant_id = ? AND lead_id = ? ORDER BY done_at DESC, id DESC LIMIT 200",
    );
    let follow_ups: Vec<FollowUp> = db::select(view, sql.bind(tenant).bind(lead.id)).await?;
    let quotes = quote::of(view, lead.id).await?;
    let mut replies = reply::replies_of(view, lead.id).await?;
    let who = [lead.guide_id]
        .into_iter()
        .chain(follow_ups.iter().map(|each| each.done_by))
        .chain(quotes.iter().flat_map(|each| [Some(each.drawn_by), each.decided_by]).flatten());
    let names = users::names(view, who.collect()).await?;
    let customer_name = match lead.customer_id {
        Some(id) => match crate::customers::get_visible(view, id).await {
            Ok(customer) => Some(customer.name),
            Err(Error::NotFound(_)) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    let Known { leads: same_phone, .. } = match lead.closed_at {
        None => known(view, lead.phone.as_ref(), lead.unit_id, Some(lead.id)).await?,
        Some(_) => Known::default(),
    };
    let products = products(view, std::slice::from_ref(&lead)).await?;
    let today = view.actor().today();
    Ok(LeadShown {
        customer_name,
        follow_ups: follow_ups.into_iter().map(|each| follow_up_shown(each, &names)).collect(),
        quotes: quotes
            .into_iter()
            .map(|each| QuoteShown { reply: replies.remove(&each.id), ..quote_shown(each, &names, today) })
            .collect(),
        same_phone,
        lead: row(lead, Sight::Masked, &names, &products),
    })
}

fn follow_up_shown(each: FollowUp, names: &BTreeMap<UserId, String>) -> FollowUpShown {
    FollowUpShown {
        id: each.id,
        kind: each.kind,
        result: each.result,
        words: each.words,
        next_on: each.next_on,
        done_by_name: names.get(&each.done_by).cloned().unwrap_or_default(),
        done_by: each.done_by,
        done_at: each.done_at,
    }
}

fn quote_shown(quote: Quote, names: &BTreeMap<UserId, String>, today: Day) -> QuoteShown {
    QuoteShown {
        is_expired: matches!(quote.status, QuoteStatus::Open | QuoteStatus::Waiting) && quote.valid_until < today,
        drawn_by_name: names.get(&quote.drawn_by).cloned().unwrap_or_default(),
        decided_by_name: quote.decided_by.and_then(|by| names.get(&by).cloned()),
        id: quote.id,
        number: quote.number,
        edition: quote.edition,
        status: quote.status,
        lines: quote.lines.0,
        promises: quote.promises.0,
        list_minor: quote.list_minor,
        total_minor: quote.total_minor,
        discount_bp: quote.discount_bp,
        valid_until: quote.valid_until,
        note: quote.note,
        decided_at: quote.decided_at,
        decision_note: quote.decision_note,
        accepted_at: quote.accepted_at,
        sale_id: quote.sale_id,
        reply: None,
        created_at: quote.created_at,
        version: quote.version,
    }
}

async fn products(view: &View, leads: &[Lead]) -> Result<BTreeMap<ProductId, LeadProduct>> {
    let ids: BTreeSet<ProductId> = leads.iter().flat_map(|lead| lead.products.0.clone()).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let found: Vec<Product> = db::select(view, sql.within("id", ids)).await?;
    let shown = |product: Product| LeadProduct {
        id: product.id,
        name: product.name,
        category: product.category,
        price_minor: product.price_minor,
        is_retired: product.status != ProductStatus::Active,
    };
    Ok(found.into_iter().map(|product| (product.id, shown(product))).collect())
}

fn row(
    lead: Lead,
    sight: Sight,
    names: &BTreeMap<UserId, String>,
    products: &BTreeMap<ProductId, LeadProduct>,
) -> LeadRow {
    LeadRow {
        id: lead.id,
        name: lead.name,
        phone: lead.phone.as_ref().map(|phone| masks::phone(phone, sight)),
        customer_id: lead.customer_id,
        guide_name: names.get(&lead.guide_id).cloned().unwrap_or_default(),
        guide_id: lead.guide_id,
        unit_id: lead.unit_id,
        status: lead.status,
        source: lead.source,
        categories: lead.categories.0,
        products: lead.products.0.iter().filter_map(|id| products.get(id).cloned()).collect(),
        budget_minor: lead.budget_minor,
        wanted_on: lead.wanted_on,
        note: lead.note,
        next_on: lead.next_on,
        contacted_at: lead.contacted_at,
        quoted_at: lead.quoted_at,
        closed_at: lead.closed_at,
        lost_reason: lead.lost_reason,
        lost_note: lead.lost_note,
        sale_id: lead.sale_id,
        created_at: lead.created_at,
        version: lead.version,
    }
}
