//! What is sent to whom, when it is tried again, and when it is given up.

use kernel::Moment;
use kernel::time::{HOUR, MINUTE, SECOND};

use super::record::{Webhook, WebhookId};

/// The waits between tries; after the last try a delivery is given up, some 34 hours after the event.
pub const WAITS: [i64; 9] =
    [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 16 * HOUR];

/// So many tries there are.
#[cfg(test)]
pub const TRIES_MAX: i64 = 1 + WAITS.len() as i64;

/// When a delivery that failed for the `tried`-th time is tried again; none when it is given up.
pub fn next_try(tried: i64, at: Moment) -> Option<Moment> {
    let wait = usize::try_from(tried - 1).ok().and_then(|index| WAITS.get(index))?;
    Some(at + *wait)
}

/// The event of trying a webhook: it goes to that webhook, whatever it asked for.
pub const TRIAL: &str = "webhook.tried";

/// Is an event of this kind sent to the webhook? What happens to webhooks themselves is not, or a message that was given up would
/// be told in a message.
pub fn wants(webhook: &Webhook, kind: &str, is_about: impl Fn(WebhookId) -> bool) -> bool {
    if kind == TRIAL {
        return is_about(webhook.id);
    }
    let asked_for =
        |asked: &String| if asked.ends_with('.') { kind.starts_with(asked.as_str()) } else { kind == asked };
    !kind.starts_with("webhook.") && (webhook.kinds.is_empty() || webhook.kinds.iter().any(asked_for))
}

/// Was the message taken?
pub fn is_taken(status: Option<u16>) -> bool {
    status.is_some_and(|status| (200..300).contains(&status))
}

/// The receiver says that it wants no more messages, ever.
pub fn is_over(status: Option<u16>) -> bool {
    status == Some(410)
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Json};

    use super::super::record::WebhookStatus;
    use super::*;

    fn webhook(kinds: &[&str]) -> Webhook {
        Webhook {
            id: WebhookId::new(),
            name: "ERP".into(),
            address: "https://example.com/".into(),
            kinds: Json(kinds.iter().map(|each| (*each).to_owned()).collect()),
            status: WebhookStatus::Active,
            secret: String::new(),
            old_secret: None,
            old_secret_until_at: None,
            created_at: Moment::from_ms(0),
            version: 1,
        }
    }

    #[test]
    fn a_webhook_is_told_what_it_asked_for_and_never_of_webhooks() {
        for (asked, kind, told) in [
            (&["order.opened"][..], "order.opened", true),
            (&["order.opened"], "order.opened_again", false),
            (&["order."], "order.cancelled", true),
            (&["order."], "order_item.x", false),
            (&["visit.", "order.closed"], "order.closed", true),
            (&[], "anything.at_all", true),
            (&[], "webhook.given_up", false),
            (&["webhook."], "webhook.given_up", false),
        ] {
            assert_eq!(wants(&webhook(asked), kind, |_| true), told, "{asked:?} {kind}");
        }
        let tried = webhook(&["order."]);
        assert!(wants(&tried, TRIAL, |id| id == tried.id));
        assert!(!wants(&webhook(&[]), TRIAL, |id| id == tried.id), "another's trial");
    }

    #[test]
    fn waits_grow_until_it_is_given_up() {
        let at = Moment::from_ms(0);
        let waits: Vec<i64> = (1..).map_while(|tried| next_try(tried, at)).map(Moment::ms).collect();
        assert_eq!(waits.len() as i64 + 1, TRIES_MAX);
        assert!(waits.is_sorted_by(|a, b| a < b), "{waits:?}");
        assert_eq!(next_try(0, at), None, "what was never tried has not failed");
    }
}
