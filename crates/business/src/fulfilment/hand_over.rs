//! Somebody leaves: customers, leads and sales go to a colleague, visits that lie ahead go back to dispatch, in one step (C6).

use kernel::error::Check;
use kernel::id::UserId;
use kernel::{Error, Result};
use platform::db::{self, Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::identity::{AppUser, Role, UserStatus};
use crate::orders::visits;
use crate::{customers, leads, sales};

/// To whom, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The colleague who looks after the customers from now on.
    pub to: UserId,
    #[serde(default)]
    pub note: String,
}

/// What went over.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HandedOver {
    pub customers: usize,
    pub sales: usize,
    /// Open ones, with what was done about them.
    pub leads: usize,
    /// Of these leads, offers that still hold.
    pub quotes: usize,
    /// Visits that can be dispatched again.
    pub visits: usize,
}

/// Hands everything of a user's over.
///
/// # Errors
/// `NotFound`; `Invalid` at `to` for the same person or one who does not sign in any more; `user.not_a_guide`;
/// `visit.cannot_withdraw` while they are on their way or at work.
pub(super) async fn hand_over(tx: &Tx, id: UserId, body: HandOver) -> Result<HandedOver> {
    let mut check = Check::new();
    check.that(body.to != id, "to", "field.not_a_choice").at_most("note", &body.note, 500);
    check.done()?;
    let from: AppUser = db::get(tx, id).await?;
    // people of other units look like people that are not there
    if !tx.actor().scope.covers(from.unit_id) {
        return Err(Error::NotFound("user"));
    }
    let to: Option<AppUser> = db::find(tx, body.to).await?;
    let may_take = |to: &AppUser| to.status == UserStatus::Active && tx.actor().scope.covers(to.unit_id);
    let to = to.filter(may_take).ok_or_else(|| Error::invalid("to", "field.not_found"))?;
    let visits = visits::give_back_all(tx, id, &body.note).await?;
    let (customers, sales) = (customers::hand_over(tx, id, to.id).await?, sales::hand_over(tx, id, to.id).await?);
    let moved = leads::hand_over(tx, id, to.id).await?;
    // customers of nobody who sells would be seen by nobody who sells
    if customers + sales + moved.leads > 0
        && !to.roles.iter().any(|role| matches!(role, Role::Guide | Role::Manager | Role::Admin))
    {
        return Err(Error::refused("user.not_a_guide").with("name", to.name));
    }
    let data = json!({ "to": to.id, "customers": customers, "sales": sales, "leads": moved.leads,
                       "quotes": moved.quotes, "visits": visits, "note": body.note });
    tx.record(Event::new("user.handed_over").in_unit(from.unit_id).about(id).about(to.id).with(data)).await?;
    Ok(HandedOver { customers, sales, leads: moved.leads, quotes: moved.quotes, visits })
}
