//! Who came before with this number: the household's file, if it is the caller's to see, and open leads of the same store.

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Phone, Result, Scope};
use platform::db::{self, Sql, View, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{Lead, LeadId, LeadStatus};
use crate::customers;
use crate::identity::users;
use crate::nouns::CustomerId;

/// More than so many of one number tell nothing more.
const SHOWN: i64 = 10;

/// What is known of a number.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Known {
    /// The household's file; nothing where it is another guide's.
    pub customer: Option<KnownCustomer>,
    /// Leads of the store that are not closed.
    pub leads: Vec<KnownLead>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct KnownCustomer {
    pub id: CustomerId,
    pub name: String,
}

/// That somebody looks after the same number, and since when; nothing of what they wrote.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KnownLead {
    /// Where it is the caller's own to see.
    pub id: Option<LeadId>,
    pub guide_id: UserId,
    pub guide_name: String,
    pub status: LeadStatus,
    pub opened_at: Moment,
}

/// A number to look up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFilter {
    pub phone: Phone,
}

/// `GET /leads/known`: asked while a number is typed.
pub(super) async fn by_phone(view: &View, _: (), filter: KnownFilter) -> Result<Known> {
    known(view, Some(&filter.phone), view.actor().unit, None).await
}

/// What is known of a number in a unit, but for one lead.
pub(super) async fn known(
    view: &View,
    phone: Option<&Phone>,
    unit: Option<UnitId>,
    but: Option<LeadId>,
) -> Result<Known> {
    let Some(phone) = phone else { return Ok(Known::default()) };
    let tenant = view.actor().tenant;
    let sql =
        Sql::new("SELECT c.id, c.name FROM customer c WHERE c.tenant_id = ? AND c.phone = ? AND c.merged_into IS NULL")
            .bind(tenant)
            .bind(phone.clone());
    let sql = customers::visible(sql, view, "c").push(" ORDER BY c.id LIMIT 1");
    let customer = view
        .one(sql)
        .await?
        .map(|row| Ok::<_, kernel::Error>(KnownCustomer { id: read(&row, "id")?, name: read(&row, "name")? }));
    let mut sql = Sql::new("SELECT * FROM lead WHERE tenant_id = ? AND phone = ? AND closed_at IS NULL")
        .bind(tenant)
        .bind(phone.clone())
        .and(" AND id <> ?", but);
    sql = match unit {
        Some(unit) => sql.push(" AND unit_id = ?").bind(unit),
        None => sql,
    };
    let leads: Vec<Lead> = db::select(view, sql.push(" ORDER BY created_at DESC, id DESC LIMIT ?").bind(SHOWN)).await?;
    let names = users::names(view, leads.iter().map(|lead| lead.guide_id).collect()).await?;
    let is_seen = |lead: &Lead| match &view.actor().scope {
        Scope::Own => lead.guide_id == view.actor().user,
        scope => lead.guide_id == view.actor().user || scope.covers(lead.unit_id),
    };
    let known = |lead: &Lead| KnownLead {
        id: Some(lead.id).filter(|_| is_seen(lead)),
        guide_id: lead.guide_id,
        guide_name: names.get(&lead.guide_id).cloned().unwrap_or_default(),
        status: lead.status,
        opened_at: lead.created_at,
    };
    Ok(Known { customer: customer.transpose()?, leads: leads.iter().map(known).collect() })
}
