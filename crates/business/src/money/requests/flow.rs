//! How a payment that was asked for may go on, as a table; when its provider is spoken to again.

use kernel::time::{HOUR, MINUTE, SECOND};
use kernel::{Error, Moment, Result};

use super::record::{PaymentRequest, PaymentRequestStatus as Status};

/// What may happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The provider gave a way to pay.
    Offer,
    /// Money arrived.
    Pay,
    /// It is called off, or the bill changed.
    Close,
    /// Nobody paid in time.
    Expire,
    /// The provider refused, or tells what does not fit.
    Fail,
}

/// From where to where. Money that arrived is never refused: it may be paid from everywhere but from paid.
pub const FLOW: &[(Status, Verb, Status)] = &[
    (Status::Asking, Verb::Offer, Status::Waiting),
    (Status::Asking, Verb::Pay, Status::Paid),
    (Status::Asking, Verb::Close, Status::Closed),
    (Status::Asking, Verb::Expire, Status::Expired),
    (Status::Asking, Verb::Fail, Status::Failed),
    (Status::Waiting, Verb::Pay, Status::Paid),
    (Status::Waiting, Verb::Close, Status::Closed),
    (Status::Waiting, Verb::Expire, Status::Expired),
    (Status::Waiting, Verb::Fail, Status::Failed),
    (Status::Closed, Verb::Pay, Status::Paid),
    (Status::Closed, Verb::Fail, Status::Failed),
    (Status::Expired, Verb::Pay, Status::Paid),
    (Status::Expired, Verb::Fail, Status::Failed),
    (Status::Failed, Verb::Pay, Status::Paid),
];

/// Where it stands afterwards; none where it may not.
pub fn after(status: Status, verb: Verb) -> Option<Status> {
    FLOW.iter().find(|(from, by, _)| (*from, *by) == (status, verb)).map(|(_, _, to)| *to)
}

/// Somebody calls it off.
///
/// # Errors
/// `payment_request.not_open`
pub fn may_close(request: &PaymentRequest) -> Result<Status> {
    after(request.status, Verb::Close).ok_or_else(|| Error::refused("payment_request.not_open"))
}

/// So long a customer has to pay.
pub const OPEN_FOR: i64 = 15 * MINUTE;
/// With less left than this a code is not shown again: a new one is asked for.
pub const SHOWN_AGAIN: i64 = 3 * MINUTE;

/// While it waits: closely at first, as somebody stands there, and then less. Its end is looked at when it comes.
pub fn next_look(request: &PaymentRequest, now: Moment) -> Moment {
    let young = now - request.asked_at < 3 * MINUTE;
    let next = now + if young { 5 * SECOND } else { 30 * SECOND };
    if request.expires_at > now { next.min(request.expires_at) } else { next }
}

/// After a try that failed and may pass: soon, and then ever less often.
pub fn next_try(tried_count: i64, now: Moment) -> Moment {
    const PAUSES: [i64; 6] = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
    let at = usize::try_from(tried_count.saturating_sub(1)).unwrap_or_default().min(PAUSES.len() - 1);
    now + PAUSES[at]
}

/// A refund that is under way: it arrives in minutes, or takes a bank days.
pub fn next_refund_look(tried_count: i64, now: Moment) -> Moment {
    const PAUSES: [i64; 4] = [30 * SECOND, 5 * MINUTE, 30 * MINUTE, 6 * HOUR];
    let at = usize::try_from(tried_count.saturating_sub(1)).unwrap_or_default().min(PAUSES.len() - 1);
    now + PAUSES[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::code::Code;

    const VERBS: [Verb; 5] = [Verb::Offer, Verb::Pay, Verb::Close, Verb::Expire, Verb::Fail];

    #[test]
    fn every_step_is_in_the_table_once_and_what_is_not_there_may_not_be() {
        for status in Status::ALL.iter().copied() {
            for verb in VERBS {
                let rows = FLOW.iter().filter(|(from, by, _)| (*from, *by) == (status, verb)).count();
                assert!(rows <= 1, "{status} {verb:?}");
                assert_eq!(after(status, verb).is_some(), rows == 1, "{status} {verb:?}");
            }
        }
    }

    #[test]
    fn money_that_arrived_is_never_refused_and_never_taken_twice() {
        for status in Status::ALL.iter().copied() {
            let expected = (status != Status::Paid).then_some(Status::Paid);
            assert_eq!(after(status, Verb::Pay), expected, "{status}");
        }
        assert!(VERBS.iter().all(|verb| after(Status::Paid, *verb).is_none()), "paid is paid");
    }

    #[test]
    fn a_try_that_failed_is_made_again_ever_less_often() {
        let now = Moment::from_ms(0);
        let pauses: Vec<i64> = (0..9).map(|tried| next_try(tried, now).ms()).collect();
        assert!(pauses.is_sorted() && pauses[0] == 5 * SECOND && pauses[8] == HOUR, "{pauses:?}");
    }
}
