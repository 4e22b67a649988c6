//! The person behind a lead: their number, shown once and written down (B9), and erased on request.

use kernel::{Error, Result};
use platform::db::{self, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::flow::{LeadStep, lead_after};
use super::follow::hold;
use super::open::event;
use super::queries::{LeadShown, get_visible, shown};
use super::record::{Lead, LeadId};
use crate::customers;

/// The number; nothing where there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeadPhone {
    pub value: Option<String>,
}

/// `POST /leads/{id}/reveals`: the whole number, and a line in the trail of who looked.
pub(super) async fn reveal(tx: &Tx, id: LeadId, _: Nothing) -> Result<LeadPhone> {
    let lead = get_visible(tx, id).await?;
    tx.record(event("lead.revealed", &lead)).await?;
    Ok(LeadPhone { value: lead.phone.map(|phone| phone.e164().to_owned()) })
}

/// `POST /leads/{id}/erasure`: for somebody who never became a customer. Whoever has a file is erased there, leads and all.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused("lead.is_open")` until it is closed; `lead.has_a_file` for a household with a file.
pub(super) async fn erase(tx: &Tx, id: LeadId, _: Nothing) -> Result<LeadShown> {
    let lead = hold(tx, id).await?;
    tx.said().as_seen("lead", lead.version)?;
    if lead_after(lead.status, LeadStep::Lose).is_ok() {
        return Err(Error::refused("lead.is_open"));
    }
    if lead.customer_id.is_some() {
        return Err(Error::refused("lead.has_a_file"));
    }
    customers::forget_leads(tx, &[lead.id]).await?;
    let lead: Lead = db::get(tx, id).await?;
    tx.record(event("lead.erased", &lead)).await?;
    shown(tx, lead).await
}
