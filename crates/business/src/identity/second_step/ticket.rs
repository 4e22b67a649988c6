//! Tickets: shows for ten minutes that somebody has said the right password, and what is still asked of them.
//!
//! `flt.<step>.<company code>.<user>.<until, ms>.<HMAC-SHA256 of all before it>`, keyed by the hash of the password: nothing is kept of it,
//! and with the password it ends. It opens nothing by itself.

use kernel::code::Code as _;
use kernel::id::UserId;
use kernel::time::MINUTE;
use kernel::{Moment, Result, code};
use platform::random::{is_sealed, sealed};

use crate::identity::record::{AppUser, Company};

const GOOD_FOR: i64 = 10 * MINUTE;

code! {
    /// What is still asked of somebody who has said the right password.
    pub enum NextStep as "next_step" {
        /// A code of their phone.
        Code = "code",
        /// To set codes up, as the company asks everybody in their role to.
        SetUp = "set_up",
    }
}

/// A ticket for somebody whose password was right.
///
/// # Errors
/// `Bug` for a key that is none.
pub(in crate::identity) fn make(step: NextStep, company: &Company, user: &AppUser, now: Moment) -> Result<String> {
    let said = format!("{step}.{}.{}.{}", company.code, user.id, (now + GOOD_FOR).ms());
    let mac = sealed(&user.password_hash, &said)?;
    Ok(format!("flt.{said}.{mac}"))
}

/// What a ticket says of itself, before it is believed.
pub(super) struct Ticket<'t> {
    pub step: NextStep,
    pub company: &'t str,
    pub user: UserId,
    until: Moment,
    said: &'t str,
    mac: &'t str,
}

impl<'t> Ticket<'t> {
    pub fn read(text: &'t str) -> Option<Self> {
        let (said, mac) = text.strip_prefix("flt.")?.rsplit_once('.')?;
        let mut parts = said.splitn(4, '.');
        let (step, company, user, until) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let step = NextStep::from_code(step)?;
        Some(Self { step, company, user: user.parse().ok()?, until: Moment(until.parse().ok()?), said, mac })
    }

    /// Whether it was made for this person, and is still good.
    ///
    /// # Errors
    /// `Bug` for a key that is none.
    pub fn is_of(&self, user: &AppUser, now: Moment) -> Result<bool> {
        Ok(self.until > now && is_sealed(&user.password_hash, self.said, self.mac)?)
    }
}
