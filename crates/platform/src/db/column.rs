//! Cells of the driver: the kernel's four kinds, bound and read alike on both engines.

use kernel::column::{Cell, Kind};
use kernel::{Column, Error, Result};
use sea_orm::{QueryResult, Value};

/// The driver's value for any column value, a typed NULL included.
pub fn value<C: Column>(column: &C) -> Value {
    match (C::KIND, column.cell()) {
        (_, Cell::Int(held)) => Value::BigInt(Some(held)),
        (_, Cell::Bool(held)) => Value::Bool(Some(held)),
        (_, Cell::Real(held)) => Value::Double(Some(held)),
        (_, Cell::Text(held)) => Value::String(Some(held)),
        (Kind::Int, Cell::Null) => Value::BigInt(None),
        (Kind::Bool, Cell::Null) => Value::Bool(None),
        (Kind::Real, Cell::Null) => Value::Double(None),
        (Kind::Text, Cell::Null) => Value::String(None),
    }
}

/// Reads one named column of a row.
///
/// # Errors
/// `Bug` when the column is missing or holds something that is no such value.
pub fn read<C: Column>(row: &QueryResult, name: &str) -> Result<C> {
    let held = match C::KIND {
        Kind::Int => row.try_get::<Option<i64>>("", name).map(|held| held.map(Cell::Int)),
        Kind::Bool => row.try_get::<Option<bool>>("", name).map(|held| held.map(Cell::Bool)),
        Kind::Real => row.try_get::<Option<f64>>("", name).map(|held| held.map(Cell::Real)),
        Kind::Text => row.try_get::<Option<String>>("", name).map(|held| held.map(Cell::Text)),
    };
    let cell = held.map_err(|e| Error::bug(format!("column {name}: {e}")))?.unwrap_or(Cell::Null);
    C::from_cell(cell).ok_or_else(|| Error::bug(format!("column {name} holds no {}", std::any::type_name::<C>())))
}

/// Reads one column by its place: for counts, sums and other short answers.
///
/// # Errors
/// As [`read`].
pub fn read_at<C: Column>(row: &QueryResult, at: usize) -> Result<C> {
    let held = match C::KIND {
        Kind::Int => row.try_get_by_index::<Option<i64>>(at).map(|held| held.map(Cell::Int)),
        Kind::Bool => row.try_get_by_index::<Option<bool>>(at).map(|held| held.map(Cell::Bool)),
        Kind::Real => row.try_get_by_index::<Option<f64>>(at).map(|held| held.map(Cell::Real)),
        Kind::Text => row.try_get_by_index::<Option<String>>(at).map(|held| held.map(Cell::Text)),
    };
    let cell = held.map_err(|e| Error::bug(format!("column {at}: {e}")))?.unwrap_or(Cell::Null);
    C::from_cell(cell).ok_or_else(|| Error::bug(format!("column {at} holds no {}", std::any::type_name::<C>())))
}
