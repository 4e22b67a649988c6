//! Telling: reads the log on from where it was, and writes down who is told what, and by which channel. Run twice, nobody is told twice.

use std::collections::BTreeMap;

use kernel::{Id, Json, Moment, Result, Zone};
use platform::db::{self, Db, Logged, Sql, Tx, after_seq, settled_seq};

use super::record::{CompanyChannel, Notice, NoticeAudience, NoticeCode, NoticeId, NoticeStatus, NoticeText};
use super::rules::{self, Reached};
use super::{addresses, channels, texts};
use crate::identity::links::{self, NewLink};
use crate::identity::{self, AppUser, Company};
use crate::lowcode;
use crate::nouns::{OrderId, VisitId};
use crate::orders::WorkOrder;
use crate::orders::visits::{CrewRole, OfferAnswer, Visit};

/// Events read at once.
const BATCH: i64 = 500;
/// The one reader of the log that this is.
const READER: &str = "notices";
/// A link in a notice is good for so long.
const LINK_DAYS: i64 = 60;

/// Tells of what has happened since. A company that is met for the first time is told of what comes, not of its past.
///
/// # Errors
/// Those of the database.
pub async fn tell(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = identity::system_actor(company, "notices", now);
    // asked outside a transaction: mostly there is nothing
    let view = db.read(actor.clone());
    let settled = settled_seq(&view).await?;
    let cursor = Sql::new("SELECT seq FROM notice_cursor WHERE tenant_id = ? AND id = ?");
    let cursor: Option<i64> = view.column(cursor.bind(company.id).bind(READER.to_owned())).await?.pop();
    if cursor.is_some_and(|seq| seq >= settled) {
        return Ok(());
    }
    let tx = db.begin(actor).await?;
    let last = match cursor {
        Some(seq) => told_from(&tx, company, seq).await?,
        None => settled,
    };
    let sql = Sql::new(
        "INSERT INTO notice_cursor (tenant_id, id, seq) VALUES (?, ?, ?) ON CONFLICT (tenant_id, id) DO UPDATE SET seq = excluded.seq",
    );
    tx.run(sql.bind(company.id).bind(READER.to_owned()).bind(last)).await?;
    tx.commit().await
}

/// The number of the last event that was looked at.
async fn told_from(tx: &Tx, company: &Company, cursor: i64) -> Result<i64> {
    let events = after_seq(tx, cursor, BATCH).await?;
    let Some(last) = events.last().map(|event| event.seq) else { return settled_seq(tx).await };
    let occasions: Vec<(NoticeCode, &Logged)> =
        events.iter().flat_map(|event| NoticeCode::all_of(event).map(move |code| (code, event))).collect();
    if occasions.is_empty() {
        return Ok(last);
    }
    let (own, channels) = (texts::own(tx).await?, channels::on(tx).await?);
    for (code, event) in occasions {
        let text = own.get(&code);
        let is_for_nobody = code.audience() == NoticeAudience::Office && !channels.iter().any(rules::is_for_office);
        if !is_for_nobody && text.is_none_or(|text| text.is_on) {
            one(tx, Telling { company, code, event, text, channels: &channels }).await?;
        }
    }
    Ok(last)
}

/// One occasion of one event, with what the company says of it.
struct Telling<'t> {
    company: &'t Company,
    code: NoticeCode,
    event: &'t Logged,
    text: Option<&'t NoticeText>,
    channels: &'t [CompanyChannel],
}

async fn one(tx: &Tx, Telling { company, code, event, text, channels }: Telling<'_>) -> Result<()> {
    let Some(order) = subject::<OrderId>(event) else { return Ok(()) };
    let Some(order) = db::find::<WorkOrder>(tx, order).await? else { return Ok(()) };
    let visit = match subject::<VisitId>(event) {
        Some(visit) => db::find::<Visit>(tx, visit).await?,
        None => None,
    };
    let technician = match &visit {
        Some(visit) => technician_of(tx, visit, code).await?,
        None => None,
    };
    let (to_name, to_phone) = match code.audience() {
        NoticeAudience::Customer => (order.contact_name.clone(), order.contact_phone.clone()),
        NoticeAudience::Technician => match &technician {
            Some(user) => (user.name.clone(), user.phone.clone()),
            None => return Ok(()),
        },
        NoticeAudience::Office => (String::new(), None),
    };
    let known = match (code.audience(), order.customer_id) {
        (NoticeAudience::Customer, Some(customer)) => addresses::of_customer(tx, customer).await?,
        _ => BTreeMap::new(),
    };
    let reached = Reached { phone: to_phone.is_some(), known: &known };
    let ways = rules::ways(code, &reached, channels);
    let is_reached = to_phone.is_some() || ways.iter().any(|way| way.status == NoticeStatus::Waiting);
    let link = match (is_reached, code.has_link()) {
        (true, true) => {
            Some(links::make(tx, NewLink::to_order(order.id, order.customer_id, tx.now(), LINK_DAYS)).await?.path())
        }
        _ => None,
    };
    let words = text.map_or_else(|| texts::default_words(code), |text| text.words.clone());
    let naming = Naming { company, order: &order, visit: visit.as_ref(), technician: technician.as_ref() };
    let said = naming.said(tx).await?;
    let words = rules::fill(&words, &said);
    let notices = ways.into_iter().map(|way| Notice {
        id: NoticeId::new(),
        code,
        seq: event.seq,
        order_id: order.id,
        visit_id: visit.as_ref().map(|visit| visit.id),
        customer_id: order.customer_id,
        user_id: technician.as_ref().filter(|_| code.audience() == NoticeAudience::Technician).map(|user| user.id),
        words: words.clone(),
        to_name: to_name.clone(),
        to_phone: to_phone.clone(),
        link: link.clone(),
        status: way.status,
        created_at: tx.now(),
        channel: way.channel,
        said: Json(said.clone()),
        tried_count: 0,
        due_at: (way.status == NoticeStatus::Waiting).then(|| tx.now()),
        vendor_id: None,
        failure: way.failure.map(str::to_owned),
        failure_told: None,
        settled_at: None,
        version: 1,
    });
    db::insert_all(tx, notices.collect()).await.map(|_| ())
}

fn subject<I: Id + std::str::FromStr>(event: &Logged) -> Option<I> {
    event.subjects.iter().find(|subject| subject.kind == I::NOUN).and_then(|subject| subject.id.parse().ok())
}

/// Who leads the visit, or who is asked to.
async fn technician_of(tx: &Tx, visit: &Visit, code: NoticeCode) -> Result<Option<AppUser>> {
    let tenant = tx.actor().tenant;
    let sql = if code == NoticeCode::VisitOffered {
        let asked = "SELECT u.* FROM offer f JOIN app_user u ON u.tenant_id = f.tenant_id AND u.id = f.technician_id
                     WHERE f.tenant_id = ? AND f.visit_id = ? AND f.answer = ? LIMIT 1";
        Sql::new(asked).bind(tenant).bind(visit.id).bind(OfferAnswer::Waiting)
    } else {
        let leads =
            "SELECT u.* FROM crew_member c JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.technician_id
                     WHERE c.tenant_id = ? AND c.visit_id = ? AND c.role = ? AND c.released_at IS NULL LIMIT 1";
        Sql::new(leads).bind(tenant).bind(visit.id).bind(CrewRole::Lead)
    };
    db::select_one(tx, sql).await
}

/// What a text can name.
struct Naming<'s> {
    company: &'s Company,
    order: &'s WorkOrder,
    visit: Option<&'s Visit>,
    technician: Option<&'s AppUser>,
}

impl Naming<'_> {
    /// What each name stands for.
    async fn said(&self, tx: &Tx) -> Result<BTreeMap<String, String>> {
        let of_type = match lowcode::order_type(tx, &self.order.r#type, Some(self.order.type_version)).await {
            Ok(found) => found.name.zh.clone(),
            Err(kernel::Error::NotFound(_)) => self.order.r#type.clone(),
            Err(error) => return Err(error),
        };
        let visit = self.visit;
        let span = visit.and_then(|visit| visit.window_from_at.zip(visit.window_to_at));
        let span = span.or(visit.and_then(|visit| visit.planned_from_at.zip(visit.planned_to_at)));
        let window = span.map_or_else(|| "稍后确认".to_owned(), |(from, to)| told(self.company.zone, from, to));
        let named = [
            ("company", self.company.name.clone()),
            ("number", self.order.number.clone()),
            ("type", of_type),
            ("customer", self.order.contact_name.clone()),
            ("technician", self.technician.map_or_else(|| "师傅".to_owned(), |user| user.name.clone())),
            ("window", window),
        ];
        Ok(named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// `11月22日 13:00–17:00`
fn told(zone: Zone, from: Moment, to: Moment) -> String {
    let clock = |at: Moment| {
        let minute = zone.minute_of_day(at);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    let day = |at: Moment| {
        let day = zone.day_of(at).to_string();
        let part = |range: std::ops::Range<usize>| {
            day.get(range).and_then(|text| text.parse::<u32>().ok()).unwrap_or_default()
        };
        format!("{}月{}日", part(5..7), part(8..10))
    };
    if zone.day_of(from) == zone.day_of(to) {
        format!("{} {}–{}", day(from), clock(from), clock(to))
    } else {
        format!("{} {} – {} {}", day(from), clock(from), day(to), clock(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_told_as_people_say_it() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        assert_eq!(
            told(Zone::SHANGHAI, at("2026-11-22T05:00:00Z"), at("2026-11-22T09:00:00Z")),
            "11月22日 13:00–17:00"
        );
        assert_eq!(
            told(Zone::SHANGHAI, at("2026-11-22T05:00:00Z"), at("2026-12-01T01:30:00Z")),
            "11月22日 13:00 – 12月1日 09:30"
        );
    }
}
