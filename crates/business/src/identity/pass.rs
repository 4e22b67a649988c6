//! Passes: what a customer's browser shows for a paper that it opens by a plain link, where no header can be sent. A pass opens the
//! papers of its link for a day, and nothing else.
//!
//! `flp.<company code>.<link>.<until, ms>.<HMAC-SHA256 of all before it>`, keyed by the hash of the link's secret: nothing is kept of it,
//! whoever holds the link could make one, and with the link it ends.

use kernel::time::DAY;
use kernel::{Moment, Result};
use platform::db::View;
use platform::random::{is_sealed, sealed};

use super::links::{self, CustomerLink};
use super::record::CustomerLinkId;

const GOOD_FOR: i64 = DAY;

/// A pass for the papers of the link by which the caller came.
///
/// # Errors
/// `NotFound` for a caller who came by none.
pub async fn make(view: &View) -> Result<String> {
    let link: CustomerLink = links::mine(view).await?;
    let until = link.expires_at.map_or(view.now() + GOOD_FOR, |ends| ends.min(view.now() + GOOD_FOR));
    let said = format!("{}.{}.{}", links::company_code(view).await?, link.id, until.ms());
    let mac = sealed(&link.token_hash, &said)?;
    Ok(format!("flp.{said}.{mac}"))
}

/// What a pass says of itself, before it is believed.
pub(super) struct Pass<'p> {
    pub company: &'p str,
    pub link: CustomerLinkId,
    pub until: Moment,
    said: &'p str,
    mac: &'p str,
}

impl<'p> Pass<'p> {
    /// Reads what follows `flp.`; none where it is no pass.
    pub fn read(text: &'p str) -> Option<Self> {
        let (said, mac) = text.rsplit_once('.')?;
        let mut parts = said.splitn(3, '.');
        let (company, link, until) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { company, link: link.parse().ok()?, until: Moment(until.parse().ok()?), said, mac })
    }

    /// Whether it was made for the link with this hash.
    ///
    /// # Errors
    /// `Bug` for a key that is none.
    pub fn is_of(&self, token_hash: &str) -> Result<bool> {
        is_sealed(token_hash, self.said, self.mac)
    }
}
