//! The kinds of event there are: those that have words, and every kind has (a test of the words sees to it).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kernel::{Lang, Page, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

/// All kinds, sorted; those of webhooks themselves are not sent and not among them.
static KINDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let Ok(words) = crate::words::words() else { return BTreeSet::new() };
    let kinds = words.keys(Lang::Zh).filter_map(|key| key.strip_prefix("event.")).filter(|kind| kind.contains('.'));
    kinds.filter(|kind| !kind.starts_with("webhook.")).map(str::to_owned).collect()
});

/// Is this a kind, or the beginning of kinds with its dot?
pub(super) fn is_known(asked: &str) -> bool {
    match asked.ends_with('.') {
        true => KINDS.iter().any(|kind| kind.starts_with(asked)),
        false => KINDS.contains(asked),
    }
}

/// A kind of event; its words are `event.…`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventKind {
    pub kind: String,
}

pub(super) async fn list(_: &View, (): (), _: Nothing) -> Result<Page<EventKind>> {
    Ok(Page { items: KINDS.iter().map(|kind| EventKind { kind: kind.clone() }).collect(), next: None })
}
