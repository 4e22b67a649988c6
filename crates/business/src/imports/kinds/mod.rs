//! Kinds: what each kind of table becomes, row by row.

mod assets;
mod customers;
mod doors;
mod orders;
mod products;
mod repairs;
mod shared;
mod users;

pub(super) use shared::brand_key;

use std::collections::HashMap;

use kernel::{Actor, Id, Result};
use platform::db::{Db, Tx, View};
use platform::sheets::{MappedRow, RowError};

use super::file::Sheet;
use super::record::{ImportId, ImportKind};
use super::report::FirstPassword;

/// What became of the rows.
#[derive(Default)]
pub(super) struct Taken {
    /// Rows that made something new.
    pub created: usize,
    /// Lines of rows that were here already.
    pub known: Vec<u32>,
    /// Rows that cannot be taken; nothing was written for them.
    pub wrong: Vec<RowError>,
    /// Rows that a rule refused half-way: everything has to be given up and tried again without them.
    pub refused: Vec<RowError>,
    pub made: Vec<Made>,
    pub passwords: Vec<FirstPassword>,
}

/// A record that a row made.
pub(super) struct Made {
    pub line: u32,
    pub noun: &'static str,
    pub id: String,
}

impl Made {
    pub fn of<I: Id>(line: u32, id: I) -> Self {
        Self { line, noun: I::NOUN, id: id.to_string() }
    }
}

/// What is made before the transaction begins, because it takes long.
#[derive(Default)]
pub(super) struct Prepared {
    /// Passwords of new users by line.
    hashes: HashMap<u32, users::Hashed>,
    /// Everything will be undone: no password is needed.
    is_check: bool,
}

/// Rows that a file of a kind may have. What goes through the rooms' doors holds the writer longer and leaves several events a row, and a
/// transaction has numbers for 262,144 of them.
pub(super) fn rows_max(kind: ImportKind) -> usize {
    match kind {
        ImportKind::Repairs | ImportKind::Products => 200_000,
        // each row is opened as the desk would, while everybody else who writes waits
        ImportKind::Orders | ImportKind::Customers | ImportKind::Assets | ImportKind::Users => 5_000,
    }
}

/// Makes what a run needs before it holds the writer.
///
/// # Errors
/// `Unavailable` when the machine has no randomness for passwords.
pub(super) async fn prepare(view: &View, sheet: &Sheet) -> Result<Prepared> {
    Ok(match sheet.kind {
        ImportKind::Users => Prepared { hashes: users::hashes(view, sheet).await?, is_check: false },
        _ => Prepared::default(),
    })
}

/// Takes rows in.
///
/// # Errors
/// Those that concern the whole file; what is wrong with a row is in the answer.
pub(super) async fn take(
    tx: &Tx,
    run: ImportId,
    sheet: &Sheet,
    rows: &[&MappedRow],
    prepared: &Prepared,
) -> Result<Taken> {
    match sheet.kind {
        ImportKind::Repairs => repairs::take(tx, run, sheet, rows).await,
        ImportKind::Products => products::take(tx, sheet, rows).await,
        _ => doors::take(tx, sheet, rows, prepared).await,
    }
}

/// Says what [`take`] would do, and writes nothing.
///
/// # Errors
/// As [`take`].
pub(super) async fn check(db: &Db, actor: &Actor, sheet: &Sheet) -> Result<Taken> {
    let rows: Vec<&MappedRow> = sheet.applied.rows.iter().collect();
    match sheet.kind {
        ImportKind::Repairs => repairs::look(&db.read(actor.clone()), sheet, &rows).await,
        ImportKind::Products => products::look(&db.read(actor.clone()), sheet, &rows).await,
        _ => doors::check(db, actor, sheet).await,
    }
}
