//! Kinds whose rows go through the doors of their rooms, one by one: every rule of the room holds for a row as for a form.

use kernel::{Actor, Error, FieldError, Result};
use platform::db::{Db, Tx};
use platform::sheets::{MappedRow, RowError};

use super::shared::{Again, Seen, field};
use super::{Made, Prepared, Taken, assets, customers, orders, users};
use crate::imports::file::Sheet;
use crate::imports::record::ImportKind;

/// Rows that are tried in one transaction when a file is checked: the writer is not held longer than that.
const CHECKED_AT_ONCE: usize = 500;
/// A slice of a check is begun again so often after a refusal that ended its transaction.
const AGAIN_MAX: usize = 20;

/// What became of one row.
pub(super) enum Done {
    /// The first record is the row's own, the others came along.
    Created(Vec<Made>),
    Known,
    /// Found before anything was written.
    Wrong(Vec<RowError>),
}

/// What the rows of a kind need to know, read once.
enum Desk<'p> {
    Customers(customers::Desk),
    Assets(assets::Desk),
    Users(users::Desk<'p>),
    Orders(orders::Desk),
}

impl<'p> Desk<'p> {
    async fn open(
        tx: &Tx,
        sheet: &Sheet,
        rows: &[&MappedRow],
        prepared: &'p Prepared,
        made: &mut Vec<Made>,
    ) -> Result<Self> {
        Ok(match sheet.kind {
            ImportKind::Customers => Self::Customers(customers::Desk::default()),
            ImportKind::Assets => Self::Assets(assets::Desk::open(tx, rows, made).await?),
            ImportKind::Users => Self::Users(users::Desk::open(tx, rows, prepared).await?),
            ImportKind::Orders => Self::Orders(orders::Desk::open(tx, rows).await?),
            other => return Err(Error::bug(format!("{other} are taken in all at once"))),
        })
    }
    async fn row(&mut self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Done> {
        match self {
            Self::Customers(desk) => desk.row(tx, sheet, row).await,
            Self::Assets(desk) => desk.row(tx, sheet, row).await,
            Self::Users(desk) => desk.row(tx, sheet, row).await,
            Self::Orders(desk) => desk.row(tx, sheet, row).await,
        }
    }
}

/// The field by which rows of a kind are told apart within a file.
fn key_of(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Users => "user_name",
        ImportKind::Assets => "serial",
        _ => "outside_ref",
    }
}

/// Takes rows in, one after the other.
pub(super) async fn take(tx: &Tx, sheet: &Sheet, rows: &[&MappedRow], prepared: &Prepared) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut seen = Seen::default();
    let mut desk = Desk::open(tx, sheet, rows, prepared, &mut taken.made).await?;
    let by = key_of(sheet.kind);
    for row in rows.iter().copied() {
        let again = field(row, by).map_or(Again::First, |key| seen.again(sheet, row, by, key));
        match again {
            Again::First => {}
            Again::Same => {
                taken.known.push(row.line);
                continue;
            }
            Again::Different(error) => {
                taken.wrong.push(error);
                continue;
            }
        }
        match desk.row(tx, sheet, row).await {
            Ok(Done::Created(made)) => {
                taken.created += 1;
                taken.made.extend(made);
            }
            Ok(Done::Known) => taken.known.push(row.line),
            Ok(Done::Wrong(errors)) => taken.wrong.extend(errors),
            Err(error) => {
                let ends = matches!(error, Error::Refused { code: "unique", .. });
                taken.refused.extend(refusal(sheet, row, error)?);
                // a violated constraint ends a transaction of PostgreSQL
                if ends {
                    break;
                }
            }
        }
    }
    if let Desk::Users(desk) = desk {
        taken.passwords = desk.told;
    }
    Ok(taken)
}

/// Says what [`take`] would do, by doing it and undoing it, slice by slice.
pub(super) async fn check(db: &Db, actor: &Actor, sheet: &Sheet) -> Result<Taken> {
    let mut all = Taken::default();
    let prepared = Prepared { is_check: true, ..Prepared::default() };
    let rows: Vec<&MappedRow> = sheet.applied.rows.iter().collect();
    for slice in rows.chunks(CHECKED_AT_ONCE) {
        let mut rest = slice.to_vec();
        let mut refused: Vec<RowError> = vec![];
        for _ in 0..AGAIN_MAX {
            let tx = db.begin(actor.clone()).await?;
            let mut taken = take(&tx, sheet, &rest, &prepared).await?;
            tx.undo().await?;
            let none_refused = taken.refused.is_empty();
            rest.retain(|row| !taken.refused.iter().any(|error| error.line == row.line));
            refused.append(&mut taken.refused);
            if none_refused {
                all.created += taken.created;
                all.known.append(&mut taken.known);
                all.wrong.append(&mut taken.wrong);
                break;
            }
        }
        all.wrong.append(&mut refused);
    }
    Ok(all)
}

/// A room's refusal as errors of the row's cells; what is nobody's fault here ends the import.
fn refusal(sheet: &Sheet, row: &MappedRow, error: Error) -> Result<Vec<RowError>> {
    match error {
        Error::Invalid(fields) => Ok(fields.iter().map(|field| of_field(sheet, row, field)).collect()),
        Error::Refused { code, mut facts } => {
            facts.remove("constraint");
            let code = if code == "unique" { "import.known_meanwhile" } else { code };
            Ok(vec![RowError { facts, ..sheet.wrong(row, key_of(sheet.kind), code) }])
        }
        Error::NotFound(_) => Ok(vec![sheet.wrong(row, key_of(sheet.kind), "not_found")]),
        other => Err(other),
    }
}

/// `site.address` of the room is `address` of the table, `customer.name` is `customer_name`.
fn of_field(sheet: &Sheet, row: &MappedRow, error: &FieldError) -> RowError {
    let last = error.path.rsplit('.').next().unwrap_or_default();
    let of_customer = format!("customer_{last}");
    let has = |name: &str| sheet.mapping.fields.contains_key(name);
    let name = match last {
        known if has(known) => known,
        _ if has(&of_customer) => of_customer.as_str(),
        "login" => "user_name",
        "described" => "fault",
        "wanted_from_at" | "wanted_to_at" => "wanted_on",
        other => other,
    };
    RowError { facts: error.facts.clone(), ..sheet.wrong(row, name, error.code) }
}
