//! Reasons: every verb that stops, moves or ends an order names one of the company's own, and shows it where the company asks for that.

use std::sync::Arc;

use kernel::error::Check;
use kernel::text::is_sha256;
use kernel::{Error, FieldError, Result};
use platform::db::{Sql, Tx, View, read};

use super::visits::evidence;
use super::visits::{EvidenceKind, VisitId};
use crate::lowcode;
use crate::lowcode::Book;
use crate::lowcode::pack::{Reason, ReasonKind};
use crate::nouns::OrderId;

/// So many files show one reason at most.
const FILES_MAX: usize = 10;

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

/// Keeps what shows a reason (a photo, a recorded call, a paper) as evidence of the order: files that were sent before, at least one
/// where the reason asks for it.
///
/// # Errors
/// `Invalid` at `files`.
pub(super) async fn keep_proof(
    tx: &Tx,
    reason: &Reason,
    of: (OrderId, Option<VisitId>),
    files: &[String],
) -> Result<()> {
    check(reason, files)?;
    if files.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT sha256, media FROM stored_file WHERE tenant_id = ? AND ").bind(tx.actor().tenant);
    let rows = tx.all(sql.within("sha256", files.iter().cloned())).await?;
    let stored: Vec<(String, String)> =
        rows.iter().map(|row| Ok((read(row, "sha256")?, read(row, "media")?))).collect::<Result<_>>()?;
    for (at, sha256) in files.iter().enumerate() {
        let media = stored.iter().find(|(hash, _)| hash == sha256).map(|(_, media)| media.as_str());
        let media = media.ok_or_else(|| Error::invalid(format!("files[{at}]"), "field.not_a_file"))?;
        let kind = match media.split('/').next() {
            Some("image") => EvidenceKind::Photo,
            Some("video") => EvidenceKind::Video,
            _ => EvidenceKind::Document,
        };
        evidence::keep(tx, of, sha256, kind).await?;
    }
    Ok(())
}

fn check(reason: &Reason, files: &[String]) -> Result<()> {
    let mut check = Check::new();
    check.that(!reason.evidence || !files.is_empty(), "files", "field.required");
    if files.len() > FILES_MAX {
        check.note(FieldError::new("files", "field.too_many").with("max", FILES_MAX));
    }
    for (at, sha256) in files.iter().enumerate() {
        let path = || format!("files[{at}]");
        check.that(is_sha256(sha256), path(), "field.not_a_file");
        check.that(!files[..at].contains(sha256), path(), "field.twice");
    }
    check.done()
}
