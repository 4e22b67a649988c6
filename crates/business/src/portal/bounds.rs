//! How often somebody without an account may ask: by where they come from and by the phone they name, besides what is counted by link.
//! Counted in this process alone: what it must stop is one sender's flood.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::id::TenantId;
use kernel::{Actor, Error, Phone, Result};

/// Requests by one phone in an hour.
const BY_PHONE: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// Requests by one link from one address in an hour; a mobile network shows many customers under one.
const BY_ADDRESS: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Files by one link from one address in an hour.
const FILES: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Beyond so many senders, those who have long been quiet are forgotten.
const SENDERS: usize = 50_000;

type Bound<K> = LazyLock<DefaultKeyedRateLimiter<K>>;

static PHONES: Bound<(TenantId, String)> = LazyLock::new(|| RateLimiter::keyed(Quota::per_hour(BY_PHONE)));
static ADDRESSES: Bound<String> = LazyLock::new(|| RateLimiter::keyed(Quota::per_hour(BY_ADDRESS)));
static FILE_SENDERS: Bound<String> = LazyLock::new(|| RateLimiter::keyed(Quota::per_hour(FILES)));

/// Counts a request.
///
/// # Errors
/// `portal.too_many_requests`
pub(super) fn may_ask(actor: &Actor, phone: &Phone) -> Result<()> {
    let by_phone = (actor.tenant, phone.e164().to_owned());
    if is_within(&ADDRESSES, &sender(actor)) && is_within(&PHONES, &by_phone) {
        return Ok(());
    }
    Err(Error::TooMany { code: "portal.too_many_requests", retry_after_seconds: 1_800 })
}

/// Counts a file before it is received.
///
/// # Errors
/// `portal.too_many_files`
pub(super) fn may_send(actor: &Actor) -> Result<()> {
    if is_within(&FILE_SENDERS, &sender(actor)) {
        return Ok(());
    }
    Err(Error::TooMany { code: "portal.too_many_files", retry_after_seconds: 3_600 })
}

/// The link and where its holder is; on the company's page everybody has the same link.
fn sender(actor: &Actor) -> String {
    format!("{} {}", actor.user, actor.via.address.as_deref().unwrap_or_default())
}

fn is_within<K: std::hash::Hash + Eq + Clone>(bound: &DefaultKeyedRateLimiter<K>, key: &K) -> bool {
    if bound.len() > SENDERS {
        bound.retain_recent();
    }
    bound.check_key(key).is_ok()
}
