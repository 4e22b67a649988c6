//! Reasons: every verb that stops, moves or ends an order names one of the company's own.

use std::sync::Arc;

use kernel::{Error, Result};
use platform::db::View;

use crate::lowcode;
use crate::lowcode::Book;
use crate::lowcode::pack::{Reason, ReasonKind};

/// The company's book with its reason of this kind, if the code is one and the words it asks for are there.
///
/// # Errors
/// `Invalid` at `reason` or `note`.
pub(super) async fn known(view: &View, kind: ReasonKind, code: &str, note: &str) -> Result<(Arc<Book>, Reason)> {
    if note.chars().count() > 2_000 {
        return Err(Error::invalid("note", "field.too_long"));
    }
    let book = lowcode::book(view).await?;
    let reason = book.pack.reason(kind, code).cloned().ok_or_else(|| Error::invalid("reason", "field.not_a_choice"))?;
    if reason.note && note.trim().is_empty() {
        return Err(Error::invalid("note", "field.required"));
    }
    Ok((book, reason))
}
