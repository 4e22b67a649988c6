//! An administrator takes the second step away from somebody who has lost the phone and the codes that were written down.

use kernel::Result;
use kernel::id::UserId;
use platform::db::{self, Event, Tx};
use platform::http::Nothing;

use crate::identity::record::AppUser;
use crate::identity::users::{self, UserShown};

/// Forgets somebody's second step and ends their sessions; where the company asks for one, they set it up anew at the next sign-in.
///
/// # Errors
/// `NotFound`; `Refused("second_step.is_off")`.
pub(in crate::identity) async fn reset(tx: &Tx, id: UserId, _: Nothing) -> Result<UserShown> {
    let user: AppUser = db::get_held(tx, id).await?;
    users::reaches(tx, &user)?;
    let user = super::switch_off(tx, user).await?;
    users::end_sessions(tx, id).await?;
    tx.record(Event::new("user.second_step_reset").in_unit(user.unit_id).about(id)).await?;
    Ok(user.into())
}
