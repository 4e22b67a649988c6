//! Errands: a browser on its way to the provider and back. What must come back with it is kept for ten minutes and counts once.

use kernel::time::MINUTE;
use kernel::{Error, Id, Moment, Result, code, id};
use platform::db::{self, Record as _, Sql, Tx};
use platform::{random, record};

const GOOD_FOR: i64 = 10 * MINUTE;
/// So many at once are on the way in one company; beyond, whoever began is not let through to fill the table.
const ERRANDS_MAX: i64 = 5_000;

id! {
    /// A browser on its way to the provider and back.
    ErrandId = "account_errand",
}

code! {
    /// Into which of the apps somebody signs in.
    pub enum DoorOf as "door_of" { Console = "console", Field = "field" }
}

impl DoorOf {
    /// What stands before the app's own paths.
    pub fn base(self) -> &'static str {
        match self {
            Self::Console => "",
            Self::Field => "/field",
        }
    }
}

record! {
    /// A browser on its way.
    pub struct Errand in "account_errand" as "account_errand" (ErrandId) {
        pub id: ErrandId,
        pub state_hash: String,
        /// Of what the browser itself carries in a cookie: nobody finishes what somebody else began.
        pub browser_hash: String,
        pub nonce: String,
        pub verifier: String,
        /// The address that the provider was told to send the browser back to.
        pub back_to: String,
        pub app: DoorOf,
        /// Where in the app it goes then.
        pub goes_to: String,
        pub begun_at: Moment,
        pub expires_at: Moment,
        pub used_at: Option<Moment>,
    }
}

/// What the browser takes along, besides what is kept.
pub(super) struct Sent {
    pub errand: Errand,
    /// Goes to the provider and comes back: `<company code>.<secret>`.
    pub state: String,
    /// Stays in a cookie.
    pub browser: String,
}

/// Begins an errand; those that are over are forgotten with it.
///
/// # Errors
/// `TooMany("sign_in.too_many")` beyond what is on the way at once.
pub(super) async fn begin(tx: &Tx, company: &str, back_to: String, app: DoorOf, goes_to: String) -> Result<Sent> {
    let tenant = tx.actor().tenant;
    let over = Sql::new("DELETE FROM account_errand WHERE tenant_id = ? AND expires_at < ?");
    tx.run(over.bind(tenant).bind(tx.now())).await?;
    let count = Sql::new("SELECT COUNT(*) FROM account_errand WHERE tenant_id = ?").bind(tenant);
    if tx.value::<i64>(count).await? >= ERRANDS_MAX {
        return Err(Error::TooMany { code: "sign_in.too_many", retry_after_seconds: 60 });
    }
    let state = format!("{company}.{}", random::secret(24)?);
    let browser = random::secret(24)?;
    let errand = Errand {
        id: ErrandId::new(),
        state_hash: random::sha256_hex(state.as_bytes()),
        browser_hash: random::sha256_hex(browser.as_bytes()),
        nonce: random::secret(24)?,
        verifier: random::secret(32)?,
        back_to,
        app,
        goes_to,
        begun_at: tx.now(),
        expires_at: tx.now() + GOOD_FOR,
        used_at: None,
    };
    let errand = db::insert(tx, errand).await?;
    Ok(Sent { errand, state, browser })
}

/// The errand of this state, taken: it counts once, and for the browser that began it.
///
/// # Errors
/// `Refused("company_account.expired")`
pub(super) async fn take(tx: &Tx, state: &str, browser: &str) -> Result<Errand> {
    let sql = Sql::new(
        "UPDATE account_errand SET used_at = ? WHERE tenant_id = ? AND state_hash = ? AND browser_hash = ? AND used_at IS NULL
         AND expires_at > ? RETURNING *",
    );
    let hash = |text: &str| random::sha256_hex(text.as_bytes());
    let sql = sql.bind(tx.now()).bind(tx.actor().tenant).bind(hash(state)).bind(hash(browser)).bind(tx.now());
    let row = tx.one(sql).await?.ok_or(Error::refused("company_account.expired"))?;
    Errand::from_row(&row)
}

/// A path within an app that somebody wanted to see; the first page where it is none. It never leads to another machine.
pub(super) fn path_within(wanted: &str) -> String {
    let is_path = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && wanted.len() <= 500
        && wanted.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    if is_path { wanted.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_machine() {
        for fine in ["/", "/orders?phase=to_dispatch&q=%E5%BC%A0", "/me"] {
            assert_eq!(path_within(fine), fine);
        }
        for other in
            ["", "orders", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c", "/ a", "/张"]
        {
            assert_eq!(path_within(other), "/", "{other}");
        }
    }
}
